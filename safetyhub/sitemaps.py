"""Every public page of every public locale, with the versions of it in other languages.

Three queries however much there is. One file holds 50,000 addresses; beyond that it would have to become an index.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import escape

from safetyhub.content import addresses, presence
from safetyhub.content.addresses import PROGRAMS, RESOURCES, SAFETY_PARTNERS
from safetyhub.content.frame import PAGE, SECTION
from safetyhub.content.presence import Presence
from safetyhub.locales.chooser import alternates
from safetyhub.locales.markets import EVERYWHERE
from safetyhub.locales.models import Locale

PROGRAM, COUNCIL, RESOURCE = "partners.program", "council.council", "resources.resource"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


@dataclass(frozen=True)
class Page:
    """An address behind the locale, and the entry whose title it shows."""

    rest: str
    entry: Presence
    is_in: Callable[[Locale], bool]

    def has_text(self, locale: Locale) -> bool:
        return self.is_in(locale) and self.entry.speaks(locale)


def xml() -> str:
    return f"{HEAD}{''.join(_entries())}</urlset>\n"


def pages() -> Iterator[str]:
    """Every address that a release has to hold: "/", then the pages of each locale."""
    yield "/"
    locales = list(Locale.objects.public())
    for page in _pages():
        for locale in locales:
            if page.is_in(locale):
                yield f"/{locale.code}/{page.rest}"


def _entries() -> Iterator[str]:
    locales = list(Locale.objects.public())
    for page in _pages():
        links = _links(page, locales)
        for locale in locales:
            if page.is_in(locale):
                yield f"<url><loc>{_url(locale.code, page.rest)}</loc>{links}</url>\n"


def _links(page: Page, locales: list[Locale]) -> str:
    found = alternates(locales, page.has_text)
    pairs = [*found.links, *([("x-default", found.default)] if found.default else [])]
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{_url(code, page.rest)}"/>'
        for tag, code in pairs
    )


def _url(code: str, rest: str) -> str:
    return escape(f"{settings.SITE_URL}/{code}/{rest}")


def _pages() -> list[Page]:
    found = presence.of_kinds((PAGE, SECTION, PROGRAM, COUNCIL, RESOURCE)).values()
    by_key = {(entry.kind, entry.key): entry for entry in found if entry.key}
    page, nothing = by_key.get((PAGE, "safety-partners")), Presence("", 0)
    lists = {rest: by_key.get((SECTION, rest.strip("/")), nothing) for rest in (PROGRAMS, RESOURCES)}
    return [
        Page("", page or nothing, _everywhere),
        *([Page(SAFETY_PARTNERS, page, page.is_present)] if page else []),
        *(Page(rest, entry, _everywhere) for rest, entry in lists.items()),
        *_market_pages(found, lists[RESOURCES]),
        *(
            Page(_rest(entry), entry, _presence(entry))
            for entry in found
            if entry.kind in (PROGRAM, COUNCIL, RESOURCE)
        ),
    ]


def _everywhere(locale: Locale) -> bool:
    return True


def _presence(entry: Presence) -> Callable[[Locale], bool]:
    """A resource's address names its market, so that readers of every version have it."""
    return entry.is_readable if entry.kind == RESOURCE else entry.is_present


def _rest(entry: Presence) -> str:
    if entry.kind == RESOURCE:
        return addresses.resource("", addresses.home_market(entry.markets), entry.slug)
    address = addresses.program if entry.kind == PROGRAM else addresses.council
    return address("", entry.slug)


def _market_pages(found: Iterable[Presence], section: Presence) -> Iterator[Page]:
    """One for each market that has resources of its own; a locale's own market is on its plain resources page."""
    by_home: dict[str, list[Presence]] = {}
    for entry in found:
        if entry.kind == RESOURCE:
            for market in [addresses.GLOBAL] if EVERYWHERE in entry.markets else entry.markets:
                by_home.setdefault(market, []).append(entry)
    for market, entries in sorted(by_home.items()):
        yield Page(addresses.market("", market), section, _has_any(market, entries))


def _has_any(market: str, entries: list[Presence]) -> Callable[[Locale], bool]:
    return lambda locale: locale.market_id != market and any(entry.is_readable(locale) for entry in entries)
