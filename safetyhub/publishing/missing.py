"""What a change set lacks before it can go live, found before it is tried."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from safetyhub.locales.languages import SOURCE

from .columns import rows
from .entries import Entry, model_of
from .models import Member, Part, Revision
from .references import Reference, targets
from .schema import SHARED
from .stages import READY, Stage

Key = tuple[str, int, str]  # kind, id and language of a part


class Lack(TextChoices):
    NOT_APPROVED = "not-approved", _("It has not been approved.")
    TAKEN_DOWN = "taken-down", _("It was taken down, and has not been approved since.")
    SENT_BACK = "sent-back", _("It was sent back.")
    NOTHING_NEW = "nothing-new", _("Visitors see this version already.")
    EMPTY = "empty", _("There is nothing to publish yet.")
    ARCHIVED = "archived", _("The entry is archived.")
    HIDDEN = (
        "hidden",
        _("Visitors do not see the entry in any language, and what would show it is not in the set."),
    )
    REFERS = "refers", _("It refers to “%(other)s”, which is neither public nor in the set.")


REASON_HELPS = frozenset({Lack.NOT_APPROVED, Lack.TAKEN_DOWN, Lack.SENT_BACK})  # in the hands of a publisher
HARMLESS = frozenset({Lack.NOTHING_NEW, Lack.REFERS})


class Finding(NamedTuple):
    key: Key
    entry: Entry
    lack: Lack
    other: Entry | None = None  # what it refers to

    @property
    def sentence(self) -> str:
        return str(self.lack.label) % {"other": self.other} if self.other else str(self.lack.label)

    @property
    def blocks(self) -> bool:
        """Whether the set cannot go live by itself."""
        return self.lack not in HARMLESS


def key_of(item: Part | Member) -> Key:
    return item.kind, item.object_id, item.language


def entries_of(references: Iterable[Reference]) -> dict[Reference, Entry]:
    """Entries with their names, one query for each kind."""
    wanted: dict[str, set[int]] = {}
    for kind, pk in references:
        wanted.setdefault(kind, set()).add(pk)
    found: dict[Reference, Entry] = {}
    for kind, ids in sorted(wanted.items()):
        model = model_of(kind)
        title = [f"{model.title_field}_{SOURCE}"] if model.title_field else []
        found.update({(kind, entry.pk): entry for entry in rows(model).filter(pk__in=ids).only("pk", *title)})
    return found


def nameless(kind: str, pk: int) -> Entry:
    """An entry whose row is gone, or was not read: what it is called does not matter."""
    model: Any = model_of(kind)
    return model(pk=pk)


def parts_of(keys: Iterable[Key]) -> dict[Key, Part]:
    """The parts with what would go live of them; one query."""
    grouped: dict[tuple[str, str], set[int]] = {}
    for kind, pk, language in keys:
        grouped.setdefault((kind, language), set()).add(pk)
    condition = Q(pk__in=())
    for (kind, language), ids in grouped.items():
        condition |= Q(kind=kind, language=language, object_id__in=ids)
    parts = Part.objects.filter(condition).defer("search").select_related("head", "candidate", "live")
    return {key_of(part): part for part in parts}


def next_live(part: Part) -> Revision | None:
    """What of the part would be live if the set were."""
    return part.candidate if part.stage in READY else part.head


def findings(keys: Iterable[Key]) -> list[Finding]:
    """Everything that is missing, in the order of the members."""
    keys = list(keys)
    parts = parts_of(keys)
    entries = entries_of((kind, pk) for kind, pk, _language in keys)
    shared = parts_of((kind, pk, SHARED) for kind, pk, _language in keys)
    found: list[Finding] = []
    for key in keys:
        entry = entries.get(key[:2])
        if entry is None or key not in parts:
            found.append(Finding(key, entry or nameless(*key[:2]), Lack.EMPTY))
            continue
        found += [Finding(key, entry, lack) for lack in _own(key, parts, shared)]
    return found + list(_references(parts, entries))


def _own(key: Key, parts: dict[Key, Part], shared: dict[Key, Part]) -> Iterator[Lack]:
    part, of_entry = parts[key], shared.get((*key[:2], SHARED))
    if of_entry is not None and of_entry.archived:
        yield Lack.ARCHIVED
    if (
        key[2] != SHARED
        and (of_entry is None or of_entry.live_id is None)
        and (*key[:2], SHARED) not in parts
    ):
        yield Lack.HIDDEN
    if part.head_id is None:
        yield Lack.EMPTY
    elif next_live(part) == part.live and (part.stage in READY or part.candidate_id is None):
        yield Lack.NOTHING_NEW
    elif part.stage not in READY:
        yield _unapproved(part)


def _unapproved(part: Part) -> Lack:
    if part.candidate_id is not None and part.stage == Stage.DRAFT:
        return Lack.SENT_BACK
    return Lack.TAKEN_DOWN if part.live_id is None and part.live_before else Lack.NOT_APPROVED


def _references(parts: dict[Key, Part], entries: dict[Reference, Entry]) -> Iterator[Finding]:
    """What the shared parts would refer to then that visitors would not see. Two queries, and one for each kind."""
    named = {
        key: targets(key[0], revision.data)
        for key, part in parts.items()
        if key[2] == SHARED and (revision := next_live(part))
    }
    wanted = set().union(*named.values())
    there = {key for key, part in parts_of(_whole(wanted)).items() if part.live_id} | parts.keys()
    hidden = {one for one in wanted if not all(key in there for key in _whole([one]))}
    others = entries_of(hidden)
    for key, references in named.items():
        for one in sorted(references & others.keys()):
            yield Finding(key, entries[key[:2]], Lack.REFERS, others[one])


def _whole(references: Iterable[Reference]) -> list[Key]:
    """The parts without which visitors do not see an entry."""
    return [(kind, pk, language) for kind, pk in references for language in (SHARED, SOURCE)]
