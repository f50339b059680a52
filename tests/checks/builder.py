"""Builds reports by hand for the tests: every cell 0 and printed, then the figures that the test names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from gkscrape.form import Direction, load_forms
from gkscrape.record import (
    Cell,
    Fact,
    Identity,
    Kind,
    Place,
    Report,
    Scope,
    Section,
    Source,
    Status,
)

Given = int | str | Cell | None


def cell(indicator: str, given: Given) -> Cell:
    """A printed number, a printed blank for None, or the cell as given."""
    if isinstance(given, Cell):
        return given
    if given is None:
        return Cell(indicator, Kind.BLANK, Status.PRINTED, raw="")
    return Cell(indicator, Kind.NUMBER, Status.PRINTED, Decimal(given), raw=str(given))


def missing(indicator: str) -> Cell:
    """A cell of which nothing is printed."""
    return Cell(indicator, Kind.BLANK, Status.MISSING)


def ambiguous(indicator: str, *candidates: int) -> Cell:
    """A cell that may hold one figure or another."""
    values = tuple(Decimal(candidate) for candidate in candidates)
    return Cell(indicator, Kind.UNREADABLE, Status.AMBIGUOUS, candidates=values)


def identity(
    unit: str | None = "柳溪县人民政府办公室",
    region: str | None = "519922",
    scope: Scope | None = Scope.OFFICE,
    year: int | None = 2020,
) -> Identity:
    """An invented organ of an invented county."""
    return Identity(unit, region, scope, year, None, None)


def report(
    form: str = "2019",
    figures: Mapping[str, Given] | None = None,
    *,
    who: Identity | None = None,
    sections: Iterable[Section] = (),
    facts: Iterable[Fact] = (),
    grid: bool = False,
) -> Report:
    """A report whose figures are all 0 except those given; `grid` places each printed cell in a table."""
    given = dict(figures or {})
    official = [known.code for known in load_forms()[form].indicators]
    codes = official + [code for code in given if code not in official]
    cells = tuple(cell(code, given.get(code, 0)) for code in codes)
    if grid:
        cells = tuple(_placed(one, form, line) for line, one in enumerate(cells, start=1))
    return Report(
        source=Source("0" * 64, "text/html", 1),
        identity=who or identity(),
        form=form,
        layout="hand",
        cells=cells,
        extras=(),
        sections=tuple(sections),
        facts=tuple(facts),
        faults=(),
    )


def _placed(one: Cell, form: str, line: int) -> Cell:
    known = load_forms()[form].known[one.indicator]
    tables = [table.code for table in load_forms()[form].tables]
    row = known.block.rows.index(known.row)
    column = known.block.columns.index(known.column)
    if known.block.direction is Direction.ACROSS:
        row, column = 0, row * len(known.block.columns) + column
    return one._replace(at=Place(line, table=tables.index(known.table) + 1, row=row + 3, column=column + 2))
