from typing import Any

from django.http import Http404

from safetyhub.content.frame import Frame, Place
from safetyhub.content.views import EntryPage, PublicPage
from safetyhub.locales.cldr import format_partial_date
from safetyhub.publishing.reader import Resolved

from .blocks import REPORT, REPORTS, reports


class ReportList(PublicPage):
    """Its heading is the page section's: staff write it under *Page texts*, with the key "reports"."""

    template_name = "reports/report_list.html"

    def context(self, frame: Frame, **address: str) -> dict[str, Any]:
        frame.read(REPORT)
        section = frame.sections.get("reports")
        if section is None:
            raise Http404
        frame.title, frame.place = section.heading, Place((section.kind, section.id))
        listed = reports(frame)
        frame.shown = [section, *([report.title, report.summary] for _address, report in listed["reports"])]
        return {"listed": listed}


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
