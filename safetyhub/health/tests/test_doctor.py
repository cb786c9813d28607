"""`manage.py doctor`: the same as `/healthz/ready`, with why and what to do."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from safetyhub.health.checks import Problem
from safetyhub.publishing.ticks import tick


def is_ill():
    yield Problem("It aches.", "Rest.")
    raise ValueError("and more")


@pytest.mark.django_db
def test_all_is_well(capsys):
    tick()
    call_command("doctor")
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["ok", name] for name in settings.READY_CHECKS
    ]


def test_what_is_wrong_and_its_remedy(capsys, settings):
    settings.READY_CHECKS = {"well": "builtins.list", "ill": f"{__name__}.is_ill"}
    with pytest.raises(CommandError, match="Not well: ill") as raised:
        call_command("doctor")
    assert raised.value.returncode == 1
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[:4] == ["ok     well", "FAILS  ill", "It aches.", "-> Rest."]
    assert lines[4] == "It could not be asked: ValueError: and more"


def test_it_works_with_the_database_down(tmp_path):
    """As a process, because nothing of it may ask before it says so."""
    own = {
        "DATABASE_URL": "postgres://hub:secret@127.0.0.1:1/hub",
        "VAR": str(tmp_path),
        "RELEASE_SERVED": "1",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=settings.BASE_DIR,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "FAILS  database\n       The database does not answer: OperationalError" in done.stdout
    assert "There is no release" in done.stdout  # which the disk says
    assert "FAILS  tick\n       It could not be asked" in done.stdout
    assert done.stderr == "CommandError: Not well: database, release, tick, tasks.\n"


def test_a_database_that_is_not_there_is_not_taken_for_an_empty_one(tmp_path):
    """SQLite makes a file without a word."""
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": "", "VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "FAILS  database\n       The database is empty." in done.stdout
