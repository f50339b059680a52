"""A report taken apart once: what its rows and its digest are both made of, as the database keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gkscrape.record import Cell, Extra, Fact, Kind, Place, Report, Section, Status
from gkscrape.store.columns import exact_and_digits, exact_number, place_text

EXTRA = ("label", "column_label", "value", "unit", "raw", "place")
SECTION = ("number", "heading", "text", "place")
FACT = ("section", "label", "value", "unit", "raw", "approximate", "place")

_NO_CELLS = ((),) * len(Cell._fields)
_NOTHING = tuple(Cell._field_defaults[name] for name in ("reason", "candidates", "computed"))


@dataclass(frozen=True, slots=True)
class CellColumns:
    """The cells of a report, column by column.

    `telling` are the positions of those that have a reason, candidates or a computed value; most have not.
    """

    indicators: Sequence[str]
    kinds: Sequence[Kind]
    statuses: Sequence[Status]
    exact: Sequence[int | str | None]
    digits: Sequence[str | None]
    raws: Sequence[str | None]
    places: Sequence[Place | None]
    telling: Sequence[int]


@dataclass(frozen=True, slots=True)
class Parts:
    """A report, its cells by column, and the other rows with their values in the order of the names above."""

    report: Report
    cells: CellColumns
    extras: list[tuple[Any, ...]]
    sections: list[tuple[Any, ...]]
    facts: list[tuple[Any, ...]]


def parts_of(report: Report) -> Parts:
    """The report taken apart. Raises StoreError for a number that cannot be kept."""
    return Parts(
        report,
        _by_column(report.cells),
        [_extra(extra) for extra in report.extras],
        [_section(section) for section in report.sections],
        [_fact(fact) for fact in report.facts],
    )


def _by_column(cells: Sequence[Cell]) -> CellColumns:
    columns: tuple[Sequence[Any], ...] = tuple(zip(*cells, strict=True)) if cells else _NO_CELLS
    indicators, kinds, statuses, values, raws, places, reasons, candidates, computed = columns
    exact, digits = exact_and_digits(values)
    told = zip(reasons, candidates, computed, strict=True)
    telling = [at for at, more in enumerate(told) if more != _NOTHING]
    return CellColumns(indicators, kinds, statuses, exact, digits, raws, places, telling)


def _extra(extra: Extra) -> tuple[Any, ...]:
    value = exact_number(extra.value)
    return (extra.label, extra.column, value, extra.unit, extra.raw, place_text(extra.at))


def _section(section: Section) -> tuple[Any, ...]:
    return (section.number, section.heading, section.text, _place(section.at))


def _fact(fact: Fact) -> tuple[Any, ...]:
    value = exact_number(fact.value)
    return (fact.section, fact.label, value, fact.unit, fact.raw, fact.approximate, _place(fact.at))


def _place(place: Place | None) -> str | None:
    return None if place is None else place_text(place)
