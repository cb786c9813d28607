"""From the live pointers to a release that is served: made apart, verified, swapped in whole. Or nothing has changed."""

import datetime
import hashlib
import os
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from safetyhub.locales import cldr
from safetyhub.locales.models import Locale

from . import alarms, folders, making, repairs, snapshot, verifying
from .addresses import addresses
from .crew import Crew
from .folders import Release
from .making import Dropped, Kept
from .manifest import Manifest
from .models import DeadLink, Unreleased
from .rendering import Finding
from .seals import is_whole, seal
from .withdrawing import is_public, withdraw_from

SOURCES = tuple(".py .html .mo .po .css .js .svg .json .png .ico .webp .woff2 .txt".split())
NO_CODE = (".", "tests", "__pycache__")  # how the names of such folders begin
SAID = (
    "SITE_URL",
    "PLATFORM_NAME",
    "LIST_LENGTH",
    "STATIC_URL",
    "MEDIA_URL",
    "CONTENT_SECURITY_POLICY",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
)
WRITTEN = ("RELEASE_ROOT", "STATIC_ROOT", "MEDIA_ROOT", "PRIVATE_MEDIA_ROOT")
AHEAD = datetime.timedelta(minutes=5)  # of another server's clock
ROUNDS = 4  # a page shows a style sheet, which shows a picture
STORED_AT_ONCE = DELETED_AT_ONCE = 500
MOST_FINDINGS = 100

Progress = Callable[[int, int], None]  # pages done, pages in all


class Failed(Exception):
    """The release cannot be served. The last good one still is."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(verifying.describe(findings))
        self.findings = findings


class Held(Exception):
    """Somebody has gone back to an older release."""


class Outdated(Exception):
    """Code is loaded as a process begins, templates when they are needed: its pages would be half of the old version."""

    def __str__(self) -> str:
        return "The code of the hub was replaced after this process had begun. Restart it."


class Baked(NamedTuple):
    release: Release
    rendered: int
    kept: int


def bake(
    *, everything: bool = False, by_itself: bool = False, told: Progress = lambda done, of: None
) -> Baked:
    """Bring what is live into a release and serve it.

    Raises `folders.Busy` while another bake runs, `Failed`, `Outdated`, and `Held` where nobody asked and a rollback holds.
    """
    with folders.locked("bake", wait=False):
        if by_itself and folders.is_held():  # again, now that no rollback can come in between
            raise Held
        try:
            baked = _bake(everything, told)
        except Exception as error:
            folders.clean()
            alarms.sound(alarms.BAKE, str(error) or type(error).__name__)
            raise
        alarms.end(alarms.BAKE)
        return baked


def _bake(everything: bool, told: Progress) -> Baked:
    if code() != code_on_disk():
        raise Outdated
    made = folders.begin()
    cldr.load(Locale.objects.public().values_list("language", flat=True).distinct())
    with Crew(settings.RELEASE_PROCESSES) as crew, snapshot.first(crew.join):
        changes = list(Unreleased.objects.all())
        version = making.content_version()
        wanted = repairs.asked()
        base = None if everything else _base(changes)
        with Manifest.write(made.manifest, base and base.manifest) as manifest:
            gone = _plan(manifest, changes, wanted)
            tally = _make(crew, made, base, manifest, told)
            _verify(crew, made, manifest, gone)
            dead, addresses_gone = manifest.dead_links(), manifest.dead_addresses()
            manifest.seal(number=made.number, version=version, made=timezone.now(), code=fingerprint())
    seal(made.manifest)
    release = _serve(made, changes)
    repairs.done(wanted)
    _tell_of(dead)
    _keep_in_mind(addresses_gone)
    folders.prune(settings.RELEASES_KEPT)
    return Baked(release, tally.rendered, tally.kept)


def _base(changes: list[Unreleased]) -> Release | None:
    """The release that the next one may begin as: the one that is served, if every change since is known."""
    served = _served()
    is_other = served is None or not served.is_own or folders.is_held()
    if served is None or is_other or any(not change.kind for change in changes):
        return None
    with Manifest.read(served.manifest) as manifest:
        return served if is_of_today(manifest) else None


def is_of_today(manifest: Manifest) -> bool:
    """Whether it can be gone on from: made by this code, and by a clock that was not ahead, which shows days to come."""
    about = manifest.about()
    return about.get("code") == fingerprint() and about.get("made", "") <= str(timezone.now() + AHEAD)


def _served() -> Release | None:
    """With a manifest that can be gone on from."""
    served = folders.current()
    return served if served and is_whole(served.manifest) else None


@cache
def fingerprint() -> str:
    """Of whatever else a page is made of: code, templates, catalogues, and the settings that pages show."""
    return hashlib.sha256(repr([code(), *(getattr(settings, name) for name in SAID)]).encode()).hexdigest()


@cache
def code() -> str:
    """As it was when this process asked first."""
    return code_on_disk()


def code_on_disk() -> str:
    """The same wherever it lies, so that two servers can share one VAR."""
    digest, home = hashlib.sha256(), Path(settings.BASE_DIR)
    for path in sorted(_sources(home)):
        digest.update(path.removeprefix(str(home)).encode())
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()


def _sources(home: Path) -> Iterator[str]:
    """Without tests, and without what the hub itself writes, which may lie beside the code."""
    written = {str(getattr(settings, name)) for name in WRITTEN}
    for folder, inside, files in os.walk(home):
        is_home = folder == str(home)
        left_out = (*NO_CODE, "var") if is_home else NO_CODE
        inside[:] = [
            name for name in inside if not name.startswith(left_out) and f"{folder}/{name}" not in written
        ]
        if not is_home:
            yield from (f"{folder}/{name}" for name in files if name.endswith(SOURCES))


def _plan(manifest: Manifest, changes: list[Unreleased], wanted: list[str]) -> list[str]:
    """Say which pages there are and which are to be made; the addresses that are gone."""
    for number, path in manifest.assets(settings.MEDIA_URL):
        if not is_public(path):
            manifest.drop(number)
    served = _served()
    dead = DeadLink.objects.values_list("path", flat=True)
    gone = manifest.expect(addresses(), served and served.manifest, dead)
    keys = (key for change in changes for key in change.changes)
    manifest.make_again(keys, day=today().isoformat(), paths=wanted)
    return gone


def today() -> datetime.date:
    """As the reader counts days."""
    return timezone.now().date()


class Tally:
    """Takes in what the crew reports."""

    def __init__(self, manifest: Manifest, number: int, told: Progress) -> None:
        self.manifest, self.number, self.told = manifest, number, told
        self.rendered = self.kept = self.total = 0
        self.found: list[Finding] = []

    def take(self, result: making.Result) -> None:
        if isinstance(result, Finding):
            self.found.append(result)
        elif isinstance(result, Kept):
            self.kept += result.number
        elif isinstance(result, Dropped):
            self.manifest.drop(result.id)
        else:
            self.manifest.store(result, self.number)
            self.rendered += 1
            if self.rendered % STORED_AT_ONCE == 0:
                self.manifest.sql.commit()
        self.told(self.rendered + self.kept, self.total)


def _make(crew: Crew, made: Release, base: Release | None, manifest: Manifest, told: Progress) -> Tally:
    """In rounds: what a page loads is made after it. Raises `Failed` for pages that do not belong in a release."""
    tally = Tally(manifest, made.number, told)
    for _round in range(ROUNDS):
        tally.total = manifest.count()
        for result in crew.run(making.make, made, base):
            tally.take(result)
            if len(tally.found) >= MOST_FINDINGS:
                break
        manifest.sql.commit()
        base = None
        if tally.found or not manifest.count("to_make = 1"):
            break
    if tally.found:
        raise Failed(tally.found)
    return tally


def _verify(crew: Crew, made: Release, manifest: Manifest, gone: list[str]) -> None:
    """Pages that were kept were verified before; again those that may lead to an address that is gone."""
    of_pages: Iterator[Finding] = crew.run(verifying.findings, made, gone, False)
    found = []
    for finding in chain(verifying.of_the_whole(manifest, made.number), of_pages):
        if finding.code == verifying.GONE:
            manifest.add_dead_link(finding.path, finding.detail)
        else:
            found.append(finding)
        if len(found) >= MOST_FINDINGS:
            break
    if found:
        raise Failed(found)


def _tell_of(dead: list[tuple[str, str]]) -> None:
    if dead:
        alarms.sound(alarms.LINKS, "; ".join(f"{page} → {path}" for page, path in dead))
    else:
        alarms.end(alarms.LINKS)


def _keep_in_mind(dead: set[str]) -> None:
    known = set(DeadLink.objects.values_list("path", flat=True))
    if known - dead:
        DeadLink.objects.filter(path__in=known - dead).delete()
    if dead - known:
        DeadLink.objects.bulk_create([DeadLink(path=path) for path in dead - known], ignore_conflicts=True)


def _serve(made: Release, changes: list[Unreleased]) -> Release:
    """Swap it in, without what was taken down while it was made, and close the way back to what was taken down before.

    Whoever took it down may have been ended before that, so the rows decide. A release gets its number only when
    this is done: whatever is found under a number may be shown.
    """
    known = {change.pk for change in changes}
    folders.settle()
    with folders.locked("swap"):
        down = list(Unreleased.objects.filter(is_down=True))
        later = [change for change in down if change.pk not in known]
        if later:
            made.make_ineligible()
            withdraw_from(made, later)
        if down:
            for older in folders.releases():
                older.make_ineligible()
        release = folders.finish(made)
        folders.let_go()  # first: a baker that is killed here leaves an older release, which the next one replaces
        folders.swap(release)
        _forget(sorted(known))  # before anybody withdraws them from the release that no longer has them
    return release


def _forget(known: list[int]) -> None:
    for start in range(0, len(known), DELETED_AT_ONCE):
        Unreleased.objects.filter(pk__in=known[start : start + DELETED_AT_ONCE]).delete()
