import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetyhub.locales import chooser
from safetyhub.locales.models import Market
from safetyhub.locales.tests.factories import build_locale

CODES = [
    "en-us",
    "en-ca",
    "en-gb",
    "de-de",
    "de-ch",
    "es-es",
    "es-mx",
    "es-419",
    "ar-eg",
    "fil",
    "tl",
    "zh-hant-hk",
]


def locale(code, **kwargs):
    """Not saved, and its market beside it, so that nothing asks a database."""
    row = build_locale(code, **kwargs)
    if row.market_id:
        row.market = Market(code=row.market_id, within=[])
    return row


def labels(*locales, **kwargs):
    return {
        group.name: [choice.label for choice in group.choices] for group in chooser.groups(locales, **kwargs)
    }


def test_variants_of_a_language_stand_under_its_own_name_by_market_in_that_language():
    found = labels(locale("es-es"), locale("es-mx"), locale("es-419"), locale("de-ch"), locale("ar-eg"))
    assert found == {
        "العربية": ["مصر"],
        "Deutsch": ["Schweiz"],
        "Español": ["Latinoamérica", "España", "México"],
    }


def test_the_menu_is_in_the_order_of_positions_and_then_of_codes():
    found = labels(
        locale("es-mx", position=3), locale("de-ch", position=2), locale("es-es", position=1), locale("ar-eg")
    )
    assert list(found.items()) == [
        ("العربية", ["مصر"]),
        ("Español", ["España", "México"]),
        ("Deutsch", ["Schweiz"]),
    ]


def test_a_version_without_a_market_is_labelled_with_its_language():
    assert labels(locale("es"), locale("fil")) == {"Español": ["Español"], "Filipino": ["Filipino"]}


def test_tagalog_and_filipino_scripts_of_serbian_and_of_chinese_are_groups_of_their_own():
    rows = [locale(code, market_id=None) for code in ("tl", "fil", "sr", "sr-latn", "zh-hans", "zh-hant")]
    assert len(chooser.groups(rows)) == 6


def test_two_versions_for_one_country_are_told_apart_by_address():
    twin = locale("es-us-2", tag="es-US", language="es-419", market_id="us")
    assert labels(locale("es-us"), twin) == {
        "Español": ["Estados Unidos (es-us)", "Estados Unidos (es-us-2)"]
    }


def test_each_choice_says_its_tag_direction_and_whether_it_is_being_read():
    (group,) = chooser.groups([locale("ar-eg"), locale("ar-ma")], current="ar-ma")
    assert (group.tag, group.direction) == ("ar", "rtl")
    assert [(choice.tag, choice.direction, choice.is_current) for choice in group.choices] == [
        ("ar-EG", "rtl", False),
        ("ar-MA", "rtl", True),
    ]


def test_alternates_are_only_those_that_have_the_text():
    rows = [locale("en-us"), locale("de-de"), locale("ar-eg")]
    found = chooser.alternates(rows, lambda row: row.language != "de")
    assert found == ([("ar-EG", "ar-eg"), ("en-US", "en-us")], "en-us")


def test_of_two_versions_with_one_tag_the_first_in_the_menu_is_the_alternate():
    first = locale("es-us-2", tag="es-US", language="es-419", market_id="us", position=1)
    second = locale("es-us", position=2)
    assert chooser.alternates([second, first], bool).links == [("es-US", "es-us-2")]


def test_where_the_first_with_a_tag_lacks_the_text_the_second_is_the_alternate():
    first = locale("es-us-2", tag="es-US", language="es-419", market_id="us", position=1)
    second = locale("es-us", position=2)
    assert chooser.alternates([second, first], lambda row: row is second).links == [("es-US", "es-us")]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [(["de-de", "en-gb"], "en-gb"), (["de-de", "ar-eg"], "ar-eg"), ([], None)],
)
def test_x_default_is_in_the_source_language_if_there_is_one(codes, expected):
    assert chooser.alternates([locale(code) for code in codes], bool).default == expected


@given(st.lists(st.sampled_from(CODES), unique=True), st.permutations(CODES))
def test_the_menu_holds_each_version_once_whatever_order_they_come_in(codes, order):
    rows = [locale(code) for code in sorted(codes, key=order.index)]
    found = chooser.groups(rows)
    assert sorted(choice.code for group in found for choice in group.choices) == sorted(codes)
    assert found == chooser.groups(sorted(rows, key=lambda row: row.code))


@given(st.lists(st.sampled_from(CODES), unique=True))
def test_alternates_name_each_tag_once_and_default_to_one_of_them(codes):
    links, default = chooser.alternates([locale(code) for code in codes], bool)
    assert len({tag for tag, _code in links}) == len(links)
    assert default in ({code for _tag, code in links} or {None})
