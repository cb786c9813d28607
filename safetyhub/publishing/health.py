"""Whether somebody does what happens by itself: two of the READY_CHECKS."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from safetyhub.health.checks import Problem

from .models import Heartbeat
from .ticks import TICK

# A worker ticks every 5 seconds, cron every minute.
TICK_LATE = timedelta(minutes=3)
TASK_LATE = timedelta(minutes=5)

START = "Start `manage.py worker` (deploy/systemd/safetyhub-worker.service)"


def tick() -> Iterator[Problem]:
    last = Heartbeat.objects.filter(name=TICK).values_list("at", flat=True).first()
    if last is None:
        yield Problem(
            "Nothing was ever looked for that is due.", f"{START}, or a timer for `manage.py tick`."
        )
    elif abs(timezone.now() - last) > TICK_LATE:  # the future is no sign of life either
        yield Problem(
            f"The last tick was at {last:%Y-%m-%d %H:%M} UTC: what is scheduled does not happen.",
            f"{START}, or look at its log if it runs: it tries again by itself.",
        )


def tasks() -> Iterator[Problem]:
    """A task waits from its `run_after`, or from the beginning if it has none."""
    late = timezone.now() - TASK_LATE
    waits = Q(run_after__lte=late) | Q(run_after=get_date_max(), enqueued_at__lte=late)
    waiting = DBTaskResult.objects.filter(waits, status=TaskResultStatus.READY)
    names = sorted(set(waiting.values_list("task_path", flat=True)))
    if names:
        minutes = TASK_LATE // timedelta(minutes=1)
        yield Problem(
            f"Tasks that wait for more than {minutes} minutes: {waiting.count()} ({', '.join(names)}).",
            f"{START}; if one runs, start another beside it, and look in its log for what holds it up.",
        )
