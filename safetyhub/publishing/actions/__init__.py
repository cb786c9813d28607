"""The one door: every change of an entry, from a form, a bulk action, an import, a command or a task, goes through here.

Verb names; the object first, then keyword-only arguments. `user` is None for a command or a task, which may do everything.
Every verb locks the entries that it touches (the row of their shared part), asks for the person's rights, and raises before
it writes anything: `PermissionDenied`, `Stale`, or `ValidationError` with a dict of key -> messages (see `cleaning`).
"""

from .afterwards import object_to, published_by, review_afterwards, went_live
from .drafts import archive, delete_draft
from .going_live import may_skip_review, publish, put_back, take_down, to_go_live
from .locking import Parts, Stale, Target, check, lock
from .previews import make_link, revoke_link
from .restoring import Restored, restore, to_restore
from .reviewing import (
    approve,
    contributors,
    schedule,
    send_back,
    submit,
    to_plan,
    unschedule,
    withdraw,
)
from .saving import ask, create, save, source_texts
from .sets import (
    add_to_set,
    create_set,
    delete_set,
    give_up_set,
    publish_set,
    release_due,
    remove_from_set,
    rename_set,
    schedule_set,
    unschedule_set,
)
from .threads import ask_about, close, reply
from .timing import give_up, is_due, is_over, keep_live
from .withdrawals import open_withdrawal, put_back_everywhere, settle_mention, withdraw_everywhere

__all__ = [
    "Parts",
    "Restored",
    "Stale",
    "Target",
    "add_to_set",
    "approve",
    "archive",
    "ask",
    "ask_about",
    "check",
    "close",
    "contributors",
    "create",
    "create_set",
    "delete_draft",
    "delete_set",
    "give_up",
    "give_up_set",
    "is_due",
    "is_over",
    "keep_live",
    "lock",
    "make_link",
    "may_skip_review",
    "object_to",
    "open_withdrawal",
    "publish",
    "publish_set",
    "published_by",
    "put_back",
    "put_back_everywhere",
    "release_due",
    "remove_from_set",
    "rename_set",
    "reply",
    "restore",
    "review_afterwards",
    "revoke_link",
    "save",
    "schedule",
    "schedule_set",
    "send_back",
    "settle_mention",
    "source_texts",
    "submit",
    "take_down",
    "to_go_live",
    "to_plan",
    "to_restore",
    "unschedule",
    "unschedule_set",
    "went_live",
    "withdraw",
    "withdraw_everywhere",
]
