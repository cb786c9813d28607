"""Rows that visitors do not get because their words are missing in the source, which every chain ends in."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from safetyhub.locales.languages import SOURCE

from .compare import row_names
from .entries import upgraded
from .models import Part
from .schema import SHARED, Fields, Schema

Row = tuple[str, Fields, int]  # "calls_to_action.12", of which fields, and its place


def warning(
    schema: Schema, parts: Mapping[str, Part], versions: Mapping[str, Mapping[str, Any] | None]
) -> str:
    """A sentence about these versions, by language; "" if nothing is missing. `parts` know what the rows are called."""
    shared, source = versions.get(SHARED), versions.get(SOURCE)
    if not shared or not source:
        return ""
    upgraded_shared, texts = upgraded(schema.kind, SHARED, shared), upgraded(schema.kind, SOURCE, source)
    found = list(_wordless(schema, upgraded_shared, texts))
    names = row_names(schema, parts) if found else {}
    called = [f"{fields.model._meta.verbose_name} {names.get(row) or place}" for row, fields, place in found]
    if not called:
        return ""
    return _("Not shown, because they have no words: %(names)s.") % {"names": ", ".join(called)}


def _wordless(schema: Schema, shared: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[Row]:
    for child, fields in schema.children.items():
        for place, item in enumerate(shared.get(child) or (), start=1):
            row, needed = f"{child}.{item['id']}", fields.model.needed_words(item)
            if needed and not any(texts.get(f"{row}.{name}") for name in needed):
                yield row, fields, place
