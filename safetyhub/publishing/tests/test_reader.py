"""The reader: what a locale sees, in which language, and that it costs the same however much there is."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import CallToAction, Partnership
from safetyhub.publishing import actions, footprint, reader
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_council,
    make_locale,
    make_organization,
    make_person,
    make_program,
    partner,
    publish,
    reference,
    save_texts,
)

pytestmark = pytest.mark.django_db

PROGRAMS = "partners.program"


def shared_of(entry):
    return Part.objects.get(kind=entry.kind(), object_id=entry.pk, language=SHARED).head.data


def test_each_field_takes_the_first_text_along_the_chain():
    make_program(
        texts={
            "en": {"title": "Title", "summary": "Summary", "body": "<p>Body</p>"},
            "es": {"title": "Título", "summary": "Resumen"},
            "es-mx": {"title": "Título mexicano"},
        }
    )
    [program] = reader.read(make_locale("es-mx", "es-mx", "mx"), [PROGRAMS]).entries(PROGRAMS)
    assert [(text.value, text.language) for text in (program.title, program.summary, program.body)] == [
        ("Título mexicano", "es-mx"),
        ("Resumen", "es"),
        ("<p>Body</p>", "en"),
    ]
    assert program.title.attrs == "" and program.summary.attrs == ""
    assert program.body.attrs == ' lang="en" dir="ltr"'


def test_a_draft_is_not_reachable_through_any_pointer_but_head():
    program = make_program("Public", texts={"en": {"title": "Public"}})
    save_texts(program, "en", {"title": "Secret"})
    save_texts(program, "de", {"title": "Geheim"})
    hidden = make_program("Never published", live=False)
    locale = make_locale("de-de", "de", "de")
    assert [str(entry.title) for entry in reader.read(locale, [PROGRAMS]).entries(PROGRAMS)] == ["Public"]
    preview = reader.read(locale, [PROGRAMS], pointer=reader.HEAD).entries(PROGRAMS)
    assert [str(entry.title) for entry in preview] == ["Geheim", "Never published"]
    assert reader.read(locale, [PROGRAMS]).get(PROGRAMS, hidden.pk) is None


@pytest.mark.parametrize(
    ("markets", "market", "shown"),
    [
        (["everywhere"], "de", True),
        (["everywhere"], None, True),
        (["de"], "de", True),
        (["de"], "at", False),
        (["de"], None, False),
        (["150"], "de", True),  # Europe contains Germany
        (["419"], "mx", True),
        (["419"], "us", False),
        (["mx"], "419", False),  # a locale for an area shows what is for the area, not for one country in it
        (["419"], "419", True),
    ],
)
def test_presence_follows_the_market(markets, market, shown):
    make_program(markets=markets)
    snapshot = reader.read(make_locale("xx", "en", market), [PROGRAMS])
    assert bool(snapshot.entries(PROGRAMS)) is shown


@pytest.mark.parametrize("language", [SHARED, "en"])
def test_what_is_taken_down_is_gone_and_comes_back_by_publishing(language):
    program, locale = make_program(), make_locale()
    actions.take_down(program, language=language, user=None)
    assert reader.read(locale, [PROGRAMS]).entries(PROGRAMS) == []
    publish(program, language)
    assert len(reader.read(locale, [PROGRAMS]).entries(PROGRAMS)) == 1


def test_without_the_german_text_german_visitors_read_the_next_in_the_chain():
    program = make_program(texts={"en": {"title": "English"}, "de": {"title": "Deutsch"}})
    locale = make_locale("de-ch", "de-ch", "ch")
    actions.take_down(program, language="de", user=None)
    snapshot = reader.read(locale, [PROGRAMS])
    assert str(snapshot.entries(PROGRAMS)[0].title) == "English"
    assert snapshot.foreign == {"en"}


def test_names_in_their_own_language_need_no_apology():
    make_program(
        texts={"en": {"title": "T"}, "de": {"title": "T"}}, partnerships=[partner(make_organization())]
    )
    assert reader.read(make_locale("de-de", "de", "de"), [PROGRAMS]).foreign == set()


def test_partners_are_filtered_by_market_term_and_presence():
    names = ("Here", "Elsewhere", "Past", "Future", "Draft")
    here, elsewhere, past, future, draft = (make_organization(name, live=name != "Draft") for name in names)
    make_program(
        partnerships=[
            partner(draft),
            partner(elsewhere, markets=["us"]),
            partner(past, until="2024"),
            partner(future, since="2027-05"),
            partner(here, since="2020", until="2026-11-22", markets=["150"]),
        ]
    )
    day = datetime.date(2026, 11, 22)
    [program] = reader.read(make_locale("de-de", "de", "de"), [PROGRAMS], at=day).entries(PROGRAMS)
    assert [str(item.organization.name) for item in program.partnerships] == ["Here"]
    [program] = reader.read(make_locale("us", "en", "us"), [PROGRAMS], at=day).entries(PROGRAMS)
    assert [str(item.organization.name) for item in program.partnerships] == ["Elsewhere"]


def test_a_correction_of_a_name_shows_without_publishing_what_refers_to_it():
    organization = make_organization("Wrong")
    make_program(partnerships=[partner(organization)])
    save_texts(organization, "en", {"name": "Right"})
    publish(organization, "en")
    [program] = reader.read(make_locale(), [PROGRAMS]).entries(PROGRAMS)
    assert str(program.partnerships[0].organization.name) == "Right"


def test_children_follow_the_live_shared_part_and_need_a_text():
    program = make_program(
        texts={"en": {"title": "T", "calls_to_action.a.label": "More"}},
        calls_to_action=[{"id": None, "new": "a"}, {"id": None, "new": "without a label"}],
    )
    more = CallToAction.objects.order_by("pk").first()
    shared = {**shared_of(program), "calls_to_action": []}
    actions.save(program, language=SHARED, shared=shared, user=None, seen=None)
    save_texts(program, "de", {f"calls_to_action.{more.pk}.label": "Mehr"})
    publish(program, "de")
    locale = make_locale("de-de", "de", "de")
    [shown] = reader.read(locale, [PROGRAMS]).entries(PROGRAMS)
    assert [str(call.label) for call in shown.calls_to_action] == ["Mehr"]
    publish(program, SHARED)
    [shown] = reader.read(locale, [PROGRAMS]).entries(PROGRAMS)
    assert shown.calls_to_action == []


def test_children_stand_in_their_order():
    first, second = make_organization("First"), make_organization("Second")
    program = make_program(partnerships=[partner(first), partner(second)])
    shared = shared_of(program)
    actions.save(
        program,
        language=SHARED,
        shared={**shared, "partnerships": shared["partnerships"][::-1]},
        user=None,
        seen=None,
    )
    publish(program, SHARED)
    [shown] = reader.read(make_locale(), [PROGRAMS]).entries(PROGRAMS)
    assert [str(item.organization.name) for item in shown.partnerships] == ["Second", "First"]
    assert Partnership.objects.filter(removed=True).count() == 0


def test_of_a_reduced_member_nothing_but_the_words_leaves():
    secret = make_person("Secret Name", live=False)
    make_council(
        texts={"en": {"name": "Youth council", "memberships.a.reduced_label": "A student from Brazil"}},
        memberships=[{"id": None, "new": "a", "person": reference(secret), "form": "reduced"}],
    )
    [council] = reader.read(make_locale(), ["council.council"]).entries("council.council")
    [member] = council.memberships
    assert member.person is None
    assert str(member.reduced_label) == "A student from Brazil"


def test_what_is_wanted_alone_has_nothing_of_what_it_refers_to():
    calls = [{"id": None, "new": "a"}]
    call = {"calls_to_action.a.label": "Learn more", "calls_to_action.a.address": "https://example.org/"}
    words = {"en": {"title": "Facts", **call}}
    partnerships = [partner(organization := make_organization("AFP"))]
    make_program(texts=words, calls_to_action=calls, partnerships=partnerships)
    locale = make_locale("en-us", "en", "us")
    with footprint.collected() as made_of:
        [program] = reader.read(locale, [reader.Want(PROGRAMS, alone=True)]).entries(PROGRAMS)
    assert [str(call.label) for call in program.calls_to_action] == ["Learn more"]
    assert not hasattr(program, "partnerships")
    assert f"partners.organization/{organization.pk}" not in made_of.keys
    both = reader.read(locale, [reader.Want(PROGRAMS, alone=True), PROGRAMS])
    assert [str(item.organization.name) for item in both.entries(PROGRAMS)[0].partnerships] == ["AFP"]


def test_what_is_wanted_alone_is_whole_where_another_entry_shows_it():
    affiliations = [{"id": None, "organization": reference(make_organization("A university"))}]
    person = make_person("Ada", affiliations=affiliations)
    make_person("Alone", affiliations=affiliations)
    make_council(slug="experts", memberships=[{"id": None, "person": reference(person)}])
    wants = [reader.Want("council.person", alone=True), "council.council"]
    snapshot = reader.read(make_locale("en-us", "en", "us"), wants)
    [membership] = snapshot.entries("council.council")[0].memberships
    assert [str(item.organization.name) for item in membership.person.affiliations] == ["A university"]
    assert [hasattr(entry, "affiliations") for entry in snapshot.entries("council.person")] == [True, False]


def test_the_platform_has_its_name(settings):
    settings.PLATFORM_NAME = "Example & Co"
    make_program("{platform} checks facts")
    [program] = reader.read(make_locale(), [PROGRAMS]).entries(PROGRAMS)
    assert str(program.title) == "Example & Co checks facts"


@pytest.mark.parametrize("count", [1, 7])
def test_the_number_of_queries_does_not_depend_on_the_content(count):
    locale = make_locale()
    for number in range(count):
        make_program(partnerships=[partner(make_organization(f"O{number}"))])
        make_council(memberships=[{"id": None, "person": reference(make_person(f"P{number}"))}])
    with CaptureQueriesContext(connection) as queries:
        snapshot = reader.read(locale, [PROGRAMS, "council.council", "resources.resource", "content.page"])
    assert len(snapshot.entries(PROGRAMS)) == count
    assert len(queries) == 2
