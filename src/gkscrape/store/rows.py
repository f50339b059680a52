"""Between a Report and the rows that hold it, there and back without loss."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from gkscrape.errors import StoreError
from gkscrape.record import Cell, Extra, Fact, Fault, Grade, Kind, Place, Section, Status, Suspect
from gkscrape.store.bulk import Native
from gkscrape.store.columns import KIND_CODES, STATUS_CODES, exact_number
from gkscrape.store.parts import CellColumns, Parts
from gkscrape.store.places import pack_places
from gkscrape.store.values import Ruling, Verdict

KINDS = {code: kind for kind, code in KIND_CODES.items()}
STATUSES = {code: status for status, code in STATUS_CODES.items()}

Values = dict[str, Any]


Rows = Iterable[tuple[Native, ...]]
RowsOfOne = tuple[int, Rows]


@dataclass(frozen=True, slots=True)
class ReadingRows:
    """All rows of one reading, but for its own row.

    All but the faults have their values in the order of the table's columns, and come once; cells lack the
    number of their reading, which stands before them.
    """

    cells: RowsOfOne
    details: Rows
    places: bytes
    extras: Rows
    sections: Rows
    facts: Rows
    faults: list[Values]


def rows_of(parts: Parts, reading_id: int, indicators: Mapping[str, int]) -> ReadingRows:
    """The rows of a report's content. Raises StoreError for an indicator that is not in the dictionary."""
    cells = parts.cells
    ids = _known(cells.indicators, indicators)
    kinds = map(KIND_CODES.__getitem__, cells.kinds)
    statuses = map(STATUS_CODES.__getitem__, cells.statuses)
    faults = (fault_row(fault, "reader") for fault in parts.report.faults)
    return ReadingRows(
        cells=(reading_id, zip(ids, kinds, statuses, cells.exact, strict=True)),
        details=[_detail_row(reading_id, ids[at], parts.report.cells[at]) for at in _with_details(cells)],
        places=pack_places(ids, cells.places),
        extras=_in_order(reading_id, parts.extras),
        sections=_in_order(reading_id, parts.sections),
        facts=_in_order(reading_id, parts.facts),
        faults=[{"reading_id": reading_id, "position": at, **row} for at, row in enumerate(faults)],
    )


def seen_digest(seen: Mapping[str, str]) -> str:
    """The sha256 of the figures that a verdict was given on, whatever their order."""
    return hashlib.sha256(json.dumps(dict(seen), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def verdict_from(row: Row[Any]) -> Verdict:
    """A verdict from its row."""
    return Verdict(
        fault_id=row.fault_id,
        report_id=row.report_id,
        code=row.code,
        indicators=tuple(row.indicators),
        seen=row.seen,
        ruling=Ruling(row.ruling),
        note=row.note,
        given_at=row.given_at,
    )


def plain_raw(kind: Kind, status: Status, value: Decimal | None) -> str | None:
    """What is printed in a cell of which nothing else is known; other `raw` values are stored beside it."""
    if kind is Kind.NUMBER:
        return str(exact_number(value))
    return "" if kind is Kind.BLANK and status is Status.PRINTED else None


def cell_from(
    indicator: str,
    content: tuple[Kind, Status, Decimal | None],
    place: Place | None,
    details: Row[Any] | None,
) -> Cell:
    """A cell from what `cell_store` holds of it, its place, and its row of `cell_details` if it has one."""
    if details is None:
        return Cell(indicator, *content, plain_raw(*content), place)
    candidates = tuple(None if digits is None else Decimal(digits) for digits in details.candidates or ())
    return Cell(indicator, *content, details.raw, place, details.reason, candidates, details.computed)


def extra_from(row: Row[Any]) -> Extra:
    """An extra from its row."""
    return Extra(row.label, row.column_label, row.value, row.unit, row.raw, row.place)


def section_from(row: Row[Any]) -> Section:
    """A section from its row."""
    return Section(row.number, row.heading, row.text, row.place)


def fact_from(row: Row[Any]) -> Fact:
    """A fact from its row."""
    return Fact(row.section, row.label, row.value, row.unit, row.raw, row.place, row.approximate)


def fault_from(row: Row[Any]) -> Fault:
    """A fault from its row."""
    grade, suspect = Grade(row.grade), Suspect(row.suspect)
    return Fault(row.code, grade, row.message, tuple(row.indicators), row.found, row.expected, suspect)


def fault_row(fault: Fault, origin: str) -> Values:
    """The row of a fault; `origin` says whether the reader or the store found it."""
    return {
        "origin": origin,
        "code": fault.code,
        "grade": fault.grade.value,
        "suspect": fault.suspect.value,
        "message": fault.message,
        "indicators": list(fault.indicators),
        "found": fault.found,
        "expected": fault.expected,
    }


def _known(codes: Sequence[str], indicators: Mapping[str, int]) -> list[int]:
    try:
        return [indicators[code] for code in codes]
    except KeyError as missing:
        raise StoreError(
            f"the indicator {missing.args[0]!r} is not in the database's dictionary;"
            " seed it with the forms first"
        ) from None


def _with_details(cells: CellColumns) -> list[int]:
    """The positions of the cells of which more is known than kind, status, value and place."""
    number, blank, printed = Kind.NUMBER, Kind.BLANK, Status.PRINTED
    rows = zip(cells.kinds, cells.statuses, cells.digits, cells.raws, strict=True)
    unlike = [
        at
        for at, (kind, status, digits, raw) in enumerate(rows)
        if raw != (digits if kind is number else "" if kind is blank and status is printed else None)
    ]
    return sorted({*unlike, *cells.telling}) if cells.telling else unlike


def _detail_row(reading_id: int, indicator_id: int, cell: Cell) -> tuple[Native, ...]:
    candidates = [None if value is None else format(value, "f") for value in cell.candidates]
    words = json.dumps(candidates) if candidates else None
    return (reading_id, indicator_id, cell.raw, words, cell.reason, exact_number(cell.computed))


def _in_order(reading_id: int, rows: Iterable[tuple[Native, ...]]) -> Rows:
    return ((reading_id, position, *row) for position, row in enumerate(rows))
