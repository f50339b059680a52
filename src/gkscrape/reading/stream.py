"""Reads the tables of a page that is a stream of text: the tokens between one label and the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, zip_longest

from gkscrape.form import Block, Direction, Table
from gkscrape.layout import Layout, RowEnd
from gkscrape.reading.across import TOUCHING, across_rows, placed
from gkscrape.reading.anchors import Alignment, Role, Station
from gkscrape.reading.gaps import Gap, expected, gaps
from gkscrape.reading.headers import (
    MIXED,
    Header,
    column_codes,
    nearest_column,
    read_header,
    units_beside,
    units_noted,
)
from gkscrape.reading.lexicon import Match, core
from gkscrape.reading.mend import stretches
from gkscrape.reading.page import Page, Piece, Sort, cells_behind, lead, lines_of_cells
from gkscrape.reading.rows import COPIED, TORN, TWICE, RowText, TableText, Unknown

LOST_LABEL = "a label beside it is lost, and the figures between are not exactly those of the rows there"
FILLED = "its label is lost; the figures between its neighbours' labels are exactly those of the rows there"
STRAY = "figures stand behind the row on a line of their own, and may be the rest of it"
UNKNOWN_MARKS = "marks that no layout knows stand between the label and its figures"
SURPLUS = "more cells than columns, and an empty one among them"

_LONGEST_LABEL = 40


def votes(page: Page, alignment: Alignment, layouts: Sequence[Layout], table: str) -> Counter[str]:
    """How many row labels of the table are followed by what each layout puts behind a label."""
    separators = {layout.separator for layout in layouts}
    counted: Counter[str] = Counter()
    anchors = alignment.by_table[table]
    for anchor in anchors:
        start = page.behind(anchor.end)
        if anchor.station.is_row and start < len(page.text):
            found = lead(page.text[start : start + 80], separators)
            counted.update(layout.name for layout in layouts if layout.after_label == found)
    return counted


def read_table(
    page: Page, alignment: Alignment, table: Table, layout: Layout, foreign: frozenset[str]
) -> TableText:
    """The table's rows as this layout divides them. `foreign` are column labels of other forms only."""
    reading = _Reading(page, alignment, table, layout, foreign)
    if table.blocks[0].direction is Direction.ACROSS:
        return TableText(across_rows(page, alignment, table, layout))
    return reading.rows()


class _Reading:
    """One table of one page, being read in one layout."""

    def __init__(
        self, page: Page, alignment: Alignment, table: Table, layout: Layout, foreign: frozenset[str]
    ) -> None:
        self._page = page
        self._table = table
        self._layout = layout
        self._foreign = foreign
        self._gaps = list(gaps(page, alignment, table))
        self._expected = expected(table, alignment.by_table[table.code])
        self._lacks_a_label = self._expected.lacks_any(alignment.plan.stations)
        self._units = units_beside(table, alignment.by_table[table.code])
        self._headers = self._read_headers(alignment)
        self._unknown: list[Unknown] = []

    def rows(self) -> TableText:
        found = [row for gap in self._gaps for row in self._gap_rows(gap)]
        rows = _trimmed(found)
        if self._layout.separator or self._layout.blank_marks:
            rows = tuple(map(placed, rows))
        return TableText(rows, tuple(self._unknown), self._units)

    def _read_headers(self, alignment: Alignment) -> dict[int, Header]:
        """The header of each block: what is printed between the row before it and its own first row."""
        headers: dict[int, Header] = {}
        anchors = alignment.by_table[self._table.code]
        start, above = anchors[0].start, -1
        for anchor in anchors:
            number = anchor.station.block
            if anchor.station.role in (Role.ROW, Role.GROUP):
                if number != above:
                    zone = self._page.matches_within(start, anchor.start)
                    headers[number] = self._header(self._table.blocks[number], zone)
                start, above = anchor.end, number
        return {
            number: headers.get(number, read_header(block, ()))
            for number, block in enumerate(self._table.blocks)
        }

    def _header(self, block: Block, zone: Iterable[Match]) -> Header:
        zone = list(zone)
        codes = column_codes(block)
        self._units |= units_noted(block, zone)
        nested = {column.code for column in block.columns if column.under}
        printed = [*self._column_codes(block, [match for match in zone if match.core in codes])]
        if nested:
            printed = [code for code in printed if code in nested]
        header = read_header(block, printed if len(set(printed)) > 1 else ())
        return replace(header, doubt=MIXED) if any(m.core in self._foreign for m in zone) else header

    def _column_codes(self, block: Block, labels: Sequence[Match]) -> Iterator[str]:
        """The columns whose labels are printed, those of misprinted ones between two others too."""
        codes = column_codes(block)
        for label, following in zip_longest(labels, labels[1:]):
            yield codes[label.core][0]
            if following is not None and label.end < following.start:
                for start, end in stretches(self._page, label.end, following.start):
                    column = nearest_column(block, core(self._page.folded.text[start:end]))
                    yield from (column,) if column is not None else ()

    def _gap_rows(self, gap: Gap) -> Iterator[RowText]:
        station = gap.above.station
        is_row = station.is_row and not self._expected.acts_as_group(station.code)
        if not is_row and not gap.lost:
            return
        if self._layout.separator and self._layout.row_end is RowEnd.LINE:
            yield from self._line_rows(gap, is_row=is_row)
        elif gap.lost:
            yield from self._filled(gap, [station] if is_row else [], list(self._pieces(gap)))
        else:
            yield self._row_above(gap)

    def _row_above(self, gap: Gap) -> RowText:
        """The row of the anchor itself: its figures end at the first words or label."""
        pieces = list(self._pieces(gap))
        own = _leading_figures(pieces)
        rest = pieces[len(own) :]
        doubt = self._again(TORN) if _resumes(rest) else None
        if not own and (own := _behind_marks(rest)):
            doubt = UNKNOWN_MARKS
        self._note_unknown(gap, rest)
        return self._row(gap.above.station, own, doubt=doubt)

    def _filled(self, gap: Gap, rows: list[Station], pieces: list[Piece]) -> Iterator[RowText]:
        """Rows whose labels were lost take the gap's figures if these are exactly as many as they need."""
        wanted = [*rows, *gap.lost]
        widths = [len(self._columns(station)) for station in wanted]
        figures = _without_label_cells(
            [piece for piece in pieces if piece.sort is Sort.FIGURE], widths, len(rows)
        )
        need = sum(widths)
        if len(figures) == need and all(piece.sort is not Sort.WORDS for piece in pieces):
            for station in wanted:
                width = len(self._columns(station))
                yield self._row(station, figures[:width], reason=FILLED)
                del figures[:width]
            return
        doubt = LOST_LABEL if figures else None
        for station in wanted:
            yield self._row(station, figures, doubt=doubt)
            figures = []

    def _again(self, doubt: str) -> str:
        """The doubt of a row whose label is printed again; it may stand where a lost one stood."""
        return COPIED if self._lacks_a_label else doubt

    def _line_rows(self, gap: Gap, *, is_row: bool) -> Iterator[RowText]:
        """Where a row ends with its line, a lost label costs its neighbours nothing."""
        line_end = self._page.text.find("\n", gap.start, gap.end)
        line_end = gap.end if line_end < 0 else line_end
        lines = self._stray_lines(gap, line_end)
        fits = len(lines) == len(gap.lost) and all(map(self._is_row_of, lines, gap.lost))
        if is_row:
            own = cells_behind(self._page, gap.start, min(line_end, gap.first_end), self._layout)
            stray = [] if fits else [piece for line in lines for piece in line if piece.raw]
            again = self._again(TWICE) if self._is_printed_again(gap, line_end, own) else None
            yield self._row(gap.above.station, [*own, *stray], again or (STRAY if stray else None))
        for index, station in enumerate(gap.lost):
            if fits:
                yield self._row(station, lines[index], reason=FILLED)
            else:
                yield self._row(station, [], doubt=LOST_LABEL if lines else None)

    def _is_printed_again(self, gap: Gap, start: int, own: Sequence[Piece]) -> bool:
        """Whether the next labelled line in the gap has the row's own label, and other figures behind it."""
        mine = [piece.raw for piece in own]
        for line in lines_of_cells(self._page, start, gap.end, self._layout):
            first, *theirs = (piece.raw for piece in line)
            if core(first) in gap.above.station.cores:
                return any(theirs) and theirs != mine
            if self._has_label(gap, line):
                return False
        return False

    def _stray_lines(self, gap: Gap, start: int) -> list[list[Piece]]:
        """The lines in the gap that begin with figures; those that begin with words are kept as unknown."""
        stray = []
        for line in lines_of_cells(self._page, start, gap.end, self._layout):
            first = next(piece for piece in line if piece.raw)
            if self._has_label(gap, line):
                continue
            if first.sort is Sort.FIGURE:
                stray.append(_without_margin(line))
            elif not gap.lost:
                self._note_unknown(gap, line)
        return stray

    def _is_row_of(self, line: Sequence[Piece], station: Station) -> bool:
        figures = all(piece.sort is Sort.FIGURE for piece in line)
        return figures and len(line) >= len(self._columns(station))

    def _has_label(self, gap: Gap, line: Sequence[Piece]) -> bool:
        return any(line[0].start <= start <= line[-1].end for start, _ in gap.labels)

    def _pieces(self, gap: Gap) -> Iterator[Piece]:
        """Everything in the gap, in order: cells, words, and the other labels."""
        start = gap.start
        for label_start, label_end in gap.labels:
            if label_start >= start:
                yield from cells_behind(self._page, start, label_start, self._layout)
                yield Piece(self._page.text[label_start:label_end], label_start, label_end, Sort.LABEL)
            start = max(start, label_end)
        yield from cells_behind(self._page, start, gap.end, self._layout, closes_table=gap.closes_table)

    def _note_unknown(self, gap: Gap, rest: Sequence[Piece]) -> None:
        """Keep a row under an unknown label: words of a label's length, then exactly the cells of a row."""
        words = [piece for piece in rest if piece.sort is Sort.WORDS]
        label = "".join(piece.raw for piece in words)
        figures = [piece for piece in rest if piece.sort is Sort.FIGURE]
        columns = self._columns(gap.above.station)
        shape = [piece.sort for piece in rest]
        regular = shape == [Sort.WORDS] * len(words) + [Sort.FIGURE] * len(figures)
        if regular and words and len(label) <= _LONGEST_LABEL and len(figures) == len(columns):
            tokens = tuple(self._page.token(piece) for piece in figures)
            self._unknown.append(Unknown(label, columns, tokens))

    def _columns(self, station: Station) -> tuple[str, ...]:
        return self._headers[station.block].columns

    def _row(
        self, station: Station, pieces: Sequence[Piece], doubt: str | None = None, reason: str | None = None
    ) -> RowText:
        header = self._headers[station.block]
        tokens = tuple(self._page.token(piece) for piece in pieces)
        if self._layout.cells_touch and len(header.columns) > 1 and tokens:
            doubt = doubt or TOUCHING
        return RowText(station.code, header.columns, tokens, None, header.doubt or doubt, reason)


def _leading_figures(pieces: Sequence[Piece]) -> list[Piece]:
    figures = []
    for piece in pieces:
        if piece.sort is not Sort.FIGURE:
            break
        figures.append(piece)
    return figures


def _without_label_cells(figures: list[Piece], widths: Sequence[int], anchored: int) -> list[Piece]:
    """The cells without the empty ones that stand in the place of lost labels, where these are known."""
    lost = len(widths) - anchored
    if len(figures) != sum(widths) + lost:
        return figures
    ends = list(accumulate(widths))[:-1] if anchored else [0, *list(accumulate(widths))[:-1]]
    places = {end + number for number, end in enumerate(ends)}
    if any(figures[place].raw for place in places):
        return figures
    return [piece for place, piece in enumerate(figures) if place not in places]


def _behind_marks(rest: Sequence[Piece]) -> list[Piece]:
    """The figures that only marks (bars, semicolons) keep from the label, up to the first words."""
    if not rest or not _is_mark(rest[0]):
        return []
    words = (index for index, piece in enumerate(rest) if piece.sort is Sort.WORDS and not _is_mark(piece))
    return [piece for piece in rest[: next(words, len(rest))] if piece.sort is Sort.FIGURE and piece.raw]


def _is_mark(piece: Piece) -> bool:
    return piece.sort is Sort.WORDS and not any(char.isalnum() for char in piece.raw)


def _resumes(rest: Sequence[Piece]) -> bool:
    """Whether figures follow a repeated label before any words do."""
    for piece in rest:
        if piece.sort is Sort.WORDS:
            return False
        if piece.sort is Sort.FIGURE and piece.raw:
            return True
    return False


def _without_margin(line: list[Piece]) -> list[Piece]:
    """The cells of a line without the empty place before a leading bar or of a lost label."""
    return line[1:] if not line[0].raw else line


def _trimmed(rows: Sequence[RowText]) -> tuple[RowText, ...]:
    """The rows without the empty cells that column spans leave at the end of a line.

    Where an empty cell stands among the others, the surplus is at the end only if a row of as many cells, and
    of as many columns, shows it there.
    """
    shown = {(len(row.columns), len(row.tokens)) for row in rows if _is_full(row)}
    return tuple(_trim(row, (len(row.columns), len(row.tokens)) in shown) for row in rows)


def _is_full(row: RowText) -> bool:
    width = len(row.columns)
    return all(token.raw for token in row.tokens[:width]) and not any(
        token.raw for token in row.tokens[width:]
    )


def _trim(row: RowText, shown: bool) -> RowText:
    width = len(row.columns)
    if len(row.tokens) <= width or any(token.raw for token in row.tokens[width:]):
        return row
    trimmed = replace(row, tokens=row.tokens[:width])
    empty = [not token.raw for token in trimmed.tokens]
    return trimmed if shown or all(empty) or not any(empty) else replace(row, doubt=SURPLUS)
