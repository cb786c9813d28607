"""What the other rooms announce becomes a row, in their transaction. What must be gone at once goes when that commits."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from safetyhub.locales.models import Locale, LocaleAlias
from safetyhub.publishing import footprint
from safetyhub.publishing.entries import model_of, upgraded
from safetyhub.publishing.models import Part, Revision
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.signals import live_moved, ticked

from . import tasks
from .models import Unreleased
from .withdrawing import withdraw


@receiver(live_moved)
def a_live_pointer_moved(
    part: Part, before: Revision | None, revision: Revision | None, **kwargs: Any
) -> None:
    _write_down(
        Unreleased(
            kind=part.kind,
            object_id=part.object_id,
            language=part.language,
            keys=sorted(_keys(part, before, revision)),
            is_down=revision is None,
        )
    )


def _keys(part: Part, before: Revision | None, after: Revision | None) -> set[str]:
    """Beside the part's own. Of the data as it stands, which the sitemap asks for, and of the shape that pages read."""
    was, now = (None if revision is None else revision.data for revision in (before, after))
    return _told(part, was, now) | _told(part, _shaped(part, was), _shaped(part, now))


def _shaped(part: Part, data: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if data is None else upgraded(part.kind, part.language, data)


def _told(part: Part, before: dict[str, Any] | None, after: dict[str, Any] | None) -> set[str]:
    """Pages in other languages ask of a text only whether there is one, by its title; long lists ask for any text."""
    if part.language == SHARED:
        return footprint.moved(part.kind, part.object_id, before=before, after=after)
    title = model_of(part.kind).title_field
    was, is_there = (data is not None and data.get(title) is not None for data in (before, after))
    keys = set() if was == is_there else footprint.told_of(part.kind, part.object_id)
    return keys if (before is None) == (after is None) else keys | {footprint.of_list(part.kind)}


@receiver(post_save, sender=Locale)
def a_locale_changed(instance: Locale, **kwargs: Any) -> None:
    """Every page names every regional version; none that never was public, which are also the only ones ever deleted."""
    is_gone = instance.visibility != Locale.Visibility.PUBLIC
    if instance.opened:
        _write_down(Unreleased(is_down=is_gone, locale=instance.pk if is_gone else ""))


@receiver([post_save, post_delete], sender=LocaleAlias)
def an_alias_changed(**kwargs: Any) -> None:
    _write_down(Unreleased())


@receiver(ticked)
def a_tick(**kwargs: Any) -> None:
    if settings.RELEASE_SERVED:
        tasks.look()


def _write_down(change: Unreleased) -> None:
    change.save()
    if change.is_down:
        # No `partial`: Django names a robust function that fails in its log, and a `partial` has no name.
        transaction.on_commit(lambda: withdraw([change]), robust=True)
    if settings.RELEASE_SERVED:
        transaction.on_commit(tasks.ask, robust=True)
