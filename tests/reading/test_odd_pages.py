"""What pages do to sound tables without losing a figure: odd digits, notes, units, headers that moved."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from tests.reading.sound_pages import (
    Figures,
    Shape,
    flat,
    in_html,
    open_cells,
    piped,
    read_page,
    sound_figures,
    sound_page,
    spaced,
)

from gkscrape.reading import TablesRead
from gkscrape.record import Kind, Status

YEAR = 2022
FIGURES = sound_figures("2021", 8)
SHAPES: list[Shape | None] = [None, flat, spaced, piped]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
CHINESE = "零一二三四五六七八九"
FIGURE = re.compile(r"(?<=<td>)\d+(?=</td>)|(?<![^\s|])\d+(?![^\s|])")


def page(shape: Shape | None, figures: Figures = FIGURES) -> str:
    return in_html(YEAR, figures) if shape is None else sound_page(YEAR, shape, figures)


def reprinted(shape: Shape | None, how: Callable[[str], str], figures: Figures = FIGURES) -> TablesRead:
    """The reading of a page with its figures printed in another way."""
    return read_page(FIGURE.sub(lambda figure: how(figure[0]), page(shape, figures)))


def in_chinese(figure: str) -> str:
    """Figures up to 99 as they are said."""
    tens, ones = divmod(int(figure), 10)
    if not tens or tens > 9:
        return figure if tens else CHINESE[ones]
    return f"{CHINESE[tens] if tens > 1 else ''}十{CHINESE[ones] if ones else ''}"


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("how", [lambda figure: figure.translate(WIDE), lambda figure: f"{figure}.0"])
def test_the_same_figure_in_other_digits_is_read(shape: Shape | None, how: Callable[[str], str]) -> None:
    assert open_cells(reprinted(shape, how), FIGURES) == set()


@pytest.mark.parametrize("shape", SHAPES)
def test_thousands_are_read(shape: Shape | None) -> None:
    large = {
        code: figure if code.startswith("disclosure") else str(int(figure) * 1001)
        for code, figure in FIGURES.items()
    }
    assert open_cells(reprinted(shape, lambda figure: f"{int(figure):,}", large), large) == set()
    open_cells(reprinted(shape, lambda figure: f"{int(figure):,}".replace(",", " "), large), large)
    open_cells(reprinted(shape, lambda figure: f"{int(figure):,}".replace(",", "\u2009"), large), large)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "how",
    [
        in_chinese,
        "{}*".format,
        "{}①".format,
        "{}¹".format,
        "{}[1]".format,
        "{}（注1）".format,
        "（{}）".format,
        "{}.".format,
        "'{}".format,
        "0{}".format,
        "+{}".format,
        lambda figure: figure.replace("0", "O"),
        lambda figure: figure.replace("1", "l"),
        lambda figure: figure.replace("5", "同上"),
    ],
)
def test_what_is_more_than_a_figure_is_read_as_it_or_not_at_all(
    shape: Shape | None, how: Callable[[str], str]
) -> None:
    open_cells(reprinted(shape, how), FIGURES)


@pytest.mark.parametrize("figure", ["（63）", "63.", "四十一", "63、"])
@pytest.mark.parametrize("shape", [piped, spaced, flat])
def test_the_end_of_a_row_is_no_numeral_of_the_next_label(shape: Shape, figure: str) -> None:
    code = "disclosure/rules/in_force"
    found = read_page(page(shape, FIGURES | {code: figure}))
    (cell,) = [cell for cell in found.cells if cell.indicator == code]
    assert cell.status is Status.AMBIGUOUS or cell.raw == figure


SWAPPED = ("科研机构", "社会公益组织")
MISPRINTED = ("科研机购", "社会公盆组织")


def with_headers(text: str, first: str, second: str) -> str:
    """The page with these labels above the columns of research and of social welfare."""
    start = text.index("商业企业")
    head = (
        text[start:].replace("科研机构", "甲", 1).replace("社会公益组织", second, 1).replace("甲", first, 1)
    )
    return text[:start] + head


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (SWAPPED[1], SWAPPED[0]),
        (SWAPPED[1], MISPRINTED[0]),
        (MISPRINTED[1], SWAPPED[0]),
        (MISPRINTED[1], MISPRINTED[0]),
    ],
)
def test_columns_are_those_of_their_labels_even_misprinted(
    shape: Shape | None, first: str, second: str
) -> None:
    """A row's sum holds in any order of its columns and so says nothing about it."""
    research, welfare = "/research", "/social_welfare"
    other = {research: welfare, welfare: research}
    swapped = {
        code: FIGURES[re.sub(f"{research}|{welfare}", lambda end: other[end[0]], code)]
        if code.startswith("requests")
        else figure
        for code, figure in FIGURES.items()
    }
    found = open_cells(read_page(with_headers(page(shape), first, second)), swapped)
    assert found == set() if shape is None else all(code.startswith("requests") for code in found)


@pytest.mark.parametrize("shape", SHAPES)
def test_misprinted_labels_in_their_places_cost_nothing(shape: Shape | None) -> None:
    assert open_cells(read_page(with_headers(page(shape), *MISPRINTED)), FIGURES) == set()


CODE = "disclosure/fees/amount"
IN_YUAN = FIGURES | {CODE: str(Decimal(FIGURES[CODE]) / 10_000)}


def without_unit(shape: Shape | None) -> str:
    return page(shape).replace("本年收费金额（单位：万元）", "本年收费金额")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_unit_of_money_beside_the_label_of_the_block_counts(shape: Shape | None) -> None:
    noted = without_unit(shape).replace("第二十条第（八）项", "第二十条第（八）项（单位：元）")
    assert open_cells(read_page(noted), IN_YUAN) == set()


def test_a_unit_of_money_beside_the_label_of_the_row_counts() -> None:
    noted = without_unit(None).replace("<td>行政事业性收费", "<td>行政事业性收费（元）")
    assert open_cells(read_page(noted), IN_YUAN) == set()
    for shape in (flat, spaced, piped):
        noted = without_unit(shape).replace("\n行政事业性收费", "\n行政事业性收费（元）")
        assert open_cells(read_page(noted), IN_YUAN) <= {CODE}


@pytest.mark.parametrize("money", ["美元", "万美元", "万港币", "欧元"])
@pytest.mark.parametrize("shape", SHAPES)
def test_an_amount_under_other_money_is_no_figure(shape: Shape | None, money: str) -> None:
    marked = page(shape).replace("本年收费金额（单位：万元）", f"本年收费金额（单位：{money}）")
    (cell,) = [cell for cell in read_page(marked).cells if cell.indicator == CODE]
    assert cell.value is None
    assert cell.kind is not Kind.BLANK or cell.status is Status.MISSING


@pytest.mark.parametrize("between", [" ", "", "\u3000"])
def test_a_figure_beside_its_label_is_no_empty_cell(between: str) -> None:
    code = "disclosure/licences/decisions"
    figure = FIGURES[code]
    text, count = re.subn(
        rf"行政许可</td><td([^>]*)>{figure}</td>", rf"行政许可{between}{figure}</td><td\1></td>", page(None)
    )
    assert count == 1
    found = read_page(text)
    assert open_cells(found, FIGURES) == {code}
    assert "row.unseated" in {fault.code for fault in found.faults}


OUTCOMES = {
    "结果维持": "upheld",
    "结果纠正": "corrected",
    "其他结果": "other",
    "尚未审结": "pending",
    "总计": "total",
}
KINDS = {
    "行政复议": "reconsideration",
    "未经复议直接起诉": "litigation_direct",
    "复议后起诉": "litigation_after_reconsideration",
}


def turned(outcomes: list[str]) -> tuple[str, Figures]:
    """A page whose table of challenges has a row for each kind of them, and its figures."""
    printed = ["12345", "67890", "24680"]
    lines = ["<tr><td></td>" + "".join(f"<td>{label}</td>" for label in outcomes) + "</tr>"]
    figures = dict(FIGURES)
    for (label, kind), row in zip(KINDS.items(), printed, strict=True):
        lines.append(f"<tr><td>{label}</td>" + "".join(f"<td>{figure}</td>" for figure in row) + "</tr>")
        figures |= {
            f"challenges/{kind}/{OUTCOMES[outcome]}": figure
            for outcome, figure in zip(outcomes, row, strict=True)
        }
    text = page(None)
    start = text.index("<table", text.index("四、政府信息公开行政复议"))
    end = text.index("</table>", start)
    return text[:start] + "<table>" + "\n".join(lines) + text[end:], figures


@pytest.mark.parametrize("outcomes", [[*OUTCOMES], ["结果纠正", "结果维持", *[*OUTCOMES][2:]]])
def test_a_table_of_challenges_with_a_row_for_each_kind_is_read(outcomes: list[str]) -> None:
    text, figures = turned(outcomes)
    assert open_cells(read_page(text), figures) == set()


@pytest.mark.parametrize(("old", "new"), [("<td>8</td>", ""), ("复议后起诉</td>", "行政复议</td>")])
def test_such_a_table_with_a_cell_or_a_row_too_few_is_not(old: str, new: str) -> None:
    text, figures = turned([*OUTCOMES])
    start = text.index("四、政府信息公开行政复议")
    left = open_cells(read_page(text[:start] + text[start:].replace(old, new, 1)), figures)
    assert left == {code for code in figures if code.startswith("challenges")}
