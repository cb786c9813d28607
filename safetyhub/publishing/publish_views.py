"""The pages that move what visitors see: publish and take down. Asking is GET, doing is POST."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safetyhub.locales.chains import chain
from safetyhub.locales.languages import SOURCE

from . import actions, wordless
from .editing import Editing
from .entries import Entry
from .entry_page import languages_of, opened, page, seen_in, tokens
from .going import Going, endings, going, going_of, needs_reason, seen_of
from .interface import called
from .models import Part
from .permissions import require_publish
from .progress import Submission
from .references import not_public
from .refusing import refused
from .schema import SHARED
from .stages import Stage

LONGEST_REASON = 1000  # characters


class Plan:
    """What the publish page of one view shows, and the answer to it moves."""

    def __init__(self, entry: Entry, editing: Editing) -> None:
        self.entry, self.editing = entry, editing
        self.own = going(entry, (editing.detail[code] for code in languages_of(editing)))
        shared = next((item.revision.data for item in self.own if item.part.language == SHARED), None)
        hidden = not_public([(entry.kind(), entry.pk)], shared) if editing.is_source else []
        self.withdrawn = [item.entry for item in hidden if item.is_withdrawn]
        self.others = [going_of(item.entry) for item in hidden if not item.is_withdrawn]

    @cached_property
    def leading_nowhere(self) -> list[str]:
        """Addresses of this site in its texts at which there is nothing yet."""
        texts = (text for item in self.own for text in item.revision.data.values() if isinstance(text, str))
        return import_string(settings.LEADING_NOWHERE)(text for text in texts if "<a " in text)

    @property
    def with_others(self) -> list[Going]:
        return [*self.own, *(item for items in self.others for item in items)]

    @property
    def unreviewed(self) -> list[Going]:
        return [item for item in self.own if not item.is_reviewed]

    @property
    def newer_drafts(self) -> list[Part]:
        return [item.part for item in self.own if item.has_newer_draft]

    @property
    def scheduled(self) -> list[Submission]:
        return [item for item in self.editing.progress.submissions if item.mark == Stage.SCHEDULED]

    @property
    def endings(self) -> list[str]:
        return endings(self.own)

    @cached_property
    def silent(self) -> str:
        """Which rows of it visitors will not get."""
        going = {item.part.language: item.revision.data for item in self.own}
        return wordless.warning(self.editing.schema, self.editing.detail, going)

    @property
    def has_more_to_say(self) -> bool:
        """Whether somebody should read the page before it is done."""
        told = (self.others, self.withdrawn, self.newer_drafts, self.scheduled, self.endings, self.silent)
        return any(told) or bool(self.leading_nowhere)

    @property
    def may_submit(self) -> bool:
        return bool(self.unreviewed) and self.editing.progress.may_submit and not self.is_waiting

    @property
    def is_waiting(self) -> bool:
        """Whether all of it was submitted already, and waits."""
        return all(
            item.part.stage == Stage.IN_REVIEW and item.part.candidate_id == item.part.head_id
            for item in self.unreviewed
        )


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    """Lists what would go live, and what it refers to that visitors cannot see yet; then moves it together."""
    entry, editing = opened(request, model_admin, entry_id)
    reason_error = ""
    if request.method == "POST":
        try:
            _do(request, Plan(entry, editing))
            return HttpResponseRedirect(model_admin.address_of(entry, editing.text_language))
        except actions.Stale:
            messages.error(request, _("Somebody changed this after you looked at it. Look again."))
        except ValidationError as error:
            if getattr(error, "code", "") == "review":
                reason_error = " ".join(error.messages)
            else:
                messages.error(request, " ".join(error.messages))
        entry, editing = opened(request, model_admin, entry_id)  # as it is now
    return _shown(request, model_admin, Plan(entry, editing), reason_error)


def _shown(request: HttpRequest, model_admin: Any, plan: Plan, reason_error: str) -> HttpResponse:
    entry, editing = plan.entry, plan.editing
    context = {
        "title": _("Publish"),
        "plan": plan,
        "editing": editing,
        "others": [_named(items) for items in plan.others if items],
        "seen": tokens(seen_of(plan.with_others)),
        "count": len(plan.others) + 1,
        "differences": [difference for item in plan.own for difference in item.changes(editing.detail)],
        "needs_reason": needs_reason(plan.own, request.user),
        "together_needs_reason": needs_reason(plan.with_others, request.user),
        "reason": request.POST.get("reason", ""),
        "reason_error": reason_error,
        "back": model_admin.address_of(entry, editing.text_language),
    }
    return page(request, model_admin, entry, "publish", context)


def _named(items: list[Going]) -> tuple[Entry, Any, bool]:
    """An entry that could go live too, what it is, and whether a submission of it would end."""
    entry = items[0].entry
    return entry, entry._meta.verbose_name, any(item.is_in_review for item in items)


def _do(request: HttpRequest, plan: Plan) -> None:
    """Exactly what the page showed: a version that it did not show, or one that changed since, is refused."""
    if "submit" in request.POST:
        _submit(request, plan)
        return
    require_publish(plan.editing.access, plan.editing.language)
    items = plan.with_others if "together" in request.POST else plan.own
    if not items:
        raise refused(request, _("There is nothing to publish yet. Save a text first."), "empty")
    seen = seen_in(request, seen_of(items))
    targets = [(item.entry, item.part.language) for item in items]
    actions.publish(targets, user=request.user, seen=seen, reason=reason_in(request))
    tell_where_live(request, type(plan.entry), plan.entry, plan.editing.text_language)
    if needs_reason(items, request.user):
        messages.info(request, _("It waits to be reviewed afterwards, by somebody else."))


def _submit(request: HttpRequest, plan: Plan) -> None:
    seen = seen_in(request, seen_of(plan.unreviewed))
    targets = [(item.entry, item.part.language) for item in plan.unreviewed]
    actions.submit(targets, user=request.user, seen=seen)
    messages.success(request, submitted(plan.editing))


def reason_in(request: HttpRequest) -> str:
    """Refused when it is too long, because a part of a reason may say the opposite."""
    reason = request.POST.get("reason", "").strip()
    if len(reason) > LONGEST_REASON:
        sentence = _("Shorten the reason to %(count)s characters.") % {"count": LONGEST_REASON}
        raise refused(request, sentence, "review")
    return reason


def tell_where_live(request: HttpRequest, model: type[Entry], entry: Entry, language: str) -> None:
    """ "Live in de-de, de-at · View", or why nobody sees it yet."""
    editing = Editing(model, entry.pk, language, request)
    shown = editing.shown_in
    if not editing.has_page:
        messages.success(request, _("Published. It shows wherever it is named: see “Where it appears”."))
    elif shown:
        codes = ", ".join(item.locale.code for item in shown)
        view = next((item.path for item in shown if item.path), "")
        link = format_html(' · <a href="{}">{}</a>', view, _("View")) if view else ""
        messages.success(request, format_html("{}{}", _("Live in %(codes)s") % {"codes": codes}, link))
    else:
        messages.warning(
            request, _("Published. No public regional version shows it: see “Where it appears”.")
        )
    if editing.has_changes:
        messages.info(request, _("A newer draft is not part of what was published."))
    if editing.is_source and (silent := _silent(editing)):
        messages.warning(request, silent)


def _silent(editing: Editing) -> str:
    """Which rows of what is live now visitors do not get."""
    live = {code: part.live.data for code, part in editing.detail.items() if part.live}
    return wordless.warning(editing.schema, editing.detail, live)


def submitted(editing: Editing) -> str:
    """ "Submitted for review. Visitors still see the version of 3 May." """
    return _("Submitted for review. %(then)s") % {"then": what_visitors_see(editing)}


def what_visitors_see(editing: Editing) -> str:
    shared, part = editing.shared, editing.part
    if shared is None or shared.live_id is None:
        return _("Visitors see none of it yet.")
    if part is None or part.live_id is None:
        return _("Visitors still read the next language in line.")
    if not editing.has_changes:
        return _("It is what visitors see.")
    day = date_format(localtime(part.live_since), "DATE_FORMAT")
    return _("Visitors still see the version of %(day)s.") % {"day": day}


@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    """Says what visitors will see afterwards; then withdraws one language, or with `?everywhere` the whole entry."""
    entry, editing = opened(request, model_admin, entry_id)
    everywhere = "everywhere" in request.GET
    language = SHARED if everywhere else editing.language
    require_publish(editing.access, language)
    then = afterwards(entry, editing, everywhere)  # of what is public now
    if request.method == "POST":
        moved = actions.take_down(
            entry, language=language, user=request.user, note=request.POST.get("note", "")[:200]
        )
        sentence = _("Taken down. %(then)s") if moved else _("It was not public. %(then)s")
        messages.success(request, sentence % {"then": then})
        return HttpResponseRedirect(model_admin.address_of(entry, editing.text_language))
    context = {
        "title": _("Take down everywhere")
        if everywhere
        else _("Take down the %(name)s text") % {"name": editing.name},
        "editing": editing,
        "everywhere": everywhere,
        "afterwards": then,
        "shown": [item for item in editing.appearances if item.is_shown] if everywhere else editing.shown_in,
        "back": model_admin.address_of(entry, editing.text_language),
    }
    return page(request, model_admin, entry, "take_down", context)


def afterwards(entry: Entry, editing: Editing, everywhere: bool) -> str:
    """What visitors will then see, in a sentence."""
    if editing.shared is None or not editing.shared.live_id:
        return _("Visitors see none of it, before and after.")
    if everywhere:
        return _("Visitors will not see it in any regional version, and lists close up without it.")
    titled = {code for code, part in editing.parts.items() if part.live_title}
    following = next((code for code in chain(editing.language or SOURCE)[1:] if code in titled), "")
    if not following:
        return _("Visitors who read %(name)s will not see it any more.") % {"name": editing.name}
    return _("Visitors who read %(name)s will then see the %(next)s text.") % {
        "name": editing.name,
        "next": called(following),
    }


PAGES: Mapping[str, Callable[..., HttpResponse]] = {"publish": publish, "take-down": take_down}
