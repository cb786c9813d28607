import re

import pytest
from django.utils import translation

from safetyhub.content.interface import SENTENCES, nearest, words_for

VALUE = re.compile(r"%\(\w+\)s")


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        ("de-ch", "de"),
        ("es-mx", "es"),
        ("en-gb", "en"),
        ("ar", "ar"),
        ("ur", "en"),
        ("ceb", "en"),
        ("fil", "en"),
    ],
)
def test_the_interface_speaks_the_nearest_language(language, spoken):
    assert nearest(language) == words_for(language).language == spoken


def test_words_in_another_language_than_the_page_are_marked():
    assert words_for("de-ch").home.attrs == ""
    assert words_for("ur").home.attrs == ' lang="en" dir="ltr"'


def test_words_do_not_follow_the_active_language():
    with translation.override("ar"):
        assert str(words_for("fr-be").home) == "Start page"


def test_an_unknown_word_is_a_mistake():
    with pytest.raises(AttributeError):
        words_for("en").no_such_word  # noqa: B018


@pytest.mark.parametrize("language", ["de", "es", "ar"])
def test_every_sentence_is_translated_with_its_values(language):
    english = words_for("en")
    for name in SENTENCES:
        source, translated = str(getattr(english, name)), str(getattr(words_for(language), name))
        assert sorted(VALUE.findall(translated)) == sorted(VALUE.findall(source)), name
        assert translated != source or name in {"chat", "web"}, name
