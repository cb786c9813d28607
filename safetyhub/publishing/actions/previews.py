"""Preview links: made, and taken back."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safetyhub.publishing.cleaning import normalise
from safetyhub.publishing.entries import Entry
from safetyhub.publishing.models import ChangeSet, PreviewLink
from safetyhub.publishing.permissions import Right, access_of, require
from safetyhub.publishing.refusing import logged, logger

DAYS = (1, 3, 7, 14, 30)  # how long a link may work
USUAL_DAYS = 7


@logged
def make_link(
    shown: Entry | ChangeSet, *, user: Any | None, days: int = USUAL_DAYS, note: str = ""
) -> PreviewLink:
    """A link by which whoever has it sees this entry, or this set, as it would be. `note` says for whom it is."""
    _require(user)
    if days not in DAYS:
        raise ValidationError({"days": [_("Choose one of the given numbers of days.")]})
    of = (
        {"change_set": shown}
        if isinstance(shown, ChangeSet)
        else {"kind": shown.kind(), "object_id": shown.pk}
    )
    expires = timezone.now() + datetime.timedelta(days=days)
    link = PreviewLink.objects.create(author=user, expires=expires, note=normalise(note)[:200], **of)
    logger.info("Preview link %s made by %s until %s", link.pk, user or "the system", expires.isoformat())
    return link


@logged
def revoke_link(link: PreviewLink, *, user: Any | None) -> None:
    """It stops to work at once, for good."""
    _require(user)
    with transaction.atomic():
        if PreviewLink.objects.filter(pk=link.pk, is_revoked=False).update(is_revoked=True):
            logger.info("Preview link %s revoked by %s", link.pk, user or "the system")


def _require(user: Any | None) -> None:
    """Links take drafts out of the house: who may change what is the same in every language decides that."""
    require(access_of(user).has(Right.EDIT_SHARED), _("You may not give out preview links."))
