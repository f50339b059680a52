"""All the ways in which the printed tokens of a row can fill its cells: left out, cut in two, or joined.

A way costs one for each cell without a token, each cut inside a token and each join of two tokens; the plain
way (one token a cell) costs nothing. Nothing is dropped and nothing is invented: every printed character ends
up in exactly one cell, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from gkscrape.numbers import Value
from gkscrape.reading.rows import RowText, Token
from gkscrape.record import Kind

Parse = Callable[[str, str], Value]
"""What a piece of text says in the column with this code."""

MOST_FILLINGS = 20_000
_LONGEST_PIECE = 16
_BLANK = "\0"


@dataclass(frozen=True, slots=True)
class Piece:
    """What one way puts into one cell; `whole` if it is one token of the page, neither cut nor joined."""

    token: Token
    kind: Kind
    value: Decimal | None
    whole: bool


Filling = tuple[Piece | None, ...]
"""One piece for each column, None where the way leaves the cell without a token."""


def fillings(row: RowText, parse: Parse, cost: int, *, gaps: bool = True) -> tuple[Filling, ...] | None:
    """Every way of exactly this cost, in a fixed order; None if there are more than MOST_FILLINGS.

    Without `gaps`, only ways that put something into every cell.
    """
    found: list[Filling] = []
    for filling in _Cutter(row, parse, gaps=gaps).ways(0, 0, cost):
        found.append(filling)
        if len(found) > MOST_FILLINGS:
            return None
    return tuple(found)


def is_run(row: RowText) -> bool:
    """Whether so few tokens stand for so many columns that their cells ran together rather than got lost."""
    return 0 < 2 * len(row.tokens) < len(row.columns)


def least_cost(row: RowText) -> int:
    """The cost below which no way exists: the difference between the tokens and the columns."""
    return abs(len(row.columns) - len(row.tokens))


class _Cutter:
    """The characters of a row with the borders of its tokens."""

    def __init__(self, row: RowText, parse: Parse, *, gaps: bool) -> None:
        self._gaps = gaps
        self._columns = row.columns
        self._parse = parse
        self._text = "".join(token.raw or _BLANK for token in row.tokens)
        self._owner: list[tuple[Token, int]] = []
        for token in row.tokens:
            self._owner.extend((token, index) for index in range(max(1, len(token.raw))))
        self._borders = {0, len(self._text)}
        for position, (_, index) in enumerate(self._owner):
            if index == 0:
                self._borders.add(position)
        self._pieces: dict[tuple[int, int, str], Piece | None] = {}

    def ways(self, start: int, column: int, cost: int) -> Iterator[Filling]:
        """The ways to fill the columns from `column` on with the text from `start` on, at exactly `cost`."""
        if column == len(self._columns):
            if start == len(self._text) and cost == 0:
                yield ()
            return
        for end in range(start + 1, min(len(self._text), start + _LONGEST_PIECE) + 1):
            price = self._price(start, end)
            if price > cost:
                continue
            piece = self._piece(start, end, self._columns[column])
            if piece is not None:
                for rest in self.ways(end, column + 1, cost - price):
                    yield (piece, *rest)
        if cost > 0 and self._gaps:
            for rest in self.ways(start, column + 1, cost - 1):
                yield (None, *rest)

    def _price(self, start: int, end: int) -> int:
        joins = sum(1 for border in range(start + 1, end) if border in self._borders)
        return joins + (end not in self._borders)

    def _piece(self, start: int, end: int, column: str) -> Piece | None:
        key = (start, end, column)
        if key not in self._pieces:
            self._pieces[key] = self._made(start, end, column)
        return self._pieces[key]

    def _made(self, start: int, end: int, column: str) -> Piece | None:
        text = self._text[start:end]
        if text == _BLANK:
            return Piece(self._owner[start][0], Kind.BLANK, None, whole=True)
        if _BLANK in text:
            return None
        whole = start in self._borders and end in self._borders and self._price(start, end) == 0
        said = self._parse(text, column)
        if said.kind not in (Kind.NUMBER, Kind.NA):
            return None
        return Piece(self._span(start, end), said.kind, said.value, whole)

    def _span(self, start: int, end: int) -> Token:
        (first, index), (last, last_index) = self._owner[start], self._owner[end - 1]
        if first.at.start is None or last.at.start is None:
            return Token(self._text[start:end], first.at)
        stop = last.at.start + last_index + 1 if first.at.line == last.at.line else None
        place = replace(first.at, start=first.at.start + index, end=stop)
        return Token(self._text[start:end], place)


def plain(row: RowText, parse: Parse) -> Filling | None:
    """The plain way, one token a cell, by the grid's seats or by order; None where that does not fit."""
    if row.seats is None and len(row.tokens) != len(row.columns):
        return None
    seats: Sequence[int] = row.seats if row.seats is not None else range(len(row.columns))
    cells: list[Piece | None] = [None] * len(row.columns)
    for seat, token in zip(seats, row.tokens, strict=True):
        said = parse(token.raw, row.columns[seat])
        if row.seats is None and said.kind is Kind.TEXT:
            return None
        cells[seat] = Piece(token, said.kind, said.value, whole=True)
    return tuple(cells)
