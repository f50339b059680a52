"""Faults under the names by which people cite them, with the verdicts that people gave.

A verdict is keyed to the report, the rule, the indicators and the figures that were seen: it survives runs
and readings, and lapses when one of the figures changes. Should they come back, so does the verdict.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from gkscrape.checks.outcome import plain
from gkscrape.errors import UsageError
from gkscrape.record import Cell, Fault, Grade, Kind
from gkscrape.run.check import reports_of, stored_faults
from gkscrape.run.neighbours import Neighbours
from gkscrape.store import ReportEntry, Ruling, Store, Verdict

_LETTERS = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """One fault of a stored report; `verdict` is the last one on it, `lapsed` if its figures changed."""

    id: str
    entry: ReportEntry
    fault: Fault
    seen: Mapping[str, str]
    verdict: Verdict | None = None
    lapsed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether an error waits for somebody's word."""
        return self.fault.grade is Grade.ERROR and (self.verdict is None or self.lapsed)


def standing_faults(
    store: Store, unit_name: str | None = None, year: int | None = None
) -> list[tuple[ReportEntry, tuple[Standing, ...]]]:
    """The faults of each report of a unit and a year, or of all, with their verdicts.

    Raises UsageError for a unit or a year that is not stored.
    """
    entries = reports_of(store, unit_name, year)
    neighbours = Neighbours(store)
    return [(entry, tuple(_standing(store, entry, neighbours))) for entry in entries]


def give_verdict(store: Store, fault_id: str, ruling: Ruling, note: str) -> Standing:
    """Keep a verdict on the fault with this id; the fault as it stands then. Raises UsageError.

    An id names its report in its first half, so that only that report is checked anew.
    """
    if not note.strip():
        raise UsageError("a verdict needs a note that says why: --note TEXT")
    neighbours = Neighbours(store)
    found = [
        standing
        for entry in store.reports()
        if fault_id.startswith(_short(entry.id))
        for standing in _standing(store, entry, neighbours)
        if standing.id == fault_id
    ]
    if not found:
        raise UsageError(
            f"there is no fault {fault_id} in the database; `gkscrape check` lists all with their ids"
        )
    given = found[0]
    verdict = Verdict(
        fault_id=given.id,
        report_id=given.entry.id,
        code=given.fault.code,
        indicators=given.fault.indicators,
        seen=given.seen,
        ruling=ruling,
        note=note.strip(),
        given_at=datetime.now(UTC).replace(microsecond=0),
    )
    store.give_verdict(verdict)
    return Standing(given.id, given.entry, given.fault, given.seen, verdict)


def _standing(store: Store, entry: ReportEntry, neighbours: Neighbours) -> Iterator[Standing]:
    verdicts = store.verdicts(entry.id)
    report = store.report(entry.id)
    cells = {cell.indicator: cell for cell in report.cells}
    for fault_id, fault in _named(entry.id, stored_faults(store, entry, report, neighbours)):
        seen = _seen(fault, cells)
        mine = [verdict for verdict in verdicts if verdict.fault_id == fault_id]
        valid = [verdict for verdict in mine if verdict.seen == seen]
        last = (valid or mine)[-1] if mine else None
        yield Standing(fault_id, entry, fault, seen, last, lapsed=last is not None and not valid)


def _named(report_id: str, faults: Sequence[Fault]) -> Iterator[tuple[str, Fault]]:
    """Each fault with its id; those that are alike in rule and indicators are counted."""
    times: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for fault in faults:
        key = (fault.code, fault.indicators)
        words = (report_id, fault.code, *fault.indicators, *([str(times[key])] if times[key] else ()))
        times[key] += 1
        yield f"{_short(report_id)}-{_short('|'.join(words))}", fault


def _short(text: str) -> str:
    """Six letters and digits that come from the text alone.

    >>> _short("uovys42hejzpqnevz-2021-organ")
    'i3m7br'
    """
    return base64.b32encode(hashlib.sha256(text.encode()).digest())[:_LETTERS].decode().lower()


def _seen(fault: Fault, cells: Mapping[str, Cell]) -> dict[str, str]:
    """The figures that the fault speaks of; without any, what it says."""
    seen = {code: _content(cells.get(code)) for code in fault.indicators}
    for name, value in (("found", fault.found), ("expected", fault.expected)):
        if value is not None:
            seen[name] = plain(value)
    return seen or {"message": fault.message}


def _content(cell: Cell | None) -> str:
    if cell is None:
        return "absent"
    return plain(cell.value) if cell.kind is Kind.NUMBER else cell.kind.value


def open_errors(found: Sequence[tuple[ReportEntry, Sequence[Standing]]]) -> int:
    """How many errors nobody has ruled on, or not on the figures of today."""
    return sum(standing.is_open for _, faults in found for standing in faults)
