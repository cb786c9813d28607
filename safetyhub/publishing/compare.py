"""Two versions of one part, field by field, as a person reads them, with the words that changed marked.

Asks the database for nothing but the names of the entries that they refer to: one query for each kind.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from safetyhub.locales.cldr import market_name
from safetyhub.locales.markets import EVERYWHERE

from .entries import Entry
from .fields import ImageField, MarketsField
from .formfields import interface_language
from .references import Reference, names_of, targets
from .schema import SHARED, Fields, Schema, schema_of

Names = Mapping[Reference, str]

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
BLOCK_END = re.compile(r"</(?:p|li|h3|h4|blockquote)>|<br ?/?>")


@dataclass(frozen=True)
class Difference:
    label: str
    marked: SafeString  # the words, with <del> and <ins>
    language: str


def differences(
    entry: Entry, language: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Difference]:
    """Only the fields that differ, in the order of the schema; rich text is compared by its words."""
    schema = schema_of(type(entry))
    names = _names(schema, before, after) if language == SHARED else {}
    rows = {**_rows(schema, before, names), **_rows(schema, after, names)}
    old, new = (dict(_flat(schema, language, data, names)) for data in (before, after))
    keys = list(dict.fromkeys([*new, *old]))
    changed = [key for key in keys if old.get(key, "") != new.get(key, "")]
    return [
        Difference(label_of(schema, key, rows), marked(old.get(key, ""), new.get(key, "")), language)
        for key in changed
    ]


def _names(schema: Schema, *versions: Mapping[str, Any]) -> Names:
    return names_of(set().union(*(targets(schema.kind, data) for data in versions)))


def _flat(schema: Schema, language: str, data: Mapping[str, Any], names: Names) -> Iterator[tuple[str, str]]:
    if language != SHARED:
        yield from ((key, plain(str(text))) for key, text in data.items())
        return
    for name in schema.shared:
        yield name, _shown(schema, name, data.get(name), names)
    for child, fields in schema.children.items():
        items = data.get(child, ())
        for item in items:
            own = (name for name in fields.shared if name in item)
            yield from (
                (f"{child}.{item['id']}.{name}", _shown(fields, name, item[name], names)) for name in own
            )
        yield f"{child}.order", ", ".join(_row_name(fields, item, names) for item in items)


def _rows(schema: Schema, data: Mapping[str, Any], names: Names) -> dict[str, str]:
    """What each row of a shared part is called, by "partnerships.12"."""
    return {
        f"{child}.{item['id']}": _row_name(fields, item, names)
        for child, fields in schema.children.items()
        for item in data.get(child, ())
    }


def _row_name(fields: Fields, item: Mapping[str, Any], names: Names) -> str:
    """The name of what the row refers to; its number where it refers to nothing."""
    found = (names.get(tuple(item[name])) for name in fields.references if item.get(name))
    return next(filter(None, found), None) or f"#{item['id']}"


def _shown(fields: Fields, name: str, value: Any, names: Names) -> str:
    """A value in a person's words."""
    field = fields.model._meta.get_field(name)
    if value is None or value == "":
        return ""
    if name in fields.references:
        return names.get(tuple(value)) or f"#{value[1]}"
    if isinstance(field, MarketsField):
        language = interface_language()
        return ", ".join(
            _("Everywhere") if code == EVERYWHERE else market_name(code, language) for code in value
        )
    if isinstance(field, ImageField):
        return _("picture %(hash)s") % {"hash": value[:8]}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(dict(field.flatchoices).get(value, value))


def plain(text: str) -> str:
    """The words of rich text, a line for each block."""
    return strip_tags(BLOCK_END.sub("\n", text)).strip() if "<" in text else text


def label_of(schema: Schema, key: str, rows: Mapping[str, str]) -> str:
    """ "Title", or for a child "Partner Reuters: since"."""
    child, _dot, rest = key.partition(".")
    if not rest:
        return capfirst(str(_verbose(schema, key)))
    fields, (pk, _dot, name) = schema.children[child], rest.partition(".")
    if not name:
        return _("%(rows)s: order") % {"rows": capfirst(str(fields.model._meta.verbose_name_plural))}
    row = rows.get(f"{child}.{pk}", f"#{pk}")
    return capfirst(f"{fields.model._meta.verbose_name} {row}: {_verbose(fields, name)}")


def _verbose(fields: Fields, name: str) -> Any:
    return fields.model._meta.get_field(name).verbose_name


def marked(before: str, after: str) -> SafeString:
    """`after` with what was added in `<ins>` and what was removed in `<del>`, word by word, escaped."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces = []
    for verb, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            pieces.append(format_html("{}", "".join(new[j1:j2])))
            continue
        if i1 != i2:
            pieces.append(format_html("<del>{}</del>", "".join(old[i1:i2])))
        if j1 != j2:
            pieces.append(format_html("<ins>{}</ins>", "".join(new[j1:j2])))
    return mark_safe("".join(pieces))
