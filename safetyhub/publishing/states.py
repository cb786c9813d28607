"""What a person is told about a part, read from its pointers: missing, inherited, draft, live, changed since live, ..."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from safetyhub.locales.chains import chain, same_language
from safetyhub.locales.languages import SOURCE

from .models import Part


class State(StrEnum):
    MISSING = "missing"
    INHERITED = "inherited"
    DRAFT = "draft"
    LIVE = "live"
    CHANGED = "changed"
    TAKEN_DOWN = "taken-down"
    ARCHIVED = "archived"


LABELS: Mapping[State, Any] = {
    State.MISSING: _("missing"),
    State.INHERITED: _("inherited"),
    State.DRAFT: _("draft"),
    State.LIVE: _("live"),
    State.CHANGED: _("changed since live"),
    State.TAKEN_DOWN: _("taken down"),
    State.ARCHIVED: _("archived"),
}


def state_of(part: Part | None) -> State | None:
    """The state of a part by itself; `None` when it has no words, which only its chain can tell apart."""
    if part is None or part.head_id is None:
        return None
    if part.archived:
        return State.ARCHIVED
    if part.live_id is None:
        return State.DRAFT if part.live_before is None else State.TAKEN_DOWN
    return State.LIVE if part.live_id == part.head_id else State.CHANGED


def state_in(parts: Mapping[str, Part], language: str) -> State:
    """The state of one language of an entry, given its parts by language, as `described()`.

    A regional variant without words of its own reads its language's: inherited, never missing.
    """
    part = parts.get(language)
    if part is not None and (part.has_words or part.live_id is not None) and (state := state_of(part)):
        return state
    for link in chain(language)[1:]:
        nearer = parts.get(link)
        if nearer is not None and nearer.has_words and same_language(language, link):
            return State.INHERITED
    return State.MISSING


def is_outdated(parts: Mapping[str, Part], language: str) -> bool:
    part = parts.get(language)
    return part is not None and part.outdated and language != SOURCE
