"""What the form of an entry answers once it has saved: the next step, and what visitors see meanwhile.

Django saves and answers in one transaction, so what is submitted or published here is what was just saved.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from . import actions, wordless
from .editing import Editing
from .entries import Entry
from .entry_page import languages_of
from .going import needs_reason, seen_of
from .publish_views import Plan, submitted, tell_where_live, what_visitors_see
from .refusing import refused
from .stages import TRANSITIONS, Verb


def after_saving(request: HttpRequest, model_admin: Any, entry: Entry, language: str) -> HttpResponse:
    """By the button that was pressed. What is refused is told: the draft is saved whatever comes of the rest."""
    editing = Editing(model_admin.model, entry.pk, language, request)
    answer = model_admin.address_of(entry, language)
    try:
        if "_publish" in request.POST:
            answer = _publish(request, model_admin, Plan(entry, editing)) or answer
        elif "_submit" in request.POST:
            targets = [(entry, code) for code in languages_of(editing)]
            actions.submit(targets, user=request.user)
            messages.success(request, submitted(editing))
            _warn(request, editing)
        elif "_withdraw" in request.POST:
            _take_back(request, entry, editing)
        else:
            messages.success(request, _saved(model_admin, editing))
            _warn(request, editing)
    except (ValidationError, PermissionDenied) as error:
        sentence = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        messages.warning(request, _("Draft saved. %(but)s") % {"but": sentence})
    return HttpResponseRedirect(answer)


def _publish(request: HttpRequest, model_admin: Any, plan: Plan) -> str | None:
    """At once, or by way of a page: for a reason, for what has to go live with it, for a draft that is not part of it."""
    editing = plan.editing
    if needs_reason(plan.own, request.user) or plan.has_more_to_say:
        messages.success(request, _("Draft saved."))
        return model_admin.page_of(plan.entry, "publish", editing.text_language)
    targets = [(plan.entry, item.part.language) for item in plan.own]
    actions.publish(targets, user=request.user, seen=seen_of(plan.own))
    tell_where_live(request, type(plan.entry), plan.entry, editing.text_language)
    return None


def _warn(request: HttpRequest, editing: Editing) -> None:
    """Of rows that visitors would not get: they are as easily added now as they are forgotten."""
    heads = {code: part.head.data for code, part in editing.detail.items() if part.head}
    if editing.is_source and (silent := wordless.warning(editing.schema, editing.detail, heads)):
        messages.warning(request, silent)


def _take_back(request: HttpRequest, entry: Entry, editing: Editing) -> None:
    stages = TRANSITIONS[Verb.WITHDRAW].sources
    under_way = [part for part in editing.progress.parts if part.candidate_id and part.stage in stages]
    if not under_way:
        raise refused(request, _("There is no submission to take back."), "stage")
    actions.withdraw([(entry, part.language) for part in under_way], user=request.user)
    messages.success(request, _("You took the submission back: it is a draft again."))


def _saved(model_admin: Any, editing: Editing) -> str:
    """ "Draft saved. Visitors still see the version of 3 May. Publish · Compare" """
    sentences = [_("Draft saved."), what_visitors_see(editing)]
    if any(submission.has_newer_draft for submission in editing.progress.submissions):
        sentences.append(
            _("What was submitted is the version before it. Submit again to have this one reviewed.")
        )
    links = []
    if editing.may_publish and editing.has_changes:
        links.append((model_admin.page_of(editing.entry_id, "publish", editing.text_language), _("Publish")))
    if editing.has_changes and editing.shared and editing.shared.live_id:
        links.append((model_admin.page_of(editing.entry_id, "compare", editing.text_language), _("Compare")))
    linked = format_html_join(" · ", '<a href="{}">{}</a>', links)
    return format_html("{} {}", format_html_join(" ", "{}", ((one,) for one in sentences)), linked)
