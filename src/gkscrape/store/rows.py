"""Between a Report and the rows that hold it, there and back without loss."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import repeat
from typing import Any

from sqlalchemy import Row

from gkscrape.errors import StoreError
from gkscrape.record import Cell, Extra, Fact, Fault, Grade, Kind, Place, Report, Section, Status, Suspect
from gkscrape.store.bulk import Native
from gkscrape.store.columns import KIND_CODES, STATUS_CODES, exact_number, exact_numbers
from gkscrape.store.places import pack_places
from gkscrape.store.values import Ruling, Verdict

KINDS = {code: kind for kind, code in KIND_CODES.items()}
STATUSES = {code: status for status, code in STATUS_CODES.items()}

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReadingRows:
    """All rows of one reading, but for its own row. `cells` have the columns of the table, and come once."""

    cells: Iterable[tuple[Native, ...]]
    details: list[Values]
    places: bytes
    extras: list[Values]
    sections: list[Values]
    facts: list[Values]
    faults: list[Values]


def rows_of(report: Report, reading_id: int, indicators: Mapping[str, int]) -> ReadingRows:
    """The rows of a report's content. Raises StoreError for an indicator that is not in the dictionary."""
    cells = report.cells
    ids = _known([cell.indicator for cell in cells], indicators)
    exact = exact_numbers([cell.value for cell in cells])
    kinds = [KIND_CODES[cell.kind] for cell in cells]
    statuses = [STATUS_CODES[cell.status] for cell in cells]
    return ReadingRows(
        cells=zip(repeat(reading_id), ids, kinds, statuses, exact),
        details=[
            _detail_row(reading_id, id_, cell)
            for id_, cell, value in zip(ids, cells, exact, strict=True)
            if _needs_detail(cell, value)
        ],
        places=pack_places(ids, [cell.at for cell in cells]),
        extras=_in_order(reading_id, [extra_row(extra) for extra in report.extras]),
        sections=_in_order(reading_id, [section_row(section) for section in report.sections]),
        facts=_in_order(reading_id, [fact_row(fact) for fact in report.facts]),
        faults=_in_order(reading_id, [fault_row(fault, "reader") for fault in report.faults]),
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
    return _plain_raw(kind, status, exact_number(value))


def _plain_raw(kind: Kind, status: Status, exact: int | str | None) -> str | None:
    if kind is Kind.NUMBER:
        return str(exact)
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


def _needs_detail(cell: Cell, exact: int | str | None) -> bool:
    if cell.raw != _plain_raw(cell.kind, cell.status, exact):
        return True
    return cell.reason is not None or cell.computed is not None or bool(cell.candidates)


def _detail_row(reading_id: int, indicator_id: int, cell: Cell) -> Values:
    candidates = [None if value is None else format(value, "f") for value in cell.candidates]
    return {
        "reading_id": reading_id,
        "indicator_id": indicator_id,
        "raw": cell.raw,
        "candidates": candidates or None,
        "reason": cell.reason,
        "computed": cell.computed,
    }


def extra_row(extra: Extra) -> Values:
    """The row of an extra, but for its reading and position."""
    return {
        "label": extra.label,
        "column_label": extra.column,
        "value": extra.value,
        "unit": extra.unit,
        "raw": extra.raw,
        "place": extra.at,
    }


def section_row(section: Section) -> Values:
    """The row of a section, but for its reading and position."""
    return {
        "number": section.number,
        "heading": section.heading,
        "text": section.text,
        "place": section.at,
    }


def fact_row(fact: Fact) -> Values:
    """The row of a fact, but for its reading and position."""
    return {
        "section": fact.section,
        "label": fact.label,
        "value": fact.value,
        "unit": fact.unit,
        "raw": fact.raw,
        "approximate": fact.approximate,
        "place": fact.at,
    }


def _in_order(reading_id: int, rows: Sequence[Values]) -> list[Values]:
    return [{"reading_id": reading_id, "position": position, **row} for position, row in enumerate(rows)]
