"""From the first part of an address to the regional version it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from safetyhub.locales.addresses import canonical
from safetyhub.locales.models import Locale, LocaleAlias


@dataclass(frozen=True, slots=True)
class Match:
    locale: Locale
    redirect_to: str | None
    """The code to send the visitor to, for good, where another case or an alias was asked for."""
    locales: list[Locale]
    """All that may be shown, in menu order, with their markets: enough for the menu and the alternates."""


def resolve(raw: str, *, preview: bool = False) -> Match | None:
    """None for an unknown or a closed one. One query; a second one only for what is no code of a locale.

    With ``preview``, those that are being prepared count too: for staff.
    """
    locales = list(Locale.objects.previewable() if preview else Locale.objects.public())
    by_code = {locale.code: locale for locale in locales}
    code = canonical(raw)
    locale = by_code.get(code) or _aliased(code, by_code)
    if locale is None:
        return None
    return Match(locale, None if raw == locale.code else locale.code, locales)


def _aliased(code: str, by_code: Mapping[str, Locale]) -> Locale | None:
    target = LocaleAlias.objects.filter(code=code).values_list("locale_id", flat=True).first()
    return by_code.get(target) if target else None
