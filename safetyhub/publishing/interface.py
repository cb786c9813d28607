"""The language of the person in front of the admin, and what languages are called in it."""

from django.utils.translation import get_language

from safetyhub.locales.cldr import language_name
from safetyhub.locales.languages import LANGUAGES, SOURCE


def interface_language() -> str:
    """As far as it is one of ours; else the source."""
    language = get_language() or SOURCE
    return language if language in LANGUAGES else SOURCE


def called(language: str) -> str:
    """The language's name in the language of the interface: "German", "Deutsch"."""
    return language_name(language, interface_language())
