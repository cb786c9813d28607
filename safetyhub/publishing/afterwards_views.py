"""The screen for what went live without a review, against what visitors had before."""

from collections.abc import Callable, Iterator, Mapping
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
from .refusing import is_accepted, refused
from .review_views import ReviewForm, answer, next_page
from .schema import SHARED


@require_http_methods(["GET", "HEAD", "POST"])
def review_afterwards(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    entry, editing = opened(request, model_admin, entry_id)
    owed = _owed(entry, editing)
    form = ReviewForm(request.POST if request.method == "POST" else None, owed.values())
    if request.method == "POST" and is_accepted(request, form):
        try:
            messages.success(request, _said(request, entry, editing, owed, form))
            return HttpResponseRedirect(next_page(request))
        except ValidationError as error:
            entry, editing = opened(request, model_admin, entry_id)  # as it is now, with what was typed
            owed = _owed(entry, editing)
            form = _refused(request, owed, error)
    return answer(request, model_admin, entry, editing, _context(request, entry, editing, owed, form))


def _context(
    request: HttpRequest, entry: Entry, editing: Editing, owed: Mapping[OwedReview, Proof], form: ReviewForm
) -> dict[str, Any]:
    proofs = list(owed.values())
    return {
        "title": _("Review afterwards: %(name)s") % {"name": f"{entry} · {editing.name}"},
        "afterwards": True,
        "form": form,
        "seen": tokens({key_of(proof.part): proof.number for proof in proofs}),
        "proofs": proofs,
        "previews": beside.went_live(entry, editing) if proofs else [],
        "gone": beside.is_gone(editing) if proofs else "",
        "is_own_work": (own := _is_own_work(request.user, owed)),
        "may_note": bool(proofs) and editing.progress.may_review and not own,
        "ways_back": _ways_back(editing, owed) if editing.may_publish else [],
    }


def _ways_back(editing: Editing, owed: Mapping[OwedReview, Proof]) -> list[tuple[str, str]]:
    """(label, address) of the pages on which a publisher undoes it."""
    return [way for row, proof in owed.items() for way in _ways(editing, row, proof)]


def _ways(editing: Editing, row: OwedReview, proof: Proof) -> Iterator[tuple[str, str]]:
    part, query = proof.part, f"?language={editing.text_language}"
    if part.live_id is not None and part.language == SHARED:
        yield _("Take down everywhere"), f"../take-down/{query}&everywhere=1"
    elif part.live_id is not None:
        yield _("Take down the %(name)s text") % {"name": proof.heading}, f"../take-down/{query}"
    if row.before_id is not None and row.before_id != part.head_id:
        label = _("Restore what was before: %(name)s") % {"name": proof.heading}
        yield label, f"../restore/{query}&revision={row.before_id}"


def _refused(request: HttpRequest, owed: Mapping[OwedReview, Proof], error: ValidationError) -> ReviewForm:
    form = ReviewForm(request.POST, owed.values())
    form.full_clean()
    if isinstance(error, actions.Stale):
        sentence = _("Something else went live after you looked at it. Look again: it is below.")
        form.add_error(None, sentence)
    else:
        form.add_error("note" if getattr(error, "code", "") == "note" else None, error)
    return form


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


def _said(
    request: HttpRequest, entry: Entry, editing: Editing, owed: Mapping[OwedReview, Proof], form: ReviewForm
) -> str:
    """All of it or none: what the page did not show was not reviewed. The sentence for whoever did it."""
    seen = seen_in(request, (key_of(proof.part) for proof in owed.values()))
    if not seen:
        raise refused(request, _("It has been reviewed already."), "not_shown")
    name, do = f"{entry} ({editing.name})", _object if "object" in request.POST else _review
    with transaction.atomic():
        for proof in owed.values():
            do(entry, proof.part.language, form, user=request.user, seen=seen)
    if do is _review:
        return _("Reviewed: %(name)s.") % {"name": name}
    return _("You objected: %(name)s. Its authors and the publishers are told.") % {"name": name}


def _review(entry: Entry, language: str, form: ReviewForm, **more: Any) -> None:
    actions.review_afterwards(entry, language=language, note=form.cleaned_data["note"], **more)


def _object(entry: Entry, language: str, form: ReviewForm, **more: Any) -> None:
    notes = form.field_notes
    own = {key: text for (place, key), text in notes.items() if place == language}
    note = form.cleaned_data["note"] or " ".join(notes.values())
    actions.object_to(entry, language=language, note=note, field_notes=own, **more)


PAGES: Mapping[str, Callable[..., HttpResponse]] = {"review-afterwards": review_afterwards}
