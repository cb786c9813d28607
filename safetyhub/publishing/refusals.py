"""What the door refuses because of other rows: a child of another entry, an address that is taken, a lost race.

Held until the transaction ends where another writer could make the answer wrong. Rules that need no database but the
data itself are in `cleaning`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from . import cleaning, columns
from .cleaning import Shared, Texts
from .entries import model_of
from .models import OldSlug, Part
from .references import Reference, names_of
from .schema import SHARED, Schema


def clean(
    schema: Schema,
    entry_id: int | None,
    language: str,
    texts: Mapping[str, Any],
    shared: Mapping[str, Any] | None,
) -> tuple[Texts, Shared | None]:
    """The data, clean. Raises `ValidationError` with everything that is wrong with it, found at once."""
    errors: dict[str, Any] = {}
    clean_texts, clean_shared = {}, None
    try:
        _refuse_foreign_children(schema, entry_id, texts, shared)
        if texts or (language != SHARED and schema.texts):
            clean_texts = cleaning.clean_texts(schema, language, texts)
    except ValidationError as error:
        errors |= error.error_dict
    if shared is not None:
        try:
            clean_shared = cleaning.clean_shared(schema, shared)
            _refuse_changed(schema, entry_id, clean_shared)
            _refuse_taken(schema, entry_id, clean_shared)
        except ValidationError as error:
            errors |= error.error_dict
    if errors:
        raise ValidationError(errors)
    return clean_texts, clean_shared


def _refuse_foreign_children(
    schema: Schema, entry_id: int | None, texts: Mapping[str, Any], shared: Mapping[str, Any] | None
) -> None:
    """A child's id must be one of this entry's, removed ones included: a concurrent translation is never lost."""
    known = columns.child_ids(schema, entry_id) if entry_id else {name: set() for name in schema.children}
    allowed = {f"{name}.{pk}" for name, ids in known.items() for pk in ids}
    errors = {}
    for name in schema.children if shared is not None else ():
        items = (shared or {}).get(name) or ()
        ids = [item["id"] for item in items if item.get("id") is not None]
        allowed |= {f"{name}.{item['new']}" for item in items if item.get("id") is None and "new" in item}
        if foreign := [pk for pk in ids if pk not in known[name]]:
            errors[name] = [_no_such_row(foreign[0])]
        elif len(ids) != len(set(ids)):
            errors[name] = [_("A row is listed twice.")]
    for key in texts:
        if "." in key and (row := key.rpartition(".")[0]) not in allowed:
            errors[key] = [_no_such_row(row)]
    if errors:
        raise ValidationError(errors)


def _refuse_changed(schema: Schema, entry_id: int | None, shared: Shared) -> None:
    """What the pages are built around is set once: another key would empty a public page."""
    fixed = schema.model.fixed if entry_id else ()
    if not fixed:
        return  # without names, `values()` would read every column of every language
    stored = columns.rows(schema.model).filter(pk=entry_id).values(*map(schema.attname, fixed)).first() or {}
    changed = [name for name in fixed if stored[schema.attname(name)] != schema.to_column(name, shared[name])]
    if changed:
        raise ValidationError(
            {name: [_("This cannot be changed: pages are built around it.")] for name in changed}
        )


def _no_such_row(row: Any) -> str:
    return _("There is no such row in this entry: %(id)s.") % {"id": row}


def _refuse_taken(schema: Schema, entry_id: int | None, shared: Shared) -> None:
    """What a unique column would refuse, beside its field, and held, so that the save finds it as the form did."""
    others = columns.rows(schema.model).exclude(pk=entry_id)
    for names in schema.unique:
        values = {schema.attname(name): schema.to_column(name, shared[name]) for name in names}
        columns.hold(f"{schema.kind} {sorted(values.items())}")
        other = others.filter(**values).values_list("pk", flat=True).first()
        if other is not None:
            sentence = _("“%(other)s” has this already. Choose another one.")
            raise _taken(names[-1], (schema.kind, other), sentence)
    if "slug" in shared:
        _refuse_old_address(schema.kind, entry_id, shared["slug"])


def _refuse_old_address(kind: str, entry_id: int | None, slug: str) -> None:
    """An address is one entry's for good: in the drafts, on the site, and where it was before."""
    for model in (Part, OldSlug):
        others = model.objects.filter(kind=kind, slug=slug).exclude(object_id=entry_id or 0)
        other = others.values_list("object_id", flat=True).first()
        if other is not None:
            sentence = _("“%(other)s” has, or had, this address. Choose another one.")
            raise _taken("slug", (kind, other), sentence)


def _taken(field: str, other: Reference, sentence: str) -> ValidationError:
    """Whoever may save an entry may read every other: the form links it, by the reference in `params`."""
    name = names_of([other]).get(other) or f"{model_of(other[0])._meta.verbose_name} {other[1]}"
    params = {"other": name, "reference": other}
    return ValidationError({field: [ValidationError(sentence, code="taken", params=params)]})


@contextmanager
def taken_meanwhile(schema: Schema) -> Iterator[None]:
    """Whoever did not ask first hears of a taken address or key from the database: in words too."""
    field = schema.unique[0][-1] if schema.unique else NON_FIELD_ERRORS
    with _in_words({field: [_("Another entry has just got this. Choose another one.")]}):
        yield


@contextmanager
def deleted_meanwhile() -> Iterator[None]:
    """A draft that the new data refers to may have been deleted since the data was checked."""
    with _in_words(
        {NON_FIELD_ERRORS: [_("Something that this refers to has just been deleted. Look again.")]}
    ):
        yield
        columns.check_references()


@contextmanager
def used_meanwhile() -> Iterator[None]:
    """The same seen from the other side: a draft that is deleted may just have got its first user."""
    with _in_words({NON_FIELD_ERRORS: [_("Another entry has just begun to use it. It is kept.")]}):
        yield
        columns.check_references()


@contextmanager
def _in_words(words: dict[str, list[str]]) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ValidationError(words) from error
