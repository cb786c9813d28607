"""One page, as its view answers it through the whole stack of middleware, or what speaks against keeping it."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from safetyhub.publishing import footprint
from safetyhub.publishing.footprint import Footprint

from .manifest import Header

# The server writes these itself, for the file that it sends.
OWN = frozenset({"content-length", "content-encoding", "date", "etag", "last-modified", "location", "vary"})


class Finding(NamedTuple):
    """Something because of which a release must not be served."""

    code: str
    path: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.code} {self.detail}".rstrip()


class Refused(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


@dataclass
class Rendered:
    body: bytes
    headers: list[Header]
    location: str = ""
    is_sensitive: bool = False
    made_of: Footprint = field(default_factory=Footprint)

    @property
    def type(self) -> str:
        kind = next((value for name, value in self.headers if name == "Content-Type"), "")
        return kind.partition(";")[0]


class Renderer:
    """Asks Django as a visitor would, under the public host."""

    def __init__(self) -> None:
        site = urlsplit(settings.SITE_URL)
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.requests = RequestFactory(SERVER_NAME=site.hostname or "testserver", HTTP_HOST=site.netloc)
        self.is_secure = site.scheme == "https"

    def answers(self, path: str) -> bool:
        """Whether there is something at the address, or it leads on."""
        with _quiet(404):
            return self.handler.get_response(self.requests.get(path, secure=self.is_secure)).status_code < 400

    def render(self, path: str, status: int) -> Rendered:
        """Raises `Refused` for an answer that does not belong in a release."""
        request = self.requests.get(path, secure=self.is_secure)
        with footprint.collected() as made_of, _quiet(status):
            response = self.handler.get_response(request)
            body = _read(response)
        if finding := _against(request, response, status):
            raise Refused(finding)
        headers = [(name, value) for name, value in response.items() if name.lower() not in OWN]
        is_sensitive = "no-store" in response.get("Cache-Control", "")
        return Rendered(body, headers, response.get("Location", ""), is_sensitive, made_of)


@contextmanager
def _quiet(status: int) -> Iterator[None]:
    """A page that has to be "not found" is no news for the log."""
    logger = logging.getLogger("django.request")
    was, logger.disabled = logger.disabled, logger.disabled or status == 404
    try:
        yield
    finally:
        logger.disabled = was


def _read(response: Any) -> bytes:
    """All of it. `response.close()` would tell Django that a request ended, which closes the database's connection."""
    if not response.streaming:
        return response.content
    body = b"".join(response)
    for close in response._resource_closers:
        close()
    return body


def _against(request: HttpRequest, response: HttpResponseBase, status: int) -> Finding | None:
    if response.status_code != status:
        return Finding("status", request.path, f"{response.status_code} instead of {status}")
    if response.cookies:
        return Finding("cookie", request.path, ", ".join(response.cookies))
    varies = set(re.findall(r"[a-z-]+", response.get("Vary", "").lower())) - {"accept-encoding"}
    if varies:
        return Finding("varies", request.path, ", ".join(sorted(varies)))
    return None
