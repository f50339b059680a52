"""Finds tables of one figure a row: what was counted, its unit, and the year's figure, perhaps beside others.

Such a ledger is read by its labels and units alone, whoever designed it: the national form of 2014 and its
relatives differ in rows, in order and in columns.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice

from gkscrape.documents.model import Document, Grid, GridCell, Line
from gkscrape.layout import Layout, Reader
from gkscrape.reading.page import lead
from gkscrape.reading.rows import Token
from gkscrape.record import Place
from gkscrape.text import clean, fold, fold_with_map

LABEL_HEAD = re.compile(r"(?:统计|评价)?指标(?:名称)?|统计项目|项目名称")
UNIT_HEAD = re.compile(r"(?:计量|统计)?单位")

MOST_LEDGERS, MOST_ROWS = 20, 400
"""More than any page has: the official table has 69 rows."""

_UNIT_NAMES = "人次|件次|篇次|万元|千元|元|[条件次篇个人项份起场期家名部]"
_UNIT = re.compile(_UNIT_NAMES)
_DASH_RUN = "[-—─－–]{1,8}"
_CJK = "\u3400-\u9fff"

_TEXT_HEAD = re.compile(rf"(?:统计指标|指标名称|统计项目|指标)\|*(?:{UNIT_HEAD.pattern})")
_COLUMN_HEAD = re.compile(
    r"\|*(20\d\d年度?(?:统计数|数量|合计|实际)?|本期实际|历年累计|本年累计|累计(?:总?数)?|本年度?(?:数量|合计|实际|统计数)?"
    rf"|合计|总计|代码|备注|[{_CJK}]{{0,6}}统计数|数量|数值)"
)
_MARK = re.compile(
    rf"(?m)(?<![^\s|])(?P<apart>{_UNIT_NAMES})(?=\s{{0,40}}\|?\s{{0,40}}(?:[\d０-９无零]|{_DASH_RUN}(?:[\s|]|$)))"
    rf"|(?<=[{_CJK})）])(?P<glued>{_UNIT_NAMES})(?=\d)"
    rf"|(?:^|(?<=\|))[^\S\n]*(?P<alone>{_UNIT_NAMES})[^\S\n]*(?=$|\|)"
    rf"|(?<![^\s|])(?P<dashes>{_DASH_RUN})(?![^\s|])"
    rf"|(?<=[{_CJK})）])(?P<rule>[—─]{{1,4}}|-{{2,8}})(?=[{_CJK}(（\d])"
)
_FIGURE = re.compile(
    rf"[\s|]*(?P<figure>[\d０-９]+(?:[,，]\d{{3}})*(?:[.．]\d+)?|无|零|不适用|{_DASH_RUN}|/)"
    rf"(?=$|[\s|]|[{_CJK}(（]|\d{{1,2}}[.．、]\s*[{_CJK}])"
)
_SENTENCE = re.compile("[。;；!！]")
_LONGEST_LABEL = 120
_LONGEST_ROW = 2000

_NO_FIGURES = re.compile("代码|备注|说明|序号")
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


def find_ledgers(document: Document, layouts: Sequence[Layout]) -> Iterator[Ledger]:
    """The ledgers of the document in printed order: those in real tables, then those in its text."""
    grid = next((layout for layout in layouts if layout.reader is Reader.GRID), None)
    streams = [layout for layout in layouts if layout.reader is Reader.STREAM]
    if grid is not None:
        for block in document.blocks:
            if isinstance(block, Grid):
                yield from _in_grid(block, grid)
    if streams:
        yield from _in_text([block for block in document.blocks if isinstance(block, Line)], streams)


def year_column(columns: Sequence[str]) -> int | None:
    """Which of the columns counts the year of the report, None where that is not certain.

    >>> year_column(["统计数"]), year_column(["2014年度", "历年累计"]), year_column(["本期实际", "本年累计"])
    (0, 0, 1)
    >>> year_column(["历年累计"]), year_column(["区政府统计数", "乡镇街道统计数"])
    (None, None)
    """
    counted = [n for n, name in enumerate(columns) if not _EVER.search(name) and not _NO_FIGURES.search(name)]
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


def _in_grid(grid: Grid, layout: Layout) -> Iterator[Ledger]:
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
        if (cell := row[n]) is not None and cell.column == n and not _NO_FIGURES.search(fold(cell.text))
    ]
    named = [(n, name) for n, name in figures if name]
    return _Panel(units[index] - 1, units[index], tuple(named), number + 1)


def _bare_panels(grid: Grid) -> list[_Panel]:
    """A ledger without a header: most rows print a unit in one column, and one column follows it."""
    width = max((len(row) for row in grid.rows), default=0)
    for column in range(1, width - 1):
        texts = [cell.text for row in grid.rows if column < len(row) and (cell := row[column])]
        units = sum(map(_is_unit, texts))
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
        if cell is not None and re.search(f"[{_CJK}]", cell.text):
            return cell
    return None


def _token(grid: Grid, number: int, cell: GridCell) -> Token:
    return Token(
        cell.text.strip(), Place(cell.line, table=grid.number, row=number + 1, column=cell.column + 1)
    )


class _Text:
    """Lines of text as one stream, with the way back to their places."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._starts = [0, *accumulate(len(line.text) + 1 for line in lines)]
        self.text = "\n".join(line.text for line in lines)

    def place(self, start: int, end: int) -> Place:
        row = bisect_right(self._starts, start) - 1
        first = self._starts[row]
        return Place(self._lines[row].number, start - first, end - first)


def _in_text(lines: Sequence[Line], layouts: Sequence[Layout]) -> Iterator[Ledger]:
    page = _Text(lines)
    if _TEXT_HEAD.search(fold(page.text)) is None:
        return
    folded = fold_with_map(page.text)
    heads = list(islice(_TEXT_HEAD.finditer(folded.text), MOST_LEDGERS))
    for index, head in enumerate(heads):
        below = heads[index + 1] if index + 1 < len(heads) else None
        names, end = [], head.end()
        while column := _COLUMN_HEAD.match(folded.text, end):
            names.append(column[1])
            end = column.end()
        printed = tuple(names) or ("",)
        kept = [n for n, name in enumerate(printed) if not _NO_FIGURES.search(name)]
        columns = tuple(printed[n] for n in kept)
        start = folded.origin[end - 1] + 1
        stop = folded.origin[below.start()] if below else len(page.text)
        entries = tuple(islice(_text_entries(page, (start, stop), len(printed), kept), MOST_ROWS))
        if entries:
            layout = _layout_of(page, start, entries, layouts)
            yield Ledger(columns, year_column(columns), entries, layout, headed=True)


def _text_entries(page: _Text, span: tuple[int, int], width: int, kept: Sequence[int]) -> Iterator[Entry]:
    """The rows of a stretch of text: words up to a unit, then figures, until words no longer make a label.

    `width` is how many columns the header prints, `kept` are those of figures, by index.
    """
    start, stop = span
    while mark := _MARK.search(page.text, start, min(stop, start + _LONGEST_ROW)):
        unit_start = mark.start(mark.lastgroup or 0)
        words = page.text[start:unit_start].strip(" |\n\t\u3000\u00a0")
        if not words or len(words) > _LONGEST_LABEL or _SENTENCE.search(words):
            return
        first = page.text.index(words, start)
        tokens, end = _figures_behind(page, mark.end(mark.lastgroup or 0))
        fits = len(tokens) == width
        figures = tuple(tokens[index] if fits else None for index in kept)
        label_end = first + len(words.partition("\n")[0])
        unit = fold(mark[mark.lastgroup or 0])
        yield Entry(words, unit, page.place(first, label_end), figures, () if fits else tokens)
        start = end


def _figures_behind(page: _Text, start: int) -> tuple[tuple[Token, ...], int]:
    tokens = []
    while figure := _FIGURE.match(page.text, start):
        begin, start = figure.span("figure")
        tokens.append(Token(figure["figure"], page.place(begin, start)))
    return tuple(tokens), start


def _layout_of(page: _Text, start: int, entries: Sequence[Entry], layouts: Sequence[Layout]) -> Layout:
    """The layout by what stands between a label and its unit in most rows, the first layout if by none."""
    separators = {layout.separator for layout in layouts}
    by_lead = {layout.after_label: layout for layout in reversed(layouts)}
    found: list[Layout] = []
    for entry in entries:
        start = page.text.index(entry.label, start) + len(entry.label)
        space = lead(page.text[start : start + 80], separators)
        if space in by_lead:
            found.append(by_lead[space])
    return max(found, key=found.count, default=layouts[0])
