"""What was taken down goes before anything else: its files, so that the live views answer, and the way back to it."""

import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from . import folders
from .addresses import SENSITIVE, SITE
from .folders import Release
from .manifest import Manifest, Page
from .models import Unreleased
from .seals import is_whole


def withdraw(changes: Iterable[Unreleased]) -> None:
    """In the release that is served, at once, for every process. May be repeated; done already, it finds nothing."""
    if folders.current() is None:
        return
    with folders.locked("swap"):
        served = folders.current()
        pending = Unreleased.objects.filter(pk__in=[change.pk for change in changes], is_down=True)
        shown = [change for change in pending if served and _is_shown(served, change)]
        if not shown or served is None:
            return
        for release in folders.releases():
            release.make_ineligible()
        withdraw_from(served, shown)


def withdraw_from(release: Release, changes: Iterable[Unreleased]) -> None:
    """The caller holds the lock under which releases are swapped: none that has it can come in between.

    Where nobody can say which pages show it, none stays.
    """
    if not is_whole(release.manifest):
        _remove_parts(release, "")
        return
    for change in changes:
        if change.locale:
            _remove_parts(release, change.locale)
    keys = [key for change in changes for key in change.shown]
    with Manifest.read(release.manifest) as manifest:
        for page in manifest.affected(keys):
            _remove(release, page)
        for _number, path in manifest.assets(settings.MEDIA_URL):
            if not is_public(path):
                release.file(f"site{path}").unlink(missing_ok=True)


def _is_shown(release: Release, change: Unreleased) -> bool:
    return not change.locale or any(_parts_of(release, change.locale))


def _parts_of(release: Release, locale: str) -> Iterator[Path]:
    """Folders of one regional version, "" for all, and the files of its start page. Sensitive pages first."""
    for tree in (SENSITIVE, SITE):
        folder = release.folder / tree / locale
        if folder.is_dir():
            yield folder
        if locale:
            yield from folder.parent.glob(f"{locale}.html*")


def is_public(path: str) -> bool:
    """Whether the public store has this picture."""
    return (Path(settings.MEDIA_ROOT) / path.removeprefix(settings.MEDIA_URL)).is_file()


def _remove(release: Release, page: Page) -> None:
    for encoding in page.files:
        release.file(page.name, encoding).unlink(missing_ok=True)


def _remove_parts(release: Release, locale: str) -> None:
    for part in list(_parts_of(release, locale)):
        _remove_part(part)


def _remove_part(part: Path) -> None:
    """A folder in one moment, and out of every tree that is served, for whoever is ended before the rest is gone."""
    aside = folders.root() / f"{folders.GOING}{part.name}-{time.time_ns()}"
    try:
        if not part.is_dir():
            part.unlink()
            return
        part.rename(aside)
    except FileNotFoundError:
        return
    shutil.rmtree(aside, ignore_errors=True)  # what stays, the next bake removes
