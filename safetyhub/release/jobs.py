"""When to bake: what has become due, however many changes there were since."""

import logging
import time

from django.conf import settings
from django.db.models import Max

from . import alarms, baking, folders, repairs
from .manifest import Manifest
from .models import Unreleased
from .seals import is_whole
from .withdrawing import withdraw

logger = logging.getLogger(__name__)
# Seconds before the same changes are tried again: a text has to be corrected, a disk or a database comes back by itself.
PAUSE_AFTER_FINDINGS, PAUSE_AFTER_FAULT = 60, 5
_failed: tuple[int | None, float] | None = None  # the last change, and when to try again: of this process


def bake_due() -> None:
    global _failed
    if not is_due():
        return
    last = _last_change()
    try:
        baked = baking.bake(by_itself=True)
    except (folders.Busy, baking.Held):
        logger.info("Another process bakes already, or somebody went back")
    except Exception as error:
        pause = PAUSE_AFTER_FINDINGS if isinstance(error, baking.Failed) else PAUSE_AFTER_FAULT
        _failed = last, time.monotonic() + pause
        logger.exception("The site could not be baked; the last good release is served")
    else:
        _failed = None
        logger.info("Release %s: %s pages made, %s kept", baked.release.number, baked.rendered, baked.kept)


def is_due() -> bool:
    """After a rollback nothing is, until somebody bakes; after a bake that failed, again what it was for.

    After a new version of the hub, everything.
    """
    baking.fingerprint()  # first, before the code can have been replaced
    if not settings.RELEASE_SERVED or folders.is_held():
        return False
    last, served = _last_change(), folders.current()
    if _failed and _failed[0] == last and time.monotonic() < _failed[1]:
        return False
    if last is not None or served is None or not is_whole(served.manifest) or repairs.asked():
        return True
    if any(alarm.name == alarms.BAKE for alarm in alarms.standing()):
        return True
    with Manifest.read(served.manifest) as manifest:
        return not baking.is_of_today(manifest) or manifest.lapses_by(baking.today().isoformat())


def finish_taking_down() -> None:
    """What a process began that was ended: its row is still there."""
    if gone := list(Unreleased.objects.filter(is_down=True)):
        withdraw(gone)


def _last_change() -> int | None:
    return Unreleased.objects.aggregate(last=Max("pk"))["last"]
