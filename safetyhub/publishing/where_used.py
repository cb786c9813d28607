"""The page "Where used": what refers to an entry and what names it, and the button that takes it off all of them at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safetyhub.locales.languages import LANGUAGES, Language

from . import actions, links, mentions
from .editing import Editing
from .entries import Entry
from .entry_page import opened, page
from .links import Known
from .models import Withdrawal
from .numbers import number
from .publish_views import reason_in
from .refusing import refused
from .uses import uses

NONE, TICKED, ALL = "none", "ticked", "all"  # of the texts that name it
FIELDS = {NONE: "", TICKED: "text", ALL: "listed"}  # which of the page's fields holds their ids


class Place(NamedTuple):
    """One text that names the entry, as a line of the page."""

    part: int
    name: str
    language: Language | None  # `None`: the same in every language
    field: str
    words: str
    url: str
    is_public: bool


@require_http_methods(["GET", "HEAD", "POST"])
def where_used(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    entry, editing = opened(request, model_admin, entry_id)
    if request.method == "POST":
        try:
            _withdraw(request, entry)
            return HttpResponseRedirect(model_admin.page_of(entry, "where-used", editing.text_language))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return page(request, model_admin, entry, "where_used", _context(request, model_admin, entry, editing))


def _context(request: HttpRequest, model_admin: Any, entry: Entry, editing: Editing) -> dict[str, Any]:
    wanted = mentions.traces_of(entry.kind(), entry.pk)
    return {
        "title": _("Where used"),
        "editing": editing,
        "uses": [
            (use, links.form((use.kind, use.object_id)))
            for use in uses(entry.kind(), entry.pk, editing.public_locales)
        ],
        "own": [item for item in editing.appearances if item.is_shown],
        "told_by": [trace.words for trace in wanted],
        "places": _places(mentions.find(entry.kind(), entry.pk, wanted)),
        "withdrawal": actions.open_withdrawal(entry.kind(), entry.pk),
        "reason": request.POST.get("reason", ""),
        "ticked": request.POST.getlist("text"),
        "which": request.POST.get("which", TICKED),
        "back": model_admin.address_of(entry, editing.text_language),
    }


def _places(found: Iterable[mentions.Found]) -> list[Place]:
    found = list(found)
    known = links.known((item.kind, item.object_id) for item in found)
    return [_place(item, known[item.kind, item.object_id]) for item in found]


def _place(item: mentions.Found, known: Known) -> Place:
    anchor = links.anchor(item.kind, item.key, item.language, known.shared)
    return Place(
        item.part,
        known.name,
        LANGUAGES.get(item.language),
        links.label(item.kind, item.key, known.shared),
        item.words,
        links.form((item.kind, item.object_id), item.language, anchor),
        known.is_public,
    )


def _withdraw(request: HttpRequest, entry: Entry) -> None:
    texts = {number(pk) or 0 for pk in _chosen(request)}
    done = actions.withdraw_everywhere(entry, user=request.user, reason=reason_in(request), texts=texts)
    left = done.mentions.count()
    messages.success(request, _("Taken down everywhere. You can put it back with one click."))
    if left:
        sentence = _("Texts that still name it: %(count)s. Each is in the inbox of those who may edit it.")
        messages.warning(request, sentence % {"count": left})


def _chosen(request: HttpRequest) -> list[str]:
    """Of all texts those that the page listed: one that somebody published since is looked at first."""
    which = request.POST.get("which", TICKED)
    if which not in FIELDS:
        raise refused(request, _("Say which texts should go with it."), "which")
    return request.POST.getlist(FIELDS[which]) if FIELDS[which] else []


@require_POST
def put_back(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    """Undo it, from wherever the button stands."""
    entry, editing = opened(request, model_admin, entry_id)
    withdrawal = Withdrawal.objects.filter(kind=entry.kind(), object_id=entry.pk).order_by("-pk").first()
    if withdrawal is None:
        raise Http404(_("It was not taken down everywhere."))
    try:
        moved = actions.put_back_everywhere(withdrawal, user=request.user)
        messages.success(
            request, _("It is back, as it was. Parts made live again: %(count)s.") % {"count": len(moved)}
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return HttpResponseRedirect(model_admin.address_of(entry, editing.text_language))


PAGES: Mapping[str, Callable[..., HttpResponse]] = {"where-used": where_used, "put-back": put_back}
