"""What the tests of the released site share: bake, and ask the front as a server would."""

import io
import sqlite3
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections

from safetyhub.release import baking, folders, rollback
from safetyhub.release.addresses import file_name
from safetyhub.release.manifest import Manifest
from safetyhub.release.seals import seal
from safetyhub.release.serving import Front

PAGE = "/de-de/programs/fact-checking/"
HEADERS_OF_FILES = {"Content-Length", "ETag", "Last-Modified", "Vary", "Content-Encoding", "Date"}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def front(app: Any = None) -> Front:
    return Front(app or WSGIHandler())


def ask(app: Any, path: str, method: str = "GET", query: str = "", **headers: str) -> Answer:
    """As a WSGI server asks: the path is not quoted, its bytes are Latin 1."""
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    began: list[Any] = []
    request_started.disconnect(close_old_connections)  # the test's own, with its transaction
    try:
        answer = app(environ, lambda status, sent, exc_info=None: began.append((status, sent)))
        body = b"".join(answer)
    finally:
        request_started.connect(close_old_connections)
    (status, sent) = began[-1]
    return Answer(int(status.split()[0]), dict(sent), body)


def down(environ: Any, start_response: Any) -> Any:
    """An app with its database gone: whatever comes through to it fails."""
    start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
    return [b"down"]


def contents(release: folders.Release) -> dict[str, tuple[Any, ...]]:
    """All that the release says, by address."""
    with Manifest.read(release.manifest) as manifest:
        return {
            page.path: (
                page.status,
                page.location,
                page.is_sensitive,
                tuple(manifest.headers(page.headers)),
                tuple((encoding, stored.digest) for encoding, stored in sorted(page.files.items())),
            )
            for page in manifest.share("1 = 1", 0, 1)
        }


def bake(**options: Any) -> folders.Release:
    return baking.bake(**options).release


def file_of(release, path, encoding=""):
    return release.file(file_name(path, 200, is_sensitive=False), encoding)


@contextmanager
def altered(release):
    """Its manifest, to say something else and be sealed again."""
    with closing(sqlite3.connect(release.manifest)) as manifest:
        yield manifest
        manifest.commit()
    seal(release.manifest)


def findings():
    return {finding.code for finding in rollback.verify()[1]}
