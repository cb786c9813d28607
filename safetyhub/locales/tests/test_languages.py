import re

import pytest
from babel import Locale

from safetyhub.locales import languages
from safetyhub.locales.languages import LANGUAGES

ASKED_FOR = (
    "en en-gb en-ca es es-419 es-mx es-us pt-br pt-pt fr fr-ca fr-ch fr-be de de-at de-ch it it-ch nl nl-be sv pl tr "
    "ru uk ar he fa ur hi bn ta te ml th vi id ms fil tl ceb ja ko zh-hans zh-hant zh-hant-hk sw am so ti km my"
).split()


def test_every_language_that_was_asked_for_is_there():
    assert set(ASKED_FOR) <= set(LANGUAGES)


def test_there_are_80_to_90_so_that_four_fields_fit_a_postgresql_row():
    assert 80 <= len(LANGUAGES) <= 90
    assert 4 * (len(LANGUAGES) + 1) <= 380


def test_the_source_comes_first():
    assert next(iter(LANGUAGES)) == languages.SOURCE


def test_families_stand_together_by_english_name():
    names = [item.name.partition(" (")[0] for item in LANGUAGES.values()][3:]
    assert names == sorted(names)


def test_codes_are_their_tags_in_small_letters_and_tags_in_customary_case():
    customary = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"
    assert [item for item in LANGUAGES.values() if not re.fullmatch(customary, item.tag)] == []
    assert {code: item.tag.lower() for code, item in LANGUAGES.items()} == {code: code for code in LANGUAGES}
    assert {code: item.code for code, item in LANGUAGES.items()} == {code: code for code in LANGUAGES}


def test_directions_agree_with_cldr():
    ours = {code: languages.direction(code) for code in LANGUAGES}
    assert ours == {code: Locale.parse(item.tag, sep="-").text_direction for code, item in LANGUAGES.items()}


# Ours on purpose: customary in menus (the word "Bahasa", Chinese names that are short, no "SAR"), or labelled apart.
OWN_WORDING = {"id", "ms", "sr", "tl", "zh-hans", "zh-hant", "zh-hant-hk"}


def test_own_names_agree_with_cldr_but_for_case_and_a_reviewed_few():
    in_cldr = {code: Locale.parse(item.tag, sep="-").get_display_name() for code, item in LANGUAGES.items()}
    differing = {
        code for code, name in in_cldr.items() if LANGUAGES[code].own_name.casefold() != name.casefold()
    }
    assert differing == OWN_WORDING


def test_own_names_and_english_names_tell_all_languages_apart():
    assert len({item.own_name for item in LANGUAGES.values()}) == len(LANGUAGES)
    assert len({item.name for item in LANGUAGES.values()}) == len(LANGUAGES)


def test_tagalog_and_filipino_are_labelled_apart():
    assert (languages.get("tl").own_name, languages.get("fil").own_name) == ("Tagalog", "Filipino")


def test_an_unknown_language_is_an_error():
    with pytest.raises(KeyError):
        languages.get("xx")
    with pytest.raises(KeyError):
        languages.direction("en-US")


def test_the_table_cannot_be_changed_at_run_time():
    with pytest.raises(TypeError):
        LANGUAGES["xx"] = LANGUAGES["en"]
