"""Where the figures of a form stand on an invented page, and what such a page prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from gkscrape.form import load_forms
from gkscrape.record import Cell, Kind, Place, Status

FIRST_LINES = 8
"""How many lines may stand before the first table; each makes other places."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a form on which every figure is 0 or, of an organ that writes nothing for 0, blank."""

    cells: tuple[Cell, ...]
    position: Mapping[str, int]

    def filled(self, figures: Mapping[str, Decimal | int]) -> tuple[Cell, ...]:
        """The cells with these figures in their places."""
        cells = list(self.cells)
        for code, figure in figures.items():
            position = self.position[code]
            cells[position] = _printed(code, Decimal(figure), cells[position].at)
        return tuple(cells)


@cache
def empty_page(form: str, first_line: int, grid: bool, blank: bool) -> Page:
    """The page of a form in tables or in lines of text, on which nothing is printed as blank or as 0."""
    cells = []
    for number, known in enumerate(load_forms()[form].indicators):
        columns = len(known.block.columns)
        row, column = divmod(number, columns)
        line = 20 + first_line + (number + row if grid else row)
        place = Place(line, table=1, row=3 + row, column=2 + column) if grid else _in_line(line, column)
        cells.append(
            Cell(known.code, Kind.BLANK, Status.PRINTED, None, "", place)
            if blank
            else _printed(known.code, Decimal(0), place)
        )
    return Page(tuple(cells), {cell.indicator: position for position, cell in enumerate(cells)})


def _in_line(line: int, column: int) -> Place:
    return Place(line, 12 + 2 * column, 13 + 2 * column)


def _printed(code: str, figure: Decimal, place: Place | None) -> Cell:
    return Cell(code, Kind.NUMBER, Status.PRINTED, figure, str(figure), place)
