"""Which stored reports a report is held against: those of the divisions below, and those of its like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from gkscrape.checks import Middle, check_peers, middle_of, peer_indicators
from gkscrape.form import load_forms
from gkscrape.record import Cell, Fault, Report, Scope
from gkscrape.regions import load_regions
from gkscrape.run.peers import Likeness, likeness
from gkscrape.store import ReportEntry, Store

Cells = Mapping[str, Cell]
Like = tuple[str, Likeness]


class Neighbours:
    """The reports of a database, with the figures that they are held against, read once a year."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._years: dict[int, _Year] = {}

    def faults(self, entry: ReportEntry, report: Report) -> tuple[Fault, ...]:
        """The faults of a stored report among those of other units for its year and under its form."""
        if entry.year not in self._years:
            self._years[entry.year] = _Year(self._store, entry.year)
        year = self._years[entry.year]
        zeros = [cell.indicator for cell in report.cells if cell.value == 0]
        peers = {code: year.middle(entry, code) for code in peer_indicators() if code in zeros}
        return check_peers(report, year.below(entry), peers, load_forms())


class _Year:
    """The reports of one year by division and by kind."""

    def __init__(self, store: Store, year: int) -> None:
        self._store = store
        self._entries = store.reports(year=year)
        self._middles: dict[tuple[Like, str], Middle] = {}

    def below(self, entry: ReportEntry) -> list[Cells]:
        """The figures of consolidated reports of the divisions right below, under the form of the report.

        A division with several consolidated reports is left out, and as a whole has none below: which of
        them counts all of it is not known.
        """
        region = entry.unit.region
        if entry.scope is not Scope.CONSOLIDATED or region is None or len(self._whole.get(region, ())) != 1:
            return []
        alone = [self._whole[part][0] for part in self._parts.get(region, ()) if len(self._whole[part]) == 1]
        return [self._figures[one.id] for one in alone if one.form == entry.form]

    def middle(self, entry: ReportEntry, code: str) -> Middle:
        """What the others of its like have of an indicator, for a report that has 0 of it."""
        like = _like(entry)
        if like is None:
            return middle_of(())
        if (like, code) not in self._middles:
            cells = [self._figures[one.id].get(code) for one in self._alike[like] if one.id != entry.id]
            self._middles[like, code] = middle_of(cell for cell in cells if cell is not None)
        return self._middles[like, code]

    @cached_property
    def _figures(self) -> Mapping[str, Cells]:
        """The figures that the rules look at, of each report of the year."""
        found = self._store.figures([one.id for one in self._entries], peer_indicators())
        return {id_: {cell.indicator: cell for cell in cells} for id_, cells in found.items()}

    @cached_property
    def _alike(self) -> Mapping[Like, Sequence[ReportEntry]]:
        found: dict[Like, list[ReportEntry]] = defaultdict(list)
        for one in self._entries:
            if (like := _like(one)) is not None:
                found[like].append(one)
        return found

    @cached_property
    def _whole(self) -> Mapping[str, Sequence[ReportEntry]]:
        """The consolidated reports of each division."""
        found: dict[str, list[ReportEntry]] = defaultdict(list)
        for one in self._entries:
            if one.scope is Scope.CONSOLIDATED and one.unit.region is not None:
                found[one.unit.region].append(one)
        return found

    @cached_property
    def _parts(self) -> Mapping[str, Sequence[str]]:
        """The divisions with a consolidated report, by the one that they lay in in their year."""
        found: dict[str, list[str]] = defaultdict(list)
        for code, entries in self._whole.items():
            region = load_regions().get(code, entries[0].year)
            if region is not None and region.parent is not None:
                found[region.parent].append(code)
        return found


def _like(entry: ReportEntry) -> Like | None:
    """What reports of one kind share; None for one whose scope or level is not known."""
    found = likeness(entry)
    return None if found.scope is None or found.level is None else (entry.form, found)
