"""Judges the cells of a reading against the truth of the table that was damaged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from benchmarks.damage.damages import Printed

from gkscrape.form import Axis, Sum
from gkscrape.numbers import Value, parse_value
from gkscrape.record import Cell, Kind, Status


class Verdict(StrEnum):
    """What became of one cell.

    `right`: what was printed for the cell, or nothing where nothing was. `flagged`: ambiguous or missing.
    `contradicted`: another figure, the one that stands at this place in a row with a figure for each cell; a
    sum breaks over it, and a fault names it. `disguised`: another figure, and every sum over it holds; it
    stands at this place, or more was done to its row than the number of its tokens shows, so that less
    damage explains the page as well: no reader could know. `unreachable`: another figure in a row whose truth
    no cutting, joining, passing over or leaving out gives. `silent`: any other, whatever its excuse.
    """

    RIGHT = "right"
    FLAGGED = "flagged"
    CONTRADICTED = "contradicted"
    DISGUISED = "disguised"
    UNREACHABLE = "unreachable"
    SILENT = "silently wrong"


def parse_for(printed: Printed) -> Mapping[str, str]:
    """The unit of each column."""
    return {column.code: column.unit for block in printed.sound.table.blocks for column in block.columns}


def parse(units: Mapping[str, str], text: str, column: str) -> Value:
    """What a piece of text says in the column."""
    return parse_value(text, units[column])


def judged(printed: Printed, cells: Sequence[Cell]) -> Iterator[tuple[str, Verdict]]:
    """Each cell's row and verdict."""
    sums = _Sums(printed, cells)
    for cell in cells:
        _, row, column = cell.indicator.split("/")
        yield row, _verdict(printed, cell, row, column, sums)


def _verdict(printed: Printed, cell: Cell, row: str, column: str, sums: _Sums) -> Verdict:
    truth = Decimal(printed.truth(row, column))
    standing = printed.standing(row, column)
    if cell.status in (Status.AMBIGUOUS, Status.MISSING):
        lost = cell.status is Status.MISSING and not standing
        if cell.computed is not None and cell.computed != truth:
            return sums.blame(cell, row, column)
        return Verdict.RIGHT if lost else Verdict.FLAGGED
    if cell.kind is Kind.BLANK:
        return Verdict.RIGHT if not standing else sums.blame(cell, row, column)
    if cell.value == truth:
        return Verdict.RIGHT
    return sums.blame(cell, row, column)


class _Sums:
    """The printed sums over the values read."""

    def __init__(self, printed: Printed, cells: Sequence[Cell]) -> None:
        self._printed = printed
        self._values = {tuple(cell.indicator.split("/")[1:]): _amount(cell) for cell in cells}
        self._lines = list(_lines(printed))

    def blame(self, cell: Cell, row: str, column: str) -> Verdict:
        """What to say of a wrong cell: whether it stands there, and its sums break, hold or are open."""
        states = {self._state(line) for line in self._lines if (row, column) in (*line[0], *line[1])}
        stands = cell.status is Status.PRINTED and (
            row in self._printed.moved or self._printed.prints(row, column, cell.raw)
        )
        if stands and "broken" in states:
            return Verdict.CONTRADICTED
        if states <= {"holds"} and (stands or (states and self._printed.hides_damage(row))):
            return Verdict.DISGUISED
        return Verdict.SILENT if self._printed.is_reachable(row) else Verdict.UNREACHABLE

    def _state(self, line: tuple[list[tuple[str, str]], list[tuple[str, str]]]) -> str:
        sides = [[self._values.get(cell) for cell in side] for side in line]
        if any(value is None for side in sides for value in side):
            return "open"
        whole, parts = (sum((v for v in side if v is not None), Decimal(0)) for side in sides)
        return "holds" if whole == parts else "broken"


def _amount(cell: Cell) -> Decimal | None:
    return cell.value if cell.kind is Kind.NUMBER else cell.computed


def _lines(printed: Printed) -> Iterator[tuple[list[tuple[str, str]], list[tuple[str, str]]]]:
    rows = printed.sound.columns
    for total in printed.sound.table.sums_over(set(rows)):
        lines = list(rows) if total.axis is Axis.COLUMNS else next(iter(rows.values()))
        for line in lines:
            yield _side(total, total.whole, line), _side(total, total.parts, line)


def _side(total: Sum, members: Sequence[str], line: str) -> list[tuple[str, str]]:
    return [(line, m) if total.axis is Axis.COLUMNS else (m, line) for m in members]
