"""Passwords that a person types once from a screen."""

import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike: no i, l, o, 0, 1


def generated_password() -> str:
    """79 random bits in four groups: "x7kq-3mpd-9r2h-vw8c"."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
