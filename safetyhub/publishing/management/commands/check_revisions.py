from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from safetyhub.publishing import columns
from safetyhub.publishing.entries import Entry, entry_models
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED, Schema, schema_of

CHUNK = 200


class Command(BaseCommand):
    help = "Check that every column holds what its part's head says: nothing was written past the door."

    def handle(self, *args: Any, **options: Any) -> None:
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


def _compare(schema: Schema, ids: list[int]) -> Iterator[str]:
    parts = Part.objects.filter(kind=schema.kind, object_id__in=ids, head__isnull=False)
    heads = {
        (pk, language): data
        for pk, language, data in parts.values_list("object_id", "language", "head__data")
    }
    for key, stored in columns.read_every_part(schema, ids).items():
        head = heads.get(key)
        if head is None and (stored or key[1] == SHARED):
            yield f"{schema.kind} {key[0]} {key[1] or 'shared'}: columns without a revision"
        elif names := _differing(schema, stored, head or {}):
            yield f"{schema.kind} {key[0]} {key[1] or 'shared'}: {', '.join(names)}"


def _differing(schema: Schema, stored: Mapping[str, Any], head: Mapping[str, Any]) -> list[str]:
    """A field that is younger than the revision counts as its default."""
    younger = {name: schema.default(name) for name in schema.shared if name not in head and name in stored}
    told = {**younger, **head}
    return sorted(name for name in {*stored, *told} if stored.get(name) != told.get(name))
