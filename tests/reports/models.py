from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from safetyhub.content.fields import Listed
from safetyhub.publishing.entries import Child
from safetyhub.publishing.fields import PartialDateField, RichTextField


class Report(Listed):
    """What was done for safety in a while, in words and figures."""

    section = "reports"
    children = ("figures",)

    title = models.CharField(_("title"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), max_length=500, blank=True)
    body = RichTextField(_("text"), blank=True)
    published = PartialDateField(_("published"))

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    @classmethod
    def public_path(cls, root: str, shared: Mapping[str, Any]) -> str:
        return f"{root}reports/{shared['slug']}/"


class Figure(Child):
    parent = "report"
    title_fields = ("label",)

    report = models.ForeignKey(Report, models.CASCADE, related_name="figures")
    label = models.CharField(_("label"), max_length=120, blank=True, help_text=_("“Videos removed”"))
    value = models.CharField(_("value"), max_length=40)

    class Meta(Child.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
