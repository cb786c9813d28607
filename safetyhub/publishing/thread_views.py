"""What translators and editors ask each other about one text: a page of its own, and a panel beside a review."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from . import actions
from .compare import label_of, row_names
from .editing import Editing
from .entry_page import opened, page
from .models import Note
from .progress import person
from .proofs import in_order


class Panel:
    """The thread of one view, and what was typed into it if that was refused."""

    def __init__(self, editing: Editing, typed: Mapping[str, str] | None = None, error: str = "") -> None:
        self.editing, self.thread, self.error = editing, editing.progress.thread, error
        self.text, self.field = (typed or {}).get("text", ""), (typed or {}).get("field", "")
        self.may_write = editing.access.may_discuss(editing.language)
        self.schema, self.rows = editing.schema, row_names(editing.schema, editing.detail)

    @property
    def is_open(self) -> bool:
        return self.thread is not None and self.thread.is_open

    @property
    def notes(self) -> list[tuple[Note, str, str, str]]:
        """(note, who said it, label of the field that it is about, id of that field in the form)."""
        if self.thread is None:
            return []
        notes = self.thread.notes.select_related("author")
        return [(note, person(note.author), *self._place(note.field)) for note in notes]

    def _place(self, key: str) -> tuple[str, str]:
        if not (self.schema.locate(key) or key in self.schema.shared):
            return "", ""
        language = self.editing.text_language
        return label_of(self.schema, key, self.rows), self.editing.progress.anchor(key, language)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """(key, label) of everything that a note can be about."""
        shared = self.schema.shared if self.editing.is_source else ()
        keys = dict.fromkeys([*in_order(self.schema, self.editing.detail), *shared])
        return [(key, label_of(self.schema, key, self.rows)) for key in keys]


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    """Asking and answering. What is refused stays typed."""
    entry, editing = opened(request, model_admin, entry_id)
    panel = Panel(editing)
    if request.method == "POST":
        try:
            messages.success(request, _say(request, entry, editing))
            return HttpResponseRedirect(_back(request, model_admin, entry, editing))
        except ValidationError as error:
            panel = Panel(editing, request.POST, " ".join(error.messages))
    context = {
        "title": _("Questions: %(name)s") % {"name": editing.name},
        "editing": editing,
        "panel": panel,
        "back": model_admin.address_of(entry, editing.text_language),
    }
    return page(request, model_admin, entry, "questions", context)


def _say(request: HttpRequest, entry: Any, editing: Editing) -> str:
    """By the button; a note that goes with closing may be left empty."""
    language, user = editing.language, request.user
    text, field = request.POST.get("text", ""), request.POST.get("field", "")
    if "close" not in request.POST:
        actions.ask_about(entry, language=language, user=user, text=text, field=field)
        return _("Said. It waits for an answer.")
    if not text.strip():
        actions.close(entry, language=language, user=user)
        return _("Closed: nobody waits for an answer.")
    actions.reply(entry, language=language, user=user, text=text, field=field, closes=True)
    return _("Said, and closed: nobody waits for an answer.")


def _back(request: HttpRequest, model_admin: Any, entry: Any, editing: Editing) -> str:
    """Where the panel stood."""
    there = request.POST.get("page")
    page = there if there in ("review", "review-afterwards") else "questions"
    return f"{model_admin.page_of(entry, page, editing.text_language)}#questions"


PAGES: Mapping[str, Callable[..., HttpResponse]] = {"questions": questions}
