"""What a person is told about a part, read from its pointers: missing, inherited, draft, live, changed since live, ..."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from safetyhub.locales.chains import chain, same_language
from safetyhub.locales.languages import SOURCE

from .models import Part
from .schema import SHARED, Schema


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


def seen_with(state: State, shared: Part | None) -> State:
    """The state of a text as visitors have it: one that is live is hidden with an entry that is not."""
    whole = state_of(shared)
    is_public = whole in (State.LIVE, State.CHANGED)
    if whole == State.ARCHIVED or (state in (State.LIVE, State.CHANGED) and not is_public):
        return whole or State.DRAFT
    return state


def state_in(parts: Mapping[str, Part], language: str, *, is_named_only: bool = False) -> State:
    """The state of one language of an entry, given its parts by language, as `described()`.

    A regional variant without words of its own reads its language's: inherited, never missing. So is every language of
    an entry whose source has nothing but proper names (`is_named_only`): they stand as they are until one has its own.
    """
    part = parts.get(language)
    if part is not None and (part.has_words or part.live_id is not None) and (state := state_of(part)):
        return seen_with(state, parts.get(SHARED))
    for link in chain(language)[1:]:
        nearer = parts.get(link)
        if nearer is not None and nearer.has_words and same_language(language, link):
            return State.INHERITED
    return State.INHERITED if is_named_only and language != SOURCE else State.MISSING


def is_named_only(schema: Schema, source: Mapping[str, str]) -> bool:
    """Whether the source has proper names and no other text: then nothing has to be translated."""
    located = [schema.locate(key) for key in source]
    return bool(source) and all(found and found[1] in found[0].model.proper_names for found in located)


def is_outdated(parts: Mapping[str, Part], language: str) -> bool:
    part = parts.get(language)
    return part is not None and part.outdated and language != SOURCE
