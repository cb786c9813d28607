"""An earlier version of one part, as a new draft of that part alone."""

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from safetyhub.publishing import columns
from safetyhub.publishing.cleaning import Shared, Texts, references
from safetyhub.publishing.compare import plain
from safetyhub.publishing.entries import Entry, model_of
from safetyhub.publishing.models import Origin, Part, Revision
from safetyhub.publishing.refusing import logged
from safetyhub.publishing.schema import SHARED, Fields, Schema, schema_of

from .locking import check
from .saving import save

Tell = Callable[[str], None]


class Fitted(NamedTuple):
    """What a revision says in today's shape, and in a sentence each what of it there is no place for any more."""

    data: dict[str, Any]
    left_out: list[str]


class Restored(NamedTuple):
    part: Part
    is_new: bool  # there is a new draft; otherwise the draft said all of it already
    left_out: list[str]


@logged
def restore(
    entry: Entry,
    revision: Revision,
    *,
    user: Any | None,
    seen: Mapping[str, int] | None,
    origin: str = Origin.FORM,
    note: str = "",
) -> Restored:
    """Save what the part was at `revision` as its head. What is live, the candidate and every other part stay.

    Goes through everything that a save goes through, so it is refused in words where the old data is not allowed any
    more: an address that another entry has got since, or an entry that it cannot do without. A row that was removed
    comes back with its id, so that the words of every language are still its words; a text remembers again from which
    source it was made. Raises `Stale` where `seen`, the version of the part by its language, is not the head's.
    """
    schema, part = schema_of(type(entry)), revision.part
    if (part.kind, part.object_id) != (schema.kind, entry.pk):
        raise ValidationError(_("There is no such version of this entry."), code="foreign")
    language = part.language
    with transaction.atomic():
        before = check(entry, languages=[language], user=user, seen=seen)[language]
        fitted = to_restore(entry, revision)
        what: dict[str, Any] = {"shared": fitted.data}
        if language != SHARED:
            emptied = dict.fromkeys(to_restore(entry, before.head).data if before.head else (), "")
            what = {"texts": emptied | fitted.data, "shown": revision.made_from, "still_fits": fitted.data}
        after = save(entry, language=language, user=user, seen=seen, origin=origin, note=note, **what)
        return Restored(after[language], after[language].version != before.version, fitted.left_out)


def to_restore(entry: Entry, revision: Revision) -> Fitted:
    """What `restore` would make the head, before anything is cleaned."""
    schema, language = schema_of(type(entry)), revision.part.language
    data = schema.model.upgrade(language, copy.deepcopy(revision.data))
    left_out: list[str] = []
    fit = _fit_texts if language != SHARED else _fit_shared
    return Fitted(fit(schema, data, columns.child_ids(schema, entry.pk), left_out.append), left_out)


def _fit_texts(schema: Schema, data: Texts, known: Mapping[str, set[int]], tell: Tell) -> Texts:
    fitted = {}
    for key, text in data.items():
        if not schema.locate(key):
            tell(_no_field(key, text))
        elif "." in key and columns.split(key)[1] not in known[columns.split(key)[0]]:
            tell(_no_row(schema.children[columns.split(key)[0]], columns.split(key)[1]))
        else:
            fitted[key] = text
    return fitted


def _fit_shared(schema: Schema, data: Shared, known: Mapping[str, set[int]], tell: Tell) -> Shared:
    gone = _gone(schema, data)
    fitted = _fit_columns(schema, data, gone, tell, extra=set(schema.children))
    for child, fields in schema.children.items():
        fitted[child] = list(_fit_rows(fields, data.get(child) or (), known[child], gone, tell))
    return fitted


def _fit_rows(fields: Fields, items: Any, known: set[int], gone: set[Any], tell: Tell) -> Iterator[Shared]:
    for item in items:
        if item["id"] not in known:
            tell(_no_row(fields, item["id"]))
        elif any(tuple(item.get(name) or ()) in gone for name in fields.required):
            tell(_nothing_referred_to(fields, item["id"]))
        else:
            yield _fit_columns(fields, item, gone, tell, extra={"id"})


def _fit_columns(fields: Fields, data: Shared, gone: set[Any], tell: Tell, extra: set[str]) -> Shared:
    fitted = {name: value for name, value in data.items() if name in fields.shared or name in extra}
    for name in data.keys() - fitted.keys():
        tell(_no_field(name, data[name]))
    for name in fields.references.keys() - fields.required:
        if tuple(fitted.get(name) or ()) in gone:
            fitted[name] = None
            tell(_nothing_referred_to(fields, data.get("id"), name))
    return fitted


def _gone(schema: Schema, data: Shared) -> set[Any]:
    """Entries that the data refers to and that are not there any more; one query for each kind."""
    wanted: dict[str, set[int]] = {}
    for _key, (kind, object_id) in references(schema, data):
        wanted.setdefault(kind, set()).add(object_id)
    return {
        (kind, object_id)
        for kind, ids in wanted.items()
        for object_id in ids
        - set(columns.rows(model_of(kind)).filter(pk__in=ids).values_list("pk", flat=True))
    }


def _no_field(name: str, value: Any) -> str:
    said = Truncator(plain(value) if isinstance(value, str) else str(value)).chars(80)
    return _("There is no field “%(name)s” any more. It said: %(said)s") % {"name": name, "said": said}


def _no_row(fields: Fields, pk: int) -> str:
    return _("%(row)s %(number)s does not exist any more.") % {"row": _called(fields), "number": pk}


def _nothing_referred_to(fields: Fields, pk: int | None, name: str = "") -> str:
    field = fields.model._meta.get_field(name).verbose_name if name else ""
    what = " ".join(str(word) for word in (_called(fields) if pk else "", pk or "", field) if word)
    return _("%(what)s: what it referred to has been deleted.") % {"what": capfirst(what)}


def _called(fields: Fields) -> str:
    return capfirst(str(fields.model._meta.verbose_name))
