"""The dictionary speaks of every table, view and column, in the file and on the page, and of nothing else."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gkscrape.store import Store
from gkscrape.store.dictionary import descriptions, markdown

PAGE = Path(__file__).parents[2] / "docs" / "database.md"


def test_every_column_is_described_in_two_languages_and_no_other(store: Store, path: Path) -> None:
    connection = sqlite3.connect(path)
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'section_index_%' AND name <> 'alembic_version'"
    ).fetchall()
    real = {
        (name, column[1]) for (name,) in tables for column in connection.execute(f"PRAGMA table_info({name})")
    }
    real |= {(name, "") for (name,) in tables}
    rows = connection.execute("SELECT * FROM data_dictionary").fetchall()
    connection.close()
    assert {row[:2] for row in rows} == real
    assert all(row[2].endswith(".") and row[3] for row in rows)


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run: python -m gkscrape.store > docs/database.md"


@pytest.mark.parametrize("name", sorted(descriptions()))
def test_the_page_has_every_table_and_view(name: str) -> None:
    assert f"\n### {name}\n" in markdown()


def test_the_queries_of_the_page_run_and_agree(store: Store, path: Path) -> None:
    queries = [part.split("```")[0] for part in markdown().split("```sql\n")[1:]]
    assert len(queries) == 2
    connection = sqlite3.connect(path)
    for query in queries:
        assert connection.execute(query).fetchall() == []
    connection.close()
