"""The digest of a reading: equal for equal content, in every database and every version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from gkscrape.record import Cell, Identity, Kind, Place, Report, Status
from gkscrape.store.columns import exact_number, place_text
from gkscrape.store.parts import EXTRA, FACT, SECTION, CellColumns, Parts, parts_of
from gkscrape.store.rows import Values, fault_row

_MANY = 1 << 10
_IDENTITY = [field.name for field in fields(Identity)]


def content_digest(report: Report) -> str:
    """The sha256 of all that was read, whatever capture it was read from and when."""
    return digest_of(parts_of(report))


def digest_of(parts: Parts) -> str:
    """The same for a report that was taken apart.

    It is that of one JSON object with sorted keys, of which the cells come first.
    """
    report = parts.report
    rest = {
        "identity": [getattr(report.identity, name) for name in _IDENTITY],
        "form": report.form,
        "layout": report.layout,
        "extras": [_named(EXTRA, row) for row in parts.extras],
        "sections": [_named(SECTION, row) for row in parts.sections],
        "facts": [_named(FACT, row) for row in parts.facts],
        "faults": [fault_row(fault, "reader") for fault in report.faults],
    }
    cells = "".join(_cell_texts(parts.cells, report.cells))[:-2]
    text = f'{{"cells": [{cells}], {_json(rest)[1:]}'
    return hashlib.sha256(text.encode()).hexdigest()


def _cell_texts(columns: CellColumns, cells: Sequence[Cell]) -> Iterator[str]:
    """The pieces of each cell as JSON. Most have nothing but figure and place, and are made of known ones."""
    openings = list(map(_opening, columns.indicators, columns.kinds, columns.statuses))
    figures = list(map(_figure, columns.digits, columns.raws))
    endings = list(map(_ending, columns.places))
    for at in columns.telling:
        content = [_word(value) for value in cells[at]]
        openings[at], figures[at], endings[at] = _json(content), "", ", "
    return chain.from_iterable(zip(openings, figures, endings, strict=True))


@cache
def _opening(indicator: str, kind: Kind, status: Status) -> str:
    return f'[{_json(indicator)}, "{kind}", "{status}", '


@lru_cache(_MANY)
def _figure(digits: str | None, raw: str | None) -> str:
    return f"{_json(digits)}, {_json(raw)}, "


@lru_cache(_MANY)
def _ending(place: Place | None) -> str:
    text = "null" if place is None else f'"{place_text(place)}"'
    return f"{text}, null, [], null], "


def _named(names: Sequence[str], row: tuple[Any, ...]) -> Values:
    """A row with its names. A number is its digits there, be it whole or not."""
    named = dict(zip(names, row, strict=True))
    if named.get("value") is not None:
        named["value"] = str(named["value"])
    return named


def _word(value: object) -> object:
    """A place as text: JSON would make a list of it, and no digest of an earlier version would hold."""
    return place_text(value) if isinstance(value, Place) else value


def _digestible(value: object) -> object:
    if isinstance(value, Decimal):
        return str(exact_number(value))
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no digest")


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=_digestible).encode
