"""What a reviewer has before them: the fields of one part beside their source, with what changed since they were live."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import mark_safe

from safetyhub.locales.languages import SOURCE, get

from . import richtext
from .compare import Difference, differences, label_of, row_names, shared_versions
from .digests import outdated_keys, rows_of
from .editing import Editing
from .entries import Entry
from .models import Part, Revision
from .progress import heading
from .schema import SHARED, Schema


@dataclass
class Line:
    """One field. `text` is empty for a shared field, which is told by its difference alone."""

    key: str
    label: str
    text: str = ""
    source: str = ""
    marked: str = ""  # against what was live, "" where nothing was
    is_changed: bool = False
    is_outdated: bool = False
    is_rich: bool = False
    note: Any = None  # the bound field for what the reviewer says of it


class Proof:
    """One part: what is to be reviewed (`after`) against what the public had before (`before`)."""

    def __init__(
        self, entry: Entry, editing: Editing, part: Part, before: Revision | None, after: Revision
    ) -> None:
        self.entry, self.editing, self.schema, self.part = entry, editing, editing.schema, part
        self.is_new = before is None
        self.before = before.data if before else {}
        self.after = self.schema.model.upgrade(part.language, after.data)
        self.number, self.made_from = after.number, after.made_from
        self.language = get(part.language) if part.language else None
        self.heading = heading(part)
        self.is_translation = part.language not in (SHARED, SOURCE)
        self.lines = self._lines()

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.is_changed]

    @property
    def unchanged(self) -> list[Line]:
        return [line for line in self.lines if not line.is_changed]

    def _lines(self) -> list[Line]:
        parts = self.editing.detail
        found = differences(self.entry, self.part.language, self.before, self.after, parts)
        changed = {difference.key: difference for difference in found}
        if self.part.language == SHARED:
            return [
                Line(item.key, item.label, marked=item.marked, is_changed=True) for item in changed.values()
            ]
        rows, outdated = row_names(self.schema, parts), self._outdated()
        source = self.editing.source if self.is_translation else {}
        keys = [key for key in in_order(self.schema, parts) if self.after.get(key) or source.get(key)]
        return [
            self._line(key, label_of(self.schema, key, rows), source.get(key, ""), changed, key in outdated)
            for key in dict.fromkeys([*keys, *changed])
        ]

    def _line(
        self, key: str, label: str, source: str, changed: Mapping[str, Difference], is_outdated: bool
    ) -> Line:
        located = self.schema.locate(key)
        is_rich = located is not None and located[1] in located[0].rich
        return Line(
            key,
            label,
            text=_shown(self.after.get(key, ""), is_rich),
            source=_shown(source, is_rich),
            marked=changed[key].marked if key in changed and self.before.get(key) else "",
            is_changed=key in changed,
            is_outdated=is_outdated,
            is_rich=is_rich,
        )

    def _outdated(self) -> list[str]:
        source, shared = self.editing.detail.get(SOURCE), self.editing.detail.get(SHARED)
        if not self.is_translation or source is None or source.live is None:
            return []
        rows = rows_of(shared.live.data) if shared and shared.live else None
        return outdated_keys(self.after, self.made_from, source.live.data, rows)


def in_order(schema: Schema, parts: Mapping[str, Part]) -> Iterable[str]:
    """Every key that a text can have, in the order of the form."""
    yield from schema.texts
    for child, fields in schema.children.items():
        for data in reversed(shared_versions(parts)):
            for item in data.get(child, ()):
                yield from (f"{child}.{item['id']}.{name}" for name in fields.texts)


def _shown(text: str, is_rich: bool) -> str:
    """Rich text sanitised again, for nothing that a database holds is trusted."""
    return mark_safe(richtext.sanitise(text)) if is_rich else text
