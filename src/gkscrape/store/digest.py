"""The digest of a reading: equal for equal content, in every database and every version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache, partial

from gkscrape.record import Cell, Kind, Place, Report, Status
from gkscrape.store.columns import exact_number, exact_numbers, place_text
from gkscrape.store.rows import Values, extra_row, fact_row, fault_row, section_row

_CELL_FIELDS = Cell._fields
_MANY = 1 << 16
_json = partial(json.dumps, ensure_ascii=False, sort_keys=True)


def content_digest(report: Report) -> str:
    """The sha256 of all that was read, whatever capture it was read from and when.

    It is that of one JSON object with sorted keys, of which the cells come first.
    """
    rest = {
        "identity": [getattr(report.identity, field.name) for field in fields(report.identity)],
        "form": report.form,
        "layout": report.layout,
        "extras": [_worded(extra_row(extra)) for extra in report.extras],
        "sections": [_worded(section_row(section)) for section in report.sections],
        "facts": [_worded(fact_row(fact)) for fact in report.facts],
        "faults": [fault_row(fault, "reader") for fault in report.faults],
    }
    cells = ", ".join(_cell_texts(report.cells))
    text = f'{{"cells": [{cells}], {_json(rest, default=_digestible)[1:]}'
    return hashlib.sha256(text.encode()).hexdigest()


def _cell_texts(cells: Sequence[Cell]) -> Iterator[str]:
    """Each cell as JSON. Most have nothing but figure and place, and are put together from known pieces."""
    for cell, exact in zip(cells, exact_numbers([cell.value for cell in cells]), strict=True):
        if cell.reason is not None or cell.candidates or cell.computed is not None:
            content = [_word(getattr(cell, name)) for name in _CELL_FIELDS]
            yield _json(content, default=_digestible)
            continue
        opening = _opening(cell.indicator, cell.kind, cell.status)
        yield f"{opening}{_digits(exact)}, {_quoted(cell.raw)}, {_placed(cell.at)}, null, [], null]"


@cache
def _opening(indicator: str, kind: Kind, status: Status) -> str:
    return f'[{_json(indicator)}, "{kind}", "{status}", '


@lru_cache(_MANY)
def _digits(exact: int | str | None) -> str:
    return "null" if exact is None else f'"{exact}"'


@lru_cache(_MANY)
def _quoted(raw: str | None) -> str:
    return _json(raw)


@lru_cache(_MANY)
def _placed(place: Place | None) -> str:
    return "null" if place is None else f'"{place_text(place)}"'


def _worded(row: Values) -> Values:
    return {name: _word(value) for name, value in row.items()}


def _word(value: object) -> object:
    """A place as text: JSON would make a list of it, and no digest of an earlier version would hold."""
    return place_text(value) if isinstance(value, Place) else value


def _digestible(value: object) -> object:
    if isinstance(value, Decimal):
        return str(exact_number(value))
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no digest")
