"""Taking something off every page at once, and putting it back as easily. Neither ever needs a second person."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safetyhub.publishing import columns, mentions
from safetyhub.publishing.cleaning import normalise
from safetyhub.publishing.entries import Entry, model_of
from safetyhub.publishing.models import Mention, Origin, Part, Withdrawal
from safetyhub.publishing.permissions import access_of, require_edit, require_publish
from safetyhub.publishing.refusing import logged
from safetyhub.publishing.schema import SHARED

from .going_live import put_back, take_down
from .locking import Target, lock_targets


@logged
def withdraw_everywhere(
    entry: Entry,
    *,
    user: Any | None,
    reason: str,
    texts: Collection[int] = (),
    origin: str = Origin.FORM,
) -> Withdrawal:
    """Take the entry down in every language and, with it, live texts that name it (`texts`: ids of their parts).

    Where it is a shared part that names it, such as a telephone number, that entry goes everywhere too.

    Every other live text that names it becomes a `Mention`, for somebody to look at. All or nothing. Raises
    `ValidationError` without a reason, for an entry that is withdrawn already, and for a text that does not name it.
    """
    reason = normalise(reason)[:1000]
    with transaction.atomic():
        require_publish(access_of(user), SHARED)
        if not reason:
            raise ValidationError(_("Say why: your colleagues have to be able to follow."), code="reason")
        found = mentions.find(entry.kind(), entry.pk)
        targets = [(entry, SHARED), *_texts(found, set(texts))]
        moved = _take_down(targets, user=user, origin=origin, note=reason)
        withdrawal = Withdrawal.objects.create(
            kind=entry.kind(), object_id=entry.pk, reason=reason, author=user, moved=moved
        )
        Mention.objects.bulk_create(
            Mention(withdrawal=withdrawal, part_id=item.part, key=item.key[:100], words=item.words)
            for item in found
            if item.part not in texts
        )
        return withdrawal


def open_withdrawal(kind: str, object_id: int) -> Withdrawal | None:
    """The decision that keeps the entry down, with who took it; `None` where there is none, or it was undone."""
    found = Withdrawal.objects.filter(kind=kind, object_id=object_id, undone__isnull=True)
    return found.select_related("author").first()


def _texts(found: list[mentions.Found], chosen: set[int]) -> list[Target]:
    """The parts that were chosen, each as a target; only what names the entry."""
    named = {item.part: item for item in found}
    if chosen - named.keys():
        raise ValidationError(_("These texts have changed since you looked. Look again."), code="stale")
    items = [named[pk] for pk in sorted(chosen)]
    return [(columns.rows(model_of(item.kind)).get(pk=item.object_id), item.language) for item in items]


def _take_down(targets: list[Target], **signed: Any) -> list[list[int | None]]:
    """[part id, revision id] of each that was live. Locked in one order before the first one moves."""
    live = {
        (part.kind, part.object_id, part.language): part.live_id for _entry, part in lock_targets(targets)
    }
    entry, _shared = targets[0]
    if open_withdrawal(entry.kind(), entry.pk) is not None:
        raise ValidationError(_("It has been taken down everywhere already."), code="withdrawn")
    taken = [take_down(entry, language=language, **signed) for entry, language in targets]
    return [[part.pk, live[part.kind, part.object_id, part.language]] for part in taken if part is not None]


@logged
def put_back_everywhere(withdrawal: Withdrawal, *, user: Any | None, origin: str = Origin.FORM) -> list[Part]:
    """Undo it: what was live then is live again, where nothing else is. Raises `ValidationError` the second time."""
    said = _revisions(withdrawal)
    with transaction.atomic():
        require_publish(access_of(user), SHARED)
        lock_targets([(entry, SHARED) for entry, _revision_ids in said])
        held = Withdrawal.objects.select_for_update().filter(pk=withdrawal.pk, undone__isnull=True).first()
        if held is None:
            raise ValidationError(_("It has been put back already."), code="undone")
        signed: dict[str, Any] = {"user": user, "origin": origin, "note": held.reason}
        moved = [part for entry, ids in said for part in put_back(entry, revisions=ids, **signed)]
        held.undone, held.undone_by = timezone.now(), user
        held.save(update_fields=["undone", "undone_by"])
        held.mentions.filter(is_settled=False).update(is_settled=True)
        return moved


def _revisions(withdrawal: Withdrawal) -> list[tuple[Entry, dict[str, int]]]:
    """What each entry's languages said, in the order in which everybody locks entries."""
    said = dict(withdrawal.moved)
    by_entry: dict[tuple[str, int], dict[str, int]] = {}
    for part in Part.objects.filter(pk__in=said).order_by("kind", "object_id"):
        by_entry.setdefault((part.kind, part.object_id), {})[part.language] = said[part.pk]
    return [
        (columns.rows(model_of(kind)).get(pk=pk), revisions) for (kind, pk), revisions in by_entry.items()
    ]


@logged
def settle_mention(mention: Mention, *, user: Any | None) -> None:
    """Somebody has looked at it: it may stay as it is."""
    require_edit(access_of(user), mention.part.language)
    mentions.settle(mention)
