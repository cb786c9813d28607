import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from safetyhub.locales.chains import PARENTS, STOPS, chain, family, same_language
from safetyhub.locales.languages import LANGUAGES, SOURCE
from safetyhub.locales.tags import parse

languages = st.sampled_from(sorted(LANGUAGES))


@given(languages)
def test_chains_start_with_the_language_and_end_in_the_source(language):
    assert chain(language)[0] == language
    assert chain(language)[-1] == SOURCE


@given(languages)
def test_chains_repeat_nothing_and_name_only_content_languages(language):
    assert len(set(chain(language))) == len(chain(language))
    assert set(chain(language)) <= set(LANGUAGES)


@given(languages)
def test_the_rest_of_a_chain_is_the_chain_of_its_second_link(language):
    if language != SOURCE:
        assert chain(language)[1:] == chain(chain(language)[1])


@given(languages)
def test_between_a_language_and_the_source_the_script_never_changes(language):
    scripts = {parse(LANGUAGES[link].tag).usual_script for link in chain(language)[:-1]}
    assert len(scripts) <= 1


@given(languages)
def test_between_a_language_and_the_source_everything_is_the_same_language(language):
    assert all(same_language(language, link) for link in chain(language)[:-1])


@pytest.mark.parametrize(
    "expected",
    [
        ("en",),
        ("en-gb", "en"),
        ("es-mx", "es-419", "es", "en"),
        ("es-us", "es-419", "es", "en"),
        ("es-419", "es", "en"),
        ("pt-br", "pt", "en"),
        ("pt-pt", "pt", "en"),
        ("fr-ca", "fr", "en"),
        ("de-ch", "de", "en"),
        ("zh-hant-hk", "zh-hant", "en"),
        ("zh-hant", "en"),
        ("zh-hans", "en"),
        ("sr-latn", "en"),
        ("sr", "en"),
        ("nb", "en"),
        ("tl", "fil", "en"),
        ("fil", "en"),
        ("ceb", "en"),
    ],
    ids=lambda expected: expected[0],
)
def test_the_reviewed_chains(expected):
    assert chain(expected[0]) == expected


def test_every_code_with_a_subtag_was_reviewed():
    with_subtag = {code for code in LANGUAGES if "-" in code}
    assert with_subtag == (set(PARENTS) | STOPS) - {"tl"}
    assert not set(PARENTS) & STOPS


@pytest.mark.parametrize("code", sorted(set(PARENTS) - {"tl"}))
def test_parents_are_those_of_cldr(code):
    name = LANGUAGES[code].tag.replace("-", "_")
    parent = get_global("parent_exceptions").get(name) or name.rpartition("_")[0]
    assert PARENTS[code] == parent.replace("_", "-").lower()


def test_an_unknown_language_is_an_error():
    with pytest.raises(KeyError):
        chain("xx")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("en-gb", "en", True),
        ("es-mx", "es", True),
        ("es-mx", "es-us", True),
        ("zh-hant-hk", "zh-hant", True),
        ("tl", "fil", True),
        ("zh-hant", "zh-hans", False),
        ("sr", "sr-latn", False),
        ("de", "en", False),
        ("ceb", "fil", False),
    ],
)
def test_same_language_is_same_language_and_script_whatever_the_region(first, second, expected):
    assert same_language(first, second) is expected
    assert same_language(second, first) is expected


@given(languages, languages, languages)
def test_same_language_is_an_equivalence(first, second, third):
    assert same_language(first, first)
    if same_language(first, second) and same_language(second, third):
        assert same_language(first, third)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("es-mx", "es"),
        ("en-gb", "en"),
        ("zh-hant-hk", "zh-hant"),
        ("sr-latn", "sr-latn"),
        ("tl", "tl"),
        ("ur", "ur"),
    ],
)
def test_a_family_is_named_by_the_variant_that_the_others_hang_from(language, expected):
    assert family(language) == expected
