"""Live words that name an entry without referring to it: where they stand, and when one of them is settled.

Every live text of the site is read for it: rarely asked for, and a page that listed only what an index knows would lie.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils import timezone

from .entries import model_of
from .models import Mention, Part, Revision, Withdrawal
from .schema import SHARED
from .traces import Trace, found, strings, traces, without_row


class Found(NamedTuple):
    """One live text that names the entry. `words` are what it is known by, as they stand where they belong."""

    part: int
    kind: str
    object_id: int
    language: str
    key: str
    words: str


def traces_of(kind: str, object_id: int) -> list[Trace]:
    """What the entry is told by: what its named fields say in any language, live or as drafted."""
    model = model_of(kind)
    fields = model.named_by or (model.title_field,)
    parts = Part.objects.of(kind, object_id).values_list("live__data", "head__data")
    versions = [data for row in parts for data in row if data]
    return traces(text for data in versions for key, text in strings(data) if without_row(key) in fields)


def find(kind: str, object_id: int, wanted: Iterable[Trace] | None = None) -> list[Found]:
    """Every live text of other entries, in any language, that names this one; also what stands in their shared parts."""
    wanted = traces_of(kind, object_id) if wanted is None else list(wanted)
    return [item for row in _live(kind, object_id) for item in _found(row, wanted)] if wanted else []


def _live(kind: str, object_id: int) -> Iterator[tuple[int, str, int, str, Mapping[str, Any]]]:
    others = Part.objects.filter(live__isnull=False).exclude(kind=kind, object_id=object_id)
    rows = others.order_by("kind", "object_id", "language")
    return rows.values_list("pk", "kind", "object_id", "language", "live__data").iterator()


def _found(row: tuple[int, str, int, str, Mapping[str, Any]], wanted: Iterable[Trace]) -> Iterator[Found]:
    pk, kind, object_id, language, data = row
    texts = dict(strings(data))
    if not found("\n".join(texts.values()), wanted, language):
        return  # most have none: all of a part at once is quicker
    for key, text in texts.items():
        if known := found(text, wanted, language):
            yield Found(pk, kind, object_id, language, key, ", ".join(known)[:200])


def settle_gone(part: Part, revision: Revision | None) -> None:
    """The part's live pointer moved: what it no longer says is settled, and so is what names something public again."""
    if revision is not None and part.language == SHARED:
        _settle_named(part.kind, part.object_id)
    data = dict(strings(revision.data)) if revision is not None else {}
    for mention in Mention.objects.filter(part=part.pk, is_settled=False).select_related("withdrawal"):
        text = data.get(mention.key, "")
        wanted = traces_of(mention.withdrawal.kind, mention.withdrawal.object_id)
        if not text or not found(text, wanted, part.language):
            settle(mention)


def _settle_named(kind: str, object_id: int) -> None:
    """Public again, by whatever way: the decision is over, and nobody has to look at its mentions any more."""
    again = Withdrawal.objects.filter(kind=kind, object_id=object_id, undone__isnull=True)
    for withdrawal in again:
        withdrawal.mentions.filter(is_settled=False).update(is_settled=True)
    again.update(undone=timezone.now())


def settle(mention: Mention) -> None:
    mention.is_settled = True
    mention.save(update_fields=["is_settled"])
