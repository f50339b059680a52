"""A report's two hundred cells cost a few kilobytes, places included."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from gkscrape.record import Cell, Kind, Place, Report, Status
from gkscrape.store import IndicatorRow, Kept, Store

REPORTS, CELLS = 200, 200
LIMIT = 4_000


def cells(chance: random.Random) -> tuple[Cell, ...]:
    made = []
    for number in range(CELLS):
        value = chance.choice([0, 0, 0, 0, 1, 2, 17, 300, 4711])
        place = Place(60 + number, 0, len(str(value)), 2, number // 7, number % 7)
        code = f"requests/row{number // 7}/column{number % 7}"
        if chance.random() < 0.05:
            made.append(Cell(code, Kind.NA, Status.PRINTED, None, "/", place))
        elif chance.random() < 0.02:
            made.append(
                Cell(code, Kind.NUMBER, Status.INFERRED, Decimal(value), str(value), place, "cut by the sum")
            )
        else:
            made.append(Cell(code, Kind.NUMBER, Status.PRINTED, Decimal(value), str(value), place))
    return tuple(made)


def test_the_cells_of_a_report_are_small(
    store: Store, path: Path, keep: Callable[..., Kept], report: Report
) -> None:
    chance = random.Random(2021)
    codes = [cell.indicator for cell in cells(chance)]
    store.seed(indicators=[IndicatorRow(code, code, "总计", "件", ("2021",)) for code in codes])
    for number in range(REPORTS):
        identity = replace(report.identity, unit=f"云岭县第{number}局")
        body = replace(report, identity=identity, cells=cells(chance))
        keep(body, str(number), f"http://portal.example/{number}")
    store.close()
    connection = sqlite3.connect(path)
    sizes = [_size(connection)]
    for table in ("cell_details", "cell_store", "reading_places"):
        connection.execute(f"DELETE FROM {table}")
    connection.commit()
    sizes.append(_size(connection))
    connection.close()
    assert (sizes[0] - sizes[1]) / REPORTS < LIMIT


def _size(connection: sqlite3.Connection) -> int:
    connection.execute("VACUUM")
    (pages,), (page,) = (
        connection.execute(f"PRAGMA {word}").fetchone() for word in ("page_count", "page_size")
    )
    return int(pages) * int(page)
