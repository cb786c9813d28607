"""The sitemap lists what can be opened, and nothing that cannot."""

from xml.etree import ElementTree

import pytest
from django.conf import settings

from safetyhub import sitemaps
from safetyhub.locales.models import Locale, LocaleAlias
from safetyhub.publishing import actions, footprint
from tests.factories import make_council, make_locale, make_program, make_resource
from tests.public import make_content, make_furniture, make_locales, queries_of, rename, translate

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


def files(client):
    """By address."""
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert index.tag.endswith("sitemapindex")
    places = [
        place.text.removeprefix(settings.SITE_URL) for place in index.findall("s:sitemap/s:loc", SPACES)
    ]
    return {place: entries(ElementTree.fromstring(client.get(place).content)) for place in places}


def read(client):
    """All files as one."""
    found = files(client)
    assert sum(map(len, found.values())) == len({address for file in found.values() for address in file})
    return {address: links for file in found.values() for address, links in file.items()}


def entries(root):
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


def test_a_release_holds_these_and_what_is_for_machines_and_for_those_who_are_lost(client, site, settings):
    settings.SITE_URL = ""
    LocaleAlias.objects.create(code="german", locale_id="de-de")
    LocaleAlias.objects.create(code="french", locale=make_locale("fr-fr", "fr", "fr", visibility="preview"))
    rename(make_program("Old", slug="old"), "new")
    found = {(address.path, address.status) for address in sitemaps.released()}
    assert len(list(sitemaps.released())) == len(found)
    assert {path for path, status in found if status == 200} == {
        *read(client),
        *files(client),
        "/",
        "/robots.txt",
        "/sitemap.xml",
        "/de-de/resources/de/",  # answers, though the plain address of one's own market is the one to be found
        "/en-us/resources/us/",
    }
    assert {path for path, status in found if status == 404} == {
        "/404/",
        "/en-us/404/",
        "/de-de/404/",
        "/ar-eg/404/",
    }
    assert {path for path, status in found if status == 301} == {
        "/german/",
        "/en-us/programs/old/",
        "/de-de/programs/old/",
        "/ar-eg/programs/old/",
    }
    for path, status in found:
        assert client.get(path).status_code == status, path


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


def test_its_queries_do_not_depend_on_the_content(client, site, settings):
    settings.SITE_URL = ""
    addresses = (
        "/sitemap.xml",
        "/sitemap-pages.xml",
        "/sitemap-markets-d.xml",
        next(path for path in files(client) if "partners.program" in path),
    )
    once = [queries_of(client, address) for address in addresses]
    make_content(3)
    make_locale("fr-fr", "fr", "fr")
    assert [queries_of(client, address) for address in addresses] == once
    assert max(once) <= 8


def test_an_entry_taken_down_everywhere_is_not_in_it_though_its_texts_are_live(client, site):
    resource = make_resource("Gone", slug="gone", markets=["de"])
    actions.take_down(resource, language="", user=None)
    assert not any("gone" in address for address in read(client))


def test_a_file_holds_the_entries_of_one_shelf(client, site, monkeypatch):
    before = read(client)
    monkeypatch.setattr(footprint, "SHELF", 1)
    found = files(client)
    assert read(client) == before
    programs = [file for place, file in found.items() if "partners.program" in place]
    assert len(programs) == 2
    assert all(len({address.rpartition("programs")[2] for address in file}) == 1 for file in programs)


@pytest.mark.parametrize(
    "name", ["1", "partners.program-99", "partners.person-0", "markets-z", "partners.program-x", "²"]
)
def test_no_other_file_is_found(client, site, name):
    assert client.get(f"/sitemap-{name}.xml").status_code == 404
