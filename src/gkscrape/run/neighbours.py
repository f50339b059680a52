"""Which stored reports a report is held against: those of the divisions below, and those of its like."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from gkscrape.checks import check_peers, peer_indicators
from gkscrape.record import Cell, Fault, Report, Scope
from gkscrape.run.peers import is_like
from gkscrape.store import ReportEntry, Store

Cells = Mapping[str, Cell]


class Neighbours:
    """The reports of a database, with the figures that they are held against, read once a year."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._years: dict[int, _Year] = {}

    def faults(self, entry: ReportEntry, report: Report) -> tuple[Fault, ...]:
        """The faults of a stored report among those of other units for its year and under its form."""
        year = self._years.setdefault(entry.year, _Year(self._store, entry.year))
        children = [year.cells[one.id] for one in year.entries if _is_right_below(one, entry)]
        needs_peers = any(cell.indicator in peer_indicators() and cell.value == 0 for cell in report.cells)
        peers = [year.cells[one.id] for one in year.like(entry)] if needs_peers else []
        return check_peers(report, children, peers)


class _Year:
    def __init__(self, store: Store, year: int) -> None:
        self._store = store
        self.entries = store.reports(year=year)

    @cached_property
    def cells(self) -> Mapping[str, Cells]:
        """The figures that the rules look at, of each report of the year."""
        found = self._store.figures([one.id for one in self.entries], peer_indicators())
        return {id_: {cell.indicator: cell for cell in cells} for id_, cells in found.items()}

    def like(self, entry: ReportEntry) -> list[ReportEntry]:
        """The others of the same form, scope, level and kind."""
        others = (one for one in self.entries if one.id != entry.id and one.form == entry.form)
        return [one for one in others if is_like(one, entry, "")]


def _is_right_below(one: ReportEntry, entry: ReportEntry) -> bool:
    """Whether both report for whole divisions, one of them right below the other's, under one form."""
    if not (one.scope is entry.scope is Scope.CONSOLIDATED and one.form == entry.form):
        return False
    above, below = entry.unit.region, one.unit.region
    if above is None or below is None or above == below or not above.endswith("00"):
        return False
    if above.endswith("0000"):
        return below[:2] == above[:2] and below.endswith("00")
    return below[:4] == above[:4]
