"""A table in the making: its rows as strands, its sums as equations of their cells, and what is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gkscrape.form import Axis, Sum, Table
from gkscrape.reading.cuts import Budget, Parse
from gkscrape.reading.rows import RowText
from gkscrape.reading.search import Equation, Term
from gkscrape.reading.ways import Strand, Way, Ways, strands

MOST_STEPS = 40_000
"""How many partial ways and partial answers are looked at before what is left is called ambiguous."""


@dataclass(frozen=True)
class Sheet:
    """A table in the making: its strands, its sums as equations between their slots, and their ways."""

    table: Table
    strands: tuple[Strand, ...]
    equations: tuple[Equation, ...]
    ways: Ways
    straight: Mapping[str, Way]
    budget: Budget

    def across(self) -> tuple[Equation, ...]:
        """The sums that add up rows."""
        return tuple(equation for equation in self.equations if not equation.own)


@dataclass(frozen=True)
class Found:
    """The ways left to each strand (none: too many to list), and the equations set aside as wrong.

    `rows_alone` if no column proves anything, and each row only has its own sum.
    """

    ways: Mapping[str, tuple[Way, ...]]
    wrong: tuple[Equation, ...] = ()
    bound_hit: bool = False
    rows_alone: bool = False


def sheet_of(table: Table, rows: Sequence[RowText], parse: Parse) -> Sheet:
    """The sheet of these rows. A sum over rows that are not there, or lack the column, is open."""
    sums = table.sums_over({row.row for row in rows})
    across = tuple(total for total in sums if total.axis is Axis.COLUMNS)
    down = tuple(total for total in sums if total.axis is Axis.ROWS)
    summed_rows = frozenset(code for total in down for code in (*total.whole, *total.parts))
    budget = Budget(MOST_STEPS)
    ways = Ways(across, summed_rows, parse, budget)
    bundles = strands(rows)
    straight = {strand.name: way for strand in bundles if (way := ways.straight(strand)) is not None}
    terms = {slot: (strand.name, index) for strand in bundles for index, slot in enumerate(strand.slots)}
    equations = (*_own_equations(across, rows, terms), *_equations(down, terms))
    return Sheet(table, bundles, equations, ways, straight, budget)


def _own_equations(
    sums: Sequence[Sum], rows: Sequence[RowText], terms: Mapping[tuple[str, str], Term]
) -> Iterator[Equation]:
    for row in rows:
        for total in sums:
            if set(total.whole) | set(total.parts) <= set(row.columns):
                sides = [tuple(terms[row.row, c] for c in side) for side in (total.whole, total.parts)]
                yield Equation(total.id, row.row, sides[0], sides[1], own=True)


def _equations(sums: Sequence[Sum], terms: Mapping[tuple[str, str], Term]) -> Iterator[Equation]:
    columns = dict.fromkeys(column for _, column in terms)
    for total in sums:
        for column in columns:
            sides = [
                tuple(terms[row, column] for row in side if (row, column) in terms)
                for side in (total.whole, total.parts)
            ]
            lacking = [
                len(side) < len(all_) for side, all_ in zip(sides, (total.whole, total.parts), strict=True)
            ]
            if sides[0] or sides[1]:
                yield Equation(total.id, column, sides[0], sides[1], lacking[0], lacking[1])
