"""`make run PRODUCTION=1` as people start it: one process, its pages, its login, its worker, and all of it again."""

import os
import re
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

import pytest
from django.conf import settings

from tests.processes import answers, descendants, free_port, is_alive, kill_all, until

PATIENCE = 300  # seconds for migrations, assets and a whole bake, on a machine with other work
OURS = {"PYTEST_VERSION", "DEVELOPMENT", "DATABASE_URL", "SECRET_KEY", "SITE_URL", "DJANGO_SETTINGS_MODULE"}


class Hub:
    """A run on a folder of its own. Ask it, look at its folder, read what it said."""

    def __init__(self, var, log, port):
        self.var, self.log, self.port = var, log, port
        own = {"PRODUCTION": "1", "PORT": str(port), "VAR": str(var), "PYTHONUNBUFFERED": "1"}
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
        self.below = descendants(self.process.pid)

    @property
    def said(self):
        return self.log.read_text()

    def is_up(self):
        return answers(self.port) and "worker: at work" in self.said

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        code = self.process.wait(60)
        until(lambda: not any(is_alive(pid) for pid in self.below))
        return code

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("production")


@pytest.fixture(scope="module")
def hub(folder):
    found = Hub(folder / "var", folder / "log", free_port())
    yield found
    kill_all({found.process.pid, *found.below})
    found.process.wait()


@pytest.fixture(scope="module")
def staff(hub):
    """The administrator, logged in with the password that the run printed."""
    visitor = Visitor(hub)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', visitor.ask("/admin/login/").body)[1]
    password = re.search(r"^ +admin +(\S+)", hub.said, re.MULTILINE)[1]
    form = {"csrfmiddlewaretoken": token, "username": "admin", "password": password, "next": "/admin/"}
    visitor.login = visitor.ask("/admin/login/", **form)
    return visitor


def test_pages_come_from_the_release(hub):
    answer = Visitor(hub).ask("/de-de/programs/")
    assert answer.status == 200
    assert (hub.var / "releases/current/site/de-de/programs/index.html").read_text() == answer.body
    assert re.fullmatch('"[0-9a-f]{32}"', answer.headers["ETag"])
    [sheet] = re.findall(r'href="(/static/site/site\.[0-9a-f]{12}\.css)"', answer.body)
    assert "immutable" in Visitor(hub).ask(sheet).headers["Cache-Control"]


def test_nothing_leads_to_https_where_nobody_listens(hub):
    answer = Visitor(hub).ask("/nowhere/")
    assert answer.status == 404
    assert "Strict-Transport-Security" not in answer.headers
    assert Visitor(hub).ask("/healthz/live").status == 200


def test_the_administrator_can_log_in_over_plain_http(hub, staff):
    assert (staff.login.status, staff.login.headers["Location"]) == (302, "/admin/")
    assert staff.ask("/admin/").status == 200


def test_there_is_no_demonstration_account(hub):
    assert hub.sql("SELECT username FROM auth_user") == [("admin",)]


def test_the_secret_key_is_nobody_elses_business(hub):
    assert (hub.var / "secret-key").stat().st_mode & 0o777 == 0o600


def test_the_worker_is_at_work(hub):
    [[before]] = hub.sql("SELECT at FROM publishing_heartbeat WHERE name = 'tick'")
    until(lambda: hub.sql("SELECT at FROM publishing_heartbeat WHERE name = 'tick'") != [(before,)])
    assert len(hub.below) >= 4  # gunicorn, its processes, the worker


def test_it_ends_when_told_and_a_second_run_keeps_everything(hub, staff, folder):
    assert hub.end() == 0
    assert "worker: ended" in hub.said and not answers(hub.port)
    release = (hub.var / "releases/current").readlink()
    again = Hub(hub.var, folder / "again", hub.port)
    try:
        assert (hub.var / "releases/current").readlink() == release
        for words in ("Loaded", "passwords", "Baking"):
            assert words in hub.said and words not in again.said
        staff.hub = again
        assert staff.ask("/admin/").status == 200  # the key is the same one
        assert again.end(signal.SIGTERM) == 0
    finally:
        kill_all({again.process.pid, *again.below})
        again.process.wait()
