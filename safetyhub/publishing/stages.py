"""How a submission moves: the stages of a candidate, and the one table of what may happen to it, by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """The state of a part's candidate. Live, withdrawn and changed since live follow from the pointers instead."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in-review", _("in review")
    APPROVED = "approved", _("approved")
    SCHEDULED = "scheduled", _("scheduled")


class Verb(models.TextChoices):
    """What happens to a submission. Also the words of the history."""

    SUBMIT = "submit", _("submitted for review")
    WITHDRAW = "withdraw", _("took the submission back")
    SEND_BACK = "send-back", _("sent back")
    APPROVE = "approve", _("approved")
    SCHEDULE = "schedule", _("scheduled")
    UNSCHEDULE = "unschedule", _("cancelled the schedule")
    GO_LIVE = "go-live", _("published")
    TAKE_DOWN = "take-down", _("taken down")
    # These two are about what is live: they move no candidate, and are no lines of the table.
    REVIEW_AFTERWARDS = "review-afterwards", _("reviewed after publication")
    OBJECT = "object", _("objected to after publication")


class Ability(StrEnum):
    """What somebody must be able to do with the part's language; see `permissions.Access`."""

    EDIT = "edit"
    REVIEW = "review"
    PUBLISH = "publish"


@dataclass(frozen=True)
class Rule:
    """One line of the table: from which stages, to which one, and by whom."""

    sources: frozenset[Stage]
    target: Stage
    needs: Ability
    wants_note: bool = False
    by_another: bool = False  # not by somebody whose work it is


DRAFT, IN_REVIEW, APPROVED, SCHEDULED = Stage.DRAFT, Stage.IN_REVIEW, Stage.APPROVED, Stage.SCHEDULED
READY = frozenset({APPROVED, SCHEDULED})  # what may go live without another word

TRANSITIONS: Mapping[Verb, Rule] = {
    Verb.SUBMIT: Rule(frozenset({DRAFT, IN_REVIEW, APPROVED}), IN_REVIEW, Ability.EDIT),
    Verb.WITHDRAW: Rule(frozenset({IN_REVIEW, APPROVED}), DRAFT, Ability.EDIT),
    Verb.SEND_BACK: Rule(frozenset({IN_REVIEW, APPROVED}), DRAFT, Ability.REVIEW, wants_note=True),
    Verb.APPROVE: Rule(frozenset({IN_REVIEW}), APPROVED, Ability.REVIEW, by_another=True),
    Verb.SCHEDULE: Rule(READY, SCHEDULED, Ability.PUBLISH),
    Verb.UNSCHEDULE: Rule(frozenset({SCHEDULED}), APPROVED, Ability.PUBLISH),
    Verb.GO_LIVE: Rule(READY, DRAFT, Ability.PUBLISH),
    # Nothing that was approved before puts back by itself what somebody has taken down: it is looked at again.
    Verb.TAKE_DOWN: Rule(READY, IN_REVIEW, Ability.PUBLISH),
}
