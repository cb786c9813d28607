"""What the queue does for this room. A bake that finds nothing to do ends at once, so one too many does no harm."""

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from . import jobs

AHEAD_OF_MAIL = 50


@task(priority=AHEAD_OF_MAIL)
def bake() -> None:
    jobs.bake_due()


def ask() -> None:
    """One that waits is enough, however many changes there are; one that is at work may not have seen this one."""
    waiting = DBTaskResult.objects.filter(task_path=bake.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        bake.enqueue()


def look() -> None:
    """At every tick: what has lapsed, what was damaged, what nobody asked for, and taking down that was interrupted."""
    jobs.finish_taking_down()
    if jobs.is_due():
        ask()
