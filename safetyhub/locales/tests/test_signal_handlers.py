import pytest
from django.apps import apps
from django.core.management import call_command

from safetyhub.locales import m49
from safetyhub.locales.models import Market
from safetyhub.locales.signal_handlers import seed_markets


def seed():
    seed_markets(apps.get_app_config("locales"), using="default")


@pytest.mark.django_db
def test_after_migrate_every_country_and_area_is_there_with_what_contains_it():
    rows = {market.code: (market.kind, tuple(market.within)) for market in Market.objects.all()}
    assert rows == {code: (m49.kind(code), m49.containing(code)) for code in m49.CODES}


@pytest.mark.django_db
def test_what_is_missing_is_added_and_what_is_otherwise_is_corrected():
    Market.objects.filter(code="de").delete()
    Market.objects.filter(code="fr").update(within=[])
    seed()
    assert Market.objects.get(code="de").within == Market.objects.get(code="fr").within == ["155", "150"]


@pytest.mark.django_db
def test_nothing_is_written_when_nothing_has_changed(django_assert_num_queries):
    with django_assert_num_queries(1):
        seed()


@pytest.mark.django_db(transaction=True)
def test_markets_are_back_after_a_flush():
    call_command("flush", interactive=False, verbosity=0)
    assert Market.objects.count() == len(m49.CODES)


def test_a_database_from_before_there_were_markets_is_left_alone():
    class Nothing:
        def get_model(self, *names):
            raise LookupError(names)

    seed_markets(None, using="default", apps=Nothing())
