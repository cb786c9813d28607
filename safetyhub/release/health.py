"""What is wrong with the release, in one word for a probe and in sentences for people."""

import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from . import alarms, folders
from .alarms import Alarm
from .models import Unreleased

LATE = datetime.timedelta(minutes=5)


def is_well() -> bool:
    """For `/healthz/ready` (READY_CHECKS). Asks the database, as that does."""
    if not settings.RELEASE_SERVED:
        return True
    grave = [alarm for alarm in alarms.standing() if alarm.name != alarms.LINKS]
    return not (grave or folders.current() is None or late())


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
