"""A file of a release as an answer of HTTP: which encoding, whether the visitor has it already, which headers."""

import gzip
import hashlib
import re
import zlib
from collections.abc import Collection, Iterable
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIEnvironment

from .manifest import Header, Page, Stored

ENCODINGS = ("br", "gzip")  # the better one first
SUFFIX = {"br": "br", "gzip": "gz", "": ""}  # also how the manifest calls it
LARGE = 128 * 1024  # beyond that a file is not kept in memory
NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?")
OK, NOT_MODIFIED, ANOTHER = "200 OK", "304 Not Modified", "412 Precondition Failed"
UNSURE = "503 Service Unavailable"
# Of the content, which a "not modified" does not have.
OF_CONTENT = frozenset({"Content-Type", "Content-Length", "Content-Encoding", "Content-Language"})
NOT_TO_KEEP = (("Cache-Control", "no-store"), ("CDN-Cache-Control", "no-store"))


class Damaged(Exception):
    """A file is not what was written."""


class Head(NamedTuple):
    """Headers, as WSGI wants them and as they go over the wire."""

    headers: list[Header]
    lines: bytes


class File(NamedTuple):
    """A file that was read and found to be what it has to be."""

    path: Path
    full: Head
    unmodified: Head
    etag: str
    modified: int  # seconds
    body: bytes | None  # None: too large to be kept


class Answer(NamedTuple):
    status: str
    head: Head
    body: bytes


def load(
    path: Path, page: Page, encoding: str, headers: Iterable[Header], *, is_packed: bool = False
) -> File:
    """Raises `Damaged`, or `OSError`. `is_packed`: the plain content, out of the file that was compressed with gzip."""
    stored = page.files[SUFFIX[encoding]]
    body = _unpacked(path) if is_packed else path.read_bytes()
    if len(body) != stored.size or hashlib.sha256(body).hexdigest() != stored.digest:
        raise Damaged(path)
    etag, modified = f'"{stored.digest[:32]}"', stored.modified // 10**9
    full = [*headers, *_headers_of_file(page, stored, encoding, etag, modified)]
    unmodified = [header for header in full if header[0] not in OF_CONTENT]
    kept = body if is_packed or len(body) <= LARGE else None
    return File(path, _head(full), _head(unmodified), etag, modified, kept)


def _unpacked(path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes())
    except (EOFError, zlib.error) as error:
        raise Damaged(path) from error


def _head(headers: list[Header]) -> Head:
    """Django lets no line break into a header; what reached the manifest in another way must not bring one either."""
    lines = [f"{name}: {value}" for name, value in headers]
    if any("\r" in line or "\n" in line for line in lines):
        raise Damaged("a line break in a header")
    return Head(headers, "".join(f"{line}\r\n" for line in lines).encode("latin-1"))


def _headers_of_file(page: Page, stored: Stored, encoding: str, etag: str, modified: int) -> list[Header]:
    found = [
        ("Content-Length", str(stored.size)),
        ("ETag", etag),
        ("Last-Modified", formatdate(modified, usegmt=True)),
    ]
    if len(page.files) > 1:
        found.append(("Vary", "Accept-Encoding"))
    if encoding:
        found.append(("Content-Encoding", encoding))
    return found


def answer_to(environ: WSGIEnvironment, file: File, status: str = OK) -> Answer:
    """Raises `OSError` where a large file, which is read again, is gone by now."""
    if status == OK and _wants_another(file, environ):
        return Answer(ANOTHER, _not_to_keep(file.unmodified, ("Content-Length", "0")), b"")
    if status == OK and _has_it(file, environ):
        return Answer(NOT_MODIFIED, file.unmodified, b"")
    body = b"" if environ["REQUEST_METHOD"] == "HEAD" else file.body or file.path.read_bytes()
    return Answer(status, file.full, body)


def unsure(environ: WSGIEnvironment, file: File) -> Answer:
    """ "Not found", where nobody can say that there is no such page: not to be kept, nor believed by a search engine."""
    found = answer_to(environ, file, UNSURE)
    return found._replace(head=_not_to_keep(file.full, ("Retry-After", "30")))


def _not_to_keep(head: Head, *more: Header) -> Head:
    headers = dict(head.headers) | dict(NOT_TO_KEEP) | dict(more)
    return _head(list(headers.items()))


def send(answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
    start_response(answer.status, list(answer.head.headers))
    return [answer.body] if answer.body else []


def _wants_another(file: File, environ: WSGIEnvironment) -> bool:
    """RFC 9110, 13.2.2: what is there is not what the client says that it wants. A tag decides, without one a date."""
    if tags := environ.get("HTTP_IF_MATCH"):
        return not _is_named(file, tags)
    date = _seconds(environ.get("HTTP_IF_UNMODIFIED_SINCE"))
    return date is not None and file.modified > date


def _has_it(file: File, environ: WSGIEnvironment) -> bool:
    """RFC 9110, 13.2.2: a tag decides; only without one a date does, and a later one too may be of what was taken back."""
    if tags := environ.get("HTTP_IF_NONE_MATCH"):
        return _is_named(file, tags, weak="W/")
    return file.modified == _seconds(environ.get("HTTP_IF_MODIFIED_SINCE"))


def _is_named(file: File, tags: str, *, weak: str = "") -> bool:
    """`weak`: how a tag begins that counts too."""
    return tags.strip() == "*" or file.etag in [tag.strip().removeprefix(weak) for tag in tags.split(",")]


def _seconds(date: str | None) -> float | None:
    """`None` where there is no date, or none that can be read: then it does not count."""
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except (ValueError, OverflowError):
        return None


def encodings(files: Collection[str], accepted: str) -> list[str]:
    """Those that the client takes and the page has, the best first; plain last, which every client understands."""
    return [*_taken(tuple(files), accepted), ""]


@lru_cache(maxsize=512)  # browsers send one of a few; whatever else is sent cannot make it grow
def _taken(files: tuple[str, ...], accepted: str) -> list[str]:
    takes = dict(_qualities(accepted))
    anything = takes.get("*", 0)
    found = [name for name in ENCODINGS if SUFFIX[name] in files and takes.get(name, anything) > 0]
    return sorted(found, key=lambda name: -takes.get(name, anything))


def _qualities(accepted: str) -> Iterable[tuple[str, float]]:
    """RFC 9110, 12.4.2. Leaves out what is no number."""
    for item in accepted.lower().replace(" ", "").split(","):
        name, *parameters = item.split(";")
        quality = next((text[2:] for text in parameters if text.startswith("q=")), "1")
        if NUMBER.fullmatch(quality):
            yield name, float(quality)
