"""A database that an earlier version wrote is upgraded with equal content."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from gkscrape.store import damages, migrate, open_store
from gkscrape.store.search import INDEX

FOLDER = Path(__file__).parents[1] / "fixtures" / "databases"
FINGERPRINTS = json.loads((FOLDER / "fingerprints.json").read_text(encoding="utf-8"))
DERIVED = ("alembic_version", "data_dictionary", "sqlite_stat1")


def schemas() -> list[str]:
    """Every schema that there ever was, from the first to the newest."""
    revisions = migrate.scripts_of_this_version().walk_revisions()
    return sorted(script.revision for script in revisions)


def rows(path: Path, columns: dict[str, list[str]]) -> dict[str, Counter[tuple[object, ...]]]:
    """Every row of these columns of these tables."""
    found = {}
    with closing(sqlite3.connect(path)) as connection:
        for table, names in columns.items():
            listed = ", ".join(f'"{name}"' for name in names)
            found[table] = Counter(connection.execute(f"SELECT {listed} FROM {table}").fetchall())
    return found


def columns_of(path: Path) -> dict[str, list[str]]:
    """The columns of each table that holds content."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            table: [column[1] for column in connection.execute(f"PRAGMA table_info({table})")]
            for table in tables
            if table not in DERIVED and not table.startswith(INDEX)
        }


@pytest.fixture(params=sorted(FINGERPRINTS))
def old(request: pytest.FixtureRequest, path: Path) -> str:
    path.write_bytes(gzip.decompress((FOLDER / f"{request.param}.db.gz").read_bytes()))
    return str(request.param)


def test_each_earlier_schema_has_a_file_that_it_wrote() -> None:
    assert sorted(FINGERPRINTS) == schemas()[:-1]


def test_the_file_is_of_its_schema(path: Path, old: str) -> None:
    assert set(rows(path, {"alembic_version": ["version_num"]})["alembic_version"]) == {(old,)}


def test_a_file_of_an_earlier_schema_is_upgraded_without_loss(path: Path, old: str) -> None:
    columns = columns_of(path)
    before = rows(path, columns)
    assert sum(sum(found.values()) for found in before.values()) > 60
    with open_store(str(path)) as store:
        assert store.fingerprint() == FINGERPRINTS[old]
    assert list(damages(str(path))) == [], "each digest is the one that its own version worked out"
    assert rows(path, columns) == before
    assert set(rows(path, {"alembic_version": ["version_num"]})["alembic_version"]) == {(schemas()[-1],)}


def test_a_lost_row_would_be_seen(path: Path, old: str) -> None:
    columns = columns_of(path)
    before = rows(path, columns)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE cell_store SET value = 13 WHERE value = 9")
    assert rows(path, columns) != before
    with open_store(str(path)) as store:
        assert store.fingerprint() != FINGERPRINTS[old]


def test_what_was_read_long_ago_can_be_read_again_and_kept(path: Path, old: str) -> None:
    with open_store(str(path)) as store:
        entry = next(entry for entry in store.reports() if entry.unit.name == "云岭县财政局")
        assert store.report(entry.id).cells[0].value == 30
        version = store.versions(entry.id)[0]
        capture = store.capture(version.capture)
        assert store.keep(version.report, capture, reader="0.2.0").outcome.value == "same"
