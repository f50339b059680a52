"""Whole reports of an invented organ with figures that add up, in any shape, to be read and damaged."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal

from benchmarks.damage.sound import sound_table
from tests.fixtures.layouts import make_pages

from gkscrape.documents import open_document
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.reading import TablesRead, read_tables
from gkscrape.record import Kind, Status

Rows = list[list[str]]
Figures = dict[str, str]
Shape = Callable[[Rows], str]

SECTIONS = (2, 3, 4)
HEADINGS = make_pages.BETWEEN


def sound_figures(form: str, seed: int) -> Figures:
    """Figures for every indicator of the form, whose printed sums hold."""
    rng = random.Random(seed)
    found: Figures = {}
    for code in ("disclosure", "requests", "challenges"):
        table = sound_table(rng, load_forms()[form], code)
        for row, printed in table.figures.items():
            cells = zip(table.columns[row], printed, strict=True)
            found |= {f"{code}/{row}/{column}": figure for column, figure in cells}
    return found


def rows_of(year: int, section: int, figures: Figures) -> Rows:
    """The rows that a table prints, cell by cell."""
    return make_pages.grouped(make_pages.items(year, section, figures))


def page_of(year: int, tables: Mapping[int, str], before: Mapping[int, str] | None = None) -> str:
    """A report with these tables; `before` has what stands between the heading of one and the table."""
    parts = [make_pages.OPENING.format(year=year)]
    for section in SECTIONS:
        parts += [HEADINGS[section], (before or {}).get(section, ""), tables[section]]
    return "\n\n".join([*filter(None, parts), make_pages.CLOSING])


def sound_page(year: int, shape: Shape, figures: Figures) -> str:
    """A report in one shape."""
    return page_of(year, {section: shape(rows_of(year, section, figures)) for section in SECTIONS})


def in_html(year: int, figures: Figures) -> str:
    """A report with real tables."""
    return make_pages.html(year, figures)


def flat(rows: Rows) -> str:
    """One cell a line, blank lines between; empty cells vanish."""
    return "\n\n".join(cell for row in rows for cell in row if cell)


def spaced(rows: Rows) -> str:
    """A row a line, its cells divided by spaces."""
    return "\n".join(" ".join(filter(None, row)) for row in rows)


def piped(rows: Rows) -> str:
    """A row a line, its cells divided by bars, and bars at its end for column spans."""
    width = max(map(len, rows))
    return "\n".join(" | ".join(row + [""] * (width - len(row))) for row in rows)


def closed(rows: Rows) -> str:
    """Each cell closed by a bar and a line break, more bars behind a row of one cell."""
    return "\n".join(f"{row[0]} | |||" if len(row) == 1 else "\n".join(f"{c} |" for c in row) for row in rows)


def bar_lines(rows: Rows) -> str:
    """Each cell followed by a line that holds a bar; more bars behind a row of one cell."""
    return "\n".join(
        f"{row[0]}\n||||" if len(row) == 1 else "\n".join(f"{c}\n|" for c in row) for row in rows
    )


def barred(rows: Rows) -> str:
    """A line that holds a bar before each row, then each cell on a line that a bar closes."""
    return "\n".join("| \n" + " \n".join(f" {cell}  | " for cell in row) for row in rows)


def read_page(text: str) -> TablesRead:
    """What the tables of a page say."""
    media = "text/html" if text.lstrip().startswith("<") else "text/plain"
    found = read_tables(open_document(text.encode(), media), load_forms(), load_layouts())
    assert found is not None
    return found


def open_cells(found: TablesRead, figures: Mapping[str, str | None]) -> set[str]:
    """The indicators that the reading leaves open or missing; every other has to be as in `figures`."""
    left = set()
    for cell in found.cells:
        if cell.status in (Status.AMBIGUOUS, Status.MISSING) or cell.kind in (Kind.TEXT, Kind.UNREADABLE):
            left.add(cell.indicator)
            continue
        figure = figures[cell.indicator]
        right = cell.kind is not Kind.NUMBER if not figure else cell.value == Decimal(figure)
        assert right, f"{cell} is silently wrong, it is {figure}"
    return left
