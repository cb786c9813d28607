"""What an arrangement can be of: the sections that list entries, and those entries by name."""

from collections.abc import Iterable
from typing import Any

from safetyhub.publishing.columns import rows
from safetyhub.publishing.entries import Entry, entry_models
from safetyhub.publishing.references import names_of

Names = list[tuple[int, str]]


def sections() -> dict[str, type[Entry]]:
    """Keys of the page sections that list entries, with the model that they list."""
    keys = {model: getattr(model, "section", "") for model in entry_models()}
    return {key: model for model, key in keys.items() if isinstance(key, str) and key}  # or it is a field


def names(section: str) -> Names:
    """Id and name of every entry of a section, in its usual order; of pieces of pages, page by page."""
    model = sections().get(section)
    if model is None:
        return []
    entries = rows(model).order_by("position", "pk")
    return _by_page(model, entries) if model.stands_on else [(entry.pk, str(entry)) for entry in entries]


def _by_page(model: type[Entry], entries: Iterable[Entry]) -> Names:
    """With the name of the page before that of its piece: two pages may have a piece of the same name."""
    page: Any = model._meta.get_field(model.stands_on)
    kind = page.related_model.kind()
    found = sorted(((getattr(entry, page.attname), entry) for entry in entries), key=lambda item: item[0])
    pages = names_of({(kind, pk) for pk, _entry in found})
    return [(entry.pk, f"{pages[kind, pk]}: {entry}") for pk, entry in found]
