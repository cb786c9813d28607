"""What people ask each other about one text of an entry. Notes are plain text; what was said stays said."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safetyhub.publishing.cleaning import normalise
from safetyhub.publishing.entries import Entry
from safetyhub.publishing.models import Note, Thread
from safetyhub.publishing.permissions import access_of, require_discuss
from safetyhub.publishing.refusing import logged
from safetyhub.publishing.schema import SHARED, schema_of
from safetyhub.publishing.signals import noted

from .locking import lock

LONGEST_NOTE = 4000  # characters


@logged
def ask_about(entry: Entry, *, language: str, user: Any | None, text: str, field: str = "") -> Note:
    """Say something that waits for an answer. `field` is the key of the text or shared field that it is about."""
    with transaction.atomic():
        thread = _thread(entry, language, user)
        _set_open(thread, True)
        return _say(entry, thread, user, text, field)


@logged
def reply(
    entry: Entry, *, language: str, user: Any | None, text: str, field: str = "", closes: bool = False
) -> Note:
    """Say something in a thread, and with `closes` that nobody waits any more."""
    with transaction.atomic():
        thread = _thread(entry, language, user)
        if closes:
            _set_open(thread, False)
        return _say(entry, thread, user, text, field)


@logged
def close(entry: Entry, *, language: str, user: Any | None) -> Thread:
    """Nobody waits for an answer any more. The notes stay."""
    with transaction.atomic():
        thread = _thread(entry, language, user)
        _set_open(thread, False)
        return thread


def _thread(entry: Entry, language: str, user: Any | None) -> Thread:
    require_discuss(access_of(user), language)
    lock(entry, [SHARED])
    thread, _made = Thread.objects.get_or_create(
        kind=entry.kind(), object_id=entry.pk, language=language, defaults={"is_open": False}
    )
    return thread


def _say(entry: Entry, thread: Thread, user: Any | None, text: str, field: str) -> Note:
    text = normalise(text)
    if not text:
        raise ValidationError({"text": [_("Write something first.")]})
    if len(text) > LONGEST_NOTE:
        sentence = _("Shorten it to %(count)s characters: it has %(length)s.")
        raise ValidationError({"text": [sentence % {"count": LONGEST_NOTE, "length": len(text)}]})
    if field and not _is_field(entry, field):
        raise ValidationError({"field": [_("There is no such field.")]})
    note = Note.objects.create(thread=thread, author=user, text=text, field=field)
    noted.send(sender=Thread, thread=thread, note=note)
    return note


def _is_field(entry: Entry, field: str) -> bool:
    schema = schema_of(type(entry))
    return len(field) <= 100 and (field in schema.shared or schema.locate(field) is not None)


def _set_open(thread: Thread, is_open: bool) -> None:
    thread.is_open = is_open
    thread.save(update_fields=["is_open"])
