"""Releases on disk: whole or not there."""

import subprocess
import sys

import pytest

from safetyhub.release import folders


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.RELEASE_ROOT = tmp_path / "releases"
    return tmp_path / "releases"


def make(*, serve=True):
    made = folders.begin()
    made.manifest.touch()
    release = folders.finish(made)
    if serve:
        folders.swap(release)
    return release


def test_without_any_there_is_none():
    assert folders.current() is None
    assert folders.releases() == []


def test_one_that_is_being_made_is_not_there(root):
    folders.begin()
    assert folders.releases() == []
    assert folders.current() is None


def test_the_last_one_swapped_in_is_served():
    first, second = make(), make(serve=False)
    assert folders.current() == first
    folders.swap(second)
    assert folders.current() == second
    assert [release.number for release in folders.releases()] == [2, 1]


def test_what_a_killed_baker_left_is_cleaned_away(root):
    first = make()
    (folders.begin().folder / "site").mkdir()
    (root / ".new-current").symlink_to("9")
    assert folders.begin().number == first.number + 1
    assert sorted(path.name for path in root.iterdir()) == [".new-2", "1", "current"]


def test_a_few_are_kept_and_always_the_one_that_is_served():
    served = make()
    newer = [make(serve=False) for _ in range(4)]
    folders.prune(2)
    assert folders.releases() == [*reversed(newer[-2:]), served]
    assert folders.current() == served


def test_a_link_to_a_release_that_is_gone_leads_nowhere(root):
    make().manifest.unlink()
    assert folders.current() is None


def test_a_lock_holds_between_processes_and_ends_with_the_one_that_had_it(root):
    hold = f"""if True:
        import fcntl, sys, time
        file = open({str(root / "bake.lock")!r}, "a")
        fcntl.flock(file, fcntl.LOCK_EX)
        print("held", flush=True)
        time.sleep(60)
    """
    root.mkdir()
    with subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with pytest.raises(folders.Busy), folders.locked("bake", wait=False):
            pass
        other.kill()
    with folders.locked("bake", wait=False):
        pass
