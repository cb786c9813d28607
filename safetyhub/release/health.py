"""What is wrong with the release: for those who run the hub, with the remedy, and in sentences for staff."""

import datetime
import os
import shutil
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from safetyhub.health.checks import Problem

from . import alarms, folders
from .alarms import Alarm
from .models import Unreleased
from .withdrawing import is_shown

LATE = datetime.timedelta(minutes=5)
LATE_DOWN = datetime.timedelta(seconds=10)  # taking down takes two
ROOM = 64 * 1024 * 1024  # bytes
BAKE = "Run `manage.py bake`; it says what is in the way."
REMEDIES = {
    alarms.BAKE: f"{BAKE} Visitors see the last good release meanwhile.",
    alarms.DAMAGE: "Look at the disk and run `manage.py release verify`; the worker makes the file anew.",
}


def problems() -> Iterator[Problem]:
    """One of the READY_CHECKS. What the files say comes first: it can be told with the database down."""
    if not settings.RELEASE_SERVED:
        return
    for alarm in alarms.standing():
        if alarm.name != alarms.LINKS:
            yield Problem(
                f"{alarm.what} (since {alarm.since:%Y-%m-%d %H:%M} UTC)", REMEDIES.get(alarm.name, BAKE)
            )
    if folders.current() is None:
        yield Problem("There is no release; visitors are shown what is live, from the database.", BAKE)
    if folders.is_held() and Unreleased.objects.filter(is_down=True).exists():
        yield Problem(
            "After a rollback something was taken down: pages that showed it need the database as long as nobody bakes.",
            "Run `manage.py bake`.",
        )
    yield from _disk()
    late, still_shown = waiting()
    if still_shown:
        yield Problem(
            f"What was taken down at {still_shown:%Y-%m-%d %H:%M:%S} UTC is still shown.",
            f"See who owns the files in {folders.root()}: the worker and the app have to be able to remove them.",
        )
    if late:
        yield Problem(
            f"What was published since {late:%Y-%m-%d %H:%M} UTC is in no release.",
            f"See that `manage.py worker` runs. {BAKE}",
        )


def _disk() -> Iterator[Problem]:
    root = folders.root()
    if not root.exists():
        return
    if not os.access(root, os.W_OK):
        yield Problem(
            f"Nothing can be written to {root}, and nothing removed: what is taken down stays.",
            "Mount it for writing, or give it to the user of the app.",
        )
    elif (free := shutil.disk_usage(root).free) < ROOM:
        yield Problem(f"{free // 1024**2} MiB are left on the disk of {root}.", "Make room.")


def waiting() -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """Since when something that is live waits for a release, and something taken down is shown, if that is too long."""
    down = Min("since", filter=Q(is_down=True))
    oldest, oldest_down = Unreleased.objects.aggregate(oldest=Min("since"), down=down).values()
    late = oldest if oldest and timezone.now() - oldest > LATE and not folders.is_held() else None
    is_overdue = oldest_down and timezone.now() - oldest_down > LATE_DOWN
    return late, _still_shown() if is_overdue else None


def _still_shown() -> datetime.datetime | None:
    """Taking down begins by closing the way back to the release: where it is open, nothing went."""
    served = folders.current()
    if served is None or not served.is_eligible:
        return None
    changes = Unreleased.objects.filter(is_down=True).order_by("since")
    return next((change.since for change in changes if is_shown(served, change)), None)


def sentences() -> list[str]:
    """For staff."""
    if not settings.RELEASE_SERVED:
        return []
    found = [_sentence(alarm) for alarm in alarms.standing()]
    if folders.is_held():
        found.append(
            _("Visitors see an older release, and nothing that is published since, until somebody bakes.")
        )
    late, still_shown = waiting()
    if still_shown:
        found.append(
            _("What was taken down at %(since)s is still on the public site. Tell whoever runs the hub.")
            % {"since": _moment(still_shown)}
        )
    if late:
        found.append(
            _("What was published since %(since)s is not on the public site yet.") % {"since": _moment(late)}
        )
    return found


def _moment(since: datetime.datetime) -> str:
    return timezone.localtime(since).strftime("%Y-%m-%d %H:%M %Z")


def _sentence(alarm: Alarm) -> str:
    words = {
        alarms.BAKE: _(
            "The public site could not be renewed. Visitors see the last good one. Reason: %(what)s"
        ),
        alarms.LINKS: _("Pages lead to what was taken down. Somebody should correct them: %(what)s"),
        alarms.DAMAGE: _(
            "A file of the public site was damaged and is made anew. Look at the disk: %(what)s"
        ),
    }
    return words[alarm.name] % {"what": alarm.what} if alarm.name in words else alarm.what
