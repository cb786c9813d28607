"""Entries that are picked by typing: the form field of a reference, with Django's autocomplete as its widget."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from safetyhub.locales.languages import SOURCE

from . import columns
from .numbers import number


class EntrySelect(AutocompleteSelect):
    """Holds one option: what is picked. `names` are of everything that a list of rows may have picked."""

    names: Mapping[int, str] | None = None
    is_bare = False  # its attributes are a script's to add, from the row that new ones are copied from

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: Any = None) -> dict[str, Any]:
        return {**base_attrs, **extra_attrs} if self.is_bare else super().build_attrs(base_attrs, extra_attrs)

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> list[Any]:
        ids = [pk for pk in map(number, value) if pk is not None]  # a forged one is refused, not looked up
        names = named(self.field.related_model, ids) if self.names is None else self.names
        choices: list[tuple[Any, str]] = [] if self.is_required else [("", "")]
        choices += [(pk, names[pk]) for pk in ids if pk in names]
        options = [
            self.create_option(name, pk, label, bool(pk), index) for index, (pk, label) in enumerate(choices)
        ]
        return [(None, options, 0)]


class EntryFormField(forms.Field):
    """Cleans to the id of an entry. Whether there is such a one the door asks, for all references at once."""

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if (picked := number(str(value))) is None:
            raise ValidationError(_("That choice does not exist."), code="reference")
        return picked


def named(model: type[models.Model], ids: Iterable[int]) -> dict[int, str]:
    """Names by id, of the source column, in one query at most."""
    ids = set(ids)
    found = columns.rows(model).filter(pk__in=ids).only("pk", f"{model.title_field}_{SOURCE}") if ids else ()
    return {row.pk: str(row) for row in found}
