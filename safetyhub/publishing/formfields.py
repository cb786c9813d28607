"""Form fields and widgets of the entries' own kinds of column: markets by name, pictures by upload."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safetyhub.locales import m49
from safetyhub.locales.cldr import market_name
from safetyhub.locales.markets import EVERYWHERE, parse_markets

from . import images
from .interface import interface_language

HASH = re.compile(r"[0-9a-f]{64}")


def market_names(value: Any) -> str:
    """As they are typed; what was typed and refused stays as it is."""
    if isinstance(value, str):
        return value
    return ", ".join(market_name(code, interface_language()) for code in value or () if code != EVERYWHERE)


class Undecided(str):
    """Names of markets, though Everywhere was chosen."""


class MarketsWidget(forms.Widget):
    """Everywhere, or names of markets between commas. A script adds suggestions; without it, names are typed."""

    template_name = "admin/publishing/widgets/markets.html"

    class Media:
        js = ("admin/publishing/markets.js",)

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        is_everywhere = value == EVERYWHERE or tuple(value or ()) == (EVERYWHERE,)
        has_both = isinstance(value, Undecided)
        only = bool(value) and not is_everywhere and not has_both
        context["widget"] |= {"everywhere": is_everywhere or has_both, "only": only}
        context["widget"]["value"] = "" if is_everywhere else market_names(value)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        typed = data.get(name, "")
        if data.get(f"{name}-scope") != EVERYWHERE:
            return typed
        return Undecided(typed) if typed.strip() else EVERYWHERE

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-scope" not in data

    def id_for_label(self, id_: str) -> str:
        return ""  # the label is a group's, see the template


class MarketsLine(forms.TextInput):
    """The same in one line, for a row of many: "Everywhere" is typed like the name of a market."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"data-markets": True, **(attrs or {})})

    class Media:
        js = ("admin/publishing/markets.js",)

    def format_value(self, value: Any) -> str:
        return gettext("Everywhere") if tuple(value or ()) == (EVERYWHERE,) else market_names(value)


class MarketsFormField(forms.Field):
    widget = MarketsWidget
    default_error_messages = {
        "required": _("Choose Everywhere, or name at least one market."),
        "both": _("Choose either Everywhere or a list of markets, not both."),
    }

    def clean(self, value: Any) -> tuple[str, ...]:
        if isinstance(value, Undecided):
            raise ValidationError(self.error_messages["both"], code="both")
        if isinstance(value, str):
            value = (
                (EVERYWHERE,) if value == EVERYWHERE else tuple(parse_markets(value, interface_language()))
            )
        return super().clean(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return tuple(initial or ()) != self.clean(data)
        except ValidationError:
            return True


class ImageWidget(forms.FileInput):
    """The picture there is, one to put in its place, or none. The hash travels along, so that a refused form keeps it."""

    template_name = "admin/publishing/widgets/image.html"
    needs_multipart_form = True

    def format_value(self, value: Any) -> str:
        return value if isinstance(value, str) and HASH.fullmatch(value) else ""

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["current"] = self.format_value(value)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if upload := files.get(name):
            return upload
        return "" if data.get(f"{name}-clear") else data.get(f"{name}-current", "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}-current" not in data


class ImageFormField(forms.Field):
    """Cleans to the hash of the stored picture, "" for none. `user` is who uploads."""

    widget = ImageWidget
    user: Any = None

    def clean(self, value: Any) -> str:
        value = super().clean(value) or ""
        return value if isinstance(value, str) else images.store(value, self.user)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not isinstance(data, str) or (initial or "") != data


class MarketFormField(forms.CharField):
    """One country or area by name or code; cleans to its code, `None` for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"widget": forms.TextInput(attrs={"data-markets": "one", "autocomplete": "off"}), **kwargs}
        )

    def prepare_value(self, value: Any) -> Any:
        return market_name(value, interface_language()) if value in m49.CODES else value

    def clean(self, value: Any) -> str | None:
        codes = parse_markets(super().clean(value), interface_language())
        if len(codes) > 1 or EVERYWHERE in codes:
            raise ValidationError(_("Name one country or area."), code="one_market")
        return codes[0] if codes else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
