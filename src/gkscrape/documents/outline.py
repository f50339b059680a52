"""What a page holds in reading order before lines are numbered, and the step that numbers them.

A table is told from a frame here. Old pages set their whole layout in tables; such a table is no grid, and
what stands in its cells is the page itself. A table is a frame if

* no row of it has two cells, or
* it holds other tables, and not two of its rows print text of their own in two cells each, or
* it holds other tables, and one of its cells prints more lines of its own than a cell of a printed table has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from gkscrape.documents.model import Block, Grid, Line
from gkscrape.documents.spans import MAX_PLACES, expand

_LINES_OF_A_CELL = 12


@dataclass(slots=True)
class OutlineCell:
    """One cell: its lines of text and the tables nested in it, in order; `line` is known once numbered."""

    rowspan: int = 1
    colspan: int = 1
    items: list[str | OutlineTable] = field(default_factory=list)
    line: int = 0

    @property
    def text(self) -> str:
        """The lines of the cell, divided by newlines, without those of the tables nested in it."""
        return "\n".join([item for item in self.items if isinstance(item, str)])

    def own_lines(self) -> int:
        """Return how many lines the cell prints besides those of the tables nested in it."""
        return sum([isinstance(item, str) for item in self.items])


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

    def is_frame(self) -> bool:
        """Tell whether the table only lays out a page (the module says how)."""
        if all(len(row) < 2 for row in self.rows()):
            return True
        if not any(isinstance(item, OutlineTable) for cell in self.cells() for item in cell.items):
            return False
        printed = [[cell.own_lines() for cell in row] for row in self.rows()]
        tabular_rows = sum(sum(map(bool, row)) > 1 for row in printed)
        return tabular_rows < 2 or max(chain.from_iterable(printed)) > _LINES_OF_A_CELL


RowGroup = list[list[OutlineCell]]
Item = str | OutlineTable


def assemble(items: Sequence[Item]) -> tuple[tuple[Line, ...], tuple[Block, ...]]:
    """Return the numbered lines and the blocks of a page, tables expanded; InputError if too large."""
    lines, blocks = _number(items)
    room = MAX_PLACES
    finished: list[Block] = []
    for block in blocks:
        if isinstance(block, OutlineTable):
            rows = expand(block.groups(), room)
            room -= len(rows) * len(rows[0])
            finished.append(Grid(block.number, rows))
        else:
            finished.append(block)
    return tuple(lines), tuple(finished)


def _number(items: Sequence[Item]) -> tuple[list[Line], list[Line | OutlineTable]]:
    """Number all lines and tables in reading order, without recursion: tables may nest thousands deep."""
    lines: list[Line] = []
    blocks: list[Line | OutlineTable] = []
    tables = 0
    page = OutlineCell()
    pending: list[tuple[OutlineCell, Iterator[Item | OutlineCell], bool]] = [(page, iter(items), True)]
    while pending:
        holder, current, loose = pending[-1]
        for item in current:
            if isinstance(item, str):
                lines.append(Line(len(lines) + 1, item))
                holder.line = holder.line or len(lines)
                if loose:
                    blocks.append(lines[-1])
            elif isinstance(item, OutlineCell):
                if not (loose or item.own_lines()):
                    lines.append(Line(len(lines) + 1, ""))
                    item.line = len(lines)
                pending.append((item, iter(item.items), loose))
                break
            else:
                tables += 1
                item.number = tables
                frame = item.is_frame()
                if not frame:
                    blocks.append(item)
                pending.append((holder, item.cells(), frame))
                break
        else:
            pending.pop()
    return lines, blocks
