"""Rows and tables that a page prints again with other figures: sums may tell which is right, or nobody."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from tests.reading.sound_pages import (
    HEADINGS,
    Figures,
    Shape,
    barred,
    closed,
    flat,
    in_html,
    open_cells,
    piped,
    read_page,
    rows_of,
    sound_figures,
    sound_page,
    spaced,
)

from gkscrape.reading import TablesRead
from gkscrape.record import Status

YEAR = 2022
FIGURES, OTHERS = sound_figures("2021", 8), sound_figures("2021", 15)
ROWS = {
    "行政许可": "disclosure/licences",
    "（一）予以公开": "requests/granted",
    "2.重复申请": "requests/not_processed.repeat",
    "四、结转下年度继续办理": "requests/carried_out",
}
TEXTS = [flat, spaced, piped, closed, barred]


def printed_row(text: str, label: str) -> str:
    """The lines of a row, its label first."""
    start = text.index(label, text.index("信息内容"))
    if text.startswith("<"):
        start = text.rindex("<tr>", 0, start)
        return text[start : text.index("</tr>", start) + len("</tr>")]
    found = re.compile(rf"{re.escape(label)}[^\u4e00-\u9fff（]*(?=\n)").match(text, start)
    assert found is not None
    return re.sub(r"[\s|]*(?:\n\d\.)?\Z", "", found[0])


def pages(shape: Shape | None, label: str) -> tuple[str, str, str]:
    """A page and its row, and the row with the other figures."""
    one, two = (
        in_html(YEAR, figures) if shape is None else sound_page(YEAR, shape, figures)
        for figures in (FIGURES, OTHERS)
    )
    return one, printed_row(one, label), printed_row(two, label)


def in_row(row: str) -> set[str]:
    return {code for code in FIGURES if code.startswith(f"{row}/")}


def kept(found: TablesRead, row: str) -> set[Status]:
    return {cell.status for cell in found.cells if cell.indicator in in_row(row)}


@pytest.mark.parametrize("label", ROWS)
@pytest.mark.parametrize("shape", [None, *TEXTS])
@pytest.mark.parametrize("first", [True, False])
def test_other_figures_under_the_same_label_are_never_believed(
    shape: Shape | None, label: str, first: bool
) -> None:
    page, row, other = pages(shape, label)
    assert row != other
    pair = f"{other}\n{row}" if first else f"{row}\n{other}"
    found = read_page(page.replace(row, pair, 1))
    assert open_cells(found, FIGURES) <= in_row(ROWS[label])
    assert Status.PRINTED not in kept(found, ROWS[label])


@pytest.mark.parametrize("label", ROWS)
@pytest.mark.parametrize("shape", [None, *TEXTS])
def test_the_same_figures_again_change_nothing(shape: Shape | None, label: str) -> None:
    page, row, _ = pages(shape, label)
    found = read_page(page.replace(row, f"{row}\n{row}", 1))
    assert open_cells(found, FIGURES) <= in_row(ROWS[label])


@pytest.mark.parametrize("shape", [None, piped])
def test_no_sum_decides_between_two_rows_of_a_table_without_sums(shape: Shape | None) -> None:
    page, row, other = pages(shape, "行政许可")
    found = read_page(page.replace(row, f"{row}\n{other}", 1))
    (fault,) = [fault for fault in found.faults if fault.code == "row.unseated"]
    assert fault.indicators == ("disclosure/licences/decisions",)
    assert "printed again" in fault.message


def test_the_sums_tell_which_of_two_rows_is_right() -> None:
    page, row, other = pages(None, "（一）予以公开")
    assert kept(read_page(page.replace(row, f"{row}\n{other}", 1)), "requests/granted") == {Status.INFERRED}


TABLES = {2: "disclosure", 3: "requests", 4: "challenges"}


def table(shape: Shape | None, section: int, figures: Figures, year: int = YEAR) -> str:
    """A table as it stands on a page of the year."""
    if shape is not None:
        return shape(rows_of(year, section, figures))
    page = in_html(year, figures)
    start = page.index("<table", page.index(HEADINGS[section]))
    return page[start : page.index("</table>", start) + len("</table>")]


def with_tables(shape: Shape | None, section: int, tables: list[str]) -> str:
    """The page with these tables one below another in the place of one of its own."""
    text = in_html(YEAR, FIGURES) if shape is None else sound_page(YEAR, shape, FIGURES)
    between = "<p>续表</p>" if shape is None else "\n\n续表\n\n"
    own = table(shape, section, FIGURES)
    assert own in text
    return text.replace(own, between.join(tables))


@pytest.mark.parametrize("order", ["mo", "om", "mmo", "oom", "omo"])
@pytest.mark.parametrize("section", TABLES)
@pytest.mark.parametrize("shape", [None, flat, spaced, piped])
def test_tables_with_other_figures_on_one_page_are_never_believed(
    shape: Shape | None, section: int, order: str
) -> None:
    """The report's own table (m) and one of another year (o), in every order."""
    own = {code: figure for code, figure in FIGURES.items() if code.startswith(TABLES[section])}
    differing = {code for code, figure in own.items() if Decimal(figure) != Decimal(OTHERS[code])}
    printed = {"m": table(shape, section, FIGURES), "o": table(shape, section, OTHERS)}
    found = read_page(with_tables(shape, section, [printed[which] for which in order]))
    assert open_cells(found, FIGURES) == differing
    candidates = {cell.indicator: cell.candidates for cell in found.cells}
    assert all(Decimal(own[code]) in candidates[code] for code in differing)
    (fault,) = {fault.code for fault in found.faults}
    assert fault == "table.conflict"


@pytest.mark.parametrize("shape", [None, flat, spaced, piped])
@pytest.mark.parametrize("first", [True, False])
def test_the_table_of_another_form_beside_the_own_leaves_both_open(shape: Shape | None, first: bool) -> None:
    other = table(shape, 2, sound_figures("2019", 3), 2020)
    own = table(shape, 2, FIGURES)
    found = read_page(with_tables(shape, 2, [other, own] if first else [own, other]))
    figures = sound_figures("2019", 3) | {c: f for c, f in FIGURES.items() if not c.startswith("disclosure")}
    left = open_cells(found, figures if found.form == "2019" else FIGURES)
    assert left >= {cell.indicator for cell in found.cells if cell.indicator.startswith("disclosure")}
    assert "table.conflict" in {fault.code for fault in found.faults}


LABELS = ("1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请")


@pytest.mark.parametrize("shape", [None, *TEXTS])
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("other", LABELS)
def test_a_label_on_the_row_of_another_tells_nothing(shape: Shape | None, label: str, other: str) -> None:
    """The label of the other row is lost then, and every sum holds whichever of the rows is whose.

    In text their order may tell; a grid, where rows stand in any order, is open.
    """
    for seed in range(4):
        figures = sound_figures("2021", seed)
        page = in_html(YEAR, figures) if shape is None else sound_page(YEAR, shape, figures)
        left = open_cells(read_page(page.replace(other, label, 1)), figures)
        assert shape is not None or bool(left) == (label != other)
