"""Seats the tokens of rows that need no proof: by grid place, or by order where the count fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gkscrape.form import Table
from gkscrape.numbers import Value
from gkscrape.reading.rows import RowText
from gkscrape.record import Cell, Fault, Grade, Kind, Status
from gkscrape.text import PICTURE

Parse = Callable[[str, str], Value]
"""What a printed text says in the column with this code."""

_FIGURES = (Kind.NUMBER, Kind.NA, Kind.BLANK)
_WORDS = Kind.TEXT
_NO_FIGURES = (Kind.TEXT, Kind.UNREADABLE)
_UNSEEN = "a picture and no text; pictures are not read here"
_CROWDED = "several figures or words stand in one cell"
_MOST_KEPT = 1024


@dataclass(frozen=True, slots=True)
class Seated:
    """The cells of a row, and what is wrong with them."""

    cells: tuple[Cell, ...]
    faults: tuple[Fault, ...] = ()


def seat(table: Table, row: RowText, parse: Parse) -> Seated:
    """The row's cells: as printed where place or order decides, unreadable or missing where nothing does."""
    codes = _codes(table.code, row.row, row.columns)
    if row.seats is not None and row.doubt is None:
        return _seated_by_place(row, codes, parse)
    values = [parse(token.raw, column) for token, column in zip(row.tokens, row.columns, strict=False)]
    fits = len(row.tokens) == len(row.columns) and all(value.kind in _FIGURES for value in values)
    if fits and row.doubt is None:
        status = Status.PRINTED if row.reason is None else Status.INFERRED
        cells = (
            Cell(code, value.kind, status, value.value, token.raw, token.at, row.reason)
            for code, value, token in zip(codes, values, row.tokens, strict=True)
        )
        return Seated(tuple(cells))
    return _unseated(row, codes)


@lru_cache(_MOST_KEPT)
def _codes(table: str, row: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The indicators of a row."""
    return tuple(f"{table}/{row}/{column}" for column in columns)


def _seated_by_place(row: RowText, codes: Sequence[str], parse: Parse) -> Seated:
    """Each cell by its column; text in a number cell stays text, with a fault."""
    seats = dict(zip(row.seats or (), row.tokens, strict=True))
    status, reason = Status.PRINTED if row.reason is None else Status.INFERRED, row.reason
    cells = []
    faults = []
    for index, (code, column) in enumerate(zip(codes, row.columns, strict=True)):
        token = seats.get(index)
        if token is None:
            cells.append(Cell(code, Kind.BLANK, Status.MISSING))
            continue
        raw, at = token
        kind, figure, _, _ = parse(raw, column)
        if kind is _WORDS and len(raw.split()) > 1:
            cells.append(Cell(code, Kind.UNREADABLE, Status.AMBIGUOUS, None, raw, at, _CROWDED))
        else:
            cells.append(Cell(code, kind, status, figure, raw, at, reason))
        if kind in _NO_FIGURES:
            faults.append(_text_fault(cells[-1]))
    return Seated(tuple(cells), tuple(faults))


def _text_fault(cell: Cell) -> Fault:
    line = f"line {cell.at.line}: " if cell.at else ""
    held = _UNSEEN if cell.raw == PICTURE else f"{cell.raw!r}, which is not one figure of its unit"
    message = f"{line}{cell.indicator} holds {held}"
    return Fault("value.unreadable", Grade.ERROR, message, (cell.indicator,))


def _unseated(row: RowText, codes: Sequence[str]) -> Seated:
    """Cells that nothing places: all missing where nothing is printed, else unreadable, with one fault."""
    printed = [token for token in row.tokens if token.raw]
    if not printed and row.doubt is None:
        return Seated(tuple(Cell(code, Kind.BLANK, Status.MISSING) for code in codes))
    why = row.doubt or f"{len(row.tokens)} pieces for {len(codes)} columns"
    found = " ".join(token.raw for token in printed) or None
    at = printed[0].at if printed else None
    cells = (Cell(code, Kind.UNREADABLE, Status.AMBIGUOUS, None, found, at, why) for code in codes)
    line = f"line {at.line}: " if at else ""
    reads = f"reads {found!r}, which order alone cannot seat" if found else "has no figures of its own"
    message = f"{line}row {row.row} {reads}: {why}"
    return Seated(tuple(cells), (Fault("row.unseated", Grade.ERROR, message, tuple(codes)),))
