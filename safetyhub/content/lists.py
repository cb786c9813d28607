"""Lists in pages: LIST_LENGTH entries at a time, in the order of the locale, read without reading all the others.

So a page stays as heavy as it is however much there is, and so does the memory that it takes to make it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count

from safetyhub.locales.languages import LANGUAGES
from safetyhub.locales.markets import EVERYWHERE
from safetyhub.locales.models import Locale
from safetyhub.publishing import footprint, reader
from safetyhub.publishing.models import LiveMarket, Part
from safetyhub.publishing.reader import LIVE, Pointer, Resolved, Snapshot, Want
from safetyhub.publishing.schema import SHARED

ARRANGEMENT = "content.arrangement"


@dataclass(frozen=True)
class Listing:
    """The entries that a page lists: which, in whose order, and which part of them."""

    want: Want
    section: str = ""  # whose arrangement orders them, and leaves some out
    number: int = 1
    weight: int = 1  # so many plain entries one of these takes the place of, for what is shown with it

    @property
    def length(self) -> int:
        """How many entries a page shows."""
        return max(settings.LIST_LENGTH // self.weight, 1)

    def at(self, number: int) -> "Listing":
        return replace(self, number=number)


class Listed(NamedTuple):
    entries: list[Resolved]
    page: Page  # of all their ids


def read(
    locale: Locale, code: str, wanted: Iterable[Want | str | Listing], pointer: Pointer
) -> tuple[Snapshot, dict[Listing, Page]]:
    """All that is wanted, and which part of each list that is; `code`: of the locale whose arrangements count.

    Raises `django.core.paginator.EmptyPage` for a part that is not there.
    """
    wanted = list(wanted)
    listings = [want for want in wanted if isinstance(want, Listing)]
    wants = [_order(code), *(want for want in wanted if not isinstance(want, Listing))]
    if pointer != LIVE:
        return _drafted(locale, code, wants, listings, pointer)
    snapshot = reader.read(locale, wants, listed=[each.want for each in listings])
    pages = {each: _page(snapshot, code, each, snapshot.listed[each.want]) for each in listings}
    for each, page in pages.items():
        if page.has_other_pages():
            footprint.note(footprint.of_list(each.want.kind))
    chosen = [replace(each.want, ids=tuple(page)) for each, page in pages.items() if len(page)]
    return (snapshot | reader.read(locale, chosen)) if chosen else snapshot, pages


def _order(code: str) -> Want:
    return Want(ARRANGEMENT, shared=(("locale", code),))


def _drafted(
    locale: Locale, code: str, wants: list[Want | str], listings: list[Listing], pointer: Pointer
) -> tuple[Snapshot, dict[Listing, Page]]:
    """The index knows what is live; a preview reads all there is, and then leaves out the rest."""
    snapshot = reader.read(locale, [*wants, *(each.want for each in listings)], pointer=pointer)
    ids = {
        each: [entry.id for entry in snapshot.entries(each.want.kind) if _has(each.want, entry)]
        for each in listings
    }
    return snapshot, {each: _page(snapshot, code, each, found) for each, found in ids.items()}


def _has(want: Want, entry: Resolved) -> bool:
    return bool(want.reach.of(getattr(entry, "markets", [EVERYWHERE])))


def _page(snapshot: Snapshot, code: str, listing: Listing, ids: Iterable[int]) -> Page:
    return Paginator(arranged(snapshot, code, listing.section, ids), listing.length).page(listing.number)


def arranged(snapshot: Snapshot, code: str, section: str, ids: Iterable[int]) -> list[int]:
    """In the order that the regional version chose for a section, without what it leaves out."""
    chosen = snapshot.first(ARRANGEMENT, locale=code, section=section) if section else None
    if chosen is None:
        return list(ids)
    hidden, rank = set(chosen.hidden), {pk: place for place, pk in enumerate(chosen.order)}
    return sorted((pk for pk in ids if pk not in hidden), key=lambda pk: rank.get(pk, len(rank)))


# --- For whoever has to know every page beforehand ------------------------------------------------------------------

PLACES = {code: place for place, code in enumerate(LANGUAGES)}


class Lengths:
    """How many pages lists have. One query, and two for each kind of which there is a list that may be long."""

    def __init__(self, kinds: Iterable[str]) -> None:
        rows = LiveMarket.objects.filter(part__kind__in=kinds).values_list("part__kind", "market")
        self._sizes = {(kind, market): number for kind, market, number in rows.annotate(Count("part"))}
        self._live: dict[str, _Live] = {}
        self._arranged: dict[str, Snapshot] = {}

    def may_be_long(self, listing: Listing, markets: Iterable[str]) -> bool:
        """Whether there is more than a page of what is live for these markets, in any language."""
        sizes = (self._sizes.get((listing.want.kind, market), 0) for market in markets)
        return sum(sizes) > listing.length

    def further(self, locale: Locale, code: str, listing: Listing) -> Iterable[int]:
        """The numbers of the list's pages behind the first. `code`: of the locale whose arrangements count."""
        kind, markets = listing.want.kind, listing.want.reach.of(locale.scope)
        if not self.may_be_long(listing, markets):
            return ()
        if kind not in self._live:
            self._live[kind] = _Live(kind)
        if code not in self._arranged:
            self._arranged[code] = reader.read(locale, [_order(code)])
        ids = self._live[kind].ids(markets, locale.chain)
        return _page(self._arranged[code], code, listing, ids).paginator.page_range[1:]


class _Live:
    """Entries of one kind by market, and as bits of a number the languages in which they have a live text."""

    def __init__(self, kind: str) -> None:
        self.by_market: dict[str, set[int]] = defaultdict(set)
        self.languages: dict[int, int] = defaultdict(int)
        parts = Part.objects.filter(kind=kind, live__isnull=False)
        shared = parts.filter(language=SHARED, archived=False)
        for pk, market in shared.values_list("object_id", "markets__market").iterator():
            self.by_market[market].add(pk)
        for pk, language in parts.exclude(language=SHARED).values_list("object_id", "language").iterator():
            self.languages[pk] |= _bit(language)

    def ids(self, markets: Iterable[str], chain: Iterable[str]) -> list[int]:
        """The same as the reader lists, in no order."""
        bits = sum({_bit(language) for language in chain})
        found: set[int] = set().union(*(self.by_market.get(market, ()) for market in markets))
        return [pk for pk in found if self.languages.get(pk, 0) & bits]


def _bit(language: str) -> int:
    return 1 << PLACES[language]
