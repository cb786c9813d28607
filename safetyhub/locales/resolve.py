"""From the first part of an address to the regional version it means."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from django.db import connection

from safetyhub.locales.addresses import PATTERN, canonical
from safetyhub.locales.models import Locale, LocaleAlias, Market

# In the order of the models, as `from_db` wants them.
COLUMNS: Final = ("code", "tag", "language", "market_id", "visibility", "position")
OF_MARKET: Final = ("code", "kind", "within")


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
    locales = _shown(preview)
    by_code = {locale.code: locale for locale in locales}
    code = canonical(raw)
    locale = by_code.get(code) or _aliased(code, by_code)
    if locale is None:
        return None
    return Match(locale, None if raw == locale.code else locale.code, locales)


def corrected(path: str) -> str:
    """``/EN-us/programs/`` → ``/en-us/programs/``; what begins with no locale stays as it is. Queries as `resolve`."""
    first, _slash, rest = path.removeprefix("/").partition("/")
    match = resolve(first) if re.fullmatch(PATTERN, first) else None
    return f"/{match.locale.code}/{rest}" if match else path


def _shown(preview: bool) -> list[Locale]:
    with connection.cursor() as cursor:
        cursor.execute(*_statement(preview))
        return list(_locales(tuple(map(tuple, cursor.fetchall()))))


@lru_cache(maxsize=16)
def _locales(rows: tuple[tuple, ...]) -> tuple[Locale, ...]:
    """Remembered by what the rows say: to make 54 objects took a sixth of a page's time. They are not to be changed."""
    return tuple(map(_locale, rows))


@cache
def _statement(preview: bool) -> tuple[str, tuple]:
    """Compiled once: for every page anew, that took four times as long as the database does."""
    shown = Locale.objects.previewable() if preview else Locale.objects.public()
    return shown.values_list(*COLUMNS, *(f"market__{name}" for name in OF_MARKET)).query.sql_with_params()


def _locale(row: tuple) -> Locale:
    locale = Locale.from_db(None, COLUMNS, row[: len(COLUMNS)])
    *facts, within = row[len(COLUMNS) :]
    locale.market = Market.from_db(None, OF_MARKET, [*facts, json.loads(within)]) if within else None
    return locale


def _aliased(code: str, by_code: Mapping[str, Locale]) -> Locale | None:
    target = LocaleAlias.objects.filter(code=code).values_list("locale_id", flat=True).first()
    return by_code.get(target) if target else None
