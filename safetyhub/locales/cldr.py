"""What CLDR knows of a content language, through Babel: names of markets, lists, dates.

Languages are always given; nothing here asks which one is active.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from html import unescape
from types import MappingProxyType
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from safetyhub.locales.chains import chain
from safetyhub.locales.languages import get

PARTIAL_DATE: Final = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")


@cache
def babel_locale(language: str) -> Locale:
    """The nearest on the chain that Babel knows, so never one in a script that the chain does not allow.

    Raises KeyError for a code that is no content language.
    """
    for code in chain(language):
        try:
            return Locale.parse(get(code).tag, sep="-")
        except UnknownLocaleError:
            continue
    raise AssertionError("Babel knows the source, and every chain ends in it.")


def load(languages: Iterable[str]) -> None:
    """Read what is known of them, which is otherwise read when it is first asked for: before forking, to share it."""
    for language in languages:
        len(babel_locale(language).territories)


def market_name(code: str, language: str) -> str:
    """``("419", "es")`` → ``"Latinoamérica"``. In English where CLDR lacks the name, the code where it lacks that."""
    wanted = code.upper()
    for link in chain(language):
        if name := babel_locale(link).territories.get(wanted):
            return name
    return wanted


def language_name(code: str, language: str) -> str:
    """``("de", "es")`` → ``"alemán"``. Tagalog keeps its own name everywhere: CLDR calls it Filipino."""
    known = get(code)
    if code == "tl":
        return known.name
    return babel_locale(code).get_display_name(babel_locale(language)) or known.name


def format_list(items: Sequence[str], language: str) -> str:
    """``("A", "B", "C")`` → ``"A, B und C"``. Items are text or ready HTML; nothing is escaped or marked safe here."""
    if len(items) < 2:
        return "".join(items)
    patterns = babel_locale(language).list_patterns["standard"]
    adapt = _CONJUNCTIONS.get(language.partition("-")[0], lambda pattern, last: pattern)
    if len(items) == 2:
        return adapt(patterns["2"], items[1]).format(*items)
    result = patterns["start"].format(items[0], items[1])
    for item in items[2:-1]:
        result = patterns["middle"].format(result, item)
    return adapt(patterns["end"], items[-1]).format(result, items[-1])


def format_partial_date(value: str, language: str) -> str:
    """``"2021"``, ``"2021-05"`` or ``"2021-05-03"`` in the language's own order, no more precise than given.

    Raises ValueError for anything else, and for days that do not exist.
    """
    match = PARTIAL_DATE.fullmatch(value)
    if not match:
        raise ValueError(f"{value!r} is not a year, a month or a day")
    day = date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    locale = babel_locale(language)
    if match["day"]:
        return format_date(day, "long", locale=locale)
    return format_skeleton("yMMMM" if match["month"] else "y", day, locale=locale)


# CLDR's list patterns are fixed; which form of "and" is right hangs on the word after it. As ICU does it:
# Spanish "y" becomes "e" before the sound i, the Hebrew prefix takes a hyphen before another script.


def _spanish_and(pattern: str, last: str) -> str:
    sounds_like_i = re.match(r"(?:[ií]|h[ií](?![aeáé]))", _first_words(last), re.IGNORECASE)
    return pattern.replace(" y ", " e ") if sounds_like_i else pattern


def _hebrew_and(pattern: str, last: str) -> str:
    in_hebrew = re.match(r"[\u0590-\u05ff]", _first_words(last))
    return pattern if in_hebrew else pattern.replace("ו{1}", "ו-{1}")


_CONJUNCTIONS: Final[MappingProxyType[str, Callable[[str, str], str]]] = MappingProxyType(
    {"es": _spanish_and, "he": _hebrew_and}
)


def _first_words(item: str) -> str:
    """The item without tags, and without the isolates, quotes and spaces that it may begin with."""
    return re.sub(r"^\W+", "", unescape(re.sub(r"<[^>]*>", "", item)))
