from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import connections
from django.db.models.signals import post_migrate, post_save, pre_migrate
from django.dispatch import receiver

from . import append_only, mail, mentions, tasks
from .models import Note, Origin, OwedReview, Part, Publication, Revision, Transition
from .permissions import ROLES
from .signals import live_moved, ticked, transitioned


@receiver(post_migrate)
def make_roles(sender: Any, using: str, **kwargs: Any) -> None:
    """After each migrate, so that a role that a release adds is there."""
    if sender.name == "safetyhub.publishing":
        for role in ROLES:
            Group.objects.using(using).get_or_create(name=role)


@receiver(pre_migrate)
def let_history_be_migrated(sender: Any, using: str, plan: Any, **kwargs: Any) -> None:
    if sender.name == "safetyhub.publishing" and plan:
        append_only.remove(connections[using])


@receiver(post_migrate)
def keep_history(sender: Any, using: str, **kwargs: Any) -> None:
    """After each migrate and flush: see `append_only`."""
    if sender.name == "safetyhub.publishing":
        append_only.install(connections[using])


@receiver(live_moved)
def settle_mentions(sender: Any, part: Part, revision: Revision | None, **kwargs: Any) -> None:
    mentions.settle_gone(part, revision)


@receiver(transitioned)
def tell_of_step(sender: Any, part: Part, transition: Transition, **kwargs: Any) -> None:
    if transition.verb in mail.EVENTS:
        tasks.announce_on_commit(transition.verb, transition.author_id, transition.pk)
    if transition.verb == mail.APPROVED:
        tasks.announce_on_commit(mail.TO_PUBLISH, transition.author_id, transition.pk)


@receiver(live_moved)
def tell_of_publication(sender: Any, part: Part, revision: Revision | None, **kwargs: Any) -> None:
    """A command says itself what it has done."""
    move = Publication.objects.filter(part=part.pk).first() if revision else None
    if move is None or move.origin == Origin.COMMAND:
        return
    tasks.announce_on_commit(mail.PUBLISHED, move.author_id, move.pk)
    if OwedReview.objects.filter(part=part.pk, author=move.author_id, reason=move.note).exists():
        tasks.announce_on_commit(mail.UNREVIEWED, move.author_id, move.pk)


@receiver(post_save, sender=Note)
def tell_of_question(sender: Any, instance: Note, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        tasks.announce_on_commit(mail.ASKED, instance.author_id, instance.pk)


@receiver(ticked)
def keep_queue(sender: Any, now: datetime, **kwargs: Any) -> None:
    tasks.keep_queue(now)
