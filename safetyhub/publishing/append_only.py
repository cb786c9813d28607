"""History is only ever added to: the database itself refuses anything else, whoever asks and however.

No row of `HISTORY` is changed, and none is deleted except with an entry that never was live (`actions.delete_draft`);
that an entry was live is not forgotten either. A row that is refused is an `IntegrityError`.

The triggers are off while `migrate` has something to do, because SQLite cannot alter a table that a trigger reads and
forgets the triggers of a table that it remakes; for the same reason no migration holds them. `check_revisions` looks for
them. Who owns the database can take them off: it is the hub's own account that they bind.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

PART = "publishing_part"
# Table -> a row that would be replaced: on SQLite an INSERT OR REPLACE deletes without asking the triggers of DELETE.
HISTORY = {
    "publishing_revision": "id = NEW.id OR (part_id = NEW.part_id AND number = NEW.number)",
    "publishing_publication": "id = NEW.id",
    "publishing_transition": "id = NEW.id",
}
SENTENCE = "History is only ever added to."

# The entry of a row was live in some language, or its part is gone already.
STAYS = f"""(
    NOT EXISTS (SELECT 1 FROM {PART} WHERE id = OLD.part_id) OR EXISTS (
        SELECT 1 FROM {PART} AS own JOIN {PART} AS other USING (kind, object_id)
        WHERE own.id = OLD.part_id AND other.live_before IS NOT NULL
    )
)"""  # noqa: S608  (the names are ours)
IS_FORGOTTEN = """(
    OLD.live_before IS NOT NULL AND (NEW.live_before IS NULL OR NEW.live_before <> OLD.live_before)
)"""

FUNCTION = f"""
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT {STAYS} THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'restrict_violation';
END $$"""

NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def _on_sqlite() -> Iterator[tuple[str, str, str]]:
    """Name, table and statement of each trigger."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    for table, replaced in HISTORY.items():
        conditions = {
            "insert": f"EXISTS (SELECT 1 FROM {table} WHERE {replaced})",  # noqa: S608
            "update": "1",
            "delete": STAYS,
        }
        for event, condition in conditions.items():
            name = f"{table}_{event}"
            yield name, table, f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} {refuse}"
    name = f"{PART}_live_before"
    yield name, PART, f"CREATE TRIGGER {name} BEFORE UPDATE ON {PART} WHEN {IS_FORGOTTEN} {refuse}"


def _on_postgresql() -> Iterator[tuple[str, str, str]]:
    each = "FOR EACH ROW {} EXECUTE FUNCTION append_only()"
    for table in HISTORY:
        name = f"{table}_kept"
        yield name, table, f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} {each.format('')}"
    name = f"{PART}_live_before"
    when = each.format(f"WHEN {IS_FORGOTTEN}")
    yield name, PART, f"CREATE TRIGGER {name} BEFORE UPDATE ON {PART} {when}"


TRIGGERS = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}


def missing(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    """Name, table and statement of each trigger that a table which is there should have and has not."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        cursor.execute(NAMES[connection.vendor])
        names = {name for (name,) in cursor.fetchall()}
    wanted = TRIGGERS[connection.vendor]() if PART in tables else ()
    return [trigger for trigger in wanted if trigger[0] not in names and trigger[1] in tables]


def install(connection: BaseDatabaseWrapper) -> None:
    statements = [statement for _name, _table, statement in missing(connection)]
    with connection.cursor() as cursor:
        if statements and connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """For a migration, and for tests, which empty their database on SQLite row by row."""
    where = " ON {}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name, table, _statement in TRIGGERS[connection.vendor]():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where.format(table)}")
