"""Reads the tables of a document: chooses the form and the layout by content, anchors, fills, and reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from gkscrape.documents.model import Document
from gkscrape.form import Column, Form, Table
from gkscrape.layout import Layout, Reader
from gkscrape.numbers import Value, parse_value
from gkscrape.reading.anchors import Alignment, Role, align, plan
from gkscrape.reading.grid import GridPage, grid_page, read_grid_table
from gkscrape.reading.headers import MIXED, foreign_columns
from gkscrape.reading.lexicon import lexicon
from gkscrape.reading.mend import mended, runs_of
from gkscrape.reading.page import Page, page_of
from gkscrape.reading.rows import TableText, Unknown
from gkscrape.reading.seat import Seated, seat
from gkscrape.reading.stream import read_table, votes
from gkscrape.record import Cell, Extra, Fault, Grade, Kind, Place, Status, Suspect


@dataclass(frozen=True, slots=True)
class Found:
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
class _TableRead:
    """One table, seated."""

    table: Table
    layout: Layout
    reason: str
    text: TableText
    cells: tuple[Cell, ...]
    faults: tuple[Fault, ...]
    anchors: tuple[Found, ...]

    @property
    def read(self) -> int:
        """How many cells hold what is printed."""
        return sum(cell.status in (Status.PRINTED, Status.INFERRED) for cell in self.cells)


def read_tables(
    document: Document, forms: Mapping[str, Form], layouts: Sequence[Layout]
) -> TablesRead | None:
    """The tables of the document in the form that fits it best; None where no form's labels are found."""
    return _Reading(document, tuple(forms.values()), layouts).result()


class _Reading:
    """One document, being read: the texts are folded and searched once for all forms."""

    def __init__(self, document: Document, forms: tuple[Form, ...], layouts: Sequence[Layout]) -> None:
        self._document = document
        self._forms = forms
        self._grid_layout = next((layout for layout in layouts if layout.reader is Reader.GRID), None)
        self._layouts = [layout for layout in layouts if layout.reader is Reader.STREAM]
        self._lexicon = lexicon(forms)
        self._page: Page | None = None
        self._reasons: list[str] = []

    def result(self) -> TablesRead | None:
        grids = grid_page(self._document, self._lexicon)
        in_grids = [align(plan(form), grids.matches) for form in self._forms] if self._grid_layout else []
        best = max(in_grids, key=_fit, default=None)
        if best is None or len(best.by_table) < len(best.plan.form.tables):
            best = max([*in_grids, *self._stream_alignments()], key=_fit, default=None)
        if best is None or not best.by_table:
            return None
        form = best.plan.form
        grid = next((found for found in in_grids if found.plan.form is form), None)
        grid = grid and mended(grid, grids.words_between)
        tables = [*self._tables(form, grids, grid)]
        self._reasons.insert(
            0, f"form {form.id}: {len(best.anchors)} of {len(best.plan.stations)} labels found"
        )
        return self._assembled(form, tables)

    def _stream_alignments(self) -> list[Alignment]:
        page = self._text()
        return [align(plan(form), page.matches) for form in self._forms] if self._layouts else []

    def _text(self) -> Page:
        if self._page is None:
            self._page = page_of(self._document, self._lexicon)
        return self._page

    def _tables(self, form: Form, grids: GridPage, in_grids: Alignment | None) -> Iterator[_TableRead]:
        stream: Alignment | None = None
        foreign = foreign_columns(form, self._forms)
        for table in form.tables:
            if in_grids is not None and self._grid_layout and table.code in in_grids.by_table:
                text = read_grid_table(grids, in_grids, table, foreign)
                reason = f"{len(in_grids.by_table[table.code])} of its labels stand in cells of real tables"
                found = tuple(
                    Found(_name(a.station.table, a.station.role, a.station.code), *grids.where(a.start))
                    for a in in_grids.by_table[table.code]
                )
                yield self._seated(table, self._grid_layout, reason, text, found)
                continue
            if stream is None:
                stream = mended(align(plan(form), self._text().matches), partial(runs_of, self._text()))
            if table.code in stream.by_table:
                yield self._best_stream(table, stream, foreign)

    def _best_stream(self, table: Table, alignment: Alignment, foreign: frozenset[str]) -> _TableRead:
        """The reading in the layout that most row labels speak for, and that seats most among equals."""
        page = self._text()
        here = votes(page, alignment, self._layouts, table.code)
        everywhere = sum(
            (votes(page, alignment, self._layouts, code) for code in alignment.by_table), Counter()
        )
        anchors = tuple(
            Found(
                _name(a.station.table, a.station.role, a.station.code),
                page.place(page.before(a.start), page.behind(a.end)),
                page.text[page.before(a.start) : page.behind(a.end)],
            )
            for a in alignment.by_table[table.code]
        )
        readings = []
        for layout in self._layouts:
            if everywhere and not everywhere[layout.name]:
                continue
            text = read_table(page, alignment, table, layout, foreign)
            reason = f"{here[layout.name]} of its row labels are followed by {layout.after_label!r}"
            readings.append(self._seated(table, layout, reason, text, anchors))
        return max(readings, key=lambda one: (here[one.layout.name], one.read, everywhere[one.layout.name]))

    def _seated(
        self, table: Table, layout: Layout, reason: str, text: TableText, anchors: tuple[Found, ...]
    ) -> _TableRead:
        parse = partial(_parse, {c.code: c for b in table.blocks for c in b.columns}, text.units)
        seated = [seat(table, row, parse) for row in text.rows]
        cells = tuple(cell for row in seated for cell in row.cells)
        return _TableRead(
            table, layout, reason, text, cells, tuple(_row_faults(table, text, seated)), anchors
        )

    def _assembled(self, form: Form, tables: Sequence[_TableRead]) -> TablesRead:
        found = {cell.indicator: cell for read in tables for cell in read.cells}
        official = {known.code for known in form.indicators}
        cells = [
            found.get(code) or Cell(code, Kind.BLANK, Status.MISSING)
            for code in form.known
            if code in official
        ]
        cells += [found[code] for code in form.known if code in found and code not in official]
        faults = [fault for read in tables for fault in read.faults]
        faults += _absent_tables(form, tables)
        extras = [extra for read in tables for extra in _extras(read)]
        self._reasons += [
            f"table {read.table.code}: layout {read.layout.name}: {read.reason}" for read in tables
        ]
        counted = Counter({read.layout.name: 0 for read in tables})
        for read in tables:
            counted[read.layout.name] += read.read or 1
        anchors = tuple(anchor for read in tables for anchor in read.anchors)
        layout = counted.most_common(1)[0][0]
        return TablesRead(
            form.id, layout, tuple(cells), tuple(extras), tuple(faults), Trace(tuple(self._reasons), anchors)
        )


def _fit(alignment: Alignment) -> tuple[float, float]:
    """How well a form fits: what its labels weigh, then the share of its official labels that are there."""
    rows = [station for station in alignment.plan.stations if station.row and not station.row.optional]
    there = {anchor.station.index for anchor in alignment.anchors}
    printed = sum(station.index in there for station in rows)
    return (alignment.score if alignment.by_table else 0.0, printed / max(1, len(rows)))


def _name(table: str, role: Role, code: str) -> str:
    return f"{table}/{code}" if role in (Role.ROW, Role.GROUP) else f"{table} {role} {code}".rstrip()


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


def _absent_tables(form: Form, tables: Sequence[_TableRead]) -> Iterator[Fault]:
    there = {read.table.code for read in tables}
    for table in form.tables:
        if table.code not in there:
            codes = tuple(known.code for known in form.indicators if known.table == table.code)
            message = f"table {table.code} (section {table.section}) is not on the page, or only as a picture"
            yield Fault("table.missing", Grade.ERROR, message, codes)


def _extras(read: _TableRead) -> Iterator[Extra]:
    columns = {column.code: column for block in read.table.blocks for column in block.columns}
    for unknown in read.text.unknown:
        yield from _unknown_extras(unknown, columns)


def _unknown_extras(unknown: Unknown, columns: Mapping[str, Column]) -> Iterator[Extra]:
    for code, token in zip(unknown.columns, unknown.tokens, strict=True):
        column = columns[code]
        value = parse_value(token.raw, column.unit, signed=column.signed).value
        yield Extra(unknown.label, column.labels[0], value, column.unit, token.raw, token.at)
