"""Whether a release can be served: every file as it was written, every link leads somewhere, one version, no other host."""

import hashlib
from collections.abc import Iterator

from .crew import AtWork
from .folders import Release
from .links import links_in, own_path
from .manifest import Manifest, Page
from .opened import NOT_PUBLIC, first_part
from .rendering import Finding

# The only finding that stops nothing: it leads to what was taken down. Taking down must not wait for whoever wrote the link.
GONE = "gone"
SHOWN = 5  # findings that are told in full
AT_ONCE = 200  # pages between two signs of life: a sound release has nothing else to tell
MOST_ENDINGS = 50
REMEMBERED = 5_000  # links that were looked up: each page has those of the menu of regions


def findings(
    release: Release, gone: list[str] | None, finished: bool, place: int, of: int
) -> Iterator[Finding | AtWork]:
    """Of this share of the pages: those that were made for this release, and kept ones that may lead to what is gone.

    `gone`: addresses that the release before had; `None` for every page, whatever it leads to.
    """
    with Manifest.read(release.manifest, finished=finished) as manifest:
        known, endings = Known(manifest), _endings(gone)
        condition = f"made_in = {release.number}" if endings == set() else "1 = 1"
        for number, page in enumerate(manifest.share(condition, place, of), 1):
            if endings is None or page.made_in == release.number or _may_lead_to(release, page, endings):
                yield from _of_page(release, page, known)
            if number % AT_ONCE == 0:
                yield AtWork()


def _endings(gone: list[str] | None) -> set[bytes] | None:
    """What stands behind the locale, the same in all regional versions. `None` for so many that any page may have one."""
    if gone is None:
        return None
    found = {f"/{path.split('/', 2)[-1]}".encode() for path in gone}
    return found if len(found) <= MOST_ENDINGS else None


def _may_lead_to(release: Release, page: Page, endings: set[bytes]) -> bool:
    """Bytes are looked through a hundred times as fast as links are taken out of a page."""
    try:
        body = release.file(page.name).read_bytes() if page.name else page.location.encode()
    except OSError:
        return True  # and is told of
    return any(ending in body for ending in endings)


def of_the_whole(manifest: Manifest, number: int) -> Iterator[Finding]:
    """What no page shows by itself."""
    missing = manifest.count("to_make = 1")
    if missing:
        yield Finding("missing", f"{missing} pages", "were not made")
    if not manifest.count("status = 200 AND NOT is_asset"):
        yield Finding("missing", "/", "there is no page at all")
    versions = manifest.versions(number)
    if len(versions) > 1:
        yield Finding("mixed", "/", f"pages of content versions {', '.join(sorted(versions))}")


class Known:
    """Which addresses lead somewhere. Remembers the last ones, not all."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.seen: dict[str, bool] = {}

    def __contains__(self, path: str) -> bool:
        if path not in self.seen:
            if len(self.seen) >= REMEMBERED:
                del self.seen[next(iter(self.seen))]
            self.seen[path] = self.manifest.has(path) or self._leads_on(path)
        return self.seen[path]

    def _leads_on(self, path: str) -> bool:
        """To what no release has, or by a redirect: from another spelling, and from any address behind an alias."""
        plain = f"{path.lower().rstrip('/')}/"
        root = first_part(plain)
        alias = self.manifest.page(root)
        if alias and alias.location:
            plain = alias.location + plain.removeprefix(root)
        return plain.startswith(NOT_PUBLIC) or self.manifest.has(plain)


def _of_page(release: Release, page: Page, known: Known) -> Iterator[Finding]:
    if not page.name:
        yield from _of_link(page.path, page.location, False, known)
        return
    if "" not in page.files:
        yield Finding("missing", page.path, page.name)
    bodies = {}
    for encoding, stored in page.files.items():
        file = release.file(page.name, encoding)
        try:
            body = file.read_bytes()
        except OSError:
            yield Finding("missing", page.path, file.name)
            continue
        if len(body) != stored.size or hashlib.sha256(body).hexdigest() != stored.digest:
            yield Finding("damaged", page.path, file.name)
        bodies[encoding] = body
    if "" in bodies:
        yield from _of_links(page, bodies[""], known)


def _of_links(page: Page, body: bytes, known: Known) -> Iterator[Finding]:
    headers = dict(known.manifest.headers(page.headers))
    kind = headers.get("Content-Type", "").partition(";")[0]
    if kind not in ("text/html", "application/xml"):
        return
    links = dict.fromkeys(links_in(body.decode(errors="replace"), kind))
    yield from dict.fromkeys(finding for link in links for finding in _of_link(page.path, *link, known))


def _of_link(page: str, address: str, is_loaded: bool, known: Known) -> Iterator[Finding]:
    path = own_path(address)
    if path is None:
        if is_loaded and not address.startswith("data:"):
            yield Finding("host", page, address)
    elif path and (path not in known or (is_loaded and path.startswith(NOT_PUBLIC))):
        yield Finding(GONE if known.manifest.had(path) else "link", page, path)


def describe(found: list[Finding]) -> str:
    """The first ones in words, for a log and for people."""
    shown = "; ".join(str(finding) for finding in found[:SHOWN])
    more = len(found) - SHOWN
    return f"{shown}; and {more} more" if more > 0 else shown
