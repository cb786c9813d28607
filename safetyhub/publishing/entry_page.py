"""What every page about one entry begins and ends with: who asks, for which entry and language, and the answer.

A page that somebody agrees to carries tokens: the number of each revision that it showed, so that only that is moved.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from safetyhub.locales.languages import LANGUAGES, SOURCE

from . import columns
from .editing import Editing
from .entries import Entry
from .models import Part
from .numbers import number
from .permissions import Right, access_in
from .schema import SHARED

PREFIX = "seen-"  # of the hidden fields that say what was shown

Key = tuple[str, int, str]  # what the door calls a part: kind, id, language


def opened(request: HttpRequest, model_admin: Any, entry_id: int) -> tuple[Entry, Editing]:
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


def page(
    request: HttpRequest, model_admin: Any, entry: Entry, template: str, context: Mapping[str, Any]
) -> TemplateResponse:
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
    """The parts that a view is about: the shared part and the source together, else the one language."""
    wanted = (SHARED, editing.language) if editing.is_source else (editing.language,)
    return [code for code in dict.fromkeys(wanted) if code in editing.detail and editing.detail[code].head_id]


def key_of(part: Part) -> Key:
    return part.kind, part.object_id, part.language


def field_of(key: Key) -> str:
    """Name of the hidden field that carries the number of the revision that was shown."""
    kind, pk, language = key
    return f"{PREFIX}{kind}-{pk}-{language or 'shared'}"


def tokens(seen: Mapping[Key, int]) -> dict[str, int]:
    """The hidden fields of a page, for its template."""
    return {field_of(key): shown for key, shown in seen.items()}


def seen_in(request: HttpRequest, keys: Iterable[Key]) -> dict[Key, int]:
    """What the answer says was shown. What cannot be read was seen by nobody, and is therefore refused by the door."""
    shown = {key: number(request.POST.get(field_of(key))) for key in keys}
    return {key: found for key, found in shown.items() if found is not None}


def has_shown(request: HttpRequest, seen: Mapping[Key, int]) -> bool:
    """Whether the answer is to a page that showed exactly this: nothing else, and nothing that is gone since."""
    fields = {name: value for name, value in request.POST.items() if name.startswith(PREFIX)}
    return {name: number(str(value)) for name, value in fields.items()} == tokens(seen)
