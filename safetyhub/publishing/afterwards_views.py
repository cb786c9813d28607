"""The screen for what went live without a review, against what visitors had before."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from . import actions, beside
from .editing import Editing
from .entries import Entry
from .entry_page import key_of, opened, seen_in, tokens
from .models import OwedReview
from .proofs import Proof
from .review_views import answer, next_page


@require_http_methods(["GET", "HEAD", "POST"])
def review_afterwards(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    entry, editing = opened(request, model_admin, entry_id)
    owed = _owed(entry, editing)
    if request.method == "POST":
        try:
            _reviewed(request, entry, owed)
        except actions.Stale:
            messages.error(
                request, _("Something else went live after you looked at it. Look again: it is below.")
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Reviewed: %(name)s.") % {"name": f"{entry} ({editing.name})"})
            return HttpResponseRedirect(next_page(request))
        entry, editing = opened(request, model_admin, entry_id)
        owed = _owed(entry, editing)
    proofs = list(owed.values())
    context = {
        "title": _("Review afterwards: %(name)s") % {"name": f"{entry} · {editing.name}"},
        "afterwards": True,
        "seen": tokens({key_of(proof.part): proof.number for proof in proofs}),
        "proofs": proofs,
        "previews": beside.went_live(entry, editing) if proofs else [],
        "gone": beside.is_gone(editing) if proofs else "",
        "is_own_work": _is_own_work(request.user, owed),
    }
    return answer(request, model_admin, entry, editing, context)


def _owed(entry: Entry, editing: Editing) -> dict[OwedReview, Proof]:
    found = {row: (editing.detail[row.part.language], row.before) for row in editing.progress.owed}
    return {
        row: Proof(entry, editing, part, before, went_live)
        for row, (part, before) in found.items()
        if (went_live := actions.went_live(part))
    }


def _is_own_work(user: Any, owed: Mapping[OwedReview, Proof]) -> bool:
    if actions.may_skip_review(user):
        return False
    return any(
        user in actions.published_by(row, actions.went_live(proof.part)) for row, proof in owed.items()
    )


def _reviewed(request: HttpRequest, entry: Entry, owed: Mapping[OwedReview, Proof]) -> None:
    """All of it or none: what the page did not show was not reviewed."""
    seen = seen_in(request, (key_of(proof.part) for proof in owed.values()))
    if not seen:
        raise ValidationError(_("It has been reviewed already."), code="reviewed")
    with transaction.atomic():
        for proof in owed.values():
            actions.review_afterwards(entry, language=proof.part.language, user=request.user, seen=seen)


PAGES: Mapping[str, Callable[..., HttpResponse]] = {"review-afterwards": review_afterwards}
