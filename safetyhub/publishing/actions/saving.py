"""New entries, and new revisions of their parts."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from safetyhub.locales.languages import SOURCE
from safetyhub.publishing import columns, projections, refusals
from safetyhub.publishing.cleaning import Shared, Texts
from safetyhub.publishing.digests import digests
from safetyhub.publishing.entries import Entry, upgraded
from safetyhub.publishing.models import Origin, Part, Revision
from safetyhub.publishing.permissions import access_of, require_edit
from safetyhub.publishing.refusing import logged
from safetyhub.publishing.schema import SHARED, Schema, schema_of

from .locking import Parts, by, check


@logged
def create(
    model: type[Entry],
    *,
    user: Any | None,
    shared: Mapping[str, Any],
    texts: Mapping[str, str],
    origin: str = Origin.FORM,
    note: str = "",
) -> Entry:
    """A new entry as a draft, with its source texts.

    A new child is an item of `shared` with `"id": None` and a name of the caller's choice, `"new": "first"`, by which
    `texts` refers to it: "calls_to_action.first.label".
    """
    schema = schema_of(model)
    access = access_of(user)
    require_edit(access, SHARED)
    require_edit(access, SOURCE)
    signed = by(user, origin, note)
    with transaction.atomic():
        clean = refusals.clean(schema, None, SOURCE, {**_no_title(model), **texts}, shared)
        with refusals.taken_meanwhile(schema):
            entry_id = columns.insert(schema, clean[1] or {})
        parts = {
            language: Part.objects.create(kind=schema.kind, object_id=entry_id, language=language)
            for language in ((SHARED, SOURCE) if schema.texts else (SHARED,))
        }
        _execute(schema, parts, SOURCE if schema.texts else SHARED, *clean, {}, signed)
    return columns.rows(model).get(pk=entry_id)


def _no_title(model: type[Entry]) -> dict[str, str]:
    return {model.title_field: ""} if model.title_field else {}


@logged
def ask(
    entry: Entry,
    *,
    language: str,
    user: Any | None,
    seen: Mapping[str, int] | None,
    texts: Mapping[str, str] | None = None,
    shared: Mapping[str, Any] | None = None,
    **_for_save: Any,
) -> None:
    """Whether `save`, or for an entry without id `create`, would accept exactly this: raises what they would raise.

    For a form, which asks in its `clean()`; the lock lasts until the transaction ends, so the answer holds for the save.
    """
    texts = texts or {}
    if entry.pk is None:
        access = access_of(user)
        require_edit(access, SHARED)
        require_edit(access, SOURCE)
        texts = {**_no_title(type(entry)), **texts}
    else:
        check(entry, languages=_parts_of(language, shared), user=user, seen=seen)
    refusals.clean(schema_of(type(entry)), entry.pk, language, texts, shared)


def _parts_of(language: str, shared: Mapping[str, Any] | None) -> set[str]:
    return {language} if shared is None else {SHARED, language}


@logged
def save(
    entry: Entry,
    *,
    language: str,
    user: Any | None,
    seen: Mapping[str, int] | None,
    texts: Mapping[str, str] | None = None,
    shared: Mapping[str, Any] | None = None,
    shown: Mapping[str, str] | None = None,
    still_fits: Collection[str] = (),
    origin: str = Origin.FORM,
    note: str = "",
) -> Parts:
    """Save the texts of one language and, in the source view, the shared part with them; the parts as they are now.

    `texts` may be some of the keys: the others keep theirs. `shared` is whole. `shown` is the digest of each source text
    that the writer had before their eyes (`None`: what the source says now); a text is remembered as made from it when
    it was changed, or when its key is in `still_fits`. A save that changes nothing is acknowledged without a revision.
    """
    schema = schema_of(type(entry))
    with transaction.atomic():
        parts = check(entry, languages=_parts_of(language, shared), user=user, seen=seen)
        clean = refusals.clean(schema, entry.pk, language, texts or {}, shared)
        anchors = {} if language in (SOURCE, SHARED) else _anchors(entry, shown)
        signed = by(user, origin, note)
        _execute(schema, parts, language, *clean, anchors, signed, still_fits)
    return parts


def _anchors(entry: Entry, shown: Mapping[str, str] | None) -> Mapping[str, str]:
    if shown is not None:
        return shown
    return digests(source_texts(entry.kind(), entry.pk))


def source_texts(kind: str, object_id: int) -> Mapping[str, str]:
    """What translators work from: the live source, or its head as long as nothing is live."""
    part = Part.objects.of(kind, object_id).filter(language=SOURCE).select_related("live", "head").first()
    revision = part and (part.live or part.head)
    return upgraded(kind, SOURCE, revision.data) if revision else {}


def _execute(
    schema: Schema,
    parts: Parts,
    language: str,
    texts: Texts,
    shared: Shared | None,
    anchors: Mapping[str, str],
    signed: Mapping[str, Any],
    still_fits: Collection[str] = (),
) -> None:
    """Write what was found clean: shared first, because it gives new children their ids."""
    if shared is not None:
        with refusals.deleted_meanwhile(), refusals.taken_meanwhile(schema):
            renamed = columns.write_shared(schema, parts[SHARED].object_id, shared)
        _append(parts[SHARED], shared, {}, signed)
        texts = {_rename(key, renamed): text for key, text in texts.items()}
    if language == SHARED:
        return
    part = parts[language]
    before, remembered = projections.made(part)
    changed = {key: text for key, text in texts.items() if text != before.get(key, "")}
    data = {key: text for key, text in {**before, **changed}.items() if text}
    columns.write_texts(schema, part.object_id, language, changed)
    fresh = {key for key in data if key in changed or key in still_fits or key not in remembered}
    made_from = {key: anchors.get(key, "") if key in fresh else remembered[key] for key in data}
    if part.head or data:
        _append(part, data, made_from if language != SOURCE else {}, signed)


def _rename(key: str, renamed: Mapping[str, str]) -> str:
    row, dot, name = key.rpartition(".")
    return f"{renamed.get(row, row)}{dot}{name}"


def _append(
    part: Part, data: Mapping[str, Any], made_from: Mapping[str, str], signed: Mapping[str, Any]
) -> None:
    """A new head, unless nothing changed. The mark and the words for searching follow it."""
    if part.head and part.head.data == data and part.head.made_from == made_from:
        return
    if part.pk is None:
        part.save(force_insert=True)
    part.version += 1
    part.head = Revision.objects.create(
        part=part, number=part.version, data=data, made_from=made_from, **signed
    )
    part.search = projections.search_words(data)
    if part.language not in (SHARED, SOURCE):
        part.outdated = projections.is_outdated(part, projections.live_source(part.kind, part.object_id))
    part.save(update_fields=["version", "head", "search", "outdated"])
