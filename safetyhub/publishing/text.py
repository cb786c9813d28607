"""A text as a visitor gets it: its words, and which language they are really in."""

from functools import cache
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from safetyhub.locales.chains import same_language
from safetyhub.locales.languages import get

from . import placeholders, richtext

NOTHING: Final = mark_safe("")


class Text:
    """Words with their language. Falsy when nothing resolved; in a template it prints as plain, escaped text."""

    __slots__ = ("attrs", "language", "reader_language", "value")

    def __init__(self, value: str, language: str, reader_language: str) -> None:
        self.value: Final = placeholders.fill(value) if "{" in value else value
        self.language: Final = language
        self.reader_language: Final = reader_language
        #: ` lang="en" dir="ltr"` for the element around a foreign text, else nothing (WCAG 3.1.2).
        self.attrs: Final = _attrs(language, reader_language) if value else NOTHING

    def __str__(self) -> str:
        return self.value

    def __html__(self) -> str:
        return escape(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __repr__(self) -> str:
        return f"<Text {self.language}: {self.value[:30]!r}>"

    @property
    def is_foreign(self) -> bool:
        """Whether a reader of the page meets another language here (`es` on an es-mx page is not one)."""
        return bool(self.attrs)

    @property
    def tag(self) -> str:
        return get(self.language).tag

    @property
    def direction(self) -> str:
        return get(self.language).direction

    @property
    def isolated(self) -> SafeString:
        """The words in a `<bdi>`, so that a name cannot disturb the order of the words around it (UAX 9)."""
        return SafeString(f"<bdi{self.attrs}>{escape(self.value)}</bdi>")

    @property
    def html(self) -> SafeString:
        """Rich text. Sanitised again here: what a database holds is not trusted."""
        return mark_safe(richtext.sanitise(self.value))


@cache
def _attrs(language: str, reader_language: str) -> SafeString:
    if same_language(reader_language, language):
        return NOTHING
    found = get(language)
    return mark_safe(f' lang="{found.tag}" dir="{found.direction}"')
