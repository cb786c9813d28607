"""What a section tells the pages that join sections, the composed one and the sitemap. `settings.SECTIONS` names them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from safetyhub.locales.models import Locale

from .frame import Frame
from .lists import Listing


@dataclass(frozen=True)
class Section:
    """A section's place on the pages that it shares with others."""

    key: str  # of its page section: where its block stands on the composed page, and with which heading
    kind: str  # of the entries that it lists; their addresses are what `public_path` says
    template: str  # of its block
    block: Callable[[Frame], dict[str, Any]]  # the template's data; without anything in it there is no block
    listings: tuple[Listing, ...]  # what the block shows
    inside: tuple[str, ...] = ()  # keys of page sections that stand inside its block
    address: str = ""  # behind the locale, of the page that lists it; "" for none
    # The interface's for the list's heading; without one there is no list where staff wrote none.
    word: str = ""
    titles: Listing | None = None  # what that page lists
    # What its page for a market lists, and the locale that it is read for.
    of_market: Callable[[Locale, str], tuple[Locale, Listing]] | None = None

    def paged(self, locale: Locale, market: str | None) -> tuple[Locale, Listing] | None:
        """What its page for any market lists, or without one its page for the locale's; and what that is read for."""
        if market and self.of_market:
            return self.of_market(locale, market)
        return (locale, self.titles) if self.titles else None


def sections() -> tuple[Section, ...]:
    """In the order of the settings; on the page they stand as staff placed their page sections."""
    return tuple(import_string(path) for path in settings.SECTIONS)
