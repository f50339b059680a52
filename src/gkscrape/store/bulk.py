"""The one place for many rows at once: executemany in SQLite, COPY in PostgreSQL; never a statement a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.engine import Dialect

Native = int | float | str | bytes | Decimal | datetime | None


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Native, ...]]) -> None:
    """Inserts rows whose values are in the order of the table's columns, and as the driver takes them."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, _copy_words(table, connection.dialect), rows)
    else:
        connection.exec_driver_sql(_insert_words(table, connection.dialect), list(rows))


def insert_values(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows that give a value for each column by its name, as the column's type takes it."""
    columns = _columns(table, connection.dialect)
    insert_rows(connection, table, [tuple(convert(row[name]) for name, convert in columns) for row in rows])


def new_ids(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """Numbers for so many new rows of a table with numbered rows, as the database itself would give them."""
    if connection.dialect.name == "postgresql":
        words = "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"
        return list(connection.scalars(text(words), {"name": table.name, "count": count}))
    last = connection.scalar(select(func.max(table.c.id))) or 0
    return range(last + 1, last + 1 + count)


def _copy(connection: Connection, words: str, rows: Sequence[tuple[Native, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(words) as copy:
        for row in rows:
            copy.write_row(row)


@cache
def _copy_words(table: Table, dialect: Dialect) -> str:
    quote = dialect.identifier_preparer
    names = ", ".join(map(quote.format_column, table.c))
    return f"COPY {quote.format_table(table)} ({names}) FROM STDIN"


@cache
def _insert_words(table: Table, dialect: Dialect) -> str:
    return str(table.insert().compile(dialect=dialect))


@cache
def _columns(table: Table, dialect: Dialect) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """The name of each column, and what makes of a value what the driver takes for it."""
    return tuple(
        (column.name, column.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is)
        for column in table.c
    )


def _as_it_is(value: Any) -> Any:
    return value
