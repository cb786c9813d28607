from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import Organization
from safetyhub.content import addresses
from safetyhub.content.fields import Listed, clean_term
from safetyhub.publishing.entries import Child, Entry
from safetyhub.publishing.fields import ImageField, PartialDateField, RichTextField


class Person(Entry):
    title_field = "name"
    proper_names = ("honorific", "name", "post_nominals")
    children = ("affiliations",)

    honorific = models.CharField(
        _("honorific"), max_length=40, blank=True, help_text=_("Before the name: “Dr.”")
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    post_nominals = models.CharField(
        _("post-nominals"), max_length=80, blank=True, help_text=_("After the name: “Ph.D.”")
    )
    bio = RichTextField(_("about the person"), blank=True)
    photo = ImageField(_("photo"))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")


class Affiliation(Child):
    """Where a person works, teaches or speaks for: in words, or by reference to an organisation of ours."""

    parent = "person"
    proper_names = ("title", "body")

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    title = models.CharField(_("title"), max_length=200, blank=True, help_text=_("“Professor of Law”"))
    body = models.CharField(
        _("body"), max_length=250, blank=True, help_text=_("“University of Miami Law School”")
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="affiliations",
        verbose_name=_("organisation"),
        help_text=_("If it is one of ours: its name stands where no body is written."),
    )

    class Meta(Child.Meta):
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")


class Council(Listed):
    class Kind(models.TextChoices):
        EXPERT = "expert", _("experts")
        YOUTH = "youth", _("young people")
        PARENT = "parent", _("parents")

    title_field = "name"
    section = "councils"
    children = ("memberships",)

    name = models.CharField(_("name"), max_length=200, blank=True)
    intro = RichTextField(_("introduction"), blank=True)
    council_kind = models.CharField(_("of whom"), max_length=10, choices=Kind, default=Kind.EXPERT)
    launched = PartialDateField(_("launched"))
    ended = PartialDateField(_("ended"))
    ended_note = models.CharField(
        _("note on its end"),
        max_length=300,
        blank=True,
        help_text=_("What visitors are told about why it ended."),
    )

    class Meta:
        verbose_name = _("council")
        verbose_name_plural = _("councils")

    @classmethod
    def public_path(cls, root: str, shared: Mapping[str, Any]) -> str:
        return addresses.council(root, shared["slug"])

    @classmethod
    def clean_part(cls, language: str, data: dict[str, Any]) -> None:
        if not language:
            clean_term(data, "launched", "ended")


class Membership(Child):
    class Form(models.TextChoices):
        FULL = "full", _("with name, photo and text")
        REDUCED = "reduced", _("reduced: only the words below")

    parent = "council"
    unique_field = "person"

    council = models.ForeignKey(Council, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    since = PartialDateField(_("since"))
    until = PartialDateField(_("until"))
    form = models.CharField(
        _("shown"),
        max_length=10,
        choices=Form,
        default=Form.FULL,
        help_text=_("Members who are not public, such as minors, are shown in the reduced form."),
    )
    role = models.CharField(
        _("role"), max_length=120, blank=True, help_text=_("“Chair”; empty for a plain member.")
    )
    affiliation = models.CharField(
        _("affiliation shown"),
        max_length=300,
        blank=True,
        help_text=_("Empty: all of the person's affiliations."),
    )
    reduced_label = models.CharField(
        _("words of the reduced form"), max_length=200, blank=True, help_text=_("“A student from Brazil”")
    )

    class Meta(Child.Meta):
        verbose_name = _("member")
        verbose_name_plural = _("members")

    @classmethod
    def clean_row(cls, data: dict[str, Any]) -> None:
        """A term that ends before it begins is a slip."""
        clean_term(data)

    @classmethod
    def names_its_references(cls, item: Mapping[str, Any]) -> bool:
        return item.get("form") != cls.Form.REDUCED

    @classmethod
    def needed_words(cls, item: Mapping[str, Any]) -> tuple[str, ...]:
        return ("reduced_label",) if item.get("form") == cls.Form.REDUCED else ()

    @classmethod
    def presented(cls, values: dict[str, Any], required: frozenset[str]) -> dict[str, Any] | None:
        """In the reduced form nothing of the person leaves this room, and the person need not be public."""
        if values["form"] == cls.Form.REDUCED:
            return {**values, "person": None, "affiliation": None} if values["reduced_label"] else None
        return super().presented(values, required)
