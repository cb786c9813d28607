"""Whether somebody does what is due and what waits."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from safetyhub.publishing import health
from safetyhub.publishing.models import Heartbeat
from safetyhub.publishing.ticks import tick
from tests import tasks

pytestmark = pytest.mark.django_db

JUST, LONG = timedelta(minutes=1), timedelta(minutes=10)


def words(check):
    return [problem.what for problem in check()]


def test_no_tick_at_all():
    assert words(health.tick) == ["Nothing was ever looked for that is due."]


def test_a_tick_that_is_old():
    tick()
    assert words(health.tick) == []
    Heartbeat.objects.update(at=timezone.now() - LONG)
    assert "The last tick was at" in words(health.tick)[0]


@pytest.fixture
def waiting():
    """A task that waits: since when, and until when it should."""
    tasks.beats.using(backend="default").enqueue()

    def change(enqueued, run_after=None):
        times = {"run_after": timezone.now() + run_after} if run_after else {}
        DBTaskResult.objects.update(enqueued_at=timezone.now() - enqueued, **times)

    return change


def test_a_task_that_waits_for_long(waiting):
    assert words(health.tasks) == []
    waiting(LONG)
    assert words(health.tasks) == ["Tasks that wait for more than 5 minutes: 1 (tests.tasks.beats)."]


@pytest.mark.parametrize(("due", "late"), [(JUST, False), (-JUST, False), (-LONG, True)])
def test_a_task_for_later_waits_from_then(waiting, due, late):
    waiting(timedelta(days=1), run_after=due)
    assert bool(words(health.tasks)) is late


def test_a_task_that_is_done_does_not_wait(waiting):
    waiting(LONG)
    DBTaskResult.objects.update(status="SUCCESSFUL")
    assert words(health.tasks) == []
