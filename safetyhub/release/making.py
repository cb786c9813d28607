"""The files of a release: pages that are rendered, or the same file again where nothing can have changed."""

import gzip
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import brotli
from django.conf import settings
from django.db import connection

from .folders import Release
from .links import assets_in
from .manifest import Made, Manifest, Page, Stored
from .models import Unreleased
from .rendering import Finding, Refused, Rendered, Renderer

COMPRESSED = frozenset(
    "text/html text/css text/javascript text/plain image/svg+xml application/xml application/json".split()
)
WORTH_IT = 256  # bytes, below which compressing gains nothing
LINKED = 200  # pages that are reported at once
SECOND = 10**9  # nanoseconds


class Kept(NamedTuple):
    """So many pages are the same files as in the release before."""

    number: int


class Dropped(NamedTuple):
    """An asset that is public no more. A page that still shows it has a broken link."""

    id: int


Result = Made | Finding | Kept | Dropped


def make(release: Release, base: Release | None, place: int, of: int) -> Iterator[Result]:
    """This share of the pages. What speaks against a page is told like a result, so that a report can name them all."""
    renderer = Renderer()
    with Manifest.read(release.manifest, finished=False) as manifest:
        for sensitive in (1, 0):
            for page in manifest.share(f"to_make = 1 AND is_sensitive = {sensitive}", place, of):
                yield _made(renderer, release, page)
        if base:
            yield from _keep(renderer, release, base, manifest, place, of)


def _keep(
    renderer: Renderer, release: Release, base: Release, manifest: Manifest, place: int, of: int
) -> Iterator[Result]:
    kept, folders = 0, set[str]()
    for page in manifest.share(f"to_make = 0 AND made_in < {release.number}", place, of):
        if _linked(release, base, page, folders):
            kept += 1
            if kept == LINKED:
                yield Kept(kept)
                kept = 0
        else:
            yield _made(renderer, release, page)
    yield Kept(kept)


def _linked(release: Release, base: Release, page: Page, folders: set[str]) -> bool:
    """Whether the files of the release before are there, and as they were written. `folders`: those that are made.

    Done for each page that there is, so with plain words for paths, which takes half the time.
    """
    name = page.name
    folder, _, _ = name.rpartition("/")
    if folder not in folders:
        release.file(folder).mkdir(parents=True, exist_ok=True)
        folders.add(folder)
    for encoding, stored in page.files.items():
        file = f"{name}.{encoding}" if encoding else name
        here = f"{release.folder}/{file}"
        try:
            os.link(f"{base.folder}/{file}", here)
        except FileExistsError:
            pass
        except FileNotFoundError:
            return False
        state = os.stat(here)  # noqa: PTH116
        if (state.st_size, state.st_mtime_ns) != (stored.size, stored.modified):
            return False
    return True


def _made(renderer: Renderer, release: Release, page: Page) -> Made | Finding | Dropped:
    try:
        rendered = renderer.render(page.path, page.status)
    except Refused as refused:
        return Dropped(page.id) if page.is_asset and refused.finding.code == "status" else refused.finding
    until = rendered.made_of.valid_until
    return Made(
        id=page.id,
        headers=rendered.headers,
        location=rendered.location,
        files=_written(release, page, rendered) if page.name else {},
        is_sensitive=rendered.is_sensitive,
        languages=sorted(rendered.made_of.languages),
        valid_until=until.isoformat() if until else None,
        version=content_version(),
        keys=sorted(rendered.made_of.keys),
        assets=sorted(set(assets_in(rendered.body, rendered.type)) | _asset_led_to(rendered.location)),
    )


def _asset_led_to(location: str) -> set[str]:
    path = urlsplit(location).path
    return {path} if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)) else set()


def content_version() -> str:
    """Of the moment that is read: another one as soon as something else has gone live. Only within one bake.

    Written out, because it is asked for each page: to have the ORM build it takes a twentieth of a page's time.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MAX(id), 0), COUNT(*) FROM {Unreleased._meta.db_table}")  # noqa: S608
        return ".".join(map(str, cursor.fetchone()))


def _written(release: Release, page: Page, rendered: Rendered) -> dict[str, Stored]:
    name = page._replace(
        is_sensitive=rendered.is_sensitive
    ).name  # as it is now, not as it was when last made
    bodies = {"": rendered.body, **_compressed(rendered)}
    return {
        encoding: _write(release.file(name, encoding), body, page.files.get(encoding))
        for encoding, body in bodies.items()
    }


def _compressed(rendered: Rendered) -> dict[str, bytes]:
    """Brotli 5 takes a millisecond for a page and 11 takes a hundred, for a sixth less."""
    if rendered.type not in COMPRESSED or len(rendered.body) < WORTH_IT:
        return {}
    found = {
        "br": brotli.compress(rendered.body, quality=5),
        "gz": gzip.compress(rendered.body, 6, mtime=0),
    }
    return {encoding: body for encoding, body in found.items() if len(body) < len(rendered.body)}


def _write(path: Path, body: bytes, before: Stored | None) -> Stored:
    """`before`: the file that this one replaces. nginx makes an `ETag` of the second and the size: one of them differs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # a link to a damaged file must not be written through
    with path.open("xb") as file:
        file.write(body)
    modified = path.stat().st_mtime_ns
    if before and before.size == len(body) and modified // SECOND <= before.modified // SECOND:
        modified = before.modified + SECOND
        os.utime(path, ns=(modified, modified))
    return Stored(hashlib.sha256(body).hexdigest(), len(body), modified)
