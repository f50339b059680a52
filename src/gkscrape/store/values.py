"""The frozen values that go into the store and come out of it, beside those of `gkscrape.record`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gkscrape.record import Scope


class Outcome(StrEnum):
    """What became of a report that was handed to the store.

    `new`: the first reading of its report. `same`: read so before, nothing changed. `replaced`: it is now
    the current reading in place of another. `kept_old`: stored, but another stays current. `conflict`:
    stored, and another body of the same report says something else.
    """

    NEW = "new"
    SAME = "same"
    REPLACED = "replaced"
    KEPT_OLD = "kept_old"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a report was kept; `report_id` is None where its unit or year could not be settled."""

    report_id: str | None
    reading_id: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator for the dictionary: its code `table/row/column`, its labels and its unit."""

    code: str
    row_label: str
    column_label: str
    unit: str
    forms: tuple[str, ...]
    table_label: str | None = None


@dataclass(frozen=True, slots=True)
class ConcordanceRow:
    """One of the codes of `form` whose sum stands for `indicator` beside a report of `other_form`.

    `comparable` is a word of `gkscrape.record.Comparable`.
    """

    form: str
    other_form: str
    indicator: str
    part: int
    code: str
    comparable: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A division under one code, name and parent, in force at the end of `first_year` to `last_year`."""

    code: str
    name: str
    level: str
    parent: str | None
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class PortalRow:
    """A portal of the catalogue."""

    id: str
    name: str
    home: str
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """An organ that reports."""

    id: str
    name: str
    region: str | None


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One report without its content. `published` is in UTC."""

    id: str
    unit: Unit
    year: int
    scope: Scope | None
    form: str
    title: str | None
    url: str
    published: datetime | None


class Ruling(StrEnum):
    """What a person says of a fault: it is one and known, or it is none."""

    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's word on one fault, as long as what was seen stays so.

    `seen` are the figures that the fault speaks of, by indicator, as they were when the verdict was given.
    No report need be there for a verdict to be kept: it outlasts readings.
    """

    fault_id: str
    report_id: str
    code: str
    indicators: tuple[str, ...]
    seen: Mapping[str, str]
    ruling: Ruling
    note: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """Counts over the whole database. Cells and faults are those of current readings."""

    units: int
    reports: int
    reports_by_year: Mapping[int, int]
    reports_by_form: Mapping[str, int]
    cells_by_status: Mapping[str, int]
    faults: Mapping[str, Mapping[str, int]]
    """Grade to code to count."""
    captures: int
    refusals: Mapping[str, int]
    unread: int
    """Captures that were neither read nor refused."""
    unplaced: int
    """Captures that were read, but whose unit or year could not be settled."""
    runs: int
    unfinished_runs: int
