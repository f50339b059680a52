"""Pages that print a table several times: equal copies are one, and figures that differ stay open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from gkscrape.reading.anchors import Alignment, align
from gkscrape.reading.lexicon import Match
from gkscrape.reading.tables import TableRead
from gkscrape.record import Cell, Fault, Grade, Kind, Status

_LEAST_SHARE = 0.5
_SETTLED = (Status.PRINTED, Status.INFERRED)
_MOST_COPIES = 4
_REASON = "the page prints this table more than once, and the copies differ here"


def copies(alignment: Alignment, matches: Sequence[Match], table: str) -> Iterator[Alignment]:
    """The alignments on the labels that are left over, as long as these print the table once more.

    Each ends where something else begins: it has the anchors of all other tables as well.
    """
    others = [anchor for anchor in alignment.anchors if anchor.station.table != table]
    used = {id(anchor.match) for anchor in alignment.anchors}
    for _ in range(_MOST_COPIES):
        again = _copy(alignment, [match for match in matches if id(match) not in used], table)
        if again is None:
            return
        own = again.by_table[table]
        yield replace(again, anchors=tuple(sorted((*own, *others), key=lambda anchor: anchor.start)))
        used |= {id(anchor.match) for anchor in own}


def _copy(alignment: Alignment, left: Sequence[Match], table: str) -> Alignment | None:
    """What the labels of rows that stand by themselves, or are numbered, print of the table."""
    rows = sum(anchor.station.is_row for anchor in alignment.by_table[table])
    names = alignment.plan.row_cores[table]
    left = [match for match in left if match.core not in names or match.free or match.numeral]
    if sum(match.core in names for match in left) < _LEAST_SHARE * rows:
        return None
    again = align(alignment.plan, left)
    repeated = sum(anchor.station.is_row for anchor in again.by_table.get(table, ()))
    return again if repeated > 1 and repeated >= _LEAST_SHARE * rows else None


def reconciled(first: TableRead, other: TableRead) -> TableRead:
    """The first copy; where another has another figure, the cell is open, and a fault says so."""
    others = {cell.indicator: cell for cell in other.cells if _says(cell)}
    differing = [
        cell.indicator
        for cell in first.cells
        if cell.indicator in others and _is_contradicted(cell, others[cell.indicator])
    ]
    if not differing:
        return first
    cells = tuple(
        _unsettled(cell, others[cell.indicator]) if cell.indicator in differing else cell
        for cell in first.cells
    )
    lines = sorted(read.anchors[0].at.line for read in (first, other))
    message = (
        f"table {first.table.code} stands at line {lines[0]} and at line {lines[1]}, with {len(differing)}"
        " figures that differ"
    )
    fault = Fault("table.conflict", Grade.ERROR, message, tuple(differing))
    return replace(first, cells=cells, faults=(*first.faults, fault))


def contested(read: TableRead, why: str) -> TableRead:
    """The table with every cell open that is printed: it may belong to another form, as `why` says."""
    codes = tuple(cell.indicator for cell in read.cells if cell.status in _SETTLED)
    reason = f"table {read.table.code} {why}"
    cells = tuple(
        _opened(cell, (cell.value,), reason) if cell.status in _SETTLED else cell for cell in read.cells
    )
    if not codes:
        return read
    fault = Fault("table.conflict", Grade.ERROR, f"{reason}: its columns may be those of another form", codes)
    return replace(read, cells=cells, faults=(*read.faults, fault))


def _is_contradicted(cell: Cell, other: Cell) -> bool:
    """Whether another copy says what none before it said; a cell without a figure cannot be contradicted."""
    if cell.reason == _REASON:
        return other.value not in cell.candidates
    return _says(cell) and other.value != cell.value


def _says(cell: Cell) -> bool:
    return cell.status in _SETTLED and cell.kind is Kind.NUMBER


def _unsettled(cell: Cell, other: Cell) -> Cell:
    said = cell.candidates if cell.reason == _REASON else (cell.value,)
    return _opened(cell, (*said, other.value), _REASON)


def _opened(cell: Cell, candidates: tuple[Decimal | None, ...], reason: str) -> Cell:
    return cell._replace(
        kind=Kind.UNREADABLE, status=Status.AMBIGUOUS, value=None, candidates=candidates, reason=reason
    )
