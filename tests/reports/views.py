from typing import Any

from django.http import Http404

from safetyhub.content.frame import Frame, Place
from safetyhub.content.views import EntryPage, PublicPage
from safetyhub.locales.cldr import format_partial_date
from safetyhub.publishing.reader import Resolved

REPORT = "reports.report"
REPORTS = "reports/"


class ReportList(PublicPage):
    """Its heading is a page's title: staff write it under *Page texts*, with the key "reports"."""

    template_name = "reports/report_list.html"

    def context(self, frame: Frame, **address: str) -> dict[str, Any]:
        reports = frame.read(REPORT).entries(REPORT)
        page = frame.page("reports")
        if page is None:
            raise Http404
        frame.title, frame.place = page.title, Place((page.kind, page.id))
        frame.shown = [page, *([report.title, report.summary] for report in reports)]
        return {"reports": [(f"{frame.root}{REPORTS}{report.slug}/", report) for report in reports]}


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
