"""The catalogues in locale/: each has every sentence, and no translation lost a placeholder."""

import gettext
import re

import pytest
from django.conf import settings

PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
TIME_AT_THE_END = re.compile(r"%\((time|when|due|done|until)\)s\.")  # in English it may be "5:54 p.m."
WITH_ZONE = {  # in parentheses after the time, so that there are no two full stops
    "It goes live on %(time)s.",
    "It will be taken down on %(time)s.",
    "Scheduled by %(person)s for %(time)s.",
    "Publish at: %(time)s.",
    "Take down at: %(time)s.",
    "Done late: at %(done)s.",
}
TRANSLATED = [code for code, _name in settings.LANGUAGES if code != "en"]


def catalogue(language: str) -> dict:
    """msgid (or msgid and plural index) -> translation, without the header."""
    [folder] = settings.LOCALE_PATHS
    path = folder / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        return {key: text for key, text in gettext.GNUTranslations(file)._catalog.items() if key}


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_their_placeholders(language):
    for key, text in catalogue(language).items():
        source = key[0] if isinstance(key, tuple) else key
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(source)), source


def test_catalogues_hold_the_same_sentences():
    first, *others = ({key for key in catalogue(code) if isinstance(key, str)} for code in TRANSLATED)
    assert all(first == other for other in others)


def test_no_sentence_ends_with_a_time_that_ends_with_a_full_stop():
    sentences = {key[0] if isinstance(key, tuple) else key for key in catalogue("de")}
    assert {text for text in sentences if TIME_AT_THE_END.search(text)} == WITH_ZONE
