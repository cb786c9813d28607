"""Tasks for the worker's test: they have to be importable in its process."""

import time

from django.utils import timezone
from django_tasks import task

from safetyhub.publishing.models import Heartbeat


@task()
def breaks() -> None:
    raise ValueError("a task that fails")


@task()
def beats() -> None:
    Heartbeat.objects.update_or_create(name="task", defaults={"at": timezone.now()})


@task()
def waits() -> None:
    """As a mail server does that never answers."""
    beats.func()
    time.sleep(3)
