"""The way back to a release that was good, if nothing in it was taken down since."""

from django.conf import settings

from . import folders, verifying
from .crew import Crew
from .folders import Release
from .manifest import NAME, Manifest
from .rendering import Finding
from .seals import is_whole


class Impossible(Exception):
    """Why, in words for the person who asked."""


def roll_back(number: int | None = None) -> Release:
    """Serve that release, or the newest before the one that is served. What goes live is held until somebody bakes."""
    with folders.locked("bake"):  # a bake that has begun must not end on top of it
        chosen = _chosen(number)
        _release, found = verify(chosen.number)
        if found:
            raise Impossible(f"Release {chosen.number} is damaged: {verifying.describe(found)}")
        with folders.locked("swap"):
            if not chosen.is_eligible:
                raise Impossible(f"Something in release {chosen.number} was taken down since.")
            folders.hold(f"Rolled back to release {chosen.number}")
            folders.swap(chosen)
    return chosen


def _chosen(number: int | None) -> Release:
    served = folders.current()
    for release in folders.releases():
        if number is None and served and release.number < served.number and release.is_eligible:
            return release
        if number == release.number:
            return release
    if number is None:
        raise Impossible(
            "There is no older release in which nothing was taken down since: see `release list`."
        )
    raise Impossible(f"There is no release {number}: see `release list`.")


def verify(number: int | None = None) -> tuple[Release, list[Finding]]:
    """All of it: every file, every link."""
    release = folders.current() if number is None else folders.release(number)
    if release is None or not release.manifest.exists():
        raise Impossible("There is no such release.")
    if not is_whole(release.manifest):
        return release, [Finding("damaged", "/", NAME)]
    with Manifest.read(release.manifest) as manifest, Crew(settings.RELEASE_PROCESSES) as crew:
        crew.join("")
        found = list(verifying.of_the_whole(manifest, release.number))
        found += crew.run(verifying.findings, release, None, True)
        return release, [finding for finding in found if finding.code != verifying.GONE]
