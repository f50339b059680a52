"""Expands the spans of a table: which cell covers which place of the grid.

The rules are those of "forming a table" in the HTML standard, with row spans ending at the last row of their
row group as browsers draw them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gkscrape.documents.model import GridCell
from gkscrape.errors import InputError

MAX_COLSPAN = 1000
MAX_ROWSPAN = 65534
MAX_PLACES = 400_000

Row = tuple[GridCell | None, ...]


class Spanned(Protocol):
    """One cell before it is placed. A `rowspan` of 0 reaches to the end of the row group."""

    @property
    def text(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def rowspan(self) -> int: ...
    @property
    def colspan(self) -> int: ...


def expand(groups: Sequence[Sequence[Sequence[Spanned]]], room: int = MAX_PLACES) -> tuple[Row, ...]:
    """Return the rows of the expanded grid, all equally long; a place that no cell covers is None.

    `groups` are row groups of rows of cells. Where two cells claim one place, the one printed first keeps it.
    A grid of more than `room` places, what MAX_PLACES leaves to it, raises InputError.
    """
    rows: list[list[GridCell | None]] = []
    height = sum(map(len, groups))
    width = covered = 0
    for group in groups:
        last = len(rows) + len(group)
        rows.extend([] for _ in group)
        for index, row in enumerate(group, last - len(group)):
            places = rows[index]
            left = last - index
            column = 0
            for cell in row:
                while column < len(places) and places[column] is not None:
                    column += 1
                across, down = cell.colspan, cell.rowspan
                if not 0 < down < left:
                    down = left
                covered += down * across
                if column + across > width:
                    width = column + across
                if covered > room or width * height > room:
                    raise InputError(
                        f"the tables span more than {MAX_PLACES:,} places; such a page is not read"
                    )
                placed = GridCell(cell.text, cell.line, index, column, down, across)
                if down == across == 1 and column == len(places):
                    places.append(placed)
                else:
                    for below in rows[index : index + down]:
                        _cover(below, column, placed)
                column += across
    return tuple(tuple(row) + (None,) * (width - len(row)) for row in rows)


def _cover(row: list[GridCell | None], column: int, cell: GridCell) -> None:
    missing = column - len(row)
    if missing >= 0:
        row += [None] * missing + [cell] * cell.colspan
        return
    end = column + cell.colspan
    row += [None] * (end - len(row))
    for place in range(column, end):
        if row[place] is None:
            row[place] = cell
