from typing import Any

from django.http import Http404

from safetyhub.content.addresses import GLOBAL, RESOURCES, home_market
from safetyhub.content.frame import Frame, Place
from safetyhub.content.markets import elsewhere, market_of
from safetyhub.content.views import EntryPage, Moved, PublicPage
from safetyhub.publishing.reader import Resolved

from . import blocks


class OwnResources(PublicPage):
    """For the locale's market, and everywhere."""

    template_name = "resources/resource_list.html"

    def context(self, frame: Frame, **address: str) -> dict[str, Any]:
        frame.read(blocks.BARE)
        return self.lists(frame, blocks.local(frame), blocks.worldwide(frame), frame.locale.market_id)

    def lists(self, frame: Frame, local: Any, worldwide: Any, market: str | None) -> dict[str, Any]:
        section = frame.sections.get(blocks.SECTION)
        frame.title = frame.heading(blocks.SECTION, "resources")
        frame.place = Place((section.kind, section.id), everywhere=True) if section else Place()
        found = blocks.listed(local, worldwide)
        frame.shown = [frame.title, found, section.intro if section else []]
        self.sensitive = blocks.is_sensitive(found)
        return {
            "section": section,
            "local": local,
            "worldwide": worldwide,
            "local_heading": blocks.place_name(frame, market) if market else None,
            "worldwide_heading": frame.heading(blocks.WORLDWIDE, "worldwide"),
        }


class MarketResources(OwnResources):
    """For any country or area, in the locale's language."""

    def context(self, frame: Frame, *, market: str, **address: str) -> dict[str, Any]:
        wanted = wanted_market(market)
        frame.read(blocks.BARE, locale=elsewhere(frame.locale, wanted))
        local = blocks.local(frame, wanted.pk) if wanted else {"resources": [], "none": None}
        worldwide = blocks.worldwide(frame)
        own = local if wanted else worldwide
        frame.indexed = frame.indexed and bool(own["resources"]) and wanted != frame.locale.market
        context = self.lists(frame, local, worldwide, wanted.pk if wanted else None)
        frame.crumbs = crumbs(frame)
        return context


class ResourcePage(EntryPage):
    template_name = "resources/resource.html"
    kind = blocks.RESOURCE

    def context(self, frame: Frame, *, market: str, slug: str, **address: str) -> dict[str, Any]:
        wanted = wanted_market(market, slug)
        entry = self.find(frame, slug, elsewhere(frame.locale, wanted))
        if home_market(entry.markets) != market:
            raise Moved(self.rest(entry))
        self.sensitive = entry.sensitive
        frame.title, frame.description = entry.name, entry.description
        frame.place = Place((entry.kind, entry.id), everywhere=True)
        frame.shown = [entry]
        frame.crumbs = crumbs(frame)
        return {"resource": blocks.resource(frame, entry)}

    def rest(self, entry: Resolved) -> str:
        return f"{RESOURCES}{home_market(entry.markets)}/{entry.slug}/"


def wanted_market(market: str, slug: str = "") -> Any:
    """The market of an address, `None` for the whole world. Raises `Http404`, or `Moved` for one in capitals."""
    code = market.lower()
    found = market_of(code)
    if found is None and code != GLOBAL:
        raise Http404(market)
    if code != market:
        raise Moved(f"{RESOURCES}{code}/{slug}/" if slug else f"{RESOURCES}{code}/")
    return found


def crumbs(frame: Frame) -> list[tuple[str, Any]]:
    return [*frame.home_crumbs(), (f"{frame.root}{RESOURCES}", frame.heading(blocks.SECTION, "resources"))]
