"""What *Publish* would make live: of each part the version, whether somebody reviewed it, and what ends with it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from safetyhub.locales.languages import SOURCE

from . import actions
from .compare import Difference, differences
from .entries import Entry
from .entry_page import Key, key_of
from .models import Part, Revision
from .schema import SHARED
from .stages import READY, Stage


class Going(NamedTuple):
    """One part of what *Publish* would make live."""

    entry: Entry
    part: Part
    revision: Revision

    @property
    def is_reviewed(self) -> bool:
        return self.part.stage in READY or self.revision.pk == self.part.live_id

    @property
    def has_newer_draft(self) -> bool:
        return self.revision.pk != self.part.head_id

    @property
    def is_in_review(self) -> bool:
        """Whether somebody was asked to review it, and would not be any more."""
        return self.part.stage == Stage.IN_REVIEW and self.part.candidate_id is not None

    def changes(self, parts: Mapping[str, Part]) -> list[Difference]:
        before = self.part.live.data if self.part.live else {}
        return differences(self.entry, self.part.language, before, self.revision.data, parts)


def going(entry: Entry, parts: Iterable[Part]) -> list[Going]:
    found = [(part, actions.to_go_live(part)) for part in parts]
    return [Going(entry, part, revision) for part, revision in found if revision]


def going_of(entry: Entry) -> list[Going]:
    """What *Publish* of an entry by itself would make live: what is the same in every language, and the source."""
    parts = Part.objects.of(entry.kind(), entry.pk).filter(language__in=(SHARED, SOURCE))
    return going(entry, parts.select_related("head", "candidate", "live").order_by("language"))


def seen_of(items: Iterable[Going]) -> dict[Key, int]:
    return {key_of(item.part): item.revision.number for item in items}


def needs_reason(items: Iterable[Going], user: Any) -> bool:
    return not actions.may_skip_review(user) and any(not item.is_reviewed for item in items)


def endings(items: Iterable[Going]) -> list[str]:
    """What becomes of submissions that nobody has answered, each case in a sentence."""
    waiting = [item for item in items if item.is_in_review]
    newer = [item for item in waiting if item.revision.pk != item.part.candidate_id]
    told = []
    if newer:
        told.append(
            _(
                "An older version than the one shown here is in review. Published now, this newer one goes live, and the "
                "submission ends: it leaves the inbox of its reviewers without an answer."
            )
        )
    if len(waiting) > len(newer):
        told.append(
            _(
                "It is in review. Published now, it goes live without waiting for that, and the submission ends."
            )
        )
    return told
