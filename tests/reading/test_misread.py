"""What a reader of the page sees otherwise than its characters say is no figure, and no empty cell."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.conftest import load
from tests.reading.test_eras import changed, in_grid, sheet
from tests.reading.test_eras import read as read_statistics

from gkscrape.checks import assess
from gkscrape.checks.outcome import State
from gkscrape.form import load_forms
from gkscrape.record import Cell, Kind, Report, Status
from gkscrape.run.reading import read_body
from gkscrape.show.reading import report_json
from gkscrape.text import PICTURE

FIGURE, CODE, ROW = "<td>1272</td>", "requests/granted/business", "requests/granted"
UNSEEN = "<td><img src='num1272.gif' alt='1272'></td>"

FEES = "七、依申请公开信息收取的费用"


@pytest.fixture
def page(sheet: Callable[[str], Any]) -> Any:
    return sheet("grid")


def cells(read: Any) -> dict[str, Cell]:
    return {cell.indicator: cell for cell in read.cells}


def said(read: Any) -> list[tuple[str, Kind, Decimal | None, Status]]:
    return [(cell.indicator, cell.kind, cell.value, cell.status) for cell in read.cells]


def faults_of(read: Any, code: str) -> list[tuple[str, str]]:
    return [(fault.code, fault.message) for fault in read.faults if code in fault.indicators]


def test_a_picture_in_place_of_a_figure_is_unreadable_and_named(page: Any) -> None:
    read = page.edited((FIGURE, UNSEEN))
    cell = cells(read).pop(CODE)
    assert (cell.kind, cell.value, cell.raw) == (Kind.UNREADABLE, None, PICTURE)
    ((fault, message),) = faults_of(read, CODE)
    assert fault == "value.unreadable"
    assert CODE in message
    assert "picture" in message
    assert all(page.is_right(other) for other in read.cells if other.indicator != CODE)


def test_a_spacer_leaves_a_blank_cell_without_a_word(page: Any) -> None:
    read = page.edited((FIGURE, "<td><img src='/images/spacer.gif'></td>"))
    assert cells(read)[CODE].kind is Kind.BLANK
    assert faults_of(read, CODE) == []


def test_a_picture_in_a_row_of_too_many_cells_proves_nothing(page: Any) -> None:
    read = page.edited((FIGURE, f"{UNSEEN}<td></td>"))
    assert page.flagged(read) == {ROW}


def test_icons_behind_the_last_column_move_no_figure(page: Any) -> None:
    plain, marked = page.text, page.text.replace("</tr>", "<td><img src='up.gif'></td></tr>")
    assert marked != plain
    assert said(page.read(marked)) == said(page.read(plain))


def test_an_icon_at_the_end_of_a_header_is_no_column(page: Any) -> None:
    read = page.edited(("数量</td></tr>", "数量</td><td><img src='up.gif'></td></tr>"))
    assert said(read) == said(page.read(page.text))


def test_a_row_of_pictures_under_an_unknown_label_is_kept(page: Any) -> None:
    width = 7
    row = f"<tr><td><img src='dot.gif'></td><td colspan=2>7.其他情形甲</td>{UNSEEN * width}</tr>"
    at = page.text.index("<tr", page.text.index("1272"))
    extras = page.read(page.text[:at] + row + page.text[at:]).extras
    said = [(extra.label, extra.raw, extra.value) for extra in extras]
    assert said == [("7.其他情形甲", PICTURE, None)] * width


def whole(changes: tuple[str, str]) -> Report:
    report = read_body(load("grid").text.replace(*changes).encode(), "text/html")
    assert isinstance(report, Report)
    return report


def test_no_check_takes_a_picture_for_nothing() -> None:
    report = whole((FIGURE, UNSEEN))
    states = {
        outcome.rule: outcome.state for outcome in assess(report, load_forms()) if CODE in outcome.indicators
    }
    assert states
    assert State.FAIL not in states.values()
    assert State.PASS not in states.values()


def test_the_record_of_a_picture_says_that_it_is_unreadable() -> None:
    told = json.loads(json.dumps(report_json(whole((FIGURE, UNSEEN)), "page.html")))
    (cell,) = [cell for cell in told["cells"] if cell["indicator"] == CODE]
    assert (cell["kind"], cell["value"], cell["raw"]) == ("unreadable", None, PICTURE)


def statistics(unit: str, figure: str) -> Any:
    return read_statistics(in_grid(changed(sheet(), FEES, to=(FEES, unit, figure))))


def test_a_picture_in_a_table_of_statistics_is_unreadable() -> None:
    read = statistics("万元", "<img src=5.gif>")
    assert cells(read)["statistics/fees/value"].kind is Kind.UNREADABLE
    assert faults_of(read, "statistics/fees/value")


def test_a_picture_at_the_head_of_a_column_makes_it_no_column_of_the_year() -> None:
    plain, head = sheet(), ("统计指标", "单位", "统计数")
    marked = in_grid([(*line, "") for line in plain], (*head, "<img src=up.gif>"))  # type: ignore[misc]
    assert said(read_statistics(marked)) == said(read_statistics(in_grid(plain)))


@pytest.mark.parametrize("unit", ["美元", "万美元", "万港元", "欧元", "日元"])
@pytest.mark.parametrize("figure", ["5", "5,200", "0.5"])
def test_a_figure_beside_the_unit_of_other_money_is_none(unit: str, figure: str) -> None:
    cell = cells(statistics(unit, figure))["statistics/fees/value"]
    assert (cell.kind, cell.value, cell.raw) == (Kind.TEXT, None, figure)


@pytest.mark.parametrize("unit", ["美元", "万港元"])
def test_nothing_beside_the_unit_of_other_money_is_still_nothing(unit: str) -> None:
    assert cells(statistics(unit, ""))["statistics/fees/value"].kind is Kind.BLANK


turning = st.sampled_from(
    ["<bdo dir=rtl>{}</bdo>", "<bdo DIR=' RTL'><b>{}</b></bdo>", "\u202e{}\u202c", "\u202e{}"]
)


@given(turning, st.integers(1, 10**6).map(str), st.sampled_from(["", "件", "\u200b"]))
def test_a_figure_that_is_shown_from_right_to_left_is_text(how: str, figure: str, behind: str) -> None:
    read = load("grid").edited((FIGURE, f"<td>{how.format(figure)}{behind}</td>"))
    cell = cells(read)[CODE]
    assert (cell.kind, cell.value) == (Kind.TEXT, None)
    assert faults_of(read, CODE)


@given(st.sampled_from(["<bdo dir=rtl>{}</bdo>", "\u202e{}\u202c"]), st.integers(1, 10**6).map(str))
def test_a_figure_of_prose_that_is_shown_from_right_to_left_is_the_one_shown(how: str, figure: str) -> None:
    text = f"<p>全年收到县长信箱来信{how.format(figure[::-1])}件。</p>"
    report = whole(("<p>一、总体情况</p>", f"<p>一、总体情况</p>{text}"))
    values = [fact.value for fact in report.facts if "县长信箱" in fact.label]
    assert values == [Decimal(figure)]


@pytest.mark.parametrize(
    "how", ["<bdo dir=ltr>1272</bdo>", "<bdi>1272</bdi>", "\u200e1272\u200e", "<bdo dir=rtl></bdo>1272"]
)
def test_a_figure_that_is_shown_as_it_is_written_is_read(page: Any, how: str) -> None:
    cell = cells(page.edited((FIGURE, f"<td>{how}</td>")))[CODE]
    assert (cell.value, cell.status) == (Decimal(1272), Status.PRINTED)
