"""Which fields of a model are texts and which are shared, read once from its declaration, and their JSON values."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db import models
from modeltranslation.translator import NotRegistered, translator
from modeltranslation.utils import build_localized_fieldname

from .entries import Child, Entry
from .fields import MarketsField, RichTextField

SHARED = ""  # the language of a shared part
NOT_SHARED = {"position", "removed"}  # of a child: its place in the list says it


@dataclass(frozen=True)
class Fields:
    """The fields of an entry or of a child model, by the part that they belong to."""

    model: type[models.Model]
    texts: tuple[str, ...]
    shared: tuple[str, ...]
    references: dict[str, str]  # shared field -> kind of the entry that it refers to
    required: frozenset[str]  # references without which a child is not shown
    rich: frozenset[str]

    def column(self, text: str, language: str) -> str:
        return build_localized_fieldname(text, language)

    def to_json(self, name: str, value: Any) -> Any:
        """JSON of a shared column's value: `[kind, id]` for a reference, a list for markets."""
        if name in self.references:
            return [self.references[name], value] if value is not None else None
        return list(value) if isinstance(value, tuple) else value

    def to_column(self, name: str, value: Any) -> Any:
        """The column's value of a shared field's JSON."""
        if name in self.references:
            return value[1] if value else None
        return tuple(value) if isinstance(self.model._meta.get_field(name), MarketsField) else value

    def default(self, name: str) -> Any:
        """What a revision that does not know the field yet is read as."""
        return self.defaults[name]

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """Of all shared fields."""
        found = {name: self.model._meta.get_field(name).get_default() for name in self.shared}
        return {name: self.to_json(name, value) for name, value in found.items()}

    def attname(self, name: str) -> str:
        return self.model._meta.get_field(name).attname


@dataclass(frozen=True)
class Schema(Fields):
    """The fields of an entry with those of its children, by related name."""

    children: dict[str, Fields]

    @property
    def kind(self) -> str:
        return self.model.kind()

    @property
    def unique(self) -> list[tuple[str, ...]]:
        """Shared fields, alone or together, in which no two entries may be the same."""
        alone = [(name,) for name in self.shared if self.model._meta.get_field(name).unique]
        return [
            *alone,
            *(tuple(constraint.fields) for constraint in self.model._meta.total_unique_constraints),
        ]

    def locate(self, key: str) -> tuple[Fields, str] | None:
        """The fields and the text name that a key of a text revision means, `None` for a key that means nothing."""
        child, _, rest = key.partition(".")
        if not rest:
            return (self, key) if key in self.texts else None
        _, _, name = rest.rpartition(".")
        fields = self.children.get(child)
        return (fields, name) if fields and name in fields.texts else None


def text_names(model: type[models.Model]) -> tuple[str, ...]:
    """Names of the translated fields, in the order of the model (modeltranslation's own order is a set's)."""
    try:
        translated = translator.get_options_for_model(model).all_fields
    except NotRegistered:
        return ()
    return tuple(field.name for field in model._meta.fields if field.name in translated)


def _fields(model: type[models.Model], skip: set[str]) -> dict[str, Any]:
    texts = text_names(model)
    own = [
        field
        for field in model._meta.concrete_fields
        if field.editable
        and not field.primary_key
        and field.name not in skip
        and field.name not in texts
        and not hasattr(field, "translated_field")
    ]
    foreign = {
        field.name: field
        for field in own
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Entry)
    }
    return {
        "model": model,
        "texts": texts,
        "shared": tuple(field.name for field in own),
        "references": {name: field.related_model._meta.label_lower for name, field in foreign.items()},
        "required": frozenset(name for name, field in foreign.items() if not field.null),
        "rich": frozenset(name for name in texts if isinstance(model._meta.get_field(name), RichTextField)),
    }


def _child_fields(model: type[Child]) -> Fields:
    return Fields(**_fields(model, NOT_SHARED | {model.parent}))


@cache
def schema_of(model: type[Entry]) -> Schema:
    """The schema of an entry's model. Only after all apps are loaded: translations register late."""
    related: dict[str, Any] = {name: model._meta.get_field(name).related_model for name in model.children}
    return Schema(
        **_fields(model, set()), children={name: _child_fields(child) for name, child in related.items()}
    )
