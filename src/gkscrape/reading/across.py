"""Reads a table whose rows stand side by side: all of the headers first, then one line of figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gkscrape.form import Block, Table
from gkscrape.layout import Layout, RowEnd, Side
from gkscrape.reading.anchors import Alignment
from gkscrape.reading.gaps import table_end
from gkscrape.reading.headers import UNORDERED, column_codes
from gkscrape.reading.lexicon import Match, cores
from gkscrape.reading.page import Page, Piece, Sort, cells_behind, lines_of_cells
from gkscrape.reading.rows import RowText

WRONG_COUNT = "the figures are not as many as the table has cells"
TOUCHING = "the cells of this page run together, and spaces need not stand between two of them"
FEW_HEADERS = "too few of the table's headers are there to be sure whose figures these are"

_WIDEST_BREAK = 12
_LEAST_SHARE = 0.6


def across_rows(page: Page, alignment: Alignment, table: Table, layout: Layout) -> tuple[RowText, ...]:
    """The rows of the table: the figures behind its headers, in the form's order if all are there."""
    block = table.blocks[0]
    codes = [row.code for row in block.rows if not row.group]
    columns = tuple(column.code for column in block.columns)
    anchors = alignment.by_table[table.code]
    end = table_end(page, alignment, anchors[-1])
    header = _header(page, page.matches_within(anchors[0].start, end))
    figures = _figures(page, header, end, len(codes) * len(columns), layout)
    fits = len(figures) == len(codes) * len(columns)
    doubt = TOUCHING if layout.cells_touch else _doubt(block, header, len(codes))
    if not figures:
        doubt = None
    elif doubt is None and not fits:
        doubt = WRONG_COUNT
    if doubt is not None or not fits:
        tokens = tuple(page.token(piece) for piece in figures)
        return tuple(
            RowText(code, columns, () if index else tokens, None, doubt) for index, code in enumerate(codes)
        )
    width = len(columns)
    rows = [
        RowText(code, columns, tuple(map(page.token, figures[index * width : (index + 1) * width])))
        for index, code in enumerate(codes)
    ]
    return tuple(map(placed, rows) if layout.separator or layout.blank_marks else rows)


def placed(row: RowText) -> RowText:
    """The row with the places of its tokens, if separators give each column one, empty cells too."""
    fits = row.doubt is None and len(row.tokens) == len(row.columns)
    return replace(row, seats=tuple(range(len(row.tokens)))) if fits else row


def _header(page: Page, matches: Sequence[Match]) -> list[Match]:
    """The longest run of labels with next to nothing between them: the header, as against words of prose."""
    runs: list[list[Match]] = [[]]
    for match in matches:
        if runs[-1] and not _adjoins(page, runs[-1][-1], match):
            runs.append([])
        runs[-1].append(match)
    return max(runs, key=len)


def _adjoins(page: Page, match: Match, following: Match) -> bool:
    between = page.folded.text[match.end : following.start].replace("|", "")
    return len(between) <= _WIDEST_BREAK and not any(char.isdigit() for char in between)


def _doubt(block: Block, header: Sequence[Match], rows: int) -> str | None:
    """Why the figures under this header may not be in the form's order, if so."""
    codes = column_codes(block)
    printed = [codes[match.core][0] for match in header if match.core in codes]
    official = [column.code for column in block.columns] * rows
    labels = [name for row in block.rows for name in cores(row.labels)]
    named = [match.core for match in header if match.core in labels]
    if len(printed) + len(named) < _LEAST_SHARE * (len(official) + len(block.rows)):
        return FEW_HEADERS
    in_order = _is_part(printed, official) and _is_part(named, labels)
    return None if in_order else UNORDERED


def _is_part(found: Sequence[str], official: Sequence[str]) -> bool:
    """Whether what was found is the official sequence with nothing but omissions."""
    rest = iter(official)
    return all(code in rest for code in found)


def _figures(page: Page, header: Sequence[Match], end: int, need: int, layout: Layout) -> list[Piece]:
    """The figures behind the header, up to the next label or words."""
    following = page.matches_within(header[-1].end, end)
    first, last = page.behind(header[-1].end), page.before(following[0].start if following else end)
    if layout.separator and layout.row_end is RowEnd.LINE:
        lines = lines_of_cells(page, first, last, layout)
        return _fitted(lines[0], need) if lines else []
    pieces = cells_behind(page, first, last, layout, closes_table=True)
    if layout.separator_side is Side.AROUND and pieces and not pieces[0].raw:
        del pieces[0]
    if layout.separator_side is Side.BEFORE and _opens_bare(page, header, layout):
        pieces = [*_empty_opening(page, first, layout), *pieces]
    words = (index for index, piece in enumerate(pieces) if piece.sort is Sort.WORDS)
    return _fitted(pieces[: next(words, len(pieces))], need)


def _opens_bare(page: Page, header: Sequence[Match], layout: Layout) -> bool:
    """Whether no separator stands before the first cell of a row, as before the first label of the header."""
    start = page.before(header[0].start)
    return layout.separator not in page.text[page.text.rfind("\n", 0, start) + 1 : start]


def _empty_opening(page: Page, start: int, layout: Layout) -> Iterator[Piece]:
    """The first cell of a row that opens bare, where it is empty: its line holds nothing."""
    stop = page.text.find(layout.separator, start)
    if stop >= 0 and not page.text[start:stop].strip():
        place = page.text.rfind("\n", start, stop)
        yield Piece("", place, place, Sort.FIGURE)


def _fitted(pieces: list[Piece], need: int) -> list[Piece]:
    """The cells without the empty places that bars leave at both ends of a line, if the rest is full."""
    inner = pieces
    while len(inner) > need and not inner[-1].raw:
        inner = inner[:-1]
    while len(inner) > need and not inner[0].raw:
        inner = inner[1:]
    return inner if len(pieces) == len(inner) or all(piece.raw for piece in inner) else pieces
