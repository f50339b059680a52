"""The captures of one unit's report of a year, in order of fetching, and what each of them changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gkscrape.record import Capture, Cell, Kind, Report
from gkscrape.run.check import reports_of
from gkscrape.store import Store
from gkscrape.store.history import Version

_IN_WORDS = (Kind.TEXT, Kind.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Step:
    """A capture, and the indicators on which it says something else than the one before it."""

    capture: Capture
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The captures of a unit and a year, of every scope."""

    unit: str
    year: int
    steps: tuple[Step, ...]


def history_of(store: Store, unit_name: str, year: int) -> History:
    """The captures of a unit's report of a year. Raises UsageError for what is not stored."""
    entries = reports_of(store, unit_name, year)
    steps = [step for entry in entries for step in _steps(store.versions(entry.id))]
    steps.sort(key=lambda step: step.capture.fetched_at)
    return History(entries[0].unit.name, year, tuple(steps))


def _steps(versions: Sequence[Version]) -> Iterator[Step]:
    """Each body against the last one from its address, or else against the one fetched before it."""
    last_at: dict[str, Report] = {}
    before: Report | None = None
    for version in versions:
        older = last_at.get(version.capture.url, before)
        changed = changed_figures(older, version.report) if older is not None else ()
        yield Step(version.capture, changed)
        last_at[version.capture.url] = before = version.report


def changed_figures(older: Report, newer: Report) -> tuple[str, ...]:
    """The indicators of either, in printed order, on which they do not say the same."""
    old, new = ({cell.indicator: _says(cell) for cell in report.cells} for report in (older, newer))
    return tuple(code for code in {**old, **new} if old.get(code) != new.get(code))


def _says(cell: Cell) -> tuple[object, ...]:
    return cell.kind, cell.value, cell.candidates, cell.raw if cell.kind in _IN_WORDS else None
