"""Out of the working lists, and the one way to delete something."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safetyhub.publishing import columns, refusals
from safetyhub.publishing.entries import Entry
from safetyhub.publishing.models import Member, Part, PreviewLink, Thread, Transition
from safetyhub.publishing.permissions import Right, access_of, require, require_publish
from safetyhub.publishing.references import referring
from safetyhub.publishing.refusing import logged
from safetyhub.publishing.schema import SHARED, schema_of

from .locking import lock


@logged
def archive(entry: Entry, *, user: Any | None, archived: bool = True) -> None:
    """Put an entry that is not live out of the working lists, or bring it back. Its history stays."""
    with transaction.atomic():
        require_publish(access_of(user), SHARED)
        part = lock(entry, [SHARED])[SHARED]
        if part.live_id is not None:
            raise ValidationError(_("Take it down everywhere before you archive it."), code="live")
        part.archived = archived
        part.save(update_fields=["archived"])


@logged
def delete_draft(entry: Entry, *, user: Any | None) -> None:
    """Delete an entry that was never live and that nothing refers to. Everything else is archived instead."""
    with transaction.atomic():
        require(access_of(user).has(Right.DELETE_DRAFT), _("Only administrators may delete a draft."))
        lock(entry, [SHARED])
        parts = Part.objects.of(entry.kind(), entry.pk)
        if parts.filter(live_before__isnull=False).exists():
            raise ValidationError(
                _("It was public once, so it is kept. Archive it instead."), code="was_live"
            )
        if used := referring(entry.kind(), entry.pk):
            names = ", ".join(str(other) for other in used[:5])
            raise ValidationError(_("It is used by: %(names)s.") % {"names": names}, code="used")
        with refusals.used_meanwhile():
            _delete_rows(entry, parts)


def _delete_rows(entry: Entry, parts: Any) -> None:
    parts.update(head=None, candidate=None)
    Transition.objects.filter(part__in=parts).delete()  # first: they protect their revisions
    parts.delete()
    Thread.objects.filter(kind=entry.kind(), object_id=entry.pk).delete()
    Member.objects.filter(kind=entry.kind(), object_id=entry.pk).delete()
    PreviewLink.objects.filter(kind=entry.kind(), object_id=entry.pk).delete()
    for fields in schema_of(type(entry)).children.values():
        columns.rows(fields.model).filter(**{fields.model.parent: entry.pk}).delete()
    columns.rows(type(entry)).filter(pk=entry.pk).delete()
