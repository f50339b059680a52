"""Stored reports held against the rules of today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gkscrape.checks import check, check_chain
from gkscrape.errors import UsageError
from gkscrape.form import load_forms
from gkscrape.record import Fault, Report
from gkscrape.run.neighbours import Neighbours
from gkscrape.store import ReportEntry, Store

Checked = tuple[ReportEntry, tuple[Fault, ...]]


def check_stored(store: Store, unit_name: str | None = None, year: int | None = None) -> list[Checked]:
    """The faults of each report of a unit and a year, or of all: those of its reading, and of the rules.

    Raises UsageError for a unit or a year that is not stored.
    """
    neighbours = Neighbours(store)
    return [
        (entry, stored_faults(store, entry, store.report(entry.id), neighbours))
        for entry in reports_of(store, unit_name, year)
    ]


def reports_of(store: Store, unit_name: str | None = None, year: int | None = None) -> Sequence[ReportEntry]:
    """The reports of a unit and a year, or all. Raises UsageError where there is none."""
    unit = store.find_unit(unit_name) if unit_name is not None else None
    entries = store.reports(unit.id if unit else None, year)
    if not entries:
        years = sorted({str(entry.year) for entry in store.reports(unit.id if unit else None)})
        stored = f"; stored years: {', '.join(years)}" if years else ""
        whose = f"{unit.name} has" if unit else "the database holds"
        raise UsageError(f"{whose} no report{f' for {year}' if year else ''}{stored}")
    return entries


def stored_faults(
    store: Store, entry: ReportEntry, report: Report, neighbours: Neighbours
) -> tuple[Fault, ...]:
    """The faults of a stored report: its own, those against the unit's report of the year before, and those
    against the reports of other units."""
    before = [
        earlier for earlier in store.reports(entry.unit.id, entry.year - 1) if earlier.scope is entry.scope
    ]
    chains = (check_chain(store.report(earlier.id), report, load_forms()) for earlier in before)
    chained = (fault for faults in chains for fault in faults)
    return (*faults_of(report), *chained, *neighbours.faults(entry, report))


def faults_of(report: Report) -> tuple[Fault, ...]:
    """The faults kept with the reading, then those that only the rules of today find."""
    return tuple(_faults(report))


def _faults(report: Report) -> Iterator[Fault]:
    yield from report.faults
    known = {(fault.code, fault.indicators) for fault in report.faults}
    for fault in check(report, load_forms()):
        if (fault.code, fault.indicators) not in known:
            yield fault
