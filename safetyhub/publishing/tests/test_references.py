import pytest

from resources.models import Resource
from safetyhub.publishing.references import names_of, not_public, referring, targets
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_council,
    make_organization,
    make_page,
    make_person,
    make_program,
    make_resource,
    make_section,
    partner,
    publish,
    reference,
)

pytestmark = pytest.mark.django_db


def unpublished(starts):
    return [item.entry for item in not_public(starts)]


def test_targets_are_those_of_fields_and_of_children():
    shared = {
        "organization": ["partners.organization", 7],
        "channels": [{"id": 1, "value": "988"}],
    }
    assert targets("resources.resource", shared) == {("partners.organization", 7)}
    partnerships = [{"id": 1, "organization": ["partners.organization", pk]} for pk in (3, 4)]
    assert targets("partners.program", {"partnerships": partnerships}) == {
        ("partners.organization", 3),
        ("partners.organization", 4),
    }
    assert targets("resources.resource", {"organization": None}) == set()
    assert targets("resources.resource", {}) == set()


def test_who_refers_to_an_entry_is_found_in_every_section():
    organization, other = make_organization(live=False), make_organization("Other", live=False)
    program = make_program(live=False, partnerships=[partner(organization), partner(other)])
    resource = make_resource(live=False, organization=reference(organization))
    person = make_person(live=False, affiliations=[{"id": None, "organization": reference(organization)}])
    found = referring(organization.kind(), organization.pk)
    assert set(found) == {program, resource, person}
    assert referring(other.kind(), other.pk) == [program]
    assert referring(program.kind(), program.pk) == []


def test_a_section_refers_to_its_page():
    page = make_page()
    section = make_section(page, "programs", "Programs")
    assert referring(page.kind(), page.pk) == [section]


def test_an_entry_is_named_once_however_often_it_refers():
    organization = make_organization(live=False)
    person = make_person(
        live=False,
        affiliations=[{"id": None, "organization": reference(organization)} for _number in range(2)],
    )
    assert referring(organization.kind(), organization.pk) == [person]


def test_what_visitors_cannot_see_yet_is_listed_through_all_levels():
    organization = make_organization("Employer", live=False)
    live = make_person("Live")
    hidden = make_person(
        "Hidden", live=False, affiliations=[{"id": None, "organization": reference(organization)}]
    )
    council = make_council(
        live=False,
        memberships=[{"id": None, "person": reference(person)} for person in (live, hidden)],
    )
    start = [(council.kind(), council.pk)]
    assert unpublished(start) == [hidden, organization]
    publish(hidden, SHARED)
    assert unpublished(start) == [hidden, organization], "its name is not live"
    publish(hidden, "en")
    assert unpublished(start) == [organization]
    publish(organization, SHARED, "en")
    assert unpublished(start) == []


def test_one_that_is_referred_to_twice_is_listed_once():
    organization = make_organization(live=False)
    programs = [make_program(partnerships=[partner(organization)]) for _number in range(2)]
    assert unpublished((program.kind(), program.pk) for program in programs) == [organization]


def test_what_refers_to_nothing_costs_one_query(django_assert_num_queries):
    organization = make_organization(live=False)
    with django_assert_num_queries(1):
        assert unpublished([(organization.kind(), organization.pk)]) == []


def test_names_are_the_source_ones_in_one_query_per_kind(django_assert_num_queries):
    organizations = [make_organization(name, live=False) for name in ("Reuters", "AFP")]
    resource = make_resource("Helpline", live=False)
    references = [(entry.kind(), entry.pk) for entry in (*organizations, resource)]
    with django_assert_num_queries(2):
        names = names_of([*references, (Resource.kind(), 999)])
    assert [names[one] for one in references] == ["Reuters", "AFP", "Helpline"]
    assert len(names) == 3
