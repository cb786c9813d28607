"""The front of the app: what is in the release is answered from its file, before Django hears of it.

No database, no session, no middleware; the headers are those that the middleware gave when the page was baked. Everything
else, and every file that is missing or not as it was written, falls through to Django.
"""

import logging
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from . import folders, repairs
from .answering import OK, UNSURE, Answer, File, answer_to, send, unsure
from .manifest import NAME as MANIFEST
from .manifest import Page
from .opened import NOT_PUBLIC, NOT_THERE, Opened, first_part

logger = logging.getLogger(__name__)

# Segments without a leading dot, in plain ASCII: what could climb out of the folder, or is written oddly, is Django's.
PATH = re.compile(r"/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*(?:[A-Za-z0-9_-][A-Za-z0-9._-]*)?")
LONGEST = 500


class Front:
    """A WSGI application around another one."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app
        self.root = folders.root()
        self.link = str(self.root / "current")
        self.opened = lru_cache(maxsize=settings.RELEASES_KEPT + 1)(self._opened)
        self.is_our_host = lru_cache(maxsize=64)(_is_our_host)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if found := self.answer(environ):
            return send(found, start_response)
        path = environ.get("PATH_INFO", "")
        if not self._may_serve(path, environ):
            return self.app(environ, start_response)
        with suppress(*NOT_THERE):
            release = self._served()
            page = release.page(path)
            if page.location:
                return self._redirect(release, page, path, environ, start_response)
        return self._ask(path, environ, start_response)

    def answer(self, environ: WSGIEnvironment) -> Answer | None:
        """From a file of the release that is served; `None` for whatever has to be answered in another way."""
        path = environ.get("PATH_INFO", "")
        if self._may_serve(path, environ):
            with suppress(*NOT_THERE):
                release = self._served()
                page = release.page(path)
                accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
                if page.status == 200 and (file := release.file(page, accepted)):
                    return answer_to(environ, file)
        return None

    def _may_serve(self, path: str, environ: WSGIEnvironment) -> bool:
        """Otherwise Django redirects or refuses, and asks no database for that."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return False
        if len(path) > LONGEST or not PATH.fullmatch(path) or environ.get("SCRIPT_NAME"):
            return False
        if settings.SECURE_SSL_REDIRECT and not _is_secure(environ):
            return False
        return self.is_our_host(environ.get("HTTP_HOST", ""))

    # --- From the release -------------------------------------------------------------------------------------------

    def _served(self) -> Opened:
        """Asked at every request, so that a swap counts at once for every process."""
        number = os.readlink(self.link).rpartition("/")[2]  # noqa: PTH115
        try:
            return self._open(number)
        except sqlite3.Error:
            repairs.report(MANIFEST, f"{self.root}/{number}/{MANIFEST}")
            raise

    def _open(self, number: str) -> Opened:
        """By the state of its manifest, too: numbers may come again, and what is damaged counts at once."""
        state = os.stat(f"{self.root}/{number}/{MANIFEST}")  # noqa: PTH116
        return self.opened(number, state.st_ino, state.st_mtime_ns, state.st_size)

    def _opened(self, number: str, *_state: int) -> Opened:
        return Opened(self.root / number)

    def _redirect(
        self,
        release: Opened,
        page: Page,
        path: str,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING", "")
        behind = path.removeprefix(page.path.rstrip("/")).lstrip("/")  # also of an alias without its slash
        location = page.location + behind + (f"?{query}" if query else "")
        status = f"{page.status} {HTTPStatus(page.status).phrase}"
        start_response(
            status, [*release.headers(page.headers), ("Location", location), ("Content-Length", "0")]
        )
        return []

    # --- From Django ------------------------------------------------------------------------------------------------

    def _ask(self, path: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Django's answer; for a public page that it fails at, the last good one that there is."""
        if path.startswith(NOT_PUBLIC):
            return self.app(environ, start_response)
        instead: list[tuple[File, str]] = []

        def begin(status: str, headers: Any, *exc_info: Any) -> Any:
            if status[0] == "5":
                instead.extend(self._last_good(path, environ))
            return None if instead else start_response(status, headers, *exc_info)

        try:
            answer = self.app(environ, begin)
        except Exception:
            logger.exception("The app failed at %s", path)
            instead.extend(self._last_good(path, environ))
            if not instead:
                raise
            answer = ()
        if not instead:
            return answer
        if hasattr(answer, "close"):
            answer.close()
        file, status = instead[0]
        found = answer_to(environ, file) if status == OK else unsure(environ, file)
        return send(found, start_response)

    def _last_good(self, path: str, environ: WSGIEnvironment) -> Iterator[tuple[File, str]]:
        """At most one: of an older release, for an address that the served one has; "not found" for one that it has not.

        Nothing that was taken down comes back: a release that has such a thing is passed over.
        """
        for number, address, status in self._candidates(path):
            with suppress(*NOT_THERE):
                release = self._open(number)
                page = release.manifest.page(address)
                accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
                is_meant = page and page.status == (HTTPStatus.OK if status == OK else HTTPStatus.NOT_FOUND)
                if page and is_meant and (file := release.file(page, accepted)):
                    yield file, status
                    return

    def _candidates(self, path: str) -> Iterator[tuple[str, str, str]]:
        """(number of a release, address in it, status to answer with), the best first."""
        served = ""
        with suppress(*NOT_THERE):  # without any that is served, every one is an older one
            release = self._served()
            served = Path(release.folder).name
            page = release.manifest.page(path)
            if page is None or page.status == HTTPStatus.NOT_FOUND:
                yield served, f"{first_part(path)}404/", UNSURE
                yield served, "/404/", UNSURE
                return
        for older in folders.releases():
            if older.folder.name != served and older.is_eligible:
                yield older.folder.name, path, OK


def _is_secure(environ: WSGIEnvironment) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return environ[name].split(",")[0].strip() == value
    return environ.get("wsgi.url_scheme") == "https"


def _is_our_host(host: str) -> bool:
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
