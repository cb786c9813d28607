"""The initial content as it stands in the files beside this module. See `Entry` for what a file holds."""

import json
from pathlib import Path
from typing import Any, NotRequired, TypedDict

FOLDER = Path(__file__).parent
# In the order in which they refer to each other. A file that somebody removed is left out.
NAMES = (
    "organizations",
    "affiliated-organizations",
    "programs",
    "resources",
    "local-resources",
    "people",
    "councils",
    "pages",
)

Texts = dict[str, str]


class Outdated(TypedDict):
    """Translations into `languages` were made while the source still read `source_before`."""

    languages: list[str]
    source_before: Texts


class Entry(TypedDict):
    """One entry. `"@fosi"` in a shared value stands for the entry whose `ref` is "fosi".

    A child in `shared` has a `ref` too, by which texts name it: "calls_to_action.more.label". A long text may be a list
    of pieces. Texts in `drafts` are saved and not published.
    """

    kind: str
    ref: str
    shared: dict[str, Any]
    texts: dict[str, Texts]
    drafts: NotRequired[list[str]]
    outdated: NotRequired[Outdated]


def locales() -> list[dict[str, Any]]:
    """The regional versions: the fields of a `Locale`, with the code of its market."""
    return _read("locales")


def entries() -> list[Entry]:
    """Every entry, after those that it refers to."""
    return [_joined(entry) for name in NAMES if _path(name).is_file() for entry in _read(name)]


def _path(name: str) -> Path:
    return FOLDER / f"{name}.json"


def _read(name: str) -> Any:
    return json.loads(_path(name).read_text(encoding="utf-8"))


def _joined(entry: Entry) -> Entry:
    texts = {
        language: {key: text if isinstance(text, str) else "".join(text) for key, text in texts.items()}
        for language, texts in entry["texts"].items()
    }
    return {**entry, "texts": texts}
