"""Who may configure. The group is made with the others in publishing; here only its name is known."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser, AnonymousUser

ADMINISTRATOR = "Administrator"


def is_administrator(user: AbstractUser | AnonymousUser) -> bool:
    """Remembered on the user object, which lives for one request: the admin asks a dozen times per page."""
    if isinstance(user, AnonymousUser) or not (user.is_active and user.is_staff):
        return False
    known = getattr(user, "_is_administrator", None)
    if known is None:
        known = user.is_superuser or user.groups.filter(name=ADMINISTRATOR).exists()
        user._is_administrator = known  # type: ignore[attr-defined]
    return known
