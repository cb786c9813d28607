"""What went wrong and still is wrong, as files: they can be read with the database down, and by every process."""

import contextlib
import datetime
import json
import logging
from typing import NamedTuple

from django.utils import timezone

from . import folders

logger = logging.getLogger(__name__)
BAKE, DAMAGE, LINKS = "bake", "damage", "links"


class Alarm(NamedTuple):
    name: str
    what: str
    since: datetime.datetime


def sound(name: str, what: str) -> None:
    """Keeps the time of the first one. Where nothing can be written (a full disk), the log has it."""
    logger.error("%s: %s", name, what)
    since = next((alarm.since for alarm in standing() if alarm.name == name), timezone.now())
    path = folders.root() / "alarms" / f"{name}.json"
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        partial.write_text(json.dumps({"what": what, "since": since.isoformat()}), encoding="utf-8")
        partial.replace(path)


def end(name: str) -> None:
    (folders.root() / "alarms" / f"{name}.json").unlink(missing_ok=True)


def standing() -> list[Alarm]:
    found = []
    for path in sorted((folders.root() / "alarms").glob("*.json")):
        with contextlib.suppress(OSError, ValueError, KeyError):
            data = json.loads(path.read_text(encoding="utf-8"))
            found.append(Alarm(path.stem, data["what"], datetime.datetime.fromisoformat(data["since"])))
    return found
