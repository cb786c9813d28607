from typing import Any

from safetyhub.content.addresses import PROGRAMS
from safetyhub.content.frame import Frame, Place
from safetyhub.content.views import EntryPage, PublicPage
from safetyhub.publishing.reader import Resolved

from . import blocks


class ProgramList(PublicPage):
    template_name = "partners/program_list.html"

    def context(self, frame: Frame, **address: str) -> dict[str, Any]:
        frame.read(blocks.BARE)
        section = frame.sections.get(blocks.SECTION)
        frame.title = frame.heading(blocks.SECTION, "programs")
        frame.place = Place((section.kind, section.id)) if section else Place()
        programs = blocks.cards(frame)
        texts = [text for item in programs for text in (item["entry"].title, item["entry"].summary)]
        frame.shown = [frame.title, texts, section.intro if section else []]
        return {"programs": programs, "section": section}


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
