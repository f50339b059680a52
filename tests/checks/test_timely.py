"""The last day to publish, which differs by year and organ, and organs that have none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from tests.checks.builder import identity, report

from gkscrape.checks import State, assess, check
from gkscrape.form import load_forms
from gkscrape.record import Report, Scope

FORMS = load_forms()
ORGAN, OFFICE, WHOLE = Scope.ORGAN, Scope.OFFICE, Scope.CONSOLIDATED
BUREAU, COUNTY, TOWN = "柳溪县教育局", "柳溪县", "柳溪县北桥镇人民政府"


def published(unit: str | None, scope: Scope | None, year: int | None, day: str | None) -> Report:
    who = identity(unit, scope=scope, year=year)
    return report(who=replace(who, published=datetime.fromisoformat(f"{day}T23:59") if day else None))


@pytest.mark.parametrize(
    ("unit", "scope", "year", "day", "state"),
    [
        (BUREAU, ORGAN, 2020, "2021-01-31", State.PASS),
        (BUREAU, ORGAN, 2020, "2021-02-01", State.FAIL),
        (BUREAU, ORGAN, 2019, "2020-02-01", State.FAIL),
        (BUREAU, ORGAN, 2018, "2019-03-31", State.PASS),
        (BUREAU, ORGAN, 2018, "2019-04-01", State.FAIL),
        (COUNTY, WHOLE, 2020, "2021-03-31", State.PASS),
        (COUNTY, WHOLE, 2020, "2021-04-01", State.FAIL),
        (TOWN, ORGAN, 2020, "2021-01-31", State.PASS),
        (TOWN, ORGAN, 2020, "2021-03-31", State.UNDECIDABLE),
        (TOWN, ORGAN, 2020, "2021-04-01", State.FAIL),
        (COUNTY, OFFICE, 2020, "2021-03-31", State.UNDECIDABLE),
        (BUREAU, None, 2020, "2021-02-01", State.UNDECIDABLE),
        (None, None, 2020, "2021-04-01", State.FAIL),
        (BUREAU, ORGAN, 2020, None, State.UNDECIDABLE),
        (BUREAU, ORGAN, None, "2021-02-01", State.UNDECIDABLE),
        (BUREAU, ORGAN, 2020, "2020-12-31", State.NOT_ASSESSABLE),
        (BUREAU, ORGAN, 2008, "2009-04-01", State.FAIL),
        (BUREAU, ORGAN, 2007, "2009-04-01", State.NOT_ASSESSABLE),
        ("柳溪县人民法院", ORGAN, 2020, "2021-06-01", State.NOT_ASSESSABLE),
        ("柳溪县人民检察院", ORGAN, 2020, "2021-06-01", State.NOT_ASSESSABLE),
    ],
)
def test_the_last_day(
    unit: str | None, scope: Scope | None, year: int | None, day: str | None, state: State
) -> None:
    outcomes = assess(published(unit, scope, year, day), FORMS)
    assert [one.state for one in outcomes if one.rule == "report.late"] == [state]


def test_the_fault_counts_the_days() -> None:
    late = check(published(BUREAU, ORGAN, 2020, "2021-03-03"), FORMS)
    (fault,) = [one for one in late if one.code == "report.late"]
    assert fault.found == Decimal(31)
    assert fault.message == "published on 2021-03-03, 31 days after the last day for it"
