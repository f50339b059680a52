"""Finds tables of one figure a row: what was counted, its unit, and the year's figure, perhaps beside others.

Such a ledger is read by its labels and units alone, whoever designed it: the national form of 2014 and its
relatives differ in rows, in order and in columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gkscrape.documents.model import Grid, GridCell
from gkscrape.layout import Layout
from gkscrape.reading.rows import Token
from gkscrape.record import Place
from gkscrape.text import PICTURE, clean, fold

LABEL_HEAD = re.compile(r"(?:统计|评价)?指标(?:名称)?|统计项目|项目名称")
UNIT_HEAD = re.compile(r"(?:计量|统计)?单位")

UNIT_NAMES = "人次|件次|篇次|万元|千元|元|[条件次篇个人项份起场期家名部]"
_UNIT = re.compile(UNIT_NAMES)
CJK = "\u3400-\u9fff"

NO_FIGURES = re.compile("代码|备注|说明|序号")
_EVER = re.compile("(?<!本年)累计")
_YEAR = re.compile(r"20\d\d年度?.*|本年.*|当年.*|全年.*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: its printed label and unit, and its figures, one token or none for each column of the ledger.

    Where the figures are not as many as the columns, they stand in `loose` and all columns are empty.
    """

    label: str
    unit: str | None
    at: Place
    figures: tuple[Token | None, ...]
    loose: tuple[Token, ...] = ()

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Every figure of the row, in printed order."""
        return tuple(token for token in self.figures if token is not None) + self.loose


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger: the names of its columns of figures ("" where no header is printed), rows, and layout.

    `year` is the index of the column that counts the year of the report; None where that is not certain.
    """

    columns: tuple[str, ...]
    year: int | None
    entries: tuple[Entry, ...]
    layout: Layout
    headed: bool


def year_column(columns: Sequence[str]) -> int | None:
    """Which of the columns counts the year of the report, None where that is not certain.

    >>> year_column(["统计数"]), year_column(["2014年度", "历年累计"]), year_column(["本期实际", "本年累计"])
    (0, 0, 1)
    >>> year_column(["历年累计"]), year_column(["区政府统计数", "乡镇街道统计数"])
    (None, None)
    """
    counted = [n for n, name in enumerate(columns) if not _EVER.search(name) and not NO_FIGURES.search(name)]
    if len(counted) > 1:
        counted = [n for n in counted if _YEAR.fullmatch(columns[n])]
    return counted[0] if len(counted) == 1 else None


@dataclass(frozen=True, slots=True)
class _Panel:
    """The columns of a grid that hold one ledger; `unit` is None where no column prints the units."""

    label: int
    unit: int | None
    figures: tuple[tuple[int, str], ...]
    first_row: int


def ledgers_in_grid(grid: Grid, layout: Layout) -> Iterator[Ledger]:
    """The ledgers that stand side by side in a real table."""
    for panel in _headed_panels(grid) or _bare_panels(grid):
        entries = [entry for n in range(panel.first_row, len(grid.rows)) for entry in _entry(grid, panel, n)]
        names = tuple(name for _, name in panel.figures)
        if entries:
            yield Ledger(names, year_column(names), tuple(entries), layout, headed=any(names))


def _headed_panels(grid: Grid) -> list[_Panel]:
    """The ledgers under the first row that heads labels and figures; several may stand side by side."""
    for number, row in enumerate(grid.rows):
        if not any(cell is not None and "位" in cell.text for cell in row):
            continue
        words = [fold(cell.text) if cell else "" for cell in row]
        starts = [n for n, text in enumerate(words) if LABEL_HEAD.fullmatch(text) and text not in words[:n]]
        starts = starts or [n for n, text in enumerate(words[:2]) if LABEL_HEAD.fullmatch(text)]
        units = [n for n, text in enumerate(words) if UNIT_HEAD.fullmatch(text)]
        if starts and units and starts[0] < units[0]:
            return [_panel(grid, number, row, units, index) for index in range(len(units))]
    return []


def _panel(
    grid: Grid, number: int, row: Sequence[GridCell | None], units: Sequence[int], index: int
) -> _Panel:
    stop = len(row) if index + 1 == len(units) else units[index + 1] - 1
    figures = [
        (n, fold(cell.text))
        for n in range(units[index] + 1, stop)
        if (cell := row[n]) is not None and cell.column == n and not NO_FIGURES.search(fold(cell.text))
    ]
    named = [(n, name) for n, name in figures if name not in ("", PICTURE)]
    return _Panel(units[index] - 1, units[index], tuple(named), number + 1)


def _bare_panels(grid: Grid) -> list[_Panel]:
    """A ledger without a header: most rows print a unit in one column, and one column follows it."""
    texts = {cell.text for row in grid.rows for cell in row if cell is not None}
    named = {text for text in texts if not text.isdecimal() and _is_unit(text)}
    width = max((len(row) for row in grid.rows), default=0) if named else 0
    for column in range(1, width - 1):
        units = sum(
            (cell := row[column]) is not None and cell.text in named for row in grid.rows if column < len(row)
        )
        if units >= 3 and units * 2 > len(grid.rows):
            behind = tuple((n, "") for n in range(column + 1, width))
            return [_Panel(column - 1, column, behind, 0)] if len(behind) == 1 else []
    return []


@lru_cache(1024)
def _is_unit(text: str) -> bool:
    return _UNIT.fullmatch(fold(text)) is not None


def _entry(grid: Grid, panel: _Panel, number: int) -> Iterator[Entry]:
    row = grid.rows[number]
    label = _label_cell(row, panel.label)
    if label is None or label.row != number:
        return
    unit_cell = row[panel.unit] if panel.unit is not None else None
    unit = fold(unit_cell.text) if unit_cell is not None and unit_cell is not label else ""
    tokens = []
    for column, _ in panel.figures:
        cell = row[column] if column < len(row) else None
        own = cell is not None and cell is not label and cell.row == number and cell.column == column
        tokens.append(_token(grid, number, cell) if cell is not None and own else None)
    at = Place(label.line, table=grid.number, row=number + 1, column=label.column + 1)
    yield Entry(clean(label.text), unit or None, at, tuple(tokens))


def _label_cell(row: Sequence[GridCell | None], column: int) -> GridCell | None:
    """The nearest cell of words at or left of the column."""
    for cell in reversed(row[: column + 1]):
        if cell is not None and re.search(f"[{CJK}]", cell.text):
            return cell
    return None


def _token(grid: Grid, number: int, cell: GridCell) -> Token:
    return Token(
        cell.text.strip(), Place(cell.line, table=grid.number, row=number + 1, column=cell.column + 1)
    )
