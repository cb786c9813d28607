"""Run where the tests run on PostgreSQL."""

import pytest
from django.db import OperationalError, connection


@pytest.fixture
def hurried(transactional_db):
    """The connection of the test, which waits for a fifth of a second."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has a timeout of its own")
    connection.ensure_connection()
    usual, connection.patience = connection.patience, 0.2
    connection.connection.patience = 0.2
    yield connection
    connection.patience = usual
    connection.close()
    with connection.cursor() as cursor:  # the server goes on with what nobody waits for any more
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' "
            "AND pid <> pg_backend_pid()"
        )


def sleep(connection, seconds):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


def test_every_connection_has_an_end_to_its_patience(hurried, settings):
    hurried.close()
    hurried.ensure_connection()
    assert hurried.connection.patience == settings.DATABASES["default"]["OPTIONS"]["patience"] > 0


def test_an_answer_that_does_not_come_is_an_error_and_the_next_question_gets_its_own(hurried):
    with pytest.raises(OperationalError, match=r"no answer within 0\.2 seconds"):
        sleep(hurried, 60)
    assert not hurried.is_usable()
    hurried.close()
    sleep(hurried, 0)


def test_a_migration_takes_as_long_as_it_takes(hurried):
    with hurried.schema_editor() as editor:
        editor.execute("SELECT pg_sleep(0.5)")
    with pytest.raises(OperationalError):
        sleep(hurried, 60)
