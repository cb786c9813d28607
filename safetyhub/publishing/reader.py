"""What the public reads: plain objects made from live revisions, in one locale. There is no way to a draft from here.

`read()` asks the database a constant number of times, however many kinds and entries: once for the shared parts of the
kinds wanted, at most twice for what they refer to, once for the texts of all of them along the locale's chain. Preview is
the same reader along another pointer.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from safetyhub.locales.markets import EVERYWHERE
from safetyhub.locales.models import Locale

from .dates import covers
from .entries import model_of
from .models import LiveMarket, OldSlug, Part
from .references import targets
from .schema import SHARED, Fields, Schema, schema_of
from .text import Text

Key = tuple[str, int]  # kind and id
REFERENCE_LEVELS = 2  # a council's member, and the organisation of that member's affiliation


class Pointer(StrEnum):
    LIVE = "live"
    HEAD = "head"  # preview only


LIVE, HEAD = Pointer.LIVE, Pointer.HEAD


@dataclass(frozen=True)
class Want:
    """Which entries of a kind: all of them, or the ones with this slug, these ids or these shared values."""

    kind: str
    slug: str | None = None
    ids: tuple[int, ...] | None = None
    shared: tuple[tuple[str, str], ...] = ()  # names and values of shared fields


class Resolved:
    """An entry or a child as one locale sees it: shared fields, `Text`s, children and references by name."""

    kind: str
    id: int
    slug: str

    def __init__(self, kind: str, pk: int, values: Mapping[str, Any]) -> None:
        self.__dict__.update({"slug": "", **values}, kind=kind, id=pk)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id}>"


class Snapshot:
    """Entries of several kinds, read at one moment for one locale."""

    def __init__(
        self, locale: Locale, order: list[Key], entries: dict[Key, Resolved], foreign: set[str]
    ) -> None:
        self.locale = locale
        self.foreign = (
            foreign  # languages of texts that had to stand in for the page's own; names do not count
        )
        self._order = order
        self._entries = entries

    def entries(self, kind: str) -> list[Resolved]:
        """All present entries of a kind that was asked for, in the order of their place."""
        return [self._entries[key] for key in self._order if key[0] == kind and key in self._entries]

    def get(self, kind: str, pk: int) -> Resolved | None:
        return self._entries.get((kind, pk))

    def first(self, kind: str, **values: Any) -> Resolved | None:
        """The first entry whose shared fields have these values, such as `key="programs"`."""
        return next(
            (
                entry
                for entry in self.entries(kind)
                if all(getattr(entry, name, None) == value for name, value in values.items())
            ),
            None,
        )


def read(
    locale: Locale,
    wanted: Iterable[Want | str],
    *,
    pointer: Pointer = LIVE,
    at: datetime.date | None = None,
) -> Snapshot:
    """Everything of the wanted kinds that is present in the locale on the day `at` (today in UTC)."""
    wants = [Want(want) if isinstance(want, str) else want for want in wanted]
    shared = _shared_parts(locale, wants, pointer)
    order = list(shared)
    level = shared
    for _level in range(REFERENCE_LEVELS):
        missing = set().union(*(targets(kind, data) for (kind, _pk), data in level.items())) - shared.keys()
        if not missing:
            break
        level = _shared_parts(
            locale, [Want(kind, ids=ids) for kind, ids in _grouped(missing).items()], pointer
        )
        shared = {**shared, **level}
    texts = _texts(locale.chain, shared, pointer)
    day = at or timezone.now().date()
    return _Resolver(locale, shared, texts, day).snapshot(order)


def old_address(kind: str, slug: str) -> int | None:
    """The id of the entry that had this slug once and may still be public."""
    return OldSlug.objects.filter(kind=kind, slug=slug).values_list("object_id", flat=True).first()


def _grouped(keys: Iterable[Key]) -> dict[str, tuple[int, ...]]:
    grouped: dict[str, tuple[int, ...]] = {}
    for kind, pk in sorted(keys):
        grouped[kind] = (*grouped.get(kind, ()), pk)
    return grouped


def _shared_parts(locale: Locale, wants: list[Want], pointer: Pointer) -> dict[Key, dict[str, Any]]:
    """Shared data of the entries that the locale's market shows, in order."""
    condition = Q()
    for want in wants:
        condition |= _condition(want, pointer)
    parts = Part.objects.filter(condition, language=SHARED, archived=False, **{f"{pointer}__isnull": False})
    if pointer == LIVE:
        parts = parts.filter(Exists(LiveMarket.objects.filter(part=OuterRef("pk"), market__in=locale.scope)))
    rows = parts.order_by("position", "object_id").values_list("kind", "object_id", f"{pointer}__data")
    found = {(kind, pk): _upgraded(kind, SHARED, data) for kind, pk, data in rows}
    return found if pointer == LIVE else _as_drafted(found, locale, wants)


def _condition(want: Want, pointer: Pointer) -> Q:
    condition = Q(kind=want.kind)
    if want.ids is not None:
        condition &= Q(object_id__in=want.ids)
    if want.slug is not None and pointer == LIVE:
        condition &= Q(slug=want.slug)
    for name, value in want.shared:
        condition &= Q(**{f"{pointer}__data__{name}": value})
    return condition


def _as_drafted(
    found: dict[Key, dict[str, Any]], locale: Locale, wants: list[Want]
) -> dict[Key, dict[str, Any]]:
    """The index follows what is live; a preview looks into the drafts themselves."""
    scope = frozenset(locale.scope)
    slugs = {want.kind: want.slug for want in wants if want.slug is not None}
    shown = {
        key: data
        for key, data in found.items()
        if _in_scope(data, scope) and slugs.get(key[0], data.get("slug")) == data.get("slug")
    }
    return dict(sorted(shown.items(), key=lambda item: (item[1].get("position", 0), item[0][1])))


def _in_scope(data: Mapping[str, Any], scope: frozenset[str]) -> bool:
    return not scope.isdisjoint(data.get("markets", (EVERYWHERE,)))


def _upgraded(kind: str, language: str, data: dict[str, Any]) -> dict[str, Any]:
    return model_of(kind).upgrade(language, data)


def _texts(
    chain: tuple[str, ...], keys: Iterable[Key], pointer: Pointer
) -> dict[Key, list[tuple[str, dict[str, str]]]]:
    """Texts of each entry as (language, texts) along the chain, nearest first."""
    condition = Q()
    for kind, ids in _grouped(keys).items():
        condition |= Q(kind=kind, object_id__in=ids)
    if not condition:
        return {}
    parts: QuerySet = Part.objects.filter(condition, language__in=chain, **{f"{pointer}__isnull": False})
    found: dict[Key, list[tuple[str, dict[str, str]]]] = {}
    for kind, pk, language, data in parts.values_list("kind", "object_id", "language", f"{pointer}__data"):
        found.setdefault((kind, pk), []).append((language, _upgraded(kind, language, data)))
    for texts in found.values():
        texts.sort(key=lambda item: chain.index(item[0]))
    return found


class _Resolver:
    """Joins shared data and texts. References are followed once per entry, so a cycle ends."""

    def __init__(
        self,
        locale: Locale,
        shared: dict[Key, Any],
        texts: dict[Key, list[tuple[str, dict[str, str]]]],
        day: Any,
    ) -> None:
        self.locale, self.shared, self.texts, self.day = locale, shared, texts, day
        self.scope = frozenset(locale.scope)
        self.nothing = Text("", locale.language, locale.language)
        self.done: dict[Key, Resolved | None] = {}
        self.foreign: set[str] = set()

    def snapshot(self, order: list[Key]) -> Snapshot:
        for key in order:
            self.entry(key)
        present = {key: entry for key, entry in self.done.items() if entry is not None}
        return Snapshot(self.locale, order, present, self.foreign)

    def entry(self, key: Key) -> Resolved | None:
        if key in self.done or key not in self.shared:
            return self.done.get(key)
        self.done[key] = None  # while it is being resolved: what refers back to it finds nothing
        kind, pk = key
        schema, data = schema_of(model_of(kind)), self.shared[key]
        texts = self.texts.get(key, [])
        values = {**self._shared_values(schema, data), **self._texts(schema, texts, "")}
        title = schema.model.title_field
        if title and not values[title]:
            return None
        for name, fields in schema.children.items():
            values[name] = self._children(schema, name, fields, data.get(name, ()), texts)
        self.done[key] = Resolved(kind, pk, values)
        return self.done[key]

    def _shared_values(self, fields: Fields, data: Mapping[str, Any]) -> dict[str, Any]:
        values = {name: data[name] if name in data else fields.default(name) for name in fields.shared}
        for name in fields.references:
            values[name] = self.entry(tuple(values[name])) if values[name] else None
        return values

    def _texts(self, fields: Fields, texts: list[tuple[str, dict[str, str]]], prefix: str) -> dict[str, Text]:
        return {
            name: self._text(name in fields.model.proper_names, prefix + name, texts) for name in fields.texts
        }

    def _text(self, is_name: bool, key: str, texts: list[tuple[str, dict[str, str]]]) -> Text:
        for language, words in texts:
            if value := words.get(key):
                text = Text(value, language, self.locale.language)
                if text.is_foreign and not is_name:
                    self.foreign.add(language)
                return text
        return self.nothing

    def _children(
        self, schema: Schema, name: str, fields: Fields, items: Iterable[Mapping[str, Any]], texts: Any
    ) -> list[Resolved]:
        found = []
        for item in items:
            if not _in_scope(item, self.scope) or not self._is_current(item):
                continue
            values = {
                **self._shared_values(fields, item),
                **self._texts(fields, texts, f"{name}.{item['id']}."),
            }
            if (shown := fields.model.presented(values, fields.required)) is not None:
                found.append(Resolved(f"{schema.kind}.{name}", item["id"], shown))
        return found

    def _is_current(self, item: Mapping[str, Any]) -> bool:
        return covers(item.get("since", ""), item.get("until", ""), self.day)
