"""What is served by files is damaged by whatever damages files: it is noticed, stood in for, and made anew."""

import errno
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from safetyhub.locales.models import Locale
from safetyhub.publishing import actions
from safetyhub.release import alarms, baking, folders, jobs, making, repairs, rollback
from tests.factories import make_program
from tests.public import make_furniture, rename
from tests.released import ask, bake, down, file_of, front

pytestmark = pytest.mark.django_db

PAGE = "/de-de/programs/"


@pytest.fixture
def released(locales, settings):
    settings.RELEASE_SERVED = True
    make_furniture()
    rename(make_program("Fact-checking", slug="facts", position=1), "fact-checking")
    return bake()


# --- The manifest ---------------------------------------------------------------------------------------------------


def truncated(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path):
    path.write_bytes(b"")


def flipped(path):
    """One bit, somewhere in the middle of the pages."""
    body = bytearray(path.read_bytes())
    body[body.index(PAGE.encode())] ^= 4
    path.write_bytes(body)


def missing(path):
    path.unlink()


@pytest.mark.parametrize("damage", [truncated, emptied, flipped, missing])
def test_with_a_damaged_manifest_the_live_views_answer_until_it_is_made_anew(released, damage):
    app = front()
    good = ask(app, PAGE).body
    damage(released.manifest)
    for one in (app, front()):
        assert ask(one, PAGE).body == good
        assert ask(one, "/de-de/").status == 200
    assert ask(front(down), PAGE).status == 500
    assert jobs.is_due()
    jobs.bake_due()
    assert not jobs.is_due()
    assert ask(front(down), PAGE).body == good
    assert alarms.standing() == [] and repairs.asked() == []
    assert rollback.verify()[1] == []


def test_with_a_damaged_manifest_and_the_app_down_an_older_release_stands_in(released):
    flipped(bake(everything=True).manifest)
    assert ask(front(down), PAGE).status == 200


def test_a_damaged_manifest_is_told_of(released):
    flipped(released.manifest)
    ask(front(), PAGE)
    assert "manifest.sqlite3 is not what was written" in alarms.standing()[0].what
    assert [finding.code for finding in rollback.verify()[1]] == ["damaged"]


def test_where_nobody_can_say_which_pages_show_it_none_stays(released, django_capture_on_commit_callbacks):
    program = make_program("Secret words", slug="secret")
    served = bake()
    file = served.file("site/de-de/programs/secret.html")
    assert file.exists()
    flipped(served.manifest)
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(program, language="", user=None)
    assert not file.exists()


# --- The link -------------------------------------------------------------------------------------------------------


def leads_nowhere(link):
    link.unlink()
    link.symlink_to("99")


def leads_to_no_number(link):
    link.unlink()
    link.symlink_to("site")


def is_a_file(link):
    link.unlink()
    link.write_bytes(b"1")


def is_a_copy(link):
    """As a tool leaves it that follows links."""
    target = link.resolve()
    link.unlink()
    shutil.copytree(target, link)


@pytest.mark.parametrize("damage", [missing, leads_nowhere, leads_to_no_number, is_a_file, is_a_copy])
def test_a_link_that_leads_to_no_release_is_made_anew(released, damage):
    app, link = front(), folders.root() / "current"
    good = ask(app, PAGE).body
    damage(link)
    assert ask(app, PAGE).body == good
    assert ask(front(down), PAGE).body == good  # every release is an older one then
    assert jobs.is_due()
    jobs.bake_due()
    assert folders.current().number == 2
    assert ask(front(down), PAGE).body == good
    assert not jobs.is_due()


# --- A full disk ----------------------------------------------------------------------------------------------------


@pytest.fixture
def full(monkeypatch):
    """Files can be made and removed, but hold nothing."""

    def write(path, *args, **kwargs):
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    for name in ("write_text", "write_bytes"):
        monkeypatch.setattr(Path, name, write)
    monkeypatch.setattr(
        Path, "touch", lambda path, **kwargs: os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    )
    monkeypatch.setattr(making, "_write", lambda path, body: write(path))
    return monkeypatch


def test_a_note_that_could_not_be_written_is_written_by_the_next_visitor(released, full):
    file_of(released, PAGE).unlink()
    app = front()
    assert ask(app, PAGE).status == 200
    assert repairs.asked() == []
    full.undo()
    assert ask(app, PAGE).status == 200
    assert repairs.asked() == [PAGE]
    assert baking.bake().rendered == 1
    assert repairs.asked() == [] and not jobs.is_due()


def test_what_is_taken_down_goes_from_a_full_disk(released, full, django_capture_on_commit_callbacks):
    full.setattr(Path, "touch", lambda path, **kwargs: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    program = make_program("Secret words", slug="secret")
    assert released.is_eligible
    full.undo()
    served = bake()
    full.setattr(Path, "touch", lambda path, **kwargs: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(program, language="", user=None)
    assert not served.file("site/de-de/programs/secret.html").exists()
    assert not released.is_eligible and not served.is_eligible


# --- Trying again ---------------------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(jobs, "time", clock)
    monkeypatch.setattr(jobs, "_failed", None)
    return clock


@pytest.mark.parametrize(
    ("error", "seconds"), [(OSError(28, "full"), 5), (sqlite3.Error(), 5), (baking.Failed([]), 60)]
)
def test_what_broke_around_it_is_tried_again_soon_and_the_same_content_later(
    released, clock, monkeypatch, error, seconds
):
    make_program("New")

    def fails(**options):
        raise error

    monkeypatch.setattr(baking, "bake", fails)
    jobs.bake_due()
    clock.now += seconds - 1
    assert not jobs.is_due()
    clock.now += 1
    assert jobs.is_due()


# --- A baker that is killed -----------------------------------------------------------------------------------------


def test_a_release_that_was_not_swapped_in_shows_nothing_that_was_taken_down_meanwhile(released, monkeypatch):
    """Neither when somebody goes back to it, nor when it stands in for another one."""
    locale = Locale.objects.get(pk="de-de")
    make_program("New")
    verify = baking._verify

    def close_it(*args):
        verify(*args)
        locale.visibility = Locale.Visibility.CLOSED
        locale.save()

    def killed(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(baking, "_verify", close_it)
    monkeypatch.setattr(folders, "swap", killed)
    with pytest.raises(KeyboardInterrupt):
        bake()
    left = folders.release(2)
    assert left.folder.exists() and not left.is_eligible
