"""History, written past the door by whoever has a way to the database: refused, on each of them."""

from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from partners.models import Program
from safetyhub.publishing import actions, append_only
from safetyhub.publishing.models import Part, Publication, Revision, Transition
from safetyhub.publishing.schema import SHARED
from tests.factories import make_program, make_user, save_texts

pytestmark = pytest.mark.django_db

HISTORY = (Revision, Publication, Transition)


@pytest.fixture
def program():
    """Live in two languages, with a submission in one that never was."""
    program = make_program(texts={"en": {"title": "Title"}, "de": {"title": "Titel"}})
    save_texts(program, "ar", {"title": "عنوان"})
    actions.submit([(program, "ar")], user=None)
    return program


@contextmanager
def refused():
    with pytest.raises(IntegrityError, match=append_only.SENTENCE), transaction.atomic():
        yield


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def column_of(model):
    """A column that somebody would like to change, and to what."""
    return {Revision: ("data", '{"title": "Forged"}')}.get(model, ("note", "forged"))


@pytest.mark.parametrize("model", HISTORY)
def test_a_row_is_not_changed(program, model):
    name, value = column_of(model)
    before = list(model.objects.values_list())
    with refused():
        run(f"UPDATE {model._meta.db_table} SET {name} = %s", value)
    with refused():
        model.objects.update(note="forged")
    with refused():
        row = model.objects.first()
        row.note = "forged"
        row.save()
    assert list(model.objects.values_list()) == before


@pytest.mark.parametrize("model", HISTORY)
def test_a_row_is_not_deleted(program, model):
    before = model.objects.count()
    with refused():
        run(f"DELETE FROM {model._meta.db_table}")
    with refused():
        model.objects.first().delete() if model is not Revision else Revision.objects.all()._raw_delete(
            "default"
        )
    assert model.objects.count() == before


@pytest.mark.parametrize("model", HISTORY)
def test_a_row_is_not_replaced(program, model):
    table = model._meta.db_table
    name, _value = column_of(model)
    again = {
        "sqlite": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "postgresql": f"INSERT INTO {table} SELECT * FROM {table} "
        f"ON CONFLICT (id) DO UPDATE SET {name} = excluded.{name}",
    }
    with refused():
        run(again[connection.vendor])


def test_what_was_live_is_not_made_deletable(program):
    before = list(Part.objects.order_by("pk").values_list("live_before", flat=True))
    for value in (None, "2001-01-01"):
        with refused():
            run("UPDATE publishing_part SET live_before = %s", value)
    assert list(Part.objects.order_by("pk").values_list("live_before", flat=True)) == before


def test_a_language_that_never_was_live_stays_with_its_entry(program):
    (ar,) = Part.objects.filter(language="ar")
    assert ar.live_before is None
    with refused():
        run("DELETE FROM publishing_transition WHERE part_id = %s", ar.pk)
    with refused():
        run("UPDATE publishing_part SET head_id = NULL, candidate_id = NULL WHERE id = %s", ar.pk)
        run("DELETE FROM publishing_revision WHERE part_id = %s", ar.pk)


def test_a_draft_is_deleted_with_its_history():
    draft = make_program(live=False)
    save_texts(draft, "de", {"title": "Titel"})
    actions.submit([(draft, "de")], user=None)
    actions.send_back([(draft, "de")], user=None, note="Not yet.")
    actions.delete_draft(draft, user=make_user("Administrator"))
    assert not Program.objects.filter(pk=draft.pk).exists()
    assert [model.objects.count() for model in HISTORY] == [0, 0, 0]


def test_the_parts_of_a_history_do_not_go_before_it():
    """On SQLite the order of deletion is free until the commit: the rows that are left over are kept all the same."""
    draft = make_program(live=False)
    part = Part.objects.get(object_id=draft.pk, language=SHARED)
    if connection.vendor == "sqlite":
        with refused():
            run("DELETE FROM publishing_part WHERE id = %s", part.pk)
            run("DELETE FROM publishing_revision WHERE part_id = %s", part.pk)
    else:
        with pytest.raises(IntegrityError), transaction.atomic():  # noqa: PT012  (the check is what raises)
            run("DELETE FROM publishing_part WHERE id = %s", part.pk)
            connection.check_constraints()


def test_missing_triggers_are_found_and_put_back_by_migrate(program, capsys):
    assert append_only.missing(connection) == []
    append_only.remove(connection)
    assert len(append_only.missing(connection)) >= 4
    with pytest.raises(CommandError, match="migrate"):
        call_command("check_revisions")
    call_command("migrate", verbosity=0)
    assert append_only.missing(connection) == []
    with refused():
        Revision.objects.update(note="forged")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_turn", [1, 2])
def test_a_test_that_commits_leaves_the_triggers_and_nothing_else(_turn):
    assert append_only.missing(connection) == []
    assert [model.objects.count() for model in HISTORY] == [0, 0, 0]
    make_program()
