"""Change sets: what is in one, when it is due, and going live together or not at all."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safetyhub.publishing.cleaning import normalise
from safetyhub.publishing.interface import called
from safetyhub.publishing.missing import REASON_HELPS, Finding, Key, entries_of, findings, key_of
from safetyhub.publishing.models import ChangeSet, Member, Origin, Part
from safetyhub.publishing.permissions import access_of, require_composing, require_publish
from safetyhub.publishing.refusing import logged
from safetyhub.publishing.schema import SHARED

from .going_live import may_skip_review, publish
from .locking import Target, lock_targets
from .reviewing import Seen

LONGEST_NAME = 120  # characters


@logged
def create_set(*, name: str, user: Any | None, note: str = "") -> ChangeSet:
    require_composing(access_of(user))
    return ChangeSet.objects.create(name=_clean_name(name), note=normalise(note)[:1000], author=user)


@logged
def rename_set(change_set: ChangeSet, *, name: str, user: Any | None, note: str = "") -> ChangeSet:
    with transaction.atomic():
        locked = _open(change_set, user)
        locked.name, locked.note = _clean_name(name), normalise(note)[:1000]
        locked.save(update_fields=["name", "note"])
        return locked


@logged
def delete_set(change_set: ChangeSet, *, user: Any | None) -> None:
    """One that went live is kept as a record."""
    with transaction.atomic():
        _open(change_set, user).delete()


@logged
def add_to_set(change_set: ChangeSet, targets: Iterable[Target], *, user: Any | None) -> int:
    """Add parts to an open set: how many are new in it. All or none: a part is in one open set at most."""
    with transaction.atomic():
        locked, added = _open(change_set, user), 0
        for entry, part in lock_targets(targets):
            _refuse_member(locked, entry, part)
            key: Any = {"kind": part.kind, "object_id": part.object_id, "language": part.language}
            try:
                with transaction.atomic():
                    added += Member.objects.get_or_create(change_set=locked, **key)[1]
            except IntegrityError as error:  # somebody has just added it to another one
                raise _elsewhere(entry, part.language, "") from error
        return added


@logged
def remove_from_set(change_set: ChangeSet, keys: Iterable[Key], *, user: Any | None) -> None:
    with transaction.atomic():
        members = _open(change_set, user).members.all()
        for kind, pk, language in keys:
            members.filter(kind=kind, object_id=pk, language=language).delete()


@logged
def publish_set(
    change_set: ChangeSet,
    *,
    user: Any | None,
    seen: Seen | None = None,
    reason: str = "",
    origin: str = Origin.FORM,
) -> list[Part]:
    """Make every member live now, all or none; the parts that moved. `seen` and `reason` as in `publish`."""
    require_publish(access_of(user), SHARED)
    with transaction.atomic():
        locked = _open(change_set, user)
        note = _("Change set “%(name)s”") % {"name": locked.name}
        parts = _go_live(locked, user, bool(reason) or may_skip_review(user), seen, reason, origin, note)
        _close(locked, user)
        return parts


@logged
def schedule_set(
    change_set: ChangeSet, *, publish_at: datetime.datetime, time_zone: str, user: Any | None
) -> ChangeSet:
    """When the set goes live. What is missing has to be there before: nobody is at hand to give a reason then."""
    require_publish(access_of(user), SHARED)
    if publish_at <= timezone.now():
        sentence = _("This time has passed. Choose one to come, or publish it now.")
        raise ValidationError({"publish_at": ValidationError(sentence, code="past")})
    with transaction.atomic():
        locked = _open(change_set, user)
        lock_targets(_targets(locked))
        _refuse_incomplete(locked, reason_helps=False)
        locked.publish_at, locked.time_zone, locked.scheduled_by, locked.problem = (
            publish_at,
            time_zone,
            user,
            "",
        )
        locked.save(update_fields=["publish_at", "time_zone", "scheduled_by", "problem"])
        return locked


@logged
def unschedule_set(change_set: ChangeSet, *, user: Any | None) -> ChangeSet:
    require_publish(access_of(user), SHARED)
    with transaction.atomic():
        locked = _open(change_set, user)
        locked.publish_at, locked.problem = None, ""
        locked.save(update_fields=["publish_at", "problem"])
        return locked


def release_due(change_set: ChangeSet, *, now: datetime.datetime, note: str) -> bool:
    """For the scheduler: whether it was due and is live now. Every member approved, or none goes live."""
    with transaction.atomic():
        locked = _due(change_set, now)
        if locked is None:
            return False
        _go_live(locked, None, False, None, "", Origin.TASK, note)
        _close(locked, None)
        return True


def give_up_set(change_set: ChangeSet, *, due_by: datetime.datetime, problem: str) -> bool:
    """For the scheduler: it could not go live. Its time goes, and the problem stands until somebody has seen to it."""
    with transaction.atomic():
        locked = _due(change_set, due_by)
        if locked is None:
            return False
        locked.publish_at, locked.problem = None, problem[:1000]
        locked.save(update_fields=["publish_at", "problem"])
        return True


def _clean_name(name: str) -> str:
    clean = normalise(name)
    if not clean:
        raise ValidationError({"name": [_("Give the change set a name.")]})
    if len(clean) > LONGEST_NAME:
        raise ValidationError({"name": [_("The name is too long.")]})
    return clean


def _open(change_set: ChangeSet, user: Any | None) -> ChangeSet:
    """The set, locked before any entry is. Once it has a time, only who may publish changes what that time is for."""
    access = access_of(user)
    require_composing(access)
    locked = ChangeSet.objects.select_for_update(no_key=True).filter(pk=change_set.pk).first()
    if locked is None:
        raise ValidationError(_("This change set does not exist any more."), code="gone")
    if locked.published_at is not None:
        raise ValidationError(_("It has gone live already, and is kept as a record."), code="published")
    if locked.publish_at is not None:
        require_publish(access, SHARED)
    return locked


def _due(change_set: ChangeSet, now: datetime.datetime) -> ChangeSet | None:
    waiting = ChangeSet.objects.filter(published_at=None, publish_at__lte=now)
    return waiting.select_for_update(no_key=True).filter(pk=change_set.pk).first()


def _refuse_member(change_set: ChangeSet, entry: Any, part: Part) -> None:
    if part.head_id is None:
        sentence = _("There is nothing to publish yet. Save a text first.")
        raise ValidationError(f"{entry}: {sentence}", code="empty")
    elsewhere = Member.objects.filter(
        kind=part.kind, object_id=part.object_id, language=part.language, is_open=True
    ).exclude(change_set=change_set)
    if other := elsewhere.select_related("change_set").first():
        raise _elsewhere(entry, part.language, other.change_set.name)


def _elsewhere(entry: Any, language: str, name: str) -> ValidationError:
    what = f"{entry} ({_language(language)})"
    sentence = _("%(what)s is in another change set already: “%(name)s”. Take it out there first.")
    return ValidationError(sentence % {"what": what, "name": name}, code="elsewhere")


def _targets(change_set: ChangeSet) -> list[Target]:
    keys = [key_of(member) for member in change_set.members.all()]
    entries = entries_of((kind, pk) for kind, pk, _language in keys)
    return [(entries[key[:2]], key[2]) for key in keys if key[:2] in entries]


def _go_live(
    change_set: ChangeSet,
    user: Any | None,
    reason_helps: bool,
    seen: Seen | None,
    reason: str,
    origin: str,
    note: str,
) -> list[Part]:
    targets = _targets(change_set)
    lock_targets(targets)
    _refuse_incomplete(change_set, reason_helps=reason_helps)
    return publish(targets, user=user, seen=seen, reason=reason, origin=origin, note=note)


def _refuse_incomplete(change_set: ChangeSet, *, reason_helps: bool) -> None:
    """Call it with the members locked: what it finds then holds."""
    keys = [key_of(member) for member in change_set.members.all()]
    if not keys:
        raise ValidationError(_("There is nothing in this change set."), code="empty")
    blocking = [
        found
        for found in findings(keys)
        if found.blocks and not (reason_helps and found.lack in REASON_HELPS)
    ]
    if blocking:
        raise ValidationError([ValidationError(_said(found), code="missing") for found in blocking])


def _said(found: Finding) -> str:
    return f"{found.entry} ({_language(found.key[2])}): {found.sentence}"


def _language(code: str) -> str:
    return called(code) if code else _("the same in every language")


def _close(change_set: ChangeSet, user: Any | None) -> None:
    """Kept as a record; its parts may be in another set from now on."""
    change_set.published_at, change_set.published_by, change_set.problem = timezone.now(), user, ""
    change_set.save(update_fields=["published_at", "published_by", "problem"])
    change_set.members.update(is_open=False)
