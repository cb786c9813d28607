"""The manifest of a release: a line per address with the SHA-256 of its files, and what each page was made of.

An SQLite file of its own beside the pages, so that neither a baker nor a server ever holds all of it in memory, and so that
the next release begins as a copy of it. Once a release is finished, its manifest is never written again.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Self

from .addresses import Address, file_name

NAME = "manifest.sqlite3"
FORMAT = 3  # of the tables below, and of where the files lie: a manifest with another one is only replaced
SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE headers (id INTEGER PRIMARY KEY, lines TEXT NOT NULL UNIQUE);
CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    status INTEGER NOT NULL,
    to_make INTEGER NOT NULL DEFAULT 1,
    made_in INTEGER,              -- number of the release that it was rendered for
    is_asset INTEGER NOT NULL DEFAULT 0,  -- found on a page, not told by RELEASE_PAGES
    headers INTEGER,
    location TEXT NOT NULL DEFAULT '',
    files TEXT NOT NULL DEFAULT '{}',     -- encoding -> [SHA-256, size, modified in ns]
    is_sensitive INTEGER NOT NULL DEFAULT 0,
    languages TEXT NOT NULL DEFAULT '',   -- ' de en ': whose texts could have been shown
    valid_until TEXT,
    version TEXT
);
CREATE INDEX pages_to_make ON pages (to_make, is_sensitive, id);
CREATE INDEX pages_lapsing ON pages (valid_until) WHERE valid_until IS NOT NULL;
CREATE TABLE keys (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE made_of (key INTEGER NOT NULL, page INTEGER NOT NULL, PRIMARY KEY (key, page)) WITHOUT ROWID;
CREATE INDEX made_of_page ON made_of (page);
CREATE TABLE gone (path TEXT PRIMARY KEY) WITHOUT ROWID;  -- addresses of releases before this one
CREATE TABLE dead_links (page INTEGER NOT NULL, path TEXT NOT NULL, PRIMARY KEY (page, path)) WITHOUT ROWID;
"""
# Of these pages a change speaks: any that was made of a key, if the change is of a language that the page reads.
AFFECTED = """
SELECT pages.id FROM changed
JOIN keys ON keys.name = changed.key JOIN made_of ON made_of.key = keys.id JOIN pages ON pages.id = made_of.page
WHERE changed.language = '' OR instr(pages.languages, ' ' || changed.language || ' ')
"""
UNWANTED = (
    "NOT is_asset AND NOT EXISTS "
    "(SELECT 1 FROM wanted WHERE wanted.path = pages.path AND wanted.status = pages.status)"
)
ROW = "id, path, status, location, files, is_sensitive, headers, made_in, version, is_asset"
AT_ONCE = 200

Change = tuple[str, str]  # a key, and the language in which it changed ("" for any)
Header = tuple[str, str]


class Stored(NamedTuple):
    """One file as it was written: what it has to be when it is read again."""

    digest: str
    size: int
    modified: int  # ns; a link to it in another release has the same


class Page(NamedTuple):
    id: int
    path: str
    status: int
    location: str
    files: dict[str, Stored]  # by content encoding, "" for none
    is_sensitive: bool
    headers: int
    made_in: int | None
    version: str
    is_asset: bool

    @property
    def name(self) -> str:
        return file_name(self.path, self.status, self.is_sensitive)


@dataclass
class Made:
    """A page that was rendered and written, on its way into the manifest."""

    id: int
    headers: list[Header]
    location: str = ""
    files: dict[str, Stored] = field(default_factory=dict)
    is_sensitive: bool = False
    languages: list[str] = field(default_factory=list)
    valid_until: str | None = None
    version: str = ""
    keys: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)


class Manifest:
    """Open it with `read()` where others may read it too, with `write()` while the release is being made."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.sql = connection
        self._headers: dict[str, int] = {}

    @classmethod
    def read(cls, path: Path, *, finished: bool = True) -> Self:
        """A finished one is read without any lock: nobody writes it."""
        how = "mode=ro&immutable=1" if finished else "mode=ro"
        uri = f"{path.absolute().as_uri()}?{how}"
        manifest = cls(sqlite3.connect(uri, uri=True, timeout=60, check_same_thread=False))
        # What is sorted must not need room on the disk: taking down works on a full one too.
        manifest.sql.execute("PRAGMA temp_store = MEMORY")
        return manifest

    @classmethod
    def write(cls, path: Path, base: Path | None = None) -> Self:
        """A new one, empty or as a copy of `base`."""
        if base:
            shutil.copyfile(base, path)
        manifest = cls(sqlite3.connect(path, timeout=60))
        manifest.sql.execute("PRAGMA synchronous = OFF")  # a release that is not finished is thrown away
        manifest.sql.execute("PRAGMA journal_mode = WAL")  # the makers read while their results come in
        if not base:
            manifest.sql.executescript(f"PRAGMA user_version = {FORMAT}; {SCHEMA}")
        return manifest

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.sql.close()

    def seal(self, **about: Any) -> None:
        self.sql.executemany("REPLACE INTO about VALUES (?, ?)", [(k, str(v)) for k, v in about.items()])
        self.sql.commit()
        self.sql.execute("PRAGMA journal_mode = DELETE")

    def about(self) -> dict[str, str]:
        return dict(self.sql.execute("SELECT name, value FROM about"))

    # --- What is to be made -----------------------------------------------------------------------------------------

    def expect(
        self, addresses: Iterable[Address], before: Path | None, dead: Iterable[str] = ()
    ) -> list[str]:
        """Take these addresses, and no others; those that are gone. Those that are new are to be made.

        `before`: the manifest that is served now, to know what there was once; `dead`: what else there was.
        """
        self.sql.execute("CREATE TEMP TABLE wanted (path TEXT PRIMARY KEY, status INTEGER)")
        self.sql.executemany("INSERT OR IGNORE INTO wanted VALUES (?, ?)", addresses)
        gone = [path for (path,) in self.sql.execute(f"SELECT path FROM pages WHERE {UNWANTED}")]  # noqa: S608
        self._remove(UNWANTED)
        # In the order in which they were told, one kind of page after the other: so that shares are equally hard.
        self.sql.execute(
            "INSERT OR IGNORE INTO pages (path, status) SELECT path, status FROM wanted ORDER BY wanted.rowid"
        )
        self.sql.commit()
        self.sql.executemany("INSERT OR IGNORE INTO gone VALUES (?)", [(path,) for path in dead])
        if before:
            self._remember(before)
        self.sql.execute("DELETE FROM gone WHERE path IN (SELECT path FROM pages)")
        self.sql.commit()
        return gone

    def _remember(self, before: Path) -> None:
        self.sql.commit()
        self.sql.execute("ATTACH ? AS before", (str(before),))
        self.sql.execute(
            "INSERT OR IGNORE INTO gone SELECT path FROM before.gone "
            "UNION SELECT path FROM before.pages WHERE NOT is_asset"
        )
        self.sql.commit()
        self.sql.execute("DETACH before")

    def _remove(self, condition: str) -> None:
        for table in ("made_of", "dead_links"):
            self.sql.execute(f"DELETE FROM {table} WHERE page IN (SELECT id FROM pages WHERE {condition})")  # noqa: S608
        self.sql.execute(f"DELETE FROM pages WHERE {condition}")  # noqa: S608

    def add_assets(self, paths: Iterable[str]) -> int:
        rows = [(path,) for path in paths]
        return self.sql.executemany(
            "INSERT OR IGNORE INTO pages (path, status, is_asset) VALUES (?, 200, 1)", rows
        ).rowcount

    def assets(self, prefix: str) -> list[tuple[int, str]]:
        return list(
            self.sql.execute("SELECT id, path FROM pages WHERE is_asset AND instr(path, ?) = 1", (prefix,))
        )

    def drop(self, number: int) -> None:
        self._remove(f"id = {number:d}")

    def make_again(self, changes: Iterable[Change], *, day: str, paths: Iterable[str] = ()) -> None:
        """What these changes touch, what has lapsed by the day, and these addresses."""
        self._take(changes)
        self.sql.execute(f"UPDATE pages SET to_make = 1 WHERE id IN ({AFFECTED}) OR valid_until <= ?", (day,))  # noqa: S608
        self.sql.executemany("UPDATE pages SET to_make = 1 WHERE path = ?", [(path,) for path in paths])
        self.sql.commit()

    def affected(self, changes: Iterable[Change]) -> Iterator[str]:
        """Names of the files of what these changes touch, those of sensitive pages first."""
        self._take(changes)
        yield from self._names(f"id IN ({AFFECTED}) ORDER BY is_sensitive DESC")

    def names(self) -> Iterator[str]:
        """Of the file of every page that has one."""
        yield from self._names("1 = 1")

    def _names(self, condition: str) -> Iterator[str]:
        rows = self.sql.execute(f"SELECT path, status, is_sensitive FROM pages WHERE {condition}")  # noqa: S608
        yield from filter(None, (file_name(*row) for row in rows))

    def _take(self, changes: Iterable[Change]) -> None:
        self.sql.execute("CREATE TEMP TABLE IF NOT EXISTS changed (key TEXT, language TEXT)")
        self.sql.execute("DELETE FROM changed")
        self.sql.executemany("INSERT INTO changed VALUES (?, ?)", changes)

    def lapses_by(self, day: str) -> bool:
        found = self.sql.execute("SELECT 1 FROM pages WHERE valid_until <= ? LIMIT 1", (day,))
        return found.fetchone() is not None

    # --- Pages ------------------------------------------------------------------------------------------------------

    def page(self, path: str) -> Page | None:
        return next(self._pages("path = ?", path), None)

    def has(self, path: str) -> bool:
        return self.sql.execute("SELECT 1 FROM pages WHERE path = ?", (path,)).fetchone() is not None

    def had(self, path: str) -> bool:
        """Whether a release before had it."""
        return self.sql.execute("SELECT 1 FROM gone WHERE path = ?", (path,)).fetchone() is not None

    def dead_links(self) -> list[tuple[str, str]]:
        """(page, address that it leads to), of addresses that are gone."""
        return list(
            self.sql.execute(
                "SELECT pages.path, dead_links.path FROM dead_links JOIN pages ON pages.id = dead_links.page "
                "WHERE dead_links.path IN (SELECT path FROM gone) ORDER BY 1, 2 LIMIT 9"
            )
        )

    def dead_addresses(self) -> set[str]:
        """That are gone, and that pages lead to."""
        return {
            path
            for (path,) in self.sql.execute("SELECT path FROM dead_links INTERSECT SELECT path FROM gone")
        }

    def add_dead_link(self, page: str, path: str) -> None:
        self.sql.execute(
            "INSERT OR IGNORE INTO dead_links SELECT id, ? FROM pages WHERE path = ?", (path, page)
        )

    def headers(self, number: int) -> list[Header]:
        (lines,) = self.sql.execute("SELECT lines FROM headers WHERE id = ?", (number,)).fetchone()
        return [(name, value) for name, value in json.loads(lines)]

    def share(self, condition: str, place: int, of: int) -> Iterator[Page]:
        """Every `of`-th page that meets the condition, a few at a time, so that writers come in between."""
        last = -1
        while found := list(
            self._pages(f"{condition} AND id % ? = ? AND id > ? ORDER BY id LIMIT {AT_ONCE}", of, place, last)
        ):
            yield from found
            last = found[-1].id

    def _pages(self, condition: str, *values: Any) -> Iterator[Page]:
        for row in self.sql.execute(f"SELECT {ROW} FROM pages WHERE {condition}", values):  # noqa: S608
            page = Page(*row)
            files = {name: Stored(*stored) for name, stored in json.loads(row[4]).items()}
            yield page._replace(files=files, is_sensitive=bool(page.is_sensitive))

    def count(self, condition: str = "1 = 1", *values: Any) -> int:
        (number,) = self.sql.execute(f"SELECT count(*) FROM pages WHERE {condition}", values).fetchone()  # noqa: S608
        return number

    def versions(self, made_in: int) -> list[str]:
        found = self.sql.execute("SELECT DISTINCT version FROM pages WHERE made_in = ? LIMIT 9", (made_in,))
        return [version for (version,) in found]

    # --- What was made ----------------------------------------------------------------------------------------------

    def store(self, made: Made, number: int) -> int:
        """Write down a page that was made for release `number`; how many assets it brings that are new."""
        values = (
            number,
            self._headers_id(made.headers),
            made.location,
            json.dumps(made.files),
            made.is_sensitive,
            f" {' '.join(made.languages)} ",
            made.valid_until,
            made.version,
            made.id,
        )
        self.sql.execute(
            "UPDATE pages SET to_make = 0, made_in = ?, headers = ?, location = ?, files = ?, is_sensitive = ?, "
            "languages = ?, valid_until = ?, version = ? WHERE id = ?",
            values,
        )
        self._store_keys(made)
        self.sql.execute("DELETE FROM dead_links WHERE page = ?", (made.id,))
        return self.add_assets(made.assets)

    def _store_keys(self, made: Made) -> None:
        names = [(key,) for key in made.keys]
        self.sql.execute("DELETE FROM made_of WHERE page = ?", (made.id,))
        self.sql.executemany("INSERT OR IGNORE INTO keys (name) VALUES (?)", names)
        self.sql.executemany(
            "INSERT INTO made_of SELECT id, ? FROM keys WHERE name = ?", [(made.id, key) for key in made.keys]
        )

    def _headers_id(self, headers: list[Header]) -> int:
        lines = json.dumps(headers)
        if lines not in self._headers:
            self.sql.execute("INSERT OR IGNORE INTO headers (lines) VALUES (?)", (lines,))
            (self._headers[lines],) = self.sql.execute(
                "SELECT id FROM headers WHERE lines = ?", (lines,)
            ).fetchone()
        return self._headers[lines]
