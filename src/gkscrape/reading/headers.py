"""What the printed header of a block says of its columns: their order, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from gkscrape.form import Block, Form, Table
from gkscrape.likeness import likeness
from gkscrape.reading.anchors import Anchor
from gkscrape.reading.lexicon import Match, cores, labels_of

_MOST_KEPT = 1024

MIXED = "its header is that of another form"
UNORDERED = "its header prints the columns in an order that is not certain"

MOVED = "its header prints the label of a column in the place of another"

SLID = "its headers slid below the corner of the table, into an order that is not certain"

_LEAST_RATIO = 70.0
_LEAST_LEAD = 10.0
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Header:
    """The codes of a block's columns in printed order, and why they may not be trusted, if so."""

    columns: tuple[str, ...]
    doubt: str | None = None


def read_header(block: Block, printed: Sequence[str | None]) -> Header:
    """The columns of the block, from the codes found in its header in order (None: a header unknown).

    A header that is cut (本年新 twice) or printed twice in the place of its neighbour leaves the form's order
    standing, as long as the others keep to it.
    """
    official = tuple(column.code for column in block.columns)
    known = [code for code in printed if code is not None]
    if len(printed) == len(known) and sorted(known) == sorted(official):
        return Header(tuple(known))
    if len(printed) == len(official):
        out = [code for code, place in zip(printed, official, strict=True) if code not in (None, place)]
        return Header(official, None if all(known.count(code) > 1 for code in out) else MOVED)
    return Header(official, None if keeps_order(known, official) else MOVED)


@lru_cache(_MOST_KEPT)
def nearest_column(block: Block, words: str) -> str | None:
    """The column whose misprinted label the words are; None if they are hardly like any, or like several."""
    if len(words) < _SHORTEST:
        return None
    alike = sorted(
        (max(likeness(words, name) for name in cores(column.labels)), column.code) for column in block.columns
    )
    best, second = alike[-1], alike[-2] if len(alike) > 1 else (0.0, "")
    return best[1] if best[0] >= max(_LEAST_RATIO, second[0] + _LEAST_LEAD) else None


@cache
def column_codes(block: Block) -> dict[str, tuple[str, ...]]:
    """The columns of the block that a label may head."""
    found: dict[str, tuple[str, ...]] = {}
    for column in block.columns:
        for name in cores(column.labels):
            found[name] = (*found.get(name, ()), column.code)
    return found


@cache
def row_codes(block: Block) -> dict[str, str]:
    """The row of the block that a label names, groups left out."""
    return {name: row.code for row in block.rows if not row.group for name in cores(row.labels)}


@cache
def foreign_columns(form: Form, others: tuple[Form, ...]) -> frozenset[str]:
    """The column labels of other forms that this form does not have anywhere."""
    own = _column_cores(form)
    return frozenset(name for other in others for name in _column_cores(other) - own)


@cache
def own_labels(form: Form, other: Form) -> frozenset[str]:
    """All labels of a form that the other does not have anywhere."""
    return frozenset(cores([*labels_of(form)])) - frozenset(cores([*labels_of(other)]))


def units_noted(block: Block, matches: Iterable[Match]) -> dict[str, str]:
    """The money units that are printed behind the labels of a block, by column.

    One behind another label than a column's (the block's own, a row's) is meant for the columns of money.
    """
    return {
        code: match.unit
        for match in matches
        if match.unit is not None
        for code in column_codes(block).get(match.core) or _money_columns(block, match.core)
    }


def units_beside(table: Table, anchors: Iterable[Anchor]) -> dict[str, str]:
    """The money units behind the labels of blocks and rows that are believed, by column."""
    noted = [anchor for anchor in anchors if anchor.match.unit is not None]
    units: dict[str, str] = {}
    for anchor in noted:
        units |= units_noted(table.blocks[anchor.station.block], (anchor.match,))
    return units


def _money_columns(block: Block, name: str) -> tuple[str, ...]:
    if name not in _other_labels(block):
        return ()
    return tuple(column.code for column in block.columns if column.unit.endswith("元"))


@cache
def _other_labels(block: Block) -> frozenset[str]:
    """The labels of the block itself and of its rows."""
    labels = (*block.anchors, *block.corner, *(label for row in block.rows for label in row.labels))
    return frozenset(cores(labels))


def _column_cores(form: Form) -> frozenset[str]:
    return frozenset(name for table in form.tables for name in table_columns(table))


@cache
def table_columns(table: Table) -> frozenset[str]:
    """The labels of all columns of the table."""
    return frozenset(
        name for block in table.blocks for column in block.columns for name in cores(column.labels)
    )


def keeps_order(found: Sequence[str], official: Sequence[str]) -> bool:
    """Whether the codes found stand in the official order."""
    places = [official.index(code) for code in found]
    return all(before <= after for before, after in pairwise(places))
