"""Form fields and widgets of the entries' own kinds of column: markets by name, pictures by upload, entries by typing."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safetyhub.locales import m49
from safetyhub.locales.cldr import market_name
from safetyhub.locales.markets import EVERYWHERE, parse_markets

from . import images
from .interface import interface_language
from .numbers import number

HASH = re.compile(r"[0-9a-f]{64}")


class MarketsWidget(forms.Widget):
    """Everywhere, or names of markets between commas. A script adds suggestions; without it, names are typed."""

    template_name = "admin/publishing/widgets/markets.html"

    class Media:
        js = ("admin/publishing/markets.js",)

    def format_value(self, value: Any) -> str:
        if isinstance(value, str):
            return value  # what was typed and refused
        language = interface_language()
        return ", ".join(market_name(code, language) for code in value or () if code != EVERYWHERE)

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        is_everywhere = value == EVERYWHERE or tuple(value or ()) == (EVERYWHERE,)
        context["widget"] |= {"everywhere": is_everywhere, "only": bool(value) and not is_everywhere}
        context["widget"]["value"] = "" if is_everywhere else self.format_value(value)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return EVERYWHERE if data.get(f"{name}-scope") == EVERYWHERE else data.get(name, "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-scope" not in data

    def id_for_label(self, id_: str) -> str:
        return ""  # the label is a group's, see the template


class MarketsFormField(forms.Field):
    widget = MarketsWidget
    default_error_messages = {"required": _("Choose Everywhere, or name at least one market.")}

    def clean(self, value: Any) -> tuple[str, ...]:
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


class EntrySelect(AutocompleteSelect):
    """Django's pick-by-typing, with the names of what is picked looked up once for a whole form (`labels`)."""

    labels: Mapping[Any, str] | None = None

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        value = [
            item for item in value if number(item) is not None
        ]  # a forged one is refused, and not looked up
        if self.labels is None or any(item and item not in self.labels for item in value):
            return super().optgroups(name, value, attrs)
        chosen = [item for item in value if item]
        options = [
            self.create_option(name, item, self.labels[item], True, index)
            for index, item in enumerate(chosen)
        ]
        blank = [] if self.is_required or self.allow_multiple_selected else [("", "")]
        empty = [self.create_option(name, key, label, not chosen, 0) for key, label in blank]
        return [(None, [*empty, *options], 0)]


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
