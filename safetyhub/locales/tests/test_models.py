import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from safetyhub.locales.addresses import RESERVED
from safetyhub.locales.models import EVERYWHERE, Locale, LocaleAlias, Market
from safetyhub.locales.tests.factories import build_locale, make_alias, make_locale

pytestmark = pytest.mark.django_db
Visibility = Locale.Visibility


def refusals(row):
    """Field → codes of what is wrong with it."""
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return {field: [error.code for error in errors] for field, errors in caught.value.error_dict.items()}


@pytest.mark.parametrize("code", ["en-us", "es-latam", "et-et", "zh-hant-tw", "es-419", "fil"])
def test_odd_addresses_that_real_pages_have_are_fine(code):
    build_locale(code="en-us", tag="en-US", language="en", market_id="us").full_clean()
    odd = Locale(code=code, tag="en", language="en", visibility=Visibility.PUBLIC)
    odd.full_clean()


@pytest.mark.parametrize(
    "code", ["EN-us", "en_us", "-en", "en-", "en--us", "en us", "é", "1en", "en/us", "en-us\n"]
)
def test_other_addresses_are_refused(code):
    assert refusals(build_locale(tag="en", market_id=None, language="en", code=code)) == {"code": ["code"]}


@pytest.mark.parametrize("code", ["admin", "static", "media", "healthz", "api", "preview", "sitemap"])
def test_addresses_that_the_site_needs_are_refused_for_locales_and_aliases(code):
    assert code in RESERVED
    assert refusals(Locale(code=code, tag="en", language="en")) == {"code": ["reserved"]}
    assert refusals(LocaleAlias(code=code, locale=make_locale())) == {"code": ["reserved"]}


def test_an_address_is_too_long():
    assert refusals(Locale(code="a" * 21, tag="en", language="en")) == {"code": ["max_length"]}


def test_a_locale_cannot_take_the_address_of_an_alias_nor_the_other_way_round():
    locale = make_locale("en-us")
    make_alias("en-uk", locale)
    assert refusals(build_locale("en-uk", tag="en-GB", market_id="gb")) == {"code": ["alias"]}
    assert refusals(LocaleAlias(code="en-us", locale=locale)) == {"code": ["locale"]}
    assert refusals(LocaleAlias(code="en-uk", locale=locale)) == {"code": ["unique"]}


def test_an_alias_cannot_take_the_address_of_a_locale_that_is_being_added():
    assert refusals(LocaleAlias(code="de-de", locale=build_locale("de-de"))).keys() >= {"code"}


def test_a_locale_that_exists_can_be_saved_again():
    make_locale("de-de").full_clean()


def test_two_locales_cannot_have_one_address():
    make_locale("de-de")
    assert refusals(build_locale("de-de")) == {"code": ["unique"]}


def test_two_locales_can_serve_one_country_and_have_one_tag():
    make_locale("de-ch")
    build_locale("de-ch-2", tag="de-CH", language="de-ch", market_id="ch").full_clean()


@pytest.mark.parametrize("tag", ["latam", "es-latam", "es_MX", "e", "es-MX-x-1"])
def test_a_tag_that_is_not_well_formed_is_refused(tag):
    assert refusals(Locale(code="es-latam", tag=tag, language="es-419")) == {"tag": ["tag"]}


def test_a_tag_that_names_nothing_is_refused_with_the_part():
    with pytest.raises(ValidationError, match="“UK” is no language, script or region"):
        Locale(code="en-gb", tag="en-UK", language="en-gb").full_clean()


@pytest.mark.parametrize(
    ("tag", "language"),
    [("fr-CA", "de"), ("zh-TW", "zh-hans"), ("sr-RS", "sr-latn"), ("hr", "sr"), ("pa-PK", "pa")],
)
def test_a_tag_that_belies_the_text_is_refused(tag, language):
    assert refusals(Locale(code="x-y", tag=tag, language=language)) == {"tag": ["tag_language"]}


def test_the_tag_that_is_proposed_keeps_the_region():
    with pytest.raises(ValidationError, match=r"“sr-BA” does not fit .* use a tag such as “sr-Latn-BA”"):
        Locale(code="sr-ba", tag="sr-BA", language="sr-latn").full_clean()


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de-LI", "de-ch"),
        ("zh-TW", "zh-hant"),
        ("no-NO", "nb"),
        ("tl-PH", "fil"),
        ("es-US", "es-419"),
        ("en-IN", "en-gb"),
    ],
)
def test_a_tag_may_name_another_region_than_the_language(tag, language):
    Locale(code="x-y", tag=tag, language=language).full_clean()


def test_a_tag_is_put_in_its_customary_case():
    locale = build_locale("zh-hant-tw", tag="ZH-hant-tw", language="zh-hant", market_id="tw")
    locale.full_clean()
    assert locale.tag == "zh-Hant-TW"


@pytest.mark.parametrize("language", ["xx", "EN", "", "de-li"])
def test_a_language_that_is_no_content_language_is_refused(language):
    assert "language" in refusals(Locale(code="en-us", tag="en-US", language=language))


def test_chain_direction_and_own_name_come_from_the_language():
    locale = build_locale("es-mx")
    assert locale.chain == ("es-mx", "es-419", "es", "en")
    assert locale.own_name == "Español (México)"
    assert (locale.direction, build_locale("ar-eg").direction) == ("ltr", "rtl")


def test_the_scope_is_the_market_the_areas_around_it_and_everywhere():
    assert make_locale("es-mx").scope == ("mx", "013", "419", "003", "019", EVERYWHERE)
    assert make_locale("es-419").scope == ("419", "019", EVERYWHERE)
    assert make_locale("es").scope == (EVERYWHERE,)


def test_a_market_finds_its_kind_and_areas_when_saved():
    Market.objects.filter(code="mx").update(kind="area", within=["150"])
    Market.objects.get(code="mx").save()
    market = Market.objects.get(code="mx")
    assert (market.kind, market.within) == ("country", ["013", "419", "003", "019"])


def test_a_market_must_be_a_country_or_an_area():
    assert refusals(Market(code="zz", kind="country")) == {"code": ["unknown_market"]}


def test_a_market_has_its_name_in_each_language():
    market = Market.objects.get(code="eg")
    assert (str(market), market.name("ar")) == ("Egypt", "مصر")


def test_public_and_previewable_locales_come_in_menu_order_with_their_markets(django_assert_num_queries):
    make_locale("de-de", position=2)
    make_locale("es")
    make_locale("ar-eg", position=1, visibility=Visibility.PREVIEW)
    make_locale("en-us", visibility=Visibility.CLOSED)
    with django_assert_num_queries(2):
        assert [(row.code, row.scope[0]) for row in Locale.objects.public()] == [
            ("es", EVERYWHERE),
            ("de-de", "de"),
        ]
        assert [(row.code, row.scope[0]) for row in Locale.objects.previewable()][1] == ("ar-eg", "eg")


def test_it_is_remembered_when_a_locale_was_first_public():
    locale = make_locale("de-de", visibility=Visibility.PREVIEW)
    assert locale.opened is None
    locale.visibility = Visibility.PUBLIC
    locale.save(update_fields=["visibility"])
    opened = Locale.objects.get(code="de-de").opened
    assert opened is not None
    locale.visibility = Visibility.CLOSED
    locale.save()
    locale.visibility = Visibility.PUBLIC
    locale.save()
    assert Locale.objects.get(code="de-de").opened == opened


@pytest.mark.parametrize("now", [Visibility.PUBLIC, Visibility.PREVIEW, Visibility.CLOSED])
def test_a_locale_that_was_ever_public_cannot_be_deleted(now):
    locale = make_locale("de-de")
    locale.visibility = now
    locale.save()
    with pytest.raises(ProtectedError), transaction.atomic():
        locale.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        Locale.objects.filter(code="de-de").delete()
    assert Locale.objects.filter(code="de-de").exists()


def test_a_slip_that_was_never_public_can_be_deleted_with_its_aliases():
    locale = make_locale("de-ed", tag="de", language="de", market_id=None, visibility=Visibility.PREVIEW)
    make_alias("de-dd", locale)
    locale.delete()
    assert not LocaleAlias.objects.exists()


def test_a_market_in_use_cannot_be_deleted():
    make_locale("de-de")
    with pytest.raises(ProtectedError):
        Market.objects.get(code="de").delete()


def test_what_may_not_be_meant_is_remarked_on():
    make_locale("de-ch")
    twin = make_locale("de-ch-2", tag="de-CH", language="de-ch", market_id="ch")
    assert [remark.partition(" ")[0] for remark in twin.remarks()] == ["de-ch"]
    twin.visibility = Visibility.CLOSED
    assert twin.remarks() == ["Visitors of this version now read “not found”."]
    assert make_locale("en-us").remarks() == []


@pytest.mark.parametrize("model", [Locale, Market, LocaleAlias])
def test_every_field_is_named_for_people(model):
    assert all(field.verbose_name for field in model._meta.fields)
