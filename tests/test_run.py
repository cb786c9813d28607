"""`make run` on an empty folder, and once more: what it prints, what it serves, what it keeps."""

import re

import pytest

from tests.processes import free_port
from tests.running import Hub, Visitor

pytestmark = pytest.mark.long

ACCOUNTS = ["admin", "editor", "publisher", "german", "arabic"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="module")
def hub(folder):
    found = Hub(folder / "var", folder / "log", free_port())
    yield found
    found.kill()


def test_the_first_run_says_where_everything_is_and_all_passwords(hub):
    root = f"http://127.0.0.1:{hub.port}"
    assert f"Public pages  {root}/\n" in hub.said and f"Admin         {root}/admin/\n" in hub.said
    assert re.findall(r"^  (\w+) +\w{4}-\w{4}-\w{4}-\w{4} ", hub.said, re.MULTILINE) == ACCOUNTS


def test_the_whole_page_is_there(hub):
    visitor = Visitor(hub)
    for code, partner in (("en-us", "Reuters"), ("ar-eg", "رويترز")):
        answer = visitor.ask(f"/{code}/safety-partners/")
        assert answer.status == 200 and partner in answer.body
    assert not list(visitor.cookies)
    assert visitor.ask("/admin/").status == 302


def test_a_second_run_keeps_everything(hub, folder):
    before = hub.sql("SELECT count(*), max(id) FROM publishing_revision")
    assert hub.end() == 0
    again = Hub(hub.var, folder / "again", hub.port)
    try:
        assert "Admin " in again.said
        for words in ("Loaded", "passwords", "inbox"):
            assert words in hub.said and words not in again.said
        assert again.sql("SELECT count(*), max(id) FROM publishing_revision") == before
    finally:
        again.kill()
