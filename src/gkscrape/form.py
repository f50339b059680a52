"""What a report holds: the official forms, their tables, rows, columns, labels and printed sums.

A form says nothing of how a page is typeset; that is the layout's part. Forms are data (`data/forms/*.toml`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from gkscrape.catalog import data_path, load_toml
from gkscrape.errors import DataFileError


class Direction(StrEnum):
    """How the rows of a block stand on the page.

    `down`: one below the other. `across`: side by side in one data row. `ledger`: one below the other, each a
    figure with its unit printed beside it, and known by its label alone.
    """

    DOWN = "down"
    ACROSS = "across"
    LEDGER = "ledger"


class Axis(StrEnum):
    """What a printed sum adds up: columns within each row, or rows within each column."""

    COLUMNS = "columns"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block. `labels` are its spellings, the official one first, `under` the headers above."""

    code: str
    labels: tuple[str, ...]
    unit: str
    signed: bool = False
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a block, in printed order.

    A `group` row is a label without figures of its own. `within` is the code of the group above. An
    `optional` row is no part of the official form, but known and read where a page prints it.
    `enumerated` labels carry their number (`1.`, `(一)`), which tells like-worded rows apart.
    """

    code: str
    labels: tuple[str, ...]
    group: bool = False
    within: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A part of a table with a header of its own. `anchors` head it, `corner` stands above its row labels.

    Blocks, tables and forms are each loaded once; one equals itself only, and so costs nothing to look up by.
    """

    code: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    anchors: tuple[str, ...] = ()
    corner: tuple[str, ...] = ()
    direction: Direction = Direction.DOWN


@dataclass(frozen=True, slots=True)
class Sum:
    """A printed sum: along `axis`, the members `whole` add up to the same as the members `parts`."""

    id: str
    axis: Axis
    whole: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One row that some editions print in place of many; a report prints the one or the others."""

    one: str
    many: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table of a form: the section that it stands in, its blocks and the sums that it prints."""

    code: str
    section: int
    blocks: tuple[Block, ...]
    captions: tuple[str, ...] = ()
    sums: tuple[Sum, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    def sums_over(self, printed: Collection[str]) -> tuple[Sum, ...]:
        """The sums with alternative rows put in as the page prints them (`printed`: codes of its rows)."""
        return tuple(self._adapted(total, printed) for total in self.sums)

    def _adapted(self, total: Sum, printed: Collection[str]) -> Sum:
        parts = list(total.parts)
        if total.axis is Axis.COLUMNS:
            return total
        for choice in self.alternatives:
            here, there = (
                ([choice.one], list(choice.many))
                if choice.one in parts
                else (list(choice.many), [choice.one])
            )
            swap = (
                set(here) <= set(parts) and not set(here) & set(printed) and bool(set(there) & set(printed))
            )
            if swap:
                parts[parts.index(here[0]) : parts.index(here[0]) + len(here)] = there
        return Sum(total.id, total.axis, total.whole, tuple(parts))


@dataclass(frozen=True, slots=True)
class SectionHead:
    """A numbered section and the words by which its heading is known, any one of which is enough."""

    number: int
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of a form: its public code and the table, block, row and column that it stands in."""

    code: str
    table: str
    block: Block
    row: Row
    column: Column

    @property
    def unit(self) -> str:
        """The unit in which its value is kept."""
        return self.column.unit


@dataclass(frozen=True, eq=False)
class Form:
    """An official form. `notice` is the document that set it, `first_year` the first year reported on it."""

    id: str
    name: str
    notice: str
    first_year: int
    sections: tuple[SectionHead, ...]
    tables: tuple[Table, ...]

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators of the official form, in printed order."""
        return tuple(known for known in self._known() if not known.row.optional)

    @cached_property
    def official(self) -> dict[str, Indicator]:
        """The indicators of the official form by code, in printed order."""
        return {known.code: known for known in self.indicators}

    @cached_property
    def known(self) -> dict[str, Indicator]:
        """Every indicator that a page of this form may print, by code, official ones first."""
        extra = [known for known in self._known() if known.row.optional]
        return {known.code: known for known in (*self.indicators, *extra)}

    def table(self, code: str) -> Table:
        """The table with this code; KeyError if the form has none."""
        return {table.code: table for table in self.tables}[code]

    def _known(self) -> Iterator[Indicator]:
        for table in self.tables:
            for block in table.blocks:
                for row in block.rows:
                    if not row.group:
                        for column in block.columns:
                            code = f"{table.code}/{row.code}/{column.code}"
                            yield Indicator(code, table.code, block, row, column)


@cache
def load_forms() -> dict[str, Form]:
    """Every form under `data/forms/` by its id, in the order of their ids. Raises DataFileError."""
    forms: dict[str, Form] = {}
    for path in sorted(data_path("forms").glob("*.toml")):
        form = load_toml(path, Form)
        faults = [*_inconsistencies(form)]
        if form.id != path.stem:
            faults.append(f"id is {form.id!r}, the file is named {path.stem!r}")
        if faults:
            raise DataFileError(str(path), faults)
        forms[form.id] = form
    return forms


def _inconsistencies(form: Form) -> Iterator[str]:
    for table in form.tables:
        for block in table.blocks:
            yield from _block_faults(table, block)
        rows = {row.code for block in table.blocks for row in block.rows if not row.group}
        columns = {column.code for block in table.blocks for column in block.columns}
        for total in table.sums:
            members = columns if total.axis is Axis.COLUMNS else rows
            for code in (*total.whole, *total.parts):
                if code not in members:
                    yield f"{table.code}: sum {total.id} names {code!r}, which is none of its {total.axis}"


def _block_faults(table: Table, block: Block) -> Iterator[str]:
    seen: set[str] = set()
    groups = {row.code for row in block.rows if row.group}
    for row in block.rows:
        if not row.labels:
            yield f"{table.code}/{row.code} has no label"
        if row.code in seen:
            yield f"{table.code}/{row.code} stands twice"
        if row.within is not None and row.within not in groups:
            yield f"{table.code}/{row.code} is within {row.within!r}, which is no group of its block"
        seen.add(row.code)
