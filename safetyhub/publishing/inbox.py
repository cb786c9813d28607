"""What waits for one person: to review, to publish, sent back, questions, times, words to look at again.

Every group is one query, however much waits; names, steps and notes of all of them together are one query each.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import links, own_work
from .desk import Around, Desk, Item, around_of, named, stepped
from .models import ChangeSet, Member, Mention, Note, Origin, OwedReview, Part, Thread, Transition
from .permissions import Access, Right
from .stages import Stage, Verb
from .timefields import said

SHOWN = 10  # of each group on the index; the others are a click away


@dataclass
class Group:
    key: str
    title: Any
    items: list[Item]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.items)

    @property
    def url(self) -> str:
        return reverse("admin:publishing_inbox", args=[self.key])


class Kind(NamedTuple):
    """One kind of thing that waits: how it is found, and how one of it is told."""

    title: Any
    rows: Callable[[Desk], QuerySet[Any]]
    item: Callable[[Any, Around], Item]


def groups(user: Any, access: Access) -> list[Group]:
    """What waits, the most urgent first; a group in which nothing does is not in it."""
    desk = Desk(user, access)
    found = {key: list(_counted(kind.rows(desk))[:SHOWN]) for key, kind in KINDS.items()}
    around = around_of([row for rows in found.values() for row in rows])
    return [
        Group(key, KINDS[key].title, [KINDS[key].item(row, around) for row in rows], rows[0].total)
        for key, rows in found.items()
        if rows
    ]


def _counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.annotate(total=Window(Count("pk")))


def rows_of(key: str, user: Any, access: Access) -> QuerySet[Any]:
    """Everything of one group, for a page of its own."""
    return KINDS[key].rows(Desk(user, access))


def items(key: str, rows: Iterable[Any]) -> list[Item]:
    rows = list(rows)
    around = around_of(rows)
    return [KINDS[key].item(row, around) for row in rows]


# --- to review ------------------------------------------------------------------------------------------------------


def _to_review(desk: Desk) -> QuerySet[Part]:
    """The one that waits longest first."""
    languages = desk.languages(desk.access.may_review)
    parts = Part.objects.filter(stage=Stage.IN_REVIEW, language__in=languages).defer("search")
    marked = own_work.candidates(parts, desk.user)
    open_ones = marked if settings.REVIEW_OWN_WORK else marked.filter(is_own=False)
    return own_work.one_per_view(open_ones).annotate(step=Max("transitions__pk")).order_by("step")


def _review_item(part: Part, around: Around) -> Item:
    return stepped(part, "review", around, Verb.SUBMIT)


# --- to publish -----------------------------------------------------------------------------------------------------


def _to_publish(desk: Desk) -> QuerySet[Part]:
    """Approved, and nothing else will see to it: no change set, no time. What missed its time is told among the times."""
    if not desk.access.has(Right.PUBLISH):
        return Part.objects.none()
    approved = Part.objects.filter(stage=Stage.APPROVED, candidate__isnull=False, archived=False)
    left = approved.exclude(Exists(Member.objects.open_for_part())).exclude(
        pk__in=_failed_steps().values("part")
    )
    return own_work.one_per_view(left.defer("search")).annotate(step=Max("transitions__pk")).order_by("step")


def _publish_item(part: Part, around: Around) -> Item:
    return stepped(part, "publish", around, Verb.APPROVE)


# --- sent back ------------------------------------------------------------------------------------------------------


def _sent_back(desk: Desk) -> QuerySet[Part]:
    parts = Part.objects.filter(stage=Stage.DRAFT).defer("search")
    mine = own_work.candidates(parts, desk.user).filter(is_own=True)
    return own_work.one_per_view(mine).order_by("-pk")


def _sent_back_item(part: Part, around: Around) -> Item:
    return stepped(part, "change", around, Verb.SEND_BACK)


# --- questions ------------------------------------------------------------------------------------------------------


def _questions(desk: Desk) -> QuerySet[Thread]:
    """Those that somebody else wrote in last, in languages that the person may say something about."""
    last = Note.objects.filter(thread=OuterRef("pk")).order_by("-pk")
    languages = desk.languages(desk.access.may_discuss)
    threads = Thread.objects.filter(is_open=True, language__in=languages)
    told = threads.annotate(
        last_note=Subquery(last.values("pk")[:1]), last_author=Subquery(last.values("author")[:1])
    )
    return told.filter(last_note__isnull=False).exclude(last_author=desk.user.pk).order_by("last_note")


def _question_item(thread: Thread, around: Around) -> Item:
    note = around.notes[thread.pk]
    return named(thread, "questions", around, who=note.author, when=note.created, note=note.text)


# --- times ----------------------------------------------------------------------------------------------------------


def _scheduled(desk: Desk) -> QuerySet[Part]:
    """What has a time, and what could not be done at its time; one's own and in one's languages, for publishers all."""
    failed = _failed_steps().values("part")
    planned = Q(stage=Stage.SCHEDULED) | Q(take_down_at__isnull=False, live__isnull=False)
    wanted = planned | (Q(pk__in=failed) & (Q(stage=Stage.APPROVED) | Q(live__isnull=False)))
    parts = Part.objects.filter(wanted).defer("search")
    if not desk.access.has(Right.PUBLISH):
        scheduled = Transition.objects.filter(author=desk.user.pk, verb=Verb.SCHEDULE).values("part")
        own = own_work.candidates(Part.objects.all(), desk.user).filter(is_own=True).values("pk")
        languages = desk.languages(lambda code: desk.access.may_edit(code) or desk.access.may_review(code))
        parts = parts.filter(Q(language__in=languages) | Q(pk__in=scheduled) | Q(pk__in=own))
    return own_work.one_per_view(parts).order_by(Coalesce("publish_at", "take_down_at"), "pk")


def _failed_steps() -> QuerySet[Transition]:
    """The scheduler gave up, and nothing has happened since."""
    later = Transition.objects.filter(part=OuterRef("part")).order_by("-pk").values("pk")[:1]
    given_up = Transition.objects.filter(verb=Verb.UNSCHEDULE, author=None, origin=Origin.TASK)
    return given_up.filter(pk=Subquery(later)).order_by()


def _scheduled_item(part: Part, around: Around) -> Item:
    item = stepped(part, "change", around, Verb.SCHEDULE, Verb.UNSCHEDULE)
    problem, item.note = item.note, ""
    if part.stage == Stage.SCHEDULED and part.publish_at:
        item.details.append(_("goes live on %(time)s") % {"time": said(part.publish_at, part.time_zone)})
    if part.take_down_at:
        item.details.append(
            _("is taken down on %(time)s") % {"time": said(part.take_down_at, part.time_zone)}
        )
    if not item.details:
        item.note = problem
    return item


def _sets(desk: Desk) -> QuerySet[ChangeSet]:
    waiting = ChangeSet.objects.filter(published_at=None).exclude(publish_at=None, problem="")
    if not desk.access.has(Right.PUBLISH):
        waiting = waiting.filter(Q(author=desk.user.pk) | Q(scheduled_by=desk.user.pk))
    return waiting.select_related("scheduled_by").order_by("publish_at", "pk")


def _set_item(change_set: ChangeSet, around: Around) -> Item:
    url = reverse("admin:publishing_changeset_change", args=[change_set.pk])
    item = Item(url, change_set.name, who=change_set.scheduled_by, note=change_set.problem)
    if change_set.publish_at:
        time = said(change_set.publish_at, change_set.time_zone)
        item.details.append(_("goes live on %(time)s") % {"time": time})
    return item


# --- to review afterwards -------------------------------------------------------------------------------------------


def _owed(desk: Desk) -> QuerySet[OwedReview]:
    """Publishers find what was objected to in a list of its own."""
    owed = OwedReview.objects.all() if settings.REVIEW_OWN_WORK else own_work.owed(desk.user)
    mine = owed.filter(part__language__in=desk.languages(desk.access.may_review))
    return _told_owed(mine.filter(objection=None) if desk.access.has(Right.PUBLISH) else mine)


def _objections(desk: Desk) -> QuerySet[OwedReview]:
    """For whoever can do something about it: publishers, and those whose work it is."""
    objected = OwedReview.objects.filter(objection__isnull=False)
    if not desk.access.has(Right.PUBLISH):
        objected = objected.exclude(pk__in=own_work.owed(desk.user).values("pk"))
    return _told_owed(objected)


def _told_owed(rows: QuerySet[OwedReview]) -> QuerySet[OwedReview]:
    found = own_work.one_per_view(rows, "part__").select_related("part", "author", "objection__author")
    return found.defer("part__search").order_by("created")


def _owed_item(owed: OwedReview, around: Around) -> Item:
    said = owed.objection
    more: dict[str, Any] = {"who": owed.author, "when": owed.created, "note": owed.reason}
    if said is not None:
        more = {"who": said.author, "when": said.created, "note": said.note, "details": [_("objected to")]}
    return named(owed.part, "review-afterwards", around, **more)


# --- words that name what was taken down ----------------------------------------------------------------------------


def _mentions(desk: Desk) -> QuerySet[Mention]:
    languages = desk.languages(desk.access.may_edit)
    open_ones = Mention.objects.filter(is_settled=False, part__language__in=languages)
    return (
        open_ones.select_related("part", "withdrawal__author")
        .defer("part__search")
        .order_by("-withdrawal", "part__kind", "part__object_id", "part__language", "key")
    )


def _mention_item(mention: Mention, around: Around) -> Item:
    part, withdrawal = mention.part, mention.withdrawal
    known = around.known.get((part.kind, part.object_id))
    gone = around.known.get((withdrawal.kind, withdrawal.object_id))
    item = named(
        part, "change", around, who=withdrawal.author, when=withdrawal.created, note=withdrawal.reason
    )
    if known:
        anchor = links.anchor(part.kind, mention.key, part.language, known.shared)
        item.url = links.form((part.kind, part.object_id), part.language, anchor)
        item.details.append(links.label(part.kind, mention.key, known.shared))
    item.details.append(_("says “%(words)s”") % {"words": mention.words})
    item.gone = gone.name if gone else f"{withdrawal.kind} {withdrawal.object_id}"
    item.settle = reverse("admin:publishing_settle", args=[mention.pk])
    item.put_back = links.page((withdrawal.kind, withdrawal.object_id), "put-back")
    return item


KINDS: Mapping[str, Kind] = {
    "mentions": Kind(gettext_lazy("Texts that still name what was taken down"), _mentions, _mention_item),
    "objections": Kind(gettext_lazy("Objections to what was published"), _objections, _owed_item),
    "afterwards": Kind(gettext_lazy("To review, published already"), _owed, _owed_item),
    "review": Kind(gettext_lazy("To review"), _to_review, _review_item),
    "publish": Kind(gettext_lazy("Approved, to publish"), _to_publish, _publish_item),
    "sent-back": Kind(gettext_lazy("Sent back to you"), _sent_back, _sent_back_item),
    "questions": Kind(gettext_lazy("Questions"), _questions, _question_item),
    "scheduled": Kind(gettext_lazy("Scheduled"), _scheduled, _scheduled_item),
    "sets": Kind(gettext_lazy("Change sets"), _sets, _set_item),
}
