"""Settles the rows of a table: by place where a grid tells it, by the proof of the printed sums elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from gkscrape.form import Table
from gkscrape.reading.prover import prove
from gkscrape.reading.rows import RowText
from gkscrape.reading.seat import Parse, Seated, seat
from gkscrape.record import Cell, Kind, Status

_SETTLED = (Status.PRINTED, Status.INFERRED)


def settle(table: Table, rows: Sequence[RowText], parse: Parse) -> list[Seated]:
    """Each row with its cells, in order.

    A row of a grid stands by its place. Every other row is put to the proof together with all of its table,
    because a count that fits is no proof: a figure torn in two beside a lost one fits as well. A row that the
    proof leaves open in part keeps the fault that says what is printed there.
    """
    placed = [seat(table, row, parse) for row in rows]
    if all(_stands_by_place(row) for row in rows):
        return placed
    proven = {cell.indicator: cell for cell in prove(table, rows, parse)}
    return [
        before if _stands_by_place(row) else _settled(row, before, proven)
        for row, before in zip(rows, placed, strict=True)
    ]


def _stands_by_place(row: RowText) -> bool:
    return row.seats is not None and row.doubt is None


def _settled(row: RowText, before: Seated, proven: dict[str, Cell]) -> Seated:
    cells = tuple(_surer(row, old, proven[old.indicator]) for old in before.cells)
    is_open = any(cell.status not in _SETTLED or cell.kind is Kind.TEXT for cell in cells)
    return Seated(cells, before.faults if is_open else ())


def _surer(row: RowText, old: Cell, proven: Cell) -> Cell:
    """The proven cell; where it only repeats what a lost label let infer, the reason for that is kept."""
    keeps_reason = row.reason is not None and proven.status is Status.PRINTED and old.value == proven.value
    return old if keeps_reason else proven
