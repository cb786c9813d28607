"""Model fields that entries share: what a column holds, and how it is checked. Their form fields live in `formfields`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from safetyhub.locales import m49
from safetyhub.locales.markets import EVERYWHERE

from .dates import first_day
from .formfields import ImageFormField, MarketsFormField
from .models import Image


def validate_partial_date(value: str) -> None:
    try:
        first_day(value)
    except ValueError:
        raise ValidationError(
            _("“%(value)s” is not a date. Write a year (2021), a month (2021-05) or a day (2021-05-03)."),
            code="partial_date",
            params={"value": value},
        ) from None


class PartialDateField(models.CharField):
    """A date known to the year, the month or the day, as the ISO 8601 prefix; "" is unknown, never invented."""

    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 10, "blank": True, "default": "", **kwargs})


class MarketsField(models.TextField):
    """Where something is offered: market codes, or `everywhere`. A required choice: empty never means everywhere.

    The Python value is a tuple of codes; the column holds them between spaces (" de at "), so that a list can be
    filtered with `contains`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": (EVERYWHERE,), **kwargs})

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> tuple[str, ...]:
        return self.to_python(value)

    def to_python(self, value: Any) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value.split() if isinstance(value, str) else value or ()))

    def get_prep_value(self, value: Any) -> str:
        return value if isinstance(value, str) else f" {' '.join(value or ())} "

    def validate(self, value: tuple[str, ...], model_instance: Any) -> None:
        if not value:
            raise ValidationError(_("Choose Everywhere, or name at least one market."), code="required")
        if EVERYWHERE in value and len(value) > 1:
            raise ValidationError(
                _("Choose either Everywhere or a list of markets, not both."), code="markets"
            )
        if unknown := [code for code in value if code not in m49.CODES and code != EVERYWHERE]:
            raise ValidationError(
                _("There is no such market: %(codes)s."),
                code="market",
                params={"codes": ", ".join(map(str, unknown))},
            )

    def formfield(self, **kwargs: Any) -> Any:
        return MarketsFormField(label=capfirst(self.verbose_name), help_text=self.help_text)

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))


class RichTextField(models.TextField):
    """HTML of a few tags, sanitised when written and again when shown (see `richtext`)."""


class WebAddressField(models.URLField):
    """An http or https address: nothing else belongs behind a link that visitors follow."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})


class ImageField(models.CharField):
    """The content hash (SHA-256, hex) of a row of `Image`; "" is no image."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 64, "blank": True, "default": "", **kwargs})

    def validate(self, value: str, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if value and not Image.objects.filter(pk=value).exists():
            raise ValidationError(_("That picture does not exist."), code="image")

    def formfield(self, **kwargs: Any) -> Any:
        return ImageFormField(label=capfirst(self.verbose_name), help_text=self.help_text, required=False)
