"""Releases on disk. A release is whole or it is not there: made under a name of its own, then renamed.

RELEASE_ROOT/12/site/…           what is served, as files: de-de/programs.html, and the same with .br and .gz behind it
RELEASE_ROOT/12/sensitive/…      pages that are served too, and should leave no trace on somebody's device
RELEASE_ROOT/12/404/…            "not found" of each locale
RELEASE_ROOT/12/manifest.sqlite3, and its SHA-256 in manifest.sqlite3.sha256
RELEASE_ROOT/12/eligible         there until something in it is taken down: without it there is no way back
RELEASE_ROOT/current -> 12
RELEASE_ROOT/held                there after a rollback: nothing is baked by itself until somebody bakes
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

MAKING, GOING = ".new-", ".old-"


class Busy(Exception):
    """Another process holds the lock."""


class Release(NamedTuple):
    number: int
    folder: Path

    @property
    def manifest(self) -> Path:
        return self.folder / "manifest.sqlite3"

    @property
    def is_eligible(self) -> bool:
        """Whether it may be shown again: nothing in it was taken down since."""
        return (self.folder / "eligible").exists()

    @property
    def is_own(self) -> bool:
        """Whether this user made it; else it may not be able to link to its files, nor to remove them."""
        return self.folder.stat().st_uid == os.geteuid()

    def make_ineligible(self) -> None:
        """A file that goes, rather than one that comes: that works on a full disk too. Else the whole release goes."""
        try:
            (self.folder / "eligible").unlink(missing_ok=True)
        except PermissionError:
            self.put_away()

    def put_away(self) -> None:
        """Out of sight, in one moment. The next bake removes it."""
        self.folder.rename(root() / f"{GOING}{self.number}-{time.time_ns()}")

    def file(self, name: str, encoding: str = "") -> Path:
        return self.folder / (f"{name}.{encoding}" if encoding else name)


def root() -> Path:
    return Path(settings.RELEASE_ROOT)


def release(number: int) -> Release:
    return Release(number, root() / str(number))


def current() -> Release | None:
    try:
        found = release(int((root() / "current").readlink().name))
    except (OSError, ValueError):  # it is not there, or is no link to a release
        return None
    return found if found.manifest.exists() else None


def releases() -> list[Release]:
    """The newest first."""
    numbers = (int(path.name) for path in root().glob("[0-9]*") if path.name.isdecimal())
    return [release(number) for number in sorted(numbers, reverse=True)]


def begin() -> Release:
    """An empty folder for the next release, which nobody sees before `finish`."""
    root().mkdir(parents=True, exist_ok=True)
    clean()
    number = max((found.number for found in releases()), default=0) + 1
    folder = root() / f"{MAKING}{number}"
    folder.mkdir()
    (folder / "eligible").touch()
    return Release(number, folder)


def settle() -> None:
    """Bring it all to the disk: once for all files, because a `fsync` for each takes longer than rendering it."""
    os.sync()


def finish(made: Release) -> Release:
    """Give the folder its number. It is not served yet."""
    done = release(made.number)
    made.folder.rename(done.folder)
    _settle_names()
    return done


def swap(to: Release) -> None:
    """From this moment on every process serves that release."""
    link = root() / f"{MAKING}current"
    link.unlink(missing_ok=True)
    link.symlink_to(str(to.number))
    current = root() / "current"
    if current.is_dir() and not current.is_symlink():  # by a copy that followed the link
        current.rename(root() / f"{GOING}current")
    link.replace(current)
    _settle_names()


def prune(keep: int) -> None:
    """Remove all but the newest ones, and the one that is served."""
    served = current()
    for old in releases()[max(keep, 1) :]:
        if served and old.number != served.number:
            old.put_away()
    clean()


def clean() -> None:
    """What a killed baker left, and what is on its way out."""
    for path in root().glob(".*-*"):
        if path.name.startswith((MAKING, GOING)):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)  # of another user's it may have to stay
            else:
                path.unlink(missing_ok=True)


def hold(reason: str) -> None:
    (root() / "held").write_text(reason, encoding="utf-8")


def let_go() -> None:
    (root() / "held").unlink(missing_ok=True)


def is_held() -> bool:
    return (root() / "held").exists()


@contextmanager
def locked(name: str, *, wait: bool = True) -> Iterator[None]:
    """Between processes; the kernel lets go when the last one that holds it ends, also if it is killed."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / f"{name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Busy(name) from None
        yield


def _settle_names() -> None:
    handle = os.open(root(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
