"""All the ways in which the printed tokens of a row can fill its cells: left out, cut, joined or passed.

A way costs one for each cell without a token, each cut inside a token, each join of two tokens and each token
passed over as none of the row's (a page number in a row with too many tokens); the plain way (one token a
cell) costs nothing. Nothing is invented: every printed character ends up in one cell at most, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate

from gkscrape.numbers import Value
from gkscrape.reading.rows import RowText, Token
from gkscrape.record import Kind
from gkscrape.text import PICTURE

Parse = Callable[[str, str], Value]
"""What a piece of text says in the column with this code."""

MOST_FILLINGS = 4_000
_LONGEST_PIECE = 16
_STEPS_OF_A_WAY = 3
"""What it costs to weigh a whole way, in partial ways."""

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


class TooManyWays(Exception):  # noqa: N818
    """There are more ways than can be listed, so that none of them may be preferred."""


class Budget:
    """A bound on work, counted in steps and never in seconds, so that it ends alike on every machine.

    `left` is what may still be spent, below 0 once the bound was hit.
    """

    def __init__(self, steps: int, whole: Budget | None = None) -> None:
        self.left = steps
        self._whole = whole

    @property
    def spent(self) -> bool:
        """Whether the bound was hit."""
        return self.left < 0 or (self._whole is not None and self._whole.spent)

    def spend(self, steps: int = 1) -> bool:
        """Take the steps; False once the bound is hit."""
        self.left -= steps
        within = self.left >= 0
        return within and (self._whole is None or self._whole.spend(steps))

    def share(self, steps: int) -> Budget:
        """A part of this budget, no more than the given steps."""
        return Budget(steps, self)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a filling must keep to, so that cutting can stop early.

    `sums` are the row's own, as indices of the columns of the whole and of the parts. `ceilings` give the
    most that each cell can amount to (None: unknown). Without `gaps` every cell gets something; with `passes`
    whole tokens may be passed over.
    """

    sums: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = ()
    ceilings: tuple[int | None, ...] = ()
    gaps: bool = True
    passes: bool = False


def fillings(
    row: RowText, parse: Parse, cost: int, limits: Limits | None = None, budget: Budget | None = None
) -> tuple[Filling, ...]:
    """Every way of exactly this cost within the limits, in a fixed order.

    Raises TooManyWays if there are more than MOST_FILLINGS, or if the budget does not suffice to list them.
    """
    cutter = _Cutter(row, parse, limits or Limits(), budget or Budget(1_000_000))
    return cutter.all_ways(cost)


def is_run(row: RowText) -> bool:
    """Whether so few tokens stand for so many columns that their cells ran together rather than got lost."""
    return 0 < 2 * len(row.tokens) < len(row.columns)


def least_cost(row: RowText) -> int:
    """The cost below which no way exists: the difference between the tokens and the columns."""
    return abs(len(row.columns) - len(row.tokens))


def plain(row: RowText, parse: Parse, *, words: bool = False) -> Filling | None:
    """The plain way, one token a cell, by the grid's seats or by order; None where that does not fit.

    Without seats, a token that is no figure does not fit unless `words` are allowed.
    """
    if row.seats is None and len(row.tokens) != len(row.columns):
        return None
    seats: Sequence[int] = row.seats if row.seats is not None else range(len(row.columns))
    cells: list[Piece | None] = [None] * len(row.columns)
    for seat, token in zip(seats, row.tokens, strict=True):
        said = parse(token.raw, row.columns[seat])
        if row.seats is None and said.kind is Kind.TEXT and not words:
            return None
        cells[seat] = Piece(token, said.kind, said.value, whole=True)
    return tuple(cells)


class _Cutter:
    """The characters of a row with the borders of its tokens; cuts from the last column to the first,
    because the total that bounds the others stands last."""

    def __init__(self, row: RowText, parse: Parse, limits: Limits, budget: Budget) -> None:
        self._columns = row.columns
        self._parse = parse
        self._limits = limits
        self._budget = budget
        self._text = _Text(row.tokens)
        self._sums = tuple(s for s in limits.sums if s[0] and s[1] and min(s[0]) > max(s[1]))
        self._ceilings = limits.ceilings or (None,) * len(row.columns)
        widths = [_LONGEST_PIECE if most is None else len(str(most)) for most in self._ceilings]
        self._room = list(accumulate(widths, initial=0))
        self._pieces: dict[tuple[int, int, int], Piece | None] = {}
        self._dead: set[tuple[int, int, int, tuple[int | None, ...], bool]] = set()
        self._found: list[Filling] = []

    def all_ways(self, cost: int) -> tuple[Filling, ...]:
        self._fill(len(self._text.chars), len(self._columns), cost, (0,) * len(self._sums), False, ())
        if self._budget.spent or len(self._found) > MOST_FILLINGS:
            raise TooManyWays
        return tuple(self._found)

    def _fill(
        self, end: int, column: int, cost: int, rests: tuple[int | None, ...], gap: bool, tail: Filling
    ) -> bool:
        """Fill the columns before `column` with the text before `end` at exactly `cost`; whether it goes.

        `rests` are what the parts still to come may amount to, `gap` whether some cell already has no token.
        """
        if not self._budget.spend() or len(self._found) > MOST_FILLINGS:
            return True
        if column == 0:
            passed = self._limits.passes and self._text.tokens_before(end) == cost
            fits = (passed or end == cost == 0) and all(not rest or gap for rest in rests)
            if fits:
                self._budget.spend(_STEPS_OF_A_WAY)
                self._found.append(tail)
            return fits
        state = (end, column, cost, rests, gap)
        if state in self._dead or self._too_long(end, column, rests):
            return False
        found = self._fill_with_piece(end, column, cost, rests, gap, tail)
        found |= self._fill_without(end, column, cost, rests, gap, tail)
        if not found:
            self._dead.add(state)
        return found

    def _fill_with_piece(
        self, end: int, column: int, cost: int, rests: tuple[int | None, ...], gap: bool, tail: Filling
    ) -> bool:
        found = False
        for start in range(end - 1, max(-1, end - 1 - _LONGEST_PIECE), -1):
            price = self._text.price(start, end)
            if price > cost:
                if self._text.joins(start, end) > cost:
                    break
                continue
            piece = self._piece(start, end, column - 1)
            if piece is None:
                continue
            left = self._rests(rests, column - 1, piece.value)
            if left is not None:
                unknown = gap or piece.value is None
                found |= self._fill(start, column - 1, cost - price, left, unknown, (piece, *tail))
        return found

    def _fill_without(
        self, end: int, column: int, cost: int, rests: tuple[int | None, ...], gap: bool, tail: Filling
    ) -> bool:
        found = False
        if cost > 0 and self._limits.gaps:
            left = self._rests(rests, column - 1, None) or rests
            found |= self._fill(end, column - 1, cost - 1, left, True, (None, *tail))
        if cost > 0 and self._limits.passes and end in self._text.borders and end > 0:
            found |= self._fill(self._text.border_before(end), column, cost - 1, rests, gap, tail)
        return found

    def _rests(
        self, rests: tuple[int | None, ...], column: int, value: Decimal | None
    ) -> tuple[int | None, ...] | None:
        """What the sums leave once this cell amounts to `value` (None: unknown); None if it is too much."""
        most = self._ceilings[column]
        if value is not None and most is not None and value > most:
            return None
        left: list[int | None] = []
        for rest, (whole, parts) in zip(rests, self._sums, strict=True):
            now = rest
            if column in whole:
                known = rest is not None and value is not None and value == value.to_integral_value()
                now = rest + int(value) if known and rest is not None and value is not None else None
            elif column in parts and rest is not None and value is not None:
                if value != value.to_integral_value() or value > rest:
                    return None
                now = rest - int(value)
            left.append(now)
        return tuple(left)

    def _too_long(self, end: int, column: int, rests: tuple[int | None, ...]) -> bool:
        """Whether the text left has more digits than the cells left can hold."""
        if self._limits.passes or end > self._text.leading_digits:
            return False
        if end > self._room[column]:
            return True
        return any(
            rest is not None and set(range(column)) <= set(parts) and end > column * len(str(rest))
            for rest, (_, parts) in zip(rests, self._sums, strict=True)
        )

    def _piece(self, start: int, end: int, column: int) -> Piece | None:
        key = (start, end, column)
        if key not in self._pieces:
            self._pieces[key] = self._made(start, end, self._columns[column])
        return self._pieces[key]

    def _made(self, start: int, end: int, column: str) -> Piece | None:
        text = self._text.chars[start:end]
        if text == _BLANK:
            return Piece(self._text.span(start, end), Kind.BLANK, None, whole=True)
        if _BLANK in text:
            return None
        said = self._parse(text, column)
        if said.kind not in (Kind.NUMBER, Kind.NA) and text != PICTURE:
            return None
        return Piece(self._text.span(start, end), said.kind, said.value, self._text.is_whole(start, end))


@dataclass
class _Text:
    """The tokens of a row as one run of characters; an empty token is one character of its own."""

    tokens: Sequence[Token]
    chars: str = field(init=False)
    borders: frozenset[int] = field(init=False)
    leading_digits: int = field(init=False)

    def __post_init__(self) -> None:
        self.chars = "".join(token.raw or _BLANK for token in self.tokens)
        self._owner = [(token, index) for token in self.tokens for index in range(max(1, len(token.raw)))]
        inner = [position for position, (_, index) in enumerate(self._owner) if index == 0]
        self.borders = frozenset({*inner, 0, len(self.chars)})
        self._before = list(accumulate((p in self.borders for p in range(len(self.chars) + 1)), initial=0))
        digits = [char.isascii() and char.isdigit() for char in self.chars]
        self.leading_digits = digits.index(False) if False in digits else len(digits)

    def joins(self, start: int, end: int) -> int:
        """How many borders of tokens stand inside the piece."""
        return self._before[end] - self._before[start + 1]

    def price(self, start: int, end: int) -> int:
        """What the piece costs: its joins, and the cut at its start."""
        return self.joins(start, end) + (start not in self.borders)

    def is_whole(self, start: int, end: int) -> bool:
        """Whether the piece is one token."""
        return start in self.borders and end in self.borders and self.joins(start, end) == 0

    def border_before(self, end: int) -> int:
        """Where the token that ends here begins."""
        return end - 1 - self._owner[end - 1][1]

    def tokens_before(self, end: int) -> int | None:
        """How many tokens stand before this border; None inside a token."""
        return self._before[end] if end in self.borders else None

    def span(self, start: int, end: int) -> Token:
        """The piece as a token with its place."""
        (first, index), (last, last_index) = self._owner[start], self._owner[end - 1]
        text = "" if self.chars[start:end] == _BLANK else self.chars[start:end]
        if self.is_whole(start, end):
            return first
        if first.at.start is None or last.at.start is None:
            return Token(text, first.at)
        stop = last.at.start + last_index + 1 if first.at.line == last.at.line else None
        return Token(text, first.at._replace(start=first.at.start + index, end=stop))
