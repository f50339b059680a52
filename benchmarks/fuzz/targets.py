"""What must hold for any bytes at all: a target raises AssertionError, or what broke, where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from gkscrape.documents import open_document
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.numbers import parse_chinese_numeral, parse_figure, parse_value
from gkscrape.record import Cell, Kind, Report, Status
from gkscrape.run.evidence import Why, reread
from gkscrape.run.reading import read_body
from gkscrape.text import fold, fold_with_map, split_enumerator

MEDIA = ("text/plain", "text/html", None)
UNITS = ("件", "项", "条", "万元", "人次", None)
_READ = (Status.PRINTED, Status.INFERRED)
_FIGURE = re.compile(r"\s*[0-9]+\s*(?:[|]|$)")
_GRAVE = (Why.PLACE, Why.TEXT, Why.VALUE)

Target = Callable[[bytes], None]


def page(data: bytes) -> None:
    """A body as it may come from any host: the first byte says what its server calls it."""
    media, body = MEDIA[data[0] % len(MEDIA)] if data else None, data[1:]
    report = read_body(body, media)
    if isinstance(report, Report) and report.cells:
        wrong = [*wrong_cells(report.cells), *_not_there(report, body, media)]
        assert not wrong, wrong
        official = [known.code for known in load_forms()[report.form].indicators]
        assert [cell.indicator for cell in report.cells][: len(official)] == official


def wrong_cells(cells: Sequence[Cell]) -> Iterator[str]:
    """The cells that contradict themselves: a value without a figure, a figure without a value."""
    for cell in cells:
        if (cell.value is None) == (cell.kind is Kind.NUMBER):
            yield f"{cell.indicator} is of kind {cell.kind} with the value {cell.value}"
        if cell.status not in _READ and cell.value is not None:
            yield f"{cell.indicator} is {cell.status} with the value {cell.value}"
        if cell.kind is Kind.NUMBER and not (cell.raw or "").strip():
            yield f"{cell.indicator} has a value, and prints nothing"


def _not_there(report: Report, body: bytes, media: str | None) -> Iterator[str]:
    """The cells of which something else is printed at their place, or nothing."""
    document = open_document(body, media)
    found = reread(report, document, load_forms()[report.form], load_layouts(), None)
    lines = {line.number: line.text for line in document.lines}
    read = {cell.indicator: cell for cell in report.cells if cell.status in _READ}
    for one in found.differences:
        cell = read.get(one.indicator)
        if cell is not None and one.why in _GRAVE and not _ends_its_row(cell, lines):
            yield f"{one.indicator}: {one.message}"


def _ends_its_row(cell: Cell, lines: Mapping[int, str]) -> bool:
    """Whether the cell is the empty last one of a row behind which the next row goes on in the same line."""
    if cell.raw or cell.at is None or cell.at.table is not None:
        return False
    return _FIGURE.match(lines.get(cell.at.line, ""), cell.at.start or 0) is None


def value(data: bytes) -> None:
    """A cell as it may be printed: two bytes for its unit and its column, then its text."""
    unit, signed = (UNITS[data[0] % len(UNITS)], bool(data[1] % 2)) if len(data) > 1 else (None, False)
    raw = data[2:].decode("utf-8", "replace")
    said = parse_value(raw, unit, signed=signed)
    assert said.raw == raw
    assert (said.value is None) == (said.kind is not Kind.NUMBER)
    assert said.value is None or said.value.is_finite()
    assert not said.value or any(char.isnumeric() or char in "两元" for char in fold(raw)), said
    if raw.isascii() and raw.isdecimal() and len(raw) <= 12 and (raw == "0" or raw[0] != "0"):
        assert said.value == int(raw) or unit == "万元"
    parse_figure(raw)
    parse_chinese_numeral(raw)
    folded = fold_with_map(raw)
    assert folded.text == fold(raw)
    assert len(folded.origin) == len(folded.text)
    assert list(folded.origin) == sorted(folded.origin)
    assert "".join("".join(split_enumerator(raw)).split()) == "".join(raw.split())


TARGETS: dict[str, Target] = {"page": page, "value": value}
