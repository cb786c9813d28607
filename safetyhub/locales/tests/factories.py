"""Test data as plain functions; other rooms' tests use them too. Markets are there already, seeded after migrate."""

from safetyhub.locales import languages
from safetyhub.locales.models import Locale, LocaleAlias


def build_locale(code="en-us", **kwargs) -> Locale:
    """Not saved. Language and market are read off the code: ``de-at`` is German for Austria, ``es`` has no market."""
    language = code if code in languages.LANGUAGES else code.rpartition("-")[0]
    region = code.split("-")[-1]
    defaults = {
        "tag": languages.LANGUAGES[code].tag
        if code in languages.LANGUAGES
        else f"{language}-{region.upper()}",
        "language": language,
        "market_id": region if "-" in code else None,
        "visibility": Locale.Visibility.PUBLIC,
    }
    return Locale(code=code, **(defaults | kwargs))


def make_locale(code="en-us", **kwargs) -> Locale:
    locale = build_locale(code, **kwargs)
    locale.save(force_insert=True)
    return locale


def make_alias(code, locale) -> LocaleAlias:
    return LocaleAlias.objects.create(code=code, locale=locale)
