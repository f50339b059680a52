"""The sums that the forms print: which reports break them, which do not, and where nothing can be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.checks.builder import Given, ambiguous, missing, report

from gkscrape.checks import Outcome, State, assess, check
from gkscrape.form import load_forms
from gkscrape.record import Fault, Grade, Report, Suspect

FORMS = load_forms()
SUMS = ("requests.applicants", "requests.outcomes", "requests.balance", "challenges.total")
APPLICANTS = ("natural_person", "business", "research", "social_welfare", "legal_service", "other")

# Three requests of natural persons and one of a business; one carried in; four answered, one carried out.
SOUND: Mapping[str, Given] = {
    "requests/received/natural_person": 3,
    "requests/received/business": 1,
    "requests/received/total": 4,
    "requests/carried_in/natural_person": 1,
    "requests/carried_in/total": 1,
    "requests/granted/natural_person": 2,
    "requests/granted/business": 1,
    "requests/granted/total": 3,
    "requests/not_processed.petition/natural_person": 1,
    "requests/not_processed.petition/total": 1,
    "requests/total/natural_person": 3,
    "requests/total/business": 1,
    "requests/total/total": 4,
    "requests/carried_out/natural_person": 1,
    "requests/carried_out/total": 1,
    "challenges/reconsideration/upheld": 2,
    "challenges/reconsideration/pending": 1,
    "challenges/reconsideration/total": 3,
}


def sums(faults: tuple[Fault, ...]) -> list[Fault]:
    return [fault for fault in faults if fault.code in SUMS]


def outcomes(given: Report, rule: str, about: str) -> list[Outcome]:
    return [one for one in assess(given, FORMS) if one.rule == rule and about in one.indicators]


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_sound_report_breaks_no_sum_and_every_sum_is_looked_at(form: str) -> None:
    states = [one.state for one in assess(report(form, SOUND), FORMS) if one.rule in SUMS]
    rows = 23 if form == "2019" else 25
    assert states == [State.PASS] * (rows + 7 + 7 + 3)


def test_one_wrong_total_of_a_row_breaks_its_row_and_its_column() -> None:
    wrong = report(figures={**SOUND, "requests/received/total": 5})
    row, balance = sums(check(wrong, FORMS))
    assert row.code == "requests.applicants"
    assert row.grade is Grade.ERROR
    assert (row.found, row.expected) == (Decimal(5), Decimal(4))
    assert row.indicators == (
        "requests/received/total",
        *(f"requests/received/{applicant}" for applicant in APPLICANTS),
    )
    assert row.message == (
        "row 一、本年新收政府信息公开申请数量: 总计 is printed as 5, the six kinds of applicants add up to 4"
    )
    assert balance.code == "requests.balance"
    assert (balance.found, balance.expected) == (Decimal(6), Decimal(5))
    assert balance.indicators == (
        "requests/received/total",
        "requests/carried_in/total",
        "requests/total/total",
        "requests/carried_out/total",
    )
    assert balance.message == "column 总计: 本年新收 and 上年结转 make 6, 总计 and 结转下年度 make 5"


def test_a_wrong_outcome_breaks_the_outcomes_of_its_column_and_the_applicants_of_its_row() -> None:
    wrong = report(figures={**SOUND, "requests/granted/business": 2})
    found = [(fault.code, fault.found, fault.expected) for fault in sums(check(wrong, FORMS))]
    assert found == [
        ("requests.applicants", Decimal(3), Decimal(4)),
        ("requests.outcomes", Decimal(1), Decimal(2)),
    ]


def test_each_block_of_the_challenges_has_a_sum_of_its_own() -> None:
    wrong = report(figures={**SOUND, "challenges/litigation_after_reconsideration/other": 1})
    (fault,) = sums(check(wrong, FORMS))
    assert fault.code == "challenges.total"
    assert fault.indicators == tuple(
        f"challenges/litigation_after_reconsideration/{column}"
        for column in ("total", "upheld", "corrected", "other", "pending")
    )
    assert fault.message == "复议后起诉: 总计 is printed as 0, the four results add up to 1"


def test_a_report_of_2021_that_prints_other_handling_as_one_row_is_summed_with_that_row() -> None:
    old = {f"requests/other/{column}": 0 for column in (*APPLICANTS, "total")}
    gone = {
        code: missing(code)
        for row in ("not_corrected", "fee_unpaid", "other")
        for column in (*APPLICANTS, "total")
        for code in [f"requests/other.{row}/{column}"]
    }
    fits: dict[str, Given] = {**SOUND, **old, **gone, "requests/other/business": 1, "requests/other/total": 1}
    fits |= {"requests/granted/business": 0, "requests/granted/total": 2}
    assert not sums(check(report("2021", fits), FORMS))
    broken = report("2021", {**fits, "requests/other/business": 2, "requests/other/total": 2})
    assert [fault.code for fault in sums(check(broken, FORMS))] == ["requests.outcomes"] * 2


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"requests/received/research": None}, State.PASS),
        ({"requests/received/business": None}, State.UNDECIDABLE),
        ({"requests/received/business": None, "requests/received/total": 2}, State.FAIL),
        ({"requests/received/total": None}, State.UNDECIDABLE),
        ({"requests/received/total": None, "requests/received/business": None}, State.UNDECIDABLE),
        ({"requests/received/business": missing("requests/received/business")}, State.UNDECIDABLE),
        ({"requests/received/business": ambiguous("requests/received/business", 1, 2)}, State.UNDECIDABLE),
        ({f"requests/received/{column}": None for column in (*APPLICANTS, "total")}, State.UNDECIDABLE),
        (
            {
                code: missing(code)
                for column in (*APPLICANTS, "total")
                for code in [f"requests/received/{column}"]
            },
            State.NOT_ASSESSABLE,
        ),
    ],
)
def test_a_blank_is_unknown_and_at_least_nothing(changed: Mapping[str, Given], state: State) -> None:
    given = report(figures={**SOUND, **changed})
    (outcome,) = outcomes(given, "requests.applicants", "requests/received/total")
    assert outcome.state is state


def test_a_blank_can_excuse_no_parts_that_already_exceed_the_whole() -> None:
    given = report(figures={**SOUND, "requests/received/business": None, "requests/received/total": 2})
    (fault,) = [one for one in check(given, FORMS) if one.code == "requests.applicants"]
    assert (fault.found, fault.expected) == (Decimal(2), Decimal(3))
    assert fault.message.endswith("add up to 3 (not counting 1 blank)")


@pytest.mark.parametrize(
    ("blank", "figures", "state"),
    [
        ("requests/carried_in/total", {}, State.UNDECIDABLE),
        ("requests/carried_in/total", {"requests/total/total": 1}, State.FAIL),
        ("requests/carried_out/total", {}, State.UNDECIDABLE),
        ("requests/carried_out/total", {"requests/total/total": 5}, State.PASS),
        ("requests/carried_out/total", {"requests/total/total": 6}, State.FAIL),
    ],
)
def test_a_blank_in_the_balance_binds_the_side_that_has_none(
    blank: str, figures: Mapping[str, Given], state: State
) -> None:
    given = report(figures={**SOUND, blank: None, **figures})
    (outcome,) = outcomes(given, "requests.balance", "requests/total/total")
    assert outcome.state is state


def test_a_blank_column_leaves_only_its_own_sums_undecided() -> None:
    codes = [known.code for known in FORMS["2021"].indicators if known.code.startswith("requests/")]
    column = {code: None for code in codes if code.endswith("/research")}
    found = [one for one in assess(report("2021", {**column}), FORMS) if one.rule.startswith("requests.")]
    unsure = [one for one in found if one.state is State.UNDECIDABLE]
    assert len(column) == 25
    assert {one.state for one in found} == {State.PASS, State.UNDECIDABLE}
    assert [one.rule for one in unsure] == ["requests.outcomes", "requests.balance"]
    assert all(code.endswith("/research") for one in unsure for code in one.indicators)


def test_a_report_that_is_all_blank_has_no_broken_sum() -> None:
    blank = {known.code: None for known in FORMS["2021"].indicators}
    assert not sums(check(report("2021", blank), FORMS))


def test_the_publisher_is_suspect_only_where_a_grid_places_every_figure_of_the_sum() -> None:
    wrong: dict[str, Given] = {**SOUND, "requests/received/total": 5}
    assert {one.suspect for one in sums(check(report(figures=wrong, grid=True), FORMS))} == {
        Suspect.PUBLISHER
    }
    assert {one.suspect for one in sums(check(report(figures=wrong), FORMS))} == {Suspect.UNDECIDED}


def test_nobody_is_suspect_where_two_cells_claim_one_place() -> None:
    given = report(figures={**SOUND, "requests/received/total": 5}, grid=True)
    first, second = (f"requests/received/{applicant}" for applicant in APPLICANTS[:2])
    place = next(cell.at for cell in given.cells if cell.indicator == first)
    cells = tuple(cell._replace(at=place) if cell.indicator == second else cell for cell in given.cells)
    row, balance = sums(check(replace(given, cells=cells), FORMS))
    assert (row.suspect, balance.suspect) == (Suspect.UNDECIDED, Suspect.PUBLISHER)


def test_nobody_is_suspect_in_a_table_of_which_most_sums_fail() -> None:
    shifted = {known.code: 7 for known in FORMS["2019"].indicators if known.table == "requests"}
    faults = sums(check(report(figures=shifted, grid=True), FORMS))
    assert len(faults) == 23 + 7
    assert {fault.suspect for fault in faults} == {Suspect.UNDECIDED}


def test_a_narrative_report_has_no_sums() -> None:
    outcomes = assess(replace(report(), form="narrative", cells=()), FORMS)
    assert {outcome.rule.partition(".")[0] for outcome in outcomes} == {"text", "report"}
