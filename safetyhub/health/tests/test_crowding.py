import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from safetyhub.health import crowding

FORM = "/admin/partners/program/1/change/"


class View:
    """Answers when it is told to."""

    def __init__(self):
        self.is_asked, self.may_answer = threading.Event(), threading.Event()

    def __call__(self, request):
        if request.path == FORM:
            self.is_asked.set()
            self.may_answer.wait(30)
        return HttpResponse()


@pytest.fixture
def view(settings):
    settings.REQUESTS_AT_ONCE = 1
    return View()


@pytest.fixture
def ask(view):
    door = crowding.room_for_visitors(view)
    return lambda path=FORM: door(RequestFactory().get(path)).status_code


@pytest.fixture
def pool(view):
    with ThreadPoolExecutor() as pool:
        yield pool
        view.may_answer.set()


def test_in_a_crowd_one_waits_for_a_place(view, ask, pool, monkeypatch):
    monkeypatch.setattr(crowding, "PATIENCE", 30)
    first = pool.submit(ask)
    assert view.is_asked.wait(30)
    second = pool.submit(ask, "/en-us/")
    view.may_answer.set()
    assert (first.result(), second.result()) == (200, 200)


def test_where_nobody_goes_on_nobody_waits(view, ask, pool, monkeypatch):
    monkeypatch.setattr(crowding, "PATIENCE", 0.01)
    first = pool.submit(ask)
    assert view.is_asked.wait(30)
    assert ask() == 503
    monkeypatch.setattr(crowding, "PATIENCE", 3600)
    assert ask() == 503  # at once: nobody has gone on since
    assert ask("/healthz/live") == 200
    view.may_answer.set()
    assert first.result() == 200
    assert ask() == 200


def test_a_place_is_free_again_after_a_mistake(settings):
    settings.REQUESTS_AT_ONCE = 1

    def breaks(request):
        raise ValueError

    door = crowding.room_for_visitors(breaks)
    for _attempt in range(2):
        with pytest.raises(ValueError):  # noqa: PT011
            door(RequestFactory().get(FORM))
