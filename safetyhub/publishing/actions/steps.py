"""What every step of a submission has in common: the table is asked, the log is written, the stage is set."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from safetyhub.publishing.interface import called
from safetyhub.publishing.models import Part, Revision, Transition
from safetyhub.publishing.permissions import Access, require_edit, require_publish, require_review
from safetyhub.publishing.signals import transitioned
from safetyhub.publishing.stages import TRANSITIONS, Ability, Stage, Verb

REQUIRE = {Ability.EDIT: require_edit, Ability.REVIEW: require_review, Ability.PUBLISH: require_publish}


def require_step(part: Part, verb: Verb, *, access: Access, note: str = "") -> None:
    """Whether the table allows the step now, to this person. Raises `PermissionDenied` or `ValidationError`."""
    rule = TRANSITIONS[verb]
    REQUIRE[rule.needs](access, part.language)
    if part.stage not in rule.sources or (part.candidate_id is None and verb is not Verb.SUBMIT):
        sentence = _("The %(language)s text is not at a stage for that: it is “%(stage)s”.") % {
            "language": called(part.language) if part.language else _("shared"),
            "stage": Stage(part.stage).label,
        }
        raise ValidationError(sentence, code="stage")
    if rule.wants_note and not note.strip():
        raise ValidationError(_("Say why, so that they know what to change."), code="note")


def record(
    part: Part,
    verb: Verb,
    revision: Revision | None,
    signed: Mapping[str, Any],
    field_notes: Mapping[str, str] | None = None,
) -> Transition:
    """A line of the log, announced."""
    step = Transition.objects.create(
        part=part, verb=verb, revision=revision, field_notes=dict(field_notes or {}), **signed
    )
    transitioned.send(sender=Part, part=part, transition=step)
    return step


def settle(part: Part, stage: Stage, **fields: Any) -> None:
    """The stage of a part, with its candidate and times. Only a scheduled one keeps its time of publication."""
    if stage is not Stage.SCHEDULED:
        fields = {"publish_at": None, **fields}
    for name, value in {"stage": stage, **fields}.items():
        setattr(part, name, value)
    part.save(update_fields=["stage", *fields])
