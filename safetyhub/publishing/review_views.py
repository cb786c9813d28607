"""The review screen: what somebody submitted, beside its source and what it replaces."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from csp.constants import SELF
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from . import actions, beside, inbox, links, wordless
from .editing import Editing
from .entries import Entry
from .entry_page import Key, key_of, opened, page, seen_in, tokens
from .models import Part, Revision
from .permissions import access_in, require_publish
from .progress import heading
from .proofs import Line, Proof
from .publish_views import Plan, tell_where_live
from .refusing import is_accepted, refused
from .stages import READY, TRANSITIONS, Stage, Verb
from .thread_views import Panel

LONGEST_NOTE = 1000  # characters


class ReviewForm(forms.Form):
    """What the reviewer says: of all of it, and of single fields."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, proofs: Iterable[Proof]) -> None:
        super().__init__(data)
        self.places: dict[str, tuple[str, str]] = {}
        for proof in proofs:
            for line in proof.lines:
                self._add(proof.part.language, line)

    def _add(self, language: str, line: Line) -> None:
        name = f"note-{language or 'shared'}-{line.key}"
        self.places[name] = (language, line.key)
        self.fields[name] = forms.CharField(
            label=_("Note on “%(field)s”") % {"field": line.label},
            max_length=LONGEST_NOTE,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        line.note = self[name]

    @property
    def field_notes(self) -> dict[tuple[str, str], str]:
        said = {place: self.cleaned_data.get(name, "") for name, place in self.places.items()}
        return {place: text for place, text in said.items() if text}


class Desk:
    """The submissions of one view, and what this person may do with them."""

    def __init__(self, entry: Entry, editing: Editing) -> None:
        self.entry, self.editing, self.progress = entry, editing, editing.progress
        stages = READY | {Stage.IN_REVIEW}
        self.parts = [part for part in self.progress.parts if part.candidate_id and part.stage in stages]
        self.waiting = [part for part in self.parts if part.stage == Stage.IN_REVIEW]
        self.proofs = [
            Proof(entry, editing, part, _reviewed_before(part), part.candidate)
            for part in self.parts
            if part.candidate
        ]

    @cached_property
    def silent(self) -> str:
        """Which rows of what is to be approved visitors will not get."""
        if not self.editing.is_source:
            return ""
        versions = {code: part.live.data for code, part in self.editing.detail.items() if part.live}
        versions |= {part.language: part.candidate.data for part in self.parts}
        return wordless.warning(self.editing.schema, self.editing.detail, versions)

    @cached_property
    def own(self) -> list[Part]:
        """What this person has worked on, and somebody else has to review."""
        user = self.editing.user
        if actions.may_skip_review(user):
            return []
        return [part for part in self.waiting if user in actions.contributors(part)]

    @property
    def is_all_own(self) -> bool:
        return bool(self.own) and self.own == self.waiting

    @property
    def own_names(self) -> str:
        return ", ".join(heading(part) for part in self.own)

    @property
    def to_approve(self) -> list[Part]:
        return [part for part in self.waiting if part not in self.own]

    @property
    def to_send_back(self) -> list[Part]:
        stages = TRANSITIONS[Verb.SEND_BACK].sources
        return [part for part in self.parts if part.stage in stages and part not in self.own]

    @property
    def may_approve(self) -> bool:
        return bool(self.to_approve) and self.progress.may_review

    @property
    def may_send_back(self) -> bool:
        return bool(self.to_send_back) and self.progress.may_review


def _reviewed_before(part: Part) -> Revision | None:
    """What somebody has looked at last: an approval settles what is owed a review, so it has to be seen as well."""
    return part.owed_review.before if hasattr(part, "owed_review") else part.live


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    """One entry in one language; the shared part with the source. What is approved is exactly what was shown."""
    desk = Desk(*opened(request, model_admin, entry_id))
    form = ReviewForm(request.POST if request.method == "POST" else None, desk.proofs)
    if request.method == "POST" and is_accepted(request, form):
        try:
            return HttpResponseRedirect(_act(request, model_admin, desk, form))
        except ValidationError as error:
            desk = Desk(
                *opened(request, model_admin, entry_id)
            )  # as it is now, with the notes that were typed
            form = _refused(request, desk, error)
    entry, editing = desk.entry, desk.editing
    shown = {key_of(part): part.candidate.number for part in desk.parts}
    context = {
        "title": _("Review: %(name)s") % {"name": f"{entry} · {editing.name}"},
        "desk": desk,
        "form": form,
        "seen": tokens(shown),
        "proofs": desk.proofs,
        "may_note": desk.may_send_back,
        "previews": beside.submitted(entry, editing),
    }
    return answer(request, model_admin, entry, editing, context)


def _refused(request: HttpRequest, desk: Desk, error: ValidationError) -> ReviewForm:
    form = ReviewForm(request.POST, desk.proofs)
    form.full_clean()
    if isinstance(error, actions.Stale):
        form.add_error(None, _("It was submitted anew after you looked at it. Look again: it is below."))
    else:
        form.add_error("note" if getattr(error, "code", "") == "note" else None, error)
    return form


def _act(request: HttpRequest, model_admin: Any, desk: Desk, form: ReviewForm) -> str:
    """The step that was asked for; where to go then. Only what the page showed takes it."""
    seen = seen_in(request, (key_of(part) for part in desk.parts))
    note, user = form.cleaned_data["note"], request.user
    if "send-back" in request.POST:
        targets = _targets(request, desk, seen, desk.to_send_back or desk.parts)
        actions.send_back(targets, user=user, note=note, field_notes=form.field_notes, seen=seen)
        messages.success(request, _("Sent back: %(name)s.") % {"name": _called(desk)})
        return next_page(request)
    if "approve-publish" in request.POST:
        require_publish(desk.editing.access, desk.editing.language)
    targets = _targets(request, desk, seen, desk.to_approve or desk.parts)
    actions.approve(targets, user=user, seen=seen, note=note)
    messages.success(request, _("Approved: %(name)s.") % {"name": _called(desk)})
    if "approve-publish" in request.POST:
        return _publish(request, model_admin, desk, targets, seen)
    return next_page(request)


def _targets(
    request: HttpRequest, desk: Desk, seen: Mapping[Key, int], parts: Iterable[Part]
) -> list[actions.Target]:
    """Of these parts, the ones that the page showed."""
    shown = [(desk.entry, part.language) for part in parts if key_of(part) in seen]
    if not shown:
        raise refused(request, _("Nothing of it waits for a review any more."), "not_shown")
    return shown


def _called(desk: Desk) -> str:
    return f"{desk.entry} ({desk.editing.name})"


def _publish(
    request: HttpRequest, model_admin: Any, desk: Desk, targets: list[actions.Target], seen: Mapping[Key, int]
) -> str:
    """What was approved, at once; by way of the page where something else should go live with it."""
    language = desk.editing.text_language
    plan = Plan(desk.entry, Editing(model_admin.model, desk.entry.pk, language, request))
    if plan.others or plan.withdrawn:
        return model_admin.page_of(desk.entry, "publish", language)
    actions.publish(targets, user=request.user, seen=seen)
    tell_where_live(request, model_admin.model, desk.entry, language)
    return model_admin.address_of(desk.entry, language)


def next_page(request: HttpRequest) -> str:
    """The next submission that waits for this person."""
    part = inbox.rows_of("review", request.user, access_in(request)).first()
    if part is not None:
        return links.page((part.kind, part.object_id), "review", part.language)
    messages.info(request, _("No other submission waits for you."))
    return reverse("admin:index")


def answer(
    request: HttpRequest, model_admin: Any, entry: Entry, editing: Editing, context: Mapping[str, Any]
) -> HttpResponse:
    """With the preview beside it: a page of our own in a frame, which the policy has to allow."""
    around = {
        "editing": editing,
        "panel": Panel(editing),
        "back": model_admin.address_of(entry, editing.text_language),
    }
    response = page(request, model_admin, entry, "review", {**around, **context})
    response._csp_update = {"frame-src": [SELF]}
    return response


PAGES: Mapping[str, Callable[..., HttpResponse]] = {"review": review}
