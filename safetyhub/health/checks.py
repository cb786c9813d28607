"""What has to be well, one check after the other: the setting READY_CHECKS, name -> dotted path of a check.

A check is a callable without arguments that yields a `Problem` for each thing that is wrong. One that cannot be asked, such
as when the database is away, keeps none of the others from being asked.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import import_string


class Problem(NamedTuple):
    """In plain English, for those who run the hub."""

    what: str
    remedy: str


Check = Callable[[], Iterable[Problem]]


def problems() -> dict[str, list[Problem]]:
    """By the name of the check; an empty list where all is well."""
    return {name: list(_ask(import_string(path))) for name, path in settings.READY_CHECKS.items()}


def _ask(check: Check) -> Iterator[Problem]:
    try:
        yield from check()
    except Exception as error:  # whatever it asks may be what fails
        yield Problem(
            f"It could not be asked: {in_a_line(error)}", "See to what fails above, then ask again."
        )


def database() -> Iterator[Problem]:
    """Asks for a table that every installation has: SQLite makes an empty file where there is none, and answers."""
    try:
        is_set_up = MigrationRecorder(connection).has_table()
    except DatabaseError as error:
        yield Problem(
            f"The database does not answer: {in_a_line(error)}",
            "Start it, or correct DATABASE_URL. Until then visitors are served the released site, and nobody can edit.",
        )
    else:
        if not is_set_up:
            yield Problem(
                "The database is empty.",
                "See that DATABASE_URL and VAR lead to the right one; a new one wants `manage.py migrate`.",
            )


def in_a_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
