"""Reads the form of statistics, whose rows are known by their labels: ledgers to cells and extras.

A row of a province's own table gets the code of the national row that counts the same; every other row, and
every other column, is kept as an extra under its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, partial

from rapidfuzz.fuzz import ratio

from gkscrape.documents.model import Document
from gkscrape.form import Block, Direction, Form, Row, Table
from gkscrape.layout import Layout
from gkscrape.numbers import Value, parse_value
from gkscrape.reading.ledger import DASHES, Entry, Ledger, find_ledgers
from gkscrape.reading.rows import RowText, Token
from gkscrape.reading.seat import seat
from gkscrape.reading.tables import Found, TablesRead, Trace
from gkscrape.record import Cell, Extra, Fault, Grade, Kind, Status, Suspect
from gkscrape.text import clean, fold, strip_enumerator

UNSURE_COLUMN = "the table has several columns of figures, and none is plainly that of the year"
WRONG_COUNT = "the row has not as many figures as the table has columns"
CUT = "the year's figure and the one for all years run together; only this cut keeps the year's the smaller"
SAID = "the year's figure and the one for all years run together; the text says the year's"
TWICE = "the row is printed twice, with different figures"

_LEAST_CODED = 3
_MOSTLY_NATIONAL = 0.7
_LEAST_RATIO = 88.0
_LEAST_LENGTH = 6

_OF_WHICH = re.compile(r"^其中[:,、]?")
_NOTE = re.compile(r"\([^()]*\)")
_COUNTED = re.compile(r"(?:总?数量?|总量)$")
_PUNCTUATION = re.compile(r"[、,，.。:：;；()（）\-|]")
_MONEY = re.compile("元$")
_GLUED = re.compile(r"\d{2,}")
_LONGEST_EXTRA = 60


def read_statistics(
    document: Document, forms: Iterable[Form], layouts: Sequence[Layout]
) -> TablesRead | None:
    """The statistics of the document on the first of the forms of one figure a row; None where it has none.

    Ledgers that are parts of one table (set on two pages, or side by side) are read as one.
    """
    form = next((form for form in forms if is_ledger(form)), None)
    if form is None:
        return None
    ledgers = [*find_ledgers(document, layouts)]
    readings = [_Reading(form, ledger, _prose(document)) for ledger in ledgers]
    kept = [reading for reading in readings if reading.is_statistics]
    if not kept:
        return None
    first = max(kept, key=lambda reading: len(reading.cells))
    parts = [one for one in kept if one is first or first.cells.keys().isdisjoint(one.cells)]
    return _assembled(form, parts, others=len(kept) - len(parts))


def is_ledger(form: Form) -> bool:
    """Whether the form's rows each print one figure beside its unit, so that it is read by labels alone."""
    return all(block.direction is Direction.LEDGER for table in form.tables for block in table.blocks)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the form with its block and its place in the order of the table."""

    index: int
    block: Block
    row: Row

    @property
    def unit(self) -> str:
        return self.block.columns[0].unit


@cache
def _lines(table: Table) -> tuple[_Line, ...]:
    pairs = [(block, row) for block in table.blocks for row in block.rows]
    return tuple(_Line(index, block, row) for index, (block, row) in enumerate(pairs))


@cache
def _by_wording(table: Table) -> Mapping[str, tuple[_Line, ...]]:
    found: dict[str, list[_Line]] = {}
    for line in _lines(table):
        for label in line.row.labels:
            lines = found.setdefault(wording(label), [])
            if line not in lines:
                lines.append(line)
    return {words: tuple(lines) for words, lines in found.items()}


def wording(label: str) -> str:
    """What tells a row from the others: its label without enumerators, 其中, notes and a closing 数.

    >>> wording("其中：1、当面申请数"), wording("四、行政复议数量"), wording("(一)收到申请总数（件）")
    ('当面申请', '行政复议', '收到申请')
    """
    words = fold(label)
    for _ in range(2):
        words = _OF_WHICH.sub("", strip_enumerator(words))
    words = _COUNTED.sub("", _NOTE.sub("", words))
    return _PUNCTUATION.sub("", words)


@dataclass
class _Reading:
    """One ledger, held against the form."""

    form: Form
    ledger: Ledger
    prose: str
    cells: dict[str, Cell] = field(default_factory=dict)
    extras: list[Extra] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    anchors: list[Found] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._table = self.form.tables[0]
        self._last = -1
        for entry, line, label in self._labelled():
            if line is None:
                self._keep(entry, label, self.ledger.columns)
            elif not line.row.group:
                self._read(entry, line, label)

    @property
    def is_statistics(self) -> bool:
        """Whether so much is of the form that the ledger is no table of something else."""
        return len(self.cells) >= _LEAST_CODED

    def _labelled(self) -> Iterator[tuple[Entry, _Line | None, str]]:
        """Each entry with the row of the form that it is, None for a row of its own, and its label."""
        for entry in self.ledger.entries:
            line, label = self._identified(entry)
            if line is not None:
                self._last = line.index
                what = f"{self._table.code}/{line.row.code}"
                self.anchors.append(Found(what, entry.at, label))
            yield entry, line, label

    def _identified(self, entry: Entry) -> tuple[_Line | None, str]:
        """The row of the form by the longest end of the words before the unit that is a label."""
        words = entry.label.strip()
        starts = [0, *(space.end() for space in re.finditer(r"[\s|]+", words))]
        for start in starts:
            line = self._line(wording(words[start:]), entry.unit)
            if line is not None:
                return line, clean(words[start:])
        likely = self._misprinted(entry)
        return likely, clean(words) if likely else self._own_label(words)

    def _line(self, words: str, unit: str | None) -> _Line | None:
        """Of like-worded rows the next one in the table's order; a row in another kind of unit is none."""
        known = _by_wording(self._table).get(words, ())
        fitting = [line for line in known if line.row.group or _same_kind(unit, line.unit)]
        behind = [line for line in fitting if line.index > self._last]
        if len(fitting) > 1:
            here = [line for line in behind if line.block is _lines(self._table)[self._last].block]
            return next(iter(here if self._last >= 0 else ()), next(iter(behind), None))
        return next(iter(fitting), None)

    def _misprinted(self, entry: Entry) -> _Line | None:
        """The one row that the label is nearly, if its next neighbours leave it open."""
        words = wording(entry.label)
        if len(words) < _LEAST_LENGTH:
            return None
        likely = [
            lines[0]
            for known, lines in _by_wording(self._table).items()
            if len(lines) == 1
            and lines[0].index == self._last + 1
            and not lines[0].row.group
            and _same_kind(entry.unit, lines[0].unit)
            and ratio(words, known) >= _LEAST_RATIO
        ]
        return likely[0] if len(likely) == 1 else None

    def _own_label(self, words: str) -> str:
        """The label of a row that the form lacks, without the group labels before it."""
        *before, last = re.split(r"\s*\n\s*", words)
        while before and not self._is_group(before[-1]):
            last = before.pop() + last
        label = clean(last)
        return label if len(label) <= _LONGEST_EXTRA else label[-_LONGEST_EXTRA:]

    def _is_group(self, words: str) -> bool:
        return any(line.row.group for line in _by_wording(self._table).get(wording(words), ()))

    def _read(self, entry: Entry, line: _Line, label: str) -> None:
        """The cell of a row of the form, and its other columns as extras."""
        year = self.ledger.year
        token, doubt, reason = self._figure(entry, year)
        code = f"{self._table.code}/{line.row.code}/{line.block.columns[0].code}"
        tokens = (token,) if token is not None else entry.tokens
        row = RowText(
            line.row.code, (line.block.columns[0].code,), tokens, (0,) if tokens else (), doubt, reason
        )
        if token is None and doubt is None:
            row = RowText(row.row, row.columns, (), ())
        settled = seat(self._table, row, partial(_parse, entry.unit, line.unit))
        before = self.cells.get(code)
        if before is not None and (before.kind, before.value) != (
            settled.cells[0].kind,
            settled.cells[0].value,
        ):
            self.cells[code] = Cell(
                code,
                Kind.UNREADABLE,
                Status.AMBIGUOUS,
                None,
                before.raw,
                before.at,
                TWICE,
                _both(before, settled.cells[0]),
            )
            message = f"row {line.row.code}: {TWICE}"
            self.faults.append(Fault("statistics.row_twice", Grade.ERROR, message, (code,)))
            return
        self.cells[code] = settled.cells[0]
        self.faults += settled.faults
        others = tuple(name if index != year else "" for index, name in enumerate(self.ledger.columns))
        if len(self.ledger.columns) > 1:
            self._keep(entry, label, others, skipped=year)

    def _figure(self, entry: Entry, year: int | None) -> tuple[Token | None, str | None, str | None]:
        """The year's token, why it may not be trusted, and why it is what it is where it was cut."""
        if entry.loose:
            cut = self._cut(entry)
            return (cut[0], None, cut[1]) if cut else (None, WRONG_COUNT, None)
        if year is None:
            return None, UNSURE_COLUMN if entry.tokens else None, None
        return entry.figures[year], None, None

    def _cut(self, entry: Entry) -> tuple[Token, str] | None:
        """The year's part of two figures that run together, where the other counts all years."""
        if len(entry.loose) != 1 or len(self.ledger.columns) != 2 or self.ledger.year != 0:
            return None
        token = entry.loose[0]
        ways = _cuts(token.raw)
        if not ways or "累计" not in self.ledger.columns[1]:
            return None
        said = [first for first in ways if self._is_said(first, entry)]
        chosen = ways if len(ways) == 1 else said
        if len(chosen) != 1:
            return None
        start = token.at.start or 0
        at = type(token.at)(token.at.line, start, start + len(chosen[0]))
        return Token(chosen[0], at), CUT if len(ways) == 1 else SAID

    def _is_said(self, figure: str, entry: Entry) -> bool:
        """Whether the prose counts so many of what begins like the row's label."""
        thing = wording(entry.label)[:4]
        return re.search(rf"{thing}[^。;]{{0,12}}?(?<!\d){figure}{entry.unit or ''}", self.prose) is not None

    def _keep(self, entry: Entry, label: str, columns: Sequence[str], skipped: int | None = None) -> None:
        """The figures of a row as extras; several that no column is sure for are kept without a value."""
        cut = self._cut(entry) if entry.loose else None
        if cut and skipped is None:
            self.extras.append(_extra(label, self.ledger.columns[0], entry.unit, cut[0]))
        if cut:
            rest = _rest(entry.loose[0], cut[0])
            self.extras.append(_extra(label, self.ledger.columns[1], entry.unit, rest))
        for loose in () if cut else entry.loose:
            self.extras.append(Extra(label, None, None, _shown(entry.unit), loose.raw, loose.at))
        for index, token in enumerate(entry.figures):
            if token is not None and token.raw and index != skipped:
                self.extras.append(_extra(label, columns[index] or None, entry.unit, token))


def _same_kind(printed: str | None, unit: str) -> bool:
    """Whether both units are of money, or neither is; a unit that is not printed fits any."""
    if printed is None or DASHES.fullmatch(printed):
        return True
    return bool(_MONEY.search(printed)) == bool(_MONEY.search(unit))


def _parse(printed: str | None, unit: str, raw: str, _: str) -> Value:
    """What the figure says in the form's unit, from the unit printed beside it if that is one of money."""
    if printed is None or printed == unit or not _MONEY.search(printed):
        return parse_value(raw, unit)
    scaled = parse_value(f"{raw.strip()}{printed}", unit)
    return scaled if scaled.kind is Kind.NUMBER else parse_value(raw, unit)


def _extra(label: str, column: str | None, unit: str | None, token: Token) -> Extra:
    value = parse_value(token.raw, _shown(unit)).value
    return Extra(label, column, value, _shown(unit), token.raw, token.at)


def _shown(unit: str | None) -> str | None:
    return None if unit is None or DASHES.fullmatch(unit) else unit


def _cuts(raw: str) -> list[str]:
    """The first parts of the ways to cut a run of digits in two whole numbers, the first not the larger."""
    if not _GLUED.fullmatch(raw):
        return []
    pairs = [(raw[:at], raw[at:]) for at in range(1, len(raw))]
    return [
        first
        for first, rest in pairs
        if all(part == "0" or not part.startswith("0") for part in (first, rest)) and int(first) <= int(rest)
    ]


def _rest(token: Token, first: Token) -> Token:
    start = first.at.end or 0
    raw = token.raw[len(first.raw) :]
    return Token(raw, type(token.at)(token.at.line, start, start + len(raw)))


def _both(first: Cell, second: Cell) -> tuple[Decimal | None, ...]:
    return (first.value, second.value)


def _prose(document: Document) -> str:
    return "".join(fold(line.text) for line in document.lines)


def _assembled(form: Form, parts: Sequence[_Reading], others: int) -> TablesRead:
    """The reading of the page: each indicator of the form, and what the page prints besides."""
    table = form.tables[0]
    found = {code: cell for part in parts for code, cell in part.cells.items()}
    cells = [
        found.get(known.code) or Cell(known.code, Kind.BLANK, Status.MISSING) for known in form.indicators
    ]
    ledger = parts[0].ledger
    reason = f"form {form.id}: {len(found)} of {len(cells)} rows found by their labels"
    columns = ", ".join(name or "(no header)" for name in ledger.columns)
    chosen = (
        "none is plainly that of the year"
        if ledger.year is None
        else f"the year's is number {ledger.year + 1}"
    )
    return TablesRead(
        form=form.id,
        layout=ledger.layout.name,
        cells=tuple(cells),
        extras=tuple(extra for part in parts for extra in part.extras),
        faults=(*(fault for part in parts for fault in part.faults), *_faults(table, cells, others)),
        trace=Trace(
            (reason, f"columns of figures: {columns}; {chosen}"),
            tuple(anchor for part in parts for anchor in part.anchors),
        ),
    )


def _faults(table: Table, cells: Sequence[Cell], others: int) -> Iterator[Fault]:
    """Rows lost from a national table, or that it is a relative of that; tables that were passed over."""
    lost = tuple(cell.indicator for cell in cells if cell.status is Status.MISSING and cell.at is None)
    if lost and len(lost) <= (1 - _MOSTLY_NATIONAL) * len(cells):
        message = f"table {table.code}: {len(lost)} rows of the form are not on the page, or empty"
        yield Fault("statistics.rows_missing", Grade.WARNING, message, lost)
    elif lost:
        message = (
            f"the table is a relative of the national one: {len(cells) - len(lost)} of its rows are here"
        )
        yield Fault("statistics.relative", Grade.INFO, message, suspect=Suspect.UNDECIDED)
    if others:
        message = f"{others} more tables of statistics on the page count the same rows and were not read"
        yield Fault("statistics.table_passed_over", Grade.WARNING, message)
