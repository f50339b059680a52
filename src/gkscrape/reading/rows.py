"""What anchoring hands to seating: the printed tokens of each row of a table, before they are cells.

A grid knows the column of each token; flattened text knows only their order. Whoever seats them (by place,
by order, or by proof) takes these values and returns cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gkscrape.record import Place

TWICE = "the row is printed again, with other figures"
COPIED = "its label stands on two rows with other figures, and another row has none"
SHARED = "its label stands in one row with that of another"
TORN = "figures stand behind a label that is printed again in the middle of the row"


class Token(NamedTuple):
    """A run of characters that stands by itself on the page: one cell, or several glued, or part of one."""

    raw: str
    at: Place


@dataclass(frozen=True, slots=True)
class RowText:
    """The tokens found behind one row's label.

    `columns` are the codes of the row's columns in printed order. `seats` gives, for each token, the index of
    its column where a grid or separators tell it; None where only the order of the tokens is known. A cell
    that is known to be empty is a token whose `raw` is empty. `doubt` says why the row may not be trusted as
    it stands (a lost neighbour's label, a short row of a grid); such a row is never seated by order alone.
    Where labels are lost between two rows, and the tokens are not exactly as many as those rows need, all of
    them stand in the row above, and the rows without a label have none; each of these rows is in doubt.
    `reason` says why the tokens belong here although the row's own label does not say so: its cells are
    inferred.
    """

    row: str
    columns: tuple[str, ...]
    tokens: tuple[Token, ...]
    seats: tuple[int, ...] | None = None
    doubt: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A row under a label that the form does not have."""

    label: str
    columns: tuple[str, ...]
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class TableText:
    """The rows of one table as found. `units` are money units noted in its header, by column."""

    rows: tuple[RowText, ...]
    unknown: tuple[Unknown, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
