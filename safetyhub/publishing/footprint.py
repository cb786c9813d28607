"""What a page was made of, collected while it is made, for whoever keeps the page: it says when to make it again.

Keys are plain strings. Those of a page and those of a change meet in `safetyhub.release`:

- `partners.program/7`: this entry was looked up, whether it was there or not;
- `partners.program@us`: every entry of the kind in this market;
- `content.arrangement:locale=de-de`: every entry of the kind with this shared value;
- `partners.program/7!`, `partners.program#0!`, `partners.program!`: in which languages and markets this entry, those of
  this shelf, or all of the kind are live. With the mark, a change in any language counts;
- `partners.program[]`: which entries of the kind there are, in which order: of a page that shows a part of a long list.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from safetyhub.locales.markets import EVERYWHERE

from .dates import first_day, last_day

SHELF = 20  # entries of one kind with neighbouring ids
TOLD = ("slug", "key", "page", "markets")  # shared fields that say where an entry is: see `content.presence`
ORDERED = ("position", "markets")  # shared fields that say where in a list an entry is
LISTED = "[]"  # how the keys of long lists end
LONGEST_VALUE = 60  # of a shared value that entries are looked up by


@dataclass
class Footprint:
    keys: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)  # of the texts that could have been shown
    valid_until: datetime.date | None = (
        None  # the first day on which it may say something else, with no change
    )


_current: ContextVar[Footprint | None] = ContextVar("footprint", default=None)


@contextmanager
def collected() -> Iterator[Footprint]:
    footprint = Footprint()
    token = _current.set(footprint)
    try:
        yield footprint
    finally:
        _current.reset(token)


def note(*keys: str, languages: Iterable[str] = ()) -> None:
    if footprint := _current.get():
        footprint.keys.update(keys)
        footprint.languages.update(languages)


def note_entries(keys: Iterable[tuple[str, int]]) -> None:
    if footprint := _current.get():
        footprint.keys.update(entry(*key) for key in keys)


def note_term(since: str, until: str, day: datetime.date) -> None:
    """Something is shown from a day, or until one: the first such day that is still to come."""
    footprint = _current.get()
    if footprint is None or not (since or until):
        return
    start, end = first_day(since), last_day(until)
    days = [start, end + datetime.timedelta(days=1) if end and end < datetime.date.max else None]
    for turn in days:
        if turn and turn > day:
            footprint.valid_until = min(turn, footprint.valid_until or turn)


def entry(kind: str, pk: int) -> str:
    return f"{kind}/{pk}"


def in_market(kind: str, market: str) -> str:
    return f"{kind}@{market}"


def with_value(kind: str, name: str, value: str) -> str:
    return f"{kind}:{name}={value}"


def presence(kind: str, pk: int) -> str:
    return f"{entry(kind, pk)}!"


def shelf(kind: str, pk: int) -> str:
    return f"{kind}#{pk // SHELF}!"


def of_kind(kind: str) -> str:
    return f"{kind}!"


def of_list(kind: str) -> str:
    return f"{kind}{LISTED}"


def moved(
    kind: str, pk: int, *, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> set[str]:
    """Keys that count in any language, of an entry whose shared part went live in another version; beside them its own.

    Data of the shared revisions, `None` for nothing that is live. What shows the entry already has the entry's own key.
    """
    keys = _listed(kind, after) - _listed(kind, before)
    if _said(before, TOLD) != _said(after, TOLD):
        keys |= told_of(kind, pk)
    if _said(before, ORDERED) != _said(after, ORDERED):
        keys.add(of_list(kind))
    return keys


def told_of(kind: str, pk: int) -> set[str]:
    """Of pages that say where the entry is live: in the sitemap, and to search engines beside its translations."""
    return {presence(kind, pk), shelf(kind, pk), of_kind(kind)}


def _said(data: Mapping[str, Any] | None, names: Iterable[str]) -> list[Any] | None:
    return None if data is None else [data.get(name) for name in names]


def _listed(kind: str, data: Mapping[str, Any] | None) -> set[str]:
    """Of pages that list entries of the kind, this one among them."""
    if data is None:
        return set()
    values = {
        with_value(kind, name, value)
        for name, value in data.items()
        if isinstance(value, str) and 0 < len(value) <= LONGEST_VALUE
    }
    return values | {in_market(kind, market) for market in data.get("markets", (EVERYWHERE,))}
