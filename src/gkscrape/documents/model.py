"""What a page is after its bytes are opened: lines of text and span-expanded grids, in reading order.

A place is a line number, or a table, row and column. In a plain text the lines are the physical lines of the
file, blank ones included. In HTML they are the lines of the rendered text: a block element or a <br> ends a
line, runs of white space are one blank, and lines that print nothing do not count. In a grid every cell takes
as many lines as it prints, an empty one takes one empty line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from gkscrape.text import fold_each


class Line(NamedTuple):
    """One line of text. `number` counts from 1 over the whole document."""

    number: int
    text: str


class GridCell(NamedTuple):
    """One printed cell of a table. `row`, `column` (from 0) are its top left corner in the expanded grid.

    `text` keeps line breaks of the markup as newlines, so `1<br>2` stays two tokens; lines that print nothing
    are left out, so an empty cell is "", and one that holds a picture instead of text is PICTURE, though its
    line in the document's text is empty. `line` is the line of the document's text at which the cell begins.
    `rowspan` ends at the last row of the cell's row group, whatever the page says.
    """

    text: str
    line: int
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its spans expanded: the same GridCell object stands at each place that it covers.

    `number` counts tables from 1 in the order in which they begin, frames included. A place that no cell
    covers is None. A table nested in a cell of this one is a grid of its own, and its text is no part of that
    cell's.
    """

    number: int
    rows: tuple[tuple[GridCell | None, ...], ...]


Block = Line | Grid


@dataclass(frozen=True, slots=True)
class Container:
    """An element that divides a page: its names (`#id`, `.class`), and the lines that stand in it."""

    names: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True)
class Document:
    """One body, opened.

    `lines` is the text of the whole document, tables included, so that every place has a line number;
    `blocks` is the same content in order, with the tables as grids: each line belongs to one block, as a Line
    or in a Grid. A table that only lays out the page (no row with two cells, or tables nested in it and
    hardly any text of its own) is a frame: it is no Grid, and the lines and grids in its cells stand in
    `blocks` as if it were not there.

    `meta` holds the names (or http-equiv or property) and contents of <meta> elements, names in lower case.
    `links` are (address, text) of <a> and <area>, hidden ones too, and of <iframe>, <frame> and <embed> with
    no text; the text of a link that is cut with an ellipsis is its title attribute, that of a link which is
    nothing but a picture its title or what stands for the picture. `images` and all addresses are as
    printed, relative to `base` if the page names one. `containers` are the named elements that divide the
    page, inner ones before those that hold them. `hidden` is the text of each longer part that the markup
    hides, links left out; none of it is in `lines`.
    """

    media_type: str
    charset: str
    title: str | None
    meta: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    links: tuple[tuple[str, str], ...] = ()
    images: tuple[str, ...] = ()
    base: str | None = None
    containers: tuple[Container, ...] = ()
    hidden: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """The lines of the whole document, divided by newlines."""
        return "\n".join([line.text for line in self.lines])

    @cached_property
    def folded(self) -> Mapping[int, str]:
        """The lines folded, as labels are compared, by their numbers."""
        texts = fold_each([line.text for line in self.lines])
        return {line.number: text for line, text in zip(self.lines, texts, strict=True)}

    def within(self, container: Container) -> Document:
        """Return what stands in a container; lines and grids keep their numbers."""
        first, last = container.first, container.last
        return replace(
            self,
            lines=tuple(line for line in self.lines if first <= line.number <= last),
            blocks=tuple(block for block in self.blocks if first <= _first_line(block) <= last),
        )


def _first_line(block: Block) -> int:
    if isinstance(block, Line):
        return block.number
    return next((cell.line for row in block.rows for cell in row if cell is not None), 0)
