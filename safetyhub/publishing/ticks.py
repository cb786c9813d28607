"""One tick: everything that is due, in this room and in those above, and the time at which it was looked for."""

import logging
from datetime import datetime

from django.utils import timezone

from . import schedule
from .models import Heartbeat
from .signals import ticked

logger = logging.getLogger(__name__)

TICK = "tick"  # name of the heartbeat


def tick(now: datetime | None = None) -> schedule.Report:
    now = now or timezone.now()
    report = schedule.run_due(now)
    for receiver, answer in ticked.send_robust(sender=None, now=now):
        if isinstance(answer, Exception):
            logger.error("A receiver of the tick failed: %s", receiver, exc_info=answer)
    Heartbeat.objects.update_or_create(name=TICK, defaults={"at": now})
    return report
