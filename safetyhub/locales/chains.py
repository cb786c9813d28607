"""Which languages are read, in order, when one has no words of its own. A reviewed table, not an algorithm.

After CLDR's parent locales (UTS #35, "Parent Locales"), with its ``root`` stops: a text in another script is no help
to a reader, so zh-hant never reads zh-hans and sr-latn never reads Cyrillic. Every chain ends in the source, where
CLDR's end in root. ``docs/decisions/0002-languages-and-chains.md`` tells why each line is as it is.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import Final

from safetyhub.locales.languages import LANGUAGES, SOURCE

PARENTS: Final = MappingProxyType(
    {
        "de-at": "de",
        "de-ch": "de",
        "es-419": "es",
        "es-mx": "es-419",
        "es-us": "es-419",
        "fr-be": "fr",
        "fr-ca": "fr",
        "fr-ch": "fr",
        "it-ch": "it",
        "nl-be": "nl",
        "pt-br": "pt",
        "pt-pt": "pt",
        "tl": "fil",
        "zh-hant-hk": "zh-hant",
    }
)

# Codes with a subtag that read the source and nothing between: the regional variants of the source itself, and the
# scripts that CLDR sends to root. A test fails for a hyphenated code that is in neither table.
STOPS: Final = frozenset({"en-ca", "en-gb", "sr-latn", "zh-hans", "zh-hant"})

# Two subtags for one language: CLDR replaces tl by fil, and no is the macrolanguage that nb is written under.
_SYNONYMS: Final = MappingProxyType({"tl": "fil", "no": "nb"})


@cache
def chain(language: str) -> tuple[str, ...]:
    """``("es-mx", "es-419", "es", "en")``. Raises KeyError for a code that is no content language."""
    links = [LANGUAGES[language].code]
    while parent := PARENTS.get(links[-1]):
        links.append(parent)
    return tuple(links) if SOURCE in links else (*links, SOURCE)


@cache
def family(language: str) -> str:
    """The variant that the others of one language and script hang from: ``es`` for ``es-mx``, ``tl`` for ``tl``."""
    kin = [code for code in chain(language) if _primary_and_script(code) == _primary_and_script(language)]
    return kin[-1]


def same_primary(first: str, second: str) -> bool:
    """Whether two primary subtags (``no``, ``nb``) name one language."""
    return _SYNONYMS.get(first, first) == _SYNONYMS.get(second, second)


@cache
def same_language(first: str, second: str) -> bool:
    """Whether a reader of one is at home in the other: same language and script, whatever the region."""
    (primary, script), (other, other_script) = _primary_and_script(first), _primary_and_script(second)
    return script == other_script and same_primary(primary, other)


def _primary_and_script(language: str) -> tuple[str, str]:
    """Scripts have four letters (RFC 5646, 2.2.3); a code without one is in the language's usual script."""
    primary, *rest = language.split("-")
    return primary, next((part for part in rest if len(part) == 4 and part.isalpha()), "")
