"""The working copy: a part's data in and out of the columns, and never any column of another part.

Plain `QuerySet`s throughout: modeltranslation's managers would rewrite names to the active language's columns.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models

from safetyhub.locales.languages import LANGUAGES

from .cleaning import Shared, Texts
from .schema import SHARED, Fields, Schema


def rows(model: type[models.Model]) -> models.QuerySet:
    """All rows of a table, with nothing rewritten and no default order."""
    return models.QuerySet(model).order_by()


def hold(name: str) -> None:
    """Lock a name until the transaction ends: for an address that nobody has yet there is no row to lock.

    SQLite needs nothing of the kind: it has one writer at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def check_references() -> None:
    """Raise `IntegrityError` now for a reference to a row that was deleted meanwhile, and not at the commit."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def write_texts(schema: Schema, object_id: int, language: str, changed: Mapping[str, str]) -> None:
    """Write the texts whose keys changed, and no other column. Children in the order of their ids (no deadlocks)."""
    by_row: dict[tuple[str, int], dict[str, str | None]] = {}
    for key, text in changed.items():
        child, child_id, name = split(key)
        fields = schema.children[child] if child else schema
        by_row.setdefault((child, child_id), {})[fields.column(name, language)] = text or None
    for (child, child_id), values in sorted(by_row.items()):
        model = schema.children[child].model if child else schema.model
        rows(model).filter(pk=child_id if child else object_id).update(**values)


def split(key: str) -> tuple[str, int, str]:
    """("", 0, "title") for an entry's own text, ("calls_to_action", 12, "label") for a child's."""
    child, _, rest = key.partition(".")
    if not rest:
        return "", 0, key
    child_id, _, name = rest.partition(".")
    return child, int(child_id), name


def insert(schema: Schema, shared: Shared) -> int:
    """A new row with its shared columns; texts and children are written as for any other save."""
    return _insert_row(schema, shared)


def _insert_row(fields: Fields, data: Mapping[str, Any], **more: Any) -> int:
    values = {fields.attname(name): fields.to_column(name, data[name]) for name in fields.shared}
    row = fields.model(**values, **more)
    row.save(force_insert=True)
    return row.pk


def write_shared(schema: Schema, object_id: int, shared: Shared) -> dict[str, str]:
    """Write the shared columns and the children; `shared` gets the ids of new children.

    Returns what the texts of the same save need: "calls_to_action.new-0" -> "calls_to_action.31".
    """
    if schema.shared:
        rows(schema.model).filter(pk=object_id).update(**_values(schema, shared))
    renamed: dict[str, str] = {}
    for name, fields in schema.children.items():
        renamed |= _write_children(name, fields, object_id, shared[name])
    return renamed


def _values(fields: Fields, data: Mapping[str, Any]) -> dict[str, Any]:
    return {fields.attname(name): fields.to_column(name, data[name]) for name in fields.shared}


def _write_children(name: str, fields: Fields, object_id: int, items: list[Shared]) -> dict[str, str]:
    kept = {item["id"] for item in items}
    own = rows(fields.model).filter(**{fields.model.parent: object_id})
    own.exclude(pk__in=kept - {None}).filter(removed=False).update(removed=True)
    names = [fields.attname(name) for name in fields.shared]
    stored = {row.pop("pk"): row for row in own.values("pk", "position", "removed", *names)}
    places = {item["id"]: place for place, item in enumerate(items, start=1) if item["id"] is not None}
    for item in sorted((item for item in items if item["id"] is not None), key=lambda item: item["id"]):
        values = {**_values(fields, item), "position": places[item["id"]], "removed": False}
        if values != stored[item["id"]]:
            own.filter(pk=item["id"]).update(**values)
    return _insert_children(name, fields, object_id, items)


def _insert_children(name: str, fields: Fields, object_id: int, items: list[Shared]) -> dict[str, str]:
    renamed: dict[str, str] = {}
    for place, item in enumerate(items, start=1):
        if item["id"] is None:
            parent = {f"{fields.model.parent}_id": object_id}
            item["id"] = _insert_row(fields, item, position=place, **parent)
            if "new" in item:
                renamed[f"{name}.{item.pop('new')}"] = f"{name}.{item['id']}"
    return renamed


def child_ids(schema: Schema, object_id: int) -> dict[str, set[int]]:
    """Ids of every child of the entry, the removed ones too, by related name. One query each."""
    return {
        name: set(rows(fields.model).filter(**{fields.model.parent: object_id}).values_list("pk", flat=True))
        for name, fields in schema.children.items()
    }


def read_texts(
    schema: Schema, object_ids: Iterable[int], languages: Iterable[str]
) -> dict[tuple[int, str], Texts]:
    """The texts in the columns, by entry and language; empty ones are absent."""
    ids, languages = list(object_ids), list(languages)
    found: dict[tuple[int, str], Texts] = {(pk, language): {} for pk in ids for language in languages}
    _collect(schema, rows(schema.model).filter(pk__in=ids), "pk", "", languages, found)
    for name, fields in schema.children.items():
        parent = f"{fields.model.parent}_id"
        children = rows(fields.model).filter(**{f"{parent}__in": ids})
        _collect(fields, children, parent, name, languages, found)
    return found


def _collect(
    fields: Fields,
    queryset: models.QuerySet,
    owner: str,
    child: str,
    languages: list[str],
    found: dict[tuple[int, str], Texts],
) -> None:
    names = [(text, language) for text in fields.texts for language in languages]
    columns = [fields.column(text, language) for text, language in names]
    for owner_id, pk, *values in queryset.values_list(owner, "pk", *columns):
        prefix = f"{child}.{pk}." if child else ""
        for (text, language), value in zip(names, values, strict=True):
            if value:
                found[owner_id, language][prefix + text] = value


def read_shared(schema: Schema, object_ids: Iterable[int]) -> dict[int, Shared]:
    """The shared data in the columns, by entry; removed children are absent."""
    ids = list(object_ids)
    names = [schema.attname(name) for name in schema.shared]
    found = {
        pk: _json(schema, values)
        for pk, *values in rows(schema.model).filter(pk__in=ids).values_list("pk", *names)
    }
    for name, fields in schema.children.items():
        for data in found.values():
            data[name] = []
        parent = f"{fields.model.parent}_id"
        children = (
            rows(fields.model).filter(**{f"{parent}__in": ids}, removed=False).order_by("position", "pk")
        )
        child_names = [fields.attname(field) for field in fields.shared]
        for owner_id, pk, *values in children.values_list(parent, "pk", *child_names):
            found[owner_id][name].append({"id": pk, **_json(fields, values)})
    return found


def _json(fields: Fields, values: list[Any]) -> Shared:
    return {name: fields.to_json(name, value) for name, value in zip(fields.shared, values, strict=True)}


def read_every_part(schema: Schema, object_ids: Iterable[int]) -> dict[tuple[int, str], dict[str, Any]]:
    """Every part as the columns have it: for the invariant's check. As wide as the table: not for a page."""
    ids = list(object_ids)
    shared = {(pk, SHARED): data for pk, data in read_shared(schema, ids).items()}
    return {**shared, **read_texts(schema, ids, LANGUAGES)}
