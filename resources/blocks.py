"""What this room puts on the pages of a locale: where to find help, everywhere and here."""

import re
from typing import Any
from urllib.parse import quote, urlsplit

from safetyhub.content import addresses
from safetyhub.content.frame import Frame
from safetyhub.content.sections import Section
from safetyhub.locales.cldr import market_name
from safetyhub.locales.markets import EVERYWHERE
from safetyhub.publishing.reader import Resolved, Want
from safetyhub.publishing.richtext import is_safe_address
from safetyhub.publishing.text import Text

RESOURCE = "resources.resource"
BARE = Want(RESOURCE, alone=True)
SECTION, WORLDWIDE, LOCAL = "resources", "resources-global", "resources-local"


def resources(frame: Frame) -> dict[str, Any]:
    """Data of the block on the composed page: the lists whose own section is there, in the order of those."""
    parts = {WORLDWIDE: worldwide, LOCAL: local}
    found = [
        {"key": key, "section": section, **parts[key](frame)}
        for key, section in frame.sections_here.items()
        if key in parts
    ]
    lists = [item for item in found if item["resources"] or item["none"]]
    return {"lists": lists, "sensitive": is_sensitive(listed(*lists))}


def worldwide(frame: Frame) -> dict[str, Any]:
    found = [entry for entry in frame.snapshot.entries(RESOURCE) if is_global(entry)]
    return {"resources": [resource(frame, entry) for entry in frame.arranged(SECTION, found)], "none": None}


def local(frame: Frame, market: str | None = None) -> dict[str, Any]:
    """The ones that are for the market; in words if there are none. A locale without a market has none to speak of."""
    found = [entry for entry in frame.snapshot.entries(RESOURCE) if not is_global(entry)]
    market = market or frame.locale.market_id
    shown = frame.arranged(SECTION, found) if market == frame.locale.market_id else found
    language = frame.words.language
    none = frame.words.say("no_local", market=market_name(market, language)) if market and not shown else None
    return {"resources": [resource(frame, entry) for entry in shown], "none": none}


def is_global(entry: Resolved) -> bool:
    return EVERYWHERE in entry.markets


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


def place_name(frame: Frame, market: str) -> Text:
    """The market's name for the readers of the page, in the page's own language."""
    return Text(market_name(market, frame.locale.language), frame.locale.language, frame.locale.language)


BLOCK = Section(
    SECTION,
    RESOURCE,
    "resources/blocks/resources.html",
    resources,
    alone=True,
    inside=(WORLDWIDE, LOCAL),
    address=addresses.RESOURCES,
    word="resources",
)
