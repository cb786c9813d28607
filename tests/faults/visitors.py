"""Visitors who read every address of every locale, over and over, as browsers do: compressed, and with conditions."""

import gzip
import http.client
import random
import re
import threading
import time

import brotli

PATIENCE = 10  # seconds for a page: none of them waits for what is broken
PAUSE = 0.004  # so that the visitors leave the cores to those whom they watch
VERSION = re.compile(rb"Version (\d+)")
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
NUMBER = 2


class Visitors:
    """In a `with`: at its end, every page was read at least once, and nothing was wrong with any answer."""

    def __init__(self, hub, paths) -> None:
        self.hub, self.paths = hub, list(paths)
        self.wrong: list[str] = []
        self.read: dict[str, int] = {}  # path -> how often, since the last `look_again`
        self.shown: dict[str, int] = {}  # path -> the version on it, of pages that show one
        self.etags: dict[str, str] = {}
        self.is_over = False
        self.threads = [threading.Thread(target=self._visit, args=(seed,)) for seed in range(NUMBER)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error) -> None:
        try:
            if not any(error):
                self.read_everything()
        finally:
            self.is_over = True
            for thread in self.threads:
                thread.join()
        if not any(error):
            assert self.wrong == [], f"{len(self.wrong)} wrong answers: {self.wrong[:5]}"

    def read_everything(self) -> None:
        """Wait until each page was read, from now on."""
        self.read = {}
        until(lambda: len(self.read) == len(self.paths) or len(self.wrong) > 50)

    def see(self, version: int, seconds: float = 30) -> None:
        """Wait until every page that shows a version shows that one."""
        until(lambda: self.shown and set(self.shown.values()) == {version}, seconds, lambda: self.shown)

    def _visit(self, seed: int) -> None:
        dice, line = random.Random(seed), Line(self.hub)
        while not self.is_over:
            for path in dice.sample(self.paths, len(self.paths)):
                if self.is_over:
                    break
                try:
                    self._look(line, path, dice)
                except (OSError, http.client.HTTPException, ValueError) as error:
                    self.wrong.append(f"{path}: {type(error).__name__}: {error}")
                    line.close()
                time.sleep(PAUSE)
        line.close()

    def _look(self, line, path, dice) -> None:
        headers = {"Accept-Encoding": dice.choice(("", "gzip", "br, gzip"))}
        if path in self.etags and dice.random() < 0.3:
            headers["If-None-Match"] = self.etags[path]
        response, body = line.get(path, headers)
        if response.status not in (200, 304):
            self.wrong.append(f"{path}: {response.status} {body[:300]!r}")
        elif response.status == 200:
            self.etags[path] = response.headers.get("ETag", "")
            self._check(path, DECODE[response.headers.get("Content-Encoding")](body))
        self.read[path] = self.read.get(path, 0) + 1

    def _check(self, path, body) -> None:
        versions = {int(number) for number in VERSION.findall(body)}
        if len(versions) > 1:
            self.wrong.append(f"{path}: torn: {sorted(versions)}")
        if versions:
            self.shown[path] = max(versions)
        if path.endswith("/") and not body.rstrip().endswith(b"</html>"):
            self.wrong.append(f"{path}: not whole: {body[-100:]!r}")


class Line:
    """A connection that is kept open, to the server that is the newest."""

    def __init__(self, hub) -> None:
        self.hub, self.connection = hub, None

    def get(self, path, headers):
        if self.connection is None or self.connection.port != self.hub.port:
            self.close()
            self.connection = http.client.HTTPConnection("127.0.0.1", self.hub.port, timeout=PATIENCE)
        self.connection.request("GET", path, headers=headers)
        response = self.connection.getresponse()
        return response, response.read()

    def close(self) -> None:
        if self.connection:
            self.connection.close()
            self.connection = None


def until(condition, seconds=30, what=lambda: ""):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it did not happen within {seconds} s: {what()}"
        time.sleep(0.05)
