"""What is wrong with the release: for those who run the hub, with the remedy, and in sentences for staff."""

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from safetyhub.health.checks import Problem

from . import alarms, folders
from .alarms import Alarm
from .models import Unreleased

LATE = datetime.timedelta(minutes=5)
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
    if since := late():
        yield Problem(
            f"What was published since {since:%Y-%m-%d %H:%M} UTC is in no release.",
            f"See that `manage.py worker` runs. {BAKE}",
        )


def late() -> datetime.datetime | None:
    """Since when something that is live waits for a release, if that is too long."""
    oldest = Unreleased.objects.order_by("since").values_list("since", flat=True).first()
    return oldest if oldest and timezone.now() - oldest > LATE and not folders.is_held() else None


def sentences() -> list[str]:
    """For staff."""
    if not settings.RELEASE_SERVED:
        return []
    found = [_sentence(alarm) for alarm in alarms.standing()]
    if folders.is_held():
        found.append(
            _("Visitors see an older release, and nothing that is published since, until somebody bakes.")
        )
    if since := late():
        found.append(
            _("What was published since %(since)s is not on the public site yet.")
            % {"since": timezone.localtime(since).strftime("%Y-%m-%d %H:%M %Z")}
        )
    return found


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
