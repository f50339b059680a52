"""Finds ledgers in text that lost its tables: a label, its unit, and the figures behind it, row by row.

Where the table numbers its rows, the number of each row stands behind the figures of the one before. It is
never taken for one of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from gkscrape.documents.model import Line
from gkscrape.layout import Layout
from gkscrape.reading.ledger import CJK, NO_FIGURES, UNIT_HEAD, UNIT_NAMES, Entry, Ledger, year_column
from gkscrape.reading.page import lead
from gkscrape.reading.rows import Token
from gkscrape.record import Place
from gkscrape.text import fold, fold_with_map

MOST_LEDGERS, MOST_ROWS = 20, 400
"""More than any page has: the official table has 69 rows."""

_DASH_RUN = "[-—─－–]{1,8}"
_TEXT_HEAD = re.compile(
    rf"(?P<numbers>(?:序号|编号)\|*)?(?:统计指标|指标名称|统计项目|指标)\|*(?P<codes>(?:指标)?代码\|*)?"
    rf"(?:{UNIT_HEAD.pattern})"
)
_UNIT = "单位"
_COLUMN_HEAD = re.compile(
    r"\|*(20\d\d年度?(?:统计数|数量|合计|实际)?|本期实际|历年累计|本年累计|累计(?:总?数)?|本年度?(?:数量|合计|实际|统计数)?"
    rf"|合计|总计|代码|备注|[{CJK}]{{0,6}}统计数|数量|数值)"
)
_MARK = re.compile(
    rf"(?m)(?<![^\s|])(?P<apart>{UNIT_NAMES})(?=\s{{0,40}}\|?\s{{0,40}}(?:[\d０-９无零]|{_DASH_RUN}(?:[\s|]|$)))"
    rf"|(?<=[{CJK})）])(?P<glued>{UNIT_NAMES})(?=\d)"
    rf"|(?:^|(?<=\|))[^\S\n]*(?P<alone>{UNIT_NAMES})[^\S\n]*(?=$|\|)"
    rf"|(?<![^\s|])(?P<dashes>{_DASH_RUN})(?![^\s|])"
    rf"|(?<=[{CJK})）])(?P<rule>[—─]{{1,4}}|-{{2,8}})(?=[{CJK}(（\d])"
)
_FIGURE = re.compile(
    rf"[\s|]*(?P<figure>[\d０-９]+(?:[,，]\d{{3}})*(?:[.．]\d+)?|无|零|不适用|{_DASH_RUN}|/)"
    rf"(?=$|[\s|]|[{CJK}(（]|\d{{1,2}}[.．、]\s*[{CJK}])"
)
_SENTENCE = re.compile("[。;；!！]")
_WORDS = re.compile(rf"[^\n]*[{CJK}]")
_CODE = re.compile(r"[\s|]+\d{1,3}$")
_LONGEST_LABEL = 120
_LONGEST_ROW = 2000
_MARGIN = 8
"""More empty cells behind the last column than any page has."""


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

    def token(self, start: int, end: int) -> Token:
        return Token(self.text[start:end], self.place(start, end))

    def line_around(self, position: int) -> tuple[int, int]:
        """Where the line that holds this character starts and ends."""
        end = self.text.find("\n", position)
        return self.text.rfind("\n", 0, position) + 1, len(self.text) if end < 0 else end


@dataclass(frozen=True, slots=True)
class _Head:
    """What the header prints: how many columns behind the unit, and which of them hold figures, by index."""

    width: int
    kept: tuple[int, ...]
    numbers: bool
    codes: bool


def ledgers_in_text(lines: Sequence[Line], text: str, layouts: Sequence[Layout]) -> Iterator[Ledger]:
    """The ledgers that stand in lines of text, each below its header; `text` is all of the lines, folded."""
    if _UNIT not in text or _TEXT_HEAD.search(text) is None:
        return
    page = _Text(lines)
    folded = fold_with_map(page.text)
    heads = list(islice(_TEXT_HEAD.finditer(folded.text), MOST_LEDGERS))
    for index, found in enumerate(heads):
        below = heads[index + 1] if index + 1 < len(heads) else None
        names, end = [], found.end()
        while column := _COLUMN_HEAD.match(folded.text, end):
            names.append(column[1])
            end = column.end()
        printed = tuple(names) or ("",)
        kept = tuple(n for n, name in enumerate(printed) if not NO_FIGURES.search(name))
        head = _Head(len(printed), kept, bool(found["numbers"]), bool(found["codes"]))
        start = folded.origin[end - 1] + 1
        stop = folded.origin[below.start()] if below else len(page.text)
        entries = tuple(islice(_entries(page, (start, stop), head), MOST_ROWS))
        if entries:
            columns = tuple(printed[n] for n in kept)
            layout = _layout_of(page, start, entries, layouts)
            yield Ledger(columns, year_column(columns), entries, layout, headed=True)


def _entries(page: _Text, span: tuple[int, int], head: _Head) -> Iterator[Entry]:
    """The rows of a stretch of text: words up to a unit, then figures, until words no longer make a label."""
    start, stop = span
    while mark := _MARK.search(page.text, start, min(stop, start + _LONGEST_ROW)):
        unit_start, unit_end = mark.span(mark.lastgroup or 0)
        words = page.text[start:unit_start].strip(" |\n\t\u3000\u00a0")
        if not words or len(words) > _LONGEST_LABEL or _SENTENCE.search(words):
            return
        first = page.text.index(words, start)
        label = _CODE.sub("", words) if head.codes else words
        row = _Row(page, unit_end, head)
        figures = row.figures()
        label_end = first + len(label.partition("\n")[0])
        yield Entry(
            label,
            fold(mark[mark.lastgroup or 0]),
            page.place(first, label_end),
            tuple(figures[index] if figures else None for index in head.kept),
            () if figures else row.tokens,
        )
        start = row.end


class _Row:
    """What stands behind the unit of one row, up to the words of the next."""

    def __init__(self, page: _Text, start: int, head: _Head) -> None:
        self._page = page
        self._start = start
        self._head = head
        found, self.end = _figures_behind(page, start)
        line_end = page.line_around(start)[1]
        self._opens = bool(found) and found[-1][0] > line_end and _opens_row(page, found[-1])
        self._has_number = head.numbers and (self._opens or len(found) > head.width)
        self._spans = found[:-1] if self._has_number else found
        self._on_line = not self._spans or self._spans[-1][1] <= line_end
        self._ends_line = bool(self._spans) and not page.text[self._spans[-1][1] : line_end].strip(
            " |\t\u3000"
        )

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The figures, without the number of the next row."""
        return tuple(self._page.token(*span) for span in self._spans)

    def figures(self) -> tuple[Token | None, ...] | None:
        """One token or none for each column of the header; None where that is not certain."""
        if len(self._spans) != self._head.width:
            return self._by_place()
        return None if self._may_be_number() else self.tokens

    def _may_be_number(self) -> bool:
        """Whether the last figure may be the number of the next row, and no figure of this one."""
        if self._has_number:
            return False
        return self._opens or (self._head.numbers and not (self._on_line and self._ends_line))

    def _by_place(self) -> tuple[Token | None, ...] | None:
        """The figures by the bars between them, where these make as many cells as there are columns."""
        cells = self._cells_on_line() if self._on_line else self._cells_below()
        while len(cells) > self._head.width and cells[-1][0] == cells[-1][1]:
            del cells[-1]
        printed = [cell for cell in cells if cell[0] < cell[1]]
        if len(cells) != self._head.width or printed != self._spans:
            return None
        return tuple(self._page.token(*cell) for cell in cells)

    def _cells_on_line(self) -> list[tuple[int, int]]:
        return _cells(self._page.text, self._start, self._page.line_around(self._start)[1])[1:]

    def _cells_below(self) -> list[tuple[int, int]]:
        """The cells of the lines below, where each line is a bar and a cell."""
        _, end = self._page.line_around(self._start)
        found: list[tuple[int, int]] = []
        while end < len(self._page.text) and len(found) <= self._head.width + _MARGIN:
            start, end = self._page.line_around(end + 1)
            cells = _cells(self._page.text, start, end)
            if len(cells) != 2 or cells[0][0] < cells[0][1]:
                break
            found.append(cells[1])
        return found


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the cells between bars stand, without the space around them."""
    found = []
    for part in text[start:end].split("|"):
        first = start + len(part) - len(part.lstrip())
        found.append((first, first + len(part.strip())))
        start += len(part) + 1
    return found


def _figures_behind(page: _Text, start: int) -> tuple[list[tuple[int, int]], int]:
    spans = []
    while figure := _FIGURE.match(page.text, start):
        spans.append(figure.span("figure"))
        start = figure.end("figure")
    return spans, start


def _opens_row(page: _Text, span: tuple[int, int]) -> bool:
    """Whether nothing stands before a figure on its line, and words behind it."""
    start, _ = page.line_around(span[0])
    return not page.text[start : span[0]].strip(" |\t\u3000") and bool(_WORDS.match(page.text, span[1]))


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
