"""Every address that the hub answers, with every method, by everybody: nobody gets or changes what is not theirs.

An address that no row of the table is about fails by its name.
"""

import logging

import pytest
from django.contrib.auth.models import Group, User
from django.urls import resolve, reverse

from partners.models import Program
from safetyhub.publishing.entries import entry_models
from safetyhub.publishing.models import Part
from safetyhub.publishing.ticks import tick
from tests import kinds
from tests.factories import make_user
from tests.matrix import (
    LOGIN,
    Desk,
    fields,
    findings,
    people,
    routes,
)
from tests.matrix_rows import (
    Case,
    area_of,
    configuration_rows,
    entry_rows,
    inbox_rows,
    people_rows,
    preview_rows,
    public_rows,
    set_rows,
    site_rows,
    task_rows,
)

# The test client closes no file of an answer that nobody reads.
UNREAD = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
pytestmark = [pytest.mark.django_db, pytest.mark.long, UNREAD]


@pytest.fixture
def clients(db):
    """Everybody's browser. That each refusal is logged is other tests' business, and would bury what this one finds."""
    logging.disable(logging.CRITICAL)
    yield people()
    logging.disable(logging.NOTSET)


def check(clients, area, rows, *, thorough=True):
    """Every row by everybody; and the rows are about all the addresses of the area, and about no other."""
    found, desk = list(rows), Desk()
    there = {route for route in routes() if area_of(route) == area}
    about = {resolve(row.path.partition("?")[0]).route for row in found}
    assert there - about == set(), "addresses that no row is about: who may do what there?"
    assert about - there == set()
    wrong = [line for row in found for line in findings(desk, clients, row, thorough=thorough)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("model", entry_models(), ids=lambda model: model.kind())
def test_pages_of_an_entry(clients, model):
    """The same functions serve every kind, so one of them stands for all where it is about methods."""
    check(clients, model.kind(), entry_rows(Case(model, clients["administrator"])), thorough=model is Program)


def test_public_pages(clients, settings):
    settings.LIST_LENGTH = 1
    tick()  # without one the hub says that it is not ready
    check(clients, "public", public_rows())


def test_previews(clients, settings):
    settings.LIST_LENGTH = 1
    check(clients, "previews", preview_rows())


def test_pages_of_the_site(clients):
    check(clients, "site", [*site_rows(), *inbox_rows()])


def test_change_sets(clients):
    check(clients, "change sets", set_rows(clients))


def test_people_and_configuration(clients):
    check(clients, "configuration", [*people_rows(clients), *configuration_rows(clients)])


def test_tasks(clients):
    check(clients, "tasks", task_rows())


def test_a_role_that_was_taken_away_is_gone_with_the_next_request(client):
    person = make_user("Translator", languages=("de",))
    client.force_login(person)
    program = kinds.unreviewed(Program)
    page = reverse("admin:partners_program_change", args=[program.pk]) + "?language=de"
    form = {**fields(client, page), "_save": ""}
    person.assignments.all().delete()
    assert client.post(page, form).status_code == 403
    assert client.get(page).status_code == 200
    person.groups.clear()
    assert client.get(page).status_code == 403
    assert client.get("/admin/preview/en-us/").status_code == 403
    person.groups.add(Group.objects.get(name="Publisher"))
    assert client.get(page).status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(page).headers["Location"].startswith(LOGIN)
    assert Part.objects.get(kind=program.kind(), object_id=program.pk, language="de").version == 2
