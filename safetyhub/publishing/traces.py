"""By what words an entry can be told in a text: its names, its telephone numbers, the host of its site. Pure.

A name stands as a whole word, whatever its accents and case; short ones, which are acronyms, in their own case. Writing
differs, so a word ends where the script changes, and anywhere in scripts that put no blanks between words or attach
particles to them; an ending of the text's language may follow. Numbers are compared by their digits. What is found is for
a person to look at: better one too many.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from . import endings

SHORT = 4  # letters; up to these, "WHO" is not "who"
LONGEST_ENDING = 4  # letters
LONG_NUMBER = 7  # digits; shorter ones are short codes, such as 988 and 116 111
NUMBER = re.compile(r"[*#+(]?\d[\d\s()./*#-]*")
HREF = re.compile(r"""href=["']([^"']*)""")
WITHIN_WORDS = re.compile(r"</?(?:strong|em|a)\b[^>]*>")  # of the tags of rich text
TAG = re.compile(r"</?[a-z][^>]*>")
APOSTROPHES = "\u2018\u2019\u201b\u02bc"
BETWEEN_DIGITS = r"[\s().\-‐‑–/]{0,3}"

# Scripts without blanks between words; Korean has them, but its particles follow the word at once.
UNSPACED = frozenset(
    {
        "CJK",
        "HIRAGANA",
        "KATAKANA",
        "KATAKANA-HIRAGANA",
        "HANGUL",
        "THAI",
        "LAO",
        "KHMER",
        "MYANMAR",
        "TIBETAN",
    }
)
# "and", "in", "for", "the" and their like, which are written as one with the word after them.
CLITICS = {
    "ARABIC": re.compile("[وف]?(?:[بكل]?(?:ال)?|لل)"),
    "HEBREW": re.compile("[והבלמשכ]{1,3}"),
}


def strings(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text of a part's data by its key: "title", "calls_to_action.12.label", "channels.3.value"."""
    for key, value in data.items():
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    yield from ((f"{key}.{item['id']}.{name}", text) for name, text in strings(item))


def without_row(key: str) -> str:
    """ "channels.value" for "channels.3.value": the field, whichever row it is of."""
    first, _dot, rest = key.partition(".")
    return f"{first}.{rest.rpartition('.')[2]}" if rest else first


class Reading:
    """A text as it is searched: its words and the addresses of its links, without mark-up, accents or invisible signs."""

    def __init__(self, text: str, language: str = "") -> None:
        self.endings = endings.of(language)
        words = _words(text) if "<" in text else text
        simple = words if words.isascii() else unicodedata.normalize("NFKD", words).translate(_SIMPLE)
        self.cased = " ".join(simple.split())

    @cached_property
    def folded(self) -> str:
        return self.cased.casefold()


def _words(html: str) -> str:
    links = " ".join(HREF.findall(html))
    return unescape(f"{TAG.sub(' ', WITHIN_WORDS.sub('', html))} {links}")


class _Simple(dict[int, str | None]):
    """What each character is read as, found out once: a digit of any script as its value, an accent as nothing.

    Dashes and apostrophes are one each: editors and word processors put others than were typed.
    """

    def __missing__(self, code: int) -> str | None:
        character, read = chr(code), None
        if character.isdecimal():
            read = str(unicodedata.decimal(character))
        elif character in APOSTROPHES:
            read = "'"
        elif unicodedata.category(character) == "Pd":
            read = "-"
        elif not unicodedata.combining(character) and unicodedata.category(character) != "Cf":
            read = character
        self[code] = read
        return read


_SIMPLE = _Simple()


class Name:
    def __init__(self, words: str) -> None:
        self.words, own = words, Reading(words)
        self.is_short = sum(character.isalnum() for character in own.cased) <= SHORT
        self.needle = own.cased if self.is_short else own.folded

    def is_in(self, text: Reading) -> bool:
        hay = text.cased if self.is_short else text.folded
        start = hay.find(self.needle)
        while start >= 0:
            if _is_whole(hay, start, start + len(self.needle), text.endings):
                return True
            start = hay.find(self.needle, start + 1)
        return False


def _is_whole(text: str, start: int, end: int, allowed: Collection[str]) -> bool:
    if not (_ends_between(text[end - 1], text[end : end + 1]) or _has_ending(text, end, allowed)):
        return False
    return _ends_between(text[start - 1 : start], text[start]) or _has_clitic(text, start)


def _ends_between(left: str, right: str) -> bool:
    """Whether a word can end between the two characters; "" is the edge of the text."""
    if not (_is_letter(left) and _is_letter(right)):
        return True
    scripts = {_script(left), _script(right)}
    return bool(scripts & UNSPACED) or (len(scripts) > 1 and "DIGIT" not in scripts)


def _is_letter(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "LNM"


def _script(character: str) -> str:
    return unicodedata.name(character, "").split(" ")[0]


def _has_ending(text: str, start: int, allowed: Collection[str]) -> bool:
    """Small letters, so that "PTAs" is the PTA and "PTAS" is not."""
    last = start
    while last - start <= LONGEST_ENDING and _is_letter(text[last : last + 1]):
        last += 1
    return text[start:last] in allowed


def _has_clitic(text: str, start: int) -> bool:
    clitics = CLITICS.get(_script(text[start]))
    first = start
    while first and _is_letter(text[first - 1]):
        first -= 1
    return clitics is not None and clitics.fullmatch(text[first:start]) is not None


@dataclass(frozen=True)
class Pattern:
    """A number, the host of a site, an address for mail."""

    words: str
    pattern: re.Pattern[str]

    def is_in(self, text: Reading) -> bool:
        return self.pattern.search(text.folded) is not None


Trace = Name | Pattern


def traces(values: Iterable[str]) -> list[Trace]:
    """What each value, as somebody typed it, is told by; a list of names has a line for each."""
    lines = (line.strip() for value in values for line in value.splitlines())
    return [trace for line in dict.fromkeys(lines) if (trace := _trace(line))]


def _trace(line: str) -> Trace | None:
    if NUMBER.fullmatch(Reading(line).cased):
        return Pattern(line, _number(line))
    if "@" in line and " " not in line:
        return Pattern(line, _address(line.casefold()))
    if re.match(r"https?://", line, re.IGNORECASE):
        host = (urlsplit(line).hostname or "").removeprefix("www.")
        return Pattern(host, _address(host, r"(?:[\w-]+\.)*")) if host else None
    return Name(line) if len(Reading(line).cased) > 1 else None


def _address(address: str, before: str = "") -> re.Pattern[str]:
    """Neither the end of a longer name nor the beginning of one: `fosi.org` is not in `fosi.org.uk`."""
    return re.compile(rf"(?<![\w.+-]){before}{re.escape(address)}(?![\w-]|\.\w)")


def _number(line: str) -> re.Pattern[str]:
    """Its digits in any grouping; a long one also with or without the code of its country and the zero before areas."""
    digits = "".join(re.findall(r"\d", Reading(line).cased))
    national = digits.lstrip("0")
    if len(national) < LONG_NUMBER:
        return re.compile(rf"(?<![\d+])(?<!\d[.,]){BETWEEN_DIGITS.join(digits)}(?![.,]?\d)")
    international = line.lstrip("( ").startswith(("+", "00"))
    forms = [national[skipped:] for skipped in (range(4) if international else (0,))]
    spelled = "|".join(BETWEEN_DIGITS.join(form) for form in forms if len(form) >= LONG_NUMBER)
    prefix = rf"(?:(?:\+|00)?\d{{1,3}}{BETWEEN_DIGITS})?(?:0{BETWEEN_DIGITS})?"
    return re.compile(rf"(?<!\d){prefix}(?:{spelled})(?!\d)")


def found(text: str, wanted: Iterable[Trace], language: str = "") -> list[str]:
    """What of it stands in the text of that language, as it was typed where it belongs."""
    reading = Reading(text, language)
    return [trace.words for trace in wanted if trace.is_in(reading)]
