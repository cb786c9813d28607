import pytest

from safetyhub.locales import chooser
from safetyhub.locales.models import Locale
from safetyhub.locales.resolve import corrected, resolve
from safetyhub.locales.tests.factories import make_alias, make_locale

pytestmark = pytest.mark.django_db
Visibility = Locale.Visibility


@pytest.fixture
def locales():
    for position, code in enumerate(["en-us", "de-de", "es", "fil"]):
        make_locale(code, position=position)
    make_locale("ar-eg", visibility=Visibility.PREVIEW)
    make_locale("fr-fr", visibility=Visibility.CLOSED)


@pytest.mark.parametrize("code", ["en-us", "de-de", "es", "fil"])
def test_a_code_is_its_locale_and_no_redirect(locales, code):
    match = resolve(code)
    assert (match.locale.code, match.redirect_to) == (code, None)


@pytest.mark.parametrize("raw", ["EN-US", "en-US", "en_us", "En_uS"])
def test_another_case_is_sent_on(locales, raw):
    match = resolve(raw)
    assert (match.locale.code, match.redirect_to) == ("en-us", "en-us")


@pytest.mark.parametrize("raw", ["en-uk", "EN-UK"])
def test_an_alias_is_sent_on_in_one_step(locales, raw):
    make_alias("en-uk", Locale.objects.get(code="en-us"))
    assert resolve(raw).redirect_to == "en-us"


@pytest.mark.parametrize("raw", ["xx", "fr-fr", "FR-FR", "ar-eg", "en-us-x", "x" * 500])
def test_unknown_closed_and_prepared_ones_are_not_found(locales, raw):
    assert resolve(raw) is None


@pytest.mark.parametrize("target", ["fr-fr", "ar-eg"])
def test_an_alias_of_what_is_not_public_is_not_found(locales, target):
    make_alias("old", Locale.objects.get(code=target))
    assert resolve("old") is None


def test_staff_may_look_at_what_is_being_prepared_and_not_at_what_is_closed(locales):
    assert resolve("ar-eg", preview=True).locale.code == "ar-eg"
    assert resolve("fr-fr", preview=True) is None


def test_a_change_is_in_effect_at_once(locales):
    assert resolve("de-de")
    Locale.objects.filter(code="de-de").update(visibility=Visibility.CLOSED)
    assert resolve("de-de") is None


def test_a_page_costs_one_query_here_menu_and_alternates_included(locales, django_assert_num_queries):
    with django_assert_num_queries(1):
        match = resolve("de-de")
        assert match.locale.scope == ("de", "155", "150", "everywhere")
        assert len(chooser.groups(match.locales, current=match.locale.code)) == 4
        assert len(chooser.alternates(match.locales, bool).links) == 4


def test_a_redirect_and_a_miss_cost_at_most_two(locales, django_assert_num_queries):
    with django_assert_num_queries(1):
        resolve("DE-DE")
    with django_assert_num_queries(2):
        resolve("xx")


def test_the_cost_is_the_same_with_forty_locales(locales, django_assert_num_queries):
    for number in range(40):
        make_locale(f"de-de-{number}", tag="de-DE", language="de", market_id="de")
    with django_assert_num_queries(1):
        match = resolve("de-de")
        chooser.groups(match.locales)
    assert len(match.locales) == 44


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/EN-us/programs/", "/en-us/programs/"),
        ("/old/", "/en-us/"),
        ("/en-us/Programs/X/", "/en-us/Programs/X/"),
        ("/xx/programs/", "/xx/programs/"),
        ("/admin/", "/admin/"),
        ("//evil.example/", "//evil.example/"),
        ("/", "/"),
    ],
)
def test_an_address_gets_the_code_of_its_locale(locales, path, there):
    make_alias("old", Locale.objects.get(code="en-us"))
    assert corrected(path) == there
