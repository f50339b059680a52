"""Whether a place on a page belongs to an indicator: which row and which column are printed beside it.

A reading that is one row aside finds the text of every cell at its place; only the labels give it away. They
speak against a cell where they are plainly those of another row or column, and are silent where they are
misprinted, torn or lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache

from gkscrape.documents import Document, Grid, GridCell
from gkscrape.form import Block, Column, Direction, Indicator, Row, Table
from gkscrape.numbers import parse_value
from gkscrape.record import Cell, Kind, Place
from gkscrape.text import fold, strip_enumerator

_PLAIN = 0.9
_REACH = 40
_TOKEN = re.compile(r"[^\s|]+")
_UNIT = re.compile(r"[(:]((?:千|万|百万|亿)?元)\)")
_MONEY = re.compile(r"(?:千|万|百万|亿)?元$")
_COUNTED = re.compile(r"(?:人次|件次|篇次|万?元|[条件次篇个人项份起场期家名部])$")
_FIGURES = re.compile(r"[0-9,.]+$")
_CHINESE = re.compile("[\u3400-\u9fff]")

Label = tuple[str, str]
"""A code, and one of its labels without enumerator, folded."""


class Labels:
    """The labels of one document, asked for by place."""

    def __init__(self, document: Document) -> None:
        self._lines = [line.text for line in document.lines]
        self._text = fold("".join(self._lines))
        self._grids = {block.number: block for block in document.blocks if isinstance(block, Grid)}

    def row_at(self, place: Place, table: Table) -> frozenset[str]:
        """The codes of the rows that are plainly named beside or above the place; none where none is."""
        if table.blocks[0].direction is Direction.LEDGER:
            return self._ledger_row_at(place, table)
        if place.table is None:
            return _ending(_FIGURES.sub("", self.words_before(place)), _row_labels(table))
        if table.blocks[0].direction is Direction.ACROSS:
            above = (_named(cell.text, _row_labels(table)) for cell in self._above(place))
            return next(filter(None, above), frozenset())
        left = (cell.text for cell in self._left_of(place) if _is_words(cell.text))
        return _named(next(left, ""), _row_labels(table))

    def _ledger_row_at(self, place: Place, table: Table) -> frozenset[str]:
        """The rows named before the unit that is printed before the place."""
        if place.table is None:
            return _ending(_COUNTED.sub("", self.words_before(place)), _row_labels(table))
        left = [cell.text for cell in self._left_of(place) if _is_words(cell.text)]
        return next((named for text in left[:2] if (named := _named(text, _row_labels(table)))), frozenset())

    def is_printed(self, row: Row) -> bool:
        """Whether a label of the row stands anywhere on the page as the form has it."""
        return any(fold(label) in self._text for label in row.labels)

    def column_at(self, place: Place, table: Table, block: Block) -> frozenset[str]:
        """The codes of the columns that are plainly named above the place, in a grid; none elsewhere.

        The headings of a block end where the rows of another begin. One that stands twice in its row, once in
        the place of its neighbour, names no column.
        """
        if place.table is None:
            return frozenset()
        across = block.direction is Direction.ACROSS
        own = {row.code for row in block.rows}
        for cell in self._above(place):
            if not across and self.row_at(place._replace(row=cell.row + 1), table) - own:
                break
            found = _named(cell.text, _column_labels(table))
            if found:
                return found if across or not self._stands_twice(place, cell) else frozenset()
        return frozenset()

    def unit_at(self, place: Place) -> str | None:
        """The money unit printed beside the place, or in brackets in the heading nearest to it; else None."""
        beside = _MONEY.search(self._beside(place))
        if beside:
            return beside[0]
        if place.table is not None:
            texts = [cell.text for cell in (*self._left_of(place), *self._above(place))]
        else:
            texts = [*reversed(self._lines[max(0, place.line - _REACH) : place.line])]
        noted = (_UNIT.search(fold(text)) for text in texts)
        return next((found[1] for found in noted if found), None)

    def _beside(self, place: Place) -> str:
        """What stands in the cell or word right before the place."""
        if place.table is not None:
            return next((fold(cell.text) for cell in self._left_of(place)), "")
        return fold(next(self._tokens_before(place), ""))

    def words_before(self, place: Place) -> str:
        """The words that stand before the place in a stream of text, back to a figure; folded."""
        words: list[str] = []
        for token in self._tokens_before(place):
            if _is_words(token):
                words.append(token)
            elif words:
                break
        return fold("".join(reversed(words)))

    def _tokens_before(self, place: Place) -> Iterator[str]:
        last = place.line - 1
        lines = [*self._lines[max(0, last - _REACH) : last], self._lines[last][: place.start]]
        for line in reversed(lines):
            yield from reversed(_TOKEN.findall(line))

    def _left_of(self, place: Place) -> Iterator[GridCell]:
        row = self._grids[place.table or 0].rows[(place.row or 1) - 1]
        yield from (cell for cell in reversed(row[: (place.column or 1) - 1]) if cell is not None)

    def _above(self, place: Place) -> Iterator[GridCell]:
        rows = self._grids[place.table or 0].rows[: (place.row or 1) - 1]
        column = (place.column or 1) - 1
        yield from (cell for row in reversed(rows) if (cell := row[column]) is not None)

    def _stands_twice(self, place: Place, heading: GridCell) -> bool:
        beside = self._grids[place.table or 0].rows[heading.row]
        return any(cell is not None and cell is not heading and cell.text == heading.text for cell in beside)


def misplaced(cells: Sequence[tuple[Indicator, Cell]], labels: Labels) -> dict[str, str]:
    """Of cells that stand one behind the other in a stream, those that stand where another belongs.

    By code of the cell, the code of the one that belongs there. `cells` are in the form's order; the order in
    which the page itself names their columns will do as well.
    """
    placed = [(known, cell.at) for known, cell in cells if cell.at is not None and cell.at.table is None]
    by_place = sorted(placed, key=lambda one: (one[1].line, one[1].start or 0))
    pairs = [(found, wanted) for (found, _), (wanted, _) in zip(by_place, placed, strict=True)]
    wrong = {found.code: wanted.code for found, wanted in pairs if found.code != wanted.code}
    columns = [found.column for found, _ in pairs]
    return {} if wrong and _names_in_order(labels.words_before(by_place[0][1]), columns) else wrong


def _names_in_order(words: str, columns: Sequence[Column]) -> bool:
    position = 0
    for column in columns:
        found = [at for label in column.labels if (at := words.find(fold(label), position)) >= 0]
        if not found:
            return False
        position = min(found) + 1
    return True


@cache
def _row_labels(table: Table) -> tuple[Label, ...]:
    return _labels_of(row for block in table.blocks for row in block.rows if not row.group)


@cache
def _column_labels(table: Table) -> tuple[Label, ...]:
    return _labels_of(column for block in table.blocks for column in block.columns)


def _labels_of(members: Iterator[Row] | Iterator[Column]) -> tuple[Label, ...]:
    return tuple((member.code, _core(label)) for member in members for label in member.labels)


def _core(label: str) -> str:
    return strip_enumerator(fold(label))


@lru_cache(maxsize=4096)
def _named(text: str, labels: tuple[Label, ...]) -> frozenset[str]:
    """The codes whose label the text is, or is nearly."""
    core = _core(text)
    exact = frozenset(code for code, label in labels if label == core)
    if exact or len(core) < 4:
        return exact
    likeness = {code: 0.0 for code, _ in labels}
    for code, label in labels:
        likeness[code] = max(likeness[code], SequenceMatcher(None, core, label).ratio())
    best = max(likeness.values(), default=0.0)
    return frozenset(code for code, value in likeness.items() if value == best >= _PLAIN)


def _ending(words: str, labels: Sequence[Label]) -> frozenset[str]:
    """The codes of the longest label with which the words end."""
    longest = max((len(label) for _, label in labels if words.endswith(label)), default=0)
    return frozenset(code for code, label in labels if len(label) == longest and words.endswith(label))


def _is_words(text: str) -> bool:
    return bool(_CHINESE.search(text)) and parse_value(text, None, signed=True).kind is Kind.TEXT
