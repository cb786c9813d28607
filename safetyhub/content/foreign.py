"""Which other languages stand in on a page, for its notice. Names are left out: they need no apology."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from safetyhub.publishing.entries import model_of
from safetyhub.publishing.reader import Resolved
from safetyhub.publishing.schema import Fields, schema_of
from safetyhub.publishing.text import Text


def languages(shown: Iterable[Any]) -> set[str]:
    """Of what is shown: texts, entries with all that they hold, lists of them."""
    found: set[str] = set()
    for thing in shown:
        if isinstance(thing, Text):
            if thing.is_foreign:
                found.add(thing.language)
        elif isinstance(thing, Resolved):
            found |= languages(map(vars(thing).get, _held(thing.kind)))
        elif isinstance(thing, (list, tuple)):
            found |= languages(thing)
    return found


@cache
def _held(kind: str) -> tuple[str, ...]:
    """What an entry or a child has of texts, but for proper names, and of other entries and children."""
    fields = _fields(kind)
    texts = (name for name in fields.texts if name not in fields.model.proper_names)
    return (*texts, *fields.references, *getattr(fields, "children", ()))


def _fields(kind: str) -> Fields:
    """ "council.council.memberships" is a child's kind."""
    parent, _, child = kind.rpartition(".")
    return schema_of(model_of(parent)).children[child] if "." in parent else schema_of(model_of(kind))
