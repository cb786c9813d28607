from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from safetyhub.publishing import append_only, columns
from safetyhub.publishing.entries import Entry, entry_models
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED, Fields, Schema, schema_of

CHUNK = 200


class Command(BaseCommand):
    help = "Check that every column holds what its part's head says: nothing was written past the door."

    def handle(self, *args: Any, **options: Any) -> None:
        if append_only.missing(connection):
            raise CommandError("The database does not keep history from being changed. Run migrate.")
        findings = [finding for model in entry_models() for finding in differences(model)]
        for finding in findings:
            self.stderr.write(finding)
        if findings:
            raise CommandError(
                f"{len(findings)} parts differ from their columns. Save them again through the admin."
            )
        self.stdout.write("Every column equals its head.")


def differences(model: type[Entry]) -> Iterator[str]:
    """One sentence per part whose columns are not its head. A chunk of entries at a time: memory stays flat."""
    schema = schema_of(model)
    ids = list(columns.rows(model).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield from _compare(schema, ids[start : start + CHUNK])
    shared = Part.objects.filter(kind=schema.kind, language=SHARED).order_by("object_id")
    for pk in shared.exclude(object_id__in=columns.rows(model).values("pk")).values_list(
        "object_id", flat=True
    ):
        yield f"{schema.kind} {pk}: revisions without a row"


def _compare(schema: Schema, ids: list[int]) -> Iterator[str]:
    parts = Part.objects.filter(kind=schema.kind, object_id__in=ids, head__isnull=False)
    heads = {
        (pk, language): data
        for pk, language, data in parts.values_list("object_id", "language", "head__data")
    }
    for (pk, language), stored in columns.read_every_part(schema, ids).items():
        head = heads.get((pk, language))
        if head is None and (stored or language == SHARED):
            yield f"{schema.kind} {pk} {language or 'shared'}: columns without a revision"
            continue
        told = _told(schema, language, head or {})
        if names := sorted(name for name in {*stored, *told} if stored.get(name) != told.get(name)):
            yield f"{schema.kind} {pk} {language or 'shared'}: {', '.join(names)}"


def _told(schema: Schema, language: str, head: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a head says in today's shape: a field that is younger than it is the field's default."""
    data = schema.model.upgrade(language, dict(head))
    if language != SHARED:
        return {key: text for key, text in data.items() if schema.locate(key)}
    children = {
        name: [{"id": item["id"], **_values(fields, item)} for item in data.get(name, ())]
        for name, fields in schema.children.items()
    }
    return {**_values(schema, data), **children}


def _values(fields: Fields, data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data.get(name, fields.default(name)) for name in fields.shared}
