"""Stored reports side by side: the years of a unit, or units in a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gkscrape.compare import Change, Side, compare, load_concordance, side_of
from gkscrape.errors import UsageError
from gkscrape.form import load_forms
from gkscrape.record import Scope
from gkscrape.store import ReportEntry, Store, Unit


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes under a title that says what was compared."""

    title: str
    changes: tuple[Change, ...]


def compare_years(store: Store, unit_name: str, years: Sequence[int]) -> Comparison:
    """One unit over the given years, all its years if none are given. Raises UsageError for what is not stored."""
    unit = store.find_unit(unit_name)
    entries = {entry.year: entry for entry in _one_a_year(store.reports(unit.id))}
    wanted = tuple(years) or tuple(sorted(entries))
    missing = [str(year) for year in wanted if year not in entries]
    if missing or len(wanted) < 2:
        have = ", ".join(map(str, sorted(entries))) or "none"
        need = f"has no report for {', '.join(missing)}" if missing else "needs two years to compare"
        raise UsageError(f"{unit.name} {need}; stored years: {have}")
    sides = [side_of(store.report(entries[year].id)) for year in wanted]
    return _compared(f"{unit.name} {'–'.join(map(str, (wanted[0], wanted[-1])))}", sides)


def compare_units(store: Store, year: int, unit_names: Sequence[str]) -> Comparison:
    """Several units in one year. Raises UsageError for what is not stored."""
    sides = []
    for name in unit_names:
        unit = store.find_unit(name)
        entries = _one_a_year(store.reports(unit.id, year))
        if not entries:
            raise UsageError(f"{unit.name} has no report for {year}; stored years: {_years(store, unit)}")
        sides.append(side_of(store.report(entries[0].id), unit.name))
    return _compared(f"{year}: {' / '.join(side.key for side in sides)}", sides)


def _compared(title: str, sides: Sequence[Side]) -> Comparison:
    return Comparison(title, compare(sides, load_concordance(), load_forms()))


def _years(store: Store, unit: Unit) -> str:
    return ", ".join(str(entry.year) for entry in store.reports(unit.id)) or "none"


def _one_a_year(entries: Sequence[ReportEntry]) -> list[ReportEntry]:
    """The entries, one for each year: of several scopes the widest, so that like stays with like."""
    order = {Scope.CONSOLIDATED: 0, Scope.OFFICE: 1, Scope.ORGAN: 2, None: 3}
    best: dict[int, ReportEntry] = {}
    for entry in sorted(entries, key=lambda entry: order[entry.scope]):
        best.setdefault(entry.year, entry)
    return [best[year] for year in sorted(best)]
