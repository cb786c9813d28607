"""The sitemap lists what can be opened, and nothing that cannot."""

from xml.etree import ElementTree

import pytest

from safetyhub import sitemaps
from safetyhub.locales.models import Locale
from safetyhub.publishing import actions
from tests.factories import make_council, make_locale, make_program, make_resource
from tests.public import make_content, make_furniture, make_locales, queries_of, translate

pytestmark = pytest.mark.django_db

SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def site(db):
    make_locales()
    furniture = make_furniture()
    make_content()
    make_program("States", slug="states", markets=["us"])
    make_program("Draft", slug="draft", live=False)
    make_council("Geheim", slug="only-german", live=False)
    make_resource("Europe", slug="europe", markets=["150"])
    return furniture


def read(client):
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return {
        url.find("s:loc", SPACES).text: {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", SPACES)
        }
        for url in root.findall("s:url", SPACES)
    }


def test_every_address_in_it_can_be_opened(client, site, settings):
    settings.SITE_URL = ""
    found = read(client)
    assert {
        "/en-us/",
        "/de-de/safety-partners/",
        "/de-de/resources/150/europe/",
        "/en-us/programs/states/",
    } <= set(found)
    assert "/de-de/programs/states/" not in found
    assert {address for links in found.values() for address in links.values()} <= set(found)
    for address in found:
        response = client.get(address)
        assert response.status_code == 200, address
        assert b"noindex" not in response.content, address


def test_the_pages_of_a_release_are_the_chooser_and_these(client, site, settings):
    settings.SITE_URL = ""
    assert set(sitemaps.pages()) == {"/", *read(client)}


def test_alternates_agree_with_the_pages_own(client, site, settings):
    settings.SITE_URL = "https://hub.example"
    translate(site["page"], "de", title="Partner")
    links = read(client)["https://hub.example/en-us/safety-partners/"]
    assert set(links) == {"en-US", "de-DE", "x-default"}
    html = client.get("/en-us/safety-partners/").content.decode()
    for tag, address in links.items():
        assert f'hreflang="{tag}" href="{address}"' in html


def test_versions_that_are_not_public_are_not_in_it(client, site):
    make_locale("fr-fr", "fr", "fr", visibility=Locale.Visibility.PREVIEW)
    assert not any("fr-fr" in address for address in read(client))


def test_its_queries_do_not_depend_on_the_content(client, site):
    once = queries_of(client, "/sitemap.xml")
    make_content(3)
    make_locale("fr-fr", "fr", "fr")
    assert queries_of(client, "/sitemap.xml") == once <= 8


def test_an_entry_taken_down_everywhere_is_not_in_it_though_its_texts_are_live(client, site):
    resource = make_resource("Gone", slug="gone", markets=["de"])
    actions.take_down(resource, language="", user=None)
    assert not any("gone" in address for address in read(client))
