from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from .permissions import ROLES


@receiver(post_migrate)
def make_roles(sender: Any, using: str, **kwargs: Any) -> None:
    """After each migrate, so that a role that a release adds is there."""
    if sender.name == "safetyhub.publishing":
        for role in ROLES:
            Group.objects.using(using).get_or_create(name=role)
