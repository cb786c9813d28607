"""Language tags as visitors' browsers and search engines read them: language, script and region of BCP 47.

Variants, extensions and private use are refused: ``hreflang`` takes none of them, and a slip such as ``es-latam`` would
pass as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from babel.core import get_global

from safetyhub.locales import m49
from safetyhub.locales.cldr import babel_locale
from safetyhub.locales.languages import SOURCE

_PATTERN: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Tag:
    language: str
    script: str
    """As written in the tag, or ``""``."""
    region: str

    def __str__(self) -> str:
        return "-".join(filter(None, (self.language, self.script, self.region)))

    @property
    def usual_script(self) -> str:
        """Its own script, else the one that CLDR finds likeliest: ``Hant`` for ``zh-TW``; ``""`` where it knows none."""
        likely = get_global("likely_subtags")
        full = likely.get(f"{self.language}_{self.region}") or likely.get(self.language) or ""
        return self.script or next((part for part in full.split("_") if len(part) == 4), "")


def parse(text: str) -> Tag:
    """In the customary case, whatever case was typed. Raises ValueError when it is not well-formed."""
    match = _PATTERN.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not language, script and region")
    return Tag(match["language"].lower(), (match["script"] or "").title(), (match["region"] or "").upper())


def unknown_part(tag: Tag) -> str:
    """The first part that no registry knows, or ``""``. Well-formed tags can still name nothing: ``xx-QQ``."""
    names = babel_locale(SOURCE)
    if tag.language not in names.languages:
        return tag.language
    if tag.script and tag.script not in names.scripts:
        return tag.script
    return tag.region if tag.region and tag.region.lower() not in m49.CODES else ""
