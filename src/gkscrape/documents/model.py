"""What a page is after its bytes are opened: lines of text and span-expanded grids, in reading order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. `number` counts from 1 over the whole document."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """One printed cell of a table. `row`, `column` (from 0) are its top left corner in the expanded grid.

    `text` keeps line breaks of the markup as newlines, so `1<br>2` stays two tokens. `line` is the line of
    the document's text at which the cell begins.
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

    `number` counts tables from 1 in the order in which they begin. A place that no cell covers is None. A table
    nested in a cell of this one is a grid of its own, and its text is no part of that cell's.
    """

    number: int
    rows: tuple[tuple[GridCell | None, ...], ...]


Block = Line | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """One body, opened.

    `lines` is the text of the whole document, tables included (one line a cell), so that every place has a
    line number; `blocks` is the same content in order, with the tables as grids. `meta` holds the names and
    contents of <meta> elements, names in lower case. `images` and `links` are addresses as printed.
    """

    media_type: str
    charset: str
    title: str | None
    meta: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    links: tuple[tuple[str, str], ...] = ()
    images: tuple[str, ...] = ()
