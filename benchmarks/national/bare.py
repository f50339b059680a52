"""The least that loading can cost: the same rows into the same tables by `sqlite3.executemany`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.national.clock import Clock, Spent

from gkscrape.store import open_store, schema
from gkscrape.store.pairs import index_words

Batch = tuple[str, list[tuple[object, ...]]]

READINGS_AT_ONCE = 500

_NO_CONTENT = ("reports", "restorations")
_CONTENTS = [
    table.name
    for table in schema.metadata.sorted_tables
    if "reading_id" in table.c and table.name not in _NO_CONTENT
]
_PARTS = {"captures": "id", "readings": "id", **dict.fromkeys([*_CONTENTS, "reports"], "reading_id")}
_WHOLE = ("indicators", "regions", "concordance", "units")


def load_bare(source: Path, alike: Path, plain: Path) -> tuple[Spent, Spent]:
    """What it takes to write the rows of one database into two new ones, read from the other untimed.

    The first is made as the store makes its files, and opened with foreign keys, as it opens them. The second
    has the tables alone, with their constraints and indexes: no search index, and no look at foreign keys.
    """
    clocks = Clock(), Clock()
    open_store(str(alike)).close()
    with (
        closing(sqlite3.connect(source)) as rows,
        closing(_opened(alike, "ON")) as one,
        closing(_opened(plain, "OFF")) as other,
    ):
        _create_tables(rows, other)
        for batch in _batches(rows):
            for clock, bare in zip(clocks, (one, other), strict=True):
                with clock:
                    for statement, values in batch:
                        bare.executemany(statement, values)
                    bare.commit()
    return clocks[0].spent, clocks[1].spent


def _opened(path: Path, foreign_keys: str) -> sqlite3.Connection:
    bare = sqlite3.connect(path)
    for setting in ("journal_mode = WAL", "synchronous = NORMAL", f"foreign_keys = {foreign_keys}"):
        bare.execute(f"PRAGMA {setting}")
    bare.create_function("section_pairs", 1, index_words, deterministic=True)
    return bare


def _create_tables(rows: sqlite3.Connection, bare: sqlite3.Connection) -> None:
    query = "SELECT tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    for table, sql in rows.execute(f"{query} ORDER BY type DESC").fetchall():
        if table in schema.metadata.tables:
            bare.execute(sql)


def _batches(rows: sqlite3.Connection) -> Iterator[list[Batch]]:
    """Whole tables first, then together what belongs to some hundred readings."""
    yield [_batch(rows, name, "") for name in _WHOLE]
    (last,) = rows.execute("SELECT coalesce(max(id), 0) FROM captures").fetchone()
    for first in range(1, last + 1, READINGS_AT_ONCE):
        span = f"BETWEEN {first} AND {first + READINGS_AT_ONCE - 1}"
        yield [_batch(rows, name, f"WHERE {key} {span}") for name, key in _PARTS.items()]


def _batch(rows: sqlite3.Connection, name: str, where: str) -> Batch:
    found = rows.execute(f"SELECT * FROM {name} {where}")
    marks = ", ".join("?" for _ in found.description)
    return f"INSERT INTO {name} VALUES ({marks})", found.fetchall()
