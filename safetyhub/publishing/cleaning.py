"""What a part's data must be before it is written: the same rules for a form, an import and a command.

Each function takes data of the shapes in `schema` and returns it clean, or raises `ValidationError` with a dict of key ->
messages; keys are those of the data ("title", "calls_to_action.12.label", "partnerships.0.organization").
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from safetyhub.locales.languages import SOURCE

from . import placeholders, richtext
from .entries import model_of
from .schema import SHARED, Fields, Schema
from .visible import is_visible

# What XML 1.0 cannot carry (section 2.2): an exchange file would be refused whole for one of these.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

# Bidirectional embeddings and overrides (UAX 9): pasted without their end they turn around all that follows, on every page
# that names the entry. Marks and isolates, which texts need, stay.
EMBEDDINGS = re.compile("[\u202a-\u202e]")

LONGEST = 50_000  # characters, where the field names no limit: nobody reads more, and a slip may paste a book

Texts = dict[str, str]
Shared = dict[str, Any]


def clean_texts(schema: Schema, language: str, texts: Mapping[str, str]) -> Texts:
    """Texts of one language, by key. An emptied text stays as "", so that the door can clear its column."""
    clean: Texts = {}
    errors: dict[str, Any] = {}
    for key, value in texts.items():
        try:
            clean[key] = _clean_text(schema, key, value)
        except ValidationError as error:
            errors[key] = error.messages
    title = schema.model.title_field
    if language == SOURCE and clean.get(title) == "":
        errors[title] = [_("This field is required.")]
    _run(schema.model.clean_part, language, clean, errors)
    return clean


def _clean_text(schema: Schema, key: str, value: Any) -> str:
    located = schema.locate(key)
    if located is None or not isinstance(value, str | None):
        raise ValidationError(_("There is no such text: %(key)s.") % {"key": key}, code="unknown")
    fields, name = located
    text = normalise(value or "")
    field = fields.model._meta.get_field(name)
    # A TextField's own limit binds forms only. First, because tags in one another take the sanitiser their number squared.
    fits = MaxLengthValidator(field.max_length or LONGEST)
    fits(text)
    if name in fields.rich:
        richtext.check(text)
        text = "" if richtext.is_empty(text) else richtext.sanitise(text)
        fits(text)
    allowed = getattr(fields.model, "placeholders", {}).get(name, ())
    placeholders.check(text, allowed)
    if text:
        field.run_validators(text)
    return text


def normalise(text: str) -> str:
    """Unicode NFC without what XML cannot carry or turns a page around, line ends as \\n, no white space around.

    "" if nobody could see it.
    """
    sound = EMBEDDINGS.sub("", NOT_XML.sub("", text))
    plain = unicodedata.normalize("NFC", sound.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.strip() if is_visible(plain) else ""


def clean_shared(schema: Schema, shared: Mapping[str, Any]) -> Shared:
    """The shared part's data: all its fields, and every child in order, `{"id": int | None, ...}` each.

    A child that is new has `id` None and may carry `new`, the name under which the texts of the same save refer to it.
    """
    errors: dict[str, Any] = {}
    known = {*schema.shared, *schema.children}
    for key in shared.keys() - known:
        errors[key] = [_("There is no such field: %(key)s.") % {"key": key}]
    clean = _clean_columns(schema, shared, "", errors)
    for name, fields in schema.children.items():
        clean[name] = [
            _clean_child(fields, item, f"{name}.{index}.", errors)
            for index, item in enumerate(shared.get(name) or ())
        ]
        _refuse_duplicates(fields, clean[name], name, errors)
    _refuse_missing(schema, clean, errors)
    _run(schema.model.clean_part, SHARED, clean, errors)
    return clean


def _clean_child(fields: Fields, item: Mapping[str, Any], prefix: str, errors: dict[str, Any]) -> Shared:
    extra = item.keys() - {*fields.shared, "id", "new"}
    for key in extra:
        errors[prefix + key] = [_("There is no such field: %(key)s.") % {"key": key}]
    clean = _clean_columns(fields, item, prefix, errors)
    if not any(key.startswith(prefix) for key in errors):
        try:
            fields.model.clean_row(clean)
        except ValidationError as error:
            errors.update({prefix + name: messages for name, messages in error.message_dict.items()})
    new = {"new": item["new"]} if item.get("id") is None and "new" in item else {}
    return {"id": item.get("id"), **clean, **new}


def _clean_columns(fields: Fields, data: Mapping[str, Any], prefix: str, errors: dict[str, Any]) -> Shared:
    clean: Shared = {}
    for name in fields.shared:
        value = data.get(name, fields.default(name))
        try:
            clean[name] = _clean_column(fields, name, value)
        except ValidationError as error:
            errors[prefix + name] = error.messages
    return clean


def _clean_column(fields: Fields, name: str, value: Any) -> Any:
    field = fields.model._meta.get_field(name)
    if name in fields.references:
        return _clean_reference(fields, name, value)
    if isinstance(value, str):
        value = normalise(value)
        MaxLengthValidator(field.max_length or LONGEST)(value)
    value = field.to_python(value)
    field.validate(value, None)
    field.run_validators(value)
    return fields.to_json(name, value)


def _clean_reference(fields: Fields, name: str, value: Any) -> list[Any] | None:
    """`[kind, id]` of the right kind. Whether it exists is asked for all of them at once (`_refuse_missing`)."""
    if value is None:
        if name not in fields.required:
            return None
        raise ValidationError(_("Choose one."), code="required")
    match value:
        case [kind, int() as object_id] if kind == fields.references[name] and 0 < object_id < 2**63:
            return [kind, object_id]
    raise ValidationError(_("That choice does not exist."), code="reference")


def references(schema: Schema, shared: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, int]]]:
    """Every reference of a shared part's data: its key ("partnerships.0.organization") and `(kind, id)`."""
    for name in schema.references:
        if shared.get(name):
            yield name, tuple(shared[name])
    for child, fields in schema.children.items():
        for index, item in enumerate(shared.get(child, ())):
            for name in fields.references:
                if item.get(name):
                    yield f"{child}.{index}.{name}", tuple(item[name])


def _refuse_missing(schema: Schema, clean: Shared, errors: dict[str, Any]) -> None:
    """One query per kind that is referred to."""
    wanted: dict[str, set[int]] = {}
    for _key, (kind, object_id) in references(schema, clean):
        wanted.setdefault(kind, set()).add(object_id)
    found = {
        kind: set(model_of(kind)._base_manager.filter(pk__in=ids).order_by().values_list("pk", flat=True))
        for kind, ids in wanted.items()
    }
    for key, (kind, object_id) in references(schema, clean):
        if object_id not in found[kind]:
            errors[key] = [_("That choice does not exist.")]


def _refuse_duplicates(fields: Fields, items: list[Shared], prefix: str, errors: dict[str, Any]) -> None:
    name = fields.model.unique_field
    seen: set[Any] = set()
    for index, item in enumerate(items):
        value = tuple(item.get(name) or ()) if name else ()
        if value and value in seen:
            errors[f"{prefix}.{index}.{name}"] = [_("This one is in the list already.")]
        seen.add(value)


def _run(rule: Any, language: str, clean: dict[str, Any], errors: dict[str, Any]) -> None:
    """The section's own rule, with its findings beside the others. It only sees data that is clean so far."""
    if not errors:
        try:
            rule(language, clean)
        except ValidationError as error:
            errors.update(error.message_dict)
    if errors:
        raise ValidationError(errors)
