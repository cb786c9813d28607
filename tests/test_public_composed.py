"""The page of all sections."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safetyhub import sitemaps
from safetyhub.content.interface import sentences, words_for
from safetyhub.content.models import Arrangement
from safetyhub.locales.languages import SOURCE
from safetyhub.publishing import actions
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_entry,
    make_locale,
    make_page,
    make_program,
    make_resource,
    make_section,
    make_user,
)
from tests.public import PAGE, make_furniture, text_of, translate

pytestmark = pytest.mark.django_db


def test_the_whole_page_stands_in_the_order_of_its_sections(client, site):
    html = text_of(client, PAGE)
    headings = [
        "Safety partners</h1>",
        ">Programs</h2>",
        ">Safety resources</h2>",
        ">Global</h3>",
        ">Local</h3>",
    ]
    places = [html.index(heading) for heading in [*headings, ">Councils</h2>", ">Experts</a>"]]
    assert places == sorted(places)
    assert 'href="#programs"' in html and 'href="#councils"' in html


def test_a_section_that_is_taken_down_is_not_on_the_page(client, site):
    actions.take_down(site["programs"], language=SHARED, user=None)
    html = text_of(client, PAGE)
    assert "Fact-checking" not in html
    assert "Helpline" in html


def test_without_the_page_there_is_no_page(client, site):
    actions.take_down(site["page"], language=SHARED, user=None)
    assert client.get(PAGE).status_code == 404
    assert client.get("/en-us/").status_code == 200
    assert client.get("/en-us/resources/").status_code == 200


def test_an_address_that_is_no_page_reads_no_sections(client, site):
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/en-us/wp-login/").status_code == 404
    asked = " ".join(query["sql"] for query in queries)
    assert "content.page" in asked and "partners.program" not in asked


def test_an_empty_local_says_so_and_an_empty_section_disappears(client):
    make_locale("ar-eg", "en", "eg")
    make_locale("world", "en", None, tag="en")
    make_furniture()
    make_resource("Everywhere")
    assert "No local resources are listed for Egypt yet." in text_of(client, "/ar-eg/safety-partners/")
    html = text_of(client, "/world/safety-partners/")
    assert "No local" not in html and ">Local</h3>" not in html
    assert ">Programs</h2>" not in html


def test_an_arrangement_orders_and_hides_in_its_version_only(client, site):
    first, second, third = (make_program(title, slug=title.lower()) for title in ("One", "Two", "Three"))
    make_entry(
        Arrangement,
        {"locale": "en-us", "section": "programs", "order": [third.pk, first.pk], "hidden": [second.pk]},
        {},
    )
    html = text_of(client, PAGE)
    assert (
        html.index('id="program-three"')
        < html.index('id="program-one"')
        < html.index('id="program-fact-checking"')
    )
    assert "program-two" not in html
    assert "program-two" in text_of(client, "/de-de/safety-partners/")
    assert client.get("/en-us/programs/two/").status_code == 200


def test_a_page_of_staff_is_composed_like_the_first_one(client, site):
    about = make_page("about", "About our work")
    make_section(about, "why", "Why we do this", intro="<p>Because.</p>")
    make_section(about, "programs", "What we run")
    translate(about, "de", title="Über unsere Arbeit")
    html = text_of(client, "/en-us/about/")
    assert "About our work</h1>" in html
    assert (
        html.index(">Why we do this</h2>")
        < html.index(">What we run</h2>")
        < html.index('id="program-fact-checking"')
    )
    assert "Safety resources</h2>" not in html
    assert 'href="/en-us/about/"' in text_of(client, "/en-us/")  # in the menu
    assert ">Programs</a>" in html and ">What we run</a>" not in html.partition("<main")[0]
    assert "Über unsere Arbeit</h1>" in text_of(client, "/de-de/about/")
    addresses = {(address.path, address.status) for address in sitemaps.released()}
    assert {("/en-us/about/", 200), ("/de-de/about/", 200)} <= addresses
    assert "/en-us/about/" in text_of(client, "/sitemap-pages.xml")
    assert client.get("/en-us/ABOUT").headers["Location"] == "/en-us/about/"
    actions.take_down(about, language=SHARED, user=None)
    assert client.get("/en-us/about/").status_code == 404


def test_a_page_of_staff_speaks_of_no_stand_ins_that_other_pages_have(client, site):
    about = make_page("about", "About")
    translate(about, "de", title="Über uns", navigation_title="Über uns")
    translate(make_section(about, "why", "Why"), "de", heading="Warum")
    assert 'class="notice"' not in text_of(client, "/de-de/about/")
    assert 'class="notice"' in text_of(client, "/de-de/safety-partners/")
    translate(make_section(about, "programs", "Programs"), "de", heading="Programme")
    make_program("Only in English", slug="only-in-english")
    assert 'class="notice"' in text_of(client, "/de-de/about/")


def test_a_page_without_sections_has_no_list_of_them(client, site):
    about = make_page("about", "About")
    assert "contents-label" not in text_of(client, "/en-us/about/")
    make_section(about, "why", "Why")
    assert "contents-label" in text_of(client, "/en-us/about/")


def test_where_a_section_appears_is_its_own_page(client, site):
    section = make_section(make_page("about", "About"), "why", "Why")
    client.force_login(make_user("Publisher"))
    url = reverse("admin:content_pagesection_change", args=[section.pk])
    text = text_of(client, url)
    assert 'href="/en-us/about/"' in text and 'href="/en-us/safety-partners/"' not in text


def test_an_arrangement_moves_and_leaves_out_the_sections_of_a_page(client, site):
    councils, programs = site["councils"], site["programs"]
    data = {"order": [councils.pk], "hidden": [programs.pk]}
    make_entry(Arrangement, {"locale": "de-de", "section": "sections", **data}, {})
    html = text_of(client, "/de-de/safety-partners/")
    assert html.index(">Councils</h2>") < html.index(">Safety resources</h2>")
    assert 'id="programs"' not in html
    assert ">Programs</h1>" in text_of(client, "/de-de/programs/")
    assert 'id="programs"' in text_of(client, PAGE)


@pytest.mark.parametrize("key", ["programs", "council", "resources", "404", "About"])
def test_a_page_cannot_have_the_address_of_something_else(key):
    with pytest.raises(ValidationError) as refused:
        make_page(key)
    assert "key" in refused.value.message_dict


def test_stand_ins_are_marked_and_announced_once(client, site):
    translate(site["page"], "de", title="Partner für Sicherheit")
    html = text_of(client, "/de-de/safety-partners/")
    assert "<h1>Partner für Sicherheit</h1>" in html
    assert '<h2 id="programs-heading" lang="en" dir="ltr">Programs</h2>' in html
    assert html.count('class="notice"') == 1
    assert str(words_for("de").say("partly_foreign", language="Deutsch", others="Englisch")) in html
    assert 'class="notice"' not in text_of(client, PAGE)


@pytest.mark.parametrize("language", ["ja", "ru", "ur", "ceb", "ckb", "zh-hant"])
@pytest.mark.parametrize("path", ["", "programs/", "resources/", "no-such-page/"])
def test_no_words_of_the_frame_are_english_on_a_page_in_another_language(client, language, path):
    make_locale("xx", language, "us", tag=language)
    response = client.get(f"/xx/{path}")
    assert (response.status_code == 404) is (path == "no-such-page/")
    html = response.content.decode()
    assert f">{words_for(language).skip}</a>" in html
    assert 'lang="en"' not in html
    fixed = [sentence for sentence in sentences(SOURCE).values() if "%" not in sentence]
    assert [sentence for sentence in fixed if f">{sentence}" in html] == []


def test_right_to_left_pages_say_so(client, site):
    assert '<html lang="ar-EG" dir="rtl">' in text_of(client, "/ar-eg/safety-partners/")
    assert '<html lang="de-DE" dir="ltr">' in text_of(client, "/de-de/")
