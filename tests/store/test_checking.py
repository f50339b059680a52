"""Every kind of damage is planted once and found; in a sound database none is."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from gkscrape.errors import StoreError
from gkscrape.record import Report
from gkscrape.store import (
    DAMAGE_KINDS,
    IndicatorRow,
    Kept,
    Store,
    backup,
    damages,
    open_store,
    upgrade,
    vacuum,
)
from gkscrape.store.engine import engine_for, write_transaction

Keeper = Callable[..., Kept]

PLANTED = {
    "dictionary.entry": "DELETE FROM data_dictionary WHERE table_name = 'cells' AND column_name = 'value'",
    "fault.indicator": """UPDATE reading_faults SET indicators = '["requests/unheard_of/total"]'""",
    "unit.id": "UPDATE units SET region = '990109'",
    "report.id": "UPDATE reports SET year = 2019 WHERE year = 2021",
    "report.duplicate": (
        "INSERT INTO reports SELECT 'again', unit_id, year, NULL, form, title, url, published, 2"
        " FROM reports WHERE scope IS NULL"
    ),
    "report.current": (
        "UPDATE reports SET reading_id = (SELECT max(id) FROM readings WHERE NOT chosen)"
        " WHERE year = 2021 AND scope IS NOT NULL"
    ),
    "report.missing": "DELETE FROM reports WHERE year = 2021",
    "reading.places": "UPDATE reading_places SET places = substr(places, 1, 20)",
    "reading.content": "UPDATE reading_sections SET text = text || '!'",
    "schema.object": "DROP VIEW carry_over",
}
"""What a hand can do with all constraints in force, on both kinds of database."""

FORCED = {
    "row.orphan": "DELETE FROM captures WHERE id = 1",
    "cell.indicator": "UPDATE cell_store SET indicator_id = 999 WHERE indicator_id = 5",
    "cell.value": "UPDATE cell_store SET value = NULL WHERE indicator_id = 1",
    "row.rule": "UPDATE readings SET form = '2020'",
}
"""What SQLite lets a hand do that switches the constraints off."""


@pytest.fixture
def where(fresh: Callable[[], str]) -> str:
    """A database that a test may damage for good."""
    return fresh()


@pytest.fixture
def filled(
    where: str, keep_in: Keeper, report: Report, indicators: tuple[IndicatorRow, ...]
) -> Iterator[Store]:
    """Two years of an office, of one of them two readings, and a report whose scope is not settled."""
    with open_store(where) as store:
        store.seed(indicators=indicators)
        keep_in(store, report)
        keep_in(store, replace(report, sections=()), reader="0.9")
        keep_in(store, named(report, year=2020), "older", "http://portal.example/2020.html")
        keep_in(store, named(report, scope=None), "unsettled", "http://portal.example/unsettled.html")
        yield store


def named(report: Report, **identity: Any) -> Report:
    return replace(report, identity=replace(report.identity, **identity))


def kinds(url: str, *, quick: bool = False) -> set[str]:
    return {damage.kind for damage in damages(url, quick=quick)}


def change(url: str, statement: str, before: str = "SELECT 1") -> None:
    engine = engine_for(url, 5)

    def run(connection: Connection) -> None:
        for each in (before, statement):
            connection.exec_driver_sql(each)

    with write_transaction(engine) as connection:
        run(connection)
    engine.dispose()


def test_nothing_is_wrong_with_a_sound_database(where: str, filled: Store) -> None:
    assert list(damages(where)) == []


@pytest.mark.parametrize("kind", ["report.current", "report.missing"])
def test_reports_misled_by_hand_are_settled_again(where: str, filled: Store, kind: str) -> None:
    sound = [filled.report(entry.id) for entry in filled.reports()]
    change(where, PLANTED[kind])
    assert kind in kinds(where)
    filled.settle_misled()
    assert list(damages(where)) == []
    assert [filled.report(entry.id) for entry in filled.reports()] == sound


def test_a_report_without_any_reading_is_withdrawn(where: str, filled: Store) -> None:
    (gone,) = {entry.id for entry in filled.reports() if entry.year == 2020}
    change(where, f"UPDATE readings SET report_id = NULL, year = NULL WHERE report_id = '{gone}'")
    assert "report.current" in kinds(where)
    filled.settle_misled()
    assert gone not in {entry.id for entry in filled.reports()}


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_is_found(where: str, filled: Store, kind: str) -> None:
    change(where, PLANTED[kind])
    found = [damage for damage in damages(where) if damage.kind == kind]
    assert found
    assert all(damage.where and damage.message for damage in found)


@pytest.mark.parametrize("kind", FORCED)
def test_what_is_forced_is_found(path: Path, where: str, filled: Store, kind: str) -> None:
    filled.close()
    with contextlib.closing(sqlite3.connect(where)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(FORCED[kind])
    assert kind in kinds(where)


def test_a_page_that_rotted_is_found_and_nothing_else_is_said(path: Path, where: str, filled: Store) -> None:
    filled.close()
    whole = Path(where).read_bytes()
    with contextlib.closing(sqlite3.connect(where)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_readings_report_id'"
        ).fetchone()
    Path(where).write_bytes(whole[: (page - 1) * 4096] + b"\x5a" * 4096 + whole[page * 4096 :])
    assert kinds(where) == {"file.pages"}


def test_an_index_that_is_missing_is_found_and_upgrade_does_not_hide_it(where: str, filled: Store) -> None:
    change(where, "DROP INDEX ix_reports_year")
    assert kinds(where) == {"schema.object"}


def test_a_table_that_is_missing_is_found_and_nothing_else_is_said(where: str, filled: Store) -> None:
    change(where, "DROP TABLE verdicts")
    assert [(one.kind, one.where) for one in damages(where)] == [("schema.object", "verdicts")]


def test_upgrade_mends_what_is_derived(where: str, filled: Store) -> None:
    change(where, PLANTED["schema.object"])
    change(where, PLANTED["dictionary.entry"])
    assert kinds(where) == {"schema.object", "dictionary.entry"}
    done = upgrade(where)
    assert done.before == done.after
    assert kinds(where) == set()


def test_a_cell_that_was_changed_by_a_lawful_hand_is_found_but_not_quickly(where: str, filled: Store) -> None:
    change(where, "UPDATE cell_store SET value = 13 WHERE indicator_id = 1")
    assert kinds(where) == {"reading.content"}
    assert kinds(where, quick=True) == set()


def test_readings_beside_a_broken_one_are_still_looked_at(where: str, filled: Store) -> None:
    change(where, "UPDATE reading_extras SET place = 'somewhere' WHERE reading_id = 1")
    change(where, "UPDATE reading_facts SET value = 139 WHERE reading_id = 4")
    assert [damage.where for damage in damages(where)] == ["reading 1", "reading 4"]


def test_every_kind_has_a_plant() -> None:
    elsewhere = {"file.pages", "search.index", "capture.archive"}
    assert {*PLANTED, *FORCED, *elsewhere} == set(DAMAGE_KINDS)


def test_a_database_is_checked_as_it_is(path: Path, where: str, filled: Store) -> None:
    filled.close()
    before = Path(where).read_bytes()
    list(damages(where))
    assert Path(where).read_bytes() == before


def test_an_empty_database_and_an_older_one_are_refused(path: Path, where: str) -> None:
    sqlite3.connect(where).close()
    with pytest.raises(StoreError, match="holds nothing yet"):
        list(damages(where))
    open_store(where).close()
    change(where, "UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(StoreError, match=r"older gkscrape \(schema 0001\); run `gkscrape db upgrade`"):
        list(damages(where))


def test_what_is_no_database_is_not_damage(path: Path, where: str) -> None:
    Path(where).write_bytes("政府信息公开".encode() * 99)
    with pytest.raises(StoreError, match="is not an SQLite database"):
        list(damages(where))


def test_a_newer_database_is_refused_and_left_alone(path: Path, where: str, filled: Store) -> None:
    filled.close()
    change(where, "UPDATE alembic_version SET version_num = '9999'")
    before = Path(where).read_bytes()
    for refused in (upgrade, vacuum, lambda where: list(damages(where))):
        with pytest.raises(StoreError, match="newer gkscrape"):
            refused(where)
    assert Path(where).read_bytes() == before


def test_vacuum_makes_the_file_small_and_loses_nothing(where: str, filled: Store) -> None:
    before = filled.fingerprint()
    table = "CREATE TABLE ballast AS SELECT text || text AS words FROM reading_sections"
    change(where, table)
    for _ in range(12):
        change(where, "INSERT INTO ballast SELECT words FROM ballast")
    change(where, "DROP TABLE ballast")
    filled.close()
    larger, smaller = vacuum(where)
    assert smaller < larger or where.startswith("postgresql")  # which gives a dropped table back at once
    with open_store(where) as store:
        assert store.fingerprint() == before
    assert kinds(where) == set()


def test_a_backup_is_the_database_of_one_moment(
    tmp_path: Path, path: Path, where: str, filled: Store
) -> None:
    writer = sqlite3.connect(where, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM reading_sections")
    size = backup(where, tmp_path / "copy.db")
    writer.execute("ROLLBACK")
    writer.close()
    assert size == (tmp_path / "copy.db").stat().st_size
    assert kinds(str(tmp_path / "copy.db")) == set()
    with open_store(str(tmp_path / "copy.db")) as copy:
        assert copy.fingerprint() == filled.fingerprint()
    assert not [file.name for file in tmp_path.iterdir() if "partial" in file.name]


def test_a_backup_replaces_nothing(tmp_path: Path, path: Path, where: str, filled: Store) -> None:
    (tmp_path / "copy.db").write_bytes(b"mine")
    with pytest.raises(StoreError, match=r"copy\.db: is there already"):
        backup(where, tmp_path / "copy.db")
    with pytest.raises(StoreError, match=r"missing/copy\.db: cannot be written"):
        backup(where, tmp_path / "missing" / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == b"mine"


def test_postgresql_has_its_own_backup(tmp_path: Path, where: str) -> None:
    if not where.startswith("postgresql"):
        return
    with pytest.raises(StoreError, match="pg_dump"):
        backup(where, tmp_path / "copy.db")
