"""All that a database says, every number of its own replaced by what it stands for."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Table, select

from gkscrape.store import schema
from gkscrape.store.engine import engine_for, read_transaction
from gkscrape.store.places import unpack_places

Said = dict[str, Counter[str]]

_LEFT_OUT = (schema.data_dictionary, schema.reading_places)


def said(url: str) -> Said:
    """The rows of each table as words, in no order, and the rounds of each portal in theirs."""
    engine = engine_for(url, 5)
    with read_transaction(engine) as connection:
        rows = {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in schema.metadata.sorted_tables
        }
    engine.dispose()
    names = _names(rows)
    found = {
        table.name: Counter(_words(table, row, names) for row in rows[table.name])
        for table in schema.metadata.sorted_tables
        if table not in _LEFT_OUT
    }
    found["reading_places"] = Counter(
        f"{names['readings'][row['reading_id']]} {_places(row['places'], names['indicators'])}"
        for row in rows["reading_places"]
    )
    ordered = sorted(rows["rounds"], key=lambda row: (row["portal"], row["id"]))
    found["order of rounds"] = Counter([repr([names["rounds"][row["id"]] for row in ordered])])
    return found


def _names(rows: dict[str, list[dict[str, Any]]]) -> dict[str, dict[int, str]]:
    names = {
        "runs": {row["id"]: f"{row['command']} {row['started']}" for row in rows["runs"]},
        "rounds": {row["id"]: f"{row['portal']} {row['started']} {row['listed']}" for row in rows["rounds"]},
        "captures": {row["id"]: f"{row['url']} {row['sha256']}" for row in rows["captures"]},
        "indicators": {row["id"]: row["code"] for row in rows["indicators"]},
    }
    return names | {
        "readings": {
            row["id"]: f"{names['captures'][row['capture_id']]} {row['content_sha256']}"
            for row in rows["readings"]
        }
    }


def _words(table: Table, row: dict[str, Any], names: dict[str, dict[int, str]]) -> str:
    """The row without its own number, the numbers of others replaced by what they are called."""
    shown = []
    for column in table.c:
        if column.name == "id" and table.name in names:
            continue
        value = row[column.name]
        others = [key.column.table.name for key in column.foreign_keys]
        if table is schema.cell_details and column.name in ("reading_id", "indicator_id"):
            others = [f"{column.name[:-3]}s"]
        if others and others[0] in names and column.name != "code":
            value = None if value is None else names[others[0]][value]
        shown.append((column.name, str(value)))
    return repr(shown)


def _places(packed: bytes, indicators: dict[int, str]) -> str:
    return repr([(indicators[indicator], place) for indicator, place in unpack_places(packed)])
