"""Two versions of one part, field by field, as a person reads them, with the words that changed marked.

Asks the database for nothing but the names of the entries that they refer to: one query for each kind.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from safetyhub.locales.cldr import market_name
from safetyhub.locales.languages import SOURCE
from safetyhub.locales.markets import EVERYWHERE

from . import richtext
from .cleaning import references
from .entries import Entry
from .fields import ImageField, MarketsField
from .interface import interface_language
from .models import Part
from .references import Reference, names_of
from .schema import SHARED, Fields, Schema, schema_of

Names = Mapping[Reference, str]

# A word or a sign with the space before it, a line end; scripts that write without spaces by their characters.
PIECES = re.compile(
    r"\n|[^\S\n]*(?:[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|[^\w\s])|[^\S\n]+"
)
LONG = 600  # pieces of a text


@dataclass(frozen=True)
class Difference:
    key: str
    label: str
    marked: SafeString  # the words, with <del> and <ins>
    language: str


def differences(
    entry: Entry,
    language: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    parts: Mapping[str, Part] | None = None,
) -> list[Difference]:
    """Only the fields that differ, in the order of the schema; rich text by its words, links and marks.

    `parts` of the entry, its shared one and its source: from them rows that refer to nothing have their names.
    """
    schema = schema_of(type(entry))
    before, after = (schema.model.upgrade(language, dict(data)) for data in (before, after))
    words, versions = source_words(parts or {}), [*shared_versions(parts or {})]
    versions += [before, after] if language == SHARED else []
    names = _names(schema, *versions)
    rows = {row: name for data in versions for row, name in _rows(schema, data, names, words).items()}
    whole = _in_one_only(schema, before, after) if language == SHARED else set()
    old, new = (
        dict(_shared(schema, data, names, rows, whole) if language == SHARED else _texts(schema, data))
        for data in (before, after)
    )
    changed = [key for key in dict.fromkeys([*new, *old]) if old.get(key, "") != new.get(key, "")]
    labels = {key: label_of(schema, row if (row := row_of(key)) in whole else key, rows) for key in changed}
    return [
        Difference(key, labels[key], marked(old.get(key, ""), new.get(key, "")), language) for key in changed
    ]


def row_names(schema: Schema, parts: Mapping[str, Part]) -> dict[str, str]:
    """What each child is called, by "partnerships.12", read from the entry's shared part and its source."""
    words, versions = source_words(parts), shared_versions(parts)
    names = _names(schema, *versions)
    return {row: name for data in versions for row, name in _rows(schema, data, names, words).items()}


def source_words(parts: Mapping[str, Part]) -> dict[str, str]:
    return {key: text for data in _versions(parts, SOURCE) for key, text in data.items()}


def shared_versions(parts: Mapping[str, Part]) -> list[Mapping[str, Any]]:
    """What is live and what was saved last, in this order."""
    return _versions(parts, SHARED)


def _versions(parts: Mapping[str, Part], language: str) -> list[Mapping[str, Any]]:
    part = parts.get(language)
    return [revision.data for revision in (part.live, part.head) if revision] if part else []


def _names(schema: Schema, *versions: Mapping[str, Any]) -> Names:
    """For staff: of everything that is referred to, also by a row that does not name it to visitors."""
    upgraded = (schema.model.upgrade(SHARED, dict(data)) for data in versions)
    return names_of({target for data in upgraded for _key, target in references(schema, data)})


def row_of(key: str) -> str:
    """ "partnerships.12" of "partnerships.12.since"."""
    return key.rpartition(".")[0]


def _in_one_only(schema: Schema, before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Rows that are new or gone."""
    old, new = (
        {f"{child}.{item['id']}" for child in schema.children for item in data.get(child, ())}
        for data in (before, after)
    )
    return old ^ new


def _texts(schema: Schema, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    known = {key: found for key in data if (found := schema.locate(key))}
    yield from ((key, readable(data[key], name in fields.rich)) for key, (fields, name) in known.items())


def _shared(
    schema: Schema, data: Mapping[str, Any], names: Names, rows: Mapping[str, str], whole: set[str]
) -> Iterator[tuple[str, str]]:
    """By key; a row of `whole` in one piece, at its first field."""
    for name in schema.shared:
        yield name, _shown(schema, name, data.get(name), names, schema.model.names_in(name, data))
    for child, fields in schema.children.items():
        items = data.get(child, ())
        for item in items:
            row = f"{child}.{item['id']}"
            own = {name: _shown(fields, name, item[name], names) for name in fields.shared if name in item}
            if own and row in whole:
                own = {next(iter(own)): _in_one_piece(fields, own)}
            yield from ((f"{row}.{name}", text) for name, text in own.items())
        order = (rows.get(f"{child}.{item['id']}", f"#{item['id']}") for item in items)
        yield f"{child}.order", ", ".join(order)


def _in_one_piece(fields: Fields, values: Mapping[str, str]) -> str:
    """A line for each: "kind: phone"."""
    return "\n".join(f"{_verbose(fields, name)}: {text}" for name, text in values.items() if text)


def _rows(schema: Schema, data: Mapping[str, Any], names: Names, words: Mapping[str, str]) -> dict[str, str]:
    """What each row of a shared part is called, by "partnerships.12"; without the ones that only have a number."""
    return {
        row: name
        for child, fields in schema.children.items()
        for item in data.get(child, ())
        for row in (f"{child}.{item['id']}",)
        if (name := _row_name(fields, item, names, words, row))
    }


def _row_name(
    fields: Fields, item: Mapping[str, Any], names: Names, words: Mapping[str, str], row: str
) -> str:
    """The name of what the row refers to, else its own words in the source, else its values: "phone 142"."""
    found = [names.get(tuple(item[name])) for name in fields.references if item.get(name)]
    found += [words.get(f"{row}.{name}") for name in fields.model.title_fields]
    own = (name for name in fields.shared if isinstance(item.get(name), str))
    found.append(" ".join(filter(None, (_shown(fields, name, item[name], names) for name in own))))
    return next(filter(None, found), "")


def _shown(
    fields: Fields, name: str, value: Any, names: Names, listed: Mapping[int, str] | None = None
) -> str:
    """A value in a person's words; `listed`: of the entries whose ids are in it."""
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
        return ", ".join(str((listed or {}).get(part, part)) for part in value)
    return str(dict(field.flatchoices).get(value, value))


def readable(text: Any, is_rich: bool) -> str:
    return richtext.readable(str(text)) if is_rich else str(text)


def plain(text: str) -> str:
    """A text of which nobody said whether it is rich: the words of rich text, a line for each block."""
    return readable(text, "<" in text)


def label_of(schema: Schema, key: str, rows: Mapping[str, str]) -> str:
    """ "Title", or for a child "Partner Reuters: since", of all of it "Partner Reuters". An unknown key stays as it is."""
    child, _dot, rest = key.partition(".")
    if not rest:
        return capfirst(str(_verbose(schema, key)))
    if child not in schema.children:
        return key
    fields, (pk, _dot, name) = schema.children[child], rest.partition(".")
    if pk == "order":
        return _("%(rows)s: order") % {"rows": capfirst(str(fields.model._meta.verbose_name_plural))}
    row = f"{fields.model._meta.verbose_name} {rows.get(f'{child}.{pk}', f'#{pk}')}"
    return capfirst(f"{row}: {_verbose(fields, name)}" if name else row)


def _verbose(fields: Fields, name: str) -> Any:
    is_known = name in fields.texts or name in fields.shared
    return fields.model._meta.get_field(name).verbose_name if is_known else name


def marked(before: str, after: str) -> SafeString:
    """`after` with what was added in `<ins>` and what was removed in `<del>`, word by word, escaped."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    steps = _steps([_word(piece) for piece in old], [_word(piece) for piece in new])
    if before != after and all(verb == "equal" for verb, *_places in steps):
        steps = [("replace", 0, len(old), 0, len(new))]  # they differ in white space
    pieces = []
    for verb, i1, i2, j1, j2 in steps:
        if verb == "equal":
            pieces.append(format_html("{}", "".join(new[j1:j2])))
            continue
        if i1 != i2:
            pieces.append(format_html("<del>{}</del>", "".join(old[i1:i2])))
        if j1 != j2:
            pieces.append(format_html("<ins>{}</ins>", "".join(new[j1:j2])))
    return mark_safe("".join(pieces))


def _word(piece: str) -> str:
    return piece.strip() or piece


def _steps(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """Of long texts the commonest words are no anchors: with them, two unrelated ones took minutes."""
    is_long = max(len(old), len(new)) > LONG
    return difflib.SequenceMatcher(None, old, new, autojunk=is_long).get_opcodes()
