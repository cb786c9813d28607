import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import Organization
from safetyhub.content import addresses
from safetyhub.content.fields import Listed
from safetyhub.locales.markets import EVERYWHERE
from safetyhub.publishing.entries import Child
from safetyhub.publishing.fields import WebAddressField

CALLABLE = re.compile(
    r"[*#+(]?[\d][\d\s()./*#-]*"
)  # as people write numbers; short codes such as 988 and 116 111 too


class Resource(Listed):
    """A place to turn to: a helpline, a reporting office, an organisation with advice."""

    title_field = "name"
    proper_names = ("name",)
    named_by = ("name", "address", "channels.value")
    section = "resources"
    children = ("channels",)

    name = models.CharField(_("name"), max_length=200, blank=True)
    description = models.TextField(_("description"), max_length=1000, blank=True)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resources",
        verbose_name=_("organisation"),
        help_text=_("Who runs it."),
    )
    address = WebAddressField(_("web address"), max_length=500, blank=True)
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("For people in danger: browsers are asked not to keep the page."),
    )

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    @classmethod
    def public_path(cls, root: str, shared: Mapping[str, Any]) -> str:
        return addresses.resource(root, addresses.home_market(shared["markets"]), shared["slug"])

    @classmethod
    def market_pages(cls, root: str, shared: Mapping[str, Any]) -> list[tuple[str, str]]:
        if EVERYWHERE in shared["markets"]:
            return [(EVERYWHERE, addresses.market(root, addresses.GLOBAL))]
        return [(code, addresses.market(root, code)) for code in shared["markets"]]


class Channel(Child):
    """A way to reach a resource. What was typed is what is shown: short codes are no international numbers."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        SMS = "sms", _("text message")
        CHAT = "chat", _("chat")
        WEB = "web", _("website")
        EMAIL = "email", _("e-mail")

    parent = "resource"

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="channels")
    channel_kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PHONE)
    value = models.CharField(_("number or address"), max_length=500)
    note = models.CharField(
        _("note"),
        max_length=200,
        blank=True,
        help_text=_("Hours with their time zone, cost, languages spoken."),
    )

    class Meta(Child.Meta):
        verbose_name = _("way to reach it")
        verbose_name_plural = _("ways to reach it")

    @classmethod
    def clean_row(cls, data: dict[str, Any]) -> None:
        """A wrong number helps nobody: each kind of value has to look like one."""
        kind, value = data["channel_kind"], data["value"]
        if kind in (cls.Kind.PHONE, cls.Kind.SMS) and not CALLABLE.fullmatch(value):
            raise ValidationError(
                {"value": _("Write a number that can be dialled, such as 988 or 0800 111 0 111.")}
            )
        if kind in (cls.Kind.CHAT, cls.Kind.WEB) and urlsplit(value).scheme not in ("http", "https"):
            raise ValidationError({"value": _("Write an address that starts with https://.")})
        if kind == cls.Kind.EMAIL:
            _check_email(value)


def _check_email(value: str) -> None:
    try:
        validate_email(value)
    except ValidationError as error:
        raise ValidationError({"value": error.messages}) from None
