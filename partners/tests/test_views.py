import datetime

import pytest

from safetyhub.content.interface import words_for
from safetyhub.publishing.schema import SHARED
from tests.factories import make_locale, make_organization, make_program, partner, publish, save_texts
from tests.public import make_furniture, text_of, translate

pytestmark = pytest.mark.django_db

ADDRESS = "/en-us/programs/facts/"


def partner_line(client, address):
    _, _, rest = text_of(client, address).partition('<p class="partner-line"')
    return rest.partition(">")[2].partition("</p>")[0]


def make_facts(*names, **more):
    partners = [partner(make_organization(name)) for name in names]
    return make_program(slug="facts", partnerships=partners, **more)


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (("A",), "In partnership with <bdi>A</bdi>"),
        (("A", "B"), "In partnership with <bdi>A</bdi> and <bdi>B</bdi>"),
        (("A", "B", "C"), "In partnership with <bdi>A</bdi>, <bdi>B</bdi>, and <bdi>C</bdi>"),
        (("A <b>", "B"), "In partnership with <bdi>A &lt;b&gt;</bdi> and <bdi>B</bdi>"),
    ],
)
def test_partners_stand_in_a_line(client, names, line):
    make_locale()
    make_furniture()
    make_facts(*names)
    assert partner_line(client, ADDRESS) == partner_line(client, "/en-us/safety-partners/") == line


def test_without_partners_there_is_no_line(client):
    make_locale()
    make_furniture()
    make_facts()
    assert "partner-line" not in text_of(client, ADDRESS) + text_of(client, "/en-us/safety-partners/")


def test_the_name_for_sentences_is_taken_where_there_is_one(client):
    make_locale()
    make_furniture()
    organization = make_organization(texts={"en": {"name": "FOSI", "name_in_sentence": "the FOSI"}})
    make_program(slug="facts", partnerships=[partner(organization)])
    assert partner_line(client, ADDRESS) == "In partnership with <bdi>the FOSI</bdi>"


def test_a_translated_name_comes_before_a_form_for_sentences_that_is_not(client):
    make_locale("ur-pk", "ur", "pk")
    make_locale("es-mx", "es-mx", "mx")
    section = make_furniture("programs")["programs"]
    translate(section, "ur", heading="*", partner_line="{partners} کے ساتھ")
    organization = make_organization(texts={"en": {"name": "Teyit", "name_in_sentence": "the Teyit (TY)"}})
    make_program(slug="facts", partnerships=[partner(organization)])
    assert "the Teyit (TY)" in partner_line(client, "/ur-pk/safety-partners/")
    translate(organization, "ur", name="تیئت")
    assert partner_line(client, "/ur-pk/safety-partners/") == "<bdi>تیئت</bdi> کے ساتھ"
    translate(organization, "es", name="Teyit", name_in_sentence="la Teyit")
    assert "la Teyit" in partner_line(client, "/es-mx/safety-partners/")


@pytest.mark.parametrize(
    ("language", "template", "line"),
    [
        ("ur", "{partners} کے اشتراک سے", "A، B، اور C کے اشتراک سے"),
        ("bn", "{partners}-এর সাথে অংশীদারিত্বে", "A, B এবং C-এর সাথে অংশীদারিত্বে"),
        ("ja", "{partners}との提携", "A、B、Cとの提携"),
        ("de", "In Zusammenarbeit mit {partners}.", "In Zusammenarbeit mit A, B und C."),
        ("fil", "Sa pakikipagtulungan ng {partners}", "Sa pakikipagtulungan ng A, B, at C"),
    ],
)
def test_each_language_has_its_own_order_and_list(client, language, template, line):
    make_locale("xx", language, "us", tag=language)
    section = make_furniture("programs")["programs"]
    translate(section, language, heading="*", partner_line=template)
    make_facts("A", "B", "C")
    marked = line
    for name in "ABC":
        marked = marked.replace(name, f'<bdi lang="en" dir="ltr">{name}</bdi>')
    assert partner_line(client, "/xx/safety-partners/") == marked


def test_in_a_line_that_stands_in_names_are_marked_against_the_line(client):
    """An English line on an Arabic page: its Arabic name is the foreign one there."""
    make_locale("ar-eg", "ar", "eg")
    make_furniture("programs")
    one, two = make_organization("One"), make_organization("Two")
    translate(two, "ar", name="اثنان")
    make_program(slug="facts", partnerships=[partner(one), partner(two)])
    html = text_of(client, "/ar-eg/safety-partners/")
    assert '<p class="partner-line" lang="en" dir="ltr">' in html
    expected = 'In partnership with <bdi>One</bdi> and <bdi lang="ar" dir="rtl">اثنان</bdi>'
    assert partner_line(client, "/ar-eg/safety-partners/") == expected


def test_a_partner_that_is_not_live_is_left_out_and_the_list_closes(client):
    make_locale()
    make_furniture()
    draft = make_organization("Draft", live=False)
    names = [make_organization("A"), draft, make_organization("B")]
    make_program(slug="facts", partnerships=[partner(organization) for organization in names])
    assert partner_line(client, ADDRESS) == "In partnership with <bdi>A</bdi> and <bdi>B</bdi>"


def test_the_program_page_tells_of_its_partners_what_is_known(client):
    make_locale()
    organization = make_organization(
        texts={"en": {"name": "Reuters", "legal_status": "DSA trusted flagger"}},
        address="https://reuters.example/",
        former_names="Old Reuters\nOlder Reuters",
        legal_status_market="ie",
        status="former",
    )
    later = str(datetime.date.today().year + 5)
    make_program(slug="facts", partnerships=[partner(organization, since="2021-05", until=later)])
    html = text_of(client, ADDRESS)
    for expected in (
        '<a href="https://reuters.example/">Reuters</a>',
        "DSA trusted flagger</span> (<bdi>Ireland</bdi>)",
        f"May 2021 to {later}",
        "Formerly: Old Reuters; Older Reuters",
        "This organization no longer exists.",
    ):
        assert expected in html


def test_of_unknown_dates_nothing_is_said(client):
    make_locale()
    make_facts("A")
    assert "Since" not in text_of(client, ADDRESS)


def test_calls_to_action_need_a_label_and_a_safe_address(client):
    make_locale()
    make_furniture()
    texts = {"title": "T", "calls_to_action.a.label": "Learn more", "calls_to_action.b.label": "Nowhere"}
    texts["calls_to_action.a.address"] = "https://example.org/?a=1&b=2"
    calls = [{"id": None, "new": name} for name in "abc"]
    make_program(slug="facts", texts={"en": texts}, calls_to_action=calls)
    for address in (ADDRESS, "/en-us/safety-partners/"):
        html = text_of(client, address)
        assert '<a href="https://example.org/?a=1&amp;b=2">Learn more</a>' in html
        assert "Nowhere" not in html


def test_a_body_is_shown_as_rich_text_and_marked_where_it_stands_in(client):
    make_locale("de-de", "de", "de")
    make_program(
        slug="facts",
        texts={"en": {"title": "T", "body": "<p>Some <strong>text</strong></p>"}, "de": {"title": "D"}},
    )
    html = text_of(client, "/de-de/programs/facts/")
    assert '<div class="prose" lang="en" dir="ltr"><p>Some <strong>text</strong></p></div>' in html
    assert 'class="notice"' in html


def test_names_that_stay_as_they_are_need_no_notice(client):
    make_locale("de-de", "de", "de")
    make_program(
        slug="facts",
        texts={"en": {"title": "T"}, "de": {"title": "D"}},
        partnerships=[partner(make_organization())],
    )
    assert 'class="notice"' not in text_of(client, "/de-de/programs/facts/")


def test_the_list_shows_programs_of_the_market_in_their_order(client):
    make_locale()
    make_program("Second", position=2)
    make_program("First", position=1)
    make_program("Elsewhere", markets=["de"])
    html = text_of(client, "/en-us/programs/")
    assert html.index("First") < html.index("Second")
    assert "Elsewhere" not in html


def test_an_empty_list_says_so_in_the_language_of_the_page(client):
    make_locale("de-de", "de", "de")
    assert str(words_for("de").no_programs) in text_of(client, "/de-de/programs/")


def test_a_program_without_a_title_in_the_chain_is_not_found(client):
    make_locale()
    program = make_program("English", slug="facts", live=False)
    save_texts(program, "de", {"title": "Deutsch"})
    publish(program, SHARED, "de")
    assert client.get(ADDRESS).status_code == 404
