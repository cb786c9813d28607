"""Outdated or not is a question of content, never of dates: a digest of the source text that a text was made from."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any


def digest(text: str) -> str:
    """16 hex digits of SHA-256 of the text; "" for no text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def digests(texts: Mapping[str, str]) -> dict[str, str]:
    """Digest per key of a text revision's data."""
    return {key: digest(text) for key, text in texts.items() if text}


def outdated_keys(
    texts: Mapping[str, str],
    made_from: Mapping[str, str],
    source: Mapping[str, str],
    rows: Collection[str] | None = None,
) -> list[str]:
    """Keys whose text was made from something else than `source`, the source texts that are public now.

    A key without a remembered digest was made from nothing and cannot be outdated. `rows` are the children that there are
    ("calls_to_action.12"; `None`: all): nobody needs to translate a row that was removed.
    """
    now = digests(source)
    return [
        key
        for key in texts
        if key in made_from
        and made_from[key] != now.get(key, "")
        and (rows is None or "." not in key or key.rpartition(".")[0] in rows)
    ]


def rows_of(shared: Mapping[str, Any]) -> set[str]:
    """The children that a shared part's data has, as the keys of texts begin: "calls_to_action.12"."""
    lists = {name: value for name, value in shared.items() if isinstance(value, list)}
    return {
        f"{name}.{item['id']}" for name, items in lists.items() for item in items if isinstance(item, dict)
    }
