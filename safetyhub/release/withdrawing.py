"""What was taken down goes before anything else: its files, so that the live views answer, and the way back to it."""

import logging
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from django.conf import settings

from . import folders
from .addresses import SENSITIVE, SITE
from .answering import SUFFIX
from .folders import Release
from .manifest import Manifest
from .models import Unreleased
from .seals import is_whole

logger = logging.getLogger(__name__)

# One page in so many is few. To look for whole folders takes the name of every page, 1.3 µs each; to unlink the three files
# of a page that goes, 180 µs.
FEW = 100


def withdraw(changes: Iterable[Unreleased]) -> None:
    """In the release that is served, at once, for every process. May be repeated; done already, it finds nothing."""
    if folders.current() is None:
        return
    with folders.locked("swap"):
        served = folders.current()
        pending = Unreleased.objects.filter(pk__in=[change.pk for change in changes], is_down=True)
        shown = [change for change in pending if served and is_shown(served, change)]
        if not shown or served is None:
            return
        for release in folders.releases():
            release.make_ineligible()
        try:
            withdraw_from(served, shown)
        except OSError:
            logger.exception(
                "Its files cannot be removed one by one: the whole release goes, until the next bake"
            )
            served.put_away()


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
        _remove_pages(release, manifest, list(manifest.affected(keys)))
        for _number, path in manifest.assets(settings.MEDIA_URL):
            if not is_public(path):
                release.file(f"site{path}").unlink(missing_ok=True)


def is_shown(release: Release, change: Unreleased) -> bool:
    """Whether the release has anything of what was taken down: of a regional version, a part of its own."""
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


def _remove_pages(release: Release, manifest: Manifest, names: list[str]) -> None:
    """What shows itself on every page goes by a few folders: to unlink a file that is nowhere else takes 60 µs."""
    are_many = len(names) * FEW > manifest.count()
    whole = whole_folders(names, manifest.names()) if are_many else []
    gone = {folder for folder in whole if _set_aside(release.folder / folder)}
    for name in names:
        if gone.isdisjoint(_folders_of(name)):
            for suffix in SUFFIX.values():
                release.file(name, suffix).unlink(missing_ok=True)


def whole_folders(going: Collection[str], every: Iterable[str]) -> list[str]:
    """Folders of which every file goes, each with what is in it; the sensitive ones first."""
    going = frozenset(going)
    staying = {folder for name in every if name not in going for folder in _folders_of(name)}
    whole = {folder for name in going for folder in _folders_of(name)} - staying
    uppermost = (folder for folder in whole if folder.rpartition("/")[0] not in whole)
    return sorted(uppermost, key=lambda folder: (not folder.startswith(SENSITIVE), folder))


def _folders_of(name: str) -> Iterator[str]:
    """ "site/de-de/programs.html" → "site/de-de", "site" """
    while name := name.rpartition("/")[0]:
        yield name


def _remove_parts(release: Release, locale: str) -> None:
    for part in list(_parts_of(release, locale)):
        if not part.is_dir():
            part.unlink(missing_ok=True)
        elif not _set_aside(part):
            shutil.rmtree(part)


def _set_aside(folder: Path) -> bool:
    """In one moment, out of every tree that is served; the next bake removes it. A full disk may have no room for that."""
    try:
        folder.rename(folders.root() / f"{folders.GOING}{folder.name}-{time.time_ns()}")
    except OSError:
        return not folder.exists()
    return True
