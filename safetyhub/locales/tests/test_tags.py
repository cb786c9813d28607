import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetyhub.locales import tags
from safetyhub.locales.languages import LANGUAGES


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("EN-us", "en-US"),
        ("zh-hant-hk", "zh-Hant-HK"),
        ("ES-419", "es-419"),
        ("fil", "fil"),
        ("SR-LATN", "sr-Latn"),
    ],
)
def test_a_tag_is_put_in_its_customary_case(typed, expected):
    assert str(tags.parse(typed)) == expected


@pytest.mark.parametrize(
    "text", ["", "e", "english", "es-latam", "en_US", "en-", "-en", "en-US-x", "en us", "de-1996"]
)
def test_what_search_engines_do_not_take_is_refused(text):
    with pytest.raises(ValueError, match="is not language, script and region"):
        tags.parse(text)


@given(st.sampled_from(sorted(LANGUAGES)))
def test_the_tag_of_every_language_is_read_and_known(code):
    tag = tags.parse(code.upper())
    assert str(tag) == LANGUAGES[code].tag
    assert tags.unknown_part(tag) == ""


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh-TW", "Hant"),
        ("zh-SG", "Hans"),
        ("sr", "Cyrl"),
        ("sr-Latn", "Latn"),
        ("pa-PK", "Arab"),
        ("de-CH", "Latn"),
    ],
)
def test_the_usual_script_is_the_likeliest_one_for_the_region(tag, expected):
    assert tags.parse(tag).usual_script == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("qq", "qq"), ("de-Qqqq", "Qqqq"), ("de-QQ", "QQ"), ("en-UK", "UK"), ("en-001", "001")],
)
def test_the_part_that_means_nothing_is_named(tag, expected):
    assert tags.unknown_part(tags.parse(tag)) == expected
