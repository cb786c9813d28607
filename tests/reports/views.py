from typing import Any

from safetyhub.content.frame import Frame, Place
from safetyhub.content.views import EntryPage, ListPage
from safetyhub.locales.cldr import format_partial_date
from safetyhub.publishing.reader import Resolved

from .blocks import BLOCK, REPORT, REPORTS, TITLES, cards


class ReportList(ListPage):
    """Its heading is the page section's: staff write it under *Page texts*, with the key "reports"."""

    template_name = "reports/report_list.html"
    section, listing = BLOCK, TITLES

    def entries(self, frame: Frame, found: list[Resolved]) -> dict[str, Any]:
        frame.shown += [[report.title, report.summary] for report in found]
        return {"listed": cards(frame, found)}


class ReportPage(EntryPage):
    template_name = "reports/report.html"
    kind = REPORT

    def context(self, frame: Frame, *, slug: str, **address: str) -> dict[str, Any]:
        report = self.find(frame, slug)
        frame.title, frame.description = report.title, report.summary
        frame.place, frame.shown = Place((report.kind, report.id)), [report]
        frame.crumbs = frame.home_crumbs()
        date = report.published and format_partial_date(report.published, frame.locale.language)
        return {"report": report, "date": date}

    def rest(self, entry: Resolved) -> str:
        return f"{REPORTS}{entry.slug}/"
