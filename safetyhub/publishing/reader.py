"""What the public reads: plain objects made from live revisions, in one locale. There is no way to a draft from here.

`read()` asks the database a constant number of times, however many kinds and entries: once for the kinds wanted, at most
twice for what they refer to, each time with the texts along the locale's chain. All of it, and whatever else a page asks
for, is of one moment if the caller says so (`moment`). Preview is the same reader along another pointer.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone

from safetyhub.locales.markets import EVERYWHERE
from safetyhub.locales.models import Locale

from . import footprint, statements
from .dates import covers
from .entries import model_of
from .models import OldSlug
from .references import targets
from .schema import SHARED, Fields, Schema, schema_of
from .statements import Condition, Scoped
from .text import Text

Key = tuple[str, int]  # kind and id
Texts = list[tuple[str, dict[str, str]]]  # of one entry, by language, nearest first
REFERENCE_LEVELS = 2  # a council's member, and the organisation of that member's affiliation


class Same(StrEnum):
    """The same pointer for all parts."""

    LIVE = "live"
    HEAD = "head"  # preview only


LIVE, HEAD = Same.LIVE, Same.HEAD
Pointer = Same | Scoped


class Reach(StrEnum):
    """Which of the entries that the locale's market shows."""

    ALL = "all"
    WORLDWIDE = "worldwide"  # those for everywhere
    LOCAL = "local"  # the others

    def of(self, markets: Iterable[str]) -> list[str]:
        """Those of the markets that count. Nothing is for everywhere and for somewhere."""
        everywhere = self == Reach.WORLDWIDE
        return [market for market in markets if self == Reach.ALL or (market == EVERYWHERE) == everywhere]


@dataclass(frozen=True)
class Want:
    """Which entries of a kind: all of them, or the ones with this slug, these ids or these shared values."""

    kind: str
    slug: str | None = None
    ids: tuple[int, ...] | None = None
    shared: tuple[tuple[str, str], ...] = ()  # names and values of shared fields
    reach: Reach = Reach.ALL  # of what is live; a preview reads all
    alone: bool = False  # without what they refer to: enough for a list of titles


class Resolved:
    """An entry or a child as one locale sees it: shared fields, `Text`s, children and references by name.

    One that was wanted alone has no references, and no children that have some: to ask for them is an error.
    """

    kind: str
    id: int
    slug: str

    def __init__(self, kind: str, pk: int, values: Mapping[str, Any]) -> None:
        self.slug = ""
        self.__dict__.update(values, kind=kind, id=pk)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id}>"


class Snapshot:
    """Entries of several kinds, read at one moment for one locale."""

    def __init__(
        self,
        locale: Locale,
        order: list[Key],
        entries: dict[Key, Resolved],
        foreign: set[str],
        listed: Mapping[Want, list[int]] | None = None,
    ) -> None:
        self.locale = locale
        self.listed = listed or {}  # ids of what was only to be listed, in order
        self.foreign = (
            foreign  # languages of texts that had to stand in for the page's own; names do not count
        )
        self._order = order
        self._entries = entries

    def __or__(self, other: "Snapshot") -> "Snapshot":
        """Both, read for the same locale at the same moment."""
        entries = self._entries | other._entries
        return Snapshot(self.locale, [*self._order, *other._order], entries, self.foreign | other.foreign)

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
    listed: Collection[Want] = (),
) -> Snapshot:
    """Everything of the wanted kinds that is present in the locale on the day `at` (today in UTC).

    Of what is `listed` only the ids, which costs no more than a line of an index each: of all that is live, for the market,
    and has a text along the chain. One whose texts have no title is among them too, and not present when it is read.
    """
    wants = [Want(want) if isinstance(want, str) else want for want in wanted]
    shared, texts, ids = _parts(locale, wants, pointer, listed)
    order = list(shared)
    bare = {want.kind for want in wants if want.alone} - {want.kind for want in wants if not want.alone}
    alone = {key for key in order if key[0] in bare}
    level = {key: data for key, data in shared.items() if key not in alone}
    _note(locale, [*wants, *listed], order)
    for _level in range(REFERENCE_LEVELS):
        named = set().union(*(targets(kind, data) for (kind, _pk), data in level.items()))
        level = {key: shared[key] for key in named & alone}  # somebody else shows it whole
        alone -= named
        if missing := named - shared.keys():
            footprint.note_entries(missing)
            wants = [Want(kind, ids=ids) for kind, ids in _grouped(missing).items()]
            found, more, _none = _parts(locale, wants, pointer)
            level |= found
            shared, texts = {**shared, **found}, {**texts, **more}
    day = at or timezone.now().date()
    return _Resolver(locale, shared, texts, day, alone).snapshot(order, ids)


def _note(locale: Locale, wants: Iterable[Want], found: Iterable[Key]) -> None:
    """For whoever keeps the page: what it was made of (`footprint`)."""
    for want in wants:
        if want.ids is not None:
            footprint.note_entries((want.kind, pk) for pk in want.ids)
        elif want.shared:
            footprint.note(*(footprint.with_value(want.kind, *pair) for pair in want.shared))
        elif want.slug is None:
            footprint.note(*(footprint.in_market(want.kind, market) for market in locale.scope))
    footprint.note_entries(found)
    footprint.note(languages=locale.chain)


def old_address(kind: str, slug: str) -> int | None:
    """The id of the entry that had this slug once and may still be public."""
    return OldSlug.objects.filter(kind=kind, slug=slug).values_list("object_id", flat=True).first()


def _grouped(keys: Iterable[Key]) -> dict[str, tuple[int, ...]]:
    grouped: dict[str, tuple[int, ...]] = {}
    for kind, pk in sorted(keys):
        grouped[kind] = (*grouped.get(kind, ()), pk)
    return grouped


def _parts(
    locale: Locale, wants: list[Want], pointer: Pointer, listed: Collection[Want] = ()
) -> tuple[dict[Key, dict[str, Any]], dict[Key, Texts], dict[Want, list[int]]]:
    """Shared data, in order, and texts of the entries that the locale's market shows; ids of those that are listed."""
    condition = statements.any_of(_condition(want, pointer) for want in wants)
    if pointer == LIVE:
        condition &= statements.shown_in(locale.scope)
    chain = locale.chain
    shared: dict[Key, dict[str, Any]] = {}
    texts: dict[Key, Texts] = {}
    lists: dict[Want, list[int]] = {want: [] for want in listed}
    by_place = {str(place): want for place, want in enumerate(lists)}
    reaches = [statements.shown_in(want.reach.of(locale.scope)) for want in lists]
    conditions = [_condition(want, pointer) & shown for want, shown in zip(lists, reaches, strict=True)]
    for kind, pk, language, data in statements.parts(pointer, condition, (SHARED, *chain), conditions):
        if want := by_place.get(kind):
            lists[want], silent = data
            footprint.note_entries((want.kind, pk) for pk in silent)  # not there, and would be with a text
            continue
        upgraded = model_of(kind).upgrade(language, data)
        if language == SHARED:
            shared[kind, pk] = upgraded
        else:
            texts.setdefault((kind, pk), []).append((language, upgraded))
    for found in texts.values():
        if len(found) > 1:
            found.sort(key=lambda item: chain.index(item[0]))
    return shared if pointer == LIVE else _as_drafted(shared, locale), texts, lists


def _condition(want: Want, pointer: Pointer) -> Condition:
    condition = statements.of_kind(want.kind)
    if want.ids is not None:
        condition &= statements.among(want.ids)
    if want.slug is not None and pointer == LIVE:
        condition &= statements.live_at(want.slug)
    elif want.slug is not None:
        condition &= statements.saying("slug", want.slug, pointer)
    for name, value in want.shared:
        condition &= statements.saying(name, value, pointer)
    return condition


def _as_drafted(found: dict[Key, dict[str, Any]], locale: Locale) -> dict[Key, dict[str, Any]]:
    """The index follows what is live; a preview looks into the revisions themselves."""
    scope = frozenset(locale.scope)
    shown = {key: data for key, data in found.items() if _in_scope(data, scope)}
    return dict(sorted(shown.items(), key=lambda item: (item[1].get("position", 0), item[0][1])))


def _in_scope(data: Mapping[str, Any], scope: frozenset[str]) -> bool:
    return not scope.isdisjoint(data.get("markets", (EVERYWHERE,)))


class _Resolver:
    """Joins shared data and texts. References are followed once per entry, so a cycle ends."""

    def __init__(
        self,
        locale: Locale,
        shared: dict[Key, Any],
        texts: dict[Key, Texts],
        day: Any,
        alone: Collection[Key],
    ) -> None:
        self.locale, self.shared, self.texts, self.day = locale, shared, texts, day
        self.alone = alone
        self.scope = frozenset(locale.scope)
        self.nothing = Text("", locale.language, locale.language)
        self.done: dict[Key, Resolved | None] = {}
        self.foreign: set[str] = set()

    def snapshot(self, order: list[Key], listed: Mapping[Want, list[int]]) -> Snapshot:
        for key in order:
            self.entry(key)
        present = {key: entry for key, entry in self.done.items() if entry is not None}
        return Snapshot(self.locale, order, present, self.foreign, listed)

    def entry(self, key: Key) -> Resolved | None:
        if key in self.done or key not in self.shared:
            return self.done.get(key)
        self.done[key] = None  # while it is being resolved: what refers back to it finds nothing
        kind, pk = key
        schema, data = schema_of(model_of(kind)), self.shared[key]
        texts = self.texts.get(key, [])
        follow = key not in self.alone
        values = {**self._shared_values(schema, data, follow), **self._texts(schema, texts, "")}
        title = schema.model.title_field
        if title and not values[title]:
            return None
        for name, fields in schema.children.items():
            if fields.references and not follow:
                continue
            values[name] = self._children(schema, name, fields, data.get(name, ()), texts)
        self.done[key] = Resolved(kind, pk, values)
        return self.done[key]

    def _shared_values(self, fields: Fields, data: Mapping[str, Any], follow: bool = True) -> dict[str, Any]:
        values = {name: data.get(name, default) for name, default in fields.defaults.items()}
        for name in fields.references:
            target = values.pop(name)
            if follow:
                values[name] = self.entry(tuple(target)) if target else None
        return values

    def _texts(self, fields: Fields, texts: Texts, prefix: str) -> dict[str, Text]:
        found = dict.fromkeys(fields.texts, self.nothing)
        for name in fields.texts:
            key = prefix + name
            for language, words in texts:
                if value := words.get(key):
                    text = found[name] = Text(value, language, self.locale.language)
                    if text.attrs and name not in fields.model.proper_names:
                        self.foreign.add(language)
                    break
        return found

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
        since, until = item.get("since", ""), item.get("until", "")
        if not (since or until):
            return True
        footprint.note_term(since, until, self.day)
        return covers(since, until, self.day)
