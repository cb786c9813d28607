"""Which other languages stand in on a page, for its notice. Names are left out: they need no apology."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from safetyhub.publishing.entries import model_of
from safetyhub.publishing.reader import Resolved
from safetyhub.publishing.schema import schema_of
from safetyhub.publishing.text import Text


def languages(shown: Iterable[Any]) -> set[str]:
    """Of what is shown: texts, entries with all that they hold, lists of them."""
    found: set[str] = set()
    for thing in shown:
        if isinstance(thing, Text):
            if thing.is_foreign:
                found.add(thing.language)
        elif isinstance(thing, Resolved):
            names = _names(thing.kind)
            found |= languages(value for name, value in vars(thing).items() if name not in names)
        elif isinstance(thing, (list, tuple)):
            found |= languages(thing)
    return found


@cache
def _names(kind: str) -> tuple[str, ...]:
    """The texts of an entry or a child that are proper names; "council.council.memberships" is a child's kind."""
    parent, _, child = kind.rpartition(".")
    if "." in parent:
        return schema_of(model_of(parent)).children[child].model.proper_names
    return model_of(kind).proper_names
