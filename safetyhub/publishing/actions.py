"""The one door: every change of an entry, from a form, a bulk action, an import, a command or a task, goes through here.

Verb names; the object first, then keyword-only arguments. `user` is None for a command or a task, which may do everything.
Every verb locks the entries that it touches (the row of their shared part), asks for the person's rights, and raises before
it writes anything: `PermissionDenied`, `Stale`, or `ValidationError` with a dict of key -> messages (see `cleaning`).
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safetyhub.locales.languages import SOURCE

from . import columns, projections, refusals
from .cleaning import Shared, Texts, normalise
from .digests import digests
from .entries import Entry
from .models import Origin, Part, Publication, Revision
from .permissions import Right, access_of, require, require_edit, require_publish
from .references import referring
from .schema import SHARED, Schema, schema_of
from .signals import live_moved

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
    by = _by(user, origin, note)
    with transaction.atomic():
        clean = refusals.clean(schema, None, SOURCE, {**_no_title(model), **texts}, shared)
        with refusals.taken_meanwhile(schema):
            entry_id = columns.insert(schema, clean[1] or {})
        parts = {
            language: Part.objects.create(kind=schema.kind, object_id=entry_id, language=language)
            for language in ((SHARED, SOURCE) if schema.texts else (SHARED,))
        }
        _execute(schema, parts, SOURCE if schema.texts else SHARED, *clean, {}, by)
    return columns.rows(model).get(pk=entry_id)


def _no_title(model: type[Entry]) -> dict[str, str]:
    return {model.title_field: ""} if model.title_field else {}


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


def _by(user: Any | None, origin: str, note: str) -> dict[str, Any]:
    return {"author": user, "origin": origin, "note": normalise(note)[:200]}


def _parts_of(language: str, shared: Mapping[str, Any] | None) -> set[str]:
    return {language} if shared is None else {SHARED, language}


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
        by = _by(user, origin, note)
        _execute(schema, parts, language, *clean, anchors, by, still_fits)
    return parts


def publish(
    targets: Iterable[Target],
    *,
    user: Any | None,
    seen: Mapping[tuple[str, int, str], int] | None = None,
    origin: str = Origin.FORM,
    note: str = "",
) -> list[Part]:
    """Make head live for every target, all of them or none. `seen` refuses a head that the publisher has not seen.

    It is the version of each part that was shown, by (kind, id, language); a part that is not in it was not seen.
    Returns the parts that moved; one whose head is live already stays as it is.
    """
    access = access_of(user)
    with transaction.atomic():
        parts = _lock_targets(targets)
        for entry, part in parts:
            require_publish(access, part.language)
            _refuse_publishing(entry, part)
            if seen is not None and part.version != seen.get((part.kind, part.object_id, part.language)):
                raise Stale(part)
        by = _by(user, origin, note)
        return [_move(entry, part, part.head, by) for entry, part in parts if part.live_id != part.head_id]


def take_down(
    entry: Entry, *, language: str, user: Any | None, origin: str = Origin.FORM, note: str = ""
) -> Part | None:
    """Withdraw the texts of one language, or with `SHARED` the whole entry everywhere. `None`: it was not live."""
    with transaction.atomic():
        require_publish(access_of(user), language)
        part = lock(entry, [language])[language]
        if part.live_id is None:
            return None
        return _move(entry, part, None, _by(user, origin, note))


def archive(entry: Entry, *, user: Any | None, archived: bool = True) -> None:
    """Put an entry that is not live out of the working lists, or bring it back. Its history stays."""
    with transaction.atomic():
        require_publish(access_of(user), SHARED)
        part = lock(entry, [SHARED])[SHARED]
        if part.live_id is not None:
            raise ValidationError(_("Take it down everywhere before you archive it."), code="live")
        part.archived = archived
        part.save(update_fields=["archived"])


def delete_draft(entry: Entry, *, user: Any | None) -> None:
    """Delete an entry that was never live and that nothing refers to. Everything else is archived instead."""
    with transaction.atomic():
        require(access_of(user).has(Right.DELETE_DRAFT), _("Only administrators may delete a draft."))
        lock(entry, [SHARED])
        parts = Part.objects.of(entry.kind(), entry.pk)
        if parts.filter(live_before__isnull=False).exists():
            raise ValidationError(
                _("It was public once, so it is kept. Archive it instead."), code="was_live"
            )
        if used := referring(entry.kind(), entry.pk):
            names = ", ".join(str(other) for other in used[:5])
            raise ValidationError(_("It is used by: %(names)s.") % {"names": names}, code="used")
        with refusals.used_meanwhile():
            _delete_rows(entry, parts)


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


def _lock_targets(targets: Iterable[Target]) -> list[tuple[Entry, Part]]:
    """Locked in one order for everybody, however the targets came."""
    wanted: dict[tuple[str, int], tuple[Entry, list[str]]] = {}
    for entry, language in targets:
        wanted.setdefault((entry.kind(), entry.pk), (entry, []))[1].append(language)
    return [
        (entry, part)
        for _key, (entry, languages) in sorted(wanted.items(), key=lambda item: item[0])
        for part in lock(entry, languages).values()
    ]


def _anchors(entry: Entry, shown: Mapping[str, str] | None) -> Mapping[str, str]:
    if shown is not None:
        return shown
    return digests(source_texts(entry.kind(), entry.pk))


def source_texts(kind: str, object_id: int) -> Mapping[str, str]:
    """What translators work from: the live source, or its head as long as nothing is live."""
    part = Part.objects.of(kind, object_id).filter(language=SOURCE).select_related("live", "head").first()
    revision = part and (part.live or part.head)
    return revision.data if revision else {}


def _execute(
    schema: Schema,
    parts: Parts,
    language: str,
    texts: Texts,
    shared: Shared | None,
    anchors: Mapping[str, str],
    by: Mapping[str, Any],
    still_fits: Collection[str] = (),
) -> None:
    """Write what was found clean: shared first, because it gives new children their ids."""
    if shared is not None:
        with refusals.deleted_meanwhile(), refusals.taken_meanwhile(schema):
            renamed = columns.write_shared(schema, parts[SHARED].object_id, shared)
        _append(parts[SHARED], shared, {}, by)
        texts = {_rename(key, renamed): text for key, text in texts.items()}
    if language == SHARED:
        return
    part = parts[language]
    before = schema.model.upgrade(language, part.head.data) if part.head else {}
    changed = {key: text for key, text in texts.items() if text != before.get(key, "")}
    data = {key: text for key, text in {**before, **changed}.items() if text}
    columns.write_texts(schema, part.object_id, language, changed)
    remembered = part.head.made_from if part.head else {}
    fresh = {key for key in data if key in changed or key in still_fits or key not in remembered}
    made_from = {key: anchors.get(key, "") if key in fresh else remembered[key] for key in data}
    if part.head or data:
        _append(part, data, made_from if language != SOURCE else {}, by)


def _rename(key: str, renamed: Mapping[str, str]) -> str:
    row, dot, name = key.rpartition(".")
    return f"{renamed.get(row, row)}{dot}{name}"


def _append(part: Part, data: Mapping[str, Any], made_from: Mapping[str, str], by: Mapping[str, Any]) -> None:
    """A new head, unless nothing changed. The mark and the words for searching follow it."""
    if part.head and part.head.data == data and part.head.made_from == made_from:
        return
    if part.pk is None:
        part.save(force_insert=True)
    part.version += 1
    part.head = Revision.objects.create(part=part, number=part.version, data=data, made_from=made_from, **by)
    part.search = projections.search_words(data)
    if part.language not in (SHARED, SOURCE):
        part.outdated = projections.is_outdated(part, projections.live_source(part.kind, part.object_id))
    part.save(update_fields=["version", "head", "search", "outdated"])


def _refuse_publishing(entry: Entry, part: Part) -> None:
    if part.head is None or (part.language == SOURCE and not part.head.data.get(entry.title_field)):
        raise ValidationError(_("There is nothing to publish yet. Save a text first."), code="empty")
    if part.archived:
        message = _("“%(name)s” is archived. Bring it back before you publish it.") % {"name": entry}
        raise ValidationError(message, code="archived")


def _move(entry: Entry, part: Part, revision: Revision | None, by: Mapping[str, Any]) -> Part:
    """The one place where a live pointer moves."""
    schema = schema_of(type(entry))
    part.live = revision
    part.live_since = timezone.now() if revision else None
    part.live_before = part.live_before or part.live_since
    part.save(update_fields=["live", "live_since", "live_before"])
    Publication.objects.create(part=part, revision=revision, **by)
    if part.language == SHARED:
        with refusals.taken_meanwhile(schema):
            projections.project_shared(schema, part, revision.data if revision else None)
    if part.language in (SHARED, SOURCE):
        projections.project_outdated(part.kind, part.object_id)
    live_moved.send(sender=type(entry), part=part, revision=revision)
    return part


def _delete_rows(entry: Entry, parts: Any) -> None:
    parts.update(head=None, candidate=None)
    parts.delete()
    for fields in schema_of(type(entry)).children.values():
        columns.rows(fields.model).filter(**{fields.model.parent: entry.pk}).delete()
    columns.rows(type(entry)).filter(pk=entry.pk).delete()
