"""The catalogues in locale/: what visitors read is in all of them, and no translation lost a placeholder."""

import gettext
import re

import pytest
from django.conf import settings

from safetyhub.content.interface import SENTENCES

PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
TRANSLATED = [code for code, _name in settings.LANGUAGES if code != "en"]


def catalogue(language: str) -> dict:
    """msgid (or msgid and plural index) -> translation, without the header."""
    [folder] = settings.LOCALE_PATHS
    path = folder / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        return {key: text for key, text in gettext.GNUTranslations(file)._catalog.items() if key}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_public_sentence_is_translated(language):
    assert set(SENTENCES.values()) - catalogue(language).keys() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_their_placeholders(language):
    for key, text in catalogue(language).items():
        source = key[0] if isinstance(key, tuple) else key
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(source)), source


def test_catalogues_hold_the_same_sentences():
    first, *others = ({key for key in catalogue(code) if isinstance(key, str)} for code in TRANSLATED)
    assert all(first == other for other in others)
