"""What is due is done: scheduled publications, ends and change sets, in the order of their times, each exactly once.

Each in a transaction of its own, which locks first and then looks again: two runners, or one after a crash, find what is
left to do and nothing else. Late work is done and reported. What cannot be done loses its time, with the reason in the log.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safetyhub.locales.languages import SOURCE

from . import actions, zones
from .entries import Entry, entry_models
from .missing import entries_of, nameless
from .models import ChangeSet, Origin, Part, Transition
from .progress import person
from .stages import Stage, Verb

logger = logging.getLogger(__name__)

LATE = timedelta(minutes=5)  # more than a pause between two ticks


class Due(NamedTuple):
    """One thing to do: the parts of one view of one entry (the shared part goes with the source), or a change set."""

    at: datetime
    name: str  # for the report
    do: "Do"
    give_up: "GiveUp"


Do = Callable[[datetime, bool], bool]  # now, is it late: whether it was still to be done
GiveUp = Callable[[datetime, str], object]  # now, why not


@dataclass
class Report:
    done: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)  # of what was done
    failed: list[str] = field(default_factory=list)  # will not be tried again; the log says why
    postponed: list[str] = field(
        default_factory=list
    )  # the database was in the way: the next run tries again

    def __str__(self) -> str:
        counts = (
            (len(self.done), "done"),
            (len(self.late), "of it late"),
            (len(self.failed), "could not be done"),
            (len(self.postponed), "postponed"),
        )
        return ", ".join(f"{count} {word}" for count, word in counts if count) or "nothing was due"


def run_due(now: datetime | None = None) -> Report:
    """Do everything whose time is `now` or was before. Never raises for one of them."""
    now = now or timezone.now()
    report = Report()
    for due in sorted(chain(_publications(now), _sets(now), _ends(now)), key=lambda due: due.at):
        _run(due, now, report)
    return report


def _run(due: Due, now: datetime, report: Report) -> None:
    is_late = now - due.at > LATE
    try:
        if not due.do(now, is_late):
            return  # somebody else has done it, or it was cancelled
    except (OperationalError, InterfaceError):
        logger.exception("Postponed: %s", due.name)
        report.postponed.append(due.name)
        _drop_broken_connection()
    except Exception as error:
        _give_up(due, now, error, report)
    else:
        report.done.append(due.name)
        if is_late:
            report.late.append(due.name)
            logger.warning("Late: %s was due at %s, done at %s", due.name, due.at, now)


def _drop_broken_connection() -> None:
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _give_up(due: Due, now: datetime, error: Exception, report: Report) -> None:
    """Out of the way of the others, and not tried for ever."""
    in_words = isinstance(error, ValidationError)
    problem = " ".join(error.messages) if in_words else _("An unexpected error; the server's log has it.")
    logger.error("Could not be done: %s: %s", due.name, problem, exc_info=None if in_words else error)
    report.failed.append(due.name)
    try:
        due.give_up(now, _not_done(due.at, problem))
    except Exception:
        logger.exception("Could not even be put back: %s", due.name)


def _not_done(at: datetime, problem: str) -> str:
    return _("Was due at %(time)s and could not be done: %(problem)s") % {
        "time": zones.written(at, zones.UTC),
        "problem": problem,
    }


# --- parts ----------------------------------------------------------------------------------------------------------


def _publications(now: datetime) -> Iterator[Due]:
    due = Part.objects.filter(stage=Stage.SCHEDULED, publish_at__lte=now)
    yield from _of_parts(due, "publish_at", _publish, "publish")


def _ends(now: datetime) -> Iterator[Due]:
    yield from _of_parts(Part.objects.filter(take_down_at__lte=now), "take_down_at", _take_down, "take down")


def _of_parts(parts: Any, time: str, do: Callable[..., bool], verb: str) -> Iterator[Due]:
    views: dict[tuple[str, int, str, datetime], list[str]] = {}
    known = parts.filter(kind__in=[model.kind() for model in entry_models()])
    for kind, pk, language, at in known.values_list("kind", "object_id", "language", time):
        views.setdefault((kind, pk, language or SOURCE, at), []).append(language)
    entries = entries_of((kind, pk) for kind, pk, _language, _at in views)
    for (kind, pk, language, at), languages in views.items():
        entry = entries.get((kind, pk)) or nameless(kind, pk)
        yield Due(
            at,
            f"{verb} {kind} {pk} {language}",
            _bound(do, entry, languages),
            _bound(_give_up_parts, entry, languages),
        )


def _bound(function: Callable[..., Any], entry: Entry, languages: list[str]) -> Callable[..., Any]:
    return lambda *rest: function(entry, languages, *rest)


def _publish(entry: Entry, languages: list[str], now: datetime, is_late: bool) -> bool:
    with transaction.atomic():
        due = [part for part in actions.lock(entry, languages).values() if actions.is_due(part, now)]
        if due:
            note = _note(due[0], due[0].publish_at, now if is_late else None)
            targets = [(entry, part.language) for part in due]
            actions.publish(targets, user=None, origin=Origin.TASK, note=note)
        return bool(due)


def _take_down(entry: Entry, languages: list[str], now: datetime, is_late: bool) -> bool:
    """The shared part takes the entry down everywhere. What is not public any more only loses its time."""
    with transaction.atomic():
        over = [part for part in actions.lock(entry, languages).values() if actions.is_over(part, now)]
        for part in over:
            note = _note(part, part.take_down_at, now if is_late else None)
            if part.live_id is None:
                actions.keep_live([(entry, part.language)], user=None, origin=Origin.TASK)
            else:
                actions.take_down(entry, language=part.language, user=None, origin=Origin.TASK, note=note)
        return bool(over)


def _give_up_parts(entry: Entry, languages: list[str], now: datetime, problem: str) -> object:
    return actions.give_up([(entry, language) for language in languages], due_by=now, problem=problem)


def _note(part: Part, at: datetime | None, done: datetime | None) -> str:
    """ "Scheduled by amira for 2027-03-28 09:00 (Europe/Berlin)", and when it was done if that was late."""
    steps = Transition.objects.filter(part=part.pk, verb=Verb.SCHEDULE).select_related("author")
    step = steps.first()
    return _scheduled(step.author if step else None, at, part.time_zone, done)


def _scheduled(author: Any, at: datetime | None, zone: str, done: datetime | None) -> str:
    words: Mapping[str, Any] = {
        "person": person(author),
        "time": zones.written(at, zone) if at else "",
        "done": zones.written(done, zone) if done else "",
    }
    note = _("Scheduled by %(person)s for %(time)s.") % words
    late = _("Done late: at %(done)s.") % words
    return f"{note} {late}" if done else note


# --- change sets ----------------------------------------------------------------------------------------------------


def _sets(now: datetime) -> Iterable[Due]:
    for change_set in ChangeSet.objects.filter(published_at=None, publish_at__lte=now):
        yield _of_set(change_set)


def _of_set(change_set: ChangeSet) -> Due:
    at, zone = change_set.publish_at, change_set.time_zone

    def release(now: datetime, is_late: bool) -> bool:
        name = _("Change set “%(name)s”") % {"name": change_set.name}
        told = _scheduled(change_set.scheduled_by, at, zone, now if is_late else None)
        return actions.release_due(change_set, now=now, note=f"{name}. {told}")

    def give_up(now: datetime, problem: str) -> bool:
        return actions.give_up_set(change_set, due_by=now, problem=problem)

    return Due(at or timezone.now(), f"publish change set {change_set.pk}", release, give_up)
