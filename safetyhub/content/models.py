from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from safetyhub.locales.models import Locale
from safetyhub.publishing.entries import Entry
from safetyhub.publishing.fields import RichTextField

from . import addresses, arranging


class Page(Entry):
    """The texts that stand around the sections of a page, and what search engines are told about it."""

    fixed = ("key",)

    key = models.SlugField(
        _("key"),
        unique=True,
        help_text=_("Its address: “about” is at /en-us/about/. It cannot be changed later."),
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    navigation_title = models.CharField(_("title in menus"), max_length=80, blank=True)
    search_title = models.CharField(_("title in search results"), max_length=200, blank=True)
    search_description = models.CharField(_("description in search results"), max_length=320, blank=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    @classmethod
    def public_path(cls, root: str, shared: Mapping[str, Any]) -> str:
        return addresses.page(root, shared["key"])

    @classmethod
    def clean_part(cls, language: str, data: dict[str, Any]) -> None:
        if language:
            return
        if data["key"] in addresses.TAKEN | _taken_by_sections():
            raise ValidationError({"key": [_("This address is taken by a section of the site.")]})
        if data["key"] != data["key"].lower():
            raise ValidationError({"key": [_("Write it in small letters.")]})


def _taken_by_sections() -> set[str]:
    """First words of the addresses at which they list their entries."""
    return {import_string(path).address.partition("/")[0] for path in settings.SECTIONS}


class PageSection(Entry):
    """A section's heading and introduction, and the line that names a program's partners."""

    title_field = "heading"
    fixed = ("key",)
    stands_on = "page"
    placeholders = {"partner_line": ("partners",)}
    section = "sections"  # by which an arrangement orders and leaves out those of a page

    page = models.ForeignKey(Page, models.PROTECT, related_name="sections", verbose_name=_("page"))
    key = models.SlugField(_("key"), help_text=_("Which section of the page it is."))
    position = models.PositiveIntegerField(_("position"), default=100, help_text=_("Lower comes first."))
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    intro = RichTextField(_("introduction"), blank=True)
    partner_line = models.CharField(
        _("partner line"),
        max_length=200,
        blank=True,
        help_text=_(
            "For the section of the programs: how partners are named, in this language's own word order, with "
            "{partners} where the list stands. “In partnership with {partners}”"
        ),
    )

    class Meta:
        verbose_name = _("page section")
        verbose_name_plural = _("page sections")
        constraints = [models.UniqueConstraint(fields=("page", "key"), name="one_section_per_key")]

    @classmethod
    def clean_part(cls, language: str, data: dict[str, Any]) -> None:
        line = data.get("partner_line")
        if (
            language and line and line.count("{partners}") != 1
        ):  # of two, the second would stand there as it is
            raise ValidationError(
                {"partner_line": [_("Write {partners} where the list of partners stands.")]}
            )


class Arrangement(Entry):
    """How one regional version orders the entries of one section, and which of them it leaves out. No texts."""

    title_field = ""
    fixed = ("locale", "section")

    locale = models.ForeignKey(Locale, models.PROTECT, related_name="+", verbose_name=_("regional version"))
    section = models.SlugField(_("section"), help_text=_("The key of the page section: “programs”."))
    order = models.JSONField(
        _("order"), default=list, blank=True, help_text=_("Ids of the entries that come first.")
    )
    hidden = models.JSONField(
        _("hidden"), default=list, blank=True, help_text=_("Ids of the entries left out.")
    )

    class Meta:
        verbose_name = _("arrangement")
        verbose_name_plural = _("arrangements")
        constraints = [
            models.UniqueConstraint(fields=("locale", "section"), name="one_arrangement_per_section")
        ]

    def __str__(self) -> str:
        return f"{self.locale_id}: {self.section}"

    @classmethod
    def is_offered(cls, shared: Mapping[str, Any], locale: Locale) -> bool:
        return locale.code == shared["locale"]

    @classmethod
    def public_path(cls, root: str, shared: Mapping[str, Any]) -> str:
        return root + addresses.SAFETY_PARTNERS

    @classmethod
    def names_in(cls, field: str, shared: Mapping[str, Any]) -> Mapping[int, str]:
        return dict(arranging.names(shared.get("section", ""))) if field in ("order", "hidden") else {}

    @classmethod
    def leaves_out(cls, shared: Mapping[str, Any], model: type[Entry]) -> list[int]:
        return shared["hidden"] if shared["section"] == getattr(model, "section", "") else []

    @classmethod
    def clean_part(cls, language: str, data: dict[str, Any]) -> None:
        for name in ("order", "hidden"):
            value = data[name]
            if not isinstance(value, list) or not all(isinstance(item, int) for item in value):
                raise ValidationError({name: [_("Write a list of ids, such as [3, 1].")]})
