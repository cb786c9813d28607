"""Puts the initial content into an empty hub the way people would: write the source, publish it, translate, publish."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from safetyhub.locales.languages import SOURCE
from safetyhub.locales.models import Locale
from safetyhub.publishing import actions
from safetyhub.publishing.entries import Entry, model_of
from safetyhub.publishing.models import Origin, Part
from safetyhub.publishing.schema import SHARED, schema_of

from . import files

BY: dict[str, Any] = {"user": None, "origin": Origin.COMMAND, "note": "Initial content"}

References = dict[str, list[Any]]  # "@fosi" -> ["partners.organization", 7]


def is_empty() -> bool:
    """Whether nobody has put anything in yet: no regional version, no part of an entry."""
    return not (Locale.objects.exists() or Part.objects.exists())


@transaction.atomic
def load() -> int:
    """Put everything in, or nothing; the number of entries. 0: there is content already, which stays as it is."""
    if not is_empty():
        return 0
    load_locales()
    known: References = {}
    entries = files.entries()
    for entry in entries:
        load_entry(entry, known)
    return len(entries)


def load_locales() -> None:
    for fields in files.locales():
        market = fields.pop("market")
        locale = Locale(**fields, market_id=market)
        locale.full_clean()
        locale.save(force_insert=True)


def load_entry(data: files.Entry, known: References) -> Entry:
    """Write and publish one entry, and enter it under its reference in `known`."""
    outdated = data.get("outdated", {"languages": [], "source_before": {}})
    source = data["texts"][SOURCE]
    first = {**source, **outdated["source_before"]}
    entry = actions.create(model_of(data["kind"]), shared=_shared(data["shared"], known), texts=first, **BY)
    known[f"@{data['ref']}"] = [entry.kind(), entry.pk]
    actions.publish([(entry, SHARED), (entry, SOURCE)], **BY)
    texts = _with_ids(entry, data)
    _translate(entry, texts, outdated["languages"], data)
    if first != source:
        _write(entry, SOURCE, texts[SOURCE])
        actions.publish([(entry, SOURCE)], **BY)
    _translate(entry, texts, texts.keys() - {SOURCE, *outdated["languages"]}, data)
    return entry


def _translate(
    entry: Entry, texts: Mapping[str, files.Texts], languages: Iterable[str], data: files.Entry
) -> None:
    drafts = data.get("drafts", [])
    languages = sorted(languages)
    for language in languages:
        _write(entry, language, texts[language])
    actions.publish([(entry, language) for language in languages if language not in drafts], **BY)


def _write(entry: Entry, language: str, texts: files.Texts) -> None:
    actions.save(entry, language=language, texts=texts, seen=None, **BY)


def _shared(shared: Mapping[str, Any], known: References) -> dict[str, Any]:
    """In the shapes of the door: references resolved, children new."""
    return {
        name: [_child(item, known) for item in value] if _is_children(value) else _resolved(value, known)
        for name, value in shared.items()
    }


def _is_children(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _child(item: Mapping[str, Any], known: References) -> dict[str, Any]:
    fields = {name: _resolved(value, known) for name, value in item.items() if name != "ref"}
    return {**fields, "id": None, "new": item["ref"]}


def _resolved(value: Any, known: References) -> Any:
    return known[value] if isinstance(value, str) and value.startswith("@") else value


def _with_ids(entry: Entry, data: files.Entry) -> dict[str, files.Texts]:
    """The texts with the ids that the children got: "calls_to_action.12.label"."""
    part = Part.objects.of(entry.kind(), entry.pk).select_related("head").get(language=SHARED)
    ids = {
        f"{name}.{item['ref']}": f"{name}.{stored['id']}"
        for name in schema_of(type(entry)).children
        for item, stored in zip(data["shared"].get(name, ()), part.head.data[name], strict=True)
    }
    return {
        language: {_renamed(key, ids): text for key, text in texts.items()}
        for language, texts in data["texts"].items()
    }


def _renamed(key: str, ids: Mapping[str, str]) -> str:
    row, dot, name = key.rpartition(".")
    return f"{ids.get(row, row)}{dot}{name}"
