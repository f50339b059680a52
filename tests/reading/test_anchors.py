"""Labels are believed by numeral, order and company, never one by one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkscrape.documents import open_document
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.reading import read_tables
from gkscrape.reading.anchors import Alignment, Role, align, plan
from gkscrape.reading.lexicon import MOST_LABELS, Match, lexicon
from gkscrape.reading.mend import mended, runs_of
from gkscrape.reading.page import Page, page_of
from gkscrape.record import Status

pytestmark = pytest.mark.usefixtures("order_alone")

FORMS = load_forms()
LEXICON = lexicon(tuple(FORMS.values()))


def page_with(text: str) -> Page:
    return page_of(open_document(text.encode(), "text/plain"), LEXICON)


def aligned(text: str, form: str = "2019") -> Alignment:
    return align(plan(FORMS[form]), page_with(text).matches)


def rows(alignment: Alignment) -> list[str]:
    return [a.station.code for a in alignment.anchors if a.station.role in (Role.ROW, Role.GROUP)]


def found(text: str, core: str) -> Match:
    return next(match for match in page_with(text).matches if match.core == core)


@pytest.mark.parametrize(
    ("text", "begin", "printed"),
    [
        ("2.重复申请", 0, True),
        ("2、重复申请", 0, True),
        ("0000000\n2.重复申请", 7, True),
        ("00000002.重复申请", 7, True),
        ("0000000\n4.重复申请", 7, False),
        ("00000004.重复申请", 9, False),
        ("重复申请", 0, False),
        ("7.5\n重复申请", 3, False),
    ],
)
def test_an_enumerator_belongs_to_its_label_and_a_figure_to_the_row_before(
    text: str, begin: int, printed: bool
) -> None:
    assert found(text, "重复申请").begin("2") == (begin, printed)


@pytest.mark.parametrize(
    "head", ["二、主动公开政府信息情况", "二 主动公开 政府信息情况", "二.主动公开政府信息的情况"]
)
def test_a_section_heading_has_numeral_and_keyword(head: str) -> None:
    assert [match.core for match in page_with(head).matches] == ["§2"]


@pytest.mark.parametrize(
    "line", ["主动公开政府信息情况", "三、主动公开政府信息情况", "（二）主动公开情况", "十二、主动公开"]
)
def test_words_of_a_heading_alone_are_none(line: str) -> None:
    assert "§2" not in [match.core for match in page_with(line).matches]


def test_the_rows_of_table_three_are_not_the_sections_of_the_report() -> None:
    text = "四、结转下年度继续办理\n0\n四、政府信息公开行政复议、行政诉讼情况\n"
    matches = page_with(text).matches
    assert [match.core for match in matches if match.core.startswith("§")] == ["§4"]
    assert matches[0].core == "结转下年度继续办理"


def test_the_longest_label_is_taken() -> None:
    text = "行政规范性文件 法人或其他组织 3.其他 其他法律行政法规禁止公开"
    cores = [match.core for match in page_with(text).matches]
    assert cores == ["行政规范性文件", "法人或其他组织", "其他", "其他法律行政法规禁止公开"]


def test_prose_before_the_table_does_not_draw_its_labels_away() -> None:
    prose = "制定规章2件、规范性文件3件，行政许可4件，行政处罚5件。"
    table = "第二十条第(一)项\n规章\n0\n规范性文件\n7\n第二十条第(五)项\n行政许可\n4\n"
    table += "第二十条第(六)项\n行政处罚\n1\n"
    text = f"一、总体情况\n{prose}\n二、主动公开政府信息情况\n{prose}\n{table}五、存在问题\n{prose}"
    alignment = aligned(text)
    assert rows(alignment) == ["rules", "normative_documents", "licences", "penalties"]
    start = len("".join(text.split(table)[0].split()))
    assert all(a.start >= start for a in alignment.anchors if a.station.role is Role.ROW)


def test_of_two_tables_one_is_taken_whole() -> None:
    table = "第二十条第(一)项\n规章\n0\n规范性文件\n7\n第二十条第(五)项\n行政许可\n4\n"
    alignment = aligned(table + "这里是别的文字，说明上表的由来和口径。" * 20 + "\n" + table)
    starts = [anchor.start for anchor in alignment.anchors]
    assert starts[-1] - starts[0] < len(table)


def test_a_short_label_without_its_numeral_is_not_believed() -> None:
    assert "other.other" not in rows(aligned("一、本年新收政府信息公开申请数量\n其他\n(七)总计\n", "2021"))
    assert "other.other" in rows(aligned("一、本年新收政府信息公开申请数量\n3.其他\n(七)总计\n", "2021"))


@pytest.mark.parametrize(
    ("printed", "row"),
    [
        ("5.属于三类内部事物信息", "refused.internal_affairs"),
        ("属于三类内部事物信息", "refused.internal_affairs"),
        ("6.属于四类过程\n性信恳", "refused.deliberative"),
        ("8.属于行政咨询事项", "refused.administrative_query"),
    ],
)
def test_a_misprinted_label_is_found_between_its_neighbours(printed: str, row: str) -> None:
    text = f"4.保护第三方合法权益 0 0\n{printed} 0 0\n(四)无法提供\n1.本机关不掌握相关政府信息 0 0\n"
    page = page_with(text)
    assert row in rows(mended(align(plan(FORMS["2019"]), page.matches), lambda a, b: runs_of(page, a, b)))


@pytest.mark.parametrize(
    "printed", ["5.新增别种不予公开的情形", "5 6", "备注", "规草", "注：以上不含重复计算的申请"]
)
def test_words_that_are_like_no_label_are_not_bent_into_one(printed: str) -> None:
    text = f"4.保护第三方合法权益 0 0\n{printed} 0 0\n(四)无法提供\n1.本机关不掌握相关政府信息 0 0\n"
    page = page_with(text)
    plain = align(plan(FORMS["2019"]), page.matches)
    assert mended(plain, lambda a, b: runs_of(page, a, b)) is plain


def test_no_two_anchors_overlap_and_all_keep_the_order() -> None:
    text = "行政复议行政诉讼结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉" * 2
    anchors = aligned(text).anchors
    assert [a.station.index for a in anchors] == sorted({a.station.index for a in anchors})
    assert all(here.end <= below.start for here, below in pairwise(anchors))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
@pytest.mark.parametrize("name", ["flat-text", "pipes", "glued", "pipe-lines"])
def test_a_page_in_pieces_is_read_without_error_and_without_invention(
    sheet: Callable[[str], Any], name: str, data: st.DataObject
) -> None:
    """Whatever is left of a page, in whatever order: no crash, and every figure read is one that is there."""
    lines = [line for line in sheet(name).text.splitlines() if line]
    some = data.draw(st.lists(st.sampled_from(lines), max_size=80))
    text = "\n".join(some)
    read = read_tables(open_document(text.encode(), "text/plain"), FORMS, load_layouts())
    for cell in read.cells if read else ():
        if cell.status in (Status.PRINTED, Status.INFERRED):
            assert cell.at is not None
            assert text.splitlines()[cell.at.line - 1][cell.at.start : cell.at.end] == cell.raw


def test_a_page_of_nothing_but_labels_is_no_report_and_costs_no_search() -> None:
    page = page_with("规章 行政许可 一、总体情况 " * (MOST_LABELS // 2))
    assert page.matches == []
    assert align(plan(FORMS["2019"]), page.matches).by_table == {}
