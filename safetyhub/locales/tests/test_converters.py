import pytest
from django.urls import NoReverseMatch, Resolver404, path, register_converter
from django.urls.resolvers import RegexPattern, RoutePattern, URLResolver
from hypothesis import given
from hypothesis import strategies as st

from safetyhub.locales.converters import LocaleConverter

register_converter(LocaleConverter, "locale_under_test")
resolver = URLResolver(RegexPattern(r"^/"), [path("<locale_under_test:locale>/", print, name="home")])


@pytest.mark.parametrize("raw", ["en", "EN-us", "en_US", "zh-hant-hk", "es-419", "es-latam", "fil", "x1"])
def test_anything_shaped_like_a_code_is_passed_on_as_typed(raw):
    assert resolver.resolve(f"/{raw}/").kwargs == {"locale": raw}


@pytest.mark.parametrize("raw", ["-en", "en-", "en--us", "e n", "en.us", "en/us", "1en", "é", "", "en-us\n"])
def test_anything_else_is_no_address_of_a_locale(raw):
    with pytest.raises(Resolver404):
        resolver.resolve(f"/{raw}/")


@given(st.from_regex(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}", fullmatch=True))
def test_an_address_made_of_a_code_leads_back_to_it(code):
    address = resolver.reverse("home", locale=code)
    assert resolver.resolve(f"/{address}").kwargs == {"locale": code}


def test_no_address_is_made_of_what_is_no_code():
    with pytest.raises(NoReverseMatch):
        resolver.reverse("home", locale="en/us")


def test_a_long_hostile_address_is_refused_quickly():
    assert RoutePattern("<locale_under_test:locale>/").match("a-" * 50_000 + "!/") is None
