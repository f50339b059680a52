"""Traps of real tables: spans that disagree, tables cut and merged, short rows, cells that hold too much."""

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
from gkscrape.reading.grid import PUSHED
from gkscrape.record import Kind, Status

Load = Callable[[str], Any]

GRANTED = "requests/granted"


def cell(read: TablesRead, code: str) -> Any:
    return next(one for one in read.cells if one.indicator == code)


@pytest.fixture
def page(sheet: Load) -> Any:
    return sheet("grid")


@pytest.mark.parametrize(
    "changes",
    [
        [("<tr><td>7.属于", "</table><p>- 4 -</p><table><tr><td>7.属于")],
        [("本年新制作数量", "本年新"), ("本年新公开数量", "本年新")],
        [("本年新公开数量", "本年新制作数量")],
        [("属于三类内部事务信息", "属于三类内部事物信息"), ("本机关不掌握相关", "本机关未掌握相关")],
        [("三、本年度办理结果", "三、<br>本<br>年<br>度<br>办<br>理<br>结<br>果")],
        [
            ("商业企业", "商业<br>企业"),
            ("自然人", "自 然 人"),
            ("（三）不予公开", "<p>（三）</p><p>不予公开</p>"),
        ],
        [("<body>", "<body><table><tr><td>导航</td><td>"), ("</body>", "</td></tr></table></body>")],
        [
            (
                "<td>1034</td><td></td><td>1048</td>",
                "<td>1034</td><td>&nbsp;</td><td>\u3000</td>".replace("\u3000", "1048"),
            )
        ],
        [("<td>1272</td>", "<td><p><span>１２７２</span></p></td>")],
    ],
)
def test_what_a_sound_table_may_look_like(page: Any, changes: list[tuple[str, str]]) -> None:
    assert page.flagged(page.edited(*changes)) == set()


@pytest.mark.parametrize(
    "gone",
    [
        r"<tr><td>信息内容.*?</tr>",
        r"<tr><td[^>]*>第二十条.*?</tr>",
        r"</table>\n<p>[三四]、.*?</p>\n<table[^>]*>",
        r"<p>[二三四]、[^<]*</p>",
        r'<tr><td rowspan="2">自然人.*?</tr>\n<tr>.*?</tr>',
    ],
)
def test_lost_headers_and_merged_tables_cost_nothing(page: Any, gone: str) -> None:
    text, count = re.subn(gone, "", page.text)
    assert count
    assert page.flagged(page.read(text)) == set()


def test_spans_of_headers_and_cells_may_disagree(page: Any) -> None:
    old = "<tr><td>信息内容</td><td>上一年项目数量</td><td>本年增/减</td><td>处理决定数量</td></tr>"
    new = "<tr><td>信息内容</td><td>上一年项目数量</td><td colspan=2>本年增/减</td><td>处理决定数量</td></tr>"
    read = page.edited(
        (old, new),
        ("<td>行政许可</td><td>1055</td>", "<td>行政许可</td><td colspan=2>1055</td>"),
        (
            "<td>其他对外管理服务事项</td><td>1076</td>",
            "<td>其他对外管理服务事项</td><td colspan=2>1076</td>",
        ),
        ("<td>减少23</td>", "<td colspan=2>减少23</td>"),
        ("<td>1118</td>", "<td colspan=2>1118</td>"),
    )
    assert page.flagged(read) == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<td>1272</td>", ""),
        ("<td>1272</td>", "<td>1272</td><td>9</td>"),
        ("<td>1272</td>", '<td colspan="2">1272</td>'),
        ("<td>1272</td>", '<td rowspan="2">1272</td>'),
    ],
)
def test_a_row_whose_cells_do_not_fit_is_flagged_and_never_shifted(page: Any, old: str, new: str) -> None:
    read = page.edited((old, new))
    assert GRANTED in page.flagged(read)
    assert page.flagged(read) <= {GRANTED, "requests/partial"}
    assert [fault.code for fault in read.faults if GRANTED in fault.indicators[0]] == ["row.unseated"]


def test_an_empty_cell_too_many_is_no_margin(page: Any) -> None:
    """The row ends in an empty cell, so that a shift by one would push out nothing that is printed."""
    assert "<td>1398</td><td></td></tr>" in page.text
    read = page.edited(("<td>1363</td>", "<td>1363</td><td></td>"))
    assert page.flagged(read) == {"requests/refused.state_secret"}


@pytest.mark.parametrize("where", ["</tr>", "<tr>"])
def test_empty_cells_around_a_whole_table_are_a_margin(page: Any, where: str) -> None:
    empty = "<td></td><td></td>"
    read = page.edited((where, f"{empty}</tr>" if where == "</tr>" else f"<tr>{empty}"))
    assert page.flagged(read) == set()


@pytest.mark.parametrize(("printed", "kind"), [("1<br>2", Kind.UNREADABLE), ("见附件", Kind.TEXT)])
def test_a_cell_that_is_not_one_figure_is_none(page: Any, printed: str, kind: Kind) -> None:
    read = page.edited(("<td>1272</td>", f"<td>{printed}</td>"))
    odd = cell(read, f"{GRANTED}/business")
    assert (odd.kind, odd.value, odd.raw) == (kind, None, printed.replace("<br>", "\n"))
    assert [(fault.code, fault.indicators) for fault in read.faults] == [
        ("value.unreadable", (odd.indicator,))
    ]


@pytest.mark.parametrize("printed", ["/", "—", "不适用"])
def test_what_does_not_apply_is_not_zero(page: Any, printed: str) -> None:
    found = cell(page.edited(("<td>1272</td>", f"<td>{printed}</td>")), f"{GRANTED}/business")
    assert (found.kind, found.status, found.value) == (Kind.NA, Status.PRINTED, None)


def test_an_empty_cell_is_blank_and_printed(page: Any) -> None:
    found = cell(page.read(page.text), "disclosure/rules/made")
    assert (found.kind, found.status, found.value, found.raw) == (Kind.BLANK, Status.PRINTED, None, "")
    assert (found.at.table, found.at.row, found.at.column) == (1, 3, 2)


def test_a_row_without_label_takes_the_place_of_the_one_that_is_missing(page: Any) -> None:
    read = page.edited(("5.属于三类内部事务信息", ""))
    assert page.flagged(read) == set()
    assert cell(read, "requests/refused.internal_affairs/natural_person").status is Status.INFERRED


def test_a_row_that_is_gone_is_missing(page: Any) -> None:
    text = re.sub(r"<tr><td>2\.没有现成信息.*?</tr>\n", "", page.text)
    text = text.replace('rowspan="3">（四）', 'rowspan="2">（四）').replace('rowspan="20"', 'rowspan="19"')
    read = page.read(text)
    assert page.flagged(read) == {"requests/unavailable.must_be_created"}
    assert [fault.code for fault in read.faults] == ["row.missing_label"]


@pytest.mark.parametrize(
    ("gone", "rows"),
    [
        (r'<tr><td rowspan="20">三.*?</tr>\n', {"requests/granted"}),
        (r'<tr><td rowspan="3">（四）.*?</tr>\n', {"requests/unavailable.not_held"}),
        (r"<tr><td>2\.没有现成信息.*?</tr>\n", {"requests/unavailable.must_be_created"}),
    ],
)
def test_a_lost_row_pushes_no_other_out_of_its_columns(page: Any, gone: str, rows: set[str]) -> None:
    """The cells that spanned the lost row reach too far or are gone: other rows stand a column aside."""
    text, count = re.subn(gone, "", page.text)
    assert count == 1
    read = page.read(text)
    assert page.flagged(read) == rows
    assert PUSHED in {found.reason for found in read.cells if found.status is Status.INFERRED}


def test_a_row_pushed_aside_that_lacks_a_cell_is_flagged(page: Any) -> None:
    text, count = re.subn(r'<tr><td rowspan="3">（四）.*?</tr>\n', "", page.text)
    old = "<td>2.没有现成信息需要另行制作</td><td>1804</td>"
    assert count == 1
    assert old in text
    read = page.read(text.replace(old, "<td>2.没有现成信息需要另行制作</td>"))
    assert page.flagged(read) == {"requests/unavailable.not_held", "requests/unavailable.must_be_created"}


def test_a_row_that_lost_a_cell_is_not_seated_where_an_empty_column_makes_up_for_it(page: Any) -> None:
    """Of rows with an empty cell before the figures, one without a figure has as many cells as columns."""
    labelled = re.compile(
        r"(<tr>(?:<td rowspan[^>]*>[^<]*</td>)?<td[^>]*>[^<]+</td>)(?=(?:<td>[0-9]*</td>){7}</tr>)"
    )
    text, count = labelled.subn(
        r"\1<td></td>", page.text.replace('<td colspan="3" rowspan="3">', '<td colspan="4" rowspan="3">')
    )
    assert count == 23
    assert GRANTED in page.flagged(page.read(text.replace("<td>1272</td>", "")))


@pytest.mark.parametrize("gone", [r'<tr><td rowspan="2">结果维持.*?</tr>\n', r"<tr><td>结果维持.*?</tr>\n"])
def test_challenges_under_a_torn_header_follow_from_their_sums(page: Any, gone: str) -> None:
    """The cells that spanned the lost line reach into the figures; zeros are the same in any order."""
    figures = ["1", "2", "0", "0", "3", *"00000", "0", "0", "4", "0", "4"]
    printed = "<tr>" + "".join(f"<td>{figure}</td>" for figure in figures) + "</tr>\n</table>"
    text, count = re.subn(
        gone, "", re.sub(r"<tr>[^\n]*</tr>\n</table>(?!.*</table>)", printed, page.text, flags=re.S)
    )
    assert count == 1
    cells = [found for found in page.read(text).cells if found.indicator.startswith("challenges/")]
    assert [found.raw for found in cells] == figures
    assert {found.status for found in cells} == {Status.INFERRED}


def test_challenges_under_a_torn_header_that_do_not_add_up_stay_open(page: Any) -> None:
    text, count = re.subn(r'<tr><td rowspan="2">结果维持.*?</tr>\n', "", page.text)
    assert count == 1
    found = {c.status for c in page.read(text).cells if c.indicator.startswith("challenges/")}
    assert found == {Status.AMBIGUOUS}


def test_a_row_that_no_form_knows_is_kept_beside(page: Any) -> None:
    row = "<tr><td>2.从前的别种情形</td>" + "".join(f"<td>{value}</td>" for value in range(31, 38)) + "</tr>"
    read = page.edited(
        ("<tr><td>2.没有现成", f"{row}\n<tr><td>2.没有现成"),
        ('rowspan="3">（四）', 'rowspan="4">（四）'),
        ('rowspan="20"', 'rowspan="21"'),
    )
    assert page.flagged(read) == set()
    assert {(extra.label, extra.at.row) for extra in read.extras} == {("2.从前的别种情形", 17)}
    assert [extra.value for extra in read.extras] == [Decimal(value) for value in range(31, 38)]


def test_a_column_that_no_form_knows_is_passed_over(page: Any) -> None:
    rows = page.text.split("\n")
    wide = [
        line.replace("</tr>", "<td>备注</td></tr>" if "信息内容" in line else "<td>无误</td></tr>")
        if re.search("信息内容|规章|规范性文件", line) and "<td>" in line and "第二十条第（五）" not in line
        else line
        for line in rows
    ]
    read = page.read("\n".join(wide))
    assert "disclosure/rules" not in page.flagged(read)


def test_columns_are_read_where_their_headers_stand(page: Any) -> None:
    old = "<td>本年新公开数量</td><td>对外公开总数量</td>"
    read = page.edited((old, "<td>对外公开总数量</td><td>本年新公开数量</td>"))
    assert cell(read, "disclosure/rules/in_public").value == Decimal(1020)
    assert cell(read, "disclosure/rules/published").value == Decimal(1027)


def test_a_header_of_another_form_is_no_header_of_this_one(page: Any) -> None:
    read = page.edited(("本年新公开数量", "本年废止件数"))
    assert page.flagged(read) == {"disclosure/rules", "disclosure/normative_documents"}
    assert "form.mixed" in {fault.code for fault in read.faults}


@pytest.mark.parametrize("note", ["（元）", "(单位：元)"])
def test_a_unit_in_the_header_holds_for_the_cells_below(page: Any, note: str) -> None:
    read = page.edited(("采购总金额", f"采购总金额{note}"), ("251000元", "251000"))
    amount = cell(read, "disclosure/procurement/amount")
    assert (amount.value, amount.raw) == (Decimal("25.1"), "251000")


def test_a_table_as_text_between_tables_as_grids(page: Any, sheet: Load) -> None:
    """Each table is read where it stands; the layout is that of most cells."""
    text = sheet("row-per-line").text
    flat = text[text.index("（本列数据") : text.index("四、政府信息公开")]
    start, end = page.text.index("三、收到"), page.text.index("四、政府信息公开")
    lines = "".join(f"<p>{line}</p>" for line in flat.splitlines())
    read = page.read(f"{page.text[:start]}三、收到和处理政府信息公开申请情况</p>{lines}<p>{page.text[end:]}")
    assert read.layout == "row-per-line"
    assert cell(read, "disclosure/rules/published").value == Decimal(1020)
    assert cell(read, "requests/received/total").value == Decimal(
        sheet("row-per-line").said["requests/received/total"]
    )
    assert sum(reason.startswith("table requests: layout row-per-line") for reason in read.trace.reasons) == 1


def test_copies_that_differ_leave_the_figure_open(page: Any) -> None:
    assert page.flagged(page.read(page.text * 2)) == set()
    read = page.read(page.text + page.text.replace("1272", "9999"))
    assert page.flagged(read) == {GRANTED}
    assert cell(read, f"{GRANTED}/business").candidates == (Decimal(1272), Decimal(9999))


def test_a_table_of_challenges_with_a_column_of_labels(page: Any) -> None:
    read = page.edited(
        ('<tr><td colspan="5">行政复议', '<tr><td rowspan="3"></td><td colspan="5">行政复议'),
        ("<tr><td>2294</td>", "<tr><td>件数</td><td>2294</td>"),
    )
    assert page.flagged(read) == set()


def test_challenges_in_another_order_go_by_their_headers(page: Any) -> None:
    read = page.edited(("未经复议直接起诉", "甲"), ("复议后起诉", "未经复议直接起诉"), ("甲", "复议后起诉"))
    assert cell(read, "challenges/litigation_after_reconsideration/corrected").value == Decimal(2336)
    assert cell(read, "challenges/litigation_direct/upheld").value == Decimal(2364)


def test_a_page_says_the_same_whatever_was_read_before_it(page: Any) -> None:
    alone = page.read(page.text)
    page.edited(("商业企业", "商业<br>企业"), ("三、本年度办理结果", "本年度办理结果"), ("规章", "规 章"))
    page.edited(("第二十条第（一）项", "一"), ("本年新制作数量", "9999"), ("<td>2294</td>", "<td>三、</td>"))
    assert page.read(page.text) == alone


def test_headers_without_rows_are_a_table_with_all_labels_missing() -> None:
    names = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
    cells = "".join(f"<td>{name}</td>" for name in names)
    page = f"<table><tr><td colspan=4>第二十条第（一）项</td></tr><tr>{cells}</tr></table>"
    read = read_tables(open_document(page.encode()), load_forms(), load_layouts())
    assert read is not None
    assert {cell.status for cell in read.cells} == {Status.MISSING}
    assert "row.missing_label" in {fault.code for fault in read.faults}


SOUND_HEADERS = (
    '<tr><td colspan="3" rowspan="3">（第一项加第二项之和，等于第三项加第四项之和）</td>'
    '<td colspan="7">申请人情况</td></tr>'
    '<tr><td rowspan="2">自然人</td><td colspan="5">法人或其他组织</td><td rowspan="2">总计</td></tr>'
    "<tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td></tr>"
)


def under(page: Any, headers: str) -> str:
    """The page with these rows of headers above the table of requests."""
    start = page.text.rindex("<tr>", 0, page.text.index("申请人情况"))
    end = page.text.rindex("<tr>", 0, page.text.index("一、本年新收"))
    return str(page.text[:start] + headers + page.text[end:])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ('rowspan="3"', 'rowspan="2"'),
        ('rowspan="3"', ""),
        ('<td colspan="7">申请人', '<td colspan="7" rowspan="2">申请人'),
        ('<td colspan="5">法人', "<td>法人"),
        ('<td colspan="5">法人', '<td colspan="2">法人'),
        ('<tr><td rowspan="2">自然人', '<tr><td></td></tr><tr><td rowspan="2">自然人'),
    ],
)
def test_headers_that_slid_are_taken_in_the_order_of_the_page(page: Any, old: str, new: str) -> None:
    """The order of their places would name the columns wrongly, and every sum would hold."""
    assert page.flagged(page.read(under(page, SOUND_HEADERS.replace(old, new)))) == set()


@pytest.mark.parametrize(
    "lost",
    ["</tr><tr><td>商业企业", '<td colspan="5">法人或其他组织</td>'],
    ids=["rows joined", "group lost"],
)
def test_headers_whose_order_nobody_knows_leave_the_table_open(page: Any, lost: str) -> None:
    headers = SOUND_HEADERS.replace(lost, "<td>商业企业" if lost.startswith("</tr>") else "")
    assert GRANTED in page.flagged(page.read(under(page, headers)))


def test_a_label_that_stands_on_its_neighbour_too_leaves_both_rows_open(page: Any) -> None:
    """Every sum holds whichever of the two rows is whose."""
    read = page.edited(("2.重复申请", "3.要求提供公开出版物"))
    assert {f"requests/not_processed.{row}" for row in ("repeat", "published_material")} <= page.flagged(read)


@pytest.mark.parametrize("between", ["", "<br>", " "])
def test_two_labels_in_one_row_leave_both_rows_open(page: Any, between: str) -> None:
    read = page.edited(
        ("2.重复申请", f"2.重复申请{between}3.要求提供公开出版物"), ("<td>3.要求提供公开出版物", "<td>")
    )
    assert {f"requests/not_processed.{row}" for row in ("repeat", "published_material")} <= page.flagged(read)
