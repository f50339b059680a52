"""What a PostgreSQL database needs beyond the tables: SQLite's order of text, and comments on each column."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from gkscrape.store.dictionary import entries
from gkscrape.store.search import INDEX

_OTHERWISE_SORTED = """
SELECT c.table_name, c.column_name
FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
  AND c.data_type = 'text' AND c.collation_name IS DISTINCT FROM 'C'
ORDER BY c.table_name, c.ordinal_position
"""


def sort_by_code_point(connection: Connection) -> None:
    """Makes every text column sort by code point, as in SQLite, whatever the database's language is."""
    quote = connection.dialect.identifier_preparer.quote
    for table, column in connection.execute(text(_OTHERWISE_SORTED)).all():
        connection.exec_driver_sql(
            f'ALTER TABLE {quote(table)} ALTER COLUMN {quote(column)} TYPE text COLLATE "C"'
        )


def comment(connection: Connection) -> None:
    """Puts the sentences of the data dictionary on the tables, the views and their columns.

    The table of the search index is SQLite's alone.
    """
    quote = connection.dialect.identifier_preparer.quote
    views = set(inspect(connection).get_view_names())
    for table, column, english, chinese in entries():
        if table == INDEX:
            continue
        kind = "VIEW" if table in views else "TABLE"
        target = f"COLUMN {quote(table)}.{quote(column)}" if column else f"{kind} {quote(table)}"
        words = f"{english} {chinese}".replace("'", "''")
        connection.exec_driver_sql(f"COMMENT ON {target} IS '{words}'".replace("%", "%%"))
