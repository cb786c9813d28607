"""The SHA-256 of a manifest, in a file beside it: what says of every other file what it has to be has to be right itself."""

import hashlib
from functools import lru_cache
from pathlib import Path

from .manifest import FORMAT, Manifest


def is_whole(path: Path) -> bool:
    """Whether it is there, as it was sealed, and of this format. Read once for each state of it on disk."""
    try:
        state = path.stat()
        return _is_whole(path, state.st_ino, state.st_mtime_ns, state.st_size)
    except OSError:
        return False


@lru_cache(maxsize=16)
def _is_whole(path: Path, *state: int) -> bool:
    if _beside(path).read_text(encoding="ascii", errors="replace") != _digest(path):
        return False
    with Manifest.read(path) as manifest:
        (found,) = manifest.sql.execute("PRAGMA user_version").fetchone()
    return found == FORMAT


def seal(path: Path) -> None:
    """Beside it: a bit that flips in an index would hide a page from those who make it again, and nobody would know."""
    _beside(path).write_text(_digest(path), encoding="ascii")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")
