"""Pages that tell of an entry: its history, two versions beside each other, and a version on its way to a new draft."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safetyhub.locales.languages import LANGUAGES, SOURCE

from . import actions, events
from .compare import Difference, differences, label_of
from .editing import Editing
from .entries import Entry
from .entry_page import languages_of, opened, page
from .interface import called
from .models import Part, Revision
from .numbers import number
from .permissions import require_edit
from .progress import heading, moment, person
from .schema import SHARED, Schema, schema_of

LINES = 100  # of the history on one page


@require_safe
def history(request: HttpRequest, *, model_admin: Any, entry_id: str) -> HttpResponse:
    """Who saved, submitted, approved, published and took down what, when, from where and why; the newest first."""
    entry, editing = opened(request, model_admin, number(entry_id) or 0)
    every = Part.objects.of(entry.kind(), entry.pk).defer("search")
    parts = {part.pk: part for part in every if "language" not in request.GET or _is_about(part, editing)}
    lines = Paginator(events.of_parts(parts.keys()), LINES).get_page(request.GET.get("page"))
    found = events.read(lines, parts, editing)
    context = {
        "title": _("History"),
        "editing": editing,
        "events": [(event, editing.access.may_edit(event.part.language)) for event in found],
        "chosen": _last_two(found),
        "lines": lines,
        "choices": _choices(every),
        "language": request.GET.get("language", ""),
        "back": model_admin.address_of(entry, editing.text_language),
    }
    return page(request, model_admin, entry, "history", context)


def _is_about(part: Part, editing: Editing) -> bool:
    """The source view is about the shared part too."""
    return part.language in ({SHARED, SOURCE} if editing.is_source else {editing.language})


def _choices(parts: Iterable[Part]) -> list[tuple[str, str]]:
    """Languages in which something happened, in the order of the languages."""
    there = {part.language or SOURCE for part in parts}
    return [(code, called(code)) for code in LANGUAGES if code in there]


def _last_two(found: Iterable[events.Event]) -> tuple[int, int]:
    """Which two versions are compared unless somebody chooses others: the newest, and the one before of the same part."""
    saved = [event for event in found if event.is_saved]
    own = [event.row.pk for event in saved if event.part == saved[0].part]
    return (own[1], own[0]) if len(own) > 1 else (0, 0)


@require_safe
def compare(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    """The draft against what is live; or two versions of one part, `?from=12&to=15`. One is missing: the one before."""
    entry, editing = opened(request, model_admin, entry_id)
    chosen = [_revision(entry, request.GET[name]) for name in ("from", "to") if name in request.GET]
    if len({revision.part_id for revision in chosen}) > 1:
        messages.error(request, _("These are versions of two different things. Choose two of the same."))
        return HttpResponseRedirect(model_admin.page_of(entry, "history", editing.text_language))
    if chosen:
        sections = [_between(entry, editing, chosen[-1], chosen[0] if len(chosen) > 1 else None)]
    else:
        parts = [editing.detail[code] for code in languages_of(editing)]
        sections = [(heading(part), _since_live(entry, part, editing.detail), ()) for part in parts]
    context = {
        "title": _("Compare"),
        "editing": editing,
        "sections": sections,
        "back": model_admin.address_of(entry, editing.text_language),
    }
    return page(request, model_admin, entry, "compare", context)


def _between(entry: Entry, editing: Editing, after: Revision, before: Revision | None) -> Any:
    """Heading, differences, and the two versions, each with whether it can be restored."""
    part = after.part
    if before is None:
        before = part.revisions.filter(number__lt=after.number).select_related("author").first()
    changes = differences(entry, part.language, before.data if before else {}, after.data, editing.detail)
    versions = [
        (revision, _told(revision), revision.pk != part.head_id and editing.access.may_edit(part.language))
        for revision in (before, after)
        if revision
    ]
    return heading(part), changes, versions


def _told(revision: Revision) -> str:
    names = {"number": revision.number, "when": moment(revision.created), "who": person(revision.author)}
    return _("Version %(number)s, saved %(when)s by %(who)s") % names


def _revision(entry: Entry, text: str) -> Revision:
    """A revision of this entry by id. Raises `Http404` for what is another's."""
    own = Revision.objects.filter(part__kind=entry.kind(), part__object_id=entry.pk)
    revision = own.select_related("part__head", "author").filter(pk=number(text) or 0).first()
    if revision is None:
        raise Http404(_("There is no such version of this entry."))
    return revision


def _since_live(entry: Entry, part: Part, parts: Mapping[str, Part]) -> list[Difference]:
    before = part.live.data if part.live else {}
    return differences(entry, part.language, before, part.head.data, parts)


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    """Shows what the draft would lose and get, and what there is no place for any more; then makes it the draft."""
    entry, editing = opened(request, model_admin, entry_id)
    revision = _revision(entry, request.GET.get("revision", ""))
    part = revision.part
    require_edit(editing.access, part.language)
    form = model_admin.address_of(entry, part.language or SOURCE)
    if request.method == "POST":
        return HttpResponseRedirect(form if _restored(request, entry, revision) else request.get_full_path())
    fitted = actions.to_restore(entry, revision)
    context = {
        "title": _("Restore version %(number)s") % {"number": revision.number},
        "heading": heading(part),
        "told": _told(revision),
        "differences": differences(entry, part.language, part.head.data, fitted.data, editing.detail),
        "left_out": fitted.left_out,
        "seen": part.version,
        "back": f"../history/?language={part.language or SOURCE}",
    }
    return page(request, model_admin, entry, "restore", context)


def _restored(request: HttpRequest, entry: Entry, revision: Revision) -> bool:
    """Whether it was; the person is told, or told why not."""
    note = _("Version %(number)s restored.") % {"number": revision.number}
    note = f"{note} {request.POST.get('note', '')}".strip()
    seen = {revision.part.language: number(request.POST.get("seen")) or 0}
    try:
        restored = actions.restore(entry, revision, user=request.user, seen=seen, note=note)
    except actions.Stale:
        messages.error(
            request, _("Somebody saved this after you looked at it. Look again before you restore it.")
        )
    except ValidationError as error:
        schema = schema_of(type(entry))
        messages.error(request, " ".join(_in_words(error, schema)))
    else:
        _tell(request, revision, restored)
        return True
    return False


def _tell(request: HttpRequest, revision: Revision, restored: actions.Restored) -> None:
    if restored.left_out:
        sentences = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in restored.left_out))
        messages.warning(request, format_html("{}<ul>{}</ul>", _("This was left out:"), sentences))
    if restored.is_new:
        sentence = _("Version %(number)s is the draft again. What visitors see has not changed.")
        messages.success(request, sentence % {"number": revision.number})
    else:
        messages.info(request, _("The draft says all of that already."))


def _in_words(error: ValidationError, schema: Schema) -> Iterable[str]:
    """What is not allowed any more, with the name of its field."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [f"{_label(schema, key)}{' '.join(found)}" for key, found in error.message_dict.items()]


def _label(schema: Schema, key: str) -> str:
    try:
        return f"{label_of(schema, key, {})}: "
    except (FieldDoesNotExist, LookupError):
        return "" if key == NON_FIELD_ERRORS else f"{key}: "


PAGES: dict[str, Callable[..., HttpResponse]] = {"compare": compare, "restore": restore}
