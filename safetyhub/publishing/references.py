"""Which entry refers to which, read from the revisions' data: `[kind, id]` pairs, never copies of words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from safetyhub.locales.languages import SOURCE

from .cleaning import references
from .columns import rows
from .entries import Entry, entry_models, model_of
from .models import Part
from .schema import SHARED, schema_of

Reference = tuple[str, int]


def targets(kind: str, shared: Mapping[str, Any]) -> set[Reference]:
    """The entries that a shared part's data refers to."""
    return {target for _key, target in references(schema_of(model_of(kind)), shared)}


def names_of(references: Iterable[Reference]) -> dict[Reference, str]:
    """What the entries are called in the source language; one query for each kind."""
    found = {}
    for kind, ids in _by_kind(references).items():
        model = model_of(kind)
        columns = [f"{model.title_field}_{SOURCE}"] if model.title_field else []
        found.update(
            {(kind, entry.pk): str(entry) for entry in rows(model).filter(pk__in=ids).only("pk", *columns)}
        )
    return found


def referring(kind: str, object_id: int) -> list[Entry]:
    """Entries whose working copy refers to this one, found through their foreign keys."""
    found: list[Entry] = []
    for model in entry_models():
        for ids in _owners(model, kind, object_id):
            found += rows(model).filter(pk__in=ids)
    return list(dict.fromkeys(found))


def _owners(model: type[Entry], kind: str, object_id: int) -> Iterator[Iterable[int]]:
    schema = schema_of(model)
    for name, target in schema.references.items():
        if target == kind:
            yield rows(model).filter(**{name: object_id}).values_list("pk", flat=True)
    for fields in schema.children.values():
        for name, target in fields.references.items():
            if target == kind:
                children = rows(fields.model).filter(**{name: object_id})
                yield children.values_list(f"{fields.model.parent}_id", flat=True)


def unpublished(starts: Iterable[Reference]) -> list[Entry]:
    """Entries that these refer to at head, directly or through others, and that visitors cannot see yet.

    Three queries per level of references, of which today's sections have two.
    """
    known = set(starts)
    found: list[Entry] = []
    level = known
    while level:
        level = set().union(*(targets(kind, data) for kind, data in _shared_heads(level))) - known
        known |= level
        found += _not_live(level)
    return found


def _shared_heads(level: Iterable[Reference]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind, ids in _by_kind(level).items():
        parts = Part.objects.filter(kind=kind, object_id__in=ids, language=SHARED, head__isnull=False)
        yield from parts.values_list("kind", "head__data")


def _not_live(level: Iterable[Reference]) -> list[Entry]:
    found: list[Entry] = []
    for kind, ids in _by_kind(level).items():
        parts = Part.objects.filter(kind=kind, object_id__in=ids, live__isnull=False)
        live = set(parts.filter(language=SHARED).values_list("object_id", flat=True))
        live &= set(parts.filter(language=SOURCE).values_list("object_id", flat=True))
        found += rows(model_of(kind)).filter(pk__in=ids - live)
    return found


def _by_kind(level: Iterable[Reference]) -> dict[str, set[int]]:
    by_kind: dict[str, set[int]] = {}
    for kind, object_id in level:
        by_kind.setdefault(kind, set()).add(object_id)
    return by_kind
