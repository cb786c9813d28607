"""The words of the public pages that nobody edits: one file of `words/` for each language, the source's has them all.

Few on purpose, for each is translated by hand. Apart from the catalogues in locale/, which are the admin's, in the languages
that staff work in, and take 200 ms each to load.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from safetyhub.locales.chains import chain
from safetyhub.locales.languages import SOURCE
from safetyhub.publishing.text import Text

FOLDER: Final = Path(__file__).parent / "words"


@cache
def spoken() -> frozenset[str]:
    return frozenset(path.stem for path in FOLDER.glob("*.json"))


@cache
def nearest(language: str) -> str:
    """The first language of the chain that has these words: `de` for `de-ch`."""
    return next(code for code in chain(language) if code in spoken())


@cache
def sentences(language: str) -> Mapping[str, str]:
    """By name, of one that has a file."""
    return json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))


class Words:
    """The words for readers of one language: `words.on_this_page` is a `Text`, marked like every other text."""

    def __init__(self, language: str) -> None:
        self.reader_language: Final = language
        self.language: Final = nearest(language)
        found = {**sentences(SOURCE), **sentences(self.language)}
        self.__dict__.update({name: self._text(sentence) for name, sentence in found.items()})

    def __getattr__(self, name: str) -> Text:
        raise AttributeError(name)  # only what is in the files; tells type checkers what those are

    def say(self, name: str, **values: str) -> Text:
        """A sentence with its named values."""
        return self._text(getattr(self, name).value % values)

    def _text(self, sentence: str) -> Text:
        return Text(sentence, self.language, self.reader_language)


@cache
def words_for(language: str) -> Words:
    return Words(language)
