"""Reads the form of statistics, whose rows are known by their labels: ledgers to cells and extras.

A row of a province's own table gets the code of the national row that counts the same; every other row, and
every other column, is kept as an extra under its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from gkscrape.documents.model import Document
from gkscrape.form import Direction, Form, Table
from gkscrape.layout import Layout
from gkscrape.numbers import FOREIGN_MONEY, Value, parse_value
from gkscrape.reading.ledger import Entry, Ledger
from gkscrape.reading.ledgers import find_ledgers
from gkscrape.reading.rows import RowText, Token
from gkscrape.reading.seat import Seated, seat
from gkscrape.reading.tables import Found, TablesRead, Trace
from gkscrape.reading.wording import Named, RowLine, named, wording
from gkscrape.record import Cell, Extra, Fault, Grade, Kind, Status, Suspect
from gkscrape.text import fold

UNSURE_COLUMN = "the table has several columns of figures, and none is plainly that of the year"
WRONG_COUNT = "the row has not as many figures as the table has columns"
CUT = "the year's figure and that of all years run together; only this cut leaves the year's the smaller"
SAID = "the year's figure and that of all years run together; the text says the year's"
TWICE = "the row is printed twice, with different figures"

_LEAST_CODED = 3
_LEAST_ROWS = 3
_MOSTLY_NATIONAL = 0.7
_SAID_ALIKE = 4

_GLUED = re.compile(r"\d{2,}")
_EVER = "累计"


@dataclass(frozen=True, slots=True)
class _Figure:
    """The token of the year's column, why it may not be trusted, and why it is what it is where it was cut.

    `rest` is what a cut leaves: the figure of the other column.
    """

    token: Token | None
    doubt: str | None = None
    reason: str | None = None
    rest: Token | None = None
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One ledger, read: its cells by code, and what it prints besides."""

    ledger: Ledger
    cells: dict[str, Cell]
    extras: tuple[Extra, ...]
    faults: tuple[Fault, ...]
    anchors: tuple[Found, ...]


def read_statistics(
    document: Document, forms: Iterable[Form], layouts: Sequence[Layout]
) -> TablesRead | None:
    """The statistics of the document on the first form of one figure a row; None where it has none.

    Ledgers that are parts of one table (set on two pages, or side by side) are read as one.
    """
    form = next((form for form in forms if is_ledger(form)), None)
    if form is None:
        return None
    ledgers = list(find_ledgers(document, layouts))
    prose = fold("".join(line.text for line in document.lines)) if ledgers else ""
    read = [_read(form.tables[0], ledger, prose) for ledger in ledgers]
    parts = [part for part in read if len(part.cells) >= _LEAST_CODED]
    if not parts:
        return None
    first = max(parts, key=lambda part: len(part.cells))
    kept = [part for part in parts if part is first or first.cells.keys().isdisjoint(part.cells)]
    return _assembled(form, kept, len(parts) - len(kept))


def read_own_statistics(
    document: Document, forms: Iterable[Form], layouts: Sequence[Layout]
) -> tuple[tuple[Extra, ...], tuple[Fault, ...]]:
    """The rows of tables of statistics that share no rows with the form: extras, and a fault that says so.

    Provinces had tables of their own before the national one; what they count is not believed to be the same
    for a row or two that are called alike.
    """
    form = next((form for form in forms if is_ledger(form)), None)
    if form is None:
        return (), ()
    extras = tuple(
        extra
        for ledger in filter(_is_table, find_ledgers(document, layouts))
        for one in named(form.tables[0], ledger.entries)
        for extra in _extras(ledger, replace(one, line=None), _figure(ledger, one.entry, ""))
    )
    message = "the table of statistics is none of the national form: its rows are kept as extras"
    fault = Fault("statistics.relative", Grade.INFO, message, suspect=Suspect.UNDECIDED)
    return extras, (fault,) if extras else ()


def _is_table(ledger: Ledger) -> bool:
    """Whether a ledger is a table of statistics and no chance run of units and figures."""
    filled = sum(bool(entry.tokens) for entry in ledger.entries)
    return ledger.headed and filled >= _LEAST_ROWS


def is_ledger(form: Form) -> bool:
    """Whether each row of the form is one figure beside its unit, so that it is read by its label alone."""
    blocks = [block for table in form.tables for block in table.blocks]
    return bool(blocks) and all(block.direction is Direction.LEDGER for block in blocks)


def _read(table: Table, ledger: Ledger, prose: str) -> _Part:
    cells: dict[str, Cell] = {}
    extras: list[Extra] = []
    faults: list[Fault] = []
    anchors: list[Found] = []
    for one in named(table, ledger.entries):
        if one.line is not None:
            anchors.append(Found(f"{table.code}/{one.line.row.code}", one.entry.at, one.label))
        if one.line is not None and one.line.row.group:
            continue
        figure = _figure(ledger, one.entry, prose)
        extras += _extras(ledger, one, figure)
        if one.line is not None:
            settled = _settled(table, one.line, one.entry, figure)
            twice = [*_against(cells, settled.cells[0])]
            cells[settled.cells[0].indicator] = settled.cells[0] if not twice else _either(cells, settled)
            faults += [*settled.faults, *twice]
    return _Part(ledger, cells, tuple(extras), tuple(faults), tuple(anchors))


def _figure(ledger: Ledger, entry: Entry, prose: str) -> _Figure:
    """What the row prints for the year, if that is certain."""
    if not entry.loose:
        if ledger.year is None:
            return _Figure(None, UNSURE_COLUMN if entry.tokens else None)
        return _Figure(entry.figures[ledger.year])
    glued = entry.loose[0]
    ways = _cuts(glued.raw) if len(entry.loose) == 1 and _is_year_and_ever(ledger) else []
    said = [way for way in ways if _is_said(way, entry, prose)]
    chosen = ways if len(ways) == 1 else said
    if len(chosen) != 1:
        return _Figure(None, WRONG_COUNT, ways=tuple(ways))
    first, rest = _divided(glued, len(chosen[0]))
    return _Figure(first, None, CUT if len(ways) == 1 else SAID, rest)


def _is_year_and_ever(ledger: Ledger) -> bool:
    return len(ledger.columns) == 2 and ledger.year == 0 and _EVER in ledger.columns[1]


def _cuts(raw: str) -> list[str]:
    """The first parts of the ways to cut a run of digits in two whole numbers, the first not the larger.

    Only beside a 0 it may be, for that may be a figure of all years which nobody kept.

    >>> _cuts("00"), _cuts("1251"), _cuts("937"), _cuts("120"), _cuts("5")
    (['0'], ['1', '12'], ['9'], ['1', '12'], [])
    """
    if not _GLUED.fullmatch(raw):
        return []
    pairs = [(raw[:at], raw[at:]) for at in range(1, len(raw))]
    return [
        first
        for first, rest in pairs
        if all(part == "0" or not part.startswith("0") for part in (first, rest))
        and (int(first) <= int(rest) or rest == "0")
    ]


def _is_said(figure: str, entry: Entry, prose: str) -> bool:
    """Whether the prose counts so many of what begins like the row's label."""
    thing = re.escape(wording(entry.label)[:_SAID_ALIKE])
    return re.search(rf"{thing}[^。;]{{0,12}}?(?<!\d){figure}{entry.unit or ''}", prose) is not None


def _divided(token: Token, length: int) -> tuple[Token, Token]:
    start = token.at.start or 0
    middle, end = start + length, start + len(token.raw)
    return (
        Token(token.raw[:length], token.at._replace(start=start, end=middle)),
        Token(token.raw[length:], token.at._replace(start=middle, end=end)),
    )


def _settled(table: Table, line: RowLine, entry: Entry, figure: _Figure) -> Seated:
    """The row's cell; where nothing settles the year's figure, all that is printed there is kept."""
    tokens = (figure.token,) if figure.token is not None else entry.tokens if figure.doubt else ()
    row = RowText(
        line.row.code, (line.column,), tokens, (0,) if len(tokens) == 1 else None, figure.doubt, figure.reason
    )
    if not tokens:
        row = replace(row, seats=())
    settled = seat(table, row, partial(_parse, entry.unit, line.unit))
    if not figure.ways:
        return settled
    values = tuple(parse_value(way, line.unit).value for way in figure.ways)
    return replace(settled, cells=(settled.cells[0]._replace(candidates=values),))


def _parse(printed: str | None, unit: str, raw: str, _: str) -> Value:
    """What the figure says in the form's unit, from the unit printed beside it if that is one of money."""
    if printed is not None and FOREIGN_MONEY.search(printed):
        bare = parse_value(raw, unit)
        return bare._replace(kind=Kind.TEXT, value=None) if bare.kind is Kind.NUMBER else bare
    if printed is None or printed == unit or not printed.endswith("元"):
        return parse_value(raw, unit)
    scaled = parse_value(f"{raw.strip()}{printed}", unit)
    return scaled._replace(raw=raw) if scaled.kind is Kind.NUMBER else parse_value(raw, unit)


def _against(cells: dict[str, Cell], again: Cell) -> Iterator[Fault]:
    """The fault of a row that was printed before with another figure."""
    before = cells.get(again.indicator)
    if before is not None and (before.kind, before.value) != (again.kind, again.value):
        message = f"{again.indicator}: {TWICE}"
        yield Fault("statistics.row_twice", Grade.ERROR, message, (again.indicator,))


def _either(cells: dict[str, Cell], settled: Seated) -> Cell:
    """The cell of a row that is printed with two figures: both are candidates."""
    again = settled.cells[0]
    before = cells[again.indicator]
    values = (before.value, again.value)
    return Cell(
        again.indicator, Kind.UNREADABLE, Status.AMBIGUOUS, None, before.raw, before.at, TWICE, values
    )


def _extras(ledger: Ledger, one: Named, figure: _Figure) -> Iterator[Extra]:
    """What the row prints besides the year's figure of a row of the form, each under its column's name."""
    coded = one.line is not None
    unit = one.entry.unit if one.entry.unit and not re.fullmatch(r"[-/]+", one.entry.unit) else None
    if figure.rest is not None and figure.token is not None:
        tokens: list[Token | None] = [None if coded else figure.token, figure.rest]
    else:
        tokens = [None if coded and n == ledger.year else token for n, token in enumerate(one.entry.figures)]
        if not coded or len(ledger.columns) > 1:
            yield from (Extra(one.label, None, None, unit, loose.raw, loose.at) for loose in one.entry.loose)
    for name, token in zip(ledger.columns, tokens, strict=True):
        if token is not None and token.raw:
            value = parse_value(token.raw, unit).value
            yield Extra(one.label, name or None, value, unit, token.raw, token.at)


def _assembled(form: Form, parts: Sequence[_Part], passed_over: int) -> TablesRead:
    """The reading of the page: each indicator of the form, and what the page prints besides."""
    found = {code: cell for part in parts for code, cell in part.cells.items()}
    cells = [
        found.get(known.code) or Cell(known.code, Kind.BLANK, Status.MISSING) for known in form.indicators
    ]
    ledger = parts[0].ledger
    year = (
        "none is plainly that of the year"
        if ledger.year is None
        else f"number {ledger.year + 1} is the year's"
    )
    reasons = (
        f"form {form.id}: {len(found)} of {len(cells)} rows found by their labels",
        f"columns of figures: {', '.join(name or '(no header)' for name in ledger.columns)}; {year}",
    )
    return TablesRead(
        form=form.id,
        layout=ledger.layout.name,
        cells=tuple(cells),
        extras=tuple(extra for part in parts for extra in part.extras),
        faults=(*(fault for part in parts for fault in part.faults), *_faults(cells, passed_over)),
        trace=Trace(reasons, tuple(anchor for part in parts for anchor in part.anchors)),
    )


def _faults(cells: Sequence[Cell], passed_over: int) -> Iterator[Fault]:
    """Rows lost from a national table, or that it is a relative of that; tables that were passed over."""
    lost = tuple(cell.indicator for cell in cells if cell.status is Status.MISSING)
    if lost and len(lost) <= (1 - _MOSTLY_NATIONAL) * len(cells):
        message = f"{len(lost)} rows of the table of statistics are not on the page, or empty"
        yield Fault("statistics.rows_missing", Grade.WARNING, message, lost)
    elif lost:
        here = len(cells) - len(lost)
        message = f"the table of statistics is a relative of the national one: {here} of its rows are here"
        yield Fault("statistics.relative", Grade.INFO, message, suspect=Suspect.UNDECIDED)
    if passed_over:
        message = f"{passed_over} more tables on the page count the same and were not read"
        yield Fault("statistics.table_passed_over", Grade.WARNING, message)
