from typing import Any

from safetyhub.content.addresses import PROGRAMS
from safetyhub.content.frame import Frame, Place
from safetyhub.content.views import EntryPage, ListPage
from safetyhub.publishing.reader import Resolved

from . import blocks


class ProgramList(ListPage):
    template_name = "partners/program_list.html"
    section, listing = blocks.BLOCK, blocks.TITLES

    def entries(self, frame: Frame, found: list[Resolved]) -> dict[str, Any]:
        frame.shown += [text for entry in found for text in (entry.title, entry.summary)]
        return {"programs": blocks.cards(frame, found)}


class ProgramPage(EntryPage):
    template_name = "partners/program.html"
    kind = blocks.PROGRAM

    def context(self, frame: Frame, *, slug: str, **address: str) -> dict[str, Any]:
        entry = self.find(frame, slug)
        frame.title, frame.description = entry.title, entry.summary
        frame.place = Place((entry.kind, entry.id))
        frame.shown = [entry]
        frame.crumbs = crumbs(frame)
        partners = [blocks.partner(frame, item) for item in entry.partnerships]
        return {"program": blocks.program(frame, entry), "partners": partners}

    def rest(self, entry: Resolved) -> str:
        return f"{PROGRAMS}{entry.slug}/"


def crumbs(frame: Frame) -> list[tuple[str, Any]]:
    return [*frame.home_crumbs(), (f"{frame.root}{PROGRAMS}", frame.heading(blocks.SECTION, "programs"))]
