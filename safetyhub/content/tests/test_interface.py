import json
import re

import pytest
from django.utils import translation

from safetyhub.content.interface import FOLDER, nearest, sentences, spoken, words_for
from safetyhub.locales.languages import LANGUAGES, SOURCE

VALUE = re.compile(r"%\(\w+\)s")
# Words that may be the same as in English, such as "Chat:" or "E-mail"; nearly all of a language never are.
ALIKE = 12


@pytest.mark.parametrize(
    ("language", "nearer"),
    [
        ("de-ch", "de"),
        ("es-mx", "es"),
        ("en-gb", "en"),
        ("ar", "ar"),
        ("fr-be", "fr"),
        ("zh-hant-hk", "zh-hant"),
    ],
)
def test_the_words_are_of_the_nearest_language(language, nearer):
    assert nearest(language) == words_for(language).language == nearer


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reader_of_a_language_is_spoken_to_in_english(language):
    assert (nearest(language) == SOURCE) is language.startswith("en")


def test_words_in_another_language_than_the_page_are_marked(monkeypatch):
    assert words_for("de-ch").home.attrs == ""
    monkeypatch.setattr("safetyhub.content.interface.nearest", lambda language: SOURCE)
    assert type(words_for("de"))("ur").home.attrs == ' lang="en" dir="ltr"'


def test_words_do_not_follow_the_active_language():
    with translation.override("ar"):
        assert str(words_for("en-gb").home) == "Start page"


def test_an_unknown_word_is_a_mistake():
    with pytest.raises(AttributeError):
        words_for("en").no_such_word  # noqa: B018


def test_every_file_is_of_a_language():
    assert spoken() <= set(LANGUAGES)


@pytest.mark.parametrize("language", sorted(spoken() - {SOURCE}))
def test_every_word_is_there_with_its_values(language):
    source, found = sentences(SOURCE), sentences(language)
    assert list(found) == list(source)
    for name, sentence in found.items():
        assert sentence.strip() == sentence != "", name
        assert sorted(VALUE.findall(sentence)) == sorted(VALUE.findall(source[name])), name
        assert "%" not in VALUE.sub("", sentence), name
    assert sum(found[name] == source[name] for name in source) <= ALIKE


@pytest.mark.parametrize("language", sorted(spoken()))
def test_every_file_reads_the_same_when_it_is_written_again(language):
    text = (FOLDER / f"{language}.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
