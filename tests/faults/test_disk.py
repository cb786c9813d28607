"""The disk of the releases is full: the last good one stays, what is taken down goes all the same, and then it goes on."""

import os
import time
import urllib.error
import urllib.request

import pytest

from safetyhub.publishing import actions
from safetyhub.release import alarms, folders
from tests.factories import make_program

from .disk import Disk
from .test_database import LENGTH
from .visitors import Visitors, until

pytestmark = pytest.mark.faults

SOME = 200 << 10  # bytes: a manifest, and some pages
SECRET = "/en-us/programs/secret/"


@pytest.fixture
def disk(tmp_path):
    """Before the hub begins to work."""
    disk = Disk(tmp_path / "releases")
    if not disk.is_mounted:
        disk.close()
        leave_out = pytest.fail if os.environ.get("REQUIRE_ALL", "0") != "0" else pytest.skip
        leave_out("only root may mount a disk")
    yield disk
    disk.close()


@pytest.fixture
def secret(disk, site):
    return make_program("Secret words", slug="secret")


def failures(hub) -> int:
    """Bakes that the worker gave up."""
    return (hub.folder / "worker.log").read_text().count("The site could not be baked")


def status(hub, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{hub.port}{path}", timeout=10) as response:
            return response.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_the_last_good_release_stays_and_what_is_taken_down_goes(disk, secret, hub, site, paths, clerk):
    assert status(hub, SECRET) == 200
    visitors = Visitors(hub, [path for path in paths if "secret" not in path])
    with visitors, clerk:
        visitors.read_everything()
        served = folders.current()
        disk.fill(leaving=SOME)
        version = site.publish()
        until(lambda: failures(hub) == 1)
        disk.fill(leaving=0)
        until(lambda: failures(hub) == 2)
        (served.folder / "site/de-de/programs.html").unlink()
        visitors.read_everything()
        hub.serve()
        began = time.monotonic()
        actions.take_down(secret, language="", user=None)
        until(lambda: status(hub, SECRET) == 404)
        until(lambda: time.monotonic() > began + LENGTH, LENGTH + 30)
        visitors.read_everything()
        assert folders.current() == served
        disk.free()
        visitors.see(version)
        until(lambda: not alarms.standing())
    assert folders.current() != served and status(hub, SECRET) == 404
    clerk.check(site.draft)
