"""The children of an entry in its change form. Declared by nobody: made from the entry's `children`.

A list may be long, so its rows are bare: controls inside their labels. What all rows have in common stands once, in the
row from which a script makes new ones; the script gives it to the others too (entry.js).
"""

import copy
import json
from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminURLFieldWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.forms.widgets import Input
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_prose_editor.widgets import ProseEditorWidget

from safetyhub.locales.markets import EVERYWHERE

from . import columns
from .editing import Editing
from .formfields import MarketsLine, MarketsWidget
from .forms import PartForm, Shown, form_fields, part_form
from .numbers import number
from .picking import EntrySelect, named
from .refusing import log
from .schema import Fields


class PlaceField(forms.IntegerField):
    """Where a row stands. A script numbers them all, so a number alone does not make a new row one."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class InRow(Shown):
    """A field of a row."""

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to show but a label around the control."""
        widget = self.field.widget
        fits = isinstance(widget, Input | forms.Select | forms.Textarea)
        fits = fits and not isinstance(widget, forms.FileInput | ProseEditorWidget)
        more = self.errors or self.source is not None or self.theirs is not None or self.review_note
        return fits and not more

    @property
    def plain(self) -> str:
        """Without an id, described by the help text above the rows, and without a template: there may be hundreds."""
        described = self.help_text and self.form.formset.help_id(self.name)
        attrs = self.build_widget_attrs({"aria-describedby": described or None}, self.field.widget)
        control = self.field.widget.get_context(self.html_name, self.value(), attrs)["widget"]
        if not isinstance(self.field.widget, Input | forms.Select):
            return self.as_widget(attrs={**attrs, "id": False})
        told = {"type": control.get("type"), "name": self.html_name, **control["attrs"]}
        if isinstance(self.field.widget, forms.Select):
            return format_html("<select{}>{}</select>", flatatt(told), _options(control["optgroups"]))
        return format_html("<input{}>", flatatt({**told, "value": control["value"]}))


def _options(groups: Any) -> str:
    options = [option for _name, members, _index in groups for option in members]
    told = ((flatatt({"value": option["value"], **option["attrs"]}), option["label"]) for option in options)
    return format_html_join("", "<option{}>{}</option>", told)


class ChildForm(PartForm):
    """One row. `initial` is the row as stored; a row without it is new."""

    bound_field_class = InRow
    formset: "ChildFormSet"

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_id(self) -> int | None:
        if self.cleaned_data["id"] != self.initial.get("id"):
            sent = self.cleaned_data["id"]
            sentence = _("There is no such row in this entry: %(id)s.") % {"id": sent}
            raise self.formset.refused(sentence, "foreign")
        return self.cleaned_data["id"]

    @property
    def row(self) -> str:
        """How keys of texts name it: "12", or "new3" for a new one."""
        return str(self.initial.get("id") or f"new{self.prefix.rpartition('-')[2]}")

    @property
    def key_prefix(self) -> str:
        return f"{self.formset.related_name}.{self.row}."

    @property
    def is_model(self) -> bool:
        """Whether it is the row that is copied for a new one."""
        return self.prefix.endswith("__prefix__")

    @property
    def place(self) -> int:
        position = self.cleaned_data.get("position")
        return position if position is not None else 10**6

    @property
    def shown(self) -> list[InRow]:
        """Its fields; id, place and removal stand apart."""
        names = [*self.fields_of.shared, *self.text_names]
        return [self[name] for name in names if name in self.fields]

    def item(self) -> dict[str, Any]:
        """The row in the data of the shared part."""
        stored = {"id": self.initial["id"]} if self.initial else {"id": None, "new": self.row}
        return {**stored, **self.shared()}


class ChildFormSet(forms.BaseFormSet):
    """Rows of one child model, in the language that is edited. Only the source view adds, removes and orders.

    It never saves: the door writes the rows with everything else.
    """

    editing: Editing
    fields_of: Fields
    related_name: str
    pickers: Mapping[str, forms.Widget]  # of the references in the row that is copied for new ones

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix=self.related_name)
        if not self.is_bound:
            self.initial = [row for row in self.stored.values() if not row["removed"]]
        for name in self.pickers:
            self.form.base_fields[name].widget.names = SimpleLazyObject(partial(self._names, name))

    @cached_property
    def stored(self) -> dict[int, dict[str, Any]]:
        """Every row by id, the removed ones too: a translation of one that was removed meanwhile must not be lost."""
        if not self.editing.entry_id:
            return {}
        model = self.fields_of.model
        rows = columns.rows(model).filter(**{model.parent: self.editing.entry_id}).order_by("position", "pk")
        return {row["id"]: row for row in rows.values(*self.form.base_fields, "removed")}

    def _names(self, reference: str) -> dict[int, str]:
        """Of everything that the rows have picked, in one query."""
        picked = (number(str(form[reference].value())) for form in self.forms)
        return named(self.pickers[reference].widget.field.related_model, (pk for pk in picked if pk))

    def _construct_form(self, i: int, **kwargs: Any) -> ChildForm:
        """A row that was sent is found by its id and not by its place, which may be another one's by now."""
        if self.is_bound:
            kwargs["initial"] = self.stored.get(number(self.data.get(f"{self.add_prefix(i)}-id")))
        return super()._construct_form(i, **kwargs)

    def add_fields(self, form: ChildForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.formset = self
        if index is None:
            for name, widget in self.pickers.items():
                form.fields[name].widget = widget

    def clean(self) -> None:
        if not self.editing.is_source and not all(form.initial for form in self.rows):
            raise self.refused(_("Rows are added in the English view only."), "add")
        if self.total_form_count() < self.initial_form_count():
            # A row goes by its box, not by not being sent.
            raise self.refused(_("This form arrived incomplete. Open the page again."), "incomplete")

    def refused(self, sentence: str, code: str) -> ValidationError:
        """What no form of ours sends."""
        about = f"{self.editing.schema.kind} {self.editing.entry_id or 'new'}"
        log("save", about, self.editing.user, f"{self.related_name}: {code}")
        return ValidationError(sentence, code=code)

    @cached_property
    def rows(self) -> list[ChildForm]:
        """The ones that stay: neither removed, nor new with nothing filled in."""
        return [
            form
            for form in self.forms
            if (form.initial or form.has_changed()) and not self._should_delete_form(form)
        ]

    @property
    def ordered(self) -> list[ChildForm]:
        return sorted(self.rows, key=lambda form: form.place)

    def items(self) -> list[dict[str, Any]]:
        """The children for the shared part, in the order of their places."""
        return [form.item() for form in self.ordered]

    def show(self, key: str, messages: list[str]) -> bool:
        """A finding of the door, beside its field; False if the key is not of these rows."""
        name, _dot, rest = key.partition(".")
        if name != self.related_name:
            return False
        row, _dot, field = rest.partition(".")
        if field in self.fields_of.texts:
            forms_by_row = {form.row: form for form in self.rows}
        else:
            forms_by_row = {str(place): form for place, form in enumerate(self.ordered)}
        if row in forms_by_row:
            forms_by_row[row].show(field, messages)
        else:
            self._non_form_errors.extend(messages)
        return True

    # --- what the template prints ---

    @property
    def shown(self) -> list[ChildForm]:
        """The rows, and the one that is copied for a new one."""
        return [*self.forms, self.empty_form] if self.can_delete else self.forms

    @property
    def meta(self) -> Any:
        return self.fields_of.model._meta

    def help_id(self, name: str) -> str:
        return f"{self.prefix}-{name}-help"

    @property
    def help(self) -> list[tuple[str, str, str]]:
        """Id, label and text, once for all rows."""
        fields = self.form.base_fields.items()
        return [
            (self.help_id(name), field.label, field.help_text) for name, field in fields if field.help_text
        ]

    @property
    def for_script(self) -> str:
        """Options of Django's inlines.js."""
        add = _("Add another %(verbose_name)s") % {"verbose_name": capfirst(self.meta.verbose_name)}
        options = {"prefix": self.prefix, "addText": add, "deleteText": _("Remove")}
        return json.dumps({"name": f"#{self.prefix}", "options": options})


def formsets_of(model_admin: Any, request: Any) -> list[ChildFormSet]:
    """Outside the source view only of the children that have texts."""
    editing = request.editing
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return [
        _formset(model_admin, request, name, fields_of)(*sent)
        for name, fields_of in editing.schema.children.items()
        if editing.is_source or fields_of.texts
    ]


def _formset(model_admin: Any, request: Any, related_name: str, fields_of: Fields) -> type[ChildFormSet]:
    editing = request.editing
    may_change = editing.is_source and editing.may_edit

    def make(name: str) -> forms.Field:
        return model_admin.formfield_for_dbfield(fields_of.model._meta.get_field(name), request=request)

    fields = form_fields(editing, fields_of, make)
    pickers = {name: fields[name].widget for name in fields_of.references if name in fields}
    for field in fields.values():
        field.widget = _in_row(field.widget)
        if isinstance(field.widget, MarketsLine):
            field.initial = (EVERYWHERE,)
    if editing.is_source:
        fields["position"] = PlaceField(required=False, disabled=not editing.may_edit)
    made = forms.formset_factory(
        part_form(ChildForm, editing, fields_of, fields),
        formset=ChildFormSet,
        extra=0,
        can_delete=may_change,
        can_delete_extra=False,
        absolute_max=2000,
        max_num=1000 if may_change else 0,
    )
    made.editing, made.fields_of, made.related_name, made.pickers = editing, fields_of, related_name, pickers
    return made


def _in_row(widget: forms.Widget) -> forms.Widget:
    """What a long list has room for."""
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget.can_change_related = widget.can_view_related = False  # to pick and to add is enough
        widget = copy.copy(widget.widget)
        widget.is_bare = isinstance(widget, EntrySelect)
    elif isinstance(widget, MarketsWidget):
        widget = MarketsLine()
    elif isinstance(widget, AdminURLFieldWidget):
        widget = forms.URLInput(widget.attrs)
    widget.attrs = {name: value for name, value in widget.attrs.items() if name != "class"}
    return widget
