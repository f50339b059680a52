"""Rules on the text: a report that breaks each, one that does not, one where it cannot be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tests.checks.builder import Given, identity, report

from gkscrape.checks import State, assess, check
from gkscrape.form import load_forms
from gkscrape.record import Fact, Grade, Report, Section
from gkscrape.run.reading import read_body

FORMS = load_forms()
PAGE = Path(__file__).parents[1] / "fixtures" / "layouts" / "row-per-line" / "page.txt"
REQUESTS: dict[str, Given] = {
    "requests/received/total": 12,
    "requests/received/natural_person": 12,
    "requests/carried_in/total": 3,
    "requests/carried_in/natural_person": 3,
    "requests/granted/total": 13,
    "requests/granted/natural_person": 13,
    "requests/total/total": 13,
    "requests/total/natural_person": 13,
    "requests/carried_out/total": 2,
    "requests/carried_out/natural_person": 2,
    "challenges/reconsideration/upheld": 4,
    "challenges/reconsideration/total": 4,
    "challenges/litigation_direct/other": 1,
    "challenges/litigation_direct/total": 1,
    "challenges/litigation_after_reconsideration/upheld": 2,
    "challenges/litigation_after_reconsideration/total": 2,
}


def fact(label: str, value: int, unit: str | None = "件", approximate: bool = False) -> Fact:
    return Fact(1, label, Decimal(value), unit, f"{label}{value}{unit or ''}", approximate=approximate)


def states(given: Report, rule: str) -> list[State]:
    return [outcome.state for outcome in assess(given, FORMS) if outcome.rule == rule]


def told(*facts: Fact, **changed: Given) -> Report:
    return report(figures={**REQUESTS, **changed}, facts=facts)


@pytest.mark.parametrize(
    ("rule", "label", "right", "cell"),
    [
        ("prose.received", "新收政府信息公开申请", 12, "requests/received/total"),
        ("prose.received", "全年共收到公民、法人或其他组织的申请", 12, "requests/received/total"),
        ("prose.received", "收到政府信息公开申请", 12, "requests/received/total"),
        ("prose.carried_in", "上年结转", 3, "requests/carried_in/total"),
        ("prose.carried_in", "上一年度结转申请", 3, "requests/carried_in/total"),
        ("prose.completed", "已办结", 13, "requests/total/total"),
        ("prose.completed", "办结政府信息公开申请", 13, "requests/total/total"),
        ("prose.carried_out", "结转下年度继续办理", 2, "requests/carried_out/total"),
        ("prose.carried_out", "结转至下一年", 2, "requests/carried_out/total"),
        ("prose.reconsiderations", "因政府信息公开被申请行政复议", 4, "challenges/reconsideration/total"),
        ("prose.completed", "答复政府信息公开申请", 13, "requests/total/total"),
        ("prose.carried_out", "申请顺延到下年度答复", 2, "requests/carried_out/total"),
        ("prose.suits", "行政诉讼", 3, "challenges/litigation_direct/total"),
        ("prose.suits", "诉讼", 3, "challenges/litigation_direct/total"),
    ],
)
def test_a_figure_of_the_text_is_held_against_its_cell(rule: str, label: str, right: int, cell: str) -> None:
    assert states(told(fact(label, right)), rule) == [State.PASS]
    assert states(told(fact(label, right + 7)), rule) == [State.FAIL]
    assert states(told(fact(label, right + 7, approximate=True)), rule) == [State.UNDECIDABLE]
    assert states(told(fact(label, right + 7), **{cell: None}), rule) == [State.UNDECIDABLE]
    assert states(told(), rule) == [State.NOT_ASSESSABLE]


def test_requests_received_may_mean_those_carried_in_as_well() -> None:
    assert states(told(fact("共受理政府信息公开申请", 15)), "prose.received") == [State.PASS]


def test_a_request_for_reconsideration_is_no_request_for_information() -> None:
    given = told(fact("收到行政复议申请", 99))
    assert states(given, "prose.received") == [State.NOT_ASSESSABLE]
    assert states(given, "prose.reconsiderations") == [State.FAIL]


def test_none_of_two_things_is_none_of_each() -> None:
    none = fact("未发生行政复议、行政诉讼", 0, None)
    assert states(told(none), "prose.reconsiderations") == [State.FAIL]
    assert states(told(none), "prose.suits") == [State.FAIL]
    agreed = {f"challenges/{block}/total": 0 for block in ("reconsideration", "litigation_direct")}
    agreed["challenges/litigation_after_reconsideration/total"] = 0
    assert states(told(none, **agreed), "prose.reconsiderations") == [State.PASS]
    assert states(told(none, **agreed), "prose.suits") == [State.PASS]


def test_none_received_is_held_against_the_table() -> None:
    none = fact("未收到政府信息公开申请", 0, None)
    assert states(told(none), "prose.received") == [State.FAIL]
    quiet = {"requests/received/total": 0, "requests/received/natural_person": 0}
    assert states(told(none, **quiet), "prose.received") == [State.PASS]


def test_one_agreeing_figure_among_several_is_enough() -> None:
    assert states(told(fact("收到申请", 99), fact("新收申请", 12)), "prose.received") == [State.PASS]


@pytest.mark.parametrize(
    "stray",
    [
        fact("其中当面申请", 99),
        fact("通过网络收到申请", 99),
        fact("收到申请同比增长", 99, "%"),
        fact("办结人大代表建议", 99),
        fact("按时办结", 99),
        fact("办理行政复议案件", 99),
        fact("行政复议结果维持", 99),
        fact("行政复议、行政诉讼", 99),
        fact("行政诉讼结果纠正", 99),
    ],
)
def test_figures_of_other_things_are_let_alone(stray: Fact) -> None:
    rules = ("received", "carried_in", "completed", "carried_out", "reconsiderations", "suits")
    found = [state for rule in rules for state in states(told(stray), f"prose.{rule}")]
    assert found == [State.NOT_ASSESSABLE] * 6


def test_the_fault_quotes_the_text_and_names_the_section() -> None:
    (fault,) = check(told(fact("新收政府信息公开申请", 21)), FORMS)
    assert fault.code == "prose.received"
    assert fault.grade is Grade.WARNING
    assert (fault.found, fault.expected) == (Decimal(21), Decimal(12))
    assert fault.indicators == ("requests/received/total",)
    assert fault.message == "section 1 (“新收政府信息公开申请21件”) counts 21 requests received, the table 12"


def sections(**texts: str) -> list[Section]:
    headings = {
        "s1": "总体情况",
        "s4": "复议诉讼情况",
        "s5": "存在的主要问题及改进情况",
        "s6": "其他需要报告的事项",
    }
    return [Section(int(name[1]), headings[name], text) for name, text in texts.items()]


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (sections(s4="略", s5="解读材料偏少,将补充图解。", s6="无"), State.PASS),
        (sections(s4="略", s5="无。", s6="无"), State.FAIL),
        (sections(s4="略", s5="", s6="无"), State.FAIL),
        (sections(s4="略", s6="无"), State.FAIL),
        (sections(s1="略", s4="略"), State.UNDECIDABLE),
        ([Section(7, "主要问题和改进措施", "人手不足。")], State.PASS),
        ([], State.NOT_ASSESSABLE),
    ],
)
def test_section_five_says_something(given: Sequence[Section], state: State) -> None:
    assert states(report(sections=given), "text.problems") == [state]


@pytest.mark.parametrize("form", ["2014", "narrative"])
@pytest.mark.parametrize(
    ("given", "state"),
    [
        ([Section(5, "行政复议、行政诉讼情况", "无。"), Section(6, "主要问题", "人手不足。")], State.PASS),
        ([Section(3, "存在的主要问题", "无。"), Section(5, "收费情况", "无。")], State.FAIL),
        (
            [Section(4, "收费情况", "无。"), Section(5, "行政复议、行政诉讼情况", "无。")],
            State.NOT_ASSESSABLE,
        ),
    ],
)
def test_where_no_form_numbers_the_sections_only_the_heading_counts(
    form: str, given: Sequence[Section], state: State
) -> None:
    made = replace(report("2014", sections=given), form=form)
    assert states(made, "text.problems") == [state]


def test_a_narrative_report_is_held_to_its_text_and_its_day() -> None:
    who = replace(identity(year=2010), published=datetime(2011, 4, 2))
    made = replace(
        report("2014", who=who, sections=[Section(1, "概述", "2006年起公开。")]), form="narrative", cells=()
    )
    assert [fault.code for fault in check(made, FORMS)] == ["text.years", "report.late"]
    early = replace(made, identity=replace(who, year=2007, published=datetime(2009, 1, 1)))
    assert [fault.code for fault in check(early, FORMS)] == []


@pytest.mark.parametrize(
    ("row", "rule", "told"),
    [
        ("applications", "prose.received", "收到政府信息公开申请"),
        ("completed", "prose.completed", "办结政府信息公开申请"),
        ("reconsideration", "prose.reconsiderations", "被申请行政复议"),
        ("litigation", "prose.suits", "被提起行政诉讼"),
    ],
)
def test_the_text_is_held_against_the_statistics_of_2014(row: str, rule: str, told: str) -> None:
    def tell(count: int, figure: Given = 7) -> list[State]:
        fact = Fact(3, told, Decimal(count), "件", f"{told}{count}件")
        found = assess(report("2014", {f"statistics/{row}/value": figure}, facts=[fact]), FORMS)
        return [one.state for one in found if one.rule == rule and one.state is not State.NOT_ASSESSABLE]

    assert tell(7) == [State.PASS]
    assert tell(8) == [State.FAIL]
    assert tell(8, None) == [State.UNDECIDABLE]


def test_replies_are_not_held_against_what_was_finished() -> None:
    fact = Fact(3, "答复政府信息公开申请", Decimal(8), "件", "答复政府信息公开申请8件")
    given = report("2014", {"statistics/completed/value": 7}, facts=[fact])
    assert set(states(given, "prose.completed")) == {State.NOT_ASSESSABLE}


@pytest.mark.parametrize(
    ("text", "amount", "state"),
    [
        ("本年度未收取任何费用。", "96.5", State.FAIL),
        ("本年度未收取任何费用。", 0, State.PASS),
        ("本年度未收取任何费用。", None, State.UNDECIDABLE),
        ("本年度未收取信息处理费。", "96.5", State.PASS),
        ("本机关未对政府信息公开申请收取费用。", "96.5", State.PASS),
        ("无", "96.5", State.UNDECIDABLE),
        ("无", 0, State.PASS),
        ("收取信息处理费380元。", "96.5", State.PASS),
    ],
)
def test_fees_in_the_table_and_none_in_the_text(text: str, amount: Given, state: State) -> None:
    given = report("2021", {"disclosure/fees/amount": amount}, sections=sections(s5="人手不足。", s6=text))
    assert states(given, "text.fees") == [state]


def test_the_form_of_2019_prints_no_amount_to_contradict() -> None:
    given = report(sections=sections(s5="人手不足。", s6="未收取任何费用。"))
    assert states(given, "text.fees") == [State.NOT_ASSESSABLE]


def test_the_fault_of_denied_fees_quotes_the_sentence() -> None:
    text = "开展培训3次。全年未收取任何费用;其他无。"
    given = report("2021", {"disclosure/fees/amount": "96.50"}, sections=sections(s5="人手不足。", s6=text))
    (fault,) = check(given, FORMS)
    assert fault.message == "the table prints fees of 96.5 万元, while section 6 says: “全年未收取任何费用”"


@pytest.mark.parametrize(
    ("text", "year", "state"),
    [
        ("2020年,我办继续2019年的做法,2021年将改进。", 2020, State.PASS),
        ("2016年,我办公开信息30条。", 2020, State.FAIL),
        ("按照《2016年要点》和国办发〔2016〕80号要求", 2020, State.PASS),
        ("2016年,我办公开信息30条。", None, State.UNDECIDABLE),
        ("我办公开信息30条。", None, State.NOT_ASSESSABLE),
    ],
)
def test_years_far_from_the_year_of_the_report(text: str, year: int | None, state: State) -> None:
    given = report(who=identity(year=year), sections=sections(s1=text, s5="人手不足。"))
    assert states(given, "text.years") == [state]


def test_the_years_are_listed_in_order_and_only_for_information() -> None:
    text = "2023年的要点早于2016年;2020年开展培训。"
    (fault,) = check(report(sections=sections(s1=text, s5="人手不足。")), FORMS)
    assert fault.grade is Grade.INFO
    assert fault.message == "the text speaks of 2016, 2023, far from the year of the report, 2020"
    assert (fault.found, fault.expected) == (Decimal(2016), Decimal(2020))


@pytest.mark.parametrize(
    ("told", "fits"),
    [
        ("收到政府信息公开申请1,125件", True),
        ("收到政府信息公开申请1，125件", True),
        ("收到政府信息公开申请1125件", True),
        ("收到政府信息公开申请125件", False),
        ("收到政府信息公开申请1,126件", False),
    ],
)
def test_a_figure_of_a_page_is_held_against_the_total_of_its_table(told: str, fits: bool) -> None:
    page = PAGE.read_text(encoding="utf-8")
    given = page.replace("全年制定规章", f"全年{told}，制定规章")
    assert given != page
    read = read_body(given.encode())
    assert isinstance(read, Report)
    (received,) = [cell.value for cell in read.cells if cell.indicator == "requests/received/total"]
    found = [fault.found for fault in read.faults if fault.code == "prose.received"]
    assert received == Decimal(1125)
    assert found == ([] if fits else [Decimal(told.strip("收到政府信息公开申请件").replace(",", ""))])
