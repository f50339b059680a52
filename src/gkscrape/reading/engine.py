"""Reads the tables of a document: chooses form and layout by content, and has each read where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property, partial

from gkscrape.documents.model import Document
from gkscrape.form import Form, Table
from gkscrape.layout import Layout, Reader
from gkscrape.reading.anchors import Alignment, Anchor, Role, Station, align, align_again, plan
from gkscrape.reading.grid import GridPage, grid_page, read_grid_table
from gkscrape.reading.headers import foreign_columns, own_labels, table_columns
from gkscrape.reading.lexicon import Match, lexicon
from gkscrape.reading.mend import mended, runs_of
from gkscrape.reading.page import Page, page_of
from gkscrape.reading.statistics import is_ledger, read_statistics
from gkscrape.reading.stream import read_table, votes
from gkscrape.reading.tables import Found, TableRead, TablesRead, assembled, seated
from gkscrape.reading.twice import contested, copies, reconciled
from gkscrape.reading.unfound import labels_told
from gkscrape.record import Fault, Grade, Status

__all__ = ["TablesRead", "read_tables"]

_LEAST_HEADS = 2
"""The labels of columns that a form has alone by which a page shows that it prints a table of it."""


def read_tables(
    document: Document, forms: Mapping[str, Form], layouts: Sequence[Layout]
) -> TablesRead | None:
    """The tables of the document in the form that fits it best; None where no form's labels are found.

    Of a report's tables and statistics on one page the fuller are read, and a fault names the others.
    """
    tabular = tuple(form for form in forms.values() if not is_ledger(form))
    tables = _Reading(document, tabular, layouts).result()
    statistics = read_statistics(document, forms.values(), layouts)
    if tables is None or statistics is None:
        return tables or statistics
    best, other = sorted((tables, statistics), key=_settled, reverse=True)
    message = f"the page also prints tables of the form {other.form} ({_settled(other)} figures), not read"
    return replace(best, faults=(*best.faults, Fault("form.passed_over", Grade.WARNING, message)))


def _settled(read: TablesRead) -> int:
    """How many figures were read; of pages without any, how many labels."""
    figures = sum(cell.status in (Status.PRINTED, Status.INFERRED) for cell in read.cells)
    return figures or len(read.trace.anchors)


class _Reading:
    """One document, being read. Its text is folded and searched once for all forms, and only if need be."""

    def __init__(self, document: Document, forms: tuple[Form, ...], layouts: Sequence[Layout]) -> None:
        self._document = document
        self._forms = forms
        self._grid_layout = next((layout for layout in layouts if layout.reader is Reader.GRID), None)
        self._stream_layouts = [layout for layout in layouts if layout.reader is Reader.STREAM]

    def result(self) -> TablesRead | None:
        in_grids = self._in_grids if self._grid_layout else {}
        candidates = [*in_grids.values()]
        best = max(candidates, key=lambda one: one.fit, default=None)
        if best is None or len(best.by_table) < len(best.plan.form.tables):
            candidates += self._in_stream.values() if self._stream_layouts else ()
            best = max(candidates, key=lambda one: one.fit, default=None)
        if best is None or not best.by_table:
            return None
        form = best.plan.form
        return assembled(form, [*self._tables(form)], labels_told(best))

    @cached_property
    def _grids(self) -> GridPage:
        return grid_page(self._document, lexicon(self._forms))

    @cached_property
    def _page(self) -> Page:
        return page_of(self._document, lexicon(self._forms))

    @cached_property
    def _in_grids(self) -> dict[str, Alignment]:
        return {form.id: align_again(plan(form), self._grids.matches) for form in self._forms}

    @cached_property
    def _in_stream(self) -> dict[str, Alignment]:
        return {form.id: align(plan(form), self._page.matches) for form in self._forms}

    def _tables(self, form: Form) -> Iterator[TableRead]:
        """Each table that the page has: in a grid where one holds its labels, else in the text."""
        foreign = foreign_columns(form, self._forms)
        in_grids = mended(self._in_grids[form.id], self._grids.words_between) if self._grid_layout else None
        left = []
        for table in form.tables:
            if in_grids is not None and self._grid_layout is not None and table.code in in_grids.by_table:
                read = self._from_grid(table, self._grid_layout, in_grids, foreign)
                for again in copies(in_grids, self._grids.matches, table.code):
                    read = reconciled(read, self._from_grid(table, self._grid_layout, again, foreign))
                yield self._contested(form, read, self._grids.matches)
            else:
                left.append(table)
        if left and self._stream_layouts:
            in_stream = mended(self._in_stream[form.id], partial(runs_of, self._page))
            choice = _StreamChoice(self._page, in_stream, self._stream_layouts, foreign)
            for table in left:
                if table.code in in_stream.by_table:
                    read = choice.read(table)
                    for again in copies(in_stream, self._page.matches, table.code):
                        read = reconciled(read, choice.on(again).read(table))
                    yield self._contested(form, read, self._page.matches)

    def _contested(self, form: Form, read: TableRead, matches: Sequence[Match]) -> TableRead:
        """The table, open where the page prints it in the columns of another form as well, or may do so."""
        for other in self._forms:
            ours, theirs = foreign_columns(other, (form,)), foreign_columns(form, (other,))
            if table_columns(read.table) & ours:
                heads = {match.core for match in matches if match.free}
                if min(len(heads & ours), len(heads & theirs)) >= _LEAST_HEADS:
                    return contested(read, f"stands on the page in the form {other.id} as well")
                if own_labels(form, other).isdisjoint(match.core for match in matches):
                    return contested(read, f"has no label that tells its form {form.id} from {other.id}")
        return read

    def _from_grid(
        self, table: Table, layout: Layout, alignment: Alignment, foreign: frozenset[str]
    ) -> TableRead:
        anchors = alignment.by_table[table.code]
        found = tuple([Found(_name(anchor.station), *self._grids.where(anchor.start)) for anchor in anchors])
        text = read_grid_table(self._grids, alignment, table, foreign)
        return seated(table, layout, f"{len(found)} of its labels stand in cells of real tables", text, found)


class _StreamChoice:
    """Chooses the layout of each table of a page that is a stream of text."""

    def __init__(
        self, page: Page, alignment: Alignment, layouts: Sequence[Layout], foreign: frozenset[str]
    ) -> None:
        self._page = page
        self._alignment = alignment
        self._all_layouts = layouts
        self._foreign = foreign
        self._votes = {code: votes(page, alignment, layouts, code) for code in alignment.by_table}
        self._everywhere = sum(self._votes.values(), Counter[str]())
        spoken_for = [layout for layout in layouts if self._everywhere[layout.name]]
        self._layouts = spoken_for or list(layouts)

    def on(self, alignment: Alignment) -> _StreamChoice:
        """The same page, on other anchors."""
        return _StreamChoice(self._page, alignment, self._all_layouts, self._foreign)

    def read(self, table: Table) -> TableRead:
        """The table in the layout that most row labels speak for; among equals in the one that seats most.

        Of those the one that leaves the fewest words in cells, for another's mark of an empty cell is a word.
        """
        here = self._votes[table.code]
        most = max(here[layout.name] for layout in self._layouts)
        likeliest = [layout for layout in self._layouts if here[layout.name] == most]
        readings = [self._read_in(layout, table, most) for layout in likeliest]
        return max(
            readings,
            key=lambda one: (
                one.settled,
                self._everywhere[one.layout.name],
                -one.worded,
                one.layout.is_plain,
            ),
        )

    def _read_in(self, layout: Layout, table: Table, count: int) -> TableRead:
        text = read_table(self._page, self._alignment, table, layout, self._foreign)
        reason = f"{count} of its row labels are followed by {layout.after_label!r}"
        found = (self._found(anchor) for anchor in self._alignment.by_table[table.code])
        return seated(table, layout, reason, text, tuple(found))

    def _found(self, anchor: Anchor) -> Found:
        start, end = self._page.before(anchor.start), self._page.behind(anchor.end)
        return Found(_name(anchor.station), self._page.place(start, end), self._page.text[start:end])


@cache
def _name(station: Station) -> str:
    if station.role in (Role.ROW, Role.GROUP):
        return f"{station.table}/{station.code}"
    return f"{station.table} {station.role} {station.code}".rstrip()
