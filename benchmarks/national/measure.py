"""Loads a nation into a database and measures what that takes, how large it is, and how fast it answers."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.national.bare import load_bare
from benchmarks.national.clock import Clock, Spent
from benchmarks.national.nation import Made, nation

from gkscrape.run.seeds import seed as seed_store
from gkscrape.store import Store, open_store

AT_ONCE = 500
YEAR, INDICATOR = 2024, "requests/received/total"
TIMES = 9

RANKING = """
SELECT rank() OVER (ORDER BY c.value DESC) AS rank, u.region, u.name, c.value, c.kind
FROM reports r
JOIN units u ON u.id = r.unit_id
JOIN cells c ON c.report_id = r.id
WHERE r.year = :year AND r.scope = 'consolidated' AND c.indicator = :indicator
ORDER BY rank, u.region
"""
YEARS_OF_A_UNIT = """
SELECT r.year, c.indicator, c.value, c.kind, c.status, c.raw
FROM reports r
JOIN cells c ON c.report_id = r.id
WHERE r.unit_id = :unit
ORDER BY r.year, r.scope
"""
_PAGES = "SELECT sum(pageno) FROM dbstat WHERE aggregate = TRUE AND name IN (?, ?, ?)"
"""How many pages; `dbstat` counts the bytes of a table in 32 bits, too few for a nation."""
_CELL_TABLES = ("cell_store", "cell_details", "reading_places")


@dataclass(frozen=True, slots=True)
class Answers:
    """Seconds for the years of a unit by SQL, and by the store with all their content; for a ranking by SQL.

    `years` and `counties` are how many there are. `warm` is of the processor; `cold` is what passes with the
    file put out of memory before.
    """

    years: int
    unit_warm: float
    unit_cold: float
    unit_store: float
    counties: int
    ranking_warm: float
    ranking_cold: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on so many reports.

    `schema` is the version of the database, and so about that of the code. Loading is in seconds of the
    processor. So is `executemany` of the same rows, into a file `alike`, and into `plain` tables without
    search index and foreign keys.
    """

    reports: int
    schema: str
    cells: int
    loading: float
    alike: float
    plain: float
    cell_bytes: int
    file_bytes: int
    answers: Answers


def measured(count: int, seed: int, path: Path) -> Measured:
    """Fill a new file with so many reports, and measure it; the bare copy beside it is removed again."""
    loading = load(count, seed, path)
    beside = [path.with_name(f"{path.name}.{kind}") for kind in ("alike", "plain")]
    try:
        alike, plain = load_bare(path, *beside)
    finally:
        for copy in beside:
            remove(copy)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (schema,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
        (cells,) = database.execute("SELECT count(*) FROM cell_store").fetchone()
        (reports,) = database.execute("SELECT count(*) FROM readings").fetchone()
        cell_bytes = database.execute(_PAGES, _CELL_TABLES).fetchone()[0] * _page_bytes(database)
    return Measured(
        reports=reports,
        cells=cells,
        loading=loading.processor,
        schema=schema,
        alike=alike.processor,
        plain=plain.processor,
        cell_bytes=cell_bytes,
        file_bytes=path.stat().st_size,
        answers=answers(path),
    )


def _page_bytes(database: sqlite3.Connection) -> int:
    (size,) = database.execute("PRAGMA page_size").fetchone()
    return int(size)


def load(count: int, seed: int, path: Path) -> Spent:
    """What it takes the store to keep so many reports that are there already."""
    clock = Clock()
    with open_store(str(path)) as store:
        seed_store(store)
        for number, batch in enumerate(_batches(nation(count, seed))):
            with clock:
                store.keep_many([(made.capture, made.report) for made in batch])
            if number % 40 == 39:
                done, each = (number + 1) * AT_ONCE, clock.spent.processor / (number + 1) / AT_ONCE
                sys.stderr.write(f"{done} of {count} reports, {each * 1e3:.2f} ms each\n")
    return clock.spent


def _batches(reports: Iterator[Made]) -> Iterator[list[Made]]:
    while batch := list(islice(reports, AT_ONCE)):
        yield batch


def answers(path: Path) -> Answers:
    """How long the two questions take: medians over some units, and over one question put again."""
    with closing(sqlite3.connect(path)) as database:
        query = (
            "SELECT unit_id FROM reports WHERE scope = 'consolidated' GROUP BY 1 ORDER BY count(*) DESC, 1"
        )
        units = [unit for (unit,) in database.execute(f"{query} LIMIT {TIMES}")]
    ranking = {"year": YEAR, "indicator": INDICATOR}
    with open_store(str(path)) as store:
        in_store = _seconds(lambda unit: _in_full(store, unit), units)
    return Answers(
        years=len({row[0] for row in _ask(path, YEARS_OF_A_UNIT, {"unit": units[0]})}),
        unit_warm=_seconds(lambda unit: _ask(path, YEARS_OF_A_UNIT, {"unit": unit}), units),
        unit_cold=_seconds(lambda unit: _ask(path, YEARS_OF_A_UNIT, {"unit": unit}), units, path),
        unit_store=in_store,
        counties=len(_ask(path, RANKING, ranking)),
        ranking_warm=_seconds(lambda _: _ask(path, RANKING, ranking), units),
        ranking_cold=_seconds(lambda _: _ask(path, RANKING, ranking), units, path),
    )


def _in_full(store: Store, unit: str) -> int:
    entries = store.reports(store.find_unit(unit).id)
    return len(store.reports_in_full([entry.id for entry in entries]))


def _ask(path: Path, query: str, values: dict[str, object]) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query, values).fetchall()


def _seconds(ask: Callable[[str], object], units: list[str], cold: Path | None = None) -> float:
    """The median over the units: of the processor, or of what passes with the file `cold` out of memory."""
    took = []
    for unit in units:
        if cold is not None:
            _put_out_of_memory(cold)
        clock = Clock()
        with clock:
            ask(unit)
        took.append(clock.spent.processor if cold is None else clock.spent.passed)
    return median(took)


def _put_out_of_memory(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def remove(path: Path) -> None:
    """Remove a database and what lies beside it while it is written."""
    for tail in ("", "-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)
