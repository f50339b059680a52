"""From an empty file to the newest schema, which is the one that the code describes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

from gkscrape.errors import StoreError
from gkscrape.store import migrate, open_store, schema
from gkscrape.store.engine import engine_for
from gkscrape.store.views import VIEWS


@pytest.fixture
def migrated(url: str) -> Iterator[Engine]:
    open_store(url).close()
    engine = engine_for(url, 1)
    yield engine
    engine.dispose()


@pytest.fixture
def described(url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database made of the schema that the code describes, without any migration."""
    engine = create_engine("sqlite://")
    if url.startswith("postgresql"):
        server = request.getfixturevalue("postgres")
        server.ask("CREATE DATABASE described")
        engine = create_engine(server.url("described"))
    schema.metadata.create_all(engine)
    yield engine
    engine.dispose()
    if url.startswith("postgresql"):
        server.ask("DROP DATABASE described")


def test_the_migrations_lead_to_the_schema_of_the_code(migrated: Engine) -> None:
    with migrated.connect() as connection:
        opts = {"compare_type": True, "include_name": _is_no_part_of_the_search_index}
        context = MigrationContext.configure(connection, opts=opts)
        found = compare_metadata(context, schema.metadata)
    assert [one for one in found if "comment" not in str(one[0])] == []


def _is_no_part_of_the_search_index(name: str | None, _type: str, _parents: object) -> bool:
    """The index is made by the search itself; Alembic knows neither virtual tables nor functions."""
    return not (name or "").startswith(("section_index", "ix_reading_sections_pairs"))


def test_every_table_view_and_column_is_explained_inside_the_database(url: str, migrated: Engine) -> None:
    if not url.startswith("postgresql"):
        with migrated.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM data_dictionary").scalar_one() > 100
        return
    inspector = inspect(migrated)
    for table in [*schema.metadata.tables, *VIEWS]:
        assert inspector.get_table_comment(table)["text"], table
        assert all(column["comment"] for column in inspector.get_columns(table)), table


def _rules(engine: Engine) -> dict[str, Any]:
    """What compare_metadata does not look at."""
    inspector = inspect(engine)
    return {
        table: (
            sorted(
                (check["name"] or "", check["sqltext"]) for check in inspector.get_check_constraints(table)
            ),
            sorted(str(unique) for unique in inspector.get_unique_constraints(table)),
            sorted(str(key | {"name": None}) for key in inspector.get_foreign_keys(table)),
            inspector.get_table_options(table),
        )
        for table in schema.metadata.tables
    }


def test_the_migrations_make_the_same_constraints(migrated: Engine, described: Engine) -> None:
    assert _rules(migrated) == _rules(described)


def test_the_migrations_make_every_view(migrated: Engine) -> None:
    assert set(inspect(migrated).get_view_names()) == set(VIEWS)


def test_the_file_is_in_wal_mode_and_opening_it_again_changes_nothing(path: Path) -> None:
    open_store(str(path)).close()
    before = path.read_bytes()
    open_store(str(path)).close()
    assert path.read_bytes() == before
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_file_of_a_newer_version_is_refused(path: Path) -> None:
    open_store(str(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(
        StoreError, match=r"gkscrape\.db: was written by a newer gkscrape \(schema 9999\); upgrade"
    ):
        open_store(str(path))


def test_a_file_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_nothing_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_connection: object) -> None:
        raise StoreError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(migrate, "fill_dictionary", fail)
        with pytest.raises(StoreError, match="the power went"):
            open_store(str(path))
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()
    open_store(str(path)).close()


def test_rows_that_lost_their_parents_stop_a_migration(path: Path, migrated: Engine) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO reading_places VALUES (5, x'00')")
    connection.close()
    with pytest.raises(StoreError, match="a row of reading_places names a row of readings that is not there"):
        migrate._migrate_sqlite(migrated, migrate.scripts_of_this_version())
