"""`make run` as people start it, for the tests: one process, what it said, and somebody who asks it."""

import os
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from email.message import Message
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings

from tests.processes import answers, descendants, is_alive, kill_all, until

PATIENCE = 300  # seconds for migrations, assets and a whole bake, on a machine with other work
OURS = {"PYTEST_VERSION", "DEVELOPMENT", "DATABASE_URL", "SECRET_KEY", "SITE_URL", "DJANGO_SETTINGS_MODULE"}


class Hub:
    """A run on a folder of its own. Ask it, look at its folder, read what it said."""

    def __init__(self, var, log, port, **own):
        self.var, self.log, self.port = var, log, port
        own |= {"PORT": str(port), "VAR": str(var), "PYTHONUNBUFFERED": "1"}
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        with log.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "scripts/run.py"],
                cwd=settings.BASE_DIR,
                env=environment | own,
                stdout=file,
                stderr=file,
            )
        until(lambda: self.is_up() or self.process.poll() is not None, patience=PATIENCE)
        assert self.process.poll() is None, self.said
        self.seen = set()

    @property
    def below(self):
        """Processes of its own, those too that it had once: gunicorn starts its own one after the other."""
        self.seen |= descendants(self.process.pid)
        return self.seen

    @property
    def said(self):
        return self.log.read_text()

    def is_up(self):
        return answers(self.port) and "worker: at work" in self.said

    def end(self, number=signal.SIGINT):
        below = self.below
        self.process.send_signal(number)
        code = self.process.wait(60)
        until(lambda: not any(is_alive(pid) for pid in below))
        return code

    def kill(self):
        kill_all({self.process.pid, *self.below})
        self.process.wait()

    def sql(self, query):
        with closing(sqlite3.connect(self.var / "db.sqlite3", timeout=60)) as database:
            return database.execute(query).fetchall()


class Answer(NamedTuple):
    status: int
    headers: Message
    body: str


class Visitor(urllib.request.HTTPRedirectHandler):
    """Somebody with a browser's cookies, who follows no redirect."""

    def __init__(self, hub):
        self.hub, self.cookies = hub, CookieJar()
        keeps = urllib.request.HTTPCookieProcessor(self.cookies)
        self.opener = urllib.request.build_opener(self, keeps, urllib.request.ProxyHandler({}))

    def redirect_request(self, *args):
        return None

    def ask(self, path, **form):
        data = urlencode(form).encode() if form else None
        try:
            answer = self.opener.open(f"http://127.0.0.1:{self.hub.port}{path}", data, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Answer(answer.status, answer.headers, answer.read().decode())
