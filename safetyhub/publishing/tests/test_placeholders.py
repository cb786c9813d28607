import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from safetyhub.publishing import placeholders


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Safety on {platform}", []),
        ("{plattform} and {platform} and {plattform}", ["plattform"]),
        ("{b} {a}", ["b", "a"]),
        ("{}", [""]),
        ("{ platform }", [" platform "]),
        ("{{platform}}", []),
        ("{<b>}", []),
        ("a { b", []),
        ("", []),
    ],
)
def test_unknown_placeholders_are_found_in_order_each_once(text, names):
    assert placeholders.unknown(text) == names


def test_a_field_may_know_more():
    placeholders.check("With {partners} on {platform}", ("partners",))
    with pytest.raises(ValidationError) as caught:
        placeholders.check("With {partner} on {platform}", ("partners",))
    assert "{partner}." in caught.value.message
    assert "{platform}, {partners}" in caught.value.message


@pytest.mark.parametrize("text", ["a { b", "{platform", "platform}", "{{platform}}", "{<b>}"])
def test_a_brace_without_its_partner_is_refused(text):
    with pytest.raises(ValidationError) as caught:
        placeholders.check(text)
    assert "{platform}" in caught.value.message


def test_the_platforms_name_is_filled_in(settings):
    settings.PLATFORM_NAME = "Chirp"
    assert placeholders.fill("{platform}: safety on {platform}") == "Chirp: safety on Chirp"
    assert placeholders.fill("a {b} c") == "a {b} c"


@given(st.text())
def test_a_text_that_is_accepted_shows_no_placeholder_of_ours(text):
    if not placeholders.unknown(text):
        assert "{platform}" not in placeholders.fill(text)
        assert not placeholders.PLACEHOLDER.search(placeholders.fill(text))
