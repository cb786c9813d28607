from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from safetyhub.content import addresses
from safetyhub.content.fields import Listed, clean_term
from safetyhub.locales.models import Market
from safetyhub.publishing.entries import Child, Entry
from safetyhub.publishing.fields import (
    ImageField,
    MarketsField,
    PartialDateField,
    RichTextField,
    WebAddressField,
)


class Organization(Entry):
    """A record of an organisation: entered once, referred to from everywhere, corrected in one place."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        FORMER = "former", _("no longer exists")

    title_field = "name"
    proper_names = ("name", "name_in_sentence")
    named_by = ("name", "name_in_sentence", "acronym", "former_names", "address")

    name = models.CharField(_("name"), max_length=200, blank=True)
    name_in_sentence = models.CharField(
        _("name in a sentence"),
        max_length=250,
        blank=True,
        help_text=_(
            "As it stands in running text: “the Family Online Safety Institute (FOSI)”. Empty: the name."
        ),
    )
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    former_names = models.TextField(_("former names"), blank=True, help_text=_("One per line."))
    home_market = models.ForeignKey(
        Market, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("home market")
    )
    address = WebAddressField(_("web address"), max_length=500, blank=True)
    logo = ImageField(_("logo"))
    legal_status = models.CharField(
        _("legal status"),
        max_length=120,
        blank=True,
        help_text=_("In free words, such as “DSA trusted flagger”."),
    )
    legal_status_market = models.ForeignKey(
        Market,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("where that status holds"),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")


class Program(Listed):
    """Something that the platform does with partners, such as fact-checking."""

    section = "programs"
    children = ("calls_to_action", "partnerships")

    title = models.CharField(_("title"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), max_length=500, blank=True, help_text=_("One or two sentences."))
    body = RichTextField(_("text"), blank=True)
    image = ImageField(_("picture"))
    image_alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What the picture shows, for people who cannot see it. Empty if it only decorates."),
    )

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")

    @classmethod
    def public_path(cls, root: str, shared: Mapping[str, Any]) -> str:
        return addresses.program(root, shared["slug"])


class CallToAction(Child):
    parent = "program"
    title_fields = ("label",)

    program = models.ForeignKey(Program, models.CASCADE, related_name="calls_to_action")
    label = models.CharField(
        _("label"), max_length=80, blank=True, help_text=_("What a visitor does: “Learn more”.")
    )
    address = WebAddressField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_("Where it leads. A language without its own address uses the next one in its chain."),
    )

    class Meta(Child.Meta):
        verbose_name = _("call to action")
        verbose_name_plural = _("calls to action")


class Partnership(Child):
    """That a program is run with an organisation: for a while, and for some markets."""

    parent = "program"
    unique_field = "organization"

    program = models.ForeignKey(Program, models.CASCADE, related_name="partnerships")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="partnerships", verbose_name=_("organisation")
    )
    since = PartialDateField(_("since"))
    until = PartialDateField(_("until"))
    markets = MarketsField(_("markets"))

    class Meta(Child.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    @classmethod
    def clean_row(cls, data: dict[str, Any]) -> None:
        """A term that ends before it begins is a slip."""
        clean_term(data)
