"""The second and last writer beside the door: many new entries at once, for `demo_data` and for nothing else.

The rows that the door would have written, in a few statements instead of thousands, by the same rules (`cleaning`),
columns, digests and projections. What differs: nobody is asked for rights, nothing is locked, since the entries are new,
and no signal tells of each one, so whoever bakes afterwards bakes everything. `check_revisions` agrees.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from safetyhub.locales.languages import SOURCE
from safetyhub.locales.markets import EVERYWHERE

from . import cleaning, columns, projections
from .digests import digests
from .models import LiveMarket, Origin, Part, Publication, Revision
from .schema import SHARED, Fields, Schema

BY: dict[str, Any] = {"author": None, "origin": Origin.COMMAND, "note": "Demonstration content"}
AT_ONCE = 500  # rows or ids in one statement


@dataclass
class Draft:
    """A new entry in the shapes of the door: new children have a name, by which the texts refer to them."""

    shared: dict[str, Any]
    texts: dict[str, dict[str, str]]  # language -> key -> text
    unpublished: Collection[str] = ()  # languages, or `SHARED` for an entry that is not public at all
    id: int = field(default=0, init=False)

    def parts(self) -> Iterator[tuple[str, dict[str, Any]]]:
        yield SHARED, self.shared
        yield from self.texts.items()

    def is_public(self, language: str) -> bool:
        return SHARED not in self.unpublished and language not in self.unpublished


@transaction.atomic
def write(schema: Schema, drafts: list[Draft]) -> list[int]:
    """Write the entries with all their parts; their ids. Raises `ValidationError` for what the door would refuse."""
    for draft in drafts:
        draft.shared = cleaning.clean_shared(schema, draft.shared)
        draft.texts = {
            language: cleaning.clean_texts(schema, language, texts) for language, texts in draft.texts.items()
        }
    _write_columns(schema, drafts)
    _write_parts(schema, drafts)
    _publish(schema, drafts)
    return [draft.id for draft in drafts]


def _write_columns(schema: Schema, drafts: list[Draft]) -> None:
    entries = [schema.model(**_values(schema, draft.shared, _own_texts(draft.texts))) for draft in drafts]
    columns.rows(schema.model).bulk_create(entries)
    for draft, entry in zip(drafts, entries, strict=True):
        draft.id = entry.pk
    for name, fields in schema.children.items():
        _write_children(name, fields, drafts)


def _write_children(name: str, fields: Fields, drafts: list[Draft]) -> None:
    items = [(draft, place, item) for draft in drafts for place, item in enumerate(draft.shared[name])]
    children = [
        fields.model(
            **_values(fields, item, _texts_of_row(draft.texts, f"{name}.{item['new']}.")),
            **{f"{fields.model.parent}_id": draft.id, "position": place},
        )
        for draft, place, item in items
    ]
    columns.rows(fields.model).bulk_create(children)
    ids: dict[int, dict[str, str]] = {}
    for (draft, _place, item), child in zip(items, children, strict=True):
        item["id"] = child.pk
        ids.setdefault(draft.id, {})[f"{name}.{item.pop('new')}"] = f"{name}.{child.pk}"
    for draft in drafts:
        draft.texts = {
            language: _renamed(texts, ids.get(draft.id, {})) for language, texts in draft.texts.items()
        }


def _values(fields: Fields, data: Mapping[str, Any], texts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    values = {fields.attname(name): fields.to_column(name, data[name]) for name in fields.shared}
    return values | {fields.column(name, language): text for (name, language), text in texts.items()}


def _own_texts(texts: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], str]:
    return {
        (key, code): text for code, words in texts.items() for key, text in words.items() if "." not in key
    }


def _texts_of_row(texts: Mapping[str, Mapping[str, str]], prefix: str) -> dict[tuple[str, str], str]:
    return {
        (key.removeprefix(prefix), code): text
        for code, words in texts.items()
        for key, text in words.items()
        if key.startswith(prefix)
    }


def _renamed(texts: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, str]:
    renamed = {}
    for key, text in texts.items():
        row, dot, name = key.rpartition(".")
        renamed[f"{ids.get(row, row)}{dot}{name}"] = text
    return renamed


def _write_parts(schema: Schema, drafts: list[Draft]) -> None:
    parts, revisions = [], []
    for draft in drafts:
        source = digests(draft.texts[SOURCE])
        for language, data in draft.parts():
            part = Part(kind=schema.kind, object_id=draft.id, language=language, version=1)
            part.search = projections.search_words(data)
            made_from = {} if language in (SHARED, SOURCE) else {key: source.get(key, "") for key in data}
            parts.append(part)
            revisions.append(Revision(part=part, number=1, data=data, made_from=made_from, **BY))
    Part.objects.bulk_create(parts, AT_ONCE)
    Revision.objects.bulk_create(revisions, AT_ONCE)
    only = Revision.objects.filter(part=OuterRef("pk")).values("pk")[:1]
    _update(_parts_of(schema, drafts), head=Subquery(only))


def _parts_of(schema: Schema, drafts: Iterable[Draft]) -> models.QuerySet[Part]:
    return Part.objects.filter(kind=schema.kind, object_id__in=[draft.id for draft in drafts])


def _update(parts: models.QuerySet[Part], **values: Any) -> None:
    parts.order_by().update(**values)


def _publish(schema: Schema, drafts: list[Draft]) -> None:
    by_id = {draft.id: draft for draft in drafts}
    now = timezone.now()
    public = [part for part in _parts_of(schema, drafts) if by_id[part.object_id].is_public(part.language)]
    for start in range(0, len(public), AT_ONCE):
        ids = [part.pk for part in public[start : start + AT_ONCE]]
        _update(Part.objects.filter(pk__in=ids), live=F("head"), live_since=now, live_before=now)
    Publication.objects.bulk_create(
        (Publication(part=part, revision_id=part.head_id, **BY) for part in public), AT_ONCE
    )
    _project(by_id, [part for part in public if part.language == SHARED])


def _project(by_id: Mapping[int, Draft], shared: list[Part]) -> None:
    """As `projections.project_shared`, for entries that were never public before."""
    markets = []
    for part in shared:
        data = by_id[part.object_id].shared
        part.slug, part.position = data.get("slug", ""), data.get("position", 0)
        markets += [LiveMarket(part=part, market=market) for market in data.get("markets", [EVERYWHERE])]
    Part.objects.bulk_update(shared, ["slug", "position"], AT_ONCE)
    LiveMarket.objects.bulk_create(markets, AT_ONCE)
