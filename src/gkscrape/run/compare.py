"""Stored reports side by side: the years of a unit, units in a year, the captures of one report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gkscrape.checks import check_chain
from gkscrape.compare import (
    NARRATIVE,
    Side,
    compare,
    compare_sections,
    load_concordance,
    load_renames,
    side_of,
)
from gkscrape.errors import UsageError
from gkscrape.form import load_forms
from gkscrape.record import Change, Comparison, Fault, Report, Scope
from gkscrape.store import ReportEntry, Store, Unit
from gkscrape.store.history import Version
from gkscrape.store.ids import unit_id

_WIDEST_FIRST = {Scope.CONSOLIDATED: 0, Scope.OFFICE: 1, Scope.ORGAN: 2, None: 3}


@dataclass(frozen=True, slots=True)
class _Name:
    """One name under which the unit reported; `words` say how it is linked, empty for the name asked for."""

    unit: Unit
    words: str = ""
    comparable: bool = True


def compare_years(
    store: Store, unit_name: str, years: Sequence[int] = (), *, text: bool = False, figures: bool = True
) -> Comparison:
    """One unit over the given years under all names that it bore.

    Without years it is all of them; where `figures` are asked for, those of reports without tables are left
    out, and a note names them. `text` asks for the sections too, from the first year to the last. Raises
    UsageError for what is not stored.
    """
    unit = store.find_unit(unit_name)
    named, passed_over = _by_year(store, unit)
    wanted, left_out = (tuple(years), "") if years else _all_years(named, figures)
    missing = [str(year) for year in wanted if year not in named]
    if missing or len(wanted) < 2:
        have = ", ".join(map(str, sorted(named))) or "none"
        need = f"has no report for {', '.join(missing)}" if missing else "needs two years to compare"
        raise UsageError(f"{unit.name} {need}; stored years: {have}")
    reports = store.reports_in_full([named[year][1].id for year in wanted])
    found = [(report, *named[year]) for report, year in zip(reports, wanted, strict=True)]
    sides = [side_of(report, apart=_apart(name, entry, wanted[-1])) for report, name, entry in found]
    comparison = _compared(f"{unit.name} {wanted[0]}–{wanted[-1]}", sides, text)
    comparable = all(name.comparable for _, name, _ in found)
    faults = chain_faults([report for report, _, _ in found]) if comparable else ()
    said = (words for year in wanted for words in passed_over.get(year, ()))
    notes = tuple(dict.fromkeys(filter(None, [left_out, *(name.words for _, name, _ in found), *said])))
    changes = tuple(_annotated(comparison.changes, faults))
    return replace(comparison, changes=changes, faults=faults, notes=notes)


def _all_years(named: Mapping[int, tuple[_Name, ReportEntry]], figures: bool) -> tuple[tuple[int, ...], str]:
    """The stored years to compare where none are named, and in words which were left out and why."""
    years = tuple(sorted(named))
    tables = tuple(year for year in years if named[year][1].form != NARRATIVE)
    if not figures or len(tables) < 2 or tables == years:
        return years, ""
    others = ", ".join(str(year) for year in years if year not in tables)
    return tables, f"left out, because these reports have no tables: {others}; name the years to see them"


def compare_units(store: Store, year: int, unit_names: Sequence[str], *, text: bool = False) -> Comparison:
    """Several units in one year. Raises UsageError for what is not stored."""
    units = [store.find_unit(name) for name in dict.fromkeys(unit_names)]
    homonyms = Counter(unit.name for unit in units)
    sides = []
    for unit in units:
        entries = _one_a_year(store.reports(unit.id, year))
        if not entries:
            raise UsageError(f"{unit.name} has no report for {year}; stored years: {_years(store, unit)}")
        alone = homonyms[unit.name] == 1
        key = unit.name if alone else f"{unit.name} ({unit.region or unit.id})"
        sides.append(side_of(store.report(entries[0].id), key))
    return _compared(f"{year}: {' / '.join(side.key for side in sides)}", sides, text)


def compare_captures(title: str, captures: Sequence[tuple[str, Report]], *, text: bool = True) -> Comparison:
    """What two or more captures of one report say, each under its name, the oldest first.

    Raises UsageError for fewer than two, or two by one name.
    """
    return _compared(title, [side_of(report, key) for key, report in captures], text)


def compare_versions(store: Store, unit_name: str, year: int) -> Comparison:
    """The bodies of one report in the order in which they were fetched, bodies of equal bytes once.

    Each is named by its day of publication, of fetching where it prints none, and the head of its sha256.
    Raises UsageError where no report is stored, or only one body of it.
    """
    unit = store.find_unit(unit_name)
    entries = _one_a_year(store.reports(unit.id, year))
    if not entries:
        raise UsageError(f"{unit.name} has no report for {year}; stored years: {_years(store, unit)}")
    bodies: dict[str, Version] = {}
    for version in store.versions(entries[0].id):
        bodies.setdefault(version.capture.sha256, version)
    named = [(_body_name(version), version.report) for version in bodies.values()]
    if len(named) < 2:
        raise UsageError(f"only one body of {unit.name} {year} was fetched so far, so nothing can differ")
    return compare_captures(f"{unit.name} {year}: {len(named)} captures", named)


def _body_name(version: Version) -> str:
    day = version.report.identity.published or version.capture.fetched_at
    return f"{day:%Y-%m-%d} {version.capture.sha256[:8]}"


def chain_faults(reports: Sequence[Report]) -> tuple[Fault, ...]:
    """What does not follow from year to year in the reports of one unit, in any order.

    Each message begins with the year of the later report; years without a neighbour are passed over.
    """
    dated = sorted((report for report in reports if report.identity.year), key=_year)
    return tuple(
        replace(fault, message=f"{later.identity.year}: {fault.message}")
        for earlier, later in pairwise(dated)
        for fault in check_chain(earlier, later, load_forms())
    )


def _year(report: Report) -> int:
    return report.identity.year or 0


def _compared(title: str, sides: Sequence[Side], text: bool) -> Comparison:
    concordance = load_concordance()
    changes = compare(sides, concordance, load_forms())
    sections = compare_sections(sides[0], sides[-1]) if text else ()
    keys = tuple(side.key for side in sides)
    return Comparison(title, keys, changes, sections, headlines=concordance.headlines)


def _annotated(changes: Sequence[Change], faults: Sequence[Fault]) -> Iterator[Change]:
    """The changes, each with the words of the faults that speak first of its indicator."""
    words: dict[str, list[str]] = {}
    for fault in faults:
        for indicator in fault.indicators[:1]:
            words.setdefault(indicator, []).append(fault.message)
    for change in changes:
        said = words.get(change.indicator, ())
        yield replace(change, note="; ".join(filter(None, (change.note, *said))))


def _by_year(
    store: Store, unit: Unit
) -> tuple[Mapping[int, tuple[_Name, ReportEntry]], Mapping[int, Sequence[str]]]:
    """For each year the report to compare and the name it stands under; the name asked for goes first.

    And in words which other reports of the same body are stored for a year, and so are passed over.
    """
    stored: dict[int, tuple[_Name, ReportEntry]] = {}
    others: dict[int, list[str]] = {}
    for name in _names(store, unit):
        entries = store.reports(name.unit.id)
        for entry in _one_a_year(entries):
            stored.setdefault(entry.year, (name, entry))
        for entry in entries if name.comparable else ():
            if stored[entry.year][1].id != entry.id:
                told = f"{entry.unit.name} ({entry.scope or 'scope not settled'})"
                others.setdefault(entry.year, []).append(
                    f"{entry.year}: passed over another report, of {told}"
                )
    return stored, others


def _names(store: Store, unit: Unit) -> Iterator[_Name]:
    yield _Name(unit)
    for kin in load_renames().kin(unit.name, unit.region):
        other = _stored_unit(store, kin.name, kin.region)
        if other is not None and other.id != unit.id:
            yield _Name(other, kin.words, kin.comparable)


def _stored_unit(store: Store, name: str, region: str | None) -> Unit | None:
    try:
        return store.find_unit(unit_id(name, region))
    except UsageError:
        return None


def _apart(name: _Name, entry: ReportEntry, last: int) -> str:
    """Why a year cannot be held against the last: another body reported, or the area changed since."""
    if not name.comparable:
        return name.words
    breaks = load_renames().breaks(entry.unit.region)
    early, late = sorted((entry.year, last))
    return "; ".join(words for first, words in breaks if early < first <= late)


def _years(store: Store, unit: Unit) -> str:
    return ", ".join(str(entry.year) for entry in store.reports(unit.id)) or "none"


def _one_a_year(entries: Sequence[ReportEntry]) -> list[ReportEntry]:
    """The entries, one for each year: of several scopes the one that most years have, then the widest."""
    often = Counter(entry.scope for entry in entries)
    best: dict[int, ReportEntry] = {}
    for entry in sorted(entries, key=lambda entry: (-often[entry.scope], _WIDEST_FIRST[entry.scope])):
        best.setdefault(entry.year, entry)
    return [best[year] for year in sorted(best)]
