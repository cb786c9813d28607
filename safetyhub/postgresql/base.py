"""The database backend `safetyhub.postgresql`: Django's own, of whose connections none waits longer than `patience` seconds.

PostgreSQL's `statement_timeout` is kept by the server, and TCP's own limits by the machine that it runs on: neither ends
the wait for a server that is stuck, or for a balancer that holds a connection to nobody.
"""

from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base, schema


class Connection(psycopg.Connection[Any]):
    patience: float | None = None  # seconds for one answer

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.errors._WaitTimeout:
            if timeout is not None:
                raise
            self.pgconn.finish()  # an answer that comes later would be taken for that to another question
            raise psycopg.OperationalError(f"no answer within {self.patience:g} seconds") from None


class SchemaEditor(schema.DatabaseSchemaEditor):
    """A migration takes as long as it takes."""

    connection: Any

    def __enter__(self) -> Any:
        self.connection.ensure_connection()
        self.connection.connection.patience = None
        return super().__enter__()

    def __exit__(self, *error: Any) -> None:
        try:
            super().__exit__(*error)
        finally:
            if self.connection.connection:
                self.connection.connection.patience = self.connection.patience


class DatabaseWrapper(base.DatabaseWrapper):
    Database: Any = SimpleNamespace(**{**vars(psycopg), "connect": Connection.connect})
    SchemaEditorClass = SchemaEditor
    patience: float | None = None

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        self.patience = params.pop("patience", None)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.patience = self.patience
        return connection
