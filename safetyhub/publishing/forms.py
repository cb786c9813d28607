"""The change form of one entry in one language. It asks the door before anything is written, and never writes itself."""

import datetime
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator as NoNull
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django_prose_editor.widgets import ProseEditorWidget

from safetyhub.locales.languages import get

from . import actions, links, richtext
from .compare import Difference, differences
from .editing import Editing
from .entries import Entry
from .formfields import ImageFormField
from .models import Part
from .schema import SHARED, Fields

SEEN = "seen"  # hidden: version of each part that the form was made from
SHOWN = "shown"  # hidden: digest of each source text beside the fields
DIGEST = re.compile(r"[0-9a-f]{0,16}")
STILL_FITS = "still_fits"  # keys of outdated texts that the translator says are right as they are


class Shown(forms.BoundField):
    """A field as the templates print it: a text has its source beside it and, once refused, what somebody else saved."""

    @property
    def key(self) -> str:
        """Of a text; "" for a shared field."""
        name = self.form.text_names.get(self.name)
        return self.form.key_prefix + name if name else ""

    @property
    def is_rich(self) -> bool:
        return isinstance(self.field.widget, ProseEditorWidget)

    @property
    def source(self) -> str | None:
        editing = self.form.editing
        return self._read(editing.source) if self.key and not editing.is_source else None

    @property
    def theirs(self) -> str | None:
        theirs = self.form.theirs
        return self._read(theirs) if self.key and theirs is not None else None

    @property
    def is_outdated(self) -> bool:
        return self.key in self.form.editing.outdated

    @property
    def source_change(self) -> str:
        return self.form.editing.source_changes.get(self.key, "") if self.is_outdated else ""

    @property
    def review_note(self) -> str:
        """What a reviewer said of it when it was sent back."""
        name = self.form.text_names.get(self.name, self.name)
        return self.form.editing.progress.field_notes.get(self.form.key_prefix + name, "")

    def _read(self, texts: Mapping[str, str]) -> str:
        """A stored text for reading: rich text sanitised again, for nothing that a database holds is trusted."""
        text = texts.get(self.key, "")
        return mark_safe(richtext.sanitise(text)) if self.is_rich else text


class PartForm(forms.Form):
    """An entry, or one row of its children, in one language. Fields are named like columns (`title_de`, `slug`)."""

    bound_field_class = Shown
    editing: Editing
    fields_of: Fields
    text_names: Mapping[str, str]  # form field -> text: "title_de" -> "title"
    key_prefix = ""
    theirs: Mapping[str, str] | None = None  # the texts as somebody else saved them meanwhile

    def texts(self) -> dict[str, str]:
        """By key, as the door takes them."""
        return {
            self.key_prefix + name: self.cleaned_data[column] or ""
            for column, name in self.text_names.items()
            if column in self.cleaned_data
        }

    def shared(self) -> dict[str, Any]:
        """Shared fields as the door takes them."""
        fields = self.fields_of
        values = {name: self.cleaned_data[name] for name in fields.shared if name in self.cleaned_data}
        blank = {name for name, value in values.items() if value is None and not _field(fields, name).null}
        return {name: fields.to_json(name, "" if name in blank else value) for name, value in values.items()}

    def show(self, name: str, messages: list[str]) -> None:
        """A finding of the door, beside its field if it has one."""
        column = next((column for column, text in self.text_names.items() if text == name), name)
        self.add_error(column if column in self.fields else None, messages)


def part_form(base: type[PartForm], editing: Editing, fields_of: Fields, fields: Any) -> type[PartForm]:
    """The form for these fields."""
    own = {"editing": editing, "fields_of": fields_of, "text_names": text_names(editing, fields_of)}
    return type(base.__name__, (base,), {**fields, **own})


def text_names(editing: Editing, fields_of: Fields) -> dict[str, str]:
    return {fields_of.column(name, editing.text_language): name for name in fields_of.texts}


def form_fields(editing: Editing, fields_of: Fields, make: Callable[[str], Any]) -> dict[str, Any]:
    """Form fields of the texts and, in the source view, of what is shared. `make` makes one, given a column."""
    texts = text_names(editing, fields_of)
    fields = {name: make(name) for name in (*texts, *(fields_of.shared if editing.is_source else ()))}
    language = get(editing.text_language)
    for column, name in texts.items():
        fields[column].label = capfirst(str(_field(fields_of, name).verbose_name))
        fields[column].widget.attrs |= {"lang": language.tag, "dir": language.direction}
    for field in fields.values():
        field.disabled = not editing.may_edit
        # Pasted with a text and seen by nobody: the door takes it out like all that XML cannot carry.
        field.validators = [each for each in field.validators if not isinstance(each, NoNull)]
    return fields


def _field(fields: Fields, name: str) -> Any:
    return fields.model._meta.get_field(name)


class LanguageForm(PartForm):
    """Texts of one language and, in the source view, the shared fields. Made by `EntryAdmin.get_form`.

    `formsets` are the children's, validated in `clean()`, because the door wants to see the whole save before it answers.
    """

    def __init__(
        self, data: Any = None, files: Any = None, *, instance: Entry | None = None, **kwargs: Any
    ) -> None:
        self.instance = instance or self.editing.model()
        initial = {**self.editing.initial(self.instance), **kwargs.pop("initial", {})}
        kwargs.pop("use_required_attribute", None)
        super().__init__(data, files, initial=initial, **kwargs)
        self.stale: Part | None = None
        # Of the shared part, which has no words to show beside a field.
        self.their_changes: list[Difference] = []

    @property
    def formsets(self) -> list[Any]:
        return self.editing.formsets

    def clean(self) -> dict[str, Any]:
        """Every rule at once: the fields' own, the children's, and the door's, each beside its field."""
        are_valid = [formset.is_valid() for formset in self.formsets]
        if not self.errors and all(are_valid):
            self._ask_the_door()
        self._keep_pictures()
        return self.cleaned_data

    def _ask_the_door(self) -> None:
        try:
            actions.ask(self.instance, **self.save_arguments())
        except actions.Stale as error:
            self._show_both(error)
        except ValidationError as error:
            self._place(error)

    def save_arguments(self) -> dict[str, Any]:
        """What the door is asked with, and then told to save."""
        editing, texts = self.editing, self.texts()
        for form in self._rows():
            texts |= form.texts()
        arguments = {
            "language": editing.language,
            "user": editing.user,
            "seen": self._seen(),
            "texts": texts,
            "shown": self._shown(),
            "still_fits": tuple(self.data.getlist(STILL_FITS)),
        }
        children = {formset.related_name: formset.items() for formset in self.formsets}
        return {**arguments, "shared": self.shared() | children} if editing.is_source else arguments

    def _rows(self) -> Iterator[PartForm]:
        for formset in self.formsets:
            yield from formset.rows

    def _seen(self) -> dict[str, int]:
        """Versions from the hidden field. What cannot be read was seen by nobody, and is therefore stale."""
        seen = _json(self.data.get(SEEN))
        return {str(language): version for language, version in seen.items() if isinstance(version, int)}

    def _shown(self) -> dict[str, str]:
        shown = _json(self.data.get(SHOWN)).items()
        return {key: value for key, value in shown if isinstance(value, str) and DIGEST.fullmatch(value)}

    def _show_both(self, error: actions.Stale) -> None:
        """Nothing was written. The form keeps what was typed, shows what is stored, and can be sent again.

        Its new token says that all of theirs has been seen, so all of it has to be shown.
        """
        self.stale = error.part
        self.add_error(None, forms.ValidationError(_stale_sentence(error.part), code="stale"))
        seen = self._seen()
        self.data = self.data.copy()
        self.data[SEEN] = json.dumps(self.editing.versions())
        if SHARED in error.parts:
            self.their_changes = self._changed_since(error.parts[SHARED], seen.get(SHARED, 0))
        if words := error.parts.get(self.editing.text_language):
            for form in (self, *self._rows()):
                form.theirs = words.head.data if words.head else {}

    def _changed_since(self, part: Part, number: int) -> list[Difference]:
        before = part.revisions.filter(number=number).values_list("data", flat=True).first()
        return differences(self.instance, part.language, before or {}, part.head.data)

    def _place(self, error: ValidationError) -> None:
        """The door's findings, each where the person is looking."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for key, errors in error.error_dict.items():
            messages = [sentence for one in errors for sentence in _linked(one)]
            if not any(formset.show(key, messages) for formset in self.formsets):
                self.show(key, messages)

    def _keep_pictures(self) -> None:
        """A browser does not send a file twice: a good picture in a refused form goes on by its hash."""
        pictures = [name for name, field in self.fields.items() if isinstance(field, ImageFormField)]
        kept = {name: self.cleaned_data[name] for name in pictures if self.cleaned_data.get(name)}
        if not kept or not hasattr(self.data, "copy"):
            return
        self.data, self.files = self.data.copy(), self.files.copy()
        for name, picture in kept.items():
            self.data[f"{name}-current"] = picture
            self.files.pop(name, None)

    def save(self, commit: bool = False) -> Entry:
        """For ModelAdmin, which wants an instance here; the door writes in `EntryAdmin.save_model`."""
        return self.instance

    def save_m2m(self) -> None:
        """For ModelAdmin. There is nothing to do."""


def _json(text: Any) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _linked(error: ValidationError) -> list[str]:
    """Its sentences; in one that names another entry, the name leads there."""
    params = error.params or {}
    if "reference" not in params:
        return error.messages
    link = format_html('<a href="{}">{}</a>', links.form(params["reference"]), params["other"])
    return [mark_safe(escape(error.message) % {**params, "other": link})]


def _stale_sentence(part: Part) -> str:
    head = part.head
    author = (head and head.author and (head.author.get_full_name() or head.author.get_username())) or _(
        "Somebody"
    )
    when = _moment(head.created) if head else ""
    return _(
        "%(author)s saved this at %(time)s, after you opened it. Nothing of yours was saved yet, and it is kept below, "
        "with theirs beside it."
    ) % {"author": author, "time": when}


def _moment(created: datetime.datetime) -> str:
    """The time of today, with its day of any other."""
    then = localtime(created)
    is_today = then.date() == localtime().date()
    return date_format(then, "TIME_FORMAT" if is_today else "DATETIME_FORMAT")
