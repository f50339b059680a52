"""Rules on cells and tables: a report that breaks each, one that does not, one where it cannot be decided."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from tests.checks.builder import Given, ambiguous, missing, report

from gkscrape.checks import State, assess, check
from gkscrape.form import load_forms
from gkscrape.record import Cell, Grade, Kind, Report, Status, Suspect

FORMS = load_forms()


def states(given: Report, rule: str) -> list[State]:
    return [outcome.state for outcome in assess(given, FORMS) if outcome.rule == rule]


def text(indicator: str, raw: str) -> Cell:
    return Cell(indicator, Kind.TEXT, Status.PRINTED, raw=raw)


def lost(table: str) -> dict[str, Given]:
    return {known.code: missing(known.code) for known in FORMS["2019"].indicators if known.table == table}


def test_a_negative_count_is_an_error_and_a_negative_change_is_not() -> None:
    given = report(figures={"disclosure/fees/change": -3, "disclosure/penalties/decisions": -35}, grid=True)
    (fault,) = [one for one in check(given, FORMS) if one.code == "count.negative"]
    assert fault.indicators == ("disclosure/penalties/decisions",)
    assert fault.found == Decimal(-35)
    assert fault.grade is Grade.ERROR
    assert fault.suspect is Suspect.PUBLISHER
    assert fault.message == "行政处罚·处理决定数量 is -35; a count cannot be less than 0"


def test_a_fractional_count_is_an_error_and_a_fractional_amount_is_not() -> None:
    figures = {"disclosure/procurement/amount": "7.5810", "disclosure/procurement/items": "7.5810"}
    (fault,) = [one for one in check(report(figures=figures), FORMS) if one.code == "count.fractional"]
    assert fault.indicators == ("disclosure/procurement/items",)
    assert fault.suspect is Suspect.UNDECIDED
    assert fault.message == "政府集中采购·采购项目数量 is 7.581; a count has no decimals"


@pytest.mark.parametrize("rule", ["count.negative", "count.fractional"])
@pytest.mark.parametrize(
    ("figures", "state"),
    [
        ({}, State.PASS),
        ({"requests/total/total": ambiguous("requests/total/total", 3, 4)}, State.UNDECIDABLE),
        ({known.code: None for known in FORMS["2019"].indicators}, State.NOT_ASSESSABLE),
    ],
)
def test_counts_that_hold(rule: str, figures: Mapping[str, Given], state: State) -> None:
    assert states(report(figures=figures), rule) == [state]


def test_a_whole_number_with_printed_decimals_is_whole() -> None:
    assert states(report(figures={"requests/total/total": "3.0"}), "count.fractional") == [State.PASS]


def test_words_in_a_cell_are_named() -> None:
    given = report(figures={"disclosure/rules/made": text("disclosure/rules/made", "详见附件")})
    (fault,) = [one for one in check(given, FORMS) if one.code == "cell.text"]
    assert fault.message == "规章·本年新制作数量 (“详见附件”): words stand where a figure belongs"
    assert fault.indicators == ("disclosure/rules/made",)
    assert states(report(), "cell.text") == [State.PASS]
    assert states(
        report(figures={**lost("disclosure"), **lost("requests"), **lost("challenges")}), "cell.text"
    ) == [State.NOT_ASSESSABLE]


def test_a_missing_table_is_one_fault_and_no_sum_of_it_is_judged() -> None:
    given = report(figures=lost("requests"))
    assert [fault.code for fault in check(given, FORMS)] == ["table.missing"]
    assert check(given, FORMS)[0].message == "nothing was found of the table of section 3 (requests)"
    assert states(given, "table.missing") == [State.PASS, State.FAIL, State.PASS]
    assert states(given, "table.blank") == [State.PASS, State.NOT_ASSESSABLE, State.PASS]


def test_a_table_of_which_nothing_is_settled_is_undecidable() -> None:
    unsettled = {code: ambiguous(code, 0, 1) for code in lost("challenges")}
    given = report(figures=unsettled)
    assert states(given, "table.missing") == [State.PASS, State.PASS, State.UNDECIDABLE]
    assert states(given, "table.blank") == [State.PASS, State.PASS, State.UNDECIDABLE]


def test_a_blank_table_is_told_from_a_table_of_zeros() -> None:
    given = report(figures=dict.fromkeys(lost("challenges")))
    (fault,) = [one for one in check(given, FORMS) if one.code == "table.blank"]
    assert fault.grade is Grade.INFO
    assert fault.found == Decimal(15)
    assert (
        fault.message
        == "the table of section 4 (challenges) is on the page, but all of its 15 cells are blank"
    )
    assert states(report(), "table.blank") == [State.PASS] * 3
