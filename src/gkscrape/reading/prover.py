"""Seats the tokens of a table by proof: of all ways to fill its rows, those that every printed sum allows.

A row whose tokens fit its columns is taken as printed when its own sum holds. Every other row keeps all ways
of least cost (see `cuts`) that its sum allows; what the sums of the columns and the other rows leave of them
is the answer. One content for a cell is `inferred`, several are `ambiguous`, none is `missing`. A sum that no
way satisfies is set aside, so that one wrong figure of the publisher does not cost the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce

from gkscrape.form import Axis, Sum, Table
from gkscrape.reading.cuts import Filling, Parse, Piece, fillings, is_run, least_cost, plain
from gkscrape.reading.reach import Reach, add_up
from gkscrape.reading.rows import RowText
from gkscrape.record import Cell, Kind, Status

MOST_NODES = 400
"""How many partial answers are looked at before what is left is called ambiguous."""

_WIDEST_RANGE = 200
_UNKNOWN = Reach.from_on(0)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to fill a row, with what each cell may amount to; `sound` if the row's own sum allows it."""

    pieces: Filling
    reach: tuple[Reach, ...]
    plain: bool
    sound: bool


Domains = Mapping[str, tuple[Way, ...]]


@dataclass(frozen=True, slots=True)
class Equation:
    """A printed sum in one column: the rows of `whole` amount to the same as the rows of `parts`."""

    column: int
    whole: tuple[str, ...]
    parts: tuple[str, ...]


def prove(table: Table, rows: Sequence[RowText], parse: Parse) -> tuple[Cell, ...]:
    """The cells of the given rows, in their order; each row at most once. Sums over absent rows stay open."""
    sums = table.sums_over({row.row for row in rows})
    across = tuple(total for total in sums if total.axis is Axis.COLUMNS)
    domains: Domains = {row.row: _ways(row, across, parse) for row in rows}
    equations = _equations(sums, rows)
    answer = _Search(equations).answer(domains)
    if answer is None:
        wider = {
            row.row: (*domains[row.row], *_unlikely(row, domains[row.row], across, parse)) for row in rows
        }
        answer = _Search(equations).answer(wider)
    if answer is None:
        holding = tuple(equation for equation in equations if _feasible(equation, domains))
        answer = _Search(holding).answer(domains) or domains
    cells = [cell for row in rows for cell in _row_cells(table, row, answer[row.row])]
    return _with_computed(table, cells, sums)


def _ways(row: RowText, sums: Sequence[Sum], parse: Parse) -> tuple[Way, ...]:
    """The likely ways of a row, in view of its own sums only."""
    straight = plain(row, parse)
    if straight is not None:
        way = _way(row, straight, sums, is_plain=True)
        if way.sound or row.seats is not None:
            return (way,)
        return (way, *_sound(row, sums, parse, cost=2))
    if not row.tokens:
        return (_way(row, (None,) * len(row.columns), sums, is_plain=False),)
    least = least_cost(row)
    if sums and is_run(row) and (found := _sound(row, sums, parse, least, gaps=False)):
        return found
    for cost in (least, least + 2):
        if found := _sound(row, sums, parse, cost):
            return found
    every = fillings(row, parse, least) or ()
    return tuple(_way(row, filling, sums, is_plain=False) for filling in every)


def _unlikely(row: RowText, likely: tuple[Way, ...], sums: Sequence[Sum], parse: Parse) -> tuple[Way, ...]:
    """Ways that come into play only when no likely ones add up: a torn and a lost token in a row that fits,
    lost cells in a run of glued ones."""
    if row.seats is not None or not row.tokens:
        return ()
    if [(way.plain, way.sound) for way in likely] == [(True, True)]:
        return _sound(row, sums, parse, cost=2)
    if is_run(row):
        known = {way.pieces for way in likely}
        return tuple(w for w in _sound(row, sums, parse, least_cost(row)) if w.pieces not in known)
    return ()


def _sound(
    row: RowText, sums: Sequence[Sum], parse: Parse, cost: int, *, gaps: bool = True
) -> tuple[Way, ...]:
    found = fillings(row, parse, cost, gaps=gaps) or ()
    ways = (_way(row, filling, sums, is_plain=False) for filling in found)
    return tuple(way for way in ways if way.sound)


def _way(row: RowText, filling: Filling, sums: Sequence[Sum], *, is_plain: bool) -> Way:
    reach = [_amount(piece) for piece in filling]
    sound = all(_narrow(row.columns, reach, total) for total in sums)
    return Way(filling, tuple(reach), is_plain, sound)


def _amount(piece: Piece | None) -> Reach:
    if piece is None or piece.value is None or piece.value != piece.value.to_integral_value():
        return _UNKNOWN
    return Reach.of(int(piece.value))


def _narrow(columns: Sequence[str], reach: list[Reach], total: Sum) -> bool:
    """Narrow the open cells of a row by one of its sums; False if the sum cannot hold."""
    index = {code: position for position, code in enumerate(columns)}
    if not set(total.whole) | set(total.parts) <= set(index):
        return True
    sides = [[index[code] for code in side] for side in (total.whole, total.parts)]
    known = [sum(reach[p].single or 0 for p in side) for side in sides]
    unknown = [[p for p in side if reach[p].single is None] for side in sides]
    if not unknown[0] and not unknown[1]:
        return known[0] == known[1]
    for here, there in ((0, 1), (1, 0)):
        if unknown[there]:
            continue
        slack = known[there] - known[here]
        if slack < 0:
            return False
        for position in unknown[here]:
            reach[position] = _within(slack, alone=len(unknown[here]) == 1)
    return True


def _within(slack: int, *, alone: bool) -> Reach:
    if alone:
        return Reach.of(slack)
    return Reach.of(*range(slack + 1)) if slack <= _WIDEST_RANGE else _UNKNOWN


def _equations(sums: Sequence[Sum], rows: Sequence[RowText]) -> tuple[Equation, ...]:
    width = max((len(row.columns) for row in rows), default=0)
    down = [total for total in sums if total.axis is Axis.ROWS]
    return tuple(Equation(column, total.whole, total.parts) for total in down for column in range(width))


class _Search:
    """Finds which ways of each row stand in some answer that satisfies every equation."""

    def __init__(self, equations: Sequence[Equation]) -> None:
        self._equations = tuple(equations)
        self._nodes = 0

    def answer(self, domains: Domains) -> Domains | None:
        """The domains without the ways that stand in no answer; None where no answer exists.

        A row without any way (too many to list) is open: it may amount to anything.
        """
        left = _pruned(self._equations, {row: ways for row, ways in domains.items() if ways})
        if left is None:
            return None
        if any(len(ways) > 1 for ways in left.values()):
            left = self._witnessed(left)
        return None if left is None else {**domains, **left}

    def _witnessed(self, domains: Domains) -> Domains | None:
        seen: dict[str, set[int]] = {row: set() for row in domains}
        for row, ways in domains.items():
            for way in ways:
                if id(way) not in seen[row]:
                    for name, chosen in (self._solution({**domains, row: (way,)}, way, row)).items():
                        seen[name].add(id(chosen))
        if not all(seen.values()):
            return None
        return {row: tuple(way for way in ways if id(way) in seen[row]) for row, ways in domains.items()}

    def _solution(self, domains: Domains, way: Way, row: str) -> dict[str, Way]:
        """A full answer in these domains, empty if none; past the bound, the way in question."""
        self._nodes += 1
        if self._nodes > MOST_NODES:
            return {row: way}
        left = _pruned(self._equations, domains)
        if left is None:
            return {}
        open_rows = [name for name, ways in left.items() if len(ways) > 1]
        if not open_rows:
            return {name: ways[0] for name, ways in left.items()}
        narrowest = min(open_rows, key=lambda name: len(left[name]))
        for choice in left[narrowest]:
            if found := self._solution({**left, narrowest: (choice,)}, way, row):
                return found
        return {}


def _pruned(equations: Sequence[Equation], domains: Domains) -> Domains | None:
    """The domains without ways that some equation excludes; None if that leaves a row without any."""
    current = dict(domains)
    changed = True
    while changed:
        changed = False
        for equation in equations:
            for row, kept in _supported(equation, current):
                if not kept:
                    return None
                changed = changed or len(kept) < len(current[row])
                current[row] = kept
    return current


def _supported(equation: Equation, domains: Domains) -> Iterator[tuple[str, tuple[Way, ...]]]:
    """Each open row of the equation with those of its ways that the others leave possible."""
    sides = (equation.whole, equation.parts)
    amounts = [[_column_reach(domains.get(row, ()), equation.column) for row in side] for side in sides]
    totals = [add_up(side) for side in amounts]
    if not totals[0].meets(totals[1]):
        yield next(iter(domains)), ()
        return
    for here, side in enumerate(sides):
        for position, row in enumerate(side):
            ways = domains.get(row, ())
            if len(ways) > 1:
                rest = add_up(amounts[here][:position] + amounts[here][position + 1 :])
                yield row, _possible(ways, equation.column, rest, totals[1 - here])


def _possible(ways: tuple[Way, ...], column: int, rest: Reach, other: Reach) -> tuple[Way, ...]:
    verdicts = {reach: rest.plus(reach).meets(other) for reach in {way.reach[column] for way in ways}}
    return tuple(way for way in ways if verdicts[way.reach[column]])


def _feasible(equation: Equation, domains: Domains) -> bool:
    whole, parts = (
        add_up(_column_reach(domains.get(row, ()), equation.column) for row in side)
        for side in (equation.whole, equation.parts)
    )
    return whole.meets(parts)


def _column_reach(ways: tuple[Way, ...], column: int) -> Reach:
    """What the cell may amount to over all ways of its row; anything, for a row that is not known."""
    if not ways:
        return _UNKNOWN
    return reduce(Reach.union, dict.fromkeys(way.reach[column] for way in ways))


def _row_cells(table: Table, row: RowText, ways: tuple[Way, ...]) -> Iterator[Cell]:
    for position, column in enumerate(row.columns):
        indicator = f"{table.code}/{row.row}/{column}"
        pieces = [way.pieces[position] for way in ways]
        yield _cell(indicator, row, pieces, printed=len(ways) == 1 and ways[0].plain)


def _cell(indicator: str, row: RowText, pieces: Sequence[Piece | None], *, printed: bool) -> Cell:
    if not pieces:
        return Cell(indicator, Kind.UNREADABLE, Status.AMBIGUOUS, reason="too many ways to cut the row")
    first = pieces[0]
    if any(_content(piece) != _content(first) for piece in pieces):
        values = {None if piece is None else piece.value for piece in pieces}
        ordered = sorted((v for v in values if v is not None), key=Decimal)
        candidates = (*ordered, *([None] if None in values else []))
        return Cell(
            indicator, Kind.UNREADABLE, Status.AMBIGUOUS, candidates=candidates, reason="several ways"
        )
    if first is None:
        return Cell(indicator, Kind.BLANK, Status.MISSING)
    cell = Cell(indicator, first.kind, Status.PRINTED, first.value, first.token.raw, first.token.at)
    if printed:
        return cell
    return replace(cell, status=Status.INFERRED, reason=_reason(row, pieces))


def _content(piece: Piece | None) -> tuple[Kind, Decimal | None] | None:
    return None if piece is None else (piece.kind, piece.value)


def _reason(row: RowText, pieces: Sequence[Piece | None]) -> str:
    whole = all(piece is not None and piece.whole for piece in pieces)
    what = "its place" if whole else "its cut"
    return f"{what} among {len(row.tokens)} tokens for {len(row.columns)} columns follows from the sums"


def _with_computed(table: Table, cells: Sequence[Cell], sums: Sequence[Sum]) -> tuple[Cell, ...]:
    """The cells, those without a figure given what a sum with no other gap forces."""
    values = {cell.indicator: cell.value for cell in cells if cell.kind is Kind.NUMBER}
    forced: dict[str, Decimal] = {}
    for whole, parts in _sum_lines(table, cells, sums):
        gaps = [code for code in (*whole, *parts) if values.get(code) is None]
        if len(gaps) == 1:
            known = [
                sum((values[c] or Decimal(0) for c in side if c != gaps[0]), Decimal(0))
                for side in (whole, parts)
            ]
            rest = known[1] - known[0] if gaps[0] in whole else known[0] - known[1]
            if rest >= 0:
                forced.setdefault(gaps[0], rest)
    return tuple(
        replace(cell, computed=forced.get(cell.indicator))
        if cell.status in (Status.MISSING, Status.AMBIGUOUS)
        else cell
        for cell in cells
    )


def _sum_lines(
    table: Table, cells: Sequence[Cell], sums: Sequence[Sum]
) -> Iterator[tuple[list[str], list[str]]]:
    codes = {cell.indicator for cell in cells}
    rows = dict.fromkeys(code.split("/")[1] for code in codes)
    columns = dict.fromkeys(code.split("/")[2] for code in codes)
    for total in sums:
        lines = rows if total.axis is Axis.COLUMNS else columns
        for line in lines:
            sides = [
                [
                    f"{table.code}/{line}/{m}" if total.axis is Axis.COLUMNS else f"{table.code}/{m}/{line}"
                    for m in side
                ]
                for side in (total.whole, total.parts)
            ]
            if set(sides[0]) | set(sides[1]) <= codes:
                yield sides[0], sides[1]
