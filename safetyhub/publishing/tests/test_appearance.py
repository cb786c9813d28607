"""*Where it appears* and *Preview* on a form say what the pages themselves say: each link is opened."""

import pytest
from django.urls import reverse

from safetyhub.content.models import Arrangement
from safetyhub.locales.models import Locale
from safetyhub.publishing import actions
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_council,
    make_entry,
    make_locale,
    make_organization,
    make_page,
    make_person,
    make_program,
    make_resource,
    make_section,
    make_user,
    partner,
    publish,
    reference,
    save_texts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    make_locale()
    make_locale("de-de", "de", "de", tag="de-DE", position=1)
    make_locale("fil-ph", "fil", "ph", tag="fil-PH", position=2)
    user = make_user("Publisher")
    client.force_login(user)
    return user


def change(entry, query=""):
    return reverse(f"admin:{entry._meta.app_label}_{entry._meta.model_name}_change", args=[entry.pk]) + query


def editing_of(client, entry):
    return client.get(change(entry)).context["editing"]


def shown(client, entry):
    """Locale -> how it appears there."""
    return {item.locale.code: item for item in editing_of(client, entry).appearances}


def text_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


# --- Entries with a page of their own ---------------------------------------------------------------------------------


def hide(locale, section, *entries):
    hidden = [entry.pk for entry in entries]
    return make_entry(Arrangement, {"locale": locale, "section": section, "order": [], "hidden": hidden}, {})


def test_an_arrangement_that_leaves_it_out_is_named(client, publisher):
    program, other = make_program("Hidden", slug="hidden"), make_program("Shown")
    arrangement = hide("de-de", "programs", program)
    found = shown(client, program)
    assert found["de-de"].reason == "It is left out of the lists by the arrangement of de-de."
    assert found["de-de"].only == "only on its own page"
    assert [link.path for link in found["de-de"].links] == [change(arrangement)]
    assert "Hidden" in text_of(client, found["de-de"].path)
    assert "Hidden" not in text_of(client, "/de-de/programs/")
    assert found["en-us"].links == () and found["en-us"].only == ""
    assert change(arrangement) in text_of(client, change(program))
    assert all(not item.only for item in shown(client, other).values())


def test_only_an_arrangement_that_is_live_and_of_the_section_counts(client, publisher):
    program = make_program()
    hide("en-us", "councils", program)
    draft = {"locale": "de-de", "section": "programs", "order": [], "hidden": [program.pk]}
    make_entry(Arrangement, draft, {}, live=False)
    assert all(not item.only for item in shown(client, program).values())


def test_resources_are_arranged_in_both_their_lists(client, publisher):
    page = make_page()
    for key in ("resources", "resources-global", "resources-local"):
        make_section(page, key, key)
    everywhere, local = make_resource("Everywhere"), make_resource("Here", markets=["us"])
    hide("en-us", "resources", everywhere, local)
    for entry in (everywhere, local):
        assert shown(client, entry)["en-us"].only == "only on its own page"
        assert str(entry) not in text_of(client, "/en-us/resources/")
    assert "Everywhere" in text_of(client, "/de-de/resources/")


def test_a_resource_for_another_market_stands_on_the_pages_of_its_markets(client, publisher):
    resource = make_resource("Helpline", slug="helpline", markets=["us", "mx"])
    item = shown(client, resource)["de-de"]
    assert item.reason == "It is not offered there." and not item.is_shown
    assert (item.language, item.only) == ("en", "only on the pages of its own markets")
    assert sorted(link.label for link in item.links) == ["Mexico", "United States"]
    for path in (item.path, *(link.path for link in item.links)):
        assert "Helpline" in text_of(client, path)
    assert [link.label for link in shown(client, resource)["en-us"].links] == ["Mexico"]


def test_what_is_for_everywhere_says_so(client, publisher):
    links = shown(client, make_resource("Helpline"))["fil-ph"].links
    assert [link.label for link in links] == ["Everywhere"]
    assert "Helpline" in text_of(client, links[0].path)


def test_many_markets_do_not_swell_the_form(client, publisher):
    markets = "ar bo br cl co cr cu do ec gt hn mx ni pa pe py sv uy ve".split()
    html = text_of(client, change(make_resource(markets=markets)))
    assert "and 16 more" in html and html.count("/de-de/resources/") == 4


# --- Entries that stand on the pages of others ------------------------------------------------------------------------


def test_an_organisation_is_shown_where_a_program_names_it(client, publisher):
    names = {"en": {"name": "The Foundation"}, "de": {"name": "Die Stiftung"}}
    organization = make_organization(texts=names)
    rows = [partner(organization, markets=["us", "de"])]
    make_program("Everywhere", slug="p", partnerships=rows)
    make_program("In the States", slug="q", markets=["us"], partnerships=rows)
    found = shown(client, organization)
    assert [link.label for link in found["en-us"].links] == ["Everywhere", "In the States"]
    assert [link.label for link in found["de-de"].links] == ["Everywhere"]
    assert (found["de-de"].language, found["de-de"].reason) == ("de", "In its own words.")
    assert "Die Stiftung" in text_of(client, found["de-de"].links[0].path)
    assert not found["fil-ph"].is_shown
    assert found["fil-ph"].reason == "No page of this version shows it."
    assert 'de-de <span><a href="/de-de/programs/p/"' in text_of(client, change(organization))


def test_a_name_without_another_form_is_no_lack(client, publisher):
    words = {"en": {"name": "Amira", "bio": "<p>B</p>"}, "de": {"bio": "<p>B</p>"}}
    person = make_person(texts=words)
    make_council(memberships=[{"id": None, "person": reference(person)}])
    make_locale("de-ch", "de-ch", "ch", tag="de-CH")
    found = shown(client, person)
    assert (found["de-de"].language, found["de-de"].reason) == ("de", "In its own words.")
    assert (found["de-ch"].language, found["de-ch"].reason) == (
        "de",
        "There are no words in its own language.",
    )
    assert found["fil-ph"].language == "en"
    assert found["fil-ph"].reason == "By its name, which has no form of its own there."


@pytest.mark.parametrize("term", [{"until": "2020"}, {"since": "2999"}])
def test_a_partner_that_is_not_one_today_is_not_shown(client, publisher, term):
    organization = make_organization()
    make_program(partnerships=[partner(organization, **term)])
    assert not any(item.is_shown for item in shown(client, organization).values())


def test_what_is_only_drafted_does_not_count_and_what_is_live_does(client, publisher):
    before, after = make_organization("Before"), make_organization("After")
    program = make_program(partnerships=[partner(before)])
    data = Part.objects.of(program.kind(), program.pk).get(language=SHARED).head.data
    row = {**data["partnerships"][0], "organization": reference(after)}
    actions.save(program, language=SHARED, shared={**data, "partnerships": [row]}, user=None, seen=None)
    assert shown(client, before)["en-us"].is_shown and not shown(client, after)["en-us"].is_shown
    assert [code for code, _path in editing_of(client, after).previews] == ["en-us", "de-de", "fil-ph"]
    assert editing_of(client, before).previews == []
    publish(program, SHARED)
    assert not shown(client, before)["en-us"].is_shown and shown(client, after)["en-us"].is_shown


def test_an_organisation_of_a_person_is_shown_with_the_council(client, publisher):
    organization = make_organization("University")
    affiliations = [{"id": None, "organization": reference(organization)}]
    person = make_person("Amira", affiliations=affiliations)
    assert not shown(client, organization)["en-us"].is_shown
    members = [{"id": None, "person": reference(person)}]
    council = make_council("Experts", slug="experts", markets=["us"], memberships=members)
    for entry in (person, organization):
        found = shown(client, entry)
        assert [link.label for link in found["en-us"].links] == ["Experts"]
        assert str(entry) in text_of(client, found["en-us"].path)
        assert not found["de-de"].is_shown
    actions.take_down(council, language=SHARED, user=None)
    assert not shown(client, organization)["en-us"].is_shown


def test_a_member_in_the_reduced_form_is_named_nowhere(client, publisher):
    person = make_person("Minor")
    row = {"id": None, "new": "a", "person": reference(person), "form": "reduced"}
    make_council(
        texts={"en": {"name": "Youth", "memberships.a.reduced_label": "A student"}}, memberships=[row]
    )
    assert not any(item.is_shown for item in shown(client, person).values())


@pytest.mark.parametrize("live", [True, False])
def test_a_section_of_a_page_that_is_down_cannot_be_viewed(client, publisher, live):
    page = make_page(live=live)
    section = make_section(page, "programs", "Programs")
    make_program()
    found = shown(client, section)["en-us"]
    assert found.is_shown == live == bool(found.path)
    if live:
        assert "Programs" in text_of(client, found.path)
        actions.take_down(page, language=SHARED, user=None)
    editing = editing_of(client, section)
    assert client.get("/en-us/safety-partners/").status_code == 404
    assert editing.view_path == "" and not any(item.path for item in editing.appearances)
    assert {item.reason for item in editing.appearances} == {"No page of this version shows it."}


# --- Previews ---------------------------------------------------------------------------------------------------------


def test_the_preview_of_an_organisation_is_a_page_that_names_it(client, publisher):
    make_locale("fr-fr", "fr", "fr", tag="fr-FR", visibility=Locale.Visibility.PREVIEW, position=3)
    organization = make_organization("Before", live=False)
    assert editing_of(client, organization).previews == []
    assert "because no page names it yet" in text_of(client, change(organization))
    make_program("Draft", slug="draft", partnerships=[partner(organization)], live=False)
    save_texts(organization, "fil", {"name": "Bago"})
    previews = dict(editing_of(client, organization).previews)
    assert previews["fr-fr"] == "/admin/preview/fr-fr/programs/draft/"
    assert "Bago" in text_of(client, previews["fil-ph"])
    assert editing_of(client, organization).preview_path == previews["en-us"]


# --- What it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_form_asks_little_however_often_the_entry_is_named(
    client, publisher, language, django_assert_max_num_queries
):
    organization = make_organization()
    affiliations = [{"id": None, "organization": reference(organization)}]
    people = [make_person(f"P{number}", affiliations=affiliations) for number in range(3)]
    for number in range(12):
        make_program(f"N{number}", partnerships=[partner(organization)])
    make_resource(organization=reference(organization))
    make_council(memberships=[{"id": None, "person": reference(person)} for person in people])
    section = make_section(make_page(), "programs", "Programs")
    for entry in (organization, people[0], section, make_resource()):
        url = change(entry, f"?language={language}")
        client.get(url)
        with django_assert_max_num_queries(15):
            html = text_of(client, url)
        assert len(html) <= 40 * 1024
