"""The invariant's check: silent as long as everything went through the door, and loud about what did not."""

import io

import pytest
from django.core.management import CommandError, call_command

from partners.models import CallToAction, Organization, Partnership, Program
from safetyhub.publishing import columns
from safetyhub.publishing.models import Part, Revision
from tests.factories import (
    make_organization,
    make_person,
    make_program,
    partner,
    save_texts,
    write_past_the_door,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return make_program(
        texts={
            "en": {"title": "T", "body": "<p>b</p>", "calls_to_action.a.label": "More"},
            "de": {"title": "Titel"},
        },
        calls_to_action=[{"id": None, "new": "a"}],
        partnerships=[partner(make_organization("Reuters"), since="2021")],
        markets=["de", "at"],
    )


def findings():
    output = io.StringIO()
    try:
        call_command("check_revisions", stdout=output, stderr=output)
    except CommandError as error:
        return [line for line in output.getvalue().splitlines() if line], str(error)
    return [], output.getvalue().strip()


def test_what_went_through_the_door_is_right(program):
    make_person(live=False)
    save_texts(
        program, "ar", {"title": "عنوان", f"calls_to_action.{CallToAction.objects.get().pk}.label": "المزيد"}
    )
    save_texts(program, "de", {"title": ""})
    assert findings() == ([], "Every column equals its head.")


def test_an_empty_database_is_right():
    assert findings() == ([], "Every column equals its head.")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (lambda: Program.objects.update(title_de="Anders"), ["de: title"]),
        (lambda: Program.objects.update(title_fil="Iba"), ["fil: columns without a revision"]),
        (lambda: Program.objects.update(title_en=None), ["en: title"]),
        (lambda: Program.objects.update(slug="other", position=7), ["shared: position, slug"]),
        (lambda: columns.rows(Program).update(markets=("fr",)), ["shared: markets"]),
        (lambda: columns.rows(CallToAction).update(label_de="Mehr"), ["de: calls_to_action.{call}.label"]),
        (lambda: CallToAction.objects.update(removed=True), ["shared: calls_to_action"]),
        (lambda: Partnership.objects.update(since="1999"), ["shared: partnerships"]),
        (lambda: Partnership.objects.all().delete(), ["shared: partnerships"]),
    ],
)
def test_a_write_past_the_door_is_found(program, written, found):
    call = CallToAction.objects.get().pk
    written()
    lines, error = findings()
    assert lines == [f"partners.program {program.pk} {line.format(call=call)}" for line in found]
    assert "Save them again" in error


def test_a_row_without_a_part_is_found():
    columns.rows(Organization).create(status="active")
    (line,) = findings()[0]
    assert line.endswith("shared: columns without a revision")


def test_a_part_without_a_row_is_found(program):
    columns.rows(CallToAction).all().delete()
    columns.rows(Partnership).all().delete()
    columns.rows(Program).all().delete()
    assert findings()[0] == [f"partners.program {program.pk}: revisions without a row"]


def test_a_field_that_is_younger_than_a_revision_counts_as_its_default(program):
    shared = Revision.objects.get(part__language="", part__kind=program.kind())
    data = {name: value for name, value in shared.data.items() if name != "position"}
    write_past_the_door(program, "", data)
    assert findings()[0] == []
    Program.objects.update(position=7)
    assert findings()[0] == [f"partners.program {program.pk} shared: position"]


def test_a_field_of_a_child_that_is_younger_than_a_revision_counts_as_its_default(program):
    shared = Revision.objects.get(part__language="", part__kind=program.kind())
    item = {name: value for name, value in shared.data["partnerships"][0].items() if name != "until"}
    write_past_the_door(program, "", {**shared.data, "partnerships": [item]})
    assert findings()[0] == []


def test_a_head_that_is_lost_is_found(program):
    Part.objects.filter(language="de").update(head=None)
    assert findings()[0] == [f"partners.program {program.pk} de: columns without a revision"]
