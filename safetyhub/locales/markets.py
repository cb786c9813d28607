"""Markets as editors type them: codes or names, in their own language or in English. Pure; ``m49`` knows them all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from safetyhub.locales import m49
from safetyhub.locales.cldr import market_name
from safetyhub.locales.languages import SOURCE

EVERYWHERE: Final = "everywhere"

# What people write although CLDR and ISO 3166-1 do not.
_SYNONYMS: Final = {"great britain": "gb", "uk": "gb", "usa": "us"}
# Commas of the scripts that names are typed in, semicolons and new lines.
_SEPARATORS: Final = re.compile(r"[,;\n،؛、，；፣]")
# Some names hold commas themselves: "Nord-, Mellem- og Sydamerika".
_MOST_PARTS: Final = 3


class Suggestion(NamedTuple):
    code: str
    name: str


def parse_markets(text: str, language: str) -> list[str]:
    """Codes in the order typed, each once; ``[EVERYWHERE]`` when that is what it says; empty for empty text.

    Raises ValidationError with one message per name that is not known, and for everywhere beside something else.
    """
    codes, unknown = _read([part.strip() for part in _SEPARATORS.split(text) if part.strip()], language)
    if unknown:
        raise ValidationError([_unknown(name, language) for name in unknown])
    if EVERYWHERE in codes and len(codes) > 1:
        raise ValidationError(
            _("Everywhere includes every market: remove it or the others."), code="everywhere"
        )
    return codes


def suggest_markets(query: str, language: str, limit: int = 10) -> list[Suggestion]:
    """Best first: the code or name itself, names that start so, then words in them that do, then near misses."""
    wanted = plain(query)
    if not wanted or limit < 1:
        return []
    names = _names(language)
    ranked = sorted((rank, name, code) for name, code in names.items() if (rank := _rank(wanted, name, code)))
    codes = [code for _place, _name, code in ranked] or [names[name] for name in _near(wanted, names, limit)]
    return [Suggestion(code, market_name(code, language)) for code in list(dict.fromkeys(codes))[:limit]]


def _read(parts: list[str], language: str) -> tuple[list[str], list[str]]:
    """Codes found, and the parts that are none."""
    codes: dict[str, None] = {}
    unknown = []
    while parts:
        code, length = _longest(parts, language)
        if code:
            codes[code] = None
        else:
            unknown.append(parts[0])
        parts = parts[length:]
    return list(codes), unknown


def _longest(parts: list[str], language: str) -> tuple[str | None, int]:
    """The code that the first parts name, and how many they are."""
    for length in range(min(_MOST_PARTS, len(parts)), 1, -1):
        if code := _with_commas(language).get(plain(" ".join(parts[:length]))):
            return code, length
    return _code(parts[0], language), 1


def _code(text: str, language: str) -> str | None:
    """Names as written come first: in Vietnamese "Áo" is Austria, and without its accent the code of Angola."""
    if code := _written(language).get(_typed(text)):
        return code
    typed = plain(text)
    if typed in m49.CODES:
        return typed
    if typed in {EVERYWHERE, _everywhere(language)}:
        return EVERYWHERE
    return _names(language).get(typed)


def _unknown(name: str, language: str) -> ValidationError:
    near = _near(plain(name), _names(language), 1)
    if not near:
        sentence = _("“%(name)s” is no country or area that we know.")
        return ValidationError(sentence, code="unknown_market", params={"name": name})
    params = {"name": name, "near": market_name(_names(language)[near[0]], language)}
    sentence = _("“%(name)s” is no country or area that we know. Did you mean “%(near)s”?")
    return ValidationError(sentence, code="unknown_market", params=params)


def _near(wanted: str, names: Mapping[str, str], limit: int) -> list[str]:
    return get_close_matches(wanted, names, limit, cutoff=0.7)


def _rank(wanted: str, name: str, code: str) -> int:
    """1 is best, 0 is no match."""
    if wanted in (code, name):
        return 1
    if name.startswith(wanted):
        return 2
    return 3 if f" {wanted}" in name else 0


@lru_cache(maxsize=16)
def _names(language: str) -> Mapping[str, str]:
    """Plain name → code. The language's own names win over English ones, and those over what people write."""
    english = {plain(market_name(code, SOURCE)): code for code in sorted(m49.CODES)}
    own = {plain(market_name(code, language)): code for code in sorted(m49.CODES)}
    return {**_SYNONYMS, **english, **own}


@lru_cache(maxsize=16)
def _written(language: str) -> Mapping[str, str]:
    return {_typed(market_name(code, language)): code for code in sorted(m49.CODES)}


@lru_cache(maxsize=16)
def _with_commas(language: str) -> Mapping[str, str]:
    """Only these may be read from several parts: "Caribbean, Netherlands" are two, not the Caribbean Netherlands."""
    names = {code: market_name(code, language) for code in sorted(m49.CODES)}
    return {plain(name): code for code, name in names.items() if _SEPARATORS.search(name)}


@lru_cache(maxsize=16)
def _everywhere(language: str) -> str:
    with override(language):
        return plain(gettext("Everywhere"))


def _typed(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def plain(text: str) -> str:
    """To compare and to sort by: case, punctuation, and the accents that people leave out when typing, put away.

    Only Latin, Greek, Cyrillic and Arabic marks go; in the scripts of India and South-East Asia marks are vowels.
    """
    split = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    letters = re.sub(r"[\u0300-\u036f\u064b-\u0655]", "", split)
    return " ".join("".join(sign if _in_words(sign) else " " for sign in letters).split())


def _in_words(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"
