"""What stands around the content of every public page: where it is, its title, navigation, menus and marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.utils.safestring import SafeString

from safetyhub.locales import cldr
from safetyhub.locales.chains import family
from safetyhub.locales.chooser import alternates
from safetyhub.locales.languages import get as get_language
from safetyhub.locales.models import Locale
from safetyhub.locales.resolve import Match
from safetyhub.publishing.reader import Resolved, Snapshot, Want
from safetyhub.publishing.text import Text

from . import addresses, foreign, lists, presence
from .interface import Words, words_for
from .lists import Listed, Listing
from .menu import menu
from .pager import Pager
from .preview import Way

PAGE, SECTION = "content.page", "content.pagesection"


@dataclass
class Place:
    """Where a page is: what the menus and the search engines are told."""

    entry: tuple[str, int] | None = None  # the page's own entry: it decides in which versions the page exists
    everywhere: bool = False  # its address names the market, so any version can show it


class Frame:
    """One page as one locale sees it. `read()` first, then `title` and `shown`; the template asks for the rest."""

    def __init__(self, match: Match, way: Way, path: str) -> None:
        self.locale: Locale = match.locale
        self.locales = match.locales
        self.pointer = way.pointer
        self.is_preview = way.is_preview
        self.pictures = way.pictures
        self.prefix = way.prefix
        self.root = f"{self.prefix}{self.locale.code}/"
        self.rest = path.removeprefix(self.prefix).partition("/")[2]  # of the address, behind the locale
        self.list_rest = ""  # of the address at which the list begins, on its second page and those behind it
        self.words: Words = words_for(self.locale.language)
        self.direction = self.locale.direction
        self.place = Place()
        self.composed: Resolved | None = None  # the page whose sections stand here
        self.title: Text | None = None
        self.search_title: Text | None = None
        self.description: Text | None = None
        self.shown: list[Any] = []  # texts, entries: where the notice looks for stand-ins
        self.crumbs: list[tuple[str, Text]] = []
        self.indexed = not self.is_preview
        self.preview_label = way.label(self.words) if way.label else None
        self.snapshot = Snapshot(self.locale, [], {}, set())
        self.lists: dict[Listing, Page] = {}
        self.pager: Pager | None = None  # of the list that the page is for, where it has more than one page

    def read(self, *wants: Want | str | Listing, locale: Locale | None = None) -> Snapshot:
        """What is wanted, with what every page needs: its navigation, headings and order.

        Raises `django.core.paginator.EmptyPage` for a part of a list that is not there.
        """
        self.snapshot, self.lists = lists.read(
            locale or self.locale, self.locale.code, (PAGE, SECTION, *wants), self.pointer
        )
        return self.snapshot

    def listed(self, listing: Listing) -> Listed:
        """The entries of a list that was read."""
        page = self.lists[listing]
        found = (self.snapshot.get(listing.want.kind, pk) for pk in page)
        return Listed([entry for entry in found if entry], page)

    def more(self, listed: Listed, rest: str, label: Text) -> tuple[str, Text] | None:
        """Where all of a list is of which only a part is shown: (address, label). `None` if this is all."""
        return (self.root + rest, label) if listed.page.has_next() else None

    def turn(self, listing: Listing, rest: str) -> None:
        """The page is for this list, which begins at the address `rest` behind the locale."""
        page = self.lists[listing]
        self.pager = Pager(page, self.root + rest, self.words) if page.has_other_pages() else None
        if page.has_previous():
            self.list_rest = rest

    # --- Texts that staff wrote for the pages -----------------------------------------------------------------------

    def page(self, key: str) -> Resolved | None:
        return self.snapshot.first(PAGE, key=key)

    @cached_property
    def sections(self) -> dict[str, Resolved]:
        """Sections of the safety partners page by key: they name the sections of the site on every page."""
        return self._sections_of(self.page("safety-partners"), self.snapshot.entries(SECTION))

    @cached_property
    def sections_here(self) -> dict[str, Resolved]:
        """Those of the page that is composed, in the order of this version and without what it leaves out."""
        return self._sections_of(self.composed, self.arranged("sections", self.snapshot.entries(SECTION)))

    @staticmethod
    def _sections_of(page: Resolved | None, found: Iterable[Resolved]) -> dict[str, Resolved]:
        return {section.key: section for section in found if section.page and section.page is page}

    def heading(self, key: str, words: str) -> Text:
        """The section's heading; where it has none here, the interface's word for it."""
        section = self.sections.get(key)
        return section.heading if section else getattr(self.words, words)

    def arranged(self, key: str, entries: Iterable[Resolved]) -> list[Resolved]:
        """In the order that the regional version chose for a section, without what it leaves out."""
        by_id = {entry.id: entry for entry in entries}
        return [by_id[pk] for pk in lists.arranged(self.snapshot, self.locale.code, key, by_id)]

    def home_crumbs(self) -> list[tuple[str, Text]]:
        """The way to a page from the start: (address, label)."""
        page = self.page("safety-partners")
        there = (
            [(f"{self.root}{addresses.SAFETY_PARTNERS}", page.navigation_title or page.title)] if page else []
        )
        return [(self.root, self.words.home), *there]

    # --- Head -------------------------------------------------------------------------------------------------------

    @cached_property
    def presence(self) -> presence.Presence | None:
        return presence.of_entry(*self.place.entry) if self.place.entry and not self.is_preview else None

    @property
    def canonical(self) -> str:
        return f"{settings.SITE_URL}{self.root}{self.rest}"

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """(language tag, address) of the versions that really have this page's text, and of the default one."""
        if not self.indexed or self.presence is None or self.list_rest:
            return []  # a list is as long as it is in each version
        found = alternates(self.locales, lambda locale: self.is_at(locale) and self.presence.speaks(locale))
        links = [*found.links, *([("x-default", found.default)] if found.default else [])]
        return [(tag, f"{settings.SITE_URL}/{code}/{self.rest}") for tag, code in links]

    def is_at(self, locale: Locale) -> bool:
        """Whether the same address under another locale leads to the same page."""
        if self.presence is None:
            return True
        return (
            self.presence.is_readable(locale) if self.place.everywhere else self.presence.is_present(locale)
        )

    # --- Menus ------------------------------------------------------------------------------------------------------

    @property
    def navigation(self) -> list[tuple[str, Text, bool]]:
        """(address, label, whether the reader is there): the safety partners, the lists, then other pages."""
        pages = [
            (addresses.page(self.root, page.key), page.navigation_title or page.title)
            for page in self.snapshot.entries(PAGE)
        ]
        first = [link for link in pages if link[0] == f"{self.root}{addresses.SAFETY_PARTNERS}"]
        lists = [
            (f"{self.root}{addresses.PROGRAMS}", self.heading("programs", "programs")),
            (f"{self.root}{addresses.RESOURCES}", self.heading("resources", "resources")),
        ]
        links = [*first, *lists, *(link for link in pages if link not in first)]
        own = f"{self.root}{self.list_rest or self.rest}"
        return [(address, label, address == own) for address, label in links]

    @property
    def regions(self) -> SafeString:
        """The same page in every other version that has it, else the start page there."""
        here = {locale.code for locale in self.locales if self.is_at(locale)}
        rest = self.list_rest or self.rest
        return menu(
            self.locales,
            self.locale.code,
            lambda code: f"{self.prefix}{code}/{rest}" if code in here else f"{self.prefix}{code}/",
        )

    @property
    def region(self) -> str:
        """How the version that is being read is called in the menu: "Deutsch · Schweiz"."""
        language = self.locale.language
        names = (get_language(family(language)).own_name, self.locale.market_name(language))
        return " · ".join(name for name in names if name)

    # --- Marks ------------------------------------------------------------------------------------------------------

    @property
    def notice(self) -> Text | None:
        """One sentence for a page on which another language stands in."""
        found = sorted(foreign.languages(self.shown)) if self.snapshot.foreign else []
        if not found:
            return None
        language = self.words.language
        names = [cldr.language_name(code, language) for code in found]
        return self.words.say(
            "partly_foreign",
            language=cldr.language_name(self.locale.language, language),
            others=cldr.format_list(names, language),
        )

    @property
    def hub(self) -> Text:
        return self.words.say("hub", platform=settings.PLATFORM_NAME)

    @property
    def head_title(self) -> str:
        """For the tab and for search results."""
        if self.search_title:
            return str(self.search_title)
        page = self.pager.label if self.list_rest and self.pager else None
        return " – ".join(str(text) for text in (self.title, page, self.hub) if text)
