"""One fault on a page of distinct figures: parsers that count read all that follows wrong, and silently."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ROW = "requests/refused.internal_affairs"
LABEL, NEXT = "5.属于三类内部事务信息", "6.属于四类过程性信息"
COLUMNS = ("natural_person", "business", "research", "social_welfare", "legal_service", "other", "total")

Load = Callable[[str], Any]

pytestmark = pytest.mark.usefixtures("order_alone")


def figure(page: Any) -> tuple[str, str]:
    """A cell of the row with a figure, not at its edge, and how it is printed: once on the page."""
    code = next(code for column in COLUMNS[1:-1] if page.said[code := f"{ROW}/{column}"])
    assert page.text.count(page.said[code]) == 1
    return code, page.said[code]


def whole_row(page: Any) -> str:
    """The row as it is printed, from its label up to the next."""
    start = page.text.index(LABEL)
    return str(page.text[start : page.text.index(NEXT, start)])


@pytest.mark.parametrize("layout", ["flat-text", "row-per-line"])
@pytest.mark.parametrize("blank", ["", "3 1"])
def test_a_lost_or_split_figure_costs_its_row_alone(sheet: Load, layout: str, blank: str) -> None:
    page = sheet(layout)
    read = page.edited((figure(page)[1], blank))
    assert page.flagged(read) == {ROW}
    assert "row.unseated" in {fault.code for fault in read.faults}


@pytest.mark.parametrize("layout", ["flat-text", "row-per-line", "pipes"])
@pytest.mark.parametrize("mark", ["/", "-", "—", "不适用"])
def test_a_mark_for_none_is_no_figure_and_moves_none(sheet: Load, layout: str, mark: str) -> None:
    page = sheet(layout)
    code, printed = figure(page)
    read = page.edited((printed, mark))
    (marked,) = [cell for cell in read.cells if cell.indicator == code]
    others = [cell for cell in read.cells if cell is not marked]
    assert (marked.value, marked.kind.value, marked.raw) == (None, "na", mark)
    assert all(page.is_right(cell) for cell in others)


@pytest.mark.parametrize("layout", ["flat-text", "row-per-line", "pipes"])
@pytest.mark.parametrize("comma", [",", "，"])
def test_a_thousands_separator_is_part_of_its_figure(sheet: Load, layout: str, comma: str) -> None:
    page = sheet(layout)
    _, printed = figure(page)
    assert page.flagged(page.edited((printed, f"{printed[0]}{comma}{printed[1:]}"))) == set()


@pytest.mark.parametrize("layout", ["flat-text", "row-per-line", "pipes"])
@pytest.mark.parametrize(
    "stray",
    ["3", "- 3 -", "第3页 共9页", "3 / 9", "注：统计期限为2020年1月1日至2020年12月31日。", "（2021年2月）"],
)
def test_a_page_number_or_a_footnote_between_rows_moves_no_figure(
    sheet: Load, layout: str, stray: str
) -> None:
    page = sheet(layout)
    assert page.flagged(page.edited((NEXT, f"{stray}\n{NEXT}"))) <= {ROW}


@pytest.mark.parametrize("layout", ["flat-text", "row-per-line", "pipes"])
def test_a_row_that_is_gone_moves_no_other(sheet: Load, layout: str) -> None:
    page = sheet(layout)
    read = page.read(page.text.replace(whole_row(page), ""))
    gone = [cell for cell in read.cells if cell.indicator.startswith(f"{ROW}/")]
    assert len(gone) == len(COLUMNS)
    assert all(cell.value is None for cell in gone)
    assert page.flagged(read) <= {"requests/refused.deliberative", "requests/refused.third_party", ROW}
