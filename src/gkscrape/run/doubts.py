"""What is doubtful about a report that was stored: another year than its list names, or tables half empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from gkscrape.record import Kind, Report, Status

FILLED = 0.6
"""A report fills at least so large a share of what others of its portal fill, or what it filled before."""

_ENOUGH = 3
"""So many reports of a portal are wanted before one of them is held against the others."""

_FORMS_WITH_TABLES = ("2019", "2021")
_FIRM = (Status.PRINTED, Status.INFERRED)


class Doubt(StrEnum):
    """Why a stored report is doubtful."""

    WRONG_YEAR = "wrong_year"
    HALF_FILLED = "half_filled"
    KEPT_OLD = "kept_old"
    READER_FAILED = "reader_failed"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A doubt, and the same in words."""

    doubt: Doubt
    words: str


def doubt_of(report: Report, listed_year: int | None, before: Report | None) -> Doubtful | None:
    """What is doubtful about a report, if anything.

    `listed_year` is the year that its list names, `before` the report that stood at its address.
    """
    year = report.identity.year
    if listed_year is not None and year is not None and year != listed_year:
        return Doubtful(Doubt.WRONG_YEAR, f"its list names {listed_year}, but the page is of {year}")
    share, old = _filled(report), _filled(before) if before is not None else None
    if share is not None and old is not None and share < FILLED * old:
        words = f"{share:.0%} of the cells of its tables are filled, {old:.0%} were before"
        return Doubtful(Doubt.HALF_FILLED, words)
    return None


def half_filled(shares: Mapping[str, float]) -> dict[str, Doubtful]:
    """The reports of a portal, by address, whose tables are filled much less than is usual there."""
    if len(shares) < _ENOUGH:
        return {}
    usual = median(shares.values())
    return {
        url: Doubtful(
            Doubt.HALF_FILLED,
            f"{share:.0%} of the cells of its tables are filled, {usual:.0%} are usual on this portal",
        )
        for url, share in shares.items()
        if share < FILLED * usual
    }


def _filled(report: Report) -> float | None:
    """The share of the cells of a form's tables that say something, from 0 to 1; None without such tables."""
    if report.form not in _FORMS_WITH_TABLES or not report.cells:
        return None
    filled = sum(cell.kind in (Kind.NUMBER, Kind.NA) and cell.status in _FIRM for cell in report.cells)
    return filled / len(report.cells)
