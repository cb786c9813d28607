"""A bake by several processes, while others write, and when one of them is killed."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from safetyhub.release import baking, crew, folders, making, rollback, verifying
from safetyhub.release.crew import AtWork, Crew, Lost
from safetyhub.release.models import Unreleased
from tests.factories import make_program
from tests.public import make_furniture, make_locales
from tests.released import ask, bake, contents, down, front

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAMS = [f"/{locale}/programs/" for locale in ("en-us", "de-de", "ar-eg")]


@pytest.fixture
def site(settings):
    settings.RELEASE_SERVED, settings.RELEASE_PROCESSES = True, 2
    make_locales()
    make_furniture("programs")
    make_program("First", slug="first")


def test_several_make_the_same_as_one(site, settings):
    together = contents(bake())
    settings.RELEASE_PROCESSES = 1
    assert contents(bake(everything=True)) == together
    assert rollback.verify()[1] == []


def publish_meanwhile(monkeypatch, database_url):
    """Another process publishes as soon as the crew has begun; it must not have to wait for it."""
    publish = """if True:
        import django; django.setup()
        from tests.factories import make_program
        make_program("Meanwhile", slug="meanwhile")
    """
    environment = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "safetyhub.settings"}
    plan = baking._plan

    def slow(*args):
        subprocess.run([sys.executable, "-c", publish], env=environment, check=True, timeout=60)
        return plan(*args)

    monkeypatch.setattr(baking, "_plan", slow)


def test_what_is_published_meanwhile_is_on_no_page_of_it_and_on_all_of_the_next(
    site, monkeypatch, database_url
):
    publish_meanwhile(monkeypatch, database_url)
    release = bake()
    monkeypatch.undo()
    assert rollback.verify() == (release, [])
    assert not any(b"Meanwhile" in ask(front(down), path).body for path in PROGRAMS)
    assert Unreleased.objects.exists()
    bake()
    assert all(b"Meanwhile" in ask(front(down), path).body for path in PROGRAMS)
    assert not Unreleased.objects.exists()


def killed(release, base, place, of):
    if place:
        os.kill(os.getpid(), signal.SIGKILL)
    yield from making_make(release, base, place, of)


making_make = making.make


def test_a_worker_that_is_killed_ends_the_bake_and_not_the_release(site, monkeypatch):
    release = bake()
    make_program("New", slug="new")
    monkeypatch.setattr(making, "make", killed)
    with pytest.raises(Lost):
        bake()
    assert folders.current() == release
    assert rollback.verify()[1] == []
    monkeypatch.undo()
    assert bake().number == release.number + 1
    assert connection.is_usable()


def test_a_baker_that_is_killed_leaves_the_last_good_one_and_nothing_in_the_way(site, settings, database_url):
    release = bake()
    make_program("New", slug="new")
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "VAR": str(settings.RELEASE_ROOT.parent),
        "SITE_URL": settings.SITE_URL,
    }
    command = [sys.executable, "manage.py", "bake", "--all"]
    with subprocess.Popen(command, env=environment, start_new_session=True) as baker:
        while not list(folders.root().glob(".new-2/site/*.html")) and baker.poll() is None:
            time.sleep(0.01)
        baker.kill()
    assert folders.current() == release
    for _attempt in range(100):  # its workers notice at their next page
        try:
            second = bake()
            break
        except folders.Busy:
            time.sleep(0.1)
    assert second.number == 2
    assert not list(folders.root().glob(".new-*"))
    assert ask(front(down), "/en-us/programs/new/").status == 200


def fails(place, of):
    yield place
    raise OSError(28, "No space left on device", "somewhere")


def test_what_a_worker_raises_is_raised(site):
    with Crew(2) as crew:
        crew.join("")
        with pytest.raises(OSError, match="No space left") as raised:
            list(crew.run(fails))
    assert raised.value.errno == 28


def slow(place, of):
    for _time in range(8):
        time.sleep(0.25)
        yield AtWork()
    yield place


def test_work_without_a_result_is_not_taken_for_work_that_hangs(site, monkeypatch):
    monkeypatch.setattr(crew, "PATIENCE", 1)
    with Crew(2) as both:
        both.join("")
        assert sorted(both.run(slow)) == [0, 1]


def test_verifying_a_sound_release_gives_signs_of_life(site, monkeypatch):
    release = bake()
    monkeypatch.setattr(verifying, "AT_ONCE", 1)
    found = list(verifying.findings(release, None, True, 0, 1))
    assert found and all(isinstance(sign, AtWork) for sign in found)
    assert rollback.verify() == (release, [])
