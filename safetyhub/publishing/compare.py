"""Two versions of one part, field by field, with the words that changed marked. Pure: data in, findings out."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from .entries import Entry
from .schema import SHARED, Fields, Schema, schema_of

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
    old, new = (dict(_flat(schema, language, data)) for data in (before, after))
    keys = list(dict.fromkeys([*new, *old]))
    changed = [key for key in keys if old.get(key, "") != new.get(key, "")]
    return [
        Difference(label_of(schema, key), marked(old.get(key, ""), new.get(key, "")), language)
        for key in changed
    ]


def _flat(schema: Schema, language: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if language != SHARED:
        yield from ((key, _plain(str(text))) for key, text in data.items())
        return
    for name in schema.shared:
        yield name, _shown(data.get(name))
    for child in schema.children:
        for item in data.get(child, ()):
            yield from ((f"{child}.{item['id']}.{name}", _shown(item[name])) for name in item if name != "id")
        yield f"{child}.order", ", ".join(f"#{item['id']}" for item in data.get(child, ()))


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(str(part) for part in value) if isinstance(value, list | tuple) else str(value)


def _plain(text: str) -> str:
    return strip_tags(BLOCK_END.sub("\n", text)).strip() if "<" in text else text


def label_of(schema: Schema, key: str) -> str:
    """ "Title", or for a child "Call to action 12: label"."""
    child, _dot, rest = key.partition(".")
    if not rest:
        return capfirst(str(_verbose(schema, key)))
    fields, (pk, _dot, name) = schema.children[child], rest.partition(".")
    if not name:
        return capfirst(f"{fields.model._meta.verbose_name_plural}: {rest}")
    return capfirst(f"{fields.model._meta.verbose_name} {pk}: {_verbose(fields, name)}")


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
