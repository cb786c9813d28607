"""What the interface says, in each of its languages."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from django.conf import settings

from safetyhub.locales.languages import SOURCE

ROOT = Path(settings.BASE_DIR)
ROOMS = ("council", "partners", "resources", "safetyhub")
MARKS = {"_", "gettext", "gettext_lazy", "ngettext"}
FORMAL = re.compile(r"\b(?:usted|elija|escriba|vuelva|pida)\b", re.IGNORECASE)


def catalogue(language):
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        return {_first(entry.id): _first(entry.string) for entry in read_mo(file) if entry.id}


def _first(words):
    return words if isinstance(words, str) else words[0]


def said():
    """Every sentence that code hands over to be translated, in f-strings too, which `makemessages` passes over."""
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if "tests" not in path.parts:
                yield from _sentences(ast.parse(path.read_text()))


def _sentences(tree):
    for node in ast.walk(tree):
        is_marked = isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS and node.args
        if is_marked and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != SOURCE])
def test_every_sentence_of_the_code_is_in_the_catalogue(language):
    known = catalogue(language)
    assert [sentence for sentence in dict.fromkeys(said()) if not known.get(sentence)] == []


def test_spanish_speaks_to_everybody_in_one_way():
    assert [words for words in catalogue("es").values() if FORMAL.search(words)] == []
