"""Every verb begins here: the entry is locked, and what the person has seen is compared with what there is."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from safetyhub.publishing.cleaning import normalise
from safetyhub.publishing.entries import Entry
from safetyhub.publishing.models import Part
from safetyhub.publishing.permissions import access_of, require_edit
from safetyhub.publishing.refusing import logged
from safetyhub.publishing.schema import SHARED

Target = tuple[Entry, str]  # an entry, and the language of one of its parts ("" is the shared one)
Parts = dict[str, Part]


class Stale(ValidationError):
    """Somebody saved the same part since it was read. `part` is as they left it, `part.head` what they wrote.

    `parts` are all that are stale: in the source view it may be the shared part, the source, or both.
    """

    def __init__(self, *parts: Part) -> None:
        super().__init__(
            _("Somebody else saved this since you opened it. Nothing of yours was saved."), "stale"
        )
        self.part = parts[0]
        self.parts = {part.language: part for part in parts}


@logged
def check(
    entry: Entry, *, languages: Collection[str], user: Any | None, seen: Mapping[str, int] | None
) -> Parts:
    """Lock the entry and say whether the person may save these parts now; the parts, some perhaps not stored yet.

    `seen` is the version of each part that the form was made from (0: there was none); `None` is for a writer that has
    just read the data itself, inside the same transaction. Call it inside a transaction.
    """
    access = access_of(user)
    for language in languages:
        require_edit(access, language)
    parts = lock(entry, languages)
    if seen is not None:
        stale = [part for language, part in parts.items() if part.version != seen.get(language, 0)]
        if stale:
            raise Stale(*stale)
    return parts


def lock(entry: Entry, languages: Collection[str]) -> Parts:
    """Lock the entry for the rest of the transaction; its parts of these languages, a new one where there is none.

    One row stands for the whole entry, so that two locks never cross. Raises `ValidationError` for an entry that is gone.
    """
    kind = entry.kind()
    locked = Part.objects.select_for_update(no_key=True).filter(
        kind=kind, object_id=entry.pk, language=SHARED
    )
    if not locked.values_list("pk", flat=True).first():
        raise ValidationError(_("This entry does not exist any more."), code="gone")
    stored = (
        Part.objects.of(kind, entry.pk).filter(language__in=languages).select_related("head", "head__author")
    )
    found = {part.language: part for part in stored}
    return {
        language: found.get(language) or Part(kind=kind, object_id=entry.pk, language=language)
        for language in sorted(languages)
    }


def lock_targets(targets: Iterable[Target]) -> list[tuple[Entry, Part]]:
    """Locked in one order for everybody, however the targets came."""
    wanted: dict[tuple[str, int], tuple[Entry, list[str]]] = {}
    for entry, language in targets:
        wanted.setdefault((entry.kind(), entry.pk), (entry, []))[1].append(language)
    return [
        (entry, part)
        for _key, (entry, languages) in sorted(wanted.items(), key=lambda item: item[0])
        for part in lock(entry, languages).values()
    ]


def by(user: Any | None, origin: str, note: str) -> dict[str, Any]:
    return {"author": user, "origin": origin, "note": normalise(note)[:1000]}
