"""What is done by `manage.py worker`, after the request has been answered: mail. A dead mail server blocks nobody.

One event is one row in the queue; the worker finds out whom it concerns, and makes a row for each of them, so that one
address that fails is tried again without telling the others twice.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from . import mail

logger = logging.getLogger(__name__)

# Before the second attempt, the third, and so on; then it is given up.
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))

LOST = timedelta(minutes=30)  # no task takes as long: its worker was killed
KEPT = timedelta(days=14)


@dataclass
class Announcement:
    """What happened in a transaction, told once it is committed: one event for all that one person did in it."""

    event: str
    author: int | None
    rows: list[int] = field(default_factory=list)

    def __call__(self) -> None:
        announce.enqueue(self.event, self.rows)


def announce_on_commit(event: str, author: int | None, row: int) -> None:
    """`row` is the id of what the event is about: see `mail.EVENTS`. With what is rolled back, it is forgotten."""
    connection = transaction.get_connection()
    for savepoints, waiting, *_rest in connection.run_on_commit:
        is_same = isinstance(waiting, Announcement) and (waiting.event, waiting.author) == (event, author)
        if is_same and savepoints == set(connection.savepoint_ids):
            waiting.rows.append(row)
            return
    transaction.on_commit(Announcement(event, author, [row]), robust=True)


@task
def announce(event: str, rows: Sequence[int]) -> None:
    for person, concerning in mail.concerned(event, rows).items():
        send.enqueue(event, person.pk, concerning)


@task
def send(event: str, person: int, rows: Sequence[int], attempt: int = 0) -> None:
    """One mail to one person. What a server refuses or does not answer is tried again later."""
    message = mail.written(event, person, rows)
    if message is None:
        return
    try:
        message.send()
    except OSError as error:  # no server, no answer, or one that refuses (smtplib's errors are such)
        if attempt >= len(PAUSES):
            logger.exception("Mail given up: %s to person %s", event, person)
            raise
        logger.warning("Mail not sent, to be tried again: %s to person %s: %s", event, person, error)
        later = send.using(run_after=timezone.now() + PAUSES[attempt])
        later.enqueue(event, person, rows, attempt + 1)
        raise


def keep_queue(now: datetime) -> None:
    """What a killed worker left is taken up again (better told twice than never), and what is long done forgotten."""
    lost = DBTaskResult.objects.running().filter(started_at__lt=now - LOST)
    done = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT)
    if lost.exists():
        logger.warning(
            "Taken up again: %s tasks whose worker was killed", lost.update(status=TaskResultStatus.READY)
        )
    if done.exists():
        done.delete()
