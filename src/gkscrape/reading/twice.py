"""Pages that print a table twice: equal copies are one, and figures that differ between them stay open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gkscrape.reading.anchors import Alignment, align
from gkscrape.reading.lexicon import Match
from gkscrape.reading.tables import TableRead
from gkscrape.record import Cell, Fault, Grade, Kind, Status

_LEAST_SHARE = 0.5
_REASON = "the page prints this table twice, and the copies differ here"


def second_copy(alignment: Alignment, matches: Sequence[Match], table: str) -> Alignment | None:
    """The alignment on the labels that are left over, if these print the table again; None if not."""
    rows = sum(anchor.station.is_row for anchor in alignment.by_table[table])
    used = {id(anchor.match) for anchor in alignment.anchors}
    left = [match for match in matches if id(match) not in used]
    names = alignment.plan.row_cores[table]
    if (
        sum(match.core in names and (match.free or bool(match.numeral)) for match in left)
        < _LEAST_SHARE * rows
    ):
        return None
    again = align(alignment.plan, left)
    repeated = sum(anchor.station.is_row for anchor in again.by_table.get(table, ()))
    return again if repeated > 1 and repeated >= _LEAST_SHARE * rows else None


def reconciled(first: TableRead, second: TableRead) -> TableRead:
    """The first copy; where the second has another figure, the cell is open, and a fault says so."""
    others = {cell.indicator: cell for cell in second.cells if _says(cell)}
    differing = [
        cell.indicator
        for cell in first.cells
        if _says(cell) and cell.indicator in others and others[cell.indicator].value != cell.value
    ]
    if not differing:
        return first
    cells = tuple(
        _unsettled(cell, others[cell.indicator]) if cell.indicator in differing else cell
        for cell in first.cells
    )
    lines = sorted(read.anchors[0].at.line for read in (first, second))
    message = (
        f"table {first.table.code} stands at line {lines[0]} and at line {lines[1]}, with {len(differing)}"
        " figures that differ"
    )
    fault = Fault("table.conflict", Grade.ERROR, message, tuple(differing))
    return replace(first, cells=cells, faults=(*first.faults, fault))


def _says(cell: Cell) -> bool:
    return cell.status in (Status.PRINTED, Status.INFERRED) and cell.kind is Kind.NUMBER


def _unsettled(cell: Cell, other: Cell) -> Cell:
    return cell._replace(
        kind=Kind.UNREADABLE,
        status=Status.AMBIGUOUS,
        value=None,
        candidates=(cell.value, other.value),
        reason=_REASON,
    )
