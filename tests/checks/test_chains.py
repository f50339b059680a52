"""Chains from year to year: for each a pair that breaks it, one that does not, and blanks that never do."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from tests.checks.builder import Given, ambiguous, identity, missing, report

from gkscrape.checks import State, assess_chain, check_chain
from gkscrape.form import load_forms
from gkscrape.record import Fault, Report, Scope, Section

FORMS = load_forms()
COLUMNS = ("natural_person", "business", "research", "social_welfare", "legal_service", "other", "total")


def of(year: int, form: str, figures: Mapping[str, Given] | None = None, text: str = "") -> Report:
    sections = [Section(1, "总体情况", text)] if text else []
    return report(form, figures, who=identity(year=year), sections=sections)


def faults(earlier: Report, later: Report) -> tuple[Fault, ...]:
    return check_chain(earlier, later, FORMS)


@pytest.mark.parametrize("column", COLUMNS)
def test_what_is_carried_out_is_carried_in_across_the_forms(column: str) -> None:
    out, into = f"requests/carried_out/{column}", f"requests/carried_in/{column}"
    assert faults(of(2020, "2019", {out: 4}), of(2021, "2021", {into: 4})) == ()
    (fault,) = faults(of(2020, "2019", {out: 4}), of(2021, "2021", {into: 5}))
    assert (fault.code, fault.found, fault.expected) == ("chain.carried", Decimal(5), Decimal(4))
    assert fault.indicators == (into,)
    assert "5 were carried in" in fault.message


@pytest.mark.parametrize("row", ["licences", "other_services", "penalties", "compulsory_measures", "fees"])
def test_last_years_items_are_those_of_last_years_report(row: str) -> None:
    prior, change = f"disclosure/{row}/prior_items", f"disclosure/{row}/change"
    before = of(2019, "2019", {prior: 6, change: -2})
    assert faults(before, of(2020, "2019", {prior: 4})) == ()
    (fault,) = faults(before, of(2020, "2019", {prior: 6}))
    assert (fault.code, fault.found, fault.expected) == ("chain.prior_items", Decimal(6), Decimal(4))


@pytest.mark.parametrize("row", ["rules", "normative_documents"])
def test_what_is_in_force_follows_from_what_was_made_and_repealed(row: str) -> None:
    stock, made, repealed = (f"disclosure/{row}/{name}" for name in ("in_force", "made", "repealed"))
    before = of(2021, "2021", {stock: 31})
    assert faults(before, of(2022, "2021", {stock: 35, made: 7, repealed: 3})) == ()
    (fault,) = faults(before, of(2022, "2021", {stock: 38, made: 7, repealed: 3}))
    assert (fault.code, fault.found, fault.expected) == ("chain.in_force", Decimal(38), Decimal(35))


def test_figures_that_one_form_lacks_are_not_chained() -> None:
    before = of(2020, "2019", {"disclosure/licences/prior_items": 9, "disclosure/rules/in_public": 3})
    outcomes = assess_chain(before, of(2021, "2021", {"disclosure/normative_documents/in_force": 5}), FORMS)
    states = {outcome.state for outcome in outcomes if outcome.rule == "chain.in_force"}
    assert states == {State.NOT_ASSESSABLE}
    assert not [outcome for outcome in outcomes if outcome.rule == "chain.prior_items"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("requests/carried_out/total", "requests/carried_in/total"),
        ("disclosure/licences/change", "disclosure/licences/prior_items"),
        ("disclosure/licences/prior_items", "disclosure/licences/prior_items"),
    ],
)
def test_a_blank_never_breaks_a_chain(before: str, after: str) -> None:
    assert faults(of(2019, "2019", {before: 7}), of(2020, "2019", {after: 3}))
    for unknown in (None, missing, ambiguous):
        gone: Given = unknown(before) if unknown else None
        lost: Given = unknown(after) if unknown else None
        assert faults(of(2019, "2019", {before: gone}), of(2020, "2019", {after: 3})) == ()
        assert faults(of(2019, "2019", {before: 7}), of(2020, "2019", {after: lost})) == ()


def test_a_blank_of_its_own_year_leaves_the_stock_undecided() -> None:
    code = "disclosure/rules/in_force"
    later = of(2022, "2021", {code: 9, "disclosure/rules/repealed": None})
    states = [o.state for o in assess_chain(of(2021, "2021"), later, FORMS) if code in o.indicators]
    assert states == [State.UNDECIDABLE]
    assert faults(of(2021, "2021"), later) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年收到申请41件，今年收到38件。", None),
        ("2020年收到申请45件，今年收到38件。", Decimal(45)),
        ("上年共新收政府信息公开申请1，204件；今年减少。", Decimal(1204)),
        ("上年收到申请，其中网络申请30件。", None),
        ("收到申请38件，比上年减少3件。", None),
        ("上年收到申请约40件。", None),
        ("上年结转申请4件。", None),
        ("2019年收到申请7件。", None),
        ("2020年办结40件。", None),
        ("2020年办结39件。", Decimal(39)),
        ("2020年因政府信息公开被申请行政复议6件。", None),
        ("2020年因政府信息公开被申请行政复议9件。", Decimal(9)),
    ],
)
def test_last_years_figures_are_those_that_were_printed(text: str, expected: Decimal | None) -> None:
    before = of(
        2020,
        "2019",
        {
            "requests/received/total": 41,
            "requests/total/total": 40,
            "challenges/reconsideration/total": 6,
        },
    )
    broken = faults(before, of(2021, "2021", text=text))
    found = [fault.found for fault in broken if fault.code == "chain.restated"]
    assert found == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017年收到申请41件。", None),
        ("2017年收到申请45件。", Decimal(45)),
        ("2017年办结40件。", None),
        ("2017年办结39件。", Decimal(39)),
        ("2017年答复申请39件。", None),
        ("2017年因政府信息公开被申请行政复议6件。", None),
        ("2017年因政府信息公开被申请行政复议9件。", Decimal(9)),
        ("2017年行政复议被依法纠错1件。", None),
    ],
)
@pytest.mark.parametrize("form", ["2014", "2019"])
def test_the_statistics_of_2014_are_restated_too(text: str, expected: Decimal | None, form: str) -> None:
    figures: dict[str, Given] = {
        "statistics/applications/value": 41,
        "statistics/completed/value": 40,
        "statistics/reconsideration/value": 6,
    }
    broken = faults(of(2017, "2014", figures), of(2018, form, text=text))
    found = [fault.found for fault in broken if fault.code == "chain.restated"]
    assert found == ([] if expected is None else [expected])
    assert faults(of(2017, "2014", dict.fromkeys(figures)), of(2018, form, text=text)) == ()


def test_a_jump_names_the_row() -> None:
    code = "disclosure/licences/decisions"
    (fault,) = faults(of(2019, "2019", {code: 20}), of(2020, "2019", {code: 101}))
    assert (fault.code, fault.indicators) == ("chain.jump", (code,))
    assert fault.message == "行政许可·处理决定数量: 101, after 20 in the report of the year before"


def test_a_restated_figure_that_was_blank_is_no_fault() -> None:
    later = of(2021, "2021", text="2020年收到申请45件。")
    assert faults(of(2020, "2019", {"requests/received/total": None}), later) == ()
    outcomes = assess_chain(of(2020, "2019", {"requests/received/total": None}), later, FORMS)
    assert [o.state for o in outcomes if o.rule == "chain.restated"] == [State.UNDECIDABLE]


def test_only_years_that_follow_and_scopes_that_agree_are_chained() -> None:
    broken = {"requests/carried_in/total": 5}
    assert assess_chain(of(2019, "2019"), of(2021, "2021", broken), FORMS) == ()
    assert assess_chain(of(2021, "2021", broken), of(2021, "2021", broken), FORMS) == ()
    whole = report("2021", broken, who=identity(year=2021, scope=Scope.CONSOLIDATED))
    assert assess_chain(of(2020, "2019"), whole, FORMS) == ()
