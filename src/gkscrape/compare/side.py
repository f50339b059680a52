"""A report as one side of a comparison."""

from __future__ import annotations

from dataclasses import dataclass

from gkscrape.errors import UsageError
from gkscrape.record import Cell, Report, Scope, Section

NARRATIVE = "narrative"
"""The form of a report that has sections and no tables."""


@dataclass(frozen=True, slots=True)
class Side:
    """One report in a comparison. `key` is what tells it from the others: its year, its unit, or its capture.

    `apart` says why its figures cannot be held against those of the other sides; empty if they can.
    """

    key: str
    form: str
    cells: tuple[Cell, ...]
    scope: Scope | None = None
    sections: tuple[Section, ...] = ()
    apart: str = ""


def side_of(report: Report, key: str | None = None, apart: str = "") -> Side:
    """The report as a side, called by `key` or by its year. Raises UsageError if it has neither."""
    name = key if key is not None else str(report.identity.year or "")
    if not name:
        raise UsageError(f"the report {report.source.sha256[:12]} has no year: name it to compare it")
    return Side(name, report.form, report.cells, report.identity.scope, report.sections, apart)
