"""The values of a comparison: its sides, what each of them says of an indicator, and how that changed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gkscrape.compare.concordance import Comparable
from gkscrape.errors import UsageError
from gkscrape.record import Cell, Kind, Report, Scope, Status


@dataclass(frozen=True, slots=True)
class Side:
    """One report in a comparison. `key` is what tells it from the others: its year, or its unit."""

    key: str
    form: str
    cells: tuple[Cell, ...]
    scope: Scope | None = None


def side_of(report: Report, key: str | None = None) -> Side:
    """The report as a side, called by `key` or by its year. Raises UsageError if it has neither."""
    name = key if key is not None else str(report.identity.year or "")
    if not name:
        raise UsageError(f"the report {report.source.sha256[:12]} has no year: name it to compare it")
    return Side(name, report.form, report.cells, report.identity.scope)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one side says. `value` is None unless it is known; `kind` and `status` are None if its form has
    no such figure. The status of a sum is the least certain of its parts."""

    key: str
    value: Decimal | None
    kind: Kind | None
    status: Status | None


@dataclass(frozen=True, slots=True)
class Change:
    """One indicator on all sides, in their order, and its change from the first side to the last.

    `absolute` is last minus first, `relative` that as a share of the first (0.5 is half more), to six places.
    Both are None where a value is unknown or nothing may be compared; `relative` also where the first is not
    above 0. `label` is Chinese, as the form prints it.
    """

    indicator: str
    label: str
    entries: tuple[Entry, ...]
    absolute: Decimal | None
    relative: Decimal | None
    comparable: Comparable
    note: str
