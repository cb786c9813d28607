from typing import Any

from safetyhub.content.frame import Frame
from safetyhub.content.sections import Section

REPORT, REPORTS = "reports.report", "reports/"


def reports(frame: Frame) -> dict[str, Any]:
    """The template's data: address and entry of each report, as the regional version arranged them."""
    found = frame.arranged("reports", frame.snapshot.entries(REPORT))
    return {"reports": [(f"{frame.root}{REPORTS}{report.slug}/", report) for report in found]}


BLOCK = Section("reports", REPORT, "reports/block.html", reports, address=REPORTS)
