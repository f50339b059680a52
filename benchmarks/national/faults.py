"""What is wrong with invented reports, and how often: each a change to a sound report."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from gkscrape.record import Cell, Fault, Grade, Kind, Report, Status, Suspect

REPUBLISHED = 0.005
"""The share of reports whose page came a second time, with another figure."""

BLANK = 0.2
"""The share of units that print nothing for 0."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that goes wrong in this share of the reports on a form, and what it does to a report."""

    share: float
    inflict: Callable[[Report], Report]


def planted(report: Report, dice: random.Random) -> tuple[Report, tuple[str, ...]]:
    """The report with what befalls it, and the names of that; a narrative report keeps its few figures."""
    if report.form == "narrative":
        return report, ()
    names = tuple(name for name, damage in DAMAGES.items() if dice.random() < damage.share)
    for name in names:
        report = DAMAGES[name].inflict(report)
    return report, names


def wrong_total(report: Report) -> Report:
    """The largest printed sum is ten too large."""
    codes = ("requests/total/total", "statistics/applications/value")
    return _changed(report, codes, lambda cell: _number(cell, (cell.value or Decimal(0)) + 10))


def _words(report: Report) -> Report:
    codes = ("disclosure/licences/decisions", "statistics/meetings/value")
    return _changed(report, codes, lambda cell: cell._replace(kind=Kind.TEXT, value=None, raw="详见附件"))


def _ambiguous(report: Report) -> Report:
    codes = ("requests/partial/natural_person", "statistics/replies.partial/value")
    return _changed(
        report,
        codes,
        lambda cell: Cell(
            cell.indicator,
            Kind.UNREADABLE,
            Status.AMBIGUOUS,
            raw="1 2",
            at=cell.at,
            candidates=(Decimal(1), Decimal(2), Decimal(12), None),
        ),
    )


def _missing(report: Report) -> Report:
    codes = ("requests/received/legal_service", "statistics/completed.on_time/value")
    return _changed(
        report,
        codes,
        lambda cell: Cell(cell.indicator, Kind.BLANK, Status.MISSING, computed=cell.value or Decimal(0)),
    )


def _inferred(report: Report) -> Report:
    row = ("requests/granted/", "statistics/replies.granted/")
    codes = tuple(cell.indicator for cell in report.cells if cell.indicator.startswith(row))
    reason = "the only cut of the row that its sum allows"
    return _changed(
        report, codes, lambda cell: cell._replace(status=Status.INFERRED, reason=reason) if cell.raw else cell
    )


def _late(report: Report) -> Report:
    assert report.identity.year is not None
    published = datetime(report.identity.year + 1, 5, 20, 9, 30)
    return replace(report, identity=replace(report.identity, published=published))


def _nameless(report: Report) -> Report:
    fault = Fault(
        "identity.unit_missing",
        Grade.ERROR,
        "neither title nor text names the organ",
        suspect=Suspect.UNDECIDED,
    )
    return replace(report, identity=replace(report.identity, unit=None), faults=(*report.faults, fault))


DAMAGES: Mapping[str, Damage] = {
    "wrong_total": Damage(0.02, wrong_total),
    "words": Damage(0.005, _words),
    "ambiguous": Damage(0.005, _ambiguous),
    "missing": Damage(0.005, _missing),
    "inferred": Damage(0.01, _inferred),
    "late": Damage(0.03, _late),
    "nameless": Damage(0.002, _nameless),
}


def _changed(report: Report, codes: tuple[str, ...], change: Callable[[Cell], Cell]) -> Report:
    return replace(report, cells=tuple(_cells(report, codes, change)))


def _cells(report: Report, codes: tuple[str, ...], change: Callable[[Cell], Cell]) -> Iterator[Cell]:
    return (change(cell) if cell.indicator in codes else cell for cell in report.cells)


def _number(cell: Cell, value: Decimal) -> Cell:
    return cell._replace(kind=Kind.NUMBER, value=value, raw=str(value))
