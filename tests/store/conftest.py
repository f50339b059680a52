"""An open store with a small dictionary, and builders of invented reports."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

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
from gkscrape.store import IndicatorRow, Kept, Store, open_store

ROWS = ("received", "carried_in", "granted", "partial", "total", "carried_out")
FIRST_FETCH = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def indicators() -> tuple[IndicatorRow, ...]:
    requests = [IndicatorRow(f"requests/{row}/total", row, "总计", "件", ("2019", "2021")) for row in ROWS]
    money = IndicatorRow("disclosure/fees/amount", "行政事业性收费", "收费金额", "万元", ("2021",))
    return (*requests, money)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gkscrape.db"


@pytest.fixture
def store(path: Path, indicators: tuple[IndicatorRow, ...]) -> Iterator[Store]:
    with open_store(str(path)) as opened:
        opened.seed(indicators=indicators)
        yield opened


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
        id_ = store.capture(Capture(address, sha256, "text/html", 5000, 200, fetched, "a.warc.gz", 77))
        source = replace(report.source, sha256=sha256, url=address)
        return store.keep(replace(report, source=source), id_, reader=reader)

    return kept


@pytest.fixture
def keep(store: Store, keep_in: Keeper) -> Keeper:
    return partial(keep_in, store)
