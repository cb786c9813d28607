"""Lists in pages: LIST_LENGTH entries at a time, in the order of the locale, read without reading all the others.

So a page stays as heavy as it is however much there is, and so does the memory that it takes to make it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count

from safetyhub.locales.models import Locale
from safetyhub.publishing import footprint, reader
from safetyhub.publishing.models import LiveMarket
from safetyhub.publishing.reader import LIVE, Pointer, Resolved, Snapshot, Want

ARRANGEMENT = "content.arrangement"


@dataclass(frozen=True)
class Listing:
    """The entries that a page lists: which, in whose order, and which part of them."""

    want: Want
    section: str = ""  # whose arrangement orders them, and leaves some out
    number: int = 1

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
        each: [
            entry.id
            for entry in snapshot.entries(each.want.kind)
            if each.want.reach.has(getattr(entry, "markets", ()))
        ]
        for each in listings
    }
    return snapshot, {each: _page(snapshot, code, each, found) for each, found in ids.items()}


def _page(snapshot: Snapshot, code: str, listing: Listing, ids: Iterable[int]) -> Page:
    return Paginator(arranged(snapshot, code, listing.section, ids), settings.LIST_LENGTH).page(
        listing.number
    )


def arranged(snapshot: Snapshot, code: str, section: str, ids: Iterable[int]) -> list[int]:
    """In the order that the regional version chose for a section, without what it leaves out."""
    chosen = snapshot.first(ARRANGEMENT, locale=code, section=section) if section else None
    if chosen is None:
        return list(ids)
    hidden, rank = set(chosen.hidden), {pk: place for place, pk in enumerate(chosen.order)}
    return sorted((pk for pk in ids if pk not in hidden), key=lambda pk: rank.get(pk, len(rank)))


# --- For whoever has to know every page beforehand ------------------------------------------------------------------


Sizes = Mapping[tuple[str, str], int]


def sizes(kinds: Iterable[str]) -> Sizes:
    """How many entries of a kind are live for a market, at most. One query."""
    rows = LiveMarket.objects.filter(part__kind__in=kinds).values("part__kind", "market")
    return {
        (kind, market): number
        for kind, market, number in rows.values_list("part__kind", "market", Count("part"))
    }


def further(locale: Locale, code: str, listing: Listing, known: Sizes) -> Iterable[int]:
    """The numbers of the list's pages behind the first. `known`: its `sizes`, by which most lists need no look."""
    markets = (market for market in locale.scope if listing.want.reach.has([market]))
    most = sum(known.get((listing.want.kind, market), 0) for market in markets)
    if most <= settings.LIST_LENGTH:
        return ()
    snapshot = reader.read(locale, [_order(code)], listed=[listing.want])
    return _page(snapshot, code, listing, snapshot.listed[listing.want]).paginator.page_range[1:]
