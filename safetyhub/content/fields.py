"""Abstract fields and rules that the sections' entries share."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, slug_re
from django.db import models
from django.utils.translation import gettext_lazy as _

from safetyhub.publishing.dates import first_day, last_day
from safetyhub.publishing.entries import Entry
from safetyhub.publishing.fields import MarketsField

validate_address = RegexValidator(
    slug_re, _("An address has only the letters a to z, numbers, hyphens and underscores.")
)


class AddressFormField(forms.SlugField):
    default_validators = [validate_address]


class AddressField(models.SlugField):
    """Part of an address. In small letters, because people type addresses in any case and all of them have to arrive."""

    default_validators = [validate_address]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AddressFormField, **kwargs})

    def to_python(self, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value


class Listed(Entry):
    """An entry with an address of its own, a place among its like, and markets in which it is offered."""

    section: ClassVar[str] = ""  # key of the page section that lists it: what an arrangement can order

    slug = AddressField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_(
            "The last part of its address, the same in every language. The old one keeps leading here."
        ),
    )
    position = models.PositiveIntegerField(_("position"), default=100, help_text=_("Lower comes first."))
    markets = MarketsField(
        _("markets"), help_text=_("Where it is offered. Required: empty never means everywhere.")
    )

    class Meta:
        abstract = True


def clean_term(data: dict[str, Any], since: str = "since", until: str = "until") -> None:
    """Raise `ValidationError` beside the end of a term that is over before it begins."""
    start, end = first_day(data[since]), last_day(data[until])
    if start and end and end < start:
        raise ValidationError({until: _("This is before the beginning.")})
