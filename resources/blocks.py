"""What this room puts on the pages of a locale: where to find help, everywhere and here."""

import re
from typing import Any
from urllib.parse import quote, urlsplit

from safetyhub.content import addresses, presence
from safetyhub.content.frame import Frame
from safetyhub.content.lists import Listed, Listing
from safetyhub.content.markets import elsewhere, market_of
from safetyhub.content.sections import Section
from safetyhub.locales.cldr import market_name
from safetyhub.locales.markets import EVERYWHERE, plain
from safetyhub.locales.models import Locale
from safetyhub.publishing.reader import Reach, Resolved, Want
from safetyhub.publishing.richtext import is_safe_address
from safetyhub.publishing.text import Text

RESOURCE = "resources.resource"
SECTION, WORLDWIDE, LOCAL = "resources", "resources-global", "resources-local"
HERE = Listing(Want(RESOURCE, alone=True, reach=Reach.LOCAL), SECTION)
# Of another market: no version arranges those.
THERE = Listing(Want(RESOURCE, alone=True, reach=Reach.LOCAL))
ANYWHERE = Listing(Want(RESOURCE, alone=True, reach=Reach.WORLDWIDE), SECTION)


def resources(frame: Frame) -> dict[str, Any]:
    """Data of the block on the composed page: the lists whose own section is there, in the order of those."""
    parts = {WORLDWIDE: (worldwide, ANYWHERE), LOCAL: (local, HERE)}
    found = [
        {"key": key, "section": section, **parts[key][0](frame, parts[key][1])}
        for key, section in frame.sections_here.items()
        if key in parts
    ]
    lists = [item for item in found if item["resources"] or item["none"]]
    return {"lists": lists, "sensitive": is_sensitive(listed(*lists))}


def listed_for(locale: Locale, market: str | None) -> tuple[Locale, Listing]:
    """What the page for a market, for everywhere, or for the locale lists; and the locale that it is read for."""
    if market == EVERYWHERE:
        return elsewhere(locale, None), ANYWHERE
    if market in (None, locale.market_id):
        return locale, HERE
    return elsewhere(locale, market_of(market)), THERE


def worldwide(frame: Frame, listing: Listing) -> dict[str, Any]:
    """The ones that are for everywhere."""
    found = frame.listed(listing)
    more = frame.more(found, addresses.market("", addresses.GLOBAL), frame.words.all_worldwide)
    return _list(frame, found, None, more)


def local(frame: Frame, listing: Listing, market: str | None = None) -> dict[str, Any]:
    """The ones that are for the market; in words if there are none. A locale without a market has none to speak of."""
    found = frame.listed(listing)
    market, none = market or frame.locale.market_id, None
    if market and not found.entries and not found.page.has_other_pages():
        none = frame.words.say("no_local", market=market_name(market, frame.words.language))
    return _list(frame, found, none, frame.more(found, addresses.RESOURCES, frame.words.all_resources))


def _list(frame: Frame, found: Listed, none: Text | None, more: tuple[str, Text] | None) -> dict[str, Any]:
    """Data of `resources/list.html`; the page that is for this list puts its pager there."""
    shown = [resource(frame, entry) for entry in found.entries]
    return {"resources": shown, "none": none, "more": more, "pager": None}


def resource(frame: Frame, entry: Resolved) -> dict[str, Any]:
    return {
        "entry": entry,
        "link": addresses.resource(frame.root, addresses.home_market(entry.markets), entry.slug),
        "address": entry.address if is_safe_address(entry.address) else "",
        "host": urlsplit(entry.address).hostname or "",
        "channels": [channel(frame, item) for item in entry.channels],
    }


def channel(frame: Frame, item: Resolved) -> dict[str, Any]:
    kind = item.channel_kind
    return {
        "kind": kind,
        "verb": getattr(frame.words, kind),
        "href": _HREFS[kind](item.value),
        "value": shown_value(kind, item.value),
        "note": item.note,
    }


def shown_value(kind: str, value: str) -> str:
    """What was typed; of a web address the part that people read out."""
    if kind not in ("web", "chat"):
        return value
    return (urlsplit(value).hostname or value).removeprefix("www.")


def _dialled(value: str) -> str:
    return quote(re.sub(r"[^\d+*#]", "", value), safe="+*")


def _safe(value: str) -> str:
    return value if is_safe_address(value) else ""


_HREFS = {
    "phone": lambda value: f"tel:{_dialled(value)}",
    "sms": lambda value: f"sms:{_dialled(value)}",
    "email": lambda value: f"mailto:{quote(value, safe='@+')}",
    "chat": _safe,
    "web": _safe,
}


def listed(*lists: dict[str, Any]) -> list[Resolved]:
    """The entries that these lists show."""
    return [item["entry"] for found in lists for item in found["resources"]]


def is_sensitive(entries: list[Resolved]) -> bool:
    return any(entry.sensitive for entry in entries)


def other_places(frame: Frame) -> list[dict[str, Any]]:
    """Countries and areas that have resources of their own, beside the locale's: by name, each with its list."""
    codes = presence.markets(RESOURCE) - {EVERYWHERE, *frame.locale.scope}
    found = [{"name": place_name(frame, code), "link": addresses.market(frame.root, code)} for code in codes]
    return sorted(found, key=lambda place: plain(place["name"].value))


def place_name(frame: Frame, market: str) -> Text:
    """The market's name for the readers of the page, in the page's own language."""
    return Text(market_name(market, frame.locale.language), frame.locale.language, frame.locale.language)


BLOCK = Section(
    SECTION,
    RESOURCE,
    "resources/blocks/resources.html",
    resources,
    listings=(HERE, ANYWHERE),
    inside=(WORLDWIDE, LOCAL),
    address=addresses.RESOURCES,
    word="resources",
    titles=HERE,
    of_market=listed_for,
)
