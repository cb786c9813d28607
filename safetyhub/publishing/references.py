"""Which entry refers to which, read from the revisions' data: `[kind, id]` pairs, never copies of words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.db.models import Q

from safetyhub.locales.languages import SOURCE

from .columns import rows
from .entries import Entry, entry_models, model_of, upgraded
from .models import Part
from .schema import SHARED, schema_of

Reference = tuple[str, int]


def targets(
    kind: str, shared: Mapping[str, Any], is_shown: Callable[[Mapping[str, Any]], bool] = bool
) -> set[Reference]:
    """The entries that visitors of this one may be shown: what its shared part's data refers to.

    With `is_shown`, only by the children of which it is true, such as those that are for one market.
    """
    schema, shared = schema_of(model_of(kind)), upgraded(kind, SHARED, shared)
    found = {tuple(target) for name in schema.references if (target := shared.get(name))}
    for child, fields in schema.children.items():
        if fields.references:
            for item in shared.get(child) or ():
                if fields.model.names_its_references(item) and is_shown(item):
                    found.update(tuple(target) for name in fields.references if (target := item.get(name)))
    return found


def names_of(references: Iterable[Reference]) -> dict[Reference, str]:
    """What the entries are called in the source language; one query for each kind."""
    found = {}
    for kind, ids in _by_kind(references).items():
        model = model_of(kind)
        columns = [f"{model.title_field}_{SOURCE}"] if model.title_field else []
        found.update(
            {(kind, entry.pk): str(entry) for entry in rows(model).filter(pk__in=ids).only("pk", *columns)}
        )
    return found


def referring(kind: str, object_id: int) -> list[Entry]:
    """Entries whose working copy refers to this one, found through their foreign keys."""
    found: list[Entry] = []
    for model in entry_models():
        for ids in _owners(model, kind, object_id):
            found += rows(model).filter(pk__in=ids)
    return list(dict.fromkeys(found))


def _owners(model: type[Entry], kind: str, object_id: int) -> Iterator[Iterable[int]]:
    schema = schema_of(model)
    for name, target in schema.references.items():
        if target == kind:
            yield rows(model).filter(**{name: object_id}).values_list("pk", flat=True)
    for fields in schema.children.values():
        for name, target in fields.references.items():
            if target == kind:
                children = rows(fields.model).filter(**{name: object_id})
                yield children.values_list(f"{fields.model.parent}_id", flat=True)


class NotPublic(NamedTuple):
    """An entry that visitors cannot see. One that was withdrawn, or archived, comes back by a decision of its own."""

    entry: Entry
    is_withdrawn: bool


def not_public(starts: Iterable[Reference], shared: Mapping[str, Any] | None = None) -> list[NotPublic]:
    """What these refer to at head, directly or through others, and visitors cannot see.

    `shared` is what goes live of a single start, if that is not its head. Three queries per level of references, of which
    today's sections have two.
    """
    known = set(starts)
    found: list[NotPublic] = []
    heads = _shared_heads(known) if shared is None else ((kind, shared) for kind, _pk in known)
    while level := set().union(*(targets(kind, data) for kind, data in heads)) - known:
        known |= level
        found += _not_live(level)
        heads = _shared_heads(level)
    return found


def _shared_heads(level: Iterable[Reference]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind, ids in _by_kind(level).items():
        parts = Part.objects.filter(kind=kind, object_id__in=ids, language=SHARED, head__isnull=False)
        yield from parts.values_list("kind", "head__data")


def _not_live(level: Iterable[Reference]) -> Iterator[NotPublic]:
    for kind, ids in _by_kind(level).items():
        parts = Part.objects.filter(kind=kind, object_id__in=ids, language__in=(SHARED, SOURCE))
        live = parts.filter(live__isnull=False)
        public = set(live.filter(language=SHARED).values_list("object_id", flat=True))
        public &= set(live.filter(language=SOURCE).values_list("object_id", flat=True))
        left = parts.filter(Q(live__isnull=True, live_before__isnull=False) | Q(archived=True))
        withdrawn = set(left.values_list("object_id", flat=True))
        for entry in rows(model_of(kind)).filter(pk__in=ids - public).order_by("pk"):
            yield NotPublic(entry, entry.pk in withdrawn)


def _by_kind(level: Iterable[Reference]) -> dict[str, set[int]]:
    by_kind: dict[str, set[int]] = {}
    for kind, object_id in level:
        by_kind.setdefault(kind, set()).add(object_id)
    return by_kind
