"""What somebody else says to a publication that could not wait for a review: that it is right, or that it is not."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safetyhub.publishing.cleaning import normalise
from safetyhub.publishing.entries import Entry
from safetyhub.publishing.models import Origin, OwedReview, Part, Revision
from safetyhub.publishing.permissions import access_of, require_review
from safetyhub.publishing.refusing import logged
from safetyhub.publishing.stages import Verb

from .going_live import may_skip_review
from .locking import by, lock
from .reviewing import Seen, authors, last_public, own_work, require_seen
from .steps import record


@logged
def review_afterwards(
    entry: Entry,
    *,
    language: str,
    user: Any | None,
    seen: Seen | None = None,
    origin: str = Origin.FORM,
    note: str = "",
) -> Part:
    """Somebody else has looked at what was published without a review. `seen` is of `went_live`."""
    with transaction.atomic():
        part = lock(entry, [language])[language]
        owed, until = _owed(part, user, seen)
        owed.delete()
        record(part, Verb.REVIEW_AFTERWARDS, until, by(user, origin, note))
        return part


@logged
def object_to(
    entry: Entry,
    *,
    language: str,
    user: Any | None,
    note: str,
    field_notes: Mapping[str, str] | None = None,
    seen: Seen | None = None,
    origin: str = Origin.FORM,
) -> Part:
    """What is public should not be so. It stays owed a review, and public: to take it down is a publisher's.

    `field_notes` are by the key of the text; one of them, or `note`, has to say why.
    """
    said = {key: normalise(text)[:1000] for key, text in (field_notes or {}).items() if text.strip()}
    signed = by(user, origin, note or " ".join(said.values()))
    with transaction.atomic():
        part = lock(entry, [language])[language]
        owed, until = _owed(part, user, seen)
        if not signed["note"]:
            raise ValidationError(_("Say why, so that they know what to change."), code="note")
        owed.objection = record(part, Verb.OBJECT, until, signed, said)
        owed.save(update_fields=["objection"])
        return part


def _owed(part: Part, user: Any | None, seen: Seen | None) -> tuple[OwedReview, Revision | None]:
    """What is owed to the locked part, and the revision that it is about, if this person may say something to it."""
    require_review(access_of(user), part.language)
    owed = OwedReview.objects.filter(part=part.pk).select_related("before").first()
    if owed is None:
        raise ValidationError(_("It has been reviewed already."), code="reviewed")
    until = went_live(part)
    require_seen(part, until, seen)
    if user in published_by(owed, until) and not may_skip_review(user):
        raise own_work()
    return owed, until


def published_by(owed: OwedReview, until: Revision | None) -> set[Any]:
    """Whose work it is that went live without a review: who wrote it, and who published it."""
    return {owed.author, *authors(owed.part, owed.before, until)}


def went_live(part: Part) -> Revision | None:
    """What visitors see of the part, or saw last."""
    return part.live or last_public(part)
