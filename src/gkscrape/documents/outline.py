"""What a page holds in reading order before lines are numbered, and the step that numbers them.

A table is told from a frame here. Old pages set their whole layout in tables; such a table is no grid, and
what stands in its cells is the page itself. A table is a frame if

* no row of it has two cells, or
* it holds other tables, and not two of its rows print text of their own in two cells each, or
* it holds other tables, and one of its cells prints more lines of its own than a cell of a printed table has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from gkscrape.documents.model import Block, Grid, Line
from gkscrape.documents.pictures import Attributes, shows_something
from gkscrape.documents.spans import MAX_PLACES, expand
from gkscrape.text import PICTURE

_LINES_OF_A_CELL = 12
_BOXED = re.compile(r"[0-9０-９][0-9０-９.,，]*|[-/—无]+")


@dataclass(slots=True)
class Mark:
    """A place between lines: once numbered, `line` is the first line behind it; 0 within a printed table."""

    line: int = 0


@dataclass(slots=True)
class OutlineCell:
    """One cell: its lines of text and the tables nested in it, in order; `line` is known once numbered.

    `between` are the tables and marks, each with how many of the lines come before it. `pictures` are
    the attributes of those that stand in it.
    """

    rowspan: int = 1
    colspan: int = 1
    lines: list[str] = field(default_factory=list)
    between: list[tuple[int, OutlineTable | Mark]] | None = None
    nests: bool = False
    pictures: list[Attributes] | None = None
    line: int = 0

    @property
    def text(self) -> str:
        """The lines of the cell, divided by newlines, without those of the tables nested in it.

        A cell that prints no line and shows a picture is PICTURE.
        """
        if len(self.lines) == 1:
            return self.lines[0]
        if not self.lines and (self.pictures or self.nests):
            return PICTURE if self._shows_a_picture() else ""
        return "\n".join(self.lines)

    @property
    def is_pictured(self) -> bool:
        """Whether one of the pictures that stand in the cell itself is no spacer."""
        return self.pictures is not None and any(map(shows_something, self.pictures))

    def _shows_a_picture(self) -> bool:
        """Whether a picture stands in the cell, or in a cell of a table right in it."""
        tables = (other for _, other in self.between or () if isinstance(other, OutlineTable))
        return self.is_pictured or any(cell.is_pictured for table in tables for cell in table.cells())

    def add_picture(self, attributes: Attributes) -> None:
        """Keep the attributes of a picture; what it shows is asked only of cells that print nothing."""
        if self.pictures is None:
            self.pictures = []
        self.pictures.append(attributes)

    def add_table(self, table: OutlineTable) -> None:
        """Put a table behind what the cell holds so far."""
        self._put(table)
        self.nests = True

    def add_mark(self) -> Mark:
        """Put a mark behind what the cell holds so far, and return it."""
        mark = Mark()
        self._put(mark)
        return mark

    def _put(self, other: OutlineTable | Mark) -> None:
        if self.between is None:
            self.between = []
        self.between.append((len(self.lines), other))

    def items(self) -> Iterator[Item]:
        """Yield the runs of lines, tables and marks in order."""
        start = 0
        for end, other in self.between or ():
            if start < end:
                yield self.lines[start:end]
            yield other
            start = end
        if start < len(self.lines):
            yield self.lines[start:]


@dataclass(slots=True)
class OutlineTable:
    """One table: row groups of rows of cells. The groups of `feet` are drawn below all `bodies`."""

    bodies: list[RowGroup] = field(default_factory=list)
    feet: list[RowGroup] = field(default_factory=list)
    number: int = 0

    def open_group(self, foot: bool = False) -> RowGroup:
        """Begin a row group and return it."""
        group: RowGroup = []
        (self.feet if foot else self.bodies).append(group)
        return group

    def groups(self) -> list[RowGroup]:
        """Return the row groups as they are drawn, from top to bottom."""
        return self.bodies + self.feet

    def rows(self) -> Iterator[list[OutlineCell]]:
        """Yield the rows of all groups."""
        return chain.from_iterable(self.groups())

    def cells(self) -> Iterator[OutlineCell]:
        """Yield the cells row by row."""
        return chain.from_iterable(self.rows())

    def boxed_lines(self) -> list[str]:
        """The lines of a table that only draws a box around a figure; of any other table none."""
        cells = [*self.cells()]
        lines = [line for cell in cells for line in cell.lines]
        is_box = all(len(row) < 2 for row in self.rows()) and not any(cell.between for cell in cells)
        return lines if is_box and all(map(_BOXED.fullmatch, lines)) else []

    def is_frame(self) -> bool:
        """Tell whether the table only lays out a page (the module says how)."""
        if all(len(row) < 2 for row in self.rows()):
            return True
        if not any(cell.nests for cell in self.cells()):
            return False
        printed = [[len(cell.lines) for cell in row] for row in self.rows()]
        tabular_rows = sum(sum(map(bool, row)) > 1 for row in printed)
        return tabular_rows < 2 or max(chain.from_iterable(printed)) > _LINES_OF_A_CELL


RowGroup = list[list[OutlineCell]]
Item = list[str] | OutlineTable | Mark


def assemble(page: OutlineCell) -> tuple[tuple[Line, ...], tuple[Block, ...]]:
    """Return the numbered lines and the blocks of a page, tables expanded; InputError if too large.

    The page is what one cell would hold that all of it stands in.
    """
    texts, blocks = _number(page)
    lines = tuple(map(Line._make, enumerate(texts, 1)))
    room = MAX_PLACES
    finished: list[Block] = []
    for block in blocks:
        if isinstance(block, OutlineTable):
            rows = expand(block.groups(), room)
            room -= len(rows) * len(rows[0])
            finished.append(Grid(block.number, rows))
        else:
            finished += lines[block]
    return lines, tuple(finished)


def _number(page: OutlineCell) -> tuple[list[str], list[slice | OutlineTable]]:
    """The text of all lines in reading order, and which of them stand in no table; sets all line numbers.

    It goes without recursion: tables may nest thousands deep.
    """
    texts: list[str] = []
    blocks: list[slice | OutlineTable] = []
    tables = 0
    pending: list[tuple[OutlineCell, Iterator[Item | OutlineCell], bool]] = [(page, page.items(), True)]
    while pending:
        holder, current, loose = pending[-1]
        for item in current:
            if isinstance(item, list):
                start = len(texts)
                holder.line = holder.line or start + 1
                texts += item
                if loose:
                    blocks.append(slice(start, len(texts)))
            elif isinstance(item, OutlineTable):
                tables += 1
                item.number = tables
                frame = item.is_frame()
                if not frame:
                    blocks.append(item)
                pending.append((holder, item.cells(), frame))
                break
            elif isinstance(item, Mark):
                item.line = len(texts) + 1
            elif loose or item.nests:
                if not (loose or item.lines):
                    texts.append("")
                    item.line = len(texts)
                pending.append((item, item.items(), loose))
                break
            else:
                item.line = len(texts) + 1
                texts += item.lines or ("",)
        else:
            pending.pop()
    return texts, blocks
