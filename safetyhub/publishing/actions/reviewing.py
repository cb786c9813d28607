"""The steps of a submission before it goes live: see the table in `stages`."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safetyhub.publishing.cleaning import normalise
from safetyhub.publishing.models import Origin, OwedReview, Part, Publication, Revision, Transition
from safetyhub.publishing.permissions import access_of, require_publish
from safetyhub.publishing.refusing import logged
from safetyhub.publishing.stages import READY, TRANSITIONS, Stage, Verb

from .going_live import may_skip_review
from .locking import Stale, Target, by, lock_targets
from .steps import record, require_step, settle
from .timing import with_times

TIMES = ("publish_at", "take_down_at")

Seen = Mapping[tuple[str, int, str], int]  # number of the revision that was shown, by (kind, id, language)


@logged
def submit(
    targets: Iterable[Target],
    *,
    user: Any | None,
    seen: Seen | None = None,
    origin: str = Origin.FORM,
    note: str = "",
) -> list[Part]:
    """Freeze each target's head as the candidate, for somebody to review. Parts without a change are left alone.

    Raises `ValidationError` when none of them has a change since it was live, and `Stale` for a head that was not shown.
    """
    with transaction.atomic():
        changed = [(entry, part) for entry, part in lock_targets(targets) if _has_something_new(part)]
        if not changed:
            raise ValidationError(
                _("Nothing has changed since it was published or submitted."), code="unchanged"
            )
        return [_submit(part, user, seen, by(user, origin, note)) for _entry, part in changed]


def _has_something_new(part: Part) -> bool:
    waits = part.candidate_id == part.head_id and part.stage != Stage.DRAFT
    return part.head_id is not None and part.head_id != part.live_id and not waits


def _submit(part: Part, user: Any | None, seen: Seen | None, signed: Mapping[str, Any]) -> Part:
    require_step(part, Verb.SUBMIT, access=access_of(user))
    require_seen(part, part.head, seen)
    record(part, Verb.SUBMIT, part.head, signed)
    settle(part, TRANSITIONS[Verb.SUBMIT].target, candidate=part.head)
    return part


@logged
def withdraw(
    targets: Iterable[Target], *, user: Any | None, origin: str = Origin.FORM, note: str = ""
) -> list[Part]:
    """Take a submission back: it is a draft again."""
    return _step(targets, Verb.WITHDRAW, user=user, seen=None, signed=by(user, origin, note), candidate=None)


@logged
def send_back(
    targets: Iterable[Target],
    *,
    user: Any | None,
    note: str,
    field_notes: Mapping[tuple[str, str], str] | None = None,
    seen: Seen | None = None,
    origin: str = Origin.FORM,
) -> list[Part]:
    """Back to whoever wrote it, with a note, and notes per field: (language of the part, text key) -> note."""
    clean = {key: normalise(text)[:1000] for key, text in (field_notes or {}).items() if text.strip()}
    signed = by(user, origin, note or " ".join(clean.values()))
    return _step(targets, Verb.SEND_BACK, user=user, seen=seen, signed=signed, field_notes=clean)


@logged
def approve(
    targets: Iterable[Target],
    *,
    user: Any | None,
    seen: Seen | None = None,
    origin: str = Origin.FORM,
    note: str = "",
) -> list[Part]:
    """Approve exactly the frozen text that was reviewed, whatever was saved since. Nobody approves their own work."""
    return _step(targets, Verb.APPROVE, user=user, seen=seen, signed=by(user, origin, note))


@logged
def schedule(
    targets: Iterable[Target],
    *,
    user: Any | None,
    publish_at: datetime.datetime | None,
    take_down_at: datetime.datetime | None = None,
    time_zone: str = "UTC",
    seen: Seen | None = None,
    origin: str = Origin.FORM,
    note: str = "",
) -> list[Part]:
    """When approved targets go live, and perhaps when they are taken down. Aware times; `time_zone` is how they were chosen.

    Without `publish_at` something live is only given an end. `seen` is of `to_plan`. Raises `ValidationError` with a dict
    for impossible times.
    """
    _refuse_times(publish_at, take_down_at)
    signed = by(user, origin, note)
    if publish_at is None:
        return _end_at(targets, take_down_at, time_zone, user, seen, signed)
    times: dict[str, Any] = {"publish_at": publish_at, "take_down_at": take_down_at, "time_zone": time_zone}
    return _step(targets, Verb.SCHEDULE, user=user, seen=seen, signed=signed, **times)


def to_plan(part: Part) -> Revision | None:
    """What times are about: what was approved, to go live and be taken down again; else what is live."""
    return part.candidate if part.stage in READY and part.candidate else part.live


@logged
def unschedule(
    targets: Iterable[Target], *, user: Any | None, origin: str = Origin.FORM, note: str = ""
) -> list[Part]:
    """Cancel the time; the approval stays."""
    signed = by(user, origin, note)
    return _step(targets, Verb.UNSCHEDULE, user=user, seen=None, signed=signed, take_down_at=None)


def contributors(part: Part) -> set[Any]:
    """Whose work the candidate is: who wrote a revision since the last reviewed public one, or submitted it."""
    owed = OwedReview.objects.filter(part=part.pk).select_related("before").first()
    base = owed.before if owed else last_public(part)
    submitted = Transition.objects.filter(part=part.pk, verb=Verb.SUBMIT, revision=part.candidate_id)
    return authors(part, base, part.candidate) | {step.author for step in submitted.select_related("author")}


def last_public(part: Part) -> Revision | None:
    moves = Publication.objects.filter(part=part.pk, revision__isnull=False).select_related("revision")
    last = moves.first()
    return last.revision if last else None


def authors(part: Part, after: Revision | None, until: Revision | None) -> set[Any]:
    numbers = {"number__gt": after.number if after else 0, "number__lte": until.number if until else 0}
    return {revision.author for revision in part.revisions.filter(**numbers).select_related("author")}


def _step(
    targets: Iterable[Target],
    verb: Verb,
    *,
    user: Any | None,
    seen: Seen | None,
    signed: Mapping[str, Any],
    field_notes: Mapping[tuple[str, str], str] | None = None,
    **fields: Any,
) -> list[Part]:
    """One line of the table, for all targets or none."""
    access, rule = access_of(user), TRANSITIONS[verb]
    with transaction.atomic():
        parts = [part for _entry, part in lock_targets(targets)]
        for part in parts:
            require_step(part, verb, access=access, note=signed["note"])
            require_seen(part, part.candidate, seen)
            if rule.by_another and not may_skip_review(user) and user in contributors(part):
                raise own_work()
        for part in parts:
            own = {
                key: text
                for (language, key), text in (field_notes or {}).items()
                if language == part.language
            }
            submitted, before = part.candidate, with_times(signed, part, *TIMES)
            settle(part, rule.target, **fields)
            told = {Verb.SCHEDULE: with_times(signed, part, *TIMES), Verb.UNSCHEDULE: before}
            record(part, verb, submitted, told.get(verb, signed), own)
        return parts


def require_seen(part: Part, revision: Revision | None, seen: Seen | None) -> None:
    number = revision.number if revision else 0
    if seen is not None and seen.get((part.kind, part.object_id, part.language)) != number:
        raise Stale(part)


def own_work() -> ValidationError:
    return ValidationError(_("It is your own work: somebody else has to review it."), code="own_work")


def _refuse_times(publish_at: datetime.datetime | None, take_down_at: datetime.datetime | None) -> None:
    now, errors = timezone.now(), {}
    if publish_at is None and take_down_at is None:
        errors["publish_at"] = ValidationError(_("Choose a time."), code="required")
    if publish_at is not None and publish_at <= now:
        sentence = _("This time has passed. Choose one to come, or publish it now.")
        errors["publish_at"] = ValidationError(sentence, code="past")
    if take_down_at is not None and take_down_at <= (publish_at or now):
        errors["take_down_at"] = _too_early()
    if errors:
        raise ValidationError(errors)


def _too_early() -> ValidationError:
    sentence = _("It would be taken down before it is published. Choose a later time.")
    return ValidationError(sentence, code="order")


def _end_at(
    targets: Iterable[Target],
    take_down_at: datetime.datetime | None,
    time_zone: str,
    user: Any | None,
    seen: Seen | None,
    signed: Mapping[str, Any],
) -> list[Part]:
    access = access_of(user)
    with transaction.atomic():
        parts = [part for _entry, part in lock_targets(targets)]
        for part in parts:
            require_publish(access, part.language)
            require_seen(part, to_plan(part), seen)
            if part.live_id is None:
                sentence = _("It is not public: there is nothing to take down.")
                raise ValidationError(sentence, code="not_live")
            if part.publish_at is not None and take_down_at is not None and take_down_at <= part.publish_at:
                raise ValidationError({"take_down_at": _too_early()})
        for part in parts:
            part.take_down_at, part.time_zone = take_down_at, time_zone
            part.save(update_fields=["take_down_at", "time_zone"])
            record(part, Verb.SCHEDULE, part.live, with_times(signed, part, "take_down_at"))
        return parts
