"""The ways in which the rows of a table may be filled, and what each cell then amounts to.

Rows are filled one by one, except where labels between them are lost: such a group is one strand, whose
tokens are dealt out to its rows in every manner that leaves the least to explain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import comb

from gkscrape.form import Sum
from gkscrape.reading.across import TOUCHING
from gkscrape.reading.cuts import (
    Budget,
    Filling,
    Limits,
    Parse,
    Piece,
    TooManyWays,
    fillings,
    is_run,
    least_cost,
    plain,
)
from gkscrape.reading.reach import Reach
from gkscrape.reading.rows import RowText
from gkscrape.record import Kind

MOST_STEPS = 10_000
"""How many partial ways of one row are tried before it is called open."""

_STEPS_OF_OTHERS = 20_000
"""How many partial ways are tried, over all rows that break their own sum, in place of their plain ones."""

_MOST_BROKEN = 6
"""More rows than this, each with a figure for every cell, are not all torn and short by chance."""

_MOST_DEALT = 4
_UNKNOWN = Reach.from_on(0)

Amounts = tuple[Reach, ...]
Indices = tuple[tuple[int, ...], tuple[int, ...]]
Ceilings = Mapping[tuple[str, str], int]
"""The most that a cell (row, column) can amount to, where other rows tell."""


@dataclass(frozen=True, slots=True)
class Strand:
    """Rows whose tokens are seated together, nearly always one."""

    rows: tuple[RowText, ...]

    @property
    def name(self) -> str:
        """The code of its first row."""
        return self.rows[0].row

    @property
    def slots(self) -> tuple[tuple[str, str], ...]:
        """The cells of the strand: row and column."""
        return tuple((row.row, column) for row in self.rows for column in row.columns)

    @property
    def doubted(self) -> bool:
        """Whether its rows may not be trusted as they stand."""
        return any(row.doubt is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to fill a strand; `sound` if the rows' own sums allow it, `plain` if it is one token a cell."""

    pieces: Filling
    amounts: Amounts
    sound: bool
    plain: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether every cell without a token amounts to 0."""
        pairs = zip(self.pieces, self.amounts, strict=True)
        return all(amount.single == 0 for piece, amount in pairs if piece is None)


def strands(rows: Sequence[RowText]) -> tuple[Strand, ...]:
    """The rows in order, each a strand of its own; a doubted row is one with the empty ones below it."""
    groups: list[list[RowText]] = []
    for row in rows:
        loose = row.seats is None and row.doubt is not None and not row.tokens
        if loose and groups and groups[-1][0].doubt is not None and groups[-1][0].seats is None:
            groups[-1].append(row)
        else:
            groups.append([row])
    return tuple(Strand(tuple(group)) for group in groups)


class Ways:
    """Lists the ways of strands, in view of the rows' own sums and a shared budget."""

    def __init__(
        self, sums: Sequence[Sum], summed_rows: frozenset[str], parse: Parse, budget: Budget
    ) -> None:
        """`sums` add up columns; `summed_rows` are the rows that some sum adds up downwards."""
        self._sums = sums
        self._summed_rows = summed_rows
        self._parse = parse
        self._budget = budget
        self._others: dict[str, tuple[Way, ...]] = {}
        self._broken: set[str] = set()
        self._hopeless: set[str] = set()
        self._known_indices: dict[tuple[str, ...], tuple[Indices, ...]] = {}

    def straight(self, strand: Strand) -> Way | None:
        """The plain way of a strand of one row, None where there is none."""
        row = strand.rows[0]
        if len(strand.rows) > 1 or (row.doubt is not None and len(row.tokens) != len(row.columns)):
            return None
        filling = plain(row, self._parse)
        if filling is None:
            return None
        way = replace(self._way(row, filling), plain=True)
        if not way.sound and row.seats is None:
            self._broken.add(row.row)
        return way

    def likely(self, strand: Strand, ceilings: Ceilings, *, full_runs: bool) -> tuple[Way, ...]:
        """The ways of least cost; () where there is none within the ceilings. Raises TooManyWays.

        With `full_runs`, a run of glued figures is cut into all its cells if its own sum allows that.
        """
        straight = self.straight(strand)
        row = strand.rows[0]
        if straight is None:
            return self._least_once(strand, ceilings, full_runs)
        if row.doubt == TOUCHING and not self.checks(row):
            return (straight, *self._sound(row, 2, {}))
        if straight.sound or row.seats is not None:
            return (straight,)
        if row.row not in self._others:
            self._others[row.row] = self._instead_of_plain(row)
        return (straight, *self._others[row.row])

    def unlikely(self, strand: Strand, ceilings: Ceilings) -> tuple[Way, ...]:
        """Sound ways that cost two more, such as a torn and a lost token. Raises TooManyWays."""
        row = strand.rows[0]
        if len(strand.rows) > 1 or row.seats is not None or not row.tokens or not self._sums:
            return ()
        return self._sound(row, least_cost(row) + 2, ceilings)

    def shifted(self, strand: Strand) -> tuple[Way, ...]:
        """Sound ways of a row that breaks its own sum, with one token passed over and a cell elsewhere empty.

        Such a way moves figures to other cells; one that changes a single cell would only put that figure
        aside, and is none.
        """
        straight = self.straight(strand)
        row = strand.rows[0]
        if straight is None or straight.sound or row.seats is not None:
            return ()
        limits = Limits(sums=self._indices(row), passes=True)
        found = fillings(row, self._parse, 2, limits, self._budget.share(self._steps_each))
        ways = (self._way(row, filling) for filling in found)
        return tuple(way for way in ways if way.sound and _moved(way, straight) > 1)

    @property
    def few_are_broken(self) -> bool:
        """Whether so few rows break their own sum as printed that it may be damage, and not the publisher."""
        return len(self._broken) <= _MOST_BROKEN

    @property
    def _steps_each(self) -> int:
        return _STEPS_OF_OTHERS // max(1, len(self._broken))

    def has_own_sum(self, row: RowText) -> bool:
        """Whether some sum adds up columns of the row."""
        return bool(self._indices(row))

    def checks(self, row: RowText) -> bool:
        """Whether any sum bears on the row."""
        return row.row in self._summed_rows or self.has_own_sum(row)

    def _instead_of_plain(self, row: RowText) -> tuple[Way, ...]:
        """Sound ways of a row whose plain way breaks its own sum.

        Where no other sum can tell them from an error in print, only those count that leave no figure free;
        and where they are too many to list, the row stands as printed.
        """
        try:
            ways = self._sound(row, 2, {}, steps=self._steps_each)
        except TooManyWays:
            return ()
        if row.row in self._summed_rows:
            return ways
        return tuple(way for way in ways if way.is_exact)

    def _least_once(self, strand: Strand, ceilings: Ceilings, full_runs: bool) -> tuple[Way, ...]:
        """The ways of least cost; what cannot be listed without ceilings is not tried again."""
        if not ceilings and strand.name in self._hopeless:
            raise TooManyWays
        try:
            return self._least(strand, ceilings, full_runs)
        except TooManyWays:
            self._hopeless |= set() if ceilings else {strand.name}
            raise

    def _least(self, strand: Strand, ceilings: Ceilings, full_runs: bool) -> tuple[Way, ...]:
        if len(strand.rows) > 1:
            return self._dealt(strand, ceilings)
        row = strand.rows[0]
        if row.seats is not None:
            row = replace(row, seats=None)
        if not row.tokens:
            return (self._way(row, (None,) * len(row.columns)),)
        if _is_doubled(row):
            row = replace(row, tokens=row.tokens[: len(row.columns)])
        least = least_cost(row)
        if (
            full_runs
            and self._sums
            and is_run(row)
            and (found := self._sound(row, least, ceilings, gaps=False))
        ):
            return found
        costs = (least, least + 2) if self._sums else (least,)
        for cost in costs:
            if found := self._sound(row, cost, ceilings):
                return found
        return () if ceilings else self._unsound(row)

    def _unsound(self, row: RowText) -> tuple[Way, ...]:
        """The ways of least cost of a row whose own sum allows none; at last its words where they stand."""
        every = tuple(self._fillings(row, least_cost(row), Limits()))
        if not every and not any(self._is_torn(token.raw, row) for token in row.tokens):
            filling = plain(row, self._parse, words=True)
            return () if filling is None else (replace(self._way(row, filling), plain=True),)
        return tuple(self._way(row, filling) for filling in every)

    def _dealt(self, strand: Strand, ceilings: Ceilings) -> tuple[Way, ...]:
        """The ways of a group: cut into all of its cells, or divided among its rows. Raises TooManyWays."""
        full = self._cut_as_one(strand, ceilings)
        if full and 2 * len(strand.rows[0].tokens) < len(strand.slots):
            return full
        divisions = comb(len(strand.rows[0].tokens) + len(strand.rows) - 1, len(strand.rows) - 1)
        if len(strand.rows) > _MOST_DEALT or not self._budget.share(MOST_STEPS).spend(divisions):
            raise TooManyWays
        deals: dict[int, list[tuple[RowText, ...]]] = {}
        for deal in _deals(strand.rows):
            deals.setdefault(sum(_deal_cost(row) for row in deal), []).append(deal)
        for cost in sorted(deals)[:2]:
            found = [way for deal in deals[cost] for way in self._joined(deal, ceilings)]
            if found:
                return tuple(dict.fromkeys((*full, *found)))
        raise TooManyWays

    def _cut_as_one(self, strand: Strand, ceilings: Ceilings) -> tuple[Way, ...]:
        """The sound ways to cut the group's tokens into all of its cells, if there are fewer tokens."""
        whole = replace(strand.rows[0], columns=tuple(column for _, column in strand.slots))
        if len(whole.tokens) >= len(whole.columns):
            return ()
        limits = Limits(
            sums=tuple(self._group_indices(strand)),
            ceilings=tuple(ceilings.get(slot) for slot in strand.slots),
            gaps=False,
        )
        found = fillings(whole, self._parse, least_cost(whole), limits, self._budget.share(MOST_STEPS))
        ways = []
        for filling in found:
            amounts = [_amount(piece) for piece in filling]
            verdicts = [_narrow(amounts, *indices) for indices in limits.sums]
            ways.append(Way(filling, tuple(amounts), all(verdicts)))
        return tuple(way for way in ways if way.sound)

    def _group_indices(self, strand: Strand) -> Iterator[Indices]:
        """The sums of each row of the group, as indices of the group's slots."""
        start = 0
        for row in strand.rows:
            for whole, parts in self._indices(row):
                yield tuple(start + p for p in whole), tuple(start + p for p in parts)
            start += len(row.columns)

    def _joined(self, deal: Sequence[RowText], ceilings: Ceilings) -> Iterator[Way]:
        options = [self._alone(row, ceilings) for row in deal]
        for ways in product(*options):
            pieces = tuple(piece for way in ways for piece in way.pieces)
            amounts = tuple(amount for way in ways for amount in way.amounts)
            yield Way(pieces, amounts, sound=True)

    def _alone(self, row: RowText, ceilings: Ceilings) -> tuple[Way, ...]:
        if not row.tokens:
            return (self._way(row, (None,) * len(row.columns)),)
        return self._sound(row, least_cost(row), ceilings)

    def _sound(
        self, row: RowText, cost: int, ceilings: Ceilings, *, gaps: bool = True, steps: int = MOST_STEPS
    ) -> tuple[Way, ...]:
        limits = Limits(
            sums=self._indices(row),
            ceilings=tuple(ceilings.get((row.row, column)) for column in row.columns),
            gaps=gaps,
        )
        ways = (self._way(row, filling) for filling in self._fillings(row, cost, limits, steps))
        return tuple(way for way in ways if way.sound)

    def _fillings(
        self, row: RowText, cost: int, limits: Limits, steps: int = MOST_STEPS
    ) -> Iterator[Filling]:
        """The fillings of this cost. None passes over a token and leaves a cell empty at once: that would be
        to put a figure of the publisher's aside."""
        budget = self._budget.share(steps)
        found = fillings(row, self._parse, cost, limits, budget)
        if cost > len(row.columns) - len(row.tokens):
            passing = replace(limits, gaps=False, passes=True)
            found = tuple(dict.fromkeys((*found, *fillings(row, self._parse, cost, passing, budget))))
        return iter(found)

    def _is_torn(self, raw: str, row: RowText) -> bool:
        """Whether a token has digits and is still no figure of the row."""
        return _has_digit(raw) and all(self._parse(raw, column).kind is Kind.TEXT for column in row.columns)

    def _way(self, row: RowText, filling: Filling) -> Way:
        amounts = [_amount(piece) for piece in filling]
        verdicts = [_narrow(amounts, *indices) for indices in self._indices(row)]
        return Way(filling, tuple(amounts), all(verdicts))

    def _indices(self, row: RowText) -> tuple[Indices, ...]:
        """The row's own sums as indices of its columns; those over columns that it lacks are left out."""
        if row.columns not in self._known_indices:
            index = {code: position for position, code in enumerate(row.columns)}
            self._known_indices[row.columns] = tuple(
                (tuple(index[c] for c in total.whole), tuple(index[c] for c in total.parts))
                for total in self._sums
                if set(total.whole) | set(total.parts) <= set(index)
            )
        return self._known_indices[row.columns]


def _moved(way: Way, straight: Way) -> int:
    """How many cells amount to something else than in the plain way."""
    return sum(a != b for a, b in zip(way.amounts, straight.amounts, strict=True))


def _is_doubled(row: RowText) -> bool:
    """Whether the same full row is printed twice."""
    raws = [token.raw for token in row.tokens]
    width = len(row.columns)
    return len(raws) == 2 * width and raws[:width] == raws[width:]


def _has_digit(raw: str) -> bool:
    return any(char.isdigit() for char in raw)


def _deals(rows: Sequence[RowText]) -> Iterator[tuple[RowText, ...]]:
    """Every division of the first row's tokens among the rows, in order."""
    tokens = rows[0].tokens

    def deal(position: int, start: int) -> Iterator[tuple[RowText, ...]]:
        if position == len(rows) - 1:
            yield (replace(rows[position], tokens=tokens[start:]),)
            return
        for stop in range(start, len(tokens) + 1):
            here = replace(rows[position], tokens=tokens[start:stop])
            for rest in deal(position + 1, stop):
                yield (here, *rest)

    return deal(0, 0)


def _deal_cost(row: RowText) -> int:
    return least_cost(row) if row.tokens else 1


def _amount(piece: Piece | None) -> Reach:
    if piece is None or piece.value is None or piece.value != piece.value.to_integral_value():
        return _UNKNOWN
    return Reach.of(int(piece.value))


def _narrow(amounts: list[Reach], whole: Sequence[int], parts: Sequence[int]) -> bool:
    """Narrow the open cells of a row by one of its sums; False if the sum cannot hold."""
    sides = (whole, parts)
    known = [sum(amounts[p].single or 0 for p in side) for side in sides]
    unknown = [[p for p in side if amounts[p].single is None] for side in sides]
    if not unknown[0] and not unknown[1]:
        return known[0] == known[1]
    for here, there in ((0, 1), (1, 0)):
        slack = known[there] - known[here]
        if unknown[there]:
            if len(unknown[here]) == 1:
                amounts[unknown[here][0]] = Reach.from_on(max(0, slack))
            continue
        if slack < 0:
            return False
        for position in unknown[here]:
            amounts[position] = Reach.of(slack) if len(unknown[here]) == 1 else Reach.up_to(slack)
    return True
