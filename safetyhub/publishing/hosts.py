"""On which pages an entry stands that has none to itself: where others name it, or the page that it is a piece of.

By the rules of the reader, along what is live and along the drafts, for every regional version at once: two queries, and
one more for each further level of references.
"""

import datetime
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from safetyhub.locales.languages import SOURCE
from safetyhub.locales.markets import EVERYWHERE
from safetyhub.locales.models import Locale

from .dates import covers
from .entries import Entry, entry_models, model_of, upgraded
from .models import Part
from .reader import HEAD, LIVE, REFERENCE_LEVELS, Same
from .references import Reference, targets
from .schema import SHARED, schema_of

POINTERS = (LIVE, HEAD)
Shared = Mapping[Same, Mapping[str, Any] | None]  # an entry's shared data, `None` where there is none


class Link(NamedTuple):
    label: str
    path: str


@dataclass
class Host:
    """An entry that names others, and the languages of its title."""

    model: type[Entry]
    shared: Shared
    titles: dict[Same, dict[str, str]] = field(default_factory=lambda: {LIVE: {}, HEAD: {}})

    def is_shown(self, locale: Locale, pointer: Same) -> bool:
        shared = self.shared[pointer]
        if shared is None or not self.model.is_offered(shared, locale):
            return False
        return not self.model.title_field or not self.titles[pointer].keys().isdisjoint(locale.chain)

    def link(self, root: str, pointer: Same) -> Link:
        """With the name in the source language; without an address where the entry has no page."""
        path = self.model.public_path(root, self.shared[pointer] or {})
        return Link(self.titles[pointer].get(SOURCE, ""), path)

    @property
    def has_page(self) -> bool:
        return any(shared and self.model.public_path("/", shared) for shared in self.shared.values())


class Hosts:
    """What is known of the pages on which one entry stands."""

    def __init__(self, start: Reference, shared: Shared) -> None:
        self.start, self.model, self.shared = start, model_of(start[0]), shared
        self.found = self._owners() if self.model.stands_on else naming(start)

    def _owners(self) -> dict[Reference, Host]:
        name = self.model.stands_on
        owners = {tuple(data[name]) for data in self.shared.values() if data and data.get(name)}
        return of(owners)

    def links(self, locale: Locale, root: str, pointer: Same = LIVE) -> list[Link]:
        """The pages below `root` that show it to readers of the locale."""
        if not self.model.stands_on:
            day = timezone.now().date()
            return list(dict.fromkeys(self._pages_naming(self.start, locale, root, pointer, day)))
        shared = self.shared[pointer]
        if shared is None or not shared.get(self.model.stands_on):
            return []
        host = self.found.get(tuple(shared[self.model.stands_on]))
        if host is None or not host.is_shown(locale, pointer):
            return []
        return [host.link(root, pointer)]

    def _pages_naming(
        self,
        target: Reference,
        locale: Locale,
        root: str,
        pointer: Same,
        day: datetime.date,
        level: int = 1,
    ) -> Iterator[Link]:
        for key, host in self.found.items():
            shared = host.shared[pointer]
            if shared is None or not host.is_shown(locale, pointer):
                continue
            if target not in targets(key[0], shared, lambda row: is_row_shown(row, locale, day)):
                continue
            if (link := host.link(root, pointer)).path:
                yield link
            elif level < REFERENCE_LEVELS:
                yield from self._pages_naming(key, locale, root, pointer, day, level + 1)


def is_row_shown(row: Mapping[str, Any], locale: Locale, day: datetime.date) -> bool:
    """Whether the locale shows this child, as the reader has it."""
    in_scope = not set(row.get("markets", [EVERYWHERE])).isdisjoint(locale.scope)
    return in_scope and covers(row.get("since", ""), row.get("until", ""), day)


def of(references: Collection[Reference]) -> dict[Reference, Host]:
    """These entries themselves; none that is archived. Two queries."""
    return _titled(_hosts(_among(references)))


def naming(start: Reference) -> dict[Reference, Host]:
    """The entries that name it, and those that name these where they have no page either."""
    found: dict[Reference, Host] = {}
    level: Collection[Reference] = {start}
    for _level in range(REFERENCE_LEVELS):
        new = {key: host for key, host in _hosts(_parts_naming(level)).items() if key not in found}
        found |= new
        level = {key for key, host in new.items() if not host.has_page}
        if not level:
            break
    return _titled(found)


def _parts_naming(level: Collection[Reference]) -> QuerySet[Part]:
    """Found by the text of the data: what is live may name others than the foreign keys do, which follow head."""
    condition = Q(pk__in=())
    for reference in level:
        words = json.dumps(list(reference))
        condition |= Q(live_text__contains=words) | Q(head_text__contains=words)
    texts = {f"{pointer}_text": Cast(f"{pointer}__data", TextField()) for pointer in POINTERS}
    kinds = {kind for kind, _pk in level}
    referring = [model.kind() for model in entry_models() if not kinds.isdisjoint(_kinds_named_by(model))]
    return Part.objects.filter(kind__in=referring).annotate(**texts).filter(condition)


def _kinds_named_by(model: type[Entry]) -> set[str]:
    schema = schema_of(model)
    return {kind for fields in (schema, *schema.children.values()) for kind in fields.references.values()}


def _among(keys: Iterable[Reference]) -> QuerySet[Part]:
    condition = Q(pk__in=())
    for kind, pk in keys:
        condition |= Q(kind=kind, object_id=pk)
    return Part.objects.filter(condition)


def _hosts(parts: QuerySet[Part]) -> dict[Reference, Host]:
    rows = parts.filter(language=SHARED, archived=False).order_by("kind", "position", "object_id")
    return {
        (kind, pk): Host(model_of(kind), {LIVE: _upgraded(kind, live), HEAD: _upgraded(kind, head)})
        for kind, pk, live, head in rows.values_list("kind", "object_id", "live__data", "head__data")
    }


def _upgraded(kind: str, data: dict[str, Any] | None) -> dict[str, Any] | None:
    return upgraded(kind, SHARED, data) if data is not None else None


def _titled(hosts: dict[Reference, Host]) -> dict[Reference, Host]:
    """With the titles; one query, whatever the kinds."""
    names = sorted({host.model.title_field for host in hosts.values()} - {""})
    columns = {
        f"{pointer}_{name}": KeyTextTransform(name, F(f"{pointer}__data"))
        for pointer in POINTERS
        for name in names
    }
    parts = _among(hosts).texts().annotate(**columns) if names else Part.objects.none()
    for row in parts.values("kind", "object_id", "language", *columns):
        host = hosts[row["kind"], row["object_id"]]
        for pointer, titles in host.titles.items():
            if title := row.get(f"{pointer}_{host.model.title_field}"):
                titles[row["language"]] = title
    return hosts
