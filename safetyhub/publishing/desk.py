"""One person and what they may work on, and what an item of the inbox is told with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max

from safetyhub.locales.languages import LANGUAGES, Language

from . import links
from .models import ChangeSet, Mention, Note, OwedReview, Part, Thread, Transition
from .permissions import Access
from .references import Reference
from .schema import SHARED
from .stages import Verb

STEPS = (Verb.SUBMIT, Verb.SEND_BACK, Verb.APPROVE, Verb.SCHEDULE, Verb.UNSCHEDULE)  # that an item tells of


@dataclass
class Item:
    """One thing to do, and the page to do it on."""

    url: str
    name: str
    language: Language | None = None  # `None`: the same in every language, or of no language
    who: Any = None
    when: datetime | None = None
    note: str = ""
    details: list[str] = field(default_factory=list)  # a text's field, a time, what went wrong
    gone: str = ""  # name of what was taken down, where the item comes from such a decision
    put_back: str = ""  # address of the button that undoes it
    settle: str = ""  # and of the one that says that the text may stay as it is


class Around(NamedTuple):
    """What the items of all groups are told with, read together."""

    known: Mapping[Reference, links.Known]
    steps: Mapping[tuple[int, str], Transition]  # the last one of each kind, by part and verb
    notes: Mapping[int, Note]  # the last one, by thread

    def step(self, part: Part, *verbs: Verb) -> Transition | None:
        found = [step for verb in verbs if (step := self.steps.get((part.pk, verb)))]
        return max(found, key=lambda step: step.pk, default=None)


class Desk:
    """One person, and what they may work on."""

    def __init__(self, user: Any, access: Access) -> None:
        self.user, self.access = user, access

    def languages(self, may: Callable[[str], bool]) -> list[str]:
        return [code for code in (SHARED, *LANGUAGES) if may(code)]


def around_of(rows: list[Any]) -> Around:
    parts = [row for row in rows if isinstance(row, Part)]
    about = [row.part if isinstance(row, OwedReview | Mention) else row for row in rows]
    wanted = {(row.kind, row.object_id) for row in about if not isinstance(row, ChangeSet)}
    wanted |= {(row.withdrawal.kind, row.withdrawal.object_id) for row in rows if isinstance(row, Mention)}
    threads = [row.last_note for row in rows if isinstance(row, Thread)]
    notes = Note.objects.filter(pk__in=threads).select_related("author") if threads else ()
    return Around(
        links.known(wanted) if wanted else {},
        _steps(parts) if parts else {},
        {note.thread_id: note for note in notes},
    )


def _steps(parts: list[Part]) -> dict[tuple[int, str], Transition]:
    own = Transition.objects.filter(part__in=[part.pk for part in parts], verb__in=STEPS)
    last = own.order_by().values("part", "verb").annotate(last=Max("pk")).values("last")
    steps = Transition.objects.filter(pk__in=last).select_related("author")
    return {(step.part_id, step.verb): step for step in steps}


def named(row: Any, page: str, around: Around, **more: Any) -> Item:
    """An item about one part: its entry, its language, and the page that shows it."""
    reference, known = (row.kind, row.object_id), around.known.get((row.kind, row.object_id))
    name = known.name if known else f"{row.kind} {row.object_id}"
    return Item(links.page(reference, page, row.language), name, LANGUAGES.get(row.language), **more)


def stepped(part: Part, page: str, around: Around, *verbs: Verb) -> Item:
    """With who took the last of these steps, and what they said of the whole: of single fields, the form says it."""
    step = around.step(part, *verbs)
    if step is None:
        return named(part, page, around)
    return named(part, page, around, who=step.author, when=step.created, note=step.note)
