"""The sums that a form prints: which cells each of them ties together, and whether they add up.

A blank is unknown and at least 0, so it can excuse a sum that falls short, never one that is exceeded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from gkscrape.checks.outcome import Outcome, State, failed, number, printed_blank, read_from_grid, settled
from gkscrape.checks.rules import Rule, Rulebook
from gkscrape.form import Axis, Block, Form, Sum, Table
from gkscrape.record import Cell, Kind, Report, Status, Suspect

_MOST_KEPT = 256
_MISSING = Status.MISSING


@dataclass(frozen=True, slots=True)
class Line:
    """One row or column in which a sum is printed: the cells of both sides, and the label to call it by."""

    sum: Sum
    label: str
    whole: tuple[Cell, ...]
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, those of the printed total first."""
        return (*self.whole, *self.parts)


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a sum comes to: at least `known`, and exactly that unless `open`."""

    known: Decimal
    open: bool
    empty: bool


def assess_sums(report: Report, form: Form, book: Rulebook) -> Iterator[Outcome]:
    """An outcome for each row, column and block in which the form prints a sum."""
    cells = {cell.indicator: cell for cell in report.cells}
    for table in form.tables:
        lines = tuple(_lines(table, cells))
        outcomes = [_assess(line, book[line.sum.id]) for line in lines]
        sound = _mostly_sound(outcomes)
        for line, outcome in zip(lines, outcomes, strict=True):
            blamed = sound and outcome.state is State.FAIL
            yield replace(outcome, suspect=_suspect(line)) if blamed else outcome


def _lines(table: Table, cells: Mapping[str, Cell]) -> Iterator[Line]:
    head = f"{table.code}/"
    own = [cell for code, cell in cells.items() if code.startswith(head)]
    printed = {cell.indicator.split("/", 2)[1] for cell in own if cell.status is not _MISSING}
    for place in _places(table, frozenset(printed)):
        if not place.optional or any(code in cells for code in place.codes):
            yield _line(place, cells)


@dataclass(frozen=True, slots=True)
class _Place:
    """A row or column in which a sum is printed: its label and its indicators, the printed total's first."""

    sum: Sum
    label: str
    codes: tuple[str, ...]
    optional: bool = False


@lru_cache(_MOST_KEPT)
def _places(table: Table, printed: frozenset[str]) -> tuple[_Place, ...]:
    """Where the table prints sums, if it has the rows `printed`."""
    return tuple(
        place
        for total in table.sums_over(printed)
        for block in table.blocks
        for place in (_rows if total.axis is Axis.COLUMNS else _columns)(table, block, total)
    )


def _rows(table: Table, block: Block, total: Sum) -> Iterator[_Place]:
    if not set(total.whole) <= {column.code for column in block.columns}:
        return
    for row in block.rows:
        codes = tuple(f"{table.code}/{row.code}/{column}" for column in (*total.whole, *total.parts))
        if not row.group:
            yield _Place(total, row.labels[0], codes, row.optional)


def _columns(table: Table, block: Block, total: Sum) -> Iterator[_Place]:
    if not set(total.whole) <= {row.code for row in block.rows}:
        return
    for column in block.columns:
        codes = tuple(f"{table.code}/{row}/{column.code}" for row in (*total.whole, *total.parts))
        yield _Place(total, column.labels[0], codes)


def _line(place: _Place, cells: Mapping[str, Cell]) -> Line:
    found = tuple([cells.get(code) or Cell(code, Kind.BLANK, Status.MISSING) for code in place.codes])
    whole = len(place.sum.whole)
    return Line(place.sum, place.label, found[:whole], found[whole:])


def _assess(line: Line, rule: Rule) -> Outcome:
    cells = line.cells
    values = [number(cell) for cell in cells]
    if None in values:
        if all(cell.status is Status.MISSING for cell in cells):
            return settled(rule, State.NOT_ASSESSABLE, f"nothing is printed of {line.label}", cells)
        lost = sum(
            value is None and not printed_blank(cell) for cell, value in zip(cells, values, strict=True)
        )
        if lost:
            return settled(rule, State.UNDECIDABLE, f"{line.label}: {lost} cells are not read", cells)
    whole, parts = _side(values[: len(line.whole)]), _side(values[len(line.whole) :])
    if _broken(whole, parts, rule.tolerance):
        broken = failed(rule, line.label, cells, whole.known, parts.known)
        return replace(broken, message=broken.message + _blanks(line))
    if whole.empty or (whole.known != parts.known and (whole.open or parts.open)):
        return settled(rule, State.UNDECIDABLE, f"{line.label}: blank cells may hold the rest", cells)
    return settled(rule, State.PASS, f"{line.label}: the sum holds", cells)


def _blanks(line: Line) -> str:
    blanks = sum(1 for cell in line.cells if number(cell) is None)
    return f" (not counting {blanks} blank)" if blanks else ""


def _side(values: Sequence[Decimal | None]) -> Side:
    known = [value for value in values if value is not None]
    return Side(sum(known, Decimal(0)), open=len(known) < len(values), empty=not known)


def _broken(whole: Side, parts: Side, tolerance: int) -> bool:
    """Whether no figures of at least 0 in the blank cells could make both sides equal."""
    surplus = whole.known - parts.known
    return (surplus > tolerance and not parts.open) or (-surplus > tolerance and not whole.open)


def _mostly_sound(outcomes: Sequence[Outcome]) -> bool:
    """Whether most sums of the table hold, so that it was not read one place aside as a whole."""
    states = [outcome.state for outcome in outcomes]
    return states.count(State.PASS) > states.count(State.FAIL)


def _suspect(line: Line) -> Suspect:
    """The publisher, where a grid places each figure in the row or column that the sum runs along."""
    known = [cell for cell in line.cells if number(cell) is not None]
    across = line.sum.axis is Axis.COLUMNS
    tracks = {cell.at and (cell.at.row if across else cell.at.column) for cell in known}
    return Suspect.PUBLISHER if read_from_grid(known) and len(tracks) == 1 else Suspect.UNDECIDED
