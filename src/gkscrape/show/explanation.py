"""Why a page was read as it was: the choice of form and layouts, the labels, and what arithmetic decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Protocol

from gkscrape.record import Cell, Place, Status
from gkscrape.show.changes import digits
from gkscrape.show.terminal import print_lines, print_table


class AnchorShown(Protocol):
    """A label that was believed, and where it stands."""

    @property
    def what(self) -> str: ...
    @property
    def at(self) -> Place: ...
    @property
    def text(self) -> str: ...


class TraceShown(Protocol):
    """The reasons of a reading in words, and its labels."""

    @property
    def reasons(self) -> Sequence[str]: ...
    @property
    def anchors(self) -> Sequence[AnchorShown]: ...


def print_explanation(trace: TraceShown | None, cells: Sequence[Cell], stream: IO[str]) -> None:
    """The reasons, the labels with their places, and every cell that is not simply printed."""
    if trace is None:
        print_lines(["no label of any form was believed: the page is read as prose"], stream=stream)
        return
    print_lines(trace.reasons, stream=stream)
    rows = [(anchor.what, place_text(anchor.at), anchor.text) for anchor in trace.anchors]
    print_table(("label of", "place", "as printed"), rows, stream=stream)
    unsure = [*_unsure(cells)]
    if unsure:
        print_table(("indicator", "status", "says", "because"), unsure, stream=stream)


def place_text(at: Place) -> str:
    """The place in words: `line 12`, or `table 2, row 3, column 4`.

    >>> place_text(Place(12, 3, 5)), place_text(Place(40, table=2, row=3, column=4))
    ('line 12', 'table 2, row 3, column 4')
    """
    if at.table is None:
        return f"line {at.line}"
    return f"table {at.table}, row {at.row}, column {at.column}"


def _unsure(cells: Sequence[Cell]) -> Iterator[tuple[str, str, str, str]]:
    for cell in cells:
        if cell.status is not Status.PRINTED:
            yield cell.indicator, cell.status.value, _says(cell), cell.reason or ""


def _says(cell: Cell) -> str:
    if cell.candidates:
        return "one of " + ", ".join("nothing" if c is None else digits(c) for c in cell.candidates)
    if cell.value is not None:
        return digits(cell.value)
    return "nothing" if cell.computed is None else f"nothing; the sums make it {digits(cell.computed)}"
