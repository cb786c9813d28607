"""What becomes of times that somebody chose: they are cancelled, or could not be kept."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from safetyhub.publishing import zones
from safetyhub.publishing.models import Origin, Part
from safetyhub.publishing.permissions import access_of, require_publish
from safetyhub.publishing.refusing import logged
from safetyhub.publishing.stages import Stage, Verb

from .locking import Target, by, lock_targets
from .steps import record, settle


@logged
def keep_live(
    targets: Iterable[Target], *, user: Any | None, origin: str = Origin.FORM, note: str = ""
) -> list[Part]:
    """Cancel the time at which something would be taken down. Returns the parts that had one."""
    access, signed = access_of(user), by(user, origin, note)
    with transaction.atomic():
        parts = [part for _entry, part in lock_targets(targets) if part.take_down_at is not None]
        for part in parts:
            require_publish(access, part.language)
            _forget_end(part, with_times(signed, part, "take_down_at"))
        return parts


def give_up(targets: Iterable[Target], *, due_by: datetime.datetime, problem: str) -> list[Part]:
    """What was due could not be done: the approval stays, the time goes, and the log says why. For the scheduler.

    What is live keeps the time at which it ends, unless that is what could not be done.
    """
    signed = by(None, Origin.TASK, problem)
    with transaction.atomic():
        parts = [part for _entry, part in lock_targets(targets)]
        late = [part for part in parts if is_due(part, due_by) or is_over(part, due_by)]
        for part in late:
            if not is_due(part, due_by):
                _forget_end(part, signed)
                continue
            settle(part, Stage.APPROVED, **({} if part.live_id else {"take_down_at": None}))
            record(part, Verb.UNSCHEDULE, part.candidate, signed)
        return late


def with_times(signed: Mapping[str, Any], part: Part, *names: str) -> dict[str, Any]:
    """With these times of the part before the note: the part forgets them, and history has to tell them."""
    labels = {"publish_at": _("Publish at: %(time)s."), "take_down_at": _("Take down at: %(time)s.")}
    moments = {name: at for name in names if (at := getattr(part, name))}
    told = [labels[name] % {"time": zones.written(at, part.time_zone)} for name, at in moments.items()]
    return {**signed, "note": " ".join([*told, signed["note"]]).strip()[:1000]}


def is_due(part: Part, now: datetime.datetime) -> bool:
    """Whether its candidate should be live by now."""
    return part.stage == Stage.SCHEDULED and part.publish_at is not None and part.publish_at <= now


def is_over(part: Part, now: datetime.datetime) -> bool:
    """Whether it should be taken down by now. What is to be published first waits for that."""
    waits = part.live_id is None and part.stage == Stage.SCHEDULED
    return part.take_down_at is not None and part.take_down_at <= now and not waits


def _forget_end(part: Part, signed: dict[str, Any]) -> None:
    part.take_down_at = None
    part.save(update_fields=["take_down_at"])
    record(part, Verb.UNSCHEDULE, part.live, signed)
