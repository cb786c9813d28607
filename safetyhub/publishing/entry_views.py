"""The pages of one entry beside its form: publish, take down, compare, history, archive. Asking is GET, doing is POST."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safetyhub.locales.chains import chain
from safetyhub.locales.languages import LANGUAGES, SOURCE

from . import actions, columns, images
from .compare import Difference, differences
from .editing import Editing
from .entries import Entry
from .interface import called
from .models import Image, Part, Publication, Revision
from .numbers import number
from .permissions import Right, access_in, require_publish
from .references import not_public
from .schema import SHARED


def _opened(request: HttpRequest, model_admin: Any, entry_id: int) -> tuple[Entry, Editing]:
    """The entry and language that a page is about. Raises `Http404` and `PermissionDenied`."""
    if not access_in(request).has(Right.READ):
        raise PermissionDenied
    language = request.GET.get("language", SOURCE)
    if language not in LANGUAGES:
        raise Http404(_("There is no content language “%(code)s”.") % {"code": language[:20]})
    entry = columns.rows(model_admin.model).filter(pk=entry_id).first()
    if entry is None:
        raise Http404(_("This entry does not exist."))
    return entry, Editing(model_admin.model, entry_id, language, request)


def _page(
    request: HttpRequest, model_admin: Any, entry: Entry, template: str, context: Mapping[str, Any]
) -> Any:
    return TemplateResponse(
        request,
        f"admin/publishing/{template}.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": entry,
            "object_id": entry.pk,
            **context,
        },
    )


def languages_of(editing: Editing) -> list[str]:
    """The parts that *Publish* of a view moves: the shared part and the source together, else the one language."""
    wanted = (SHARED, editing.language) if editing.is_source else (editing.language,)
    return [code for code in dict.fromkeys(wanted) if code in editing.detail and editing.detail[code].head_id]


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    """Lists what would go live, and what it refers to that visitors cannot see yet; then moves it together."""
    entry, editing = _opened(request, model_admin, entry_id)
    hidden = not_public([(entry.kind(), entry.pk)]) if editing.is_source else []
    others = [item.entry for item in hidden if not item.is_withdrawn]
    if request.method == "POST":
        return _publish(request, model_admin, entry, editing, others if "together" in request.POST else [])
    context = {
        "title": _("Publish"),
        "editing": editing,
        "others": [(other, other._meta.verbose_name) for other in others],
        "withdrawn": [item.entry for item in hidden if item.is_withdrawn],
        "seen": {_field_of(key): version for key, version in _versions(entry, editing, others).items()},
        "count": len(others) + 1,
        "differences": [
            item for code in languages_of(editing) for item in _since_live(entry, editing.detail[code])
        ],
        "back": model_admin.address_of(entry, editing.text_language),
    }
    return _page(request, model_admin, entry, "publish", context)


def _targets(entry: Entry, editing: Editing, others: list[Entry]) -> list[actions.Target]:
    own = [(entry, code) for code in languages_of(editing)]
    return own + [(other, code) for other in others for code in (SHARED, SOURCE)]


def _versions(entry: Entry, editing: Editing, others: list[Entry]) -> dict[tuple[str, int, str], int]:
    """The version of each part by what the door calls it: of the entry's own the ones shown; one query for each other."""
    shown = {(entry.kind(), entry.pk, code): editing.detail[code].version for code in languages_of(editing)}
    for other in others:
        parts = Part.objects.of(other.kind(), other.pk).filter(language__in=(SHARED, SOURCE))
        shown |= {
            (other.kind(), other.pk, language): version
            for language, version in parts.values_list("language", "version")
        }
    return shown


def _field_of(key: tuple[str, int, str]) -> str:
    """Name of the hidden field that carries a part's version to the answer."""
    kind, pk, language = key
    return f"seen-{kind}-{pk}-{language or 'shared'}"


def _publish(
    request: HttpRequest, model_admin: Any, entry: Entry, editing: Editing, others: list[Entry]
) -> HttpResponse:
    """Exactly what the page showed: a version that it did not show, or one that changed since, is refused."""
    require_publish(editing.access, editing.language)
    targets = _targets(entry, editing, others)
    keys = [(one.kind(), one.pk, language) for one, language in targets]
    shown = {key: number(request.POST.get(_field_of(key))) for key in keys}
    seen = {key: version for key, version in shown.items() if version is not None}
    try:
        if not targets:
            raise ValidationError(_("There is nothing to publish yet. Save a text first."))
        actions.publish(targets, user=request.user, seen=seen)
    except actions.Stale:
        messages.error(
            request, _("Somebody saved this after you looked at it. Look again before you publish it.")
        )
        return HttpResponseRedirect(model_admin.page_of(entry, "publish", editing.text_language))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        tell_where_live(request, model_admin.model, entry, editing.text_language)
    return HttpResponseRedirect(model_admin.address_of(entry, editing.text_language))


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
    silent = _without_words(editing)
    if silent:
        names = ", ".join(silent)
        messages.warning(request, _("Not shown, because they have no words: %(names)s.") % {"names": names})


def _without_words(editing: Editing) -> list[str]:
    """Children of the live shared part that need a text and have none in the source."""
    shared, source = editing.detail.get(SHARED), editing.detail.get(SOURCE)
    if not editing.is_source or not shared or not shared.live or not source or not source.live:
        return []
    return [
        f"{fields.model._meta.verbose_name} {place}"
        for name, fields in editing.schema.children.items()
        for place, item in enumerate(shared.live.data.get(name, ()), start=1)
        if fields.model.title_fields
        and not any(
            source.live.data.get(f"{name}.{item['id']}.{field}") for field in fields.model.title_fields
        )
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    """Says what visitors will see afterwards; then withdraws one language, or with `?everywhere` the whole entry."""
    entry, editing = _opened(request, model_admin, entry_id)
    everywhere = "everywhere" in request.GET
    language = SHARED if everywhere else editing.language
    if request.method == "POST":
        moved = actions.take_down(
            entry, language=language, user=request.user, note=request.POST.get("note", "")[:200]
        )
        sentence = _("Taken down. %(then)s") if moved else _("It was not public. %(then)s")
        messages.success(request, sentence % {"then": afterwards(entry, editing, everywhere)})
        return HttpResponseRedirect(model_admin.address_of(entry, editing.text_language))
    context = {
        "title": _("Take down everywhere")
        if everywhere
        else _("Take down the %(name)s text") % {"name": editing.name},
        "editing": editing,
        "everywhere": everywhere,
        "afterwards": afterwards(entry, editing, everywhere),
        "shown": [item for item in editing.appearances if item.is_shown] if everywhere else editing.shown_in,
        "back": model_admin.address_of(entry, editing.text_language),
    }
    return _page(request, model_admin, entry, "take_down", context)


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


def what_visitors_see(editing: Editing, live: datetime.datetime | None) -> str:
    if live is None:
        return _("Visitors see none of it yet.")
    if not editing.has_changes:
        return _("It is what visitors see.")
    day = date_format(localtime(live), "DATE_FORMAT")
    return _("Visitors still see the version of %(day)s.") % {"day": day}


@require_safe
def compare(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    """The draft against what is live; or any two revisions of the entry, `?from=12&to=15`."""
    entry, editing = _opened(request, model_admin, entry_id)
    if "from" in request.GET or "to" in request.GET:
        before, after = (_revision(entry, request.GET.get(name, "")) for name in ("from", "to"))
        if before.part_id != after.part_id:
            raise Http404(_("These are versions of two different things."))
        sections = [(_heading(after.part), differences(entry, after.part.language, before.data, after.data))]
    else:
        parts = [editing.detail[code] for code in languages_of(editing)]
        sections = [(_heading(part), _since_live(entry, part)) for part in parts]
    context = {
        "title": _("Compare"),
        "sections": sections,
        "back": model_admin.address_of(entry, editing.text_language),
    }
    return _page(request, model_admin, entry, "compare", context)


def _revision(entry: Entry, text: str) -> Revision:
    """A revision of this entry by id. Raises `Http404` for what is another's."""
    revisions = Revision.objects.filter(part__kind=entry.kind(), part__object_id=entry.pk).select_related(
        "part"
    )
    revision = revisions.filter(pk=number(text) or 0).first()
    if revision is None:
        raise Http404(_("There is no such version of this entry."))
    return revision


def _heading(part: Part) -> str:
    return called(part.language) if part.language else _("The same in every language")


def _since_live(entry: Entry, part: Part) -> list[Difference]:
    before = part.live.data if part.live else {}
    return differences(entry, part.language, before, part.head.data)


@require_safe
def history(request: HttpRequest, *, model_admin: Any, entry_id: str) -> HttpResponse:
    """Who saved and who published what, when and from where; the newest first."""
    entry, editing = _opened(request, model_admin, number(entry_id) or 0)
    revisions = Revision.objects.filter(part__kind=entry.kind(), part__object_id=entry.pk)
    moves = Publication.objects.filter(part__kind=entry.kind(), part__object_id=entry.pk)
    if "language" in request.GET:
        wanted = {SHARED, SOURCE} if editing.is_source else {editing.language}
        revisions, moves = (
            revisions.filter(part__language__in=wanted),
            moves.filter(part__language__in=wanted),
        )
    saved = [("saved", revision) for revision in _newest(revisions)]
    moved = [("published" if move.revision_id else "taken-down", move) for move in _newest(moves)]
    rows = sorted([*saved, *moved], key=lambda row: row[1].created, reverse=True)
    previous = _previous(saved)
    items = [
        (verb, row, _heading(row.part), previous.get(row.pk) if verb == "saved" else None)
        for verb, row in rows
    ]
    context = {"title": _("History"), "editing": editing, "items": items, "limit": HISTORY}
    return _page(request, model_admin, entry, "history", context)


HISTORY = 300  # rows of each kind on one page


def _newest(rows: Any) -> Any:
    return rows.select_related("part", "author").defer("part__search").order_by("-pk")[:HISTORY]


def _previous(saved: list[tuple[str, Revision]]) -> dict[int, int]:
    """The revision before each one, of the same part."""
    by_number = {(revision.part_id, revision.number): revision.pk for _verb, revision in saved}
    found = {revision.pk: by_number.get((revision.part_id, revision.number - 1)) for _verb, revision in saved}
    return {pk: before for pk, before in found.items() if before}


@require_http_methods(["POST"])
def archive(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    entry, editing = _opened(request, model_admin, entry_id)
    archived = "restore" not in request.POST
    try:
        actions.archive(entry, user=request.user, archived=archived)
        messages.success(request, _("Archived.") if archived else _("It is back in the lists."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return HttpResponseRedirect(model_admin.address_of(entry, editing.text_language))


PAGES: dict[str, Callable[..., HttpResponse]] = {
    "publish": publish,
    "take-down": take_down,
    "compare": compare,
    "archive": archive,
}


@require_safe
def private_image(request: HttpRequest, name: str) -> Any:
    """An upload, for staff only, whether it is public or not."""
    if not access_in(request).has(Right.READ):
        raise PermissionDenied
    if not Image.objects.filter(pk=name).exists():
        raise Http404(_("There is no such picture."))
    response = FileResponse(images.private_path(name, images.WIDTHS[0]).open("rb"), content_type="image/webp")
    response["Cache-Control"] = "private, no-store"
    return response
