"""Mistakes in configuration that would otherwise show as a page that nobody can reach, or as a trace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings
from django.core import checks
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver

from safetyhub.locales.addresses import CODE, RESERVED
from safetyhub.locales.languages import LANGUAGES
from safetyhub.locales.models import Locale, LocaleAlias


@checks.register(checks.Tags.urls)
def addresses_are_reserved(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """A first part of a fixed address must not become the code of a locale, which would never be reached."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    taken = sorted(set(_first_parts(get_resolver().url_patterns)) - RESERVED)
    hint = "Add it to RESERVED in safetyhub/locales/addresses.py."
    return [
        checks.Error(f"Nothing keeps a locale from being called “{part}”.", hint=hint, id="locales.E001")
        for part in taken
    ]


@checks.register(checks.Tags.translation)
def interface_is_content(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Names and lists in the admin are asked of CLDR by content language."""
    hint = "Use a code of safetyhub/locales/languages.py, or add one there with a migration for its columns."
    return [
        checks.Error(f"The interface language “{code}” is no content language.", hint=hint, id="locales.E002")
        for code, _name in settings.LANGUAGES
        if code not in LANGUAGES
    ]


@checks.register(checks.Tags.database)
def rows_still_fit(app_configs, databases=None, **kwargs) -> list[checks.CheckMessage]:
    """Rows that came by loaddata or are older than the lists they must fit."""
    return [message for alias in databases or () if _has_tables(alias) for message in _misfits(alias)]


def _misfits(alias: str) -> list[checks.CheckMessage]:
    locales = dict(Locale.objects.using(alias).values_list("code", "language"))
    codes = {*locales, *LocaleAlias.objects.using(alias).values_list("code", flat=True)}
    lost = [_lost(code, language) for code, language in locales.items() if language not in LANGUAGES]
    return [*lost, *map(_reserved, sorted(codes & RESERVED))]


def _lost(code: str, language: str) -> checks.CheckMessage:
    return checks.Error(
        f"The regional version “{code}” reads “{language}”, which is no content language.",
        hint="Languages are never removed from safetyhub/locales/languages.py: put it back.",
        id="locales.E003",
    )


def _reserved(code: str) -> checks.CheckMessage:
    return checks.Error(
        f"The address “{code}” is reserved: visitors cannot reach it.",
        hint="Open the regional version under another code and close this one.",
        id="locales.E004",
    )


def _has_tables(alias: str) -> bool:
    tables = connections[alias].introspection.table_names()
    return {Locale._meta.db_table, LocaleAlias._meta.db_table} <= set(tables)


def _first_parts(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """First parts that are fixed text shaped like a code; an empty prefix is looked through."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^/")
        first = route.partition("/")[0].rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from _first_parts(pattern.url_patterns, route)
        elif re.fullmatch(CODE, first):
            yield first
