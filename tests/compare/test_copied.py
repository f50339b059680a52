"""Text that stands elsewhere too: what is found, what is not, and with which passages."""

from __future__ import annotations

from decimal import Decimal

import pytest

pytest.importorskip("rensa")

from gkscrape.compare import Prose, copies
from gkscrape.record import Copy, Passage, Section

PROBLEMS = "一是部分单位对政务公开工作重视不够，信息更新不及时。二是依申请公开答复文书格式不够规范。"
OWN = "今年新设学位预警专栏，每周五更新余额。食堂招标信息首次整月公开，家长可在线核对。"


def prose(report: str, *texts: str) -> Prose:
    return Prose(report, tuple(Section(number, f"h{number}", text) for number, text in enumerate(texts, 1)))


def test_a_section_that_stands_in_another_report_is_a_copy_with_its_passages() -> None:
    (copy,) = copies([prose("柳溪县", PROBLEMS)], [prose("望汀县", OWN, PROBLEMS)])
    assert (copy.report, copy.section, copy.source, copy.share) == ("柳溪县", 1, "望汀县", Decimal(1))
    assert [passage.text for passage in copy.passages] == [
        "一是部分单位对政务公开工作重视不够，信息更新不及时。",
        "二是依申请公开答复文书格式不够规范。",
    ]


def test_exchanged_names_and_figures_do_not_hide_a_copy() -> None:
    told = "2023年柳溪县教育局共受理政府信息公开申请41件，全部按时办结并依法答复申请人。"
    source = "2022年望汀县教育局共受理政府信息公开申请107件，全部按时办结并依法答复申请人。"
    (copy,) = copies([prose("a", told)], [prose("b", source)])
    assert copy.passages[0] == Passage(told, source, copy.passages[0].alike)
    assert Decimal("0.7") <= copy.passages[0].alike < 1


def test_half_a_section_is_half_a_share() -> None:
    first = "一是部分单位对政务公开工作重视不够，信息更新不及时。"
    (copy,) = copies([prose("a", first + OWN[:20] + "。")], [prose("b", first)])
    assert copy.share == Decimal("0.55")
    assert copies([prose("a", first + OWN * 3)], [prose("b", first)]) == ()


def test_the_source_that_holds_most_is_named() -> None:
    sources = [prose("b", PROBLEMS[:27]), prose("c", PROBLEMS), prose("d", OWN)]
    assert [copy.source for copy in copies([prose("a", PROBLEMS)], sources)] == ["c"]


@pytest.mark.parametrize("text", ["", "无。", "没有需要报告的其他事项。", "本年度未收取信息处理费。"])
def test_a_blank_or_a_formula_is_no_copy(text: str) -> None:
    assert copies([prose("a", text)], [prose("b", text)]) == ()


def test_other_text_is_no_copy_and_a_report_no_copy_of_itself() -> None:
    found: tuple[Copy, ...] = copies([prose("a", OWN)], [prose("a", OWN), prose("b", PROBLEMS)])
    assert found == ()


def test_reports_among_each_other_have_the_copies_that_each_has_among_them() -> None:
    names = ("柳溪县", "望汀县", "岚桥县", "澄湾县")
    told = "{}教育局共受理政府信息公开申请41件，全部按时办结并依法答复申请人。"
    reports = [prose(name, told.format(name), PROBLEMS if name < "澄" else OWN) for name in names]
    alone = [copy for report in reports for copy in copies([report], reports)]
    assert [*copies(reports, reports)] == alone
    assert {copy.report for copy in alone} == set(names)
