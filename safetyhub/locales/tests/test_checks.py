import pytest
from django.test import override_settings
from django.urls import include, path, re_path

from safetyhub.locales import checks
from safetyhub.locales.models import Locale
from safetyhub.locales.tests.factories import make_alias, make_locale

inner = [path("brochures/", print), path("<slug:page>/", print)]
urlpatterns = []


def found(*patterns):
    urlpatterns[:] = patterns
    with override_settings(ROOT_URLCONF=__name__):
        return [
            (message.id, message.msg.split("“")[1].rstrip("”."))
            for message in checks.addresses_are_reserved(None)
        ]


def test_the_addresses_of_the_house_are_all_reserved():
    assert checks.addresses_are_reserved(None) == []


@pytest.mark.parametrize(
    "pattern",
    [
        path("shop/", print),
        path("shop", print),
        path("shop/<int:number>/", print),
        path("shop/", include([path("x/", print)])),
        re_path(r"^shop/(?P<rest>.*)$", print),
    ],
)
def test_an_address_that_a_locale_could_take_is_reported(pattern):
    assert found(pattern) == [("locales.E001", "shop")]


def test_an_empty_prefix_is_looked_through():
    assert found(path("", include((inner, "inner")))) == [("locales.E001", "brochures")]


def test_reserved_addresses_files_and_variable_ones_are_fine():
    assert (
        found(path("admin/", print), path("sitemap.xml", print), path("<slug:x>/", print), path("", print))
        == []
    )


def test_an_interface_language_must_be_a_content_language():
    assert checks.interface_is_content(None) == []
    with override_settings(LANGUAGES=[("en", "English"), ("en-us", "English")]):
        assert [message.id for message in checks.interface_is_content(None)] == ["locales.E002"]


@pytest.mark.django_db
def test_rows_that_no_longer_fit_are_reported():
    make_locale("en-us")
    assert checks.rows_still_fit(None, databases=["default"]) == []
    Locale.objects.create(code="media", tag="en", language="en")
    lost = Locale.objects.create(code="xx", tag="xx", language="xx")
    make_alias("static", lost)
    messages = checks.rows_still_fit(None, databases=["default"])
    assert [message.id for message in messages] == ["locales.E003", "locales.E004", "locales.E004"]


def test_without_a_database_to_check_none_is_asked():
    assert checks.rows_still_fit(None) == []


@pytest.mark.django_db
def test_before_the_first_migration_there_is_nothing_to_report(monkeypatch):
    monkeypatch.setattr(Locale._meta, "db_table", "not_there_yet")
    assert checks.rows_still_fit(None, databases=["default"]) == []
