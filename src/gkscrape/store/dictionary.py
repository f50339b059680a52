"""The data dictionary: what each table, view and column means, in the database and as a page of docs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection

from gkscrape.catalog import load_toml
from gkscrape.store import schema
from gkscrape.store.bulk import insert_rows
from gkscrape.store.search import INDEX
from gkscrape.store.views import VIEWS

_PATH = Path(__file__).with_name("descriptions.toml")
_STORAGE = ("cell_", "reading_")
_TYPES = {
    "ExactNumber": "exact number",
    "LargeBinary": "bytes",
    "PlaceText": "text",
    "SmallInteger": "integer",
    "UtcTime": "UTC time",
}


@dataclass(frozen=True, slots=True)
class Description:
    """A sentence in English and one in Chinese on a table or view (`about`), and on each of its columns."""

    about: tuple[str, str]
    columns: dict[str, tuple[str, str]]


@cache
def descriptions() -> dict[str, Description]:
    """Every description, by the name of its table or view. Raises DataFileError if the file is wrong."""
    return load_toml(_PATH, dict[str, Description])


def entries() -> Iterator[tuple[str, str, str, str]]:
    """The rows of `data_dictionary`: table, column (empty for the table itself), English, Chinese."""
    for table, description in descriptions().items():
        yield (table, "", *description.about)
        for column, sentence in description.columns.items():
            yield (table, column, *sentence)


def fill_dictionary(connection: Connection) -> None:
    """Puts the dictionary of this version into the database in place of the one that is there."""
    connection.execute(schema.data_dictionary.delete())
    insert_rows(connection, schema.data_dictionary, list(entries()))


def markdown() -> str:
    """The page docs/database.md: the views and tables for people first, then the storage below them."""
    storage = [name for name in schema.metadata.tables if name.startswith(_STORAGE)]
    public = [name for name in schema.metadata.tables if name not in storage]
    parts = [_HEAD, "## Views\n", *map(_section, VIEWS), "## Tables\n", *map(_section, public)]
    parts += ["## Storage\n", _STORAGE_NOTE, *map(_section, (*storage, INDEX))]
    return "\n".join(parts)


def _section(name: str) -> str:
    description = descriptions()[name]
    lines = [f"### {name}", "", f"{description.about[0]} {description.about[1]}。", ""]
    lines += ["| column | meaning | 说明 | type |", "|---|---|---|---|"]
    table = schema.metadata.tables.get(name)
    for column, (english, chinese) in description.columns.items():
        type_ = "" if table is None else _type(table.c[column])
        lines.append(f"| `{column}` | {english} | {chinese} | {type_} |")
    return "\n".join([*lines, ""])


def _type(column: Column[Any]) -> str:
    words = [_TYPES.get(type(column.type).__name__, type(column.type).__name__.lower())]
    if column.primary_key:
        words.append("key")
    elif not column.nullable:
        words.append("not null")
    words += [f"→ `{key.target_fullname}`" for key in column.foreign_keys]
    return ", ".join(words)


_HEAD = """# The database

One SQLite file holds everything that was fetched and read. This page is generated
(`python -m gkscrape.store > docs/database.md`); the same sentences are in the table `data_dictionary` of
every database. Open the file with sqlite3, Datasette, DuckDB, pandas or R.

- `cells`, `extras`, `sections`, `facts` and `faults` show the **current reading** of each report. Older
  readings stay in the storage tables.
- The ids of `units` and `reports` are made from what they name, so they are the same on every machine.
  Other ids belong to one file.
- Times are in UTC: `datetime(published, '+8 hours')` is the time in China.
- A blank, missing or ambiguous cell has no value. It is never 0.
- A report's `scope` says whose requests it counts; do not add or compare across scopes.

What each organ received in each year, and what share of the decided requests it granted:

```sql
SELECT unit, year, received, granted, total, round(100 * granted_share, 1) AS granted_percent
FROM requests_summary
ORDER BY unit, year;
```

The same from the cells themselves:

```sql
SELECT u.name AS unit, r.year, received.value AS received,
  round(100.0 * granted.value / total.value, 1) AS granted_percent
FROM reports r
JOIN units u ON u.id = r.unit_id
JOIN cells received ON received.report_id = r.id AND received.indicator = 'requests/received/total'
JOIN cells granted ON granted.report_id = r.id AND granted.indicator = 'requests/granted/total'
JOIN cells total ON total.report_id = r.id AND total.indicator = 'requests/total/total'
ORDER BY unit, year;
```
"""

_STORAGE_NOTE = """Compact tables below the views. They hold every reading, current or not;
`reports.reading_id` names the current one.
"""
