"""What is taken down is gone at once, and nothing brings it back."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from safetyhub.locales.models import Locale
from safetyhub.publishing import actions
from safetyhub.release import baking, folders, health, jobs, rollback, tasks, withdrawing
from safetyhub.release.manifest import Manifest
from safetyhub.release.models import Unreleased
from tests.factories import (
    make_program,
)
from tests.released import PAGE, ask, bake, contents, down, front

pytestmark = pytest.mark.django_db

SHOWING = """
SELECT path FROM pages JOIN made_of ON made_of.page = pages.id JOIN keys ON keys.id = made_of.key WHERE keys.name = ?
"""


@pytest.fixture
def secret(site, settings):
    """On a page of its own and on several others, in two releases."""
    settings.RELEASE_SERVED = True
    program = make_program("Secret words", slug="secret", texts={"en": {"title": "Secret words"}})
    bake()
    bake()
    return program


@pytest.fixture
def gone(secret, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(secret, language="", user=None)
    return secret


def shown(app):
    paths = ("/en-us/programs/secret/", "/en-us/", "/en-us/programs/", "/en-us/safety-partners/", "/de-de/")
    return [path for path in paths if b"Secret words" in ask(app, path).body]


def test_it_is_gone_at_once_and_other_pages_stay(secret, django_capture_on_commit_callbacks):
    app = front()
    assert len(shown(app)) == 5
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(secret, language="", user=None)
    assert shown(app) == []
    assert ask(app, "/en-us/programs/secret/").status == 404
    assert ask(app, "/de-de/").status == 200
    assert ask(front(down), PAGE).status == 200


@pytest.fixture(params=[10**9, 0], ids=["by whole folders", "file by file"])
def many(request, monkeypatch):
    monkeypatch.setattr(withdrawing, "FEW", request.param)


def test_what_is_on_every_page_goes_and_what_shows_it_nowhere_stays(
    secret, site, many, django_capture_on_commit_callbacks
):
    section = site["programs"]
    with Manifest.read(folders.current().manifest) as manifest:
        rows = manifest.sql.execute(SHOWING, (f"content.pagesection/{section.pk}",))
        shows = {path for (path,) in rows}
    before = served()
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(section, language="", user=None)
    assert "/en-us/programs/secret/" in before & shows and "/robots.txt" in before - shows
    assert served() == before - shows - {"/sitemap.xml", "/sitemap-pages.xml"}  # which lists what it led to


def served():
    """What visitors read with the database down."""
    return {path for path in contents(folders.current()) if ask(front(down), path).status == 200}


def test_nothing_brings_it_back(gone):
    with pytest.raises(CommandError, match="no older release in which"):
        call_command("release", "rollback")
    with pytest.raises(CommandError, match="taken down"):
        call_command("release", "rollback", "1")
    assert shown(front(down)) == []
    third = bake()
    assert not third.file("site/en-us/programs/secret.html").exists()
    assert ask(front(down), "/de-de/").status == 200
    assert shown(front(down)) == []


def test_what_cannot_be_removed_file_by_file_goes_with_the_whole_release(
    secret, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def fails(release, changes):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(withdrawing, "withdraw_from", fails)
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(secret, language="", user=None)
    assert "Input/output error" in caplog.text
    assert shown(front(down)) == [] and folders.current() is None
    assert ask(front(), PAGE).status == 200
    jobs.bake_due()
    assert ask(front(down), PAGE).status == 200
    assert not list(folders.root().glob(".old-*"))


def test_releases_of_another_user_go_whole(secret, monkeypatch, django_capture_on_commit_callbacks):
    """Such as after a bake by root: nothing in them can be removed, but what they lie in is ours."""
    unlink = Path.unlink

    def refuses(path, missing_ok=False):
        if path.name == "eligible":
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuses)
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(secret, language="", user=None)
    assert shown(front(down)) == [] and folders.releases() == []
    jobs.bake_due()
    assert shown(front(down)) == [] and ask(front(down), PAGE).status == 200


def test_a_take_down_after_a_rollback_says_that_a_bake_is_wanted(secret, django_capture_on_commit_callbacks):
    rollback.roll_back()
    assert list(health.problems()) == []
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(secret, language="", user=None)
    (problem,) = health.problems()
    assert "After a rollback something was taken down" in problem.what


def test_one_language_goes_and_the_others_stay(site, settings, django_capture_on_commit_callbacks):
    settings.RELEASE_SERVED = True
    program = make_program(slug="both", texts={"en": {"title": "Both"}, "de": {"title": "Beide"}})
    bake()
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(program, language="de", user=None)
    assert ask(front(down), "/en-us/programs/").status == 200
    assert b"Both" in ask(front(), "/de-de/programs/both/").body
    assert ask(front(down), "/de-de/programs/both/").status == 500


def test_what_was_interrupted_is_finished_at_the_next_tick(secret):
    actions.take_down(secret, language="", user=None)  # nothing on commit: the process was killed
    assert len(shown(front(down))) == 5
    tasks.look()
    assert shown(front(down)) == []


def test_what_stays_though_it_was_taken_down_is_said_aloud(secret, client):
    """Such as where the files belong to somebody else."""
    actions.take_down(secret, language="", user=None)  # nothing on commit: it could not be removed
    assert list(health.problems()) == []  # yet
    Unreleased.objects.update(since=timezone.now() - health.LATE_DOWN)
    (problem,) = health.problems()
    assert "is still shown" in problem.what
    assert any("still on the public site" in sentence for sentence in health.sentences())
    tasks.look()
    assert list(health.problems()) == health.sentences() == []


def no_way_back():
    return not any(release.is_eligible for release in folders.releases() if release != folders.current())


def test_taking_down_needs_no_room_on_the_disk(secret, many, monkeypatch, django_capture_on_commit_callbacks):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    for name in ("touch", "write_text", "write_bytes", "rename"):
        monkeypatch.setattr(Path, name, full)
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(secret, language="", user=None)
    assert shown(front(down)) == []
    assert no_way_back()


def test_a_bake_closes_the_way_back_where_who_took_it_down_was_killed(secret):
    actions.take_down(secret, language="", user=None)  # nothing on commit, and no tick before the bake
    bake()
    assert no_way_back()
    assert shown(front(down)) == []


def test_a_baker_that_is_killed_before_the_swap_leaves_no_way_back(
    secret, monkeypatch, django_capture_on_commit_callbacks
):
    def killed(release):
        raise SystemExit

    def taken_down_meanwhile():
        with django_capture_on_commit_callbacks(execute=True):
            actions.take_down(secret, language="", user=None)

    monkeypatch.setattr(folders, "swap", killed)
    monkeypatch.setattr(folders, "settle", taken_down_meanwhile)
    make_program("New", slug="new")
    with pytest.raises(SystemExit):
        bake()
    assert no_way_back()
    monkeypatch.undo()
    bake()
    assert no_way_back()


def test_what_goes_while_a_release_is_made_is_not_in_it(
    secret, monkeypatch, django_capture_on_commit_callbacks
):
    verify = baking._verify

    def slow(*args):
        with django_capture_on_commit_callbacks(execute=True):
            actions.take_down(secret, language="", user=None)
        verify(*args)

    monkeypatch.setattr(baking, "_verify", slow)
    make_program("New", slug="new")
    release = bake()
    assert shown(front(down)) == []
    assert not release.is_eligible
    assert jobs.is_due()


def test_a_closed_locale_is_gone_at_once(released, django_capture_on_commit_callbacks):
    locale = Locale.objects.get(pk="de-de")
    locale.visibility = Locale.Visibility.CLOSED
    with django_capture_on_commit_callbacks(execute=True):
        locale.save()
    assert ask(front(down), PAGE).status == 500
    assert ask(front(), PAGE).status == 404
    assert ask(front(down), "/en-us/").status == 200
    assert not any(path.startswith("/de-de/") for path in contents(bake()))
