"""Reads the tables of a page that has real grids: each figure by the place of its cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import dropwhile, islice, zip_longest

from gkscrape.documents.model import Document, Grid, GridCell
from gkscrape.form import Block, Direction, Table
from gkscrape.reading.anchors import Alignment, Anchor, Station
from gkscrape.reading.gaps import expected
from gkscrape.reading.headers import (
    MIXED,
    MOVED,
    SLID,
    UNORDERED,
    Header,
    column_codes,
    keeps_order,
    nearest_column,
    read_header,
    row_codes,
    units_beside,
    units_noted,
)
from gkscrape.reading.lexicon import Lexicon, Match, core, enumerated
from gkscrape.reading.rows import COPIED, SHARED, TWICE, RowText, TableText, Token, Unknown
from gkscrape.record import Place
from gkscrape.text import PICTURE, fold_with_map

WRONG_COUNT = "the row has not as many cells as the table has columns"
SEVERAL_ROWS = "a cell spans several rows"
PUSHED = "its row is pushed aside by a cell that spans too many rows, or has too few; its cells are all there"
FIGURE_IN_LABEL = "a figure stands in the cell of its label, and a cell behind it is empty"
FILLED = "its label is lost; the rows between its neighbours' are exactly as many as are missing there"

_FIGURE_BEHIND = re.compile(r"[0-9０-９]\s*$")
_STEP = 16
_LONGEST = 120
_KEPT = 1024
_MOST_GRIDS_KEPT = 64
_NOTE = re.compile(r"\([^()]{0,8}\)")
_CHINESE = re.compile("[\u3400-\u9fff]")
_LETTER = re.compile("[0-9A-Za-z\u3400-\u9fff]")


@dataclass(frozen=True)
class GridPage:
    """The cells of a document's grids in reading order; a match's position tells its cell (see `cell_at`).

    `words` are cells whose text is no label of any form. `rows` are the different cells of each row of each
    grid, by its number, from left to right.
    """

    cells: Sequence[tuple[Grid, GridCell]]
    matches: tuple[Match, ...]
    words: Sequence[Match]
    rows: Mapping[int, Sequence[Sequence[GridCell]]]

    def cell_at(self, position: int) -> tuple[Grid, GridCell]:
        """The grid and the cell in which a match stands."""
        return self.cells[position // _STEP]

    def where(self, position: int) -> tuple[Place, str]:
        """The place and the text of the cell in which a match stands."""
        grid, cell = self.cell_at(position)
        return Place(cell.line, None, None, grid.number, cell.row + 1, cell.column + 1), cell.text

    def row(self, grid: Grid, number: int) -> Sequence[GridCell]:
        """The different cells of a row of a grid, from left to right."""
        return self.rows[grid.number][number]

    def words_between(self, start: int, end: int) -> Sequence[Match]:
        """The cells of words between two positions."""
        return [match for match in self.words if start <= match.start < end]

    def labels(self, grid: Grid, cell: GridCell) -> Sequence[Match]:
        """The labels in a cell."""
        return self._by_place.get((grid.number, cell.row, cell.column), ())

    @cached_property
    def _by_place(self) -> Mapping[tuple[int, int, int], Sequence[Match]]:
        found: dict[tuple[int, int, int], list[Match]] = {}
        for match in self.matches:
            if not match.core.startswith("§"):
                grid, cell = self.cell_at(match.start)
                found.setdefault((grid.number, cell.row, cell.column), []).append(match)
        return found


def grid_page(document: Document, lexicon: Lexicon) -> GridPage:
    """The document's grids with the labels in their cells, and the section headings between them."""
    cells: list[tuple[Grid, GridCell]] = []
    heads: list[tuple[int, str]] = []
    labels: list[tuple[int, str]] = []
    words: list[Match] = []
    rows: dict[int, list[list[GridCell]]] = {}
    folded = document.folded
    for block in document.blocks:
        if not isinstance(block, Grid):
            if len(block.text) <= _LONGEST:
                heads += [(len(cells), head.core) for head in lexicon.find_heads(folded[block.number])]
            continue
        rows[block.number] = [_distinct(row) for row in block.rows]
        for number, row in enumerate(rows[block.number]):
            for cell in row:
                if cell.row != number:
                    continue
                text = cell.text
                if 1 < len(text) <= _LONGEST and not text.isdecimal():
                    found, is_label = _labels_in(text, lexicon)
                    if is_label:
                        labels.append((len(cells), text))
                    else:
                        words += _placed(found, len(cells) * _STEP)
                cells.append((block, cell))
    return GridPage(cells, _matches(tuple(heads), tuple(labels), lexicon), words, rows)


@lru_cache(_MOST_GRIDS_KEPT)
def _matches(
    heads: tuple[tuple[int, str], ...], labels: tuple[tuple[int, str], ...], lexicon: Lexicon
) -> tuple[Match, ...]:
    """The section headings before the cells of these numbers, and the labels in the cells, in order.

    The same labels stand in the same cells of most pages, so that what was made of those last met is kept.
    """
    found = [Match(core, number * _STEP, number * _STEP) for number, core in heads]
    for number, text in labels:
        found += _placed(_labels_in(text, lexicon)[0], number * _STEP)
    return tuple(sorted(found, key=lambda match: match.start // _STEP))


@lru_cache(_KEPT)
def _labels_in(text: str, lexicon: Lexicon) -> tuple[Sequence[Match], bool]:
    """The labels that make up the text of a cell, or its words as one match; True for labels.

    The same labels stand on every page, so that those met last are kept.
    """
    folded = fold_with_map(text)
    found = lexicon.labels.finditer(folded.text)
    hits = [enumerated(folded, *hit.span()) for hit in found]
    rest, end = "", 0
    for hit in hits:
        rest += folded.text[end : hit.numeral_start if hit.numeral else hit.start]
        end = hit.end
    rest += folded.text[end:]
    if hits and not _LETTER.search(_NOTE.sub("", rest)):
        return hits[:_STEP], True
    first = _CHINESE.search(folded.text)
    if first is None:
        return (), False
    return [enumerated(folded, first.start(), len(folded.text))], False


def _placed(matches: Sequence[Match], position: int) -> Iterator[Match]:
    """The matches of one cell with their positions on the page."""
    for place, match in enumerate(matches, position):
        yield Match(match.core, place, place + 1, match.numeral, place, unit=match.unit, free=True)


def read_grid_table(page: GridPage, alignment: Alignment, table: Table, foreign: frozenset[str]) -> TableText:
    """The table's rows, each token seated by its cell's place. `foreign`: column labels of other forms."""
    reading = _Reading(page, alignment, table, foreign)
    return reading.across() if table.blocks[0].direction is Direction.ACROSS else reading.down()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a grid that the form's row `station` labels; `also` are others whose labels stand in it."""

    station: Station
    grid: Grid
    number: int
    label: GridCell
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Head:
    """The header cells above a block in one grid, and the indices of those that head a column of the form.

    `margins` are the numbers of empty cells that may stand behind those of a row.
    """

    header: Header
    cells: tuple[GridCell, ...] = ()
    picked: tuple[int, ...] = ()
    margins: frozenset[int] = frozenset((0,))

    @cached_property
    def straight(self) -> list[tuple[int, int, int]]:
        """Columns and spans of the cells of a row that stand exactly below these."""
        return [(cell.column, 1, cell.colspan) for cell in self.cells]

    @cached_property
    def edge(self) -> int:
        """Where the last column ends."""
        return max(map(_end, self.cells), default=0)


class _Reading:
    """One table of a page with grids, being read."""

    def __init__(self, page: GridPage, alignment: Alignment, table: Table, foreign: frozenset[str]) -> None:
        self._page = page
        self._labels = page.labels
        self._table = table
        self._foreign = foreign
        self._anchors = alignment.by_table[table.code]
        self._plan = alignment.plan
        self._row_names = alignment.plan.row_cores[table.code]
        self._expected = expected(table, self._anchors)
        self._units = units_beside(table, self._anchors)
        self._heads: dict[tuple[int, int], _Head] = {}
        self._unknown: list[Unknown] = []
        self._rows: list[_Row] = []
        self._spare: dict[int, list[tuple[GridCell, Match]]] = {}

    def down(self) -> TableText:
        rows = self._rows = self._labelled_rows()
        found: list[RowText] = []
        for row, below in zip_longest(rows, rows[1:]):
            text = self._row_text(row)
            doubt = self._doubt_of_label(row)
            found.append(replace(text, seats=None, doubt=doubt) if doubt else text)
            found += [RowText(code, text.columns, (), None, SHARED) for code in row.also]
            found += self._unlabelled(row, below)
        return TableText(tuple(found), tuple(self._unknown), self._units)

    def _labelled_rows(self) -> list[_Row]:
        """The rows of figures: of the labels in one row of a grid, the last that is no group."""
        found: dict[tuple[int, int], _Row] = {}
        for anchor in self._anchors:
            station = anchor.station
            if station.is_row and not self._expected.acts_as_group(station.code):
                grid, cell = self._page.cell_at(anchor.start)
                before = found.get((grid.number, cell.row))
                also = (*before.also, before.station.code) if before is not None else ()
                found[grid.number, cell.row] = _Row(station, grid, cell.row, cell, also)
        return list(found.values())

    def _doubt_of_label(self, row: _Row) -> str | None:
        """Why it is not certain whose figures stand behind the label; None where it is."""
        if row.also:
            return SHARED
        if not self._is_printed_again(row):
            return None
        return COPIED if self._expected.lacks_any(self._plan.stations) else TWICE

    def _row_text(self, row: _Row, reason: str | None = None) -> RowText:
        head = self._head(row)
        cells = self._cells_right_of(row.grid, row.number, _end(row.label))
        columns = head.header.columns
        doubt = head.header.doubt
        chosen: Sequence[GridCell] | None = cells
        if not cells or [(cell.column, cell.rowspan, cell.colspan) for cell in cells] != head.straight:
            if doubt is None and any(cell.row < row.number or cell.rowspan > 1 for cell in cells):
                doubt = SEVERAL_ROWS
            chosen = _seated(cells, head)
        if (doubt or chosen is None) and not head.header.doubt and (own := self._pushed(row, head)):
            tokens = _tokens(row.grid, row.number, own)
            return RowText(row.station.code, columns, tokens, tuple(range(len(own))), None, reason or PUSHED)
        if doubt or chosen is None:
            tokens = _tokens(row.grid, row.number, cells)
            return RowText(row.station.code, columns, tokens, None, doubt or WRONG_COUNT, reason)
        under = [chosen[index] for index in head.picked] if head.picked else chosen
        if _FIGURE_BEHIND.search(row.label.text) and not all(cell.text.strip() for cell in under):
            tokens = _tokens(row.grid, row.number, under)
            return RowText(row.station.code, columns, tokens, None, FIGURE_IN_LABEL, reason)
        seats = tuple(range(len(under)))
        return RowText(row.station.code, columns, _tokens(row.grid, row.number, under), seats, None, reason)

    def _pushed(self, row: _Row, head: _Head) -> Sequence[GridCell]:
        """The cells of the row itself behind its label, if they are as many and as wide as the header's.

        Where a row of the page is lost or stands twice, the cells that span it reach into a later row or end
        too early, and all cells of those rows move by a column. None of them is lost, nor their order.
        """
        own = self._own_cells(row)
        width = len(head.header.columns)
        if len(own) != width or len(head.cells) not in (0, width) or any(c.rowspan > 1 for c in own):
            return ()
        if any(cell.colspan != over.colspan for cell, over in zip(own, head.cells, strict=False)):
            return ()
        block = [r for r in self._rows if r.grid is row.grid and r.station.block == row.station.block]
        usual = sum(len(self._own_cells(r)) == width for r in block)
        return own if 2 * usual > len(block) else ()

    def _is_printed_again(self, row: _Row) -> bool:
        """Whether another row of the grid has the same label, numeral too, and other figures behind it."""
        for cell, match in self._spare_labels(row.grid):
            if _names(match, row.station):
                theirs = self._figures_behind(row.grid, cell.row, cell)
                return any(theirs) and theirs != self._figures_behind(row.grid, row.number, row.label)
        return False

    def _spare_labels(self, grid: Grid) -> list[tuple[GridCell, Match]]:
        """The labels of rows of figures in the rows of the grid that were not believed, and their cells."""
        if grid.number not in self._spare:
            believed = {row.number for row in self._rows if row.grid is grid}
            self._spare[grid.number] = [
                (cell, match)
                for number, cells in enumerate(self._page.rows[grid.number])
                if number not in believed
                for cell in cells
                if cell.row == number
                for match in self._labels(grid, cell)
                if match.core in self._row_names
            ]
        return self._spare[grid.number]

    def _figures_behind(self, grid: Grid, number: int, label: GridCell) -> list[str]:
        cells = self._cells_right_of(grid, number, _end(label))
        return [cell.text.strip() for cell in cells if cell.row == number]

    def _own_cells(self, row: _Row) -> list[GridCell]:
        """The cells right of the label that begin in this row."""
        right = self._cells_right_of(row.grid, row.number, _end(row.label))
        return [cell for cell in right if cell.row == row.number]

    def _head(self, row: _Row) -> _Head:
        key = (row.grid.number, row.station.block)
        if key not in self._heads:
            head = self._read_head(row)
            self._heads[key] = replace(head, margins=head.margins.union(self._margins(row, head)))
        return self._heads[key]

    def _read_head(self, row: _Row) -> _Head:
        """The lowest row of headers above the block's first row in this grid."""
        block = self._table.blocks[row.station.block]
        codes = column_codes(block)
        for number in range(row.number - 1, -1, -1):
            cells = self._page.row(row.grid, number)
            if any(
                m.core in codes or m.core in self._foreign for c in cells for m in self._labels(row.grid, c)
            ):
                return self._head_of(block, row, cells)
            if any(self._is_row_label(row.grid, cell) for cell in cells):
                break
        return _Head(read_header(block, ()))

    def _head_of(self, block: Block, row: _Row, cells: Sequence[GridCell]) -> _Head:
        codes = column_codes(block)
        named: list[tuple[GridCell, str | None]] = []
        for cell in cells:
            labels = self._labels(row.grid, cell)
            if any(match.core in self._foreign for match in labels):
                return _Head(Header(tuple(c.code for c in block.columns), MIXED))
            code = next((codes[match.core][0] for match in labels if match.core in codes), None)
            code = code or nearest_column(block, core(cell.text))
            self._units |= units_noted(block, labels)
            if code is not None or cell.column >= _end(row.label):
                named.append((cell, code))
        printed = len(named)
        while named and _is_vacant(named[-1][0]):
            named.pop()
        official = [column.code for column in block.columns]
        across = [code for _, code in named if code is not None]
        if not keeps_order(across, official):
            as_read = self._in_reading_order(row.grid, named)
            if as_read != across:
                return _Head(Header(tuple(official), None if as_read == official else SLID))
        return replace(_head_from(block, named), margins=frozenset((0, printed - len(named))))

    def _in_reading_order(self, grid: Grid, named: Sequence[tuple[GridCell, str | None]]) -> list[str]:
        """The columns of two rows of headers in the order of the page: under each header those that it spans.

        Where the corner of the table spans too few rows, or another cell too many, the lower headers slide
        past those that span several rows, and the order of their places is not the page's. Where only one
        header can span others, all of them are its own, however many it says. Where none can, or it stands in
        one row with them, something is lost, and nobody knows their order: it comes back incomplete.
        """
        codes = {cell: code for cell, code in named if code is not None}
        lowest = max(cell.row for cell in codes)
        lower = [code for cell, code in codes.items() if cell.row == lowest]
        upper = max((cell.row for cell in codes if cell.row < lowest), default=lowest)
        own = [cell for cell in self._page.row(grid, upper) if cell.row == upper]
        heads = [*dropwhile(lambda cell: cell not in codes, own)]
        groups = [cell for cell in heads if cell not in codes and (cell.text.strip() or cell.colspan > 1)]
        if upper == lowest:
            return [] if groups else lower
        rest = iter(lower if groups else ())
        found: list[str] = []
        for cell in heads:
            if cell in codes:
                found.append(codes[cell])
            elif cell in groups:
                found += rest if len(groups) == 1 else islice(rest, cell.colspan)
        return [*found, *rest]

    def _margins(self, row: _Row, head: _Head) -> Collection[int]:
        """How many empty cells stand behind the columns in every row of the block, if in all the same."""
        block = [r for r in self._rows if r.grid is row.grid and r.station.block == row.station.block]
        cells = (self._cells_right_of(r.grid, r.number, _end(r.label)) for r in block)
        found = {len(_margin(behind, head)) for behind in cells}
        return found if len(found) == 1 and len(block) > 1 else ()

    def _unlabelled(self, above: _Row, below: _Row | None) -> Iterator[RowText]:
        """Rows of the grid between two labelled ones, under a lost label or one that no form has."""
        same_grid = below is not None and below.grid is above.grid
        stop = below.number if below is not None and same_grid else len(above.grid.rows)
        between = [
            (number, cells)
            for number in range(above.number + 1, stop)
            if (cells := self._page.row(above.grid, number)) and not self._has_label(above.grid, number)
        ]
        if not between:
            return
        last = below.station.index if below else len(self._plan.stations)
        skipped = self._plan.stations[above.station.index + 1 : last]
        lost = [s for s in skipped if s.table == self._table.code and self._expected.wants(s)]
        if lost and same_grid and len(between) == len(lost):
            for station, (number, _) in zip(lost, between, strict=True):
                yield self._row_text(_Row(station, above.grid, number, above.label), FILLED)
        elif not lost:
            for number, cells in between:
                self._note_unknown(above, number, cells)

    def _note_unknown(self, above: _Row, number: int, cells: Sequence[GridCell]) -> None:
        columns = self._head(above).header.columns
        names = [cell for cell in cells if cell.row == number and cell.column < _end(above.label)]
        label = "".join(cell.text.strip() for cell in names if not _is_vacant(cell))
        figures = self._cells_right_of(above.grid, number, _end(above.label))
        if label and len(figures) == len(columns) and any(cell.text.strip() for cell in figures):
            self._unknown.append(Unknown(label, columns, _tokens(above.grid, number, figures)))

    def across(self) -> TableText:
        block = self._table.blocks[0]
        rows = [row.code for row in block.rows if not row.group]
        columns = tuple(column.code for column in block.columns)
        grid, number = self._header_row(block)
        if turned := self._turned(block, grid, number):
            return TableText(turned)
        printed = self._page.row(grid, number)
        header = [cell for cell in printed if self._column_code(block, grid, cell) is not None]
        places = self._pairs(block, grid, number, header)
        first, cells = self._figures_below(grid, number, header[0].column if header else 0)
        if not header and len(cells) != len(rows) * len(columns):
            return TableText(())
        head = _Head(Header(columns * len(rows)), tuple(header))
        chosen = _seated(cells, replace(head, margins=frozenset((0, len(_margin(printed, head))))))
        if places is None or chosen is None:
            tokens = _tokens(grid, first, cells)
            doubt = UNORDERED if places is None else WRONG_COUNT
            found = [RowText(c, columns, () if i else tokens, None, doubt) for i, c in enumerate(rows)]
            return TableText(tuple(found))
        seats = dict(zip(places, _tokens(grid, first, chosen), strict=True))
        whole = tuple(range(len(columns)))
        return TableText(tuple(RowText(r, columns, tuple(seats[r, c] for c in columns), whole) for r in rows))

    def _turned(self, block: Block, grid: Grid, number: int) -> tuple[RowText, ...]:
        """The rows of a table that prints each on a line of its own below one header; else none."""
        header = tuple(cell for cell in self._page.row(grid, number) if self._column_code(block, grid, cell))
        columns = tuple(code for cell in header if (code := self._column_code(block, grid, cell)))
        if sorted(columns) != sorted(column.code for column in block.columns):
            return ()
        head, names = _Head(Header(columns), header), row_codes(block)
        found: dict[str, RowText] = {}
        for below, label, code in self._rows_named(grid, number + 1, names):
            cells = _seated(self._cells_right_of(grid, below, _end(label)), head)
            if cells is None or code in found:
                return ()
            found[code] = RowText(code, columns, _tokens(grid, below, cells), tuple(range(len(columns))))
        return tuple(found.values()) if len(found) == len(set(names.values())) else ()

    def _rows_named(
        self, grid: Grid, first: int, names: Mapping[str, str]
    ) -> Iterator[tuple[int, GridCell, str]]:
        """The labels of rows at or below the first: number of the row, cell, and code."""
        for number in range(first, len(grid.rows)):
            for cell in self._page.row(grid, number):
                for match in self._labels(grid, cell) if cell.row == number else ():
                    if match.core in names:
                        yield number, cell, names[match.core]

    def _header_row(self, block: Block) -> tuple[Grid, int]:
        """The lowest row in which a column's head begins, in the grid that holds most of the table's labels.

        Where no such row is left it is the lowest with a label.
        """
        held: dict[int, list[Anchor]] = {}
        for anchor in self._anchors:
            held.setdefault(self._page.cell_at(anchor.start)[0].number, []).append(anchor)
        anchors = max(held.values(), key=len)
        grid, _ = self._page.cell_at(anchors[0].start)
        numbers = [
            number
            for number, row in enumerate(self._page.rows[grid.number])
            if any(cell.row == number and self._column_code(block, grid, cell) for cell in row)
        ]
        return grid, max(numbers or [self._page.cell_at(anchor.start)[1].row for anchor in anchors])

    def _pairs(
        self, block: Block, grid: Grid, number: int, header: Sequence[GridCell]
    ) -> list[tuple[str, str]] | None:
        """The row and column that each header cell stands for; None where that is not certain."""
        official = [(r.code, c.code) for r in block.rows if not r.group for c in block.columns]
        found = [
            (self._row_code(block, grid, number, cell), self._column_code(block, grid, cell))
            for cell in header
        ]
        sure = [(row, column) for row, column in found if row is not None and column is not None]
        if len(sure) == len(found) and sorted(sure) == sorted(official):
            return sure
        fits = len(found) == len(official) and all(
            row in (None, whose) and column == what
            for (row, column), (whose, what) in zip(found, official, strict=True)
        )
        return official if fits else None

    def _row_code(self, block: Block, grid: Grid, number: int, header: GridCell) -> str | None:
        """The row whose label stands lowest above a header cell."""
        names = row_codes(block)
        above = (row[header.column] for row in reversed(grid.rows[:number]))
        labels = (match.core for cell in above if cell is not None for match in self._labels(grid, cell))
        return next((names[name] for name in labels if name in names), None)

    def _column_code(self, block: Block, grid: Grid, cell: GridCell) -> str | None:
        codes = column_codes(block)
        return next((codes[m.core][0] for m in self._labels(grid, cell) if m.core in codes), None)

    def _has_label(self, grid: Grid, number: int) -> bool:
        return any(self._labels(grid, c) for c in self._page.row(grid, number) if c.row == number)

    def _is_row_label(self, grid: Grid, cell: GridCell) -> bool:
        return any(match.core in self._row_names for match in self._labels(grid, cell))

    def _cells_right_of(self, grid: Grid, number: int, column: int) -> list[GridCell]:
        return [cell for cell in self._page.row(grid, number) if cell.column >= column]

    def _figures_below(self, grid: Grid, number: int, column: int) -> tuple[int, list[GridCell]]:
        """The first row below a header that has cells of its own, from `column` on."""
        for below in range(number + 1, len(grid.rows)):
            cells = [cell for cell in self._cells_right_of(grid, below, column) if cell.row == below]
            if cells:
                return below, cells
        return number, []


def _names(match: Match, station: Station) -> bool:
    return match.core in station.cores and match.numeral == (station.numeral or "")


def _head_from(block: Block, named: Sequence[tuple[GridCell, str | None]]) -> _Head:
    """The header, from its cells and their codes; columns that the form lacks are passed over."""
    official = tuple(column.code for column in block.columns)
    cells = tuple(cell for cell, _ in named)
    codes = [code for _, code in named]
    if len(named) == len(official):
        return _Head(read_header(block, codes), cells, tuple(range(len(official))))
    picked = tuple(index for index, code in enumerate(codes) if code is not None)
    known = [code for code in codes if code is not None]
    if sorted(known) != sorted(official):
        return _Head(Header(official, UNORDERED if keeps_order(known, official) else MOVED))
    return _Head(read_header(block, known), cells, picked)


def _seated(cells: Sequence[GridCell], head: _Head) -> Sequence[GridCell] | None:
    """The cells under the header cells, one each, in the header's order; None where that is not certain.

    Empty cells behind the last column are no sign of a shift if they are as many as `margins` allow. Where
    the header is lost, a row of exactly as many cells as columns will do.
    """
    if not head.cells:
        return cells if len(cells) == len(head.header.columns) else None
    surplus = len(_margin(cells, head))
    kept = cells[: len(cells) - surplus]
    fits = surplus in head.margins and len(kept) == len(head.cells) and all(map(_overlap, kept, head.cells))
    return kept if fits else None


def _margin(cells: Sequence[GridCell], head: _Head) -> list[GridCell]:
    """The cells without a text behind the last column of the header."""
    if not (head.cells and cells) or cells[-1].column < head.edge:
        return []
    behind = [cell for cell in cells if cell.column >= head.edge]
    return behind if all(map(_is_vacant, behind)) else []


def _is_vacant(cell: GridCell) -> bool:
    """Whether no text stands in a cell where no figure belongs; a picture there says nothing."""
    return cell.text.strip() in ("", PICTURE)


def _overlap(cell: GridCell, other: GridCell) -> bool:
    return cell.column < other.column + other.colspan and other.column < cell.column + cell.colspan


def _end(cell: GridCell) -> int:
    return cell.column + cell.colspan


def _distinct(row: Sequence[GridCell | None]) -> list[GridCell]:
    """The different cells of a row: each stands at its own column in every row that it covers."""
    return [cell for column, cell in enumerate(row) if cell is not None and cell.column == column]


def _tokens(grid: Grid, number: int, cells: Sequence[GridCell]) -> tuple[Token, ...]:
    """The texts of a row's cells with their places."""
    return tuple(
        [
            Token(cell.text.strip(), Place(cell.line, None, None, grid.number, number + 1, cell.column + 1))
            for cell in cells
        ]
    )
