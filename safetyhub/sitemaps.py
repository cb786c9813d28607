"""Every public page of every public locale, with the versions of it in other languages; and all that a release holds.

The sitemap is an index of files of a few entries each: an entry that changes renews one file, and none comes near what the
protocol (sitemaps.org) allows, 50,000 addresses and 50 MB, however much there is.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import escape

from safetyhub.content import addresses, presence
from safetyhub.content.addresses import SAFETY_PARTNERS
from safetyhub.content.frame import PAGE, SECTION
from safetyhub.content.lists import Lengths
from safetyhub.content.markets import scope
from safetyhub.content.presence import Presence
from safetyhub.content.sections import Section, sections
from safetyhub.locales.chooser import alternates
from safetyhub.locales.models import Locale, LocaleAlias
from safetyhub.publishing.entries import model_of
from safetyhub.publishing.models import OldSlug
from safetyhub.release.addresses import Address

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
PROTOCOL = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
HEAD = f'{XML}<urlset {PROTOCOL} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
TAIL = "</urlset>\n"
PAGES, MARKETS = "pages", "markets"  # files: those that are always there; markets, by their first letter
NOWHERE = "404/"  # behind any locale: an address at which there is nothing, and never will be


@dataclass(frozen=True)
class Page:
    """An address behind the locale, and the entry whose title it shows."""

    rest: str
    entry: Presence
    is_in: Callable[[Locale], bool]
    # It answers in every locale, and is linked; search engines hear of it where `is_in`.
    is_everywhere: bool = False
    # What it lists, for the market if there is one, else for the locale's own.
    section: Section | None = None
    market: str | None = None

    def has_text(self, locale: Locale) -> bool:
        return self.is_in(locale) and self.entry.speaks(locale)


# --- What a release holds -------------------------------------------------------------------------------------------


def released() -> Iterator[Address]:
    """Every address that is baked, one after the other: pages, files for machines, "not found", redirects."""
    locales = list(Locale.objects.public())
    for path in ("/", "/robots.txt", "/sitemap.xml", *map(_place, names())):
        yield Address(path)
    lengths = Lengths(section.kind for section in sections())
    for page in _pages():
        there = [locale for locale in locales if page.is_everywhere or page.is_in(locale)]
        yield from (Address(f"/{locale.code}/{page.rest}") for locale in there)
        yield from (Address(f"/{code}/{rest}") for code, rest in _further(page, there, lengths))
    for root in ("/", *(f"/{locale.code}/" for locale in locales)):
        yield Address(f"{root}{NOWHERE}", 404)
    yield Address("/favicon.ico", 302)
    yield from _moved(locales)


def _further(page: Page, there: list[Locale], lengths: Lengths) -> Iterator[tuple[str, str]]:
    """(locale, address) of what comes behind the page if it is a long list. The sitemap has only the first."""
    section, market = page.section, page.market
    if section is None or section.titles is None:
        return
    if market and not lengths.may_be_long(section.titles, scope(market)):
        return  # for each market and locale it would take its time
    for locale in there:
        if paged := section.paged(locale, market):
            for number in lengths.further(paged[0], locale.code, paged[1]):
                yield locale.code, addresses.further(page.rest, number)


def _moved(locales: list[Locale]) -> Iterator[Address]:
    public = {locale.code for locale in locales}
    for alias, code in LocaleAlias.objects.values_list("code", "locale_id"):
        if code in public:
            yield Address(f"/{alias}/", 301)
    for kind, pk, slug in OldSlug.objects.values_list("kind", "object_id", "slug"):
        entry = presence.of_entry(kind, pk)
        rest = model_of(kind).public_path("", {**entry.shared, "slug": slug}) if entry.markets else ""
        is_there = _presence(entry)
        yield from (Address(f"/{locale.code}/{rest}", 301) for locale in locales if rest and is_there(locale))


# --- The sitemap ----------------------------------------------------------------------------------------------------


def names() -> list[str]:
    """Of the sitemap's files."""
    letters = {_letter(page) for page in _market_pages()}
    shelves = presence.shelves([section.kind for section in sections()])
    return [
        PAGES,
        *(f"{MARKETS}-{letter}" for letter in sorted(letters)),
        *(f"{kind}-{number}" for kind, number in shelves),
    ]


def index() -> str:
    places = "".join(
        f"<sitemap><loc>{escape(settings.SITE_URL)}{_place(name)}</loc></sitemap>\n" for name in names()
    )
    return f"{XML}<sitemapindex {PROTOCOL}>\n{places}</sitemapindex>\n"


def file(name: str) -> str | None:
    """The file of that name, `None` if there is none."""
    pages = _of_file(name)
    return None if pages is None else f"{HEAD}{''.join(_lines(pages))}{TAIL}"


def _place(name: str) -> str:
    return f"/sitemap-{name}.xml"


def _of_file(name: str) -> Iterable[Page] | None:
    group, _dash, part = name.rpartition("-")
    if name == PAGES:
        return _fixed_pages()
    if group == MARKETS:
        return [page for page in _market_pages() if _letter(page) == part] or None
    if group in {section.kind for section in sections()} and (group, part) in {
        (kind, str(number)) for kind, number in presence.shelves([group])
    }:
        return _entry_pages(group, int(part))
    return None


def _letter(page: Page) -> str:
    """The first one of the market's code, which ends the address."""
    return page.rest.rstrip("/").rpartition("/")[2][:1]


def _lines(pages: Iterable[Page]) -> Iterator[str]:
    locales = list(Locale.objects.public())
    for page in pages:
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


# --- Pages ----------------------------------------------------------------------------------------------------------


def _pages() -> Iterator[Page]:
    yield from _fixed_pages()
    yield from _market_pages()
    for section in sections():  # one after the other: an index has each kind in order, so nothing is sorted
        yield from _entry_pages(section.kind)


def _fixed_pages() -> Iterator[Page]:
    furniture = _furniture()
    main = furniture.get((PAGE, SAFETY_PARTNERS.strip("/")))
    yield Page("", main or Presence("", 0), _everywhere)
    for (kind, key), page in furniture.items():
        if kind == PAGE:
            yield Page(addresses.page("", key), page, page.is_present)
    for section in sections():
        if section.address:
            yield _list(section, _heading(section, furniture))


def _furniture() -> dict[tuple[str, str], Presence]:
    """Pages, and the sections of the safety partners page, by kind and key."""
    pages: dict[int, str] = {}
    found = {}
    for entry in presence.each((PAGE, SECTION)):  # pages come first
        if entry.kind == PAGE:
            pages[entry.id] = entry.key
        if entry.kind == PAGE or pages.get(entry.page or 0) == SAFETY_PARTNERS.strip("/"):
            found[entry.kind, entry.key] = entry
    return found


def _heading(section: Section, furniture: dict[tuple[str, str], Presence]) -> Presence:
    return furniture.get((SECTION, section.key), Presence("", 0))


def _list(section: Section, heading: Presence) -> Page:
    is_in = _everywhere if section.word else heading.is_present
    return Page(section.address, heading, is_in, section=section)


def _everywhere(locale: Locale) -> bool:
    return True


def _entry_pages(kind: str, shelf: int | None = None) -> Iterator[Page]:
    for entry in presence.each([kind], shelf):
        if rest := model_of(entry.kind).public_path("", entry.shared):
            yield Page(rest, entry, _presence(entry))


def _presence(entry: Presence) -> Callable[[Locale], bool]:
    """What has pages of its markets has an address that names one, so that readers of every version have it."""
    return entry.is_readable if model_of(entry.kind).market_pages("", entry.shared) else entry.is_present


def _market_pages() -> Iterator[Page]:
    """One for each market that has entries of its own; a locale's own market is on its plain page of the section."""
    furniture = _furniture()
    languages: dict[tuple[str, str, Section], set[str]] = {}
    for section in sections():
        for entry in presence.each([section.kind]):
            for market, rest in model_of(entry.kind).market_pages("", entry.shared):
                languages.setdefault((market, rest, section), set()).update(entry.languages)
    for (market, rest, section), found in sorted(languages.items(), key=lambda item: item[0][:2]):
        heading, is_in = _heading(section, furniture), _is_elsewhere_with(market, found)
        yield Page(rest, heading, is_in, is_everywhere=True, section=section, market=market)


def _is_elsewhere_with(market: str, languages: set[str]) -> Callable[[Locale], bool]:
    """Whether readers of the locale can read one of the market's entries, which are in these languages."""
    return lambda locale: locale.market_id != market and not languages.isdisjoint(locale.chain)
