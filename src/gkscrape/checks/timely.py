"""Whether a report was published in time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gkscrape.checks.outcome import Outcome, State, failed, settled
from gkscrape.checks.rules import Rulebook
from gkscrape.record import Identity, Report, Scope

_STRICTER_SINCE = 2019
_FIRST_YEAR = 2008
_GOVERNMENT = "人民政府"
_NOT_ADMINISTRATIVE = ("法院", "检察院")


def assess_publication(report: Report, book: Rulebook) -> Outcome:
    """The outcome of the rule on the last day to publish.

    Its source is the 政府信息公开条例: article 31 of 2007, articles 49 and 50 of 2019.
    """
    rule, identity = book["report.late"], report.identity
    if identity.year is not None and identity.year < _FIRST_YEAR:
        return settled(rule, State.NOT_ASSESSABLE, "there was no last day yet")
    if identity.unit is not None and identity.unit.endswith(_NOT_ADMINISTRATIVE):
        return settled(rule, State.NOT_ASSESSABLE, "the day binds administrative organs alone")
    if identity.published is None or identity.year is None:
        return settled(rule, State.UNDECIDABLE, "the day of publication or the year is not known")
    day, early = identity.published.date(), date(identity.year + 1, 1, 31)
    if day.year <= identity.year:
        return settled(rule, State.NOT_ASSESSABLE, "the day of publication lies before the end of the year")
    last = _last_day(identity)
    if day <= (last or early):
        return settled(rule, State.PASS, f"published on {day}")
    at_latest = last or date(identity.year + 1, 3, 31)
    if day <= at_latest:
        return settled(rule, State.UNDECIDABLE, "it may be due by 31 January or by 31 March")
    return failed(rule, str(day), (), Decimal((day - at_latest).days))


def _last_day(identity: Identity) -> date | None:
    """The last day for the report; None for an organ that may be taken for a department or a government."""
    assert identity.year is not None
    if identity.year < _STRICTER_SINCE or identity.scope is Scope.CONSOLIDATED:
        return date(identity.year + 1, 3, 31)
    government = identity.unit is not None and identity.unit.endswith(_GOVERNMENT)
    return date(identity.year + 1, 1, 31) if identity.scope is Scope.ORGAN and not government else None
