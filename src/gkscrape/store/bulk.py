"""The one place for many rows at once: plain executemany, without the cost of a statement for each row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection, Table
from sqlalchemy.engine import Dialect

Native = int | float | str | bytes | None


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Native, ...]]) -> None:
    """Inserts rows whose values are in the order of the table's columns, and as the driver takes them."""
    if rows:
        connection.exec_driver_sql(_insert(table, connection.dialect), list(rows))


@cache
def _insert(table: Table, dialect: Dialect) -> str:
    return str(table.insert().compile(dialect=dialect))
