"""What happened to an entry, merged by time: what was saved, what became of submissions, what visitors saw since when."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .compare import label_of, row_names
from .models import Part, Publication, Revision, Transition
from .progress import heading, person
from .schema import Schema
from .stages import Verb

if TYPE_CHECKING:
    from .editing import Editing

Key = tuple[Any, int, str]  # when, id, and one of these
SAVED, MOVED, STEP = "saved", "moved", "step"


@dataclass(frozen=True)
class Event:
    """One line. `row` is a Revision, a Publication or a Transition with its author and `version`, its revision's number."""

    table: str
    row: Any
    part: Part
    field_notes: list[tuple[str, str]]  # what a reviewer said of a text: its label, and the words

    @property
    def is_saved(self) -> bool:
        return self.table == SAVED

    @property
    def is_live_moved(self) -> bool:
        return self.table == MOVED

    @property
    def is_head(self) -> bool:
        return self.is_saved and self.row.pk == self.part.head_id

    @property
    def what(self) -> str:
        names = {"number": self.row.version}
        if self.table == SAVED:
            return _("saved as version %(number)s") % names
        if self.table == MOVED:
            return (_("published version %(number)s") % names) if self.row.version else _("taken down")
        if self.row.verb == Verb.TAKE_DOWN:
            return _("stopped before it went live: version %(number)s") % names
        step = str(Verb(self.row.verb).label)
        return _("%(step)s: version %(number)s") % {"step": step, **names} if self.row.version else step

    @property
    def who(self) -> str:
        return person(self.row.author)

    @property
    def heading(self) -> str:
        return heading(self.part)


def of_parts(parts: Collection[int]) -> QuerySet:
    """`(created, pk, table)` of everything that happened to these parts (ids), the newest first; for a paginator."""
    keys = {
        SAVED: Revision.objects.filter(part__in=parts),
        MOVED: Publication.objects.filter(part__in=parts),
        STEP: _steps().filter(part__in=parts),
    }
    saved, *others = (
        rows.order_by().annotate(table=Value(table)).values_list("created", "pk", "table")
        for table, rows in keys.items()
    )
    return saved.union(*others, all=True).order_by("-created", "-table", "-pk")


def _steps() -> QuerySet[Transition]:
    """Without those that moved a live pointer, which is a line of its own: what was not live, a take-down only stops."""
    before = Publication.objects.filter(part=OuterRef("part"), created__lt=OuterRef("created")).order_by(
        "-pk"
    )
    steps = Transition.objects.alias(was_live=Subquery(before.values("revision")[:1]))
    return steps.exclude(verb=Verb.GO_LIVE).exclude(Q(verb=Verb.TAKE_DOWN), was_live__isnull=False)


def read(keys: Iterable[Key], parts: Mapping[int, Part], editing: "Editing") -> list[Event]:
    """The events of some keys of `of_parts`, in their order; one query for each table."""
    keys = list(keys)
    rows = {
        (table, row.pk): row
        for table, find in FINDERS.items()
        if (pks := [pk for _created, pk, one in keys if one == table])
        for row in find().filter(pk__in=pks).select_related("author")
    }
    has_notes = any(getattr(row, "field_notes", None) for row in rows.values())
    names = row_names(editing.schema, editing.detail) if has_notes else {}
    found = [(table, rows[table, pk]) for _created, pk, table in keys]
    return [
        Event(table, row, parts[row.part_id], _field_notes(row, editing.schema, names))
        for table, row in found
    ]


FINDERS: Mapping[str, Callable[[], QuerySet]] = {
    SAVED: lambda: Revision.objects.defer("data", "made_from").annotate(version=F("number")),
    MOVED: lambda: Publication.objects.annotate(version=F("revision__number")),
    STEP: lambda: Transition.objects.annotate(version=F("revision__number")),
}


def _field_notes(row: Any, schema: Schema, names: Mapping[str, str]) -> list[tuple[str, str]]:
    notes = getattr(row, "field_notes", None) or {}
    return [
        (label_of(schema, key, names) if schema.locate(key) or key in schema.shared else capfirst(key), text)
        for key, text in notes.items()
    ]
