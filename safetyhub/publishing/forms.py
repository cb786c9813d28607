"""The change form of one entry in one language. It asks the door before anything is written, and never writes itself."""

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django_prose_editor.widgets import ProseEditorWidget

from safetyhub.locales.languages import get

from . import actions, richtext
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


class LanguageForm(forms.Form):
    """Texts of one language and, in the source view, the shared fields. Made by `EntryAdmin.get_form`.

    Form fields are named like columns (`title_de`, `slug`). `editing` says what is edited; `formsets` are the children's,
    made and validated in `clean()`, because the door wants to see the whole save before it answers.
    """

    editing: Editing  # set by get_form

    def __init__(
        self, data: Any = None, files: Any = None, *, instance: Entry | None = None, **kwargs: Any
    ) -> None:
        self.instance = instance or self.editing.model()
        initial = {**self.editing.initial(self.instance), **kwargs.pop("initial", {})}
        kwargs.pop("use_required_attribute", None)
        super().__init__(data, files, initial=initial, **kwargs)
        self.stale: Part | None = None
        self.their_changes: list[
            Difference
        ] = []  # of the shared part, which has no words to show beside a field

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
        editing, texts = self.editing, self._own(self.editing.schema, self.cleaned_data, "")
        for formset in self.formsets:
            for form, key in formset.rows():
                texts |= self._own(formset.fields_of, form.cleaned_data, key)
        arguments = {
            "language": editing.language,
            "user": editing.user,
            "seen": self._seen(),
            "texts": texts,
            "shown": self._shown(),
            "still_fits": tuple(self.data.getlist(STILL_FITS)),
        }
        return {**arguments, "shared": self._shared()} if editing.is_source else arguments

    def _own(self, fields: Fields, cleaned: Mapping[str, Any], prefix: str) -> dict[str, str]:
        language = self.editing.text_language
        columns = {name: fields.column(name, language) for name in fields.texts}
        return {prefix + name: cleaned[column] or "" for name, column in columns.items() if column in cleaned}

    def _shared(self) -> dict[str, Any]:
        shared = json_values(self.editing.schema, self.cleaned_data)
        for formset in self.formsets:
            shared[formset.related_name] = formset.items()
        return shared

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
            self._show_theirs(words.head.data if words.head else {})

    def _show_theirs(self, theirs: Mapping[str, str]) -> None:
        for name, field in self.text_fields():
            field.theirs = shown_text(field, theirs.get(name, ""))
        for formset in self.formsets:
            formset.show_theirs(theirs)

    def _changed_since(self, part: Part, number: int) -> list[Difference]:
        before = part.revisions.filter(number=number).values_list("data", flat=True).first()
        return differences(self.instance, part.language, before or {}, part.head.data)

    def text_fields(self) -> Iterator[tuple[str, forms.Field]]:
        """Name of each text with its form field."""
        for name in self.editing.schema.texts:
            column = self.editing.schema.column(name, self.editing.text_language)
            if column in self.fields:
                yield name, self.fields[column]

    def _place(self, error: ValidationError) -> None:
        """The door's findings, each where the person is looking."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for key, messages in error.message_dict.items():
            if not any(formset.place(key, messages) for formset in self.formsets):
                column = self.editing.column_of(key)
                self.add_error(column if column in self.fields else None, messages)

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


class ChildForm(forms.ModelForm):
    """One row of an entry. Django's own checks of the model are left to the door, which cleans this part alone."""

    def _post_clean(self) -> None:
        """Leave the instance as it is: an unbound language of it must never be written."""


class ChildFormSet(forms.BaseInlineFormSet):
    """The children of an entry, in one language. Only the source view adds, removes and orders."""

    fields_of: Fields
    related_name: str
    is_source: bool
    language: str
    editing: Editing

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name in self.fields_of.texts:
            field = form.fields[self.fields_of.column(name, self.language)]
            key = f"{self.related_name}.{form.instance.pk}.{name}"
            describe_text(field, self.editing, key, self.model._meta.get_field(name).verbose_name)
        for field in form.fields.values():
            field.disabled = field.disabled or not self.editing.may_edit

    def clean(self) -> None:
        if not self.is_source and any(form.has_changed() for form in self.extra_forms):
            raise forms.ValidationError(_("Rows are added in the English view only."), code="add")

    def get_unique_error_message(self, unique_check: Any) -> str:
        return _("This one is in the list already.")

    def validate_unique(self) -> None:
        """The door does, among the rows that are not removed."""

    def rows(self) -> Iterator[tuple[forms.ModelForm, str]]:
        """Each form that stays, with the prefix of its keys: "calls_to_action.12." or, new, "calls_to_action.new3."."""
        for index, form in enumerate(self.forms):
            if form in self.deleted_forms or (index >= self.initial_form_count() and not form.has_changed()):
                continue
            name = form.instance.pk if form.instance.pk else f"new{index}"
            yield form, f"{self.related_name}.{name}."

    @property
    def ordered(self) -> list[tuple[forms.ModelForm, str]]:
        return sorted(self.rows(), key=lambda row: _position(row[0]))

    def items(self) -> list[dict[str, Any]]:
        """The children for the shared part, in the order of their positions."""
        items = []
        for form, prefix in self.ordered:
            item = {"id": form.instance.pk, **json_values(self.fields_of, form.cleaned_data)}
            items.append(item if item["id"] else {**item, "new": prefix.split(".")[1]})
        return items

    def place(self, key: str, messages: list[str]) -> bool:
        """Put a finding of the door beside its field; False if the key is not of these rows."""
        name, _dot, rest = key.partition(".")
        if name != self.related_name:
            return False
        row, _dot, field = rest.partition(".")
        is_text = field in self.fields_of.texts
        form = (self._forms_by_id() if is_text else self._forms_by_place()).get(row)
        if form is None:
            self._non_form_errors.extend(messages)
            return True
        column = self.fields_of.column(field, self.language) if is_text else field
        form.add_error(column if column in form.fields else None, messages)
        return True

    def _forms_by_id(self) -> dict[str, forms.ModelForm]:
        return {prefix.split(".")[1]: form for form, prefix in self.rows()}

    def _forms_by_place(self) -> dict[str, forms.ModelForm]:
        return {str(place): form for place, (form, _prefix) in enumerate(self.ordered)}

    def show_theirs(self, theirs: Mapping[str, str]) -> None:
        for form, prefix in self.rows():
            for name in self.fields_of.texts:
                column = self.fields_of.column(name, self.language)
                if column in form.fields:
                    form.fields[column].theirs = shown_text(
                        form.fields[column], theirs.get(prefix + name, "")
                    )


def _position(form: forms.ModelForm) -> int:
    position = form.cleaned_data.get("position")
    return position if position is not None else 10**6


def json_values(fields: Fields, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Shared fields of a form's cleaned data as the door takes them."""
    values = {name: cleaned[name] for name in fields.shared if name in cleaned}
    plain = {name: value.pk if isinstance(value, models.Model) else value for name, value in values.items()}
    return {
        name: fields.to_json(name, "" if _is_blank(fields, name, value) else value)
        for name, value in plain.items()
    }


def _is_blank(fields: Fields, name: str, value: Any) -> bool:
    field = fields.model._meta.get_field(name)
    return value is None and not field.null


def _json(text: Any) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


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


def describe_text(field: forms.Field, editing: Editing, key: str, label: Any) -> None:
    """What the templates print around the field of a text: its language, its source, whether that changed since."""
    language = get(editing.text_language)
    field.label = capfirst(str(label))
    field.widget.attrs |= {"lang": language.tag, "dir": language.direction}
    field.key = key
    field.is_rich = isinstance(field.widget, ProseEditorWidget)
    field.source = None if editing.is_source else shown_text(field, editing.source.get(key, ""))
    field.is_outdated = key in editing.outdated
    field.source_change = editing.source_changes.get(key, "") if field.is_outdated else ""


def shown_text(field: forms.Field, text: str) -> str:
    """A stored text for reading: rich text sanitised again, for nothing that a database holds is trusted."""
    return mark_safe(richtext.sanitise(text)) if field.is_rich else text
