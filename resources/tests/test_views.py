import re

import pytest

from safetyhub.content.views import KEEP
from tests.factories import make_locale, make_organization, make_resource, reference
from tests.public import make_furniture, text_of, translate

pytestmark = pytest.mark.django_db


def channel(kind, value, **fields):
    return {"id": None, "channel_kind": kind, "value": value, **fields}


@pytest.fixture(autouse=True)
def locale(db):
    return make_locale()


@pytest.mark.parametrize(
    ("kind", "value", "href", "shown"),
    [
        ("phone", "0800 111 0 111", "tel:08001110111", "0800 111 0 111"),
        ("phone", "+1 (800) 273-8255", "tel:+18002738255", "+1 (800) 273-8255"),
        ("phone", "*123#", "tel:*123%23", "*123#"),
        ("sms", "741741", "sms:741741", "741741"),
        ("email", "help+me@example.org", "mailto:help+me@example.org", "help+me@example.org"),
        ("web", "https://www.example.org/x", "https://www.example.org/x", "example.org"),
        ("chat", "https://chat.example.org/", "https://chat.example.org/", "chat.example.org"),
    ],
)
def test_every_way_to_reach_help_can_be_tapped(client, kind, value, href, shown):
    make_resource(slug="help", channels=[channel(kind, value)])
    html = text_of(client, "/en-us/resources/global/help/")
    assert f'class="channel {kind}" href="{href}"' in html
    assert f'<bdi dir="ltr">{shown}</bdi>' in html


def test_numbers_keep_their_direction_on_a_right_to_left_page_and_notes_their_language(client):
    make_locale("ar-eg", "ar", "eg")
    words = {"name": "Help", "channels.a.note": "Free"}
    make_resource(slug="help", texts={"en": words}, channels=[channel("phone", "+20 2 123", new="a")])
    html = text_of(client, "/ar-eg/resources/global/help/")
    assert '<bdi dir="ltr">+20 2 123</bdi>' in html
    assert '<span class="note" lang="en" dir="ltr">Free</span>' in html


def test_a_locale_reads_what_is_for_its_market_and_everywhere(client):
    make_resource("World", slug="world")
    make_resource("States", slug="states", markets=["us"])
    make_resource("America", slug="america", markets=["021"])
    make_resource("Hilfe", slug="hilfe", markets=["de"])
    html = text_of(client, "/en-us/resources/")
    local, worldwide = html.split('id="worldwide"')
    assert ">States<" in local and ">America<" in local and ">World<" not in local
    assert ">World<" in worldwide and ">States<" not in worldwide
    assert ">Hilfe<" not in html


def test_any_market_can_be_read_in_any_language(client):
    make_locale("de-de", "de", "de")
    lifeline = make_resource("Lifeline", slug="lifeline", markets=["us"])
    translate(lifeline, "de", name="Lebenslinie")
    html = text_of(client, "/de-de/resources/us/")
    assert "Vereinigte Staaten</h2>" in html
    assert '<a href="/de-de/resources/us/lifeline/">Lebenslinie</a>' in html
    assert "<h1>Lebenslinie</h1>" in text_of(client, "/de-de/resources/us/lifeline/")
    assert client.get("/de-de/resources/de/lifeline/").status_code == 404
    assert client.get("/de-de/resources/global/lifeline/").status_code == 404


def test_the_lists_of_other_countries_can_be_found(client):
    make_locale("de-de", "de", "de")
    make_resource("States", slug="states", markets=["us"])
    make_resource("Österreich", slug="oe", markets=["at"])
    make_resource("Latin", slug="latin", markets=["419"])
    make_resource("World", slug="world")
    _page, places = text_of(client, "/de-de/resources/").split('class="places"')
    assert re.findall(r'href="([^"]*)">([^<]*)</a>', places.partition("</ul>")[0]) == [
        ("/de-de/resources/419/", "Lateinamerika"),
        ("/de-de/resources/at/", "Österreich"),
        ("/de-de/resources/us/", "Vereinigte Staaten"),
    ]
    assert (
        "resources/us/"
        not in text_of(client, "/en-us/resources/").split('class="places"')[1].split("</nav>")[0]
    )
    assert 'class="places"' not in text_of(client, "/de-de/resources/us/")


def test_an_area_has_a_page_too(client):
    make_resource("Across Europe", slug="europe", markets=["150"])
    assert '<a href="/en-us/resources/150/europe/">' in text_of(client, "/en-us/resources/de/")
    assert "<h1>Across Europe</h1>" in text_of(client, "/en-us/resources/150/europe/")
    response = client.get("/en-us/resources/de/europe/")
    assert response.headers["Location"] == "/en-us/resources/150/europe/"


def test_a_market_without_resources_says_so_and_is_not_indexed(client):
    html = text_of(client, "/en-us/resources/fr/")
    assert "No local resources are listed for France yet." in html
    assert '<meta name="robots" content="noindex">' in html


def test_the_whole_world_has_a_page_without_local_ones(client):
    make_resource("World", slug="world")
    make_resource("States", slug="states", markets=["us"])
    html = text_of(client, "/en-us/resources/global/")
    assert ">World<" in html and ">States<" not in html and "No local" not in html


def test_pages_with_sensitive_resources_are_not_kept(client):
    make_furniture("resources")
    make_resource("Plain", slug="plain")
    make_resource("Delicate", slug="delicate", markets=["us"], sensitive=True)
    for address, kept in (
        ("/en-us/resources/", "no-store"),
        ("/en-us/resources/us/delicate/", "no-store"),
        ("/en-us/resources/global/", KEEP),
        ("/en-us/resources/global/plain/", KEEP),
    ):
        assert client.get(address).headers["Cache-Control"] == kept
    assert 'class="card helpline"' in text_of(client, "/en-us/resources/")


def test_other_pages_that_list_sensitive_resources_are_not_kept_either(client):
    make_locale("de-de", "de", "de")
    make_furniture()
    make_resource("Plain", slug="plain")
    make_resource("Delicate", slug="delicate", markets=["us"], sensitive=True)
    for address in ("/en-us/", "/en-us/safety-partners/"):
        assert client.get(address).headers["Cache-Control"] == "no-store"
    for address in ("/de-de/", "/de-de/safety-partners/"):
        assert client.get(address).headers["Cache-Control"] == KEEP


def test_who_offers_it_is_named_if_public(client):
    make_resource("One", slug="one", organization=reference(make_organization("Known")))
    make_resource("Two", slug="two", organization=reference(make_organization("SECRET", live=False)))
    assert "<bdi>Known</bdi>" in text_of(client, "/en-us/resources/global/one/")
    assert "SECRET" not in text_of(client, "/en-us/resources/global/two/")


def test_a_helpline_of_another_country_stands_in_every_version_that_can_read_it(client, settings):
    settings.SITE_URL = "https://hub.example"
    make_locale("de-de", "de", "de", tag="de-DE")
    make_locale("en-gb", "en-gb", "gb", tag="en-GB")
    make_resource("Lifeline", slug="lifeline", markets=["us"])
    html = text_of(client, "/en-us/resources/us/lifeline/")
    assert 'hreflang="en-GB" href="https://hub.example/en-gb/resources/us/lifeline/"' in html
    assert 'hreflang="de-DE" href="https://hub' not in html
    assert 'href="/de-de/resources/us/lifeline/"' in html
