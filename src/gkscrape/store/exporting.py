"""The tables of an export: their columns and what they mean, their keys, and the rows of each report.

Nothing in them belongs to this file or machine, so that equal content makes equal rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Connection

from gkscrape.record import Capture, Cell, Grade, Kind, Report, Scope, Status, Suspect
from gkscrape.store import queries
from gkscrape.store.columns import place_text
from gkscrape.store.dictionary import descriptions
from gkscrape.store.schema import FORMS
from gkscrape.store.values import IndicatorRow, ReportEntry

Value = str | int | Decimal | datetime | bool | None
Row = tuple[Value, ...]


class Type(StrEnum):
    """What the values of a column are: exact numbers, times in UTC, and true or false among them."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    TIME = "time"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `words` are the only values it has, `told_in` the table whose description of it holds."""

    name: str
    type: Type = Type.TEXT
    needed: bool = False
    words: tuple[str, ...] = ()
    told_in: str | None = None


@dataclass(frozen=True, slots=True)
class Foreign:
    """Columns that name a row of another table by its key."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """One report with all that is exported of it."""

    entry: ReportEntry
    capture: Capture
    report: Report


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the export, and what rows a report has in it."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Exported], Iterable[Row]]
    foreign: tuple[Foreign, ...] = ()

    @property
    def about(self) -> str:
        """What the table holds, in a sentence."""
        return descriptions()[self.name].about[0]

    def meaning(self, column: Column) -> str:
        """What a column holds, in a sentence of the data dictionary."""
        return descriptions()[column.told_in or self.name].columns[column.name][0]


def exported(connection: Connection, unit_id: str | None, year: int | None) -> Iterator[Exported]:
    """The reports of a unit, of a year, of both, or all, ordered by region, unit, year and scope."""
    for entry in queries.reports(connection, unit_id, year):
        yield Exported(entry, queries.captured(connection, entry.id), queries.report(connection, entry.id))


def indicator_row(row: IndicatorRow) -> Row:
    """The row of an indicator in the table INDICATORS."""
    parts = row.code.split("/")
    labels = (row.table_label, row.row_label, row.column_label)
    return (row.code, *parts, *labels, row.unit, ";".join(row.forms))


def _unit(one: Exported) -> Iterator[Row]:
    yield one.entry.unit.id, one.entry.unit.name, one.entry.unit.region


def _capture(one: Exported) -> Iterator[Row]:
    capture = one.capture
    where = (capture.fetched_at, capture.warc, capture.offset)
    yield (capture.url, capture.sha256, capture.media_type, capture.bytes, capture.status, *where)


def _report(one: Exported) -> Iterator[Row]:
    entry = one.entry
    body = (one.capture.url, one.capture.sha256, entry.published)
    yield (
        entry.id,
        entry.unit.id,
        entry.year,
        entry.scope,
        entry.form,
        one.report.layout,
        entry.title,
        *body,
    )


def _cells(one: Exported) -> Iterator[Row]:
    for cell in one.report.cells:
        yield (one.entry.id, cell.indicator, *_content(cell))


def _content(cell: Cell) -> Row:
    candidates = [None if value is None else format(value, "f") for value in cell.candidates]
    listed = _json(candidates) if candidates else None
    return (cell.value, cell.kind, cell.status, cell.raw, listed, cell.reason, cell.computed)


def _extras(one: Exported) -> Iterator[Row]:
    for position, extra in enumerate(one.report.extras):
        said = (extra.label, extra.column, extra.value, extra.unit, extra.raw)
        yield (one.entry.id, position, *said, place_text(extra.at))


def _sections(one: Exported) -> Iterator[Row]:
    for position, section in enumerate(one.report.sections):
        place = None if section.at is None else place_text(section.at)
        yield one.entry.id, position, section.number, section.heading, section.text, place


def _facts(one: Exported) -> Iterator[Row]:
    for position, fact in enumerate(one.report.facts):
        place = None if fact.at is None else place_text(fact.at)
        said = (fact.section, fact.label, fact.value, fact.unit, fact.raw, fact.approximate)
        yield (one.entry.id, position, *said, place)


def _faults(one: Exported) -> Iterator[Row]:
    for position, fault in enumerate(one.report.faults):
        said = (fault.code, fault.grade, fault.suspect, fault.message, _json(list(fault.indicators)))
        yield (one.entry.id, position, *said, fault.found, fault.expected)


def _json(values: list[str] | list[str | None]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _words(vocabulary: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(word) for word in vocabulary)


_REPORT = Column("report_id", needed=True)
_OF_REPORT = Foreign(("report_id",), "reports", ("id",))
_BODY = (Column("url", needed=True), Column("sha256", needed=True, told_in="captures"))
_VALUE = Column("value", Type.NUMBER)

CONTENT = (
    _VALUE,
    Column("kind", needed=True, words=_words(Kind)),
    Column("status", needed=True, words=_words(Status)),
    Column("raw"),
    Column("candidates"),
    Column("reason"),
    Column("computed", Type.NUMBER),
)


def _in_order(name: str, rows: Callable[[Exported], Iterable[Row]], *columns: Column) -> Table:
    position = Column("position", Type.INTEGER, needed=True, told_in=f"reading_{name}")
    return Table(name, (_REPORT, position, *columns), ("report_id", "position"), rows, (_OF_REPORT,))


INDICATORS = Table(
    "indicators",
    (
        Column("code", needed=True),
        *(Column(f"{part}_code", needed=True) for part in ("table", "row", "column")),
        *(Column(f"{part}_label") for part in ("table", "row", "column")),
        Column("unit", needed=True),
        Column("forms"),
    ),
    ("code",),
    lambda one: (),
)
UNITS = Table(
    "units", (Column("id", needed=True), Column("name", needed=True), Column("region")), ("id",), _unit
)
CAPTURES = Table(
    "captures",
    (
        *_BODY,
        Column("media_type", needed=True),
        Column("bytes", Type.INTEGER, needed=True),
        Column("status", Type.INTEGER, needed=True),
        Column("fetched_at", Type.TIME, needed=True),
        Column("warc", needed=True),
        Column("offset", Type.INTEGER, needed=True),
    ),
    ("url", "sha256"),
    _capture,
)
REPORTS = Table(
    "reports",
    (
        Column("id", needed=True),
        Column("unit_id", needed=True),
        Column("year", Type.INTEGER, needed=True),
        Column("scope", words=_words(Scope)),
        Column("form", needed=True, words=FORMS),
        Column("layout", needed=True, told_in="readings"),
        Column("title"),
        *_BODY,
        Column("published", Type.TIME),
    ),
    ("id",),
    _report,
    (Foreign(("unit_id",), "units", ("id",)), Foreign(("url", "sha256"), "captures", ("url", "sha256"))),
)
CELLS = Table(
    "cells",
    (_REPORT, Column("indicator", needed=True), *CONTENT),
    ("report_id", "indicator"),
    _cells,
    (_OF_REPORT, Foreign(("indicator",), "indicators", ("code",))),
)
EXTRAS = _in_order(
    "extras",
    _extras,
    Column("label"),
    Column("column_label"),
    _VALUE,
    Column("unit"),
    Column("raw"),
    Column("place"),
)
SECTIONS = _in_order(
    "sections",
    _sections,
    Column("number", Type.INTEGER, needed=True),
    Column("heading"),
    Column("text"),
    Column("place"),
)
FACTS = _in_order(
    "facts",
    _facts,
    Column("section", Type.INTEGER),
    Column("label"),
    Column("value", Type.NUMBER, needed=True),
    Column("unit"),
    Column("raw"),
    Column("approximate", Type.FLAG, needed=True),
    Column("place"),
)
FAULTS = _in_order(
    "faults",
    _faults,
    Column("code", needed=True),
    Column("grade", needed=True, words=_words(Grade)),
    Column("suspect", needed=True, words=_words(Suspect)),
    Column("message"),
    Column("indicators"),
    Column("found", Type.NUMBER),
    Column("expected", Type.NUMBER),
)
TABLES = (INDICATORS, UNITS, CAPTURES, REPORTS, CELLS, EXTRAS, SECTIONS, FACTS, FAULTS)
"""Every table, each after those that its foreign keys name."""
