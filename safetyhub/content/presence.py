"""In which regional versions an entry is live, and in which of them in their own language. Live pointers only."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import models
from django.db.models import Q

from safetyhub.locales.chains import same_language
from safetyhub.locales.models import Locale
from safetyhub.publishing import footprint, statements
from safetyhub.publishing.entries import model_of
from safetyhub.publishing.models import LiveMarket, Part
from safetyhub.publishing.schema import SHARED

COLUMNS = (
    "kind",
    "object_id",
    "language",
    "slug",
    "live__data__key",
    "live__data__page__1",
    "markets__market",
)


@dataclass
class Presence:
    """What one entry is live in: the languages of its title, the markets of its shared part."""

    kind: str
    id: int
    slug: str = ""
    key: str = ""
    page: int | None = None  # id of the page that it is a section of
    languages: set[str] = field(default_factory=set)
    markets: set[str] = field(default_factory=set)

    @property
    def shared(self) -> dict[str, Any]:
        """As much of its shared data as its address may depend on."""
        return {"slug": self.slug, "key": self.key, "markets": sorted(self.markets)}

    def is_readable(self, locale: Locale) -> bool:
        """Whether its title resolves for readers of the locale's language."""
        return bool(self.markets) and not self.languages.isdisjoint(locale.chain)

    def is_offered(self, locale: Locale) -> bool:
        return not self.markets.isdisjoint(locale.scope)

    def is_present(self, locale: Locale) -> bool:
        return self.is_readable(locale) and self.is_offered(locale)

    def speaks(self, locale: Locale) -> bool:
        """Whether the title that readers of the locale get is in their language, and no stand-in."""
        first = next((code for code in locale.chain if code in self.languages), None)
        return first is not None and bool(self.markets) and same_language(locale.language, first)


def of_entry(kind: str, pk: int) -> Presence:
    """One query."""
    footprint.note(footprint.presence(kind, pk))
    found = Presence(kind, pk)
    for language, market in statements.live_in(kind, pk, model_of(kind).title_field):
        if language != SHARED:
            found.languages.add(language)
        elif market:
            found.markets.add(market)
    return found


def each(kinds: Collection[str], shelf: int | None = None) -> Iterator[Presence]:
    """One query, and one entry at a time however many there are: all of the kinds, or those of one shelf."""
    rows = _live(kinds).order_by("kind", "object_id")
    if shelf is None:
        footprint.note(*map(footprint.of_kind, kinds))
    else:
        first = shelf * footprint.SHELF
        footprint.note(*(footprint.shelf(kind, first) for kind in kinds))
        rows = rows.filter(object_id__range=(first, first + footprint.SHELF - 1))
    for (kind, pk), parts in groupby(rows.values_list(*COLUMNS).iterator(), key=lambda row: row[:2]):
        entry = Presence(kind, pk)
        for _kind, _pk, language, slug, key, page, market in parts:
            if language != SHARED:
                entry.languages.add(language)
            else:
                entry.slug, entry.key, entry.page = slug, key or "", page
                entry.markets.update({market} - {None})
        if entry.markets:  # without: taken down everywhere
            yield entry


def shelves(kinds: Collection[str]) -> list[tuple[str, int]]:
    """Those that hold an entry that is live: (kind, number). One query."""
    footprint.note(*map(footprint.of_kind, kinds))
    number = models.ExpressionWrapper(models.F("object_id") / footprint.SHELF, models.BigIntegerField())
    live = Part.objects.shared().filter(kind__in=kinds, live__isnull=False, archived=False)
    return sorted(live.annotate(shelf=number).order_by().values_list("kind", "shelf").distinct())


def markets(kind: str) -> set[str]:
    """For which something of the kind is live, whatever its language. One query."""
    footprint.note(footprint.of_kind(kind))
    live = LiveMarket.objects.filter(part__kind=kind, part__archived=False)
    return set(live.values_list("market", flat=True).distinct())


def _live(kinds: Iterable[str]):
    """Shared parts, and the texts that have a title."""
    condition = Q()
    for kind in kinds:
        title = model_of(kind).title_field
        condition |= Q(kind=kind) & (Q(language=SHARED) | Q(**{f"live__data__{title}__isnull": False}))
    return Part.objects.filter(condition, live__isnull=False, archived=False)
