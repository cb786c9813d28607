from typing import Any

from django.http import Http404

from safetyhub.content import addresses
from safetyhub.content.addresses import GLOBAL, RESOURCES, home_market
from safetyhub.content.frame import Frame, Place
from safetyhub.content.markets import elsewhere, market_of
from safetyhub.content.views import EntryPage, Moved, PublicPage
from safetyhub.locales.markets import EVERYWHERE
from safetyhub.publishing.reader import Resolved

from . import blocks


class OwnResources(PublicPage):
    """For the locale's market, and everywhere."""

    template_name = "resources/resource_list.html"

    def context(self, frame: Frame, *, number: int = 1, **address: Any) -> dict[str, Any]:
        found = self.lists(frame, frame.locale.market_id, RESOURCES, number)
        return {**found, "places": blocks.other_places(frame) if number == 1 else []}

    def lists(self, frame: Frame, market: str | None, rest: str, number: int) -> dict[str, Any]:
        """A page of the market's list, and beside its first one what is everywhere; or a page of that alone."""
        locale, listing = blocks.listed_for(frame.locale, market)
        own = listing.at(number)
        beside = [blocks.ANYWHERE] if number == 1 and listing != blocks.ANYWHERE else []
        frame.read(own, *beside, locale=locale)
        frame.turn(own, rest)
        turned = {"more": None, "pager": frame.pager}
        if listing == blocks.ANYWHERE:
            return self.told(frame, None, {**blocks.worldwide(frame, own), **turned}, market)
        local = {**blocks.local(frame, own, market), **turned}
        return self.told(frame, local, blocks.worldwide(frame, blocks.ANYWHERE) if beside else None, market)

    def told(
        self, frame: Frame, local: dict[str, Any] | None, worldwide: dict[str, Any] | None, market: str | None
    ) -> dict[str, Any]:
        section = frame.sections.get(blocks.SECTION)
        frame.title = frame.heading(blocks.SECTION, "resources")
        frame.place = Place((section.kind, section.id), everywhere=True) if section else Place()
        found = blocks.listed(*filter(None, (local, worldwide)))
        frame.shown = [frame.title, found, section.intro if section else []]
        self.sensitive = blocks.is_sensitive(found)
        return {
            "section": section,
            "local": local,
            "worldwide": worldwide,
            "places": [],
            "local_heading": blocks.place_name(frame, market) if market and local else None,
            "worldwide_heading": frame.heading(blocks.WORLDWIDE, "worldwide"),
        }


class MarketResources(OwnResources):
    """For any country or area, in the locale's language."""

    def context(self, frame: Frame, *, market: str, number: int = 1, **address: Any) -> dict[str, Any]:
        wanted = wanted_market(market, f"page/{number}" if number > 1 else "")
        rest = addresses.market("", market)
        context = self.lists(frame, wanted.pk if wanted else EVERYWHERE, rest, number)
        own = context["local"] if wanted else context["worldwide"]
        frame.indexed = frame.indexed and bool(own["resources"]) and wanted != frame.locale.market
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


def wanted_market(market: str, after: str = "") -> Any:
    """The market of an address, `None` for the whole world. Raises `Http404`, or `Moved` for one in capitals."""
    code = market.lower()
    found = market_of(code)
    if found is None and code != GLOBAL:
        raise Http404(market)
    if code != market:
        raise Moved(f"{RESOURCES}{code}/{after}/" if after else f"{RESOURCES}{code}/")
    return found


def crumbs(frame: Frame) -> list[tuple[str, Any]]:
    return [*frame.home_crumbs(), (f"{frame.root}{RESOURCES}", frame.heading(blocks.SECTION, "resources"))]
