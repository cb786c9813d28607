"""Where an entry appears: for each regional version whether it is shown, in which language, and why (not).

The same rules as the reader's, told in sentences; a test holds the two together.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from safetyhub.locales.models import Locale

from .entries import Entry
from .interface import called, interface_language


class Words(NamedTuple):
    """Languages of an entry that are live: with a title, and with any words."""

    titled: Collection[str]
    worded: Collection[str]


@dataclass(frozen=True)
class Appearance:
    locale: Locale
    language: str  # of the title that is shown; "" when it is not shown
    languages: tuple[str, ...]  # of all words that are shown
    reason: str
    path: str  # of its page there; "" when it has none

    @property
    def is_shown(self) -> bool:
        return bool(self.language)

    @property
    def language_name(self) -> str:
        return called(self.language) if self.language else ""


def appearances(
    model: type[Entry], shared: Mapping[str, Any] | None, words: Words, locales: Iterable[Locale]
) -> list[Appearance]:
    """`shared` is the live shared data, `None` for none. Asks the database nothing."""
    return [_appearance(model, shared, words, locale) for locale in locales]


def _appearance(
    model: type[Entry], shared: Mapping[str, Any] | None, words: Words, locale: Locale
) -> Appearance:
    if shared is None:
        return Appearance(locale, "", (), _("It is not published."), "")
    if not model.is_offered(shared, locale):
        return Appearance(locale, "", (), _not_offered(model, locale), "")
    language = next((code for code in locale.chain if code in words.titled), "")
    if model.title_field and not language:
        names = ", ".join(called(code) for code in locale.chain)
        reason = _("It has no published title in %(languages)s.") % {"languages": names}
        return Appearance(locale, "", (), reason, "")
    language = language or locale.language
    read = tuple(code for code in locale.chain if code in words.worded or code == language)
    path = model.public_path(f"/{locale.code}/", shared)
    return Appearance(locale, language, read, _why(locale, language, read), path)


def _not_offered(model: type[Entry], locale: Locale) -> str:
    if model.is_offered.__func__ is not Entry.is_offered.__func__:
        return _("It is for another regional version.")
    if locale.market is None:
        return _("This version has no market, and the entry is not for everywhere.")
    return _("It is not offered in %(market)s.") % {"market": locale.market.name(interface_language())}


def _why(locale: Locale, language: str, read: Collection[str]) -> str:
    if language == locale.language:
        return _("In its own words.")
    if locale.language in read:
        return _("Partly in its own words, but without a title of its own.")
    return _("There are no words of its own in %(language)s.") % {"language": called(locale.language)}
