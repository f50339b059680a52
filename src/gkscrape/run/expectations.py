"""What the page of a fixture is expected to say: read from its file, and held to be whole and to add up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from gkscrape.checks import State, assess
from gkscrape.errors import UsageError
from gkscrape.form import load_forms
from gkscrape.record import Cell, Identity, Kind, Report, Source, Status

EXPECTED = "expected.json"
AGAIN = "mend it, or draft the fixture anew: gkscrape layouts new NAME PAGE --force"
_FIGURE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_NOBODY = Identity(None, None, None, None, None, None)

Expected = dict[str, Any]


def read_expected(folder: Path) -> Expected:
    """The expectation in a folder. Raises UsageError where there is none, or a broken one."""
    try:
        found = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{folder} holds no {EXPECTED}; `gkscrape layouts new` drafts one") from error
    except ValueError as error:
        raise UsageError(f"{folder / EXPECTED}: {error}; {AGAIN}") from error
    missing = {"signed", "form", "layout", "cells"} - set(found if isinstance(found, dict) else ())
    if missing or not isinstance(found["cells"], dict):
        lacks = ", ".join(sorted(missing)) or "cells by their indicators"
        raise UsageError(f"{folder / EXPECTED}: lacks {lacks}; {AGAIN}")
    if found["form"] not in load_forms():
        known = ", ".join(load_forms())
        raise UsageError(f"{folder / EXPECTED}: form is {found['form']!r}, which is none of: {known}")
    return dict(found)


def lacking(expected: Expected) -> Iterator[str]:
    """What keeps an expectation from saying of each indicator of its form what the page prints."""
    form, cells = load_forms()[expected["form"]], expected["cells"]
    for code, value in cells.items():
        if code not in form.known:
            yield f"{code!r} is no indicator of the form {form.id}: correct or remove it"
        elif value not in (None, "") and not (isinstance(value, str) and _FIGURE.fullmatch(value)):
            yield f'{code}: {value!r} is no number in quotes, "" or null'
    absent = [known.code for known in form.indicators if known.code not in cells]
    if absent:
        yield f"says nothing of {len(absent)} indicators, {absent[0]} the first: null is for the unknown"
    if all(value is None for value in cells.values()):
        yield "no cell is known, which proves nothing: write what the page prints"


def sum_outcomes(form: str, cells: Sequence[Cell]) -> Iterator[tuple[State, str]]:
    """What came of each printed sum over these cells, and in which words."""
    report = Report(Source("", "", 0), _NOBODY, form, "", tuple(cells), (), (), (), ())
    names = {total.id for table in load_forms()[form].tables for total in table.sums}
    for outcome in assess(report, load_forms()):
        if outcome.rule in names:
            yield outcome.state, outcome.message


def failing_sums(expected: Expected) -> list[str]:
    """Which printed sums fail over what is expected, in words."""
    cells = [_cell(code, value) for code, value in expected["cells"].items()]
    outcomes = sum_outcomes(expected["form"], cells)
    return [message for state, message in outcomes if state is State.FAIL]


def _cell(code: str, value: str | None) -> Cell:
    """The cell that an expectation describes."""
    if value is None:
        return Cell(code, Kind.UNREADABLE, Status.AMBIGUOUS)
    if value == "":
        return Cell(code, Kind.BLANK, Status.PRINTED, raw="")
    return Cell(code, Kind.NUMBER, Status.PRINTED, Decimal(value), value)
