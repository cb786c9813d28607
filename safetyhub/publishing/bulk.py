"""What the change lists do with several entries at once: publish, and take down everywhere."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safetyhub.locales.languages import SOURCE

from . import actions
from .compare import Difference
from .entries import Entry
from .entry_page import seen_in, tokens
from .going import Going, endings, going_of, needs_reason, seen_of
from .publish_views import reason_in
from .refusing import refused
from .schema import SHARED, schema_of

MOST = 100  # unreviewed entries on one page: nobody looks at more


def _bulk(model_admin: Any, request: HttpRequest, entries: Iterable[Entry], verb: Any, sentence: str) -> None:
    """One by one through the door; what is refused is named with its reason, the others are done."""
    done = 0
    for entry in entries:
        try:
            done += bool(verb(entry))
        except (ValidationError, PermissionDenied) as error:
            reason = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            messages.error(request, f"{entry}: {reason}")
    messages.add_message(request, messages.SUCCESS if done else messages.INFO, sentence % {"count": done})


@admin.action(description=gettext_lazy("Publish: what is the same in every language, and the English text"))
def publish_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
    """What was approved goes live at once. For the rest a page asks why it cannot wait, and its answer comes here too."""
    found = {entry: going_of(entry) for entry in queryset}
    unreviewed = {entry: items for entry, items in found.items() if needs_reason(items, request.user)}
    if "confirmed" not in request.POST:
        _publish(model_admin, request, {e: items for e, items in found.items() if e not in unreviewed}, "")
        return _ask_why(model_admin, request, unreviewed) if unreviewed else None
    try:
        if unreviewed and not (reason := reason_in(request)):
            raise refused(request, _("Say why it cannot wait for a review."), "review")
    except ValidationError as error:
        return _ask_why(model_admin, request, unreviewed, " ".join(error.messages))
    _publish(model_admin, request, found, reason if unreviewed else "")
    return None


def _publish(model_admin: Any, request: HttpRequest, found: dict[Entry, list[Going]], reason: str) -> None:
    """Of what a page listed, exactly the versions that it listed."""
    if not found:
        return
    parts = (SHARED, SOURCE) if schema_of(model_admin.model).texts else (SHARED,)

    def verb(entry: Entry) -> Any:
        items = found[entry]
        if len(items) < len(parts):
            raise refused(request, _("There is nothing to publish yet. Save a text first."), "empty")
        seen = seen_in(request, seen_of(items)) if reason else seen_of(items)
        targets = [(entry, language) for language in parts]
        return actions.publish(targets, user=request.user, seen=seen, reason=reason)

    _bulk(model_admin, request, found, verb, _("%(count)s published."))


class Unreviewed(NamedTuple):
    """One entry of the page that asks why."""

    entry: Entry
    differences: list[Difference]
    endings: list[str]  # of submissions
    address: str


def _ask_why(
    model_admin: Any, request: HttpRequest, unreviewed: dict[Entry, list[Going]], error: str = ""
) -> TemplateResponse:
    shown = dict(list(unreviewed.items())[:MOST])
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Publish now, review afterwards"),
        "opts": model_admin.opts,
        "rows": [
            Unreviewed(entry, _changes(items), endings(items), model_admin.page_of(entry, "publish", SOURCE))
            for entry, items in shown.items()
        ],
        "more": len(unreviewed) - len(shown),
        "seen": tokens({key: number for items in shown.values() for key, number in seen_of(items).items()}),
        "reason": request.POST.get("reason", ""),
        "reason_error": error,
    }
    return TemplateResponse(request, "admin/publishing/publish_selected.html", context)


def _changes(items: list[Going]) -> list[Difference]:
    parts = {item.part.language: item.part for item in items}
    return [difference for item in items for difference in item.changes(parts)]


@admin.action(description=gettext_lazy("Take down everywhere"))
def take_down_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
    """Asks first, with the entries by name; the answer comes as the same action, confirmed."""
    if "confirmed" not in request.POST:
        context = {
            **model_admin.admin_site.each_context(request),
            "title": _("Take down everywhere"),
            "opts": model_admin.opts,
            "entries": list(queryset),
        }
        return TemplateResponse(request, "admin/publishing/take_down_selected.html", context)

    def verb(entry: Entry) -> Any:
        return actions.take_down(entry, language=SHARED, user=request.user, note=request.POST.get("note", ""))

    _bulk(model_admin, request, queryset, verb, _("%(count)s taken down."))
    return None
