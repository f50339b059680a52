"""Rules on plausible figures: reports that break them, that do not, and where it cannot be decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.checks.builder import Given, ambiguous, identity, missing, report

from gkscrape.checks import State, assess, check
from gkscrape.form import load_forms
from gkscrape.record import Cell, Identity, Kind, Report, Scope, Status, Suspect

FORMS = load_forms()
AMOUNT = "disclosure/procurement/amount"
COUNTY = identity()
PREFECTURE = identity(region="519900")
NOWHERE = identity(region=None)
TOWNSHIP = identity(unit="柳溪县白石镇人民政府", scope=Scope.ORGAN)


def states(given: Report, rule: str, about: str) -> list[State]:
    return [one.state for one in assess(given, FORMS) if one.rule == rule and about in one.indicators]


@pytest.mark.parametrize(
    ("who", "value", "state"),
    [
        (COUNTY, 0, State.PASS),
        (COUNTY, 2, State.FAIL),
        (COUNTY, None, State.UNDECIDABLE),
        (PREFECTURE, 2, State.NOT_ASSESSABLE),
        (NOWHERE, 2, State.UNDECIDABLE),
        (NOWHERE, 0, State.PASS),
    ],
)
def test_counties_make_no_rules(who: Identity, value: Given, state: State) -> None:
    given = report("2021", {"disclosure/rules/in_force": value}, who=who)
    assert states(given, "disclosure.rules.county_rule", "disclosure/rules/in_force") == [state]


def test_the_fault_of_a_county_with_rules_names_the_figure() -> None:
    given = report("2021", {"disclosure/rules/in_force": 2}, grid=True)
    (fault,) = check(given, FORMS)
    assert fault.code == "disclosure.rules.county_rule"
    assert fault.message == "规章·现行有效件数 is 2, but counties cannot make 规章"
    assert (fault.found, fault.expected, fault.suspect) == (Decimal(2), Decimal(0), Suspect.PUBLISHER)


def stock(prior: Given, change: Given, decisions: Given) -> dict[str, Given]:
    row = "disclosure/licences"
    return {f"{row}/prior_items": prior, f"{row}/change": change, f"{row}/decisions": decisions}


@pytest.mark.parametrize(
    ("figures", "state"),
    [
        (stock(4, 11, 15), State.FAIL),
        (stock(1215, -35, 1180), State.FAIL),
        (stock(4, 11, 16), State.PASS),
        (stock(0, 0, 0), State.PASS),
        (stock(3, -3, 0), State.PASS),
        (stock(4, None, 4), State.UNDECIDABLE),
        (stock(4, ambiguous("disclosure/licences/change", 1, 11), 15), State.UNDECIDABLE),
        (
            {code: missing(code) for code in stock(0, 0, 0)},
            State.NOT_ASSESSABLE,
        ),
    ],
)
def test_decisions_that_are_the_items_on_the_list(figures: Mapping[str, Given], state: State) -> None:
    given = report(figures=figures)
    assert states(given, "disclosure.stock_for_flow", "disclosure/licences/decisions") == [state]


def test_a_stock_in_the_place_of_decisions_is_the_publishers() -> None:
    (fault,) = check(report(figures=stock(4, 11, 15), grid=True), FORMS)
    assert fault.code == "disclosure.stock_for_flow"
    assert fault.suspect is Suspect.PUBLISHER
    assert fault.found == Decimal(15)
    assert fault.message == "行政许可: the decisions are 15, exactly last year's items plus the change"


def test_a_stock_that_was_not_read_from_a_grid_is_nobodys() -> None:
    (fault,) = check(report(figures=stock(4, 11, 15)), FORMS)
    assert fault.suspect is Suspect.UNDECIDED


def test_a_stock_with_an_inferred_figure_is_nobodys() -> None:
    code = "disclosure/licences/decisions"
    inferred = Cell(code, Kind.NUMBER, Status.INFERRED, Decimal(15), raw="15")
    (fault,) = check(report(figures=stock(4, 11, inferred)), FORMS)
    assert fault.suspect is Suspect.UNDECIDED


def test_the_form_of_2021_has_no_stock_to_confuse() -> None:
    given = report("2021", {"disclosure/licences/decisions": 15})
    assert "disclosure.stock_for_flow" not in {outcome.rule for outcome in assess(given, FORMS)}


@pytest.mark.parametrize(
    ("in_public", "published", "state"),
    [
        (9, 7, State.PASS),
        (7, 7, State.PASS),
        (6, 7, State.FAIL),
        (None, 7, State.UNDECIDABLE),
        (missing("disclosure/normative_documents/in_public"), 7, State.UNDECIDABLE),
    ],
)
def test_what_was_published_this_year_is_in_public(in_public: Given, published: Given, state: State) -> None:
    row = "disclosure/normative_documents"
    given = report(figures={f"{row}/in_public": in_public, f"{row}/published": published})
    assert states(given, "disclosure.public_stock", f"{row}/in_public") == [state]


@pytest.mark.parametrize(
    ("who", "amount", "state"),
    [
        (TOWNSHIP, "8040", State.FAIL),
        (TOWNSHIP, "7.5810", State.PASS),
        (COUNTY, "8040", State.PASS),
        (COUNTY, "152790", State.FAIL),
        (identity(scope=Scope.CONSOLIDATED), "152790", State.PASS),
        (identity(scope=None), "152790", State.UNDECIDABLE),
        (identity(scope=None), "15", State.PASS),
        (identity(scope=None), "15279000", State.FAIL),
        (PREFECTURE, "15279000", State.NOT_ASSESSABLE),
        (TOWNSHIP, None, State.UNDECIDABLE),
        (TOWNSHIP, missing(AMOUNT), State.NOT_ASSESSABLE),
    ],
)
def test_amounts_that_were_likely_entered_in_yuan(who: Identity, amount: Given, state: State) -> None:
    given = report(figures={AMOUNT: amount}, who=who)
    assert states(given, "disclosure.money_unit", AMOUNT) == [state]


def test_an_amount_that_prints_its_unit_is_believed() -> None:
    given = report(figures={AMOUNT: "8040"}, who=TOWNSHIP)
    cells = tuple(cell._replace(raw="8040万元") if cell.indicator == AMOUNT else cell for cell in given.cells)
    assert states(replace(given, cells=cells), "disclosure.money_unit", AMOUNT) == [State.PASS]


def test_the_fault_of_an_unlikely_amount_keeps_the_figure_as_printed() -> None:
    (fault,) = check(report(figures={AMOUNT: "8040"}, who=TOWNSHIP), FORMS)
    assert (fault.found, fault.expected, fault.suspect) == (Decimal(8040), Decimal(1000), Suspect.UNDECIDED)
    assert fault.message.startswith("政府集中采购·采购总金额(万元) is 8040 万元, above the 1000 万元")
