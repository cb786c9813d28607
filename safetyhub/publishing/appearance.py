"""Where an entry appears: for each regional version whether it is shown, in which language, and why (not).

The same rules as the reader's, told in sentences; a test holds the two together.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from safetyhub.locales.markets import EVERYWHERE
from safetyhub.locales.models import Locale

from .entries import Entry
from .interface import called, interface_language


@dataclass(frozen=True)
class Appearance:
    locale: Locale
    language: str  # of the title that is shown; "" when it is not shown
    reason: str
    path: str  # of its page there; "" when it has none

    @property
    def is_shown(self) -> bool:
        return bool(self.language)

    @property
    def language_name(self) -> str:
        return called(self.language) if self.language else ""


def appearances(
    model: type[Entry], shared: Mapping[str, Any] | None, titled: Collection[str], locales: Iterable[Locale]
) -> list[Appearance]:
    """`shared` is the live shared data, `titled` the languages with a live title. Asks the database nothing."""
    return [_appearance(model, shared, titled, locale) for locale in locales]


def _appearance(
    model: type[Entry], shared: Mapping[str, Any] | None, titled: Collection[str], locale: Locale
) -> Appearance:
    if shared is None:
        return Appearance(locale, "", _("It is not published."), "")
    if set(shared.get("markets", [EVERYWHERE])).isdisjoint(locale.scope):
        return Appearance(locale, "", _out_of_market(locale), "")
    language = next((code for code in locale.chain if code in titled), "")
    if model.title_field and not language:
        names = ", ".join(called(code) for code in locale.chain)
        return Appearance(
            locale, "", _("It has no published title in %(languages)s.") % {"languages": names}, ""
        )
    language = language or locale.language
    return Appearance(locale, language, _why(locale, language), model.public_path(f"/{locale.code}/", shared))


def _out_of_market(locale: Locale) -> str:
    if locale.market is None:
        return _("This version has no market, and the entry is not for everywhere.")
    return _("It is not offered in %(market)s.") % {"market": locale.market.name(interface_language())}


def _why(locale: Locale, language: str) -> str:
    if language == locale.language:
        return _("In its own words.")
    name = called(locale.language)
    return _("There are no words of its own in %(language)s.") % {"language": name}
