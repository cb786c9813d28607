# ruff: noqa: S608  (what stands in the text of a statement are names of ours; every value is a parameter)
"""The reader's one statement, written out: to have the ORM build it took longer than the database did, five times.

It runs on SQLite and PostgreSQL. `s` is an entry's shared part, `p` each of its parts that is wanted, `r` its revision.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from .models import LiveMarket, Part, Publication, Revision
from .stages import Stage

PART, REVISION, MARKET, MOVE = (model._meta.db_table for model in (Part, Revision, LiveMarket, Publication))
TEXT_OF_JSON = {"sqlite": "json_extract({}, '$.{}')", "postgresql": "{} ->> '{}'"}
# Ids in the order of the rows, with a text and without one. As one value: a row for each takes twenty times the memory.
TWO_LISTS = {
    "sqlite": (
        "json_array(json_group_array(e.id) FILTER (WHERE e.speaks), json_group_array(e.id) FILTER (WHERE NOT e.speaks))"
    ),
    "postgresql": (
        "jsonb_build_array(COALESCE(jsonb_agg(e.id ORDER BY e.position, e.id) FILTER (WHERE e.speaks), '[]'), "
        "COALESCE(jsonb_agg(e.id) FILTER (WHERE NOT e.speaks), '[]'))"
    ),
}


class Condition(NamedTuple):
    """What has to hold, and its parameters in order."""

    sql: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"{self.sql} AND {other.sql}", (*self.values, *other.values))


@dataclass(frozen=True)
class Drafts:
    """A pointer for previews: what is on its way of these parts, by id, and of all others what is live."""

    parts: frozenset[int]

    def revision(self, part: str) -> str:
        """The candidate unless it was sent back, else the head. The ids are numbers from the database."""
        ids = ", ".join(str(int(pk)) for pk in sorted(self.parts)) or "NULL"
        submitted = f"CASE WHEN {part}.stage <> '{Stage.DRAFT.value}' THEN {part}.candidate_id END"
        return (
            f"CASE WHEN {part}.id IN ({ids}) THEN COALESCE({submitted}, {part}.head_id) "
            f"ELSE {part}.live_id END"
        )


@dataclass(frozen=True)
class Shown:
    """A pointer to what visitors see, and of these parts, by id, to what they saw last where it was taken down."""

    parts: frozenset[int]

    def revision(self, part: str) -> str:
        ids = ", ".join(str(int(pk)) for pk in sorted(self.parts)) or "NULL"
        last = (
            f"SELECT m.revision_id FROM {MOVE} m WHERE m.part_id = {part}.id AND m.revision_id IS NOT NULL "
            "ORDER BY m.id DESC LIMIT 1"
        )
        return f"COALESCE({part}.live_id, CASE WHEN {part}.id IN ({ids}) THEN ({last}) END)"


Scoped = Drafts | Shown  # other for some parts than for all the rest


def parts(
    pointer: str | Scoped, condition: Condition, languages: Collection[str], listed: Sequence[Condition] = ()
) -> list[tuple]:
    """(kind, id, language, data) of parts in these languages, of the entries that meet the condition, in order.

    `listed`: of the live entries that meet one of these only the ids, in order, in one row: (which of these it is, in words,
    0, "", [those that have a live text in one of the languages, those that have none]).
    """
    sql, values = _with_data(pointer, condition, languages)
    for place, each in enumerate(listed):
        more, their_values = _without_data(place, each, languages)
        sql, values = f"{sql} UNION ALL {more}", (*values, *their_values)
    rows = _run(f"{sql} ORDER BY 5, 2", *values)
    data = json.loads(f"[{','.join(row[3] or 'null' for row in rows)}]")  # in half the time of one by one
    return [(*row[:3], found) for row, found in zip(rows, data, strict=True)]


def _with_data(pointer: str | Scoped, condition: Condition, languages: Collection[str]) -> Condition:
    sql = (
        f"SELECT s.kind, s.object_id, p.language, r.data, s.position FROM {PART} s "
        f"JOIN {PART} p ON p.kind = s.kind AND p.object_id = s.object_id AND p.language IN ({_marks(languages)}) "
        f"JOIN {REVISION} r ON r.id = {revision('p', pointer)} "
        f"WHERE s.language = '' AND NOT s.archived AND {revision('s', pointer)} IS NOT NULL AND {condition.sql}"
    )
    return Condition(sql, (*languages, *condition.values))


def _without_data(place: int, condition: Condition, languages: Collection[str]) -> Condition:
    text = (
        f"SELECT 1 FROM {PART} t WHERE t.kind = s.kind AND t.object_id = s.object_id "
        f"AND t.language IN ({_marks(languages)}) AND t.language <> '' AND t.live_id IS NOT NULL"
    )
    entries = (
        f"SELECT s.object_id AS id, s.position, EXISTS ({text}) AS speaks FROM {PART} s "
        f"WHERE s.language = '' AND NOT s.archived AND s.live_id IS NOT NULL AND {condition.sql} ORDER BY 2, 1"
    )
    sql = f"SELECT '{place:d}', 0, '', {TWO_LISTS[connection.vendor]}, 0 FROM ({entries}) e"
    return Condition(sql, (*languages, *condition.values))


def live_in(kind: str, pk: int, title: str) -> list[tuple]:
    """(language, market) of an entry's live parts: of texts that have a title, of the shared part once per market."""
    text = TEXT_OF_JSON[connection.vendor].format("r.data", title)
    return _run(
        f"SELECT p.language, m.market FROM {PART} p JOIN {REVISION} r ON r.id = p.live_id "
        f"LEFT JOIN {MARKET} m ON m.part_id = p.id "
        f"WHERE p.kind = %s AND p.object_id = %s AND NOT p.archived AND (p.language = '' OR {text} IS NOT NULL)",
        kind,
        pk,
    )


def revision(part: str, pointer: str | Scoped) -> str:
    """The id of the revision that is read of a part."""
    return pointer.revision(part) if isinstance(pointer, Scoped) else f"{part}.{pointer}_id"


def of_kind(kind: str) -> Condition:
    return Condition("s.kind = %s", (kind,))


def among(ids: Collection[int]) -> Condition:
    return Condition(f"s.object_id IN ({_marks(ids)})", tuple(ids)) if ids else Condition("1 = 0")


def live_at(slug: str) -> Condition:
    """The second half says that the index of slugs, which has no empty ones, has it: SQLite looks for these very words."""
    return Condition("s.slug = %s AND NOT (s.slug = '')", (slug,))


def saying(name: str, value: str, pointer: str | Scoped) -> Condition:
    """Those whose shared revision has this value in this field."""
    text = TEXT_OF_JSON[connection.vendor].format("v.data", name)
    there = f"SELECT 1 FROM {REVISION} v WHERE v.id = {revision('s', pointer)} AND {text} = %s"
    return Condition(f"EXISTS ({there})", (value,))


def shown_in(markets: Collection[str]) -> Condition:
    """Those that are live in one of these markets."""
    if not markets:
        return Condition("1 = 0")
    there = f"SELECT 1 FROM {MARKET} m WHERE m.part_id = s.id AND m.market IN ({_marks(markets)})"
    return Condition(f"EXISTS ({there})", tuple(markets))


def any_of(conditions: Iterable[Condition]) -> Condition:
    found = list(conditions)
    values = tuple(value for condition in found for value in condition.values)
    return Condition(f"({' OR '.join(f'({condition.sql})' for condition in found)})", values)


def _run(sql: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))
