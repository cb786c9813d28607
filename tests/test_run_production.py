"""`make run PRODUCTION=1` as people start it: one process, its pages, its login, its worker, and all of it again."""

import re
import signal

import pytest

from tests.processes import answers, free_port, until
from tests.running import Hub, Visitor

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("production")


@pytest.fixture(scope="module")
def hub(folder):
    found = Hub(folder / "var", folder / "log", free_port(), PRODUCTION="1")
    yield found
    found.kill()


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
    assert (hub.var / "releases/current/site/de-de/programs.html").read_text() == answer.body
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
    until(lambda: len(hub.below) >= 4)  # gunicorn, its processes, the worker


def test_it_ends_when_told_and_a_second_run_keeps_everything(hub, staff, folder):
    assert hub.end() == 0
    assert "worker: ended" in hub.said and not answers(hub.port)
    release = (hub.var / "releases/current").readlink()
    again = Hub(hub.var, folder / "again", hub.port, PRODUCTION="1")
    try:
        assert (hub.var / "releases/current").readlink() == release
        for words in ("Loaded", "passwords", "Baking"):
            assert words in hub.said and words not in again.said
        staff.hub = again
        assert staff.ask("/admin/").status == 200  # the key is the same one
        assert again.end(signal.SIGTERM) == 0
    finally:
        again.kill()
