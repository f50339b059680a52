"""An open store with a small dictionary, and builders of invented reports."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import Server, missing, server, skip_or_fail

from gkscrape.record import (
    Capture,
    Cell,
    Extra,
    Fact,
    Fault,
    Grade,
    Identity,
    Kind,
    Place,
    Report,
    Scope,
    Section,
    Source,
    Status,
    Suspect,
)
from gkscrape.store import IndicatorRow, Kept, Store, open_store, schema
from gkscrape.store.engine import engine_for

ROWS = ("received", "carried_in", "granted", "partial", "total", "carried_out")
EMPTIED = ";".join(
    [
        *(
            f"DELETE FROM {table.name}"
            for table in reversed(schema.metadata.sorted_tables)
            if table is not schema.data_dictionary
        ),
        "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
    ]
)
FIRST_FETCH = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def indicators() -> tuple[IndicatorRow, ...]:
    requests = [IndicatorRow(f"requests/{row}/total", row, "总计", "件", ("2019", "2021")) for row in ROWS]
    money = IndicatorRow("disclosure/fees/amount", "行政事业性收费", "收费金额", "万元", ("2021",))
    return (*requests, money)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of a store runs on both kinds of database, but for those that look at the file itself."""
    if "url" in metafunc.fixturenames:
        kinds = ["sqlite"] if "path" in metafunc.fixturenames else ["sqlite", "postgresql"]
        metafunc.parametrize("url", kinds, indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server with a database `template` that has the newest schema."""
    reason = missing()
    if reason is not None:
        skip_or_fail(reason)
    with server() as running:
        running.ask("CREATE DATABASE template")
        open_store(running.url("template")).close()
        yield running


@pytest.fixture(scope="module")
def module_database(postgres: Server, request: pytest.FixtureRequest) -> Iterator[str]:
    name = request.module.__name__.rpartition(".")[2]
    postgres.ask(f"CREATE DATABASE {name} TEMPLATE template")
    yield name
    postgres.ask(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The SQLite file of a test that looks at the file itself."""
    return tmp_path / "gkscrape.db"


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without a row, of each kind in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "gkscrape.db")
    name, running = request.getfixturevalue("module_database"), request.getfixturevalue("postgres")
    assert isinstance(running, Server)
    running.ask(EMPTIED, name)
    return running.url(name)


@pytest.fixture
def fresh(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """More databases without a row, of the same kind as `url`."""
    made: list[str] = []

    def another() -> str:
        made.append(f"another{len(made)}")
        if not url.startswith("postgresql"):
            return str(tmp_path / f"{made[-1]}.db")
        running = request.getfixturevalue("postgres")
        running.ask(f"CREATE DATABASE {made[-1]} TEMPLATE template")
        return str(running.url(made[-1]))

    yield another
    for name in made if url.startswith("postgresql") else ():
        request.getfixturevalue("postgres").ask(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(url: str, indicators: tuple[IndicatorRow, ...]) -> Iterator[Store]:
    with open_store(url) as opened:
        opened.seed(indicators=indicators)
        yield opened


@pytest.fixture
def ask(url: str) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """The rows that a query gives whoever asks the database without us."""
    engine = engine_for(url, 5)

    def answer(query: str) -> list[tuple[Any, ...]]:
        with engine.connect() as connection:
            return [tuple(map(_plain, row)) for row in connection.exec_driver_sql(query)]

    yield answer
    engine.dispose()


def _plain(value: Any) -> Any:
    """The value as SQLite gives it, whichever database it is from."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value


def number(indicator: str, value: str, line: int = 1) -> Cell:
    return Cell(indicator, Kind.NUMBER, Status.PRINTED, Decimal(value), value, Place(line, 0, len(value)))


@pytest.fixture
def report() -> Report:
    """A report with one of everything: a cell of each status, money, text, a fact, an extra, a fault."""
    cells = (
        number("requests/received/total", "12", 10),
        Cell("requests/carried_in/total", Kind.BLANK, Status.PRINTED, raw="", at=Place(11)),
        Cell(
            "requests/granted/total",
            Kind.NUMBER,
            Status.INFERRED,
            Decimal(4),
            "48",
            Place(12, 0, 1),
            "cut by sum",
        ),
        Cell(
            "requests/partial/total",
            Kind.UNREADABLE,
            Status.AMBIGUOUS,
            raw="8",
            candidates=(Decimal(8), None, Decimal("0.50")),
        ),
        number("requests/total/total", "8", 14),
        Cell("requests/carried_out/total", Kind.BLANK, Status.MISSING, computed=Decimal(4)),
        Cell(
            "disclosure/fees/amount",
            Kind.NUMBER,
            Status.PRINTED,
            Decimal("25.1"),
            "251000元",
            Place(3, 1, 8, table=1, row=2, column=3),
        ),
    )
    return Report(
        source=Source("a" * 64, "text/html", 5000, "http://portal.example/2021.html"),
        identity=Identity(
            "云岭县人民政府办公室", "990101", Scope.OFFICE, 2021, "2021年度报告", datetime(2022, 1, 15, 11, 3)
        ),
        form="2021",
        layout="grid",
        cells=cells,
        extras=(Extra("其他处理", "总计", Decimal("1.5"), "件", "1.5", Place(20)),),
        sections=(Section(1, "总体情况", "云岭县\n公开信息138条。", Place(2)),),
        facts=(Fact(1, "公开信息", Decimal(138), "条", "公开信息138条", Place(3, 0, 9), approximate=True),),
        faults=(
            Fault(
                "requests.balance",
                Grade.ERROR,
                "12 + 0 is not 8 + 4",
                ("requests/received/total", "requests/partial/total", "requests/carried_out/total"),
                Decimal(12),
                Decimal("12.0"),
                Suspect.PUBLISHER,
            ),
        ),
    )


Keeper = Callable[..., Kept]


@pytest.fixture
def keep_in() -> Keeper:
    """Stores a report as if its body had been fetched: another `body` is another capture."""

    def kept(
        store: Store,
        report: Report,
        body: str = "body",
        url: str | None = None,
        day: int = 0,
        reader: str = "1.0",
    ) -> Kept:
        address = url or report.source.url or ""
        sha256 = hashlib.sha256(body.encode()).hexdigest()
        fetched = FIRST_FETCH + timedelta(days=day)
        offset = int(sha256[:6], 16)
        id_ = store.capture(Capture(address, sha256, "text/html", 5000, 200, fetched, "a.warc.gz", offset))
        source = replace(report.source, sha256=sha256, url=address)
        return store.keep(replace(report, source=source), id_, reader=reader)

    return kept


@pytest.fixture
def keep(store: Store, keep_in: Keeper) -> Keeper:
    return partial(keep_in, store)
