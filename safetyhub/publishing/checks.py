"""Mistakes in an entry's declaration, found at the start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from modeltranslation.translator import translator

from .entries import entry_models
from .schema import Schema, schema_of, text_names

ROW_BUDGET = (
    380  # filled text columns that fit PostgreSQL's 8,160-byte heap row, at 18 bytes a pointer, with a margin
)


@register
def check_row_budget(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A table with too many translated columns fails on an ordinary save, on PostgreSQL only, years after the launch."""
    columns = len(settings.MODELTRANSLATION_LANGUAGES) + 1
    models = [(model, len(text_names(model))) for model in translator.get_registered_models(abstract=False)]
    return [
        Error(
            f"{model._meta.label}: {count} translated fields × {columns} columns can exceed PostgreSQL's row.",
            hint=f"At most {ROW_BUDGET // columns} translated fields per table; move the others to child rows.",
            obj=model,
            id="publishing.E001",
        )
        for model, count in models
        if count * columns > ROW_BUDGET
    ]


@register
def check_titles(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{model._meta.label}: title_field “{model.title_field}” is not a translated field.",
            hint="Register it in the app's translation.py.",
            obj=model,
            id="publishing.E002",
        )
        for model in entry_models()
        if model.title_field and model.title_field not in text_names(model)
    ]


@register
def check_named_by(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A slip in it would let a take-down overlook texts."""
    return [
        Error(
            f"{model._meta.label}: named_by has “{name}”, which is no field of it.",
            hint="Name a text or shared field, or one of a child: “channels.value”.",
            obj=model,
            id="publishing.E003",
        )
        for model in entry_models()
        for name in model.named_by
        if not _has_field(schema_of(model), name)
    ]


def _has_field(schema: Schema, name: str) -> bool:
    child, _dot, own = name.rpartition(".")
    fields = schema.children.get(child) if child else schema
    return fields is not None and own in (*fields.texts, *fields.shared)
