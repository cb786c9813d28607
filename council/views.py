from typing import Any

from safetyhub.content.addresses import COUNCILS
from safetyhub.content.frame import Frame, Place
from safetyhub.content.views import EntryPage, ListPage
from safetyhub.publishing.reader import Resolved

from . import blocks


class CouncilList(ListPage):
    template_name = "council/council_list.html"
    section, listing = blocks.BLOCK, blocks.TITLES

    def entries(self, frame: Frame, found: list[Resolved]) -> dict[str, Any]:
        frame.shown += [council.name for council in found]
        return {"councils": blocks.cards(frame, found)}


class CouncilPage(EntryPage):
    template_name = "council/council.html"
    kind = blocks.COUNCIL

    def context(self, frame: Frame, *, slug: str, **address: str) -> dict[str, Any]:
        entry = self.find(frame, slug)
        frame.title = entry.name
        frame.place = Place((entry.kind, entry.id))
        frame.shown = [entry]
        there = (f"{frame.root}{COUNCILS}", frame.heading(blocks.SECTION, "councils"))
        frame.crumbs = [*frame.home_crumbs(), there]
        return {"council": blocks.council(frame, entry)}

    def rest(self, entry: Resolved) -> str:
        return f"{COUNCILS}{entry.slug}/"
