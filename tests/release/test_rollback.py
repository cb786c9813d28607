"""The way back, as long as nothing was taken down."""

import pytest
from django.core.management import CommandError, call_command

from safetyhub.release import baking, folders, jobs, rollback
from tests.factories import (
    make_program,
)
from tests.released import PAGE, bake, contents, file_of

pytestmark = pytest.mark.django_db


def test_the_way_back_holds_until_somebody_bakes(released, capsys):
    make_program("New", slug="new")
    second = bake()
    assert rollback.roll_back() == released
    assert folders.current() == released
    make_program("Newer", slug="newer")
    assert not jobs.is_due()
    call_command("release", "list")
    assert "Held after a rollback" in capsys.readouterr().out
    third = bake()
    assert folders.current() == third != second
    assert {"/en-us/programs/new/", "/en-us/programs/newer/"} <= set(contents(third))
    assert not folders.is_held()


def test_a_bake_that_nobody_asked_for_does_not_undo_it(released, monkeypatch):
    make_program("New", slug="new")
    bake()

    def asked_just_before():
        rollback.roll_back()
        return True

    monkeypatch.setattr(jobs, "is_due", asked_just_before)
    jobs.bake_due()
    assert folders.current() == released
    assert folders.is_held()


def test_a_baker_that_is_killed_after_the_swap_holds_nothing(released, monkeypatch):
    def killed(*args):
        raise SystemExit

    make_program("New", slug="new")
    bake()
    rollback.roll_back()
    monkeypatch.setattr(baking, "_tell_of", killed)
    with pytest.raises(SystemExit):
        bake()
    assert not folders.is_held()


def test_there_is_no_way_back_to_a_damaged_one(released):
    bake(everything=True)
    file_of(released, PAGE).write_bytes(b"")
    with pytest.raises(CommandError, match="damaged"):
        call_command("release", "rollback")


def test_the_commands_say_what_they_did(released, capsys):
    call_command("bake")
    call_command("release", "verify")
    call_command("release", "rollback", "1")
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Release 2 is whole.",
        "Release 1 is served, until the next `manage.py bake`.",
    ]
    with pytest.raises(CommandError, match="There is no release 7"):
        call_command("release", "rollback", "7")


def test_a_few_are_kept(released, settings):
    settings.RELEASES_KEPT = 2
    assert [bake().number for _ in range(3)] == [2, 3, 4]
    assert [release.number for release in folders.releases()] == [4, 3]
