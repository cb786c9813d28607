"""One moment of the database for a whole bake, in as many processes as work on it.

No page can then be of another content version than the next one, however long the bake takes and whatever is published
meanwhile. PostgreSQL lends a snapshot to other connections; for SQLite, writers wait for the few milliseconds in which every
process begins to read.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from safetyhub.publishing.moment import one_moment

from .models import Unreleased


@contextmanager
def first(join: Callable[[str], None]) -> Iterator[None]:
    """Begin to read, and call `join` with what the others need to `follow`, while they can.

    Inside of a transaction there is one moment already, and nobody else can see it.
    """
    if connection.in_atomic_block:
        join("")
        yield
        return
    let_writers_on = _stop_writers()
    try:
        with _reading():
            join(_lent())
            let_writers_on()
            yield
    finally:
        let_writers_on()


@contextmanager
def follow(token: str) -> Iterator[None]:
    with _reading(token):
        yield


@contextmanager
def _reading(token: str = "") -> Iterator[None]:
    with one_moment(), connection.cursor() as cursor:
        if token:
            cursor.execute("SET TRANSACTION SNAPSHOT %s", [token])
        Unreleased.objects.exists()  # the moment is that of the first read
        yield


def _lent() -> str:
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        return cursor.fetchone()[0]


def _stop_writers() -> Callable[[], None]:
    """For SQLite, until the function that is returned is called; it may be called twice."""
    if connection.vendor != "sqlite":
        return lambda: None
    gate: Any = connection.copy()
    gate.ensure_connection()
    gate.connection.execute("BEGIN IMMEDIATE")
    return gate.close
