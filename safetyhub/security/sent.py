"""What somebody sent, for a page that keeps it: to be looked at, and to be sent again from there."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  (a name)


def is_own(request: HttpRequest) -> bool:
    """Whether a page of the hub sent it, by the browser's word. No other site can make a browser lie about that.

    Stricter than Django, which asks only those that say something: who says nothing is not known to be ours.
    """
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def sent(request: HttpRequest, token: str = "") -> dict[str, Any]:
    """What was typed, to be sent again. Its own CSRF token is among it, and no other: who had none gets none here.

    A fresh `token` in its place is for what `is_own` only: with it another site's form would be sent as the hub's own.
    A password is never written into a page, and what cannot be sent again whole is not sent again at all.
    """
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        has_files = bool(request.FILES)
    except (OSError, SuspiciousOperation):  # too much of it, or it never came
        return {}
    if any("password" in name.lower() for name, _value in fields):
        return {}
    if token:
        fields = [*(field for field in fields if field[0] != TOKEN), (TOKEN, token)]
    return {"fields": fields, "typed": _typed(fields), "has_files": has_files}


def _typed(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a person would miss: not the buttons, the numbers of rows, and what a page notes for itself."""
    return [
        (name, value)
        for name, value in fields
        if name != TOKEN
        and not name.startswith("_")
        and not value.startswith('{"')
        and any(character.isalpha() for character in value)
    ]
