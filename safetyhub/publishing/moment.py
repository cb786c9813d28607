"""Several statements that see one state of the database: a page must not mix what was before a publication and after."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


@contextmanager
def one_moment() -> Iterator[None]:
    """Read only. Neither waits for a writer nor makes one wait; inside a transaction, the state is that one's."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _without_the_write_lock(), transaction.atomic():
            yield
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(SNAPSHOT)
            yield


@contextmanager
def _without_the_write_lock() -> Iterator[None]:
    """SQLite's own way to begin: a lock is taken when something is read (in WAL, a snapshot) or written."""
    connection.ensure_connection()  # which sets the mode anew
    usual = connection.transaction_mode
    connection.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        connection.transaction_mode = usual
