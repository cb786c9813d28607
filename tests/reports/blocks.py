from typing import Any

from safetyhub.content.frame import Frame
from safetyhub.content.lists import Listing
from safetyhub.content.sections import Section
from safetyhub.publishing.reader import Resolved, Want

REPORT, REPORTS = "reports.report", "reports/"


TITLES = Listing(Want(REPORT, alone=True), "reports")


def reports(frame: Frame) -> dict[str, Any]:
    """The block's data: the reports as the regional version arranged them, and the way to all if there are many."""
    found = frame.listed(TITLES)
    return {**cards(frame, found.entries), "more": frame.more(found, REPORTS, frame.words.show_all)}


def cards(frame: Frame, found: list[Resolved]) -> dict[str, Any]:
    """By name; the list's own page has a pager instead of the way to all."""
    return {"reports": [(f"{frame.root}{REPORTS}{report.slug}/", report) for report in found], "more": None}


BLOCK = Section(
    "reports", REPORT, "reports/block.html", reports, listings=(TITLES,), address=REPORTS, titles=TITLES
)
