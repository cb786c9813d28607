"""Long lists have pages: each entry on exactly one, in the order of the locale; blocks show the first one."""

import re

import pytest

from safetyhub.content.interface import words_for
from safetyhub.content.models import Arrangement
from safetyhub.publishing import actions
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_council,
    make_entry,
    make_locale,
    make_program,
    make_resource,
    make_user,
    publish,
    save_texts,
)
from tests.public import PAGE, make_furniture, make_locales, queries_of, text_of

pytestmark = pytest.mark.django_db

NUMBER = 7
LOCALES = ("en-us", "de-de", "ar-eg", "fil-ph")


@pytest.fixture(autouse=True)
def short_pages(settings):
    settings.LIST_LENGTH = 3


@pytest.fixture
def long_lists(db):
    """Seven of each, of which some are not everywhere, and some only in German; beside them drafts and what is down."""
    make_locales()
    make_locale("fil-ph", "fil", "ph", tag="fil-PH", position=9)
    make_furniture()
    for place in reversed(range(NUMBER)):  # so that the order of places is not that of ids
        make_program(f"Program {place}", slug=f"p{place}", position=place)
        make_council(f"Council {place}", slug=f"c{place}", position=place)
        make_resource(f"Global {place}", slug=f"g{place}", position=place)
        make_resource(f"Local {place}", slug=f"l{place}", position=place, markets=["us", "de"])
    make_program("Draft", slug="draft", position=1, live=False)
    make_program("Egypt", slug="egypt", position=2, markets=["eg"])
    german = make_program(slug="deutsch", position=3, live=False)
    save_texts(german, "de", {"title": "Deutsch"})
    publish(german, SHARED, "de")
    down = make_program("Down", slug="down", position=4)
    actions.take_down(down, language=SHARED, user=None)


def pages_of(client, address):
    """The texts of all pages of a list, found as a reader finds them: by the link to the next one."""
    found = []
    while address:
        page = text_of(client, address)
        found.append(page)
        following = re.search(r'<a href="([^"]+)" rel="next"', page)
        address = following and following[1]
    return found


def shown(pages, word):
    """Slugs of the entries whose addresses hold the word, in the order in which they are shown."""
    return [
        slug for page in pages for slug in re.findall(rf'<h3[^>]*><a href="[^"]*/{word}/([^/"]+)/"', page)
    ]


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en-us", "p0 p1 p2 p3 p4 p5 p6"),
        ("fil-ph", "p0 p1 p2 p3 p4 p5 p6"),
        ("de-de", "p0 p1 p2 p3 deutsch p4 p5 p6"),
        ("ar-eg", "p0 p1 p2 egypt p3 p4 p5 p6"),
    ],
)
def test_each_entry_is_on_exactly_one_page_in_order(client, long_lists, locale, expected):
    pages = pages_of(client, f"/{locale}/programs/")
    assert len(pages) == 3
    assert shown(pages, "programs") == expected.split()


@pytest.mark.parametrize(
    ("address", "word", "prefix"),
    [
        ("/de-de/resources/", "resources/de", "l"),
        ("/en-us/resources/de/", "resources/de", "l"),
        ("/en-us/resources/global/", "resources/global", "g"),
        ("/ar-eg/council/", "council", "c"),
    ],
)
def test_so_it_is_in_the_other_lists(client, long_lists, address, word, prefix):
    pages = pages_of(client, address)
    assert shown(pages, word) == [f"{prefix}{place}" for place in range(NUMBER)]


def test_beside_the_first_page_of_a_market_there_is_what_is_everywhere_with_the_way_to_all_of_it(
    client, long_lists
):
    first, second, _third = pages_of(client, "/de-de/resources/")
    assert shown([first], "resources/global") == ["g0", "g1", "g2"]
    assert 'class="more"><a href="/de-de/resources/global/"' in first
    assert shown([second], "resources/global") == []


def test_the_composed_page_shows_the_first_of_each_and_leads_to_the_lists(client, long_lists):
    page = text_of(client, PAGE)
    assert shown([page], "programs") == ["p0", "p1", "p2"]
    assert shown([page], "council") == ["c0"]
    more = re.findall(r'class="more"><a href="([^"]+)"', page)
    assert sorted(more) == [
        f"/en-us/{rest}" for rest in ("council/", "programs/", "resources/", "resources/global/")
    ]
    assert all(client.get(address).status_code == 200 for address in more)


def test_a_council_with_its_members_takes_the_place_of_five(client, long_lists, settings):
    settings.LIST_LENGTH = 10
    page = text_of(client, PAGE)
    assert shown([page], "council") == ["c0", "c1"]
    assert re.findall(r'class="more"><a href="([^"]+)"', page) == ["/en-us/council/"]
    assert shown(pages_of(client, "/en-us/council/"), "council") == [f"c{place}" for place in range(NUMBER)]


def test_the_start_page_leads_to_the_rest_too(client, long_lists):
    page = text_of(client, "/en-us/")
    assert shown([page], "programs") == ["p0", "p1", "p2"]
    assert 'class="more"><a href="/en-us/programs/"' in page


def test_a_list_that_is_not_longer_has_no_pages(client, long_lists, settings):
    settings.LIST_LENGTH = 50
    for address in ("/en-us/programs/", "/en-us/resources/", PAGE, "/en-us/"):
        page = text_of(client, address)
        assert "pager" not in page
        assert 'class="more"' not in page


@pytest.mark.parametrize("number", ["0", "1", "02", "4", "999999", "99999999999999999999", "x", "-1"])
@pytest.mark.parametrize(
    "address", ["programs/", "council/", "resources/", "resources/de/", "resources/global/"]
)
def test_there_is_no_other_page(client, long_lists, address, number):
    response = client.get(f"/de-de/{address}page/{number}/")
    assert response.status_code == 404
    assert words_for("de").not_found.value in response.content.decode()


def test_a_short_list_has_no_second_page(client, long_lists):
    assert client.get("/fil-ph/resources/page/2/").status_code == 404
    assert client.get("/fil-ph/resources/").status_code == 200


def test_a_further_page_says_which_it_is_and_is_nobodys_translation(client, long_lists):
    page = text_of(client, "/de-de/programs/page/2/")
    assert "<title>Programs – Seite 2 von 3 – " in page
    assert '<link rel="canonical" href="http://testserver/de-de/programs/page/2/">' in page.replace(
        "http://127.0.0.1:8000", "http://testserver"
    )
    assert "hreflang" not in page.partition("<body>")[0]
    assert 'href="/en-us/programs/"' in page
    assert 'href="/en-us/programs/page/2/"' not in page
    assert 'rel="prev"' in page


def test_the_pager_names_the_page_that_is_read(client, long_lists):
    page = text_of(client, "/ar-eg/programs/page/2/")
    assert '<a href="/ar-eg/programs/page/2/" aria-current="page">2</a>' in page
    assert '<a href="/ar-eg/programs/">1</a>' in page


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_of_every_list_can_be_read_in_every_locale(client, long_lists, locale):
    for rest in (
        "programs/",
        "council/",
        "resources/",
        "resources/us/",
        "resources/eg/",
        "resources/global/",
    ):
        assert pages_of(client, f"/{locale}/{rest}")


def test_a_locale_arranges_its_whole_list(client, long_lists):
    last = make_program("Last", slug="last", position=99)
    out = make_program("Out", slug="out", position=0)
    shared = {"locale": "en-us", "section": "programs", "order": [last.pk], "hidden": [out.pk]}
    make_entry(Arrangement, shared, {})
    found = shown(pages_of(client, "/en-us/programs/"), "programs")
    assert found == ["last", *(f"p{place}" for place in range(NUMBER))]
    assert shown(pages_of(client, "/de-de/programs/"), "programs")[:2] == ["p0", "out"]


def test_only_pages_that_show_something_sensitive_are_kept_from_browsers(client, long_lists):
    make_resource("Sensitive", slug="s", position=NUMBER, markets=["de"], sensitive=True)
    kept = [
        "no-store" in client.get(f"/de-de/resources/{rest}").headers["Cache-Control"]
        for rest in ("", "page/2/", "page/3/")
    ]
    assert kept == [False, False, True]


def test_a_market_in_capitals_leads_to_the_same_page(client, long_lists):
    response = client.get("/de-de/resources/US/page/2/")
    assert response.status_code == 301
    assert response.headers["Location"] == "/de-de/resources/us/page/2/"


def test_a_part_in_which_nothing_has_a_title_says_nothing_untrue_and_has_the_way_back(
    client, long_lists, settings
):
    """It is counted, because what a text holds is known only when it is read."""
    settings.LIST_LENGTH = NUMBER
    last = make_resource("Last", slug="last", markets=["de"], position=99)
    save_texts(last, "de", {"description": "Kein Name"})
    publish(last, "de")
    actions.take_down(last, language="en", user=None)
    page = text_of(client, "/de-de/resources/page/2/")
    assert 'class="none"' not in page
    assert '<a href="/de-de/resources/" rel="prev"' in page


def test_not_found_has_the_navigation_and_leads_to_the_start_pages(client, long_lists):
    page = client.get("/de-de/programs/page/9/").content.decode()
    assert 'href="/de-de/safety-partners/"' in page
    assert 'href="/en-us/"' in page
    assert "Seite 9" not in page


def test_a_council_leads_to_the_list_of_councils(client, long_lists):
    crumbs = text_of(client, "/de-de/council/c1/").partition('class="crumbs"')[2].partition("</nav>")[0]
    assert 'href="/de-de/council/"' in crumbs


def test_a_preview_has_the_pages_of_what_is_drafted(client, long_lists):
    client.force_login(make_user())
    pages = pages_of(client, "/admin/preview/en-us/programs/")
    assert shown(pages, "programs") == "p0 p1 draft p2 p3 deutsch p4 down p5 p6".split()
    assert shown(pages_of(client, "/admin/preview/de-de/resources/global/"), "resources/global") == [
        f"g{place}" for place in range(NUMBER)
    ]
    assert client.get("/admin/preview/en-us/programs/page/9/").status_code == 404


@pytest.mark.parametrize(
    "address", [PAGE, "/en-us/", "/en-us/programs/", "/en-us/resources/", "/en-us/council/page/2/"]
)
def test_a_page_costs_the_same_however_long_its_lists_are(client, long_lists, address):
    before = queries_of(client, address)
    for place in range(20):
        make_program(f"Another {place}", slug=f"a{place}", position=50)
        make_council(f"Another {place}", slug=f"ac{place}", position=50)
        make_resource(f"Another {place}", slug=f"ar{place}", position=50)
    assert queries_of(client, address) == before <= 8


def test_the_sitemap_has_the_first_pages_and_every_entry(client, long_lists):
    index = text_of(client, "/sitemap.xml")
    files = re.findall(r"<loc>[^<]*?(/sitemap-[^<]+)</loc>", index)
    found = "".join(text_of(client, file) for file in files)
    assert "/page/" not in found
    assert "/en-us/programs/</loc>" in found
    assert "/en-us/council/</loc>" in found
    assert "/en-us/programs/p6/</loc>" in found
