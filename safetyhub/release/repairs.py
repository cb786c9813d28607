"""Files that the server found missing or damaged, to be made anew: it can say so with the database down."""

import contextlib
import hashlib
import os
from pathlib import Path

from . import alarms, folders


def ask(path: str) -> bool:
    """Once for each address, however many visitors find it; whether this was the first time."""
    note = _note(path)
    if note.exists():
        return False
    partial = note.with_suffix(f".{os.getpid()}")
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(path, encoding="utf-8")
        partial.replace(note)
    except OSError:  # a full disk: asked again by the next visitor
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return True


def report(path: str, file: str) -> None:
    """Nobody takes a file down by changing it: somebody should look at the disk."""
    if ask(path):
        alarms.sound(alarms.DAMAGE, f"{file} is not what was written")


def asked() -> list[str]:
    found = []
    for note in (folders.root() / "repairs").glob("*"):
        with contextlib.suppress(OSError):
            if not note.suffix:
                found.append(note.read_text(encoding="utf-8"))
    return found


def done(paths: list[str]) -> None:
    for path in paths:
        _note(path).unlink(missing_ok=True)
    alarms.end(alarms.DAMAGE)


def _note(path: str) -> Path:
    return folders.root() / "repairs" / hashlib.sha256(path.encode()).hexdigest()
