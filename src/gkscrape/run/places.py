"""What a document prints at a place: a cell of a grid, or characters of a line."""

from __future__ import annotations

from gkscrape.documents import Document, Grid
from gkscrape.record import Place

_LINES_OF_A_CELL = 12


class Places:
    """One document, asked for what it prints."""

    def __init__(self, document: Document) -> None:
        self.lines = [line.text for line in document.lines]
        self.grids = {block.number: block for block in document.blocks if isinstance(block, Grid)}

    def printed(self, place: Place) -> str | None:
        """The text at a place; None where there is none. A span beyond its line takes the lines below."""
        if place.table is not None:
            return self._in_grid(place.table, (place.row or 0) - 1, (place.column or 0) - 1)
        if not 1 <= place.line <= len(self.lines):
            return None
        line = self.lines[place.line - 1]
        if (place.start or 0) > len(line):
            return None
        if place.end is not None and place.end > len(line):
            line = "\n".join(self.lines[place.line - 1 : place.line + _LINES_OF_A_CELL])
        return line[place.start : place.end]

    def _in_grid(self, table: int, row: int, column: int) -> str | None:
        found_in = self.grids.get(table)
        rows = () if found_in is None else found_in.rows
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            return None
        found = rows[row][column]
        return None if found is None else found.text


def words(place: Place | None) -> str:
    """The place in words."""
    if place is None:
        return "no place"
    if place.table is not None:
        return f"table {place.table}, row {place.row}, column {place.column}"
    return f"line {place.line}" + ("" if place.start is None else f" from character {place.start + 1}")


def bare(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())
