"""What became of the parts that a person has before them: each one's stage, who took the last step, when and why."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safetyhub.locales.languages import SOURCE

from . import links
from .compare import label_of, row_names
from .interface import called
from .models import OwedReview, Part, Thread, Transition
from .schema import SHARED
from .stages import READY, TRANSITIONS, Stage, Verb

if TYPE_CHECKING:
    from .editing import Editing

SENT_BACK, OWED = "sent-back", "owed"

# What a part's submission is called in lists, and how the database finds it. A candidate that is a draft was sent back.
LABELS: Mapping[str, Any] = {
    Stage.IN_REVIEW: Stage.IN_REVIEW.label,
    SENT_BACK: gettext_lazy("sent back"),
    Stage.APPROVED: Stage.APPROVED.label,
    Stage.SCHEDULED: Stage.SCHEDULED.label,
    OWED: gettext_lazy("to be reviewed afterwards"),
}
CONDITIONS: Mapping[str, Q] = {
    **{stage: Q(stage=stage) for stage in (Stage.IN_REVIEW, Stage.APPROVED, Stage.SCHEDULED)},
    SENT_BACK: Q(stage=Stage.DRAFT, candidate__isnull=False),
    OWED: Q(owed_review__isnull=False),
}
SENTENCES: Mapping[str, Any] = {
    Stage.IN_REVIEW: gettext_lazy("In review since %(when)s, submitted by %(who)s."),
    SENT_BACK: gettext_lazy("Sent back on %(when)s by %(who)s."),
    Stage.APPROVED: gettext_lazy("Approved on %(when)s by %(who)s."),
    Stage.SCHEDULED: gettext_lazy("Scheduled by %(who)s for %(due)s (%(zone)s)."),
}


def mark_of(part: Any) -> str:
    """A key of `LABELS` for a part, or whatever else has its stage and candidate; "" for one without a submission."""
    if part is None or not part.candidate_id:
        return ""
    return SENT_BACK if part.stage == Stage.DRAFT else str(part.stage)


def person(user: Any | None) -> str:
    return (user.get_full_name() or user.get_username()) if user else _("the system")


def moment(when: Any) -> str:
    return date_format(localtime(when), "DATETIME_FORMAT")


def heading(part: Part) -> str:
    return called(part.language) if part.language else _("The same in every language")


class FieldNote(NamedTuple):
    label: str
    text: str
    anchor: str  # id of the form's field


@dataclass(frozen=True)
class Submission:
    """One part with a candidate, and the last step that it took."""

    part: Part
    step: Transition
    notes: list[FieldNote]
    approval: Transition | None = None  # where the last step was to cancel its time

    @property
    def mark(self) -> str:
        return mark_of(self.part)

    @property
    def heading(self) -> str:
        return heading(self.part)

    @property
    def sentence(self) -> str:
        part, zone = self.part, self.part.time_zone or "UTC"
        due = part.publish_at and date_format(localtime(part.publish_at, ZoneInfo(zone)), "DATETIME_FORMAT")
        told = self.approval or self.step
        names = {"who": person(told.author), "when": moment(told.created), "due": due, "zone": zone}
        if self.step.verb == Verb.TAKE_DOWN:
            return _("In review again since %(when)s, when %(who)s took it down.") % names
        return SENTENCES[self.mark] % names

    @property
    def said(self) -> str:
        """Not the times that somebody chose or cancelled: the sentence has them, or they are over."""
        is_of_times = self.step.verb in (Verb.SCHEDULE, Verb.UNSCHEDULE) and self.step.author_id is not None
        return "" if is_of_times else self.step.note

    @property
    def has_newer_draft(self) -> bool:
        return self.part.stage != Stage.DRAFT and self.part.head_id != self.part.candidate_id


@dataclass(frozen=True)
class Owed:
    """What went live without a review, and perhaps what somebody has said against it."""

    row: OwedReview
    notes: list[FieldNote]
    is_public: bool  # and not taken down meanwhile

    @property
    def heading(self) -> str:
        return heading(self.row.part)

    @property
    def sentence(self) -> str:
        row = self.row
        if self.is_public:
            sentence = _("Live, to be reviewed afterwards. Published by %(who)s, %(when)s: “%(reason)s”")
        else:
            sentence = _(
                "Taken down, to be reviewed afterwards. Published by %(who)s, %(when)s: “%(reason)s”"
            )
        return sentence % {"who": person(row.author), "when": moment(row.created), "reason": row.reason}

    @property
    def objection(self) -> str:
        step = self.row.objection
        if step is None:
            return ""
        return _("%(who)s objected to it on %(when)s:") % {
            "who": person(step.author),
            "when": moment(step.created),
        }


class Progress:
    """Of the parts of one view. Nothing that the form has not read, and two queries if something is under way."""

    def __init__(self, editing: "Editing") -> None:
        self.editing, self.schema, self.access = editing, editing.schema, editing.access

    @cached_property
    def parts(self) -> list[Part]:
        wanted = (SHARED, self.editing.language) if self.editing.is_source else (self.editing.language,)
        detail = self.editing.detail
        return [detail[code] for code in dict.fromkeys(wanted) if code in detail]

    @cached_property
    def submissions(self) -> list[Submission]:
        under_way = {part.pk: part for part in self.parts if part.candidate_id}
        if not under_way:
            return []
        steps = last_steps(under_way)
        cancelled = [pk for pk, step in steps.items() if step.verb == Verb.UNSCHEDULE]
        approvals = last_steps(cancelled, verb=Verb.APPROVE) if cancelled else {}
        rows = row_names(self.schema, self.editing.detail)
        return [
            Submission(part, steps[pk], self._notes(part, steps[pk], rows), approvals.get(pk))
            for pk, part in under_way.items()
            if pk in steps
        ]

    def _notes(self, part: Part, step: Transition, rows: Mapping[str, str]) -> list[FieldNote]:
        return [
            FieldNote(label_of(self.schema, key, rows), text, self.anchor(key, part.language))
            for key, text in step.field_notes.items()
        ]

    def anchor(self, key: str, language: str) -> str:
        """Id of the form's field."""
        shared = self.editing.shared
        return links.anchor(
            self.schema.kind, key, language, shared.head.data if shared and shared.head else {}
        )

    @cached_property
    def field_notes(self) -> dict[str, str]:
        """What a reviewer said of single fields when it was sent back, by key."""
        return {
            key: text
            for submission in self.submissions
            if submission.mark == SENT_BACK
            for key, text in submission.step.field_notes.items()
        }

    @property
    def owed(self) -> list[OwedReview]:
        """What went live without a review, and still has to be looked at."""
        return [part.owed_review for part in self.parts if hasattr(part, "owed_review")]

    @property
    def owed_told(self) -> list[Owed]:
        rows = row_names(self.schema, self.editing.detail) if self.owed else {}
        shared = self.editing.shared
        is_up = shared is not None and shared.live_id is not None
        return [
            Owed(
                row,
                self._notes(row.part, row.objection, rows) if row.objection else [],
                is_up and row.part.live_id is not None,
            )
            for row in self.owed
        ]

    @cached_property
    def thread(self) -> Thread | None:
        if not self.editing.entry_id:
            return None
        own = {"kind": self.schema.kind, "object_id": self.editing.entry_id}
        return Thread.objects.filter(**own, language=self.editing.language).first()

    @property
    def has_open_question(self) -> bool:
        return any(part.is_asked for part in self.editing.detail.values())

    def _any_at(self, stages: Collection[Stage]) -> bool:
        return any(part.candidate_id and part.stage in stages for part in self.parts)

    @property
    def is_in_review(self) -> bool:
        return self._any_at({Stage.IN_REVIEW})

    @property
    def is_ready(self) -> bool:
        return self._any_at(READY)

    @property
    def may_submit(self) -> bool:
        return self.editing.may_edit and not self._any_at({Stage.SCHEDULED})

    @property
    def may_take_back(self) -> bool:
        return self.editing.may_edit and self._any_at(TRANSITIONS[Verb.WITHDRAW].sources)

    @property
    def may_review(self) -> bool:
        return self.access.may_review(self.editing.language or SOURCE)


def asked(parts: QuerySet, language: str) -> QuerySet:
    """With `is_asked`: whether a question about the entry in this language waits for an answer."""
    own = {"kind": OuterRef("kind"), "object_id": OuterRef("object_id")}
    return parts.annotate(is_asked=Exists(Thread.objects.filter(**own, language=language, is_open=True)))


def last_steps(parts: Iterable[int], **only: Any) -> dict[int, Transition]:
    """The last step of each part's candidate, by the part's id. What is live takes steps too, when it is given an end."""
    of_candidate = Transition.objects.filter(part__in=parts, revision=F("part__candidate"), **only)
    last = of_candidate.values("part").annotate(last=Max("pk")).values("last")
    steps = Transition.objects.filter(pk__in=last).select_related("author")
    return {step.part_id: step for step in steps}
