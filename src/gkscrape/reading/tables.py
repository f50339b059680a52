"""Makes a table's rows into cells and faults, and the tables of a page into one reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from typing import NamedTuple

from gkscrape.form import Column, Form, Table
from gkscrape.layout import Layout
from gkscrape.numbers import Value, parse_value
from gkscrape.reading.headers import MIXED
from gkscrape.reading.rows import TableText, Unknown
from gkscrape.reading.seat import Seated
from gkscrape.reading.settle import settle
from gkscrape.record import Cell, Extra, Fault, Grade, Kind, Place, Status, Suspect


class Found(NamedTuple):
    """A label that was believed: what it is, and where it stands."""

    what: str
    at: Place
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Why the tables were read as they were: the reasons in words, and every label with its place."""

    reasons: tuple[str, ...]
    anchors: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class TablesRead:
    """The tables of one document.

    `cells` has every indicator of the form in its order, then other known indicators that the page prints.
    `layout` is the layout of most cells.
    """

    form: str
    layout: str
    cells: tuple[Cell, ...]
    extras: tuple[Extra, ...]
    faults: tuple[Fault, ...]
    trace: Trace


@dataclass(frozen=True, slots=True)
class TableRead:
    """One table, seated."""

    table: Table
    layout: Layout
    reason: str
    text: TableText
    cells: tuple[Cell, ...]
    faults: tuple[Fault, ...]
    anchors: tuple[Found, ...]

    @property
    def settled(self) -> int:
        """How many cells hold what is printed."""
        return sum(cell.status in (Status.PRINTED, Status.INFERRED) for cell in self.cells)

    @property
    def worded(self) -> int:
        """How many cells hold words, where a figure or nothing belongs."""
        return sum(cell.kind is Kind.TEXT for cell in self.cells)


def seated(
    table: Table, layout: Layout, reason: str, text: TableText, anchors: tuple[Found, ...]
) -> TableRead:
    """The table with its rows seated; `reason` says why it was read in this layout."""
    rows = settle(table, text.rows, partial(_parse, _columns(table), text.units))
    cells = tuple(chain.from_iterable([row.cells for row in rows]))
    return TableRead(table, layout, reason, text, cells, tuple(_row_faults(table, text, rows)), anchors)


def assembled(form: Form, tables: Sequence[TableRead], reason: str) -> TablesRead:
    """The reading of the page: every indicator of the form, then the others printed, and all faults."""
    found = {cell.indicator: cell for read in tables for cell in read.cells}
    official = form.official
    others = [code for code in form.known if code in found and code not in official]
    cells = [found.get(code) or Cell(code, Kind.BLANK, Status.MISSING) for code in (*official, *others)]
    faults = [*(fault for read in tables for fault in read.faults), *_absent_tables(form, tables)]
    counted = Counter({read.layout.name: 0 for read in tables})
    for read in tables:
        counted[read.layout.name] += read.settled or 1
    reasons = [f"table {read.table.code}: layout {read.layout.name}: {read.reason}" for read in tables]
    return TablesRead(
        form=form.id,
        layout=counted.most_common(1)[0][0],
        cells=tuple(cells),
        extras=tuple(extra for read in tables for extra in _extras(read)),
        faults=tuple(faults),
        trace=Trace((reason, *reasons), tuple(anchor for read in tables for anchor in read.anchors)),
    )


@cache
def _columns(table: Table) -> dict[str, Column]:
    return {column.code: column for block in table.blocks for column in block.columns}


def _parse(columns: Mapping[str, Column], units: Mapping[str, str], raw: str, code: str) -> Value:
    """What a cell says, in the unit that its header notes if that is not the official one."""
    column = columns[code]
    noted = units.get(code)
    if noted is not None and noted != column.unit:
        bare = parse_value(raw, None, signed=column.signed)
        if bare.kind is Kind.NUMBER and bare.unit is None:
            scaled = parse_value(f"{raw.strip()}{noted}", column.unit, signed=column.signed)
            return Value(scaled.kind, scaled.value, noted, raw)
    return parse_value(raw, column.unit, signed=column.signed)


def _row_faults(table: Table, text: TableText, seated: Sequence[Seated]) -> Iterator[Fault]:
    for row, seat_found in zip(text.rows, seated, strict=True):
        yield from seat_found.faults
        if row.doubt == MIXED:
            codes = tuple(cell.indicator for cell in seat_found.cells)
            message = f"table {table.code}, row {row.row}: {MIXED}"
            yield Fault("form.mixed", Grade.ERROR, message, codes, suspect=Suspect.PUBLISHER)
    yield from _lost_rows(table, text)


def _lost_rows(table: Table, text: TableText) -> Iterator[Fault]:
    """One fault for each row that should be there and is not; one for all rows that are there but empty."""
    empty = {row.row for row in text.rows if row.doubt is None and not row.tokens}
    if empty:
        codes = tuple(
            f"{table.code}/{row.row}/{column}"
            for row in text.rows
            if row.row in empty
            for column in row.columns
        )
        message = f"table {table.code}: no figure stands behind the labels of {len(empty)} rows"
        yield Fault("row.empty", Grade.WARNING, message, codes)
    there = {row.row for row in text.rows}
    choices = {code for choice in table.alternatives for code in (choice.one, *choice.many)}
    settled = there | (choices if choices & there else set())
    for block in table.blocks:
        for row in block.rows:
            if row.group or row.optional or row.code in settled:
                continue
            codes = tuple(f"{table.code}/{row.code}/{column.code}" for column in block.columns)
            message = (
                f"table {table.code}: the label {row.labels[0]} is not where it belongs, if it is on the page"
            )
            yield Fault("row.missing_label", Grade.ERROR, message, codes)


def _absent_tables(form: Form, tables: Sequence[TableRead]) -> Iterator[Fault]:
    there = {read.table.code for read in tables}
    for table in form.tables:
        if table.code not in there:
            codes = tuple(known.code for known in form.indicators if known.table == table.code)
            message = f"table {table.code} (section {table.section}) is not on the page, or only as a picture"
            yield Fault("table.missing", Grade.ERROR, message, codes)


def _extras(read: TableRead) -> Iterator[Extra]:
    columns = _columns(read.table)
    for unknown in read.text.unknown:
        yield from _unknown_extras(unknown, columns)


def _unknown_extras(unknown: Unknown, columns: Mapping[str, Column]) -> Iterator[Extra]:
    for code, token in zip(unknown.columns, unknown.tokens, strict=True):
        column = columns[code]
        value = parse_value(token.raw, column.unit, signed=column.signed).value
        yield Extra(unknown.label, column.labels[0], value, column.unit, token.raw, token.at)
