"""What an entry is called and where staff find it: for lists that have entries of every kind, read in one query."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import F
from django.urls import reverse
from django.utils.text import capfirst

from safetyhub.locales.languages import SOURCE

from .compare import label_of
from .entries import model_of
from .models import Part
from .references import Reference
from .schema import SHARED, schema_of


class Known(NamedTuple):
    name: str
    shared: Mapping[str, Any]  # its shared draft, which says where a child's row stands
    is_public: bool  # in some language, somewhere


def known(references: Iterable[Reference]) -> dict[Reference, Known]:
    """One query. An entry that is gone is not in it."""
    wanted = set(references)
    parts = Part.objects.filter(
        kind__in={kind for kind, _pk in wanted},
        object_id__in={pk for _kind, pk in wanted},
        language__in=(SHARED, SOURCE),
    )
    heads: dict[Reference, dict[str, Any]] = {key: {} for key in wanted}
    public = set()
    for kind, pk, language, data, live in parts.values_list(
        "kind", "object_id", "language", "head__data", F("live")
    ):
        if (kind, pk) in wanted:
            heads[kind, pk][language] = data or {}
            public |= {(kind, pk)} if language == SHARED and live else set()
    return {
        key: Known(_name(key, found), found.get(SHARED, {}), key in public)
        for key, found in heads.items()
        if found
    }


def _name(key: Reference, heads: Mapping[str, Mapping[str, Any]]) -> str:
    """As the entry calls itself."""
    kind, pk = key
    model: Any = model_of(kind)
    schema = schema_of(model)
    if model.title_field:
        return heads.get(SOURCE, {}).get(model.title_field) or f"{capfirst(model._meta.verbose_name)} {pk}"
    shared = heads.get(SHARED, {})
    values = {schema.attname(name): schema.to_column(name, shared.get(name)) for name in schema.shared}
    return str(model(pk=pk, **values))


def form(reference: Reference, language: str = SOURCE, anchor: str = "") -> str:
    """The change form; with an anchor, at one of its fields. The shared part is edited with the source."""
    return f"{_path(reference, 'change')}?language={language or SOURCE}{f'#{anchor}' if anchor else ''}"


def page(reference: Reference, name: str, language: str = SOURCE) -> str:
    """One of the pages beside the form, such as "review"."""
    return f"{_path(reference, name)}?language={language or SOURCE}"


def _path(reference: Reference, name: str) -> str:
    kind, pk = reference
    return reverse(f"admin:{kind.replace('.', '_')}_{name}", args=[pk])


def anchor(kind: str, key: str, language: str, shared: Mapping[str, Any]) -> str:
    """Id of the form field that a text is written in; of a row that has gone, of its list."""
    schema = schema_of(model_of(kind))
    child, _dot, rest = key.partition(".")
    if not rest:
        return f"id_{schema.column(key, language or SOURCE) if key in schema.texts else key}"
    pk, _dot, name = rest.partition(".")
    fields = schema.children.get(child)
    places = {str(item["id"]): place for place, item in enumerate(shared.get(child) or ())}
    if fields is None or pk not in places:
        return f"{child}-group"
    column = fields.column(name, language or SOURCE) if name in fields.texts else name
    return f"id_{child}-{places[pk]}-{column}"


def label(kind: str, key: str, shared: Mapping[str, Any]) -> str:
    """What the form calls the field: "Text", "Call to action 2: label". A key that means nothing any more stays as it is."""
    schema = schema_of(model_of(kind))
    child, _dot, rest = key.partition(".")
    if child not in (schema.children if rest else (*schema.texts, *schema.shared)):
        return key
    rows = shared.get(child) or () if rest else ()
    places = {f"{child}.{item['id']}": str(place) for place, item in enumerate(rows, start=1)}
    return label_of(schema, key, places)
