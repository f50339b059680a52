"""Traps of flattened pages: what stands before, between and behind the tables, and labels that are lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from gkscrape.documents import open_document
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.reading import TablesRead, read_tables
from gkscrape.record import Kind, Status

SECTION_2 = "二、主动公开政府信息情况"
SECTION_3 = "三、收到和处理政府信息公开申请情况"
HEADERS_OF_3 = (
    "申请人情况 自然人 法人或其他组织 总计 商业企业 科研机构 社会公益组织 法律服务机构 其他 ".replace(
        " ", "\n\n"
    )
)

Load = Callable[[str], Any]


def cell(read: TablesRead, code: str) -> Any:
    return next(one for one in read.cells if one.indicator == code)


def codes(read: TablesRead) -> set[str]:
    return {fault.code for fault in read.faults}


@pytest.mark.parametrize(
    "changes",
    [
        [
            (
                SECTION_2,
                f"{SECTION_2}\n\n今年制定规章8件，规范性文件7件，行政许可5件，行政处罚3件、行政强制4件。",
            )
        ],
        [(SECTION_2, f"{SECTION_2}\n\n第二十条第（一）项规定的规章12件。")],
        [(SECTION_3, f"{SECTION_3}\n\n其中（一）予以公开3件，2.重复申请1件，（七）总计4件，见下表。")],
        [("四、政府信息公开行政复议", "注：本表统计截至12月31日，共3件。\n\n四、政府信息公开行政复议")],
        [("5.属于三类内部事务信息", f"{HEADERS_OF_3}三、本年度办理结果\n\n5.属于三类内部事务信息")],
        [("（四）无法提供", "三、本年度办理结果\n\n（四）无法提供")],
        [("5.属于三类内部事务信息", "- 4 -\n\n5.属于三类内部事务信息")],
        [("三、本年度办理结果", "三\n、\n本\n年\n度\n办\n理\n结\n果")],
        [("三、本年度办理结果", "三、本年度办反办理结果")],
        [("5.属于三类内部事务信息", "5.属于三类内部事物信息"), ("（一）予以公开", "（一）予以公幵")],
        [("1.属于国家秘密", "1、属于国家秘密"), ("（二）部分公开", "㈡部分公开"), ("四、结转", "四. 结转")],
        [("3.危及“三安全一稳定”", "3.危及三安全一稳定"), ("第二十条第（一）项", "第二十条 (一) 项")],
        [("六、其他需要报告的事项", "其他")],
        [("信息内容", "")],
        [("一、总体情况", "一、总体情况\n\n一、本年新收政府信息公开申请5件，四、结转下年度继续办理1件。")],
    ],
)
def test_what_a_sound_page_may_hold_beside_its_figures(sheet: Load, changes: list[tuple[str, str]]) -> None:
    page = sheet("flat-text")
    assert page.flagged(page.edited(*changes)) == set()


def test_section_headings_may_be_lost(sheet: Load) -> None:
    page = sheet("flat-text")
    assert page.flagged(page.read(re.sub(r"(?m)^[二三四]、[主收政].*$", "", page.text))) == set()


def test_a_page_printed_twice_is_read_once(sheet: Load) -> None:
    page = sheet("flat-text")
    assert page.flagged(page.read(page.text * 2)) == set()


def test_copies_that_differ_leave_the_figure_open(sheet: Load) -> None:
    page = sheet("flat-text")
    read = page.read(page.text + page.text.replace("1510", "9999"))
    assert page.flagged(read) == {"requests/refused.third_party"}
    both = cell(read, "requests/refused.third_party/natural_person")
    assert (both.status, both.candidates) == (Status.AMBIGUOUS, (Decimal(1510), Decimal(9999)))
    assert [(fault.code, fault.indicators) for fault in read.faults] == [
        ("table.conflict", (both.indicator,))
    ]


def test_a_lost_label_is_filled_only_where_the_figures_are_exactly_as_many(sheet: Load) -> None:
    page = sheet("flat-text")
    read = page.edited(("4.保护第三方合法权益", ""))
    assert page.flagged(read) == set()
    inferred = {one.indicator.split("/")[1] for one in read.cells if one.status is Status.INFERRED}
    assert inferred == {"refused.security", "refused.third_party"}
    assert cell(read, "requests/refused.third_party/total").reason
    short = page.edited(("4.保护第三方合法权益", ""), ("1510", ""))
    assert page.flagged(short) == {"requests/refused.security", "requests/refused.third_party"}
    assert "row.unseated" in codes(short)


def test_a_row_that_is_gone_leaves_its_neighbour_in_doubt(sheet: Load) -> None:
    page = sheet("flat-text")
    text = re.sub(r"4\.保护第三方合法权益(\s+\d+){7}", "", page.text)
    assert page.flagged(page.read(text)) == {"requests/refused.security", "requests/refused.third_party"}


def test_a_lost_label_costs_nothing_where_rows_end_with_their_lines(sheet: Load) -> None:
    page = sheet("pipes")
    read = page.edited(("4.保护第三方合法权益", ""))
    assert page.flagged(read) == set()
    assert cell(read, "requests/refused.third_party/total").status is Status.INFERRED
    assert cell(read, "requests/refused.security/total").status is Status.PRINTED


def test_a_cell_broken_over_lines_is_no_figure_where_rows_end_with_their_lines(sheet: Load) -> None:
    page = sheet("pipes")
    assert "| 1090\n" in page.text
    assert page.flagged(page.edited(("| 1090\n", "| 10\n90\n"))) == {"disclosure/other_services"}


def test_a_row_that_no_form_knows_is_kept_beside_in_lines_of_bars(sheet: Load) -> None:
    page = sheet("pipes")
    read = page.edited(("（四）无法提供", "9.别种情形 | 31 | 32 | 33 | 34 | 35 | 36 | 37\n（四）无法提供"))
    assert page.flagged(read) == set()
    assert [extra.value for extra in read.extras] == [Decimal(value) for value in range(31, 38)]


def test_figures_behind_a_label_printed_again_are_not_the_rows_own(sheet: Load) -> None:
    page = sheet("flat-text")
    read = page.edited(("\n\n1594", f"\n\n{HEADERS_OF_3}1594"))
    assert page.flagged(read) == {"requests/refused.internal_affairs"}


def test_a_row_that_no_form_knows_is_kept_beside(sheet: Load) -> None:
    page = sheet("flat-text")
    row = "9.从前的别种情形\n\n31\n\n32\n\n33\n\n34\n\n35\n\n36\n\n37\n\n（四）无法提供"
    read = page.edited(("（四）无法提供", row))
    assert page.flagged(read) == set()
    assert [(extra.label, extra.column, extra.value) for extra in read.extras][:2] == [
        ("9.从前的别种情形", "自然人", Decimal(31)),
        ("9.从前的别种情形", "商业企业", Decimal(32)),
    ]
    assert len(read.extras) == 7


def test_cells_that_all_vanished_are_missing_and_never_zero(sheet: Load) -> None:
    page = sheet("flat-text")
    body = re.sub(r"(?m)^(?:\d[\d ]*|新增11|减少23|251000元)$", "", page.text)
    read = page.read(body)
    assert {(one.status, one.kind, one.value) for one in read.cells} == {(Status.MISSING, Kind.BLANK, None)}
    assert codes(read) == {"row.empty"}


def test_an_expected_row_without_label_has_a_fault(sheet: Load) -> None:
    page = sheet("flat-text")
    text = (
        page.text.split("2.没有现成信息")[0]
        + "四、政府信息公开行政复议"
        + page.text.split("四、政府信息公开行政复议")[1]
    )
    read = page.read(text)
    assert "row.unseated" in codes(read)
    assert "requests/total" in page.flagged(read)


def test_a_table_that_is_gone_has_one_fault(sheet: Load) -> None:
    page = sheet("flat-text")
    start, end = page.text.index(SECTION_3), page.text.index("四、政府信息公开行政复议")
    read = page.read(page.text[:start] + SECTION_3 + "\n\n（见附图）\n\n" + page.text[end:])
    assert [(fault.code, len(fault.indicators)) for fault in read.faults] == [("table.missing", 161)]


def test_columns_are_read_in_the_order_in_which_they_are_printed(sheet: Load) -> None:
    page = sheet("row-per-line")
    read = page.edited(("本年废止件数 现行有效件数", "现行有效件数 本年废止件数"))
    assert cell(read, "disclosure/rules/in_force").raw == page.said["disclosure/rules/repealed"]


def test_a_header_of_another_form_is_no_header_of_this_one(sheet: Load) -> None:
    page = sheet("row-per-line")
    read = page.edited(("本年废止件数", "本年新公开数量"))
    assert page.flagged(read) == {"disclosure/rules", "disclosure/normative_documents"}
    assert "form.mixed" in codes(read)


def test_columns_in_no_certain_order_are_not_read(sheet: Load) -> None:
    page = sheet("row-per-line")
    read = page.edited(("本年制发件数 本年废止件数 现行有效件数", "现行有效件数 本年制发件数"))
    assert page.flagged(read) == {"disclosure/rules", "disclosure/normative_documents"}


@pytest.mark.parametrize("header", ["本年收费金额（单位：元）", "本年收费金额（元）"])
def test_a_unit_in_the_header_holds_for_the_cells_below(sheet: Load, header: str) -> None:
    page = sheet("row-per-line")
    read = page.edited(("本年收费金额（单位：万元）", header), ("0.092", "920"))
    fees = cell(read, "disclosure/fees/amount")
    assert (fees.value, fees.raw, fees.status) == (Decimal("0.092"), "920", Status.PRINTED)


def test_other_outcomes_in_one_row_of_the_form_of_2021(sheet: Load) -> None:
    page = sheet("row-per-line")
    text = re.sub(
        r"（六）其他处理\n1\..*\n2\..*\n3\.其他.*\n", "（六）其他处理 51 52 53 54 55 56 57\n", page.text
    )
    read = page.read(text)
    many = {f"requests/other.{part}" for part in ("not_corrected", "fee_unpaid", "other")}
    assert {one.indicator.rsplit("/", 1)[0] for one in read.cells if one.status is Status.MISSING} == many
    extra = [one for one in read.cells if one.indicator.startswith("requests/other/")]
    assert [one.value for one in extra] == [Decimal(value) for value in range(51, 58)]
    assert list(read.cells)[-7:] == extra


def test_a_transposed_table_of_challenges_is_flagged(sheet: Load) -> None:
    page = sheet("row-per-line")
    start, end = page.text.index("四、政府信息公开"), page.text.index("五、存在")
    table = (
        "四、政府信息公开行政复议、行政诉讼情况\n\n结果维持 结果纠正 其他结果 尚未审结 总计\n"
        "行政复议 1 2 3 4 10\n行政诉讼\n未经复议直接起诉 5 6 7 8 26\n复议后起诉 9 8 7 6 30\n\n"
    )
    read = page.read(page.text[:start] + table + page.text[end:])
    wrong = [
        one
        for one in read.cells
        if one.indicator.startswith("challenges") and one.status is Status.PRINTED and one.value is not None
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "关于做好工作的通知\n行政许可、行政处罚、规章、规范性文件各1件。",
        "一、概述\n二、主动公开政府信息的情况\n全年公开138条，其中规范性文件5件、行政许可31件、行政处罚2件、行政强制1件。\n"
        "三、依申请公开\n收到申请3件，予以公开2件，不予公开1件，重复申请0件，其他处理0件，总计3件。",
    ],
)
def test_prose_is_no_table(text: str) -> None:
    assert read_tables(open_document(text.encode(), "text/plain"), load_forms(), load_layouts()) is None


@pytest.mark.parametrize("mark", ["#", ";", "¦"])
def test_figures_behind_marks_that_no_layout_knows_are_not_missing(sheet: Load, mark: str) -> None:
    page = sheet("flat-text")
    read = page.edited(("\n\n1559", f"\n\n{mark}\n\n1559"))
    assert page.flagged(read) == {"requests/refused.internal_affairs"}
    (cell,) = [cell for cell in read.cells if cell.indicator == "requests/refused.internal_affairs/total"]
    assert cell.status is Status.AMBIGUOUS
    assert "no layout knows" in (cell.reason or "")


@pytest.mark.parametrize("name", ["flat-text", "pipes", "row-per-line", "pipe-closed"])
def test_a_figure_is_not_taken_for_the_lost_numeral_of_the_next_label(sheet: Load, name: str) -> None:
    page = sheet(name)
    before = page.read(page.text)
    read = page.edited(("7.属于行政执法案卷", ".属于行政执法案卷"))
    row = {cell.indicator: cell for cell in read.cells if "/refused.deliberative/" in cell.indicator}
    assert len(row) == 7
    for cell in before.cells:
        if cell.indicator in row:
            found = row[cell.indicator]
            assert found.status is Status.AMBIGUOUS or (found.kind, found.value) == (cell.kind, cell.value)
    assert sum(cell.status is Status.PRINTED for cell in row.values()) == 7


@pytest.mark.parametrize("layout", ["flat-text", "row-per-line"])
@pytest.mark.parametrize("unit", [" 件", "\u3000件", "\t项"])
def test_a_unit_that_stands_behind_a_blank_belongs_to_its_figure(sheet: Load, layout: str, unit: str) -> None:
    page = sheet(layout)
    figures = re.compile(r"(?<=\s)(?:0|[1-9]\d*)(?=\s)")
    text = figures.sub(lambda figure: figure[0] + unit if int(figure[0]) % 2 else figure[0], page.text)
    assert text.count(unit) > 50
    assert page.flagged(page.read(text)) == set()


def test_a_word_behind_a_figure_that_is_no_unit_does_not_belong_to_it(sheet: Load) -> None:
    page = sheet("row-per-line")
    figures = re.compile(r"(?<=\s)(?:0|[1-9]\d*)(?=\s)")
    assert page.flagged(page.read(figures.sub(r"\g<0> 号", page.text)))
