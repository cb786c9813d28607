"""The rows that say what an entry was, is and will be. Only `actions` writes them, and for demonstrations `many`."""

from .heartbeats import Heartbeat
from .parts import (
    Image,
    LiveImage,
    LiveMarket,
    OldSlug,
    Origin,
    Part,
    PartQuerySet,
    Publication,
    Revision,
)
from .people import Assignment, Dismissal
from .review import Note, OwedReview, Thread, Transition
from .sets import ChangeSet, Member, PreviewLink
from .withdrawals import Mention, Withdrawal

__all__ = [
    "Assignment",
    "ChangeSet",
    "Dismissal",
    "Heartbeat",
    "Image",
    "LiveImage",
    "LiveMarket",
    "Member",
    "Mention",
    "Note",
    "OldSlug",
    "Origin",
    "OwedReview",
    "Part",
    "PartQuerySet",
    "PreviewLink",
    "Publication",
    "Revision",
    "Thread",
    "Transition",
    "Withdrawal",
]
