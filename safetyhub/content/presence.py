"""In which regional versions an entry is live, and in which of them in their own language. Live pointers only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from safetyhub.locales.chains import same_language
from safetyhub.locales.models import Locale
from safetyhub.publishing.entries import model_of
from safetyhub.publishing.models import LiveMarket, Part
from safetyhub.publishing.schema import SHARED

COLUMNS = ("kind", "object_id", "language", "slug", "live__data__key")
Key = tuple[str, int]  # kind and id


@dataclass
class Presence:
    """What one entry is live in: the languages of its title, the markets of its shared part."""

    kind: str
    id: int
    slug: str = ""
    key: str = ""
    languages: set[str] = field(default_factory=set)
    markets: set[str] = field(default_factory=set)

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
    found = Presence(kind, pk)
    rows = _live([kind]).filter(object_id=pk).values_list("language", "markets__market")
    for language, market in rows:
        if language != SHARED:
            found.languages.add(language)
        elif market:
            found.markets.add(market)
    return found


def of_kinds(kinds: Iterable[str]) -> Mapping[Key, Presence]:
    """Two queries."""
    kinds = tuple(kinds)
    found: dict[Key, Presence] = {}
    parts = _live(kinds).order_by("kind", "object_id")
    for kind, pk, language, slug, key in parts.values_list(*COLUMNS):
        entry = found.setdefault((kind, pk), Presence(kind, pk))
        if language == SHARED:
            entry.slug, entry.key = slug, key or ""
        else:
            entry.languages.add(language)
    markets = LiveMarket.objects.filter(part__kind__in=kinds, part__live__isnull=False)
    for kind, pk, market in markets.values_list("part__kind", "part__object_id", "market"):
        if (kind, pk) in found:
            found[kind, pk].markets.add(market)
    return {key: entry for key, entry in found.items() if entry.markets}  # without: taken down everywhere


def _live(kinds: Iterable[str]):
    """Shared parts, and the texts that have a title."""
    condition = Q()
    for kind in kinds:
        title = model_of(kind).title_field
        condition |= Q(kind=kind) & (Q(language=SHARED) | Q(**{f"live__data__{title}__isnull": False}))
    return Part.objects.filter(condition, live__isnull=False, archived=False)
