import pytest

from tests.factories import make_council, make_locale, make_organization, make_person, reference
from tests.public import make_furniture, text_of, translate

pytestmark = pytest.mark.django_db

ADDRESS = "/en-us/council/experts/"


def member(person, **fields):
    return {"id": None, "person": reference(person), **fields}


def make_experts(*members, texts=None, **shared):
    words = {"en": {"name": "Experts", **(texts or {})}}
    return make_council(slug="experts", texts=words, memberships=list(members), **shared)


def make_expert(*affiliations, **words):
    """A person with affiliations of (title, body, organization)."""
    items, texts = [], {"name": "Hany Farid", **words}
    for place, (title, body, organization) in enumerate(affiliations):
        items.append({"id": None, "new": f"a{place}", "organization": organization})
        texts |= {f"affiliations.a{place}.title": title, f"affiliations.a{place}.body": body}
    return make_person(texts={"en": texts}, affiliations=items)


def affiliation_of(html):
    return html.partition('<p class="affiliation">')[2].partition("</p>")[0]


@pytest.fixture(autouse=True)
def locale(db):
    return make_locale()


def test_a_member_is_shown_with_all_that_belongs_to_the_name(client):
    person = make_expert(honorific="Dr.", post_nominals="Ph.D.", bio="<p>An expert.</p>")
    make_experts(member(person, new="m"), texts={"memberships.m.role": "Chair"})
    html = text_of(client, ADDRESS)
    assert "<bdi>Dr.</bdi> <bdi>Hany Farid</bdi>, <bdi>Ph.D.</bdi></h3>" in html
    assert '<p class="role">Chair</p>' in html
    assert "<p>An expert.</p>" in html
    assert "<img" not in html


def test_affiliations_with_their_commas_are_told_apart_by_semicolons(client):
    ours = make_organization("All Tech Is Human")
    person = make_expert(("Professor", "Berkeley", None), ("Fellow", "", reference(ours)), ("", "MIT", None))
    make_experts(member(person))
    shown = affiliation_of(text_of(client, ADDRESS)).replace("<bdi>", "").replace("</bdi>", "")
    assert shown == "Professor, Berkeley; Fellow, All Tech Is Human; MIT"


def test_the_affiliation_of_a_membership_takes_the_place_of_the_persons(client):
    person = make_expert(("Professor", "Berkeley", None))
    make_experts(member(person, new="m"), texts={"memberships.m.affiliation": "Independent"})
    assert affiliation_of(text_of(client, ADDRESS)) == "Independent"


def test_an_arabic_page_has_its_own_comma(client):
    make_locale("ar-eg", "ar", "eg")
    person = make_expert(post_nominals="Ph.D.")
    translate(person, "ar", name="هاني فريد", post_nominals="دكتوراه")
    make_experts(member(person))
    assert "<bdi>هاني فريد</bdi>، <bdi>دكتوراه</bdi>" in text_of(client, "/ar-eg/council/experts/")


def test_of_a_reduced_member_only_the_words_are_shown(client):
    secret = make_expert(("SECRET title", "SECRET body", None), name="SECRET", bio="<p>SECRET</p>")
    words = {"memberships.m.reduced_label": "A student", "memberships.m.affiliation": "SECRET school"}
    make_experts(member(secret, new="m", form="reduced"), texts=words)
    make_furniture("councils")
    for address in (ADDRESS, "/en-us/safety-partners/"):
        html = text_of(client, address)
        assert '<p class="name">A student</p>' in html
        assert "SECRET" not in html


def test_a_council_that_ended_says_when_and_why(client):
    make_experts(launched="2020", ended="2024-03", texts={"ended_note": "Its work goes on elsewhere."})
    html = text_of(client, ADDRESS)
    assert "Started: 2020" in html and "Ended: March 2024" in html and "Its work goes on elsewhere." in html


def test_dates_that_are_not_known_are_not_mentioned(client):
    make_experts()
    html = text_of(client, ADDRESS)
    assert "Started" not in html and "Ended" not in html and "Members" not in html


def test_several_councils_stand_on_the_page_each_with_its_members(client):
    make_furniture("councils")
    make_experts(member(make_expert()))
    make_council("Young people", slug="youth", position=200)
    html = text_of(client, "/en-us/safety-partners/")
    assert html.index('id="council-experts"') < html.index("Hany Farid") < html.index('id="council-youth"')


def test_without_a_council_there_is_no_section(client):
    make_furniture("councils")
    assert "Councils</h2>" not in text_of(client, "/en-us/safety-partners/")
