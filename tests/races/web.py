"""A server of several processes at the test database, and people who fill in its forms: what HTTP and HTML give them."""

import http.client
import os
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE = 60  # seconds for one answer


def gunicorn(processes: int, listener: int, *words: str) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "safetyhub.wsgi", "--preload", "--log-level", "warning"]
    numbers = {"--workers": str(processes), "--timeout": str(PATIENCE), "--bind": f"fd://{listener}"}
    return [*command, *(word for pair in numbers.items() for word in pair), *words]


class Server:
    """gunicorn with one process per core and some, listening on a free port of loopback."""

    def __init__(
        self,
        database_url: str,
        secret_key: str,
        processes: int,
        log: Path,
        *words: str,
        **environment: str,
    ) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(128)  # who connects before the server is up waits here
            self.port = listener.getsockname()[1]
            command = gunicorn(processes, listener.fileno(), *words)
            own = {
                "DATABASE_URL": database_url,
                "SECRET_KEY": secret_key,
                "DEVELOPMENT": "1",
                **environment,
            }
            with log.open("wb") as output:
                self.process = subprocess.Popen(
                    command,
                    env={**os.environ, **own},
                    pass_fds=[listener.fileno()],
                    stdout=output,
                    stderr=output,
                )

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Page(HTMLParser):
    """An answer, and what its form would send: every control by name, with the value that it shows."""

    def __init__(self, status: int, location: str, html: str) -> None:
        super().__init__()
        self.status, self.location, self.html = status, location, html
        self.fields: dict[str, str] = {}
        self._open: str | None = None  # the name of the textarea or select that is being read
        self._in_form = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in_form = told.get("method") == "post" and told.get("id") != "logout-form"
        if not self._in_form or "disabled" in told or "__prefix__" in told.get("name", ""):
            return
        if tag in ("textarea", "select") and "name" in told:
            self._open, self.fields[told["name"]] = told["name"], ""
        elif tag == "option" and self._open and "selected" in told:
            self.fields[self._open] = told.get("value", "")
        elif tag == "input" and "name" in told and self._is_sent(told):
            self.fields[told["name"]] = told.get("value", "")

    def _is_sent(self, told: dict[str, str]) -> bool:
        kind = told.get("type", "text")
        return (
            "checked" in told if kind in ("checkbox", "radio") else kind not in ("submit", "file", "button")
        )

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._open = None
        if tag == "form":
            self._in_form = False

    def handle_data(self, data: str) -> None:
        # As browsers do, the first line end of a textarea is not part of it.
        if self._open and self.lasttag == "textarea":
            self.fields[self._open] += data.removeprefix("\n") if not self.fields[self._open] else data


@dataclass
class Browser:
    """Somebody who is logged in. Keeps the cookies, follows no redirect."""

    port: int
    session: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Page:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Page:
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> Page:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, self._headers())
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie") or []:
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            location = urlsplit(response.headers.get("Location", ""))
            return Page(response.status, location.path, response.read().decode())
        finally:
            connection.close()

    def _headers(self) -> dict[str, Any]:
        cookies = "; ".join(
            f"{name}={value}" for name, value in {**self.cookies, "sessionid": self.session}.items()
        )
        return {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
