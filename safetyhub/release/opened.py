"""One release as a server reads it: what it found once stays true, because only files of a finished release may go."""

import os
import sqlite3
from functools import lru_cache
from pathlib import Path

from . import repairs
from .answering import SUFFIX, Damaged, File, encodings, load
from .manifest import Header, Manifest, Page
from .seals import is_whole

# The page, the release, or its manifest; the last two where what stands in a damaged manifest makes no sense.
NOT_THERE = (LookupError, OSError, sqlite3.Error, ValueError, TypeError)

NOT_PUBLIC = ("/admin/", "/healthz/", "/preview/")  # in no release


class Opened:
    """Raises one of `NOT_THERE`. Remembers a bounded number of pages and files, whatever visitors ask for."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        if not is_whole(folder / "manifest.sqlite3"):
            raise sqlite3.DatabaseError(f"{folder}: the manifest is not what was written")
        self.manifest = Manifest.read(folder / "manifest.sqlite3")
        self.page = lru_cache(maxsize=4096)(self._page)
        self.headers = lru_cache(maxsize=256)(self._headers)
        self._file = lru_cache(maxsize=256)(self._load)

    def file(self, page: Page, accepted: str) -> File | None:
        """In the best encoding that the client takes; if that file is no good, in the next."""
        for encoding in encodings(page.files, accepted):
            suffix = SUFFIX[encoding]
            name = f"{self.folder}/{page.name}{suffix and '.'}{suffix}"
            try:
                state = os.stat(name)  # noqa: PTH116 - at every request: that a file is gone counts at once
                return self._file(name, page.path, encoding, state.st_ino, state.st_mtime_ns, state.st_size)
            except FileNotFoundError:
                repairs.ask(page.path)
            except (*NOT_THERE, Damaged):
                repairs.report(page.path, name)
        return self._unpacked(page)

    def _unpacked(self, page: Page) -> File | None:
        """For a client that takes nothing compressed, where only the plain file is no good."""
        if "gz" not in page.files:
            return None
        try:
            file = Path(f"{self.folder}/{page.name}.gz")
            return load(file, page, "", self.headers(page.headers), is_packed=True)
        except (*NOT_THERE, Damaged):
            return None

    def _page(self, path: str) -> Page:
        """The page, or the redirect that leads on from there: an alias does from every address behind it.

        Raises `LookupError`, which is not remembered: there is no end of addresses that are not there.
        """
        page = self.manifest.page(path)
        if page is None:
            page = self.manifest.page(first_part(path))
            if page is None or not page.location:
                raise LookupError(path)
        return page

    def _headers(self, number: int) -> list[Header]:
        return self.manifest.headers(number)

    def _load(self, name: str, path: str, encoding: str, *state: int) -> File:
        """Read once for each state of the file on disk."""
        page = self.page(path)
        return load(Path(name), page, encoding, self.headers(page.headers))


def first_part(path: str) -> str:
    """The address of the regional version: "/de-de/programs/x/" → "/de-de/"."""
    return f"/{path.lstrip('/').partition('/')[0]}/"
