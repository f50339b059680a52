"""The usual questions are answered through an index, whatever the size of the database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from benchmarks.national.measure import RANKING, YEARS_OF_A_UNIT, load

QUESTIONS = {
    "the figures of a unit": YEARS_OF_A_UNIT,
    "all counties ranked by an indicator of a year": RANKING,
    "the faults of a report": "SELECT * FROM faults WHERE report_id = 'x'",
    "the sections of a report": "SELECT * FROM sections WHERE report_id = 'x'",
    "a unit by its name": "SELECT * FROM units WHERE name = 'x'",
    "the bodies of a report": "SELECT * FROM readings WHERE report_id = 'x' AND chosen",
    "where a body lies": "SELECT * FROM captures WHERE sha256 = 'x'",
    "what came from an address": "SELECT * FROM captures WHERE url = 'x'",
}
NEEDED = {
    "all counties ranked by an indicator of a year": "ix_reports_year",
    "the bodies of a report": "ix_readings_report_id",
    "where a body lies": "ix_captures_sha256",
}
LARGE = ("reports", "readings", "captures", "units", "cell_store", "cell_details", "r", "u", "s", "d", "f")

Plan = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "nation.db"
    load(200, 1, path)
    return path


@pytest.fixture
def database(nation: Path) -> Iterator[sqlite3.Connection]:
    """A copy in memory: what a test drops is there for the next."""
    with closing(sqlite3.connect(nation)) as kept, closing(sqlite3.connect(":memory:")) as copy:
        kept.backup(copy)
        yield copy


@pytest.fixture
def plan(database: sqlite3.Connection) -> Plan:
    def asked(query: str) -> list[str]:
        values = dict.fromkeys(re.findall(r":(\w+)", query), "x")
        return [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {query}", values)]

    return asked


def scanned(steps: list[str]) -> list[str]:
    """The steps that look at every row of a large table."""
    return [step for step in steps if step.startswith("SCAN") and step.split()[1] in LARGE]


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_large_is_looked_at_as_a_whole(plan: Plan, question: str) -> None:
    steps = plan(QUESTIONS[question])
    assert any(step.startswith("SEARCH") for step in steps)
    assert scanned(steps) == []


@pytest.mark.parametrize("question", NEEDED)
def test_without_its_index_it_would_be(database: sqlite3.Connection, plan: Plan, question: str) -> None:
    database.execute(f"DROP INDEX {NEEDED[question]}")
    assert scanned(plan(QUESTIONS[question]))


def test_the_ranking_looks_at_the_reports_of_its_scope_alone(plan: Plan) -> None:
    assert any("ix_reports_year (year=? AND scope=?)" in step for step in plan(RANKING))
