"""Live pointers: the only code that moves one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safetyhub.locales.languages import SOURCE
from safetyhub.publishing import projections, refusals
from safetyhub.publishing.entries import Entry, upgraded
from safetyhub.publishing.models import Origin, OwedReview, Part, Publication, Revision
from safetyhub.publishing.permissions import access_of, require_publish
from safetyhub.publishing.refusing import logged
from safetyhub.publishing.schema import SHARED, schema_of
from safetyhub.publishing.signals import live_moved
from safetyhub.publishing.stages import READY, TRANSITIONS, Stage, Verb

from .locking import Stale, Target, by, lock, lock_targets
from .steps import record, settle


@logged
def publish(
    targets: Iterable[Target],
    *,
    user: Any | None,
    seen: Mapping[tuple[str, int, str], int] | None = None,
    reason: str = "",
    origin: str = Origin.FORM,
    note: str = "",
) -> list[Part]:
    """Make every target live, all or none: what was approved, or with a `reason` the head, to be reviewed afterwards.

    `seen` refuses a revision that the publisher has not seen: it is the number of each revision that was shown, by
    (kind, id, language); a part that is not in it was not seen. Returns the parts that moved; one whose revision is live
    already stays as it is. A system writer needs no reason, nor do people where `REVIEW_OWN_WORK` is set.
    """
    access, signed = access_of(user), by(user, origin, reason or note)
    with transaction.atomic():
        chosen = []
        for entry, part in lock_targets(targets):
            require_publish(access, part.language)
            chosen.append((entry, part, _choose(entry, part, user, seen, signed["note"] if reason else "")))
        moving = [item for item in chosen if item[1].live_id != item[2].pk]
        for _entry, part, revision in chosen:
            # What was approved and is live already has arrived too: its stage must not wait for it for ever.
            if part.live_id != revision.pk or part.stage in READY:
                _account_for(part, revision, reason=reason, signed=signed)
        return [_move(entry, part, revision, signed) for entry, part, revision in moving]


def to_go_live(part: Part) -> Revision | None:
    """What *Publish* would make live: the candidate once it is approved, the head before."""
    return part.candidate if part.stage in READY and part.candidate else part.head


def may_skip_review(user: Any | None) -> bool:
    """A system writer, and people where `REVIEW_OWN_WORK` lets teams of one work."""
    return user is None or settings.REVIEW_OWN_WORK


def _choose(
    entry: Entry,
    part: Part,
    user: Any | None,
    seen: Mapping[tuple[str, int, str], int] | None,
    reason: str,
) -> Revision:
    revision = to_go_live(part)
    if revision is None or (part.language == SOURCE and not _has_title(entry, revision)):
        raise ValidationError(_("There is nothing to publish yet. Save a text first."), code="empty")
    if part.archived:
        message = _("“%(name)s” is archived. Bring it back before you publish it.") % {"name": entry}
        raise ValidationError(message, code="archived")
    if seen is not None and revision.number != seen.get((part.kind, part.object_id, part.language)):
        raise Stale(part)
    is_reviewed = part.stage in READY or revision.pk == part.live_id
    if not (is_reviewed or reason or may_skip_review(user)):
        message = _("“%(name)s” has not been approved. Say why it cannot wait for a review.") % {
            "name": entry
        }
        raise ValidationError(message, code="review")
    return revision


def _has_title(entry: Entry, revision: Revision) -> bool:
    return bool(upgraded(entry.kind(), SOURCE, revision.data).get(entry.title_field))


def _account_for(part: Part, revision: Revision, *, reason: str, signed: Mapping[str, Any]) -> None:
    """What was approved is reviewed, and so is what it grew from. What goes live without is owed a review."""
    owed = OwedReview.objects.filter(part=part)
    if part.stage in READY:
        owed.delete()
    elif reason:
        OwedReview.objects.get_or_create(part=part, defaults={"before": part.live, **_owed(signed)})
        owed.update(**_owed(signed))
    owed.update(objection=None)  # it was to another version
    if part.candidate_id is not None:
        record(part, Verb.GO_LIVE, revision, signed)
        settle(part, Stage.DRAFT, candidate=None)


def _owed(signed: Mapping[str, Any]) -> dict[str, Any]:
    return {"author": signed["author"], "reason": signed["note"]}


@logged
def take_down(
    entry: Entry, *, language: str, user: Any | None, origin: str = Origin.FORM, note: str = ""
) -> Part | None:
    """Withdraw the texts of one language, or with `SHARED` the whole entry everywhere. `None`: it was not live.

    Never needs a second person. What was approved, to replace it or to be its first version, has to be approved anew:
    neither a time nor a change set brings back what somebody has taken down.
    """
    with transaction.atomic():
        require_publish(access_of(user), language)
        part = lock(entry, [language])[language]
        signed = by(user, origin, note)
        if part.stage in TRANSITIONS[Verb.TAKE_DOWN].sources:
            record(part, Verb.TAKE_DOWN, part.candidate, signed)
            settle(part, TRANSITIONS[Verb.TAKE_DOWN].target)
        if part.take_down_at is not None:
            part.take_down_at = None
            part.save(update_fields=["take_down_at"])
        return _move(entry, part, None, signed) if part.live_id is not None else None


@logged
def put_back(
    entry: Entry, *, revisions: Mapping[str, int], user: Any | None, origin: str = Origin.FORM, note: str = ""
) -> list[Part]:
    """Undo a take-down: make the revisions live again that were (language -> revision id), where nothing else is live now.

    Needs no review: visitors had exactly this before. Raises `ValidationError` for a revision that never was live.
    """
    with transaction.atomic():
        require_publish(access_of(user), SHARED)
        parts = lock(entry, revisions.keys())
        signed, moved = by(user, origin, note), []
        for language, part in parts.items():
            if part.live_id is not None:
                continue
            last = (
                Publication.objects.filter(part=part.pk, revision=revisions[language])
                .select_related("revision")
                .first()
            )
            if last is None or part.archived:
                raise ValidationError(
                    _("That version was never public, or is archived now."), code="never_live"
                )
            moved.append(_move(entry, part, last.revision, signed))
        return moved


def _move(entry: Entry, part: Part, revision: Revision | None, signed: Mapping[str, Any]) -> Part:
    """The one place where a live pointer moves."""
    schema, before = schema_of(type(entry)), part.live
    part.live = revision
    part.live_since = timezone.now() if revision else None
    part.live_before = part.live_before or part.live_since
    part.save(update_fields=["live", "live_since", "live_before"])
    Publication.objects.create(part=part, revision=revision, **signed)
    if part.language == SHARED:
        with refusals.taken_meanwhile(schema):
            projections.project_shared(schema, part, revision.data if revision else None)
    if part.language in (SHARED, SOURCE):
        projections.project_outdated(part.kind, part.object_id)
    live_moved.send(sender=type(entry), part=part, before=before, revision=revision)
    return part
