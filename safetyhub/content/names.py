"""Names in running text: each isolated, in the list form and with the comma of the language around it."""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from safetyhub.locales.cldr import format_list
from safetyhub.publishing.text import Text

# Between a title and what it belongs to. CLDR has it as the exemplar punctuation of a language, without a role.
_COMMAS = {**dict.fromkeys(("ar", "ckb", "fa", "ps", "ur"), "، "), "ja": "、", "zh": "，"}
# Between what has commas inside. The Greek one has the sign that English asks questions with the other way round.
_SEMICOLONS = {
    **dict.fromkeys(("ar", "ckb", "fa", "ps", "ur"), "؛ "),
    **dict.fromkeys(("ja", "zh"), "；"),
    "el": "· ",
}


def comma(language: str) -> str:
    return _COMMAS.get(language.partition("-")[0], ", ")


def semicolon(language: str) -> str:
    return _SEMICOLONS.get(language.partition("-")[0], "; ")


def listed(names: Iterable[Text], language: str) -> SafeString:
    """ "A, B und C" inside words of `language`: what is in another language is marked against that, not the page."""
    return mark_safe(format_list([within(name, language) for name in names], language))


def within(name: Text, language: str) -> SafeString:
    """The name in a `<bdi>`, for words in `language` around it."""
    if name.reader_language != language:
        name = Text(name.value, name.language, language)
    return name.isolated


def filled(line: Text, placeholder: str, html: str) -> SafeString:
    """The line as HTML with `{placeholder}` replaced by ready HTML, wherever the language puts it."""
    before, _, after = line.value.partition(f"{{{placeholder}}}")
    return mark_safe(f"{escape(before)}{html}{escape(after)}")
