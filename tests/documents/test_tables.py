"""Tables: spans, hidden cells, nesting, frames, and eighteen ways to get the markup wrong."""

from __future__ import annotations

import pytest

from gkscrape.documents import Document, Grid, GridCell, Line, open_document
from gkscrape.documents.outline import OutlineCell
from gkscrape.documents.second import second_opinion
from gkscrape.documents.spans import expand
from gkscrape.errors import InputError

Texts = list[list[str | None]]


def opened(html: str) -> Document:
    return open_document(html.encode(), "text/html")


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def texts(grid: Grid) -> Texts:
    return [[cell.text if cell else None for cell in row] for row in grid.rows]


def only(html: str) -> Texts:
    (grid,) = grids(opened(html))
    return texts(grid)


FOUR: Texts = [["1", "2"], ["3", "4"]]
MALFORMED: dict[str, tuple[str, Texts]] = {
    "cells left open": ("<table><tr><td>1<td>2</tr><tr><td>3<td>4</tr></table>", FOUR),
    "rows left open": (
        "<table><tr><td>1</td><td>2</td><tr><td>3</td><td>4</td></table>",
        FOUR,
    ),
    "cells and rows left open": ("<table><tr><td>1<td>2<tr><td>3<td>4</table>", FOUR),
    "the table left open": ("<table><tr><td>1<td>2<tr><td>3<td>4", FOUR),
    "cut within a tag": ("<table><tr><td>1<td>2<tr><td>3<td>4</t", FOUR),
    "cut within an attribute": ('<table><tr><td>1<td>2<tr><td>3<td>4<td width="5', FOUR),
    "cells without a row": ("<table><td>1<td>2</table>", [["1", "2"]]),
    "row groups left open": (
        "<table><thead><tr><td>1<td>2<tbody><tr><td>3<td>4</table>",
        FOUR,
    ),
    "header cells closed as data cells": ("<table><tr><th>1</td><th>2</td></tr></table>", [["1", "2"]]),
    "a row within a cell": (
        "<table><tr><td>1<td>2<tr><td>3<tr><td>4<td>5</table>",
        [["1", "2"], ["3", None], ["4", "5"]],
    ),
    "closings of what was never opened": ("<table></td></tr><tr></p><td>1</div><td>2</table>", [["1", "2"]]),
    "formatting across cells": ("<table><tr><b><td>1</b><td><b>2</table>", [["1", "2"]]),
    "a block left open in a cell": ("<table><tr><td><div>1<p>2<td>3</table>", [["1\n2", "3"]]),
    "a form between table and row": ("<table><form><tr><td>1<td>2</form></table>", [["1", "2"]]),
    "a row closed twice": ("<table><tr><td>1<td>2</tr></tr><tr><td>3<td>4</table>", FOUR),
    "tables closed twice": ("<table><tr><td>1<td>2</table></table></td></tr>", [["1", "2"]]),
    "spans that are no numbers": (
        "<table><tr><td colspan=two>1<td rowspan=-1>2<td colspan='0'>3</table>",
        [["1", "2", "3"]],
    ),
    "a caption left open": ("<table><caption>表<tr><td>1<td>2</table>", [["1", "2"]]),
}


@pytest.mark.parametrize(("html", "expected"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_markup_is_read_as_a_browser_reads_it(html: str, expected: Texts) -> None:
    assert only(html) == expected


def test_text_astray_in_a_table_stands_before_it() -> None:
    document = opened("<table>一<tr>二<td>1<td>2</tr><p>三</p></table>")
    assert [line.text for line in document.lines] == ["一二", "三", "1", "2"]


def test_rows_without_a_table_are_plain_text() -> None:
    document = opened("<tr><td>1</td><td>2</td></tr>")
    assert [line.text for line in document.lines] == ["12"]


def test_a_table_within_a_table_but_in_no_cell_ends_the_first() -> None:
    first, second = grids(opened("<table><tr><td>1<td>2</tr><table><tr><td>3<td>4</table>"))
    assert (texts(first), texts(second)) == ([["1", "2"]], [["3", "4"]])


def test_a_span_puts_the_same_cell_at_each_place() -> None:
    (grid,) = grids(opened("<table><tr><td rowspan=2 colspan=2>一<td>二<tr><td>三</table>"))
    assert texts(grid) == [["一", "一", "二"], ["一", "一", "三"]]
    assert len({id(cell) for row in grid.rows for cell in row[:2]}) == 1
    assert grid.rows[1][1] == GridCell("一", 1, 0, 0, 2, 2)
    assert grid.rows[1][2] == GridCell("三", 3, 1, 2)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d", [["a", "b"], ["a", "c"], ["a", "d"]]),
        (
            "<tbody><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d<td>e",
            [["a", "b"], ["a", "c"], ["d", "e"]],
        ),
        ("<tbody><tr><td rowspan=9>a<td>b<tbody><tr><td>d<td>e", [["a", "b"], ["d", "e"]]),
        ("<tr><td rowspan=99999>a<td>b<tr><td>c", [["a", "b"], ["a", "c"]]),
        ("<tr><td colspan=2>a<tr><td>b<td>c<td>d", [["a", "a", None], ["b", "c", "d"]]),
        ("<tr><td>a<td rowspan=2>b<tr><td colspan=2>c", [["a", "b"], ["c", "b"]]),
        ("<tr><td rowspan=2>a<td>b<tr><td>c<td>d", [["a", "b", None], ["a", "c", "d"]]),
        ("<tfoot><tr><td>z<td>y<tbody><tr><td>a<td>b", [["a", "b"], ["z", "y"]]),
        ("<tr><td colspan=' 2px'>a<td rowspan=+1>b", [["a", "a", "b"]]),
        ("<tr><td>a<td>b<tr><tr><td>c<td>d", [["a", "b"], [None, None], ["c", "d"]]),
    ],
)
def test_spans_expand_as_the_standard_says(html: str, expected: Texts) -> None:
    assert only(f"<table>{html}</table>") == expected


def test_a_colspan_is_clamped_to_a_thousand() -> None:
    (grid,) = grids(opened("<table><tr><td colspan=99999999999999999999>a<td>b</table>"))
    assert len(grid.rows[0]) == 1001


def test_too_many_places_are_refused_over_all_tables_together() -> None:
    table = "<table><tr><td colspan=1000>a<td>b" + "<tr><td>c" * 150
    assert len(grids(opened(table + "</table>" + table))) == 2
    with pytest.raises(InputError, match="400,000"):
        opened((table + "</table>") * 3)


def test_expansion_keeps_within_the_room_that_is_left() -> None:
    rows = [[[OutlineCell(colspan=3), OutlineCell()]]]
    assert len(expand(rows, room=4)[0]) == 4
    with pytest.raises(InputError):
        expand(rows, room=3)


def test_a_cell_keeps_its_breaks() -> None:
    assert only(
        "<table><tr><td>1<br>2<td><p>规范性</p><p>文件</p><td><span>3</span><span>4</span></table>"
    ) == [["1\n2", "规范性\n文件", "34"]]


def test_an_empty_cell_is_empty_and_takes_a_line() -> None:
    document = opened("<table><tr><td>规章<td><td>&nbsp;<td><p>　</p><td>0</table>")
    (grid,) = grids(document)
    assert texts(grid) == [["规章", "", "", "", "0"]]
    assert [line.text for line in document.lines] == ["规章", "", "", "", "0"]
    assert [cell and cell.line for cell in grid.rows[0]] == [1, 2, 3, 4, 5]


def test_hidden_cells_and_rows_take_no_place() -> None:
    html = (
        "<table><tr><td>1<td style='display:none'>藏<td>2<tr hidden><td>藏<td>藏<tr><td>3<td>4"
        "<tbody style='display:none'><tr><td>藏<td>藏</table>"
    )
    assert only(html) == FOUR


def test_a_caption_is_a_line_before_its_grid() -> None:
    line, grid = opened("<table><caption>表一</caption><tr><td>1<td>2</table>").blocks
    assert line == Line(1, "表一")
    assert isinstance(grid, Grid)
    assert grid.rows[0][0] == GridCell("1", 2, 0, 0)


DATA = "<table><tr><td>甲<td>乙<tr><td>1<td>2</table>"


def test_a_layout_table_is_no_grid_and_its_text_stays() -> None:
    document = opened(f"<table><tr><td>导航<tr><td><p>题</p>{DATA}<p>尾</p></table>")
    assert [b.text if isinstance(b, Line) else texts(b) for b in document.blocks] == [
        "导航",
        "题",
        [["甲", "乙"], ["1", "2"]],
        "尾",
    ]
    assert [line.text for line in document.lines] == ["导航", "题", "甲", "乙", "1", "2", "尾"]


def test_tables_are_numbered_as_they_begin_frames_included() -> None:
    html = f"<table><tr><td>导航<td>{DATA}{DATA}</table>{DATA}"
    assert [grid.number for grid in grids(opened(html))] == [2, 3, 4]


def test_a_table_of_one_column_is_a_frame() -> None:
    document = opened("<table><tr><td><p>一</p><p>二</p><tr><td>三<tr><td></table>")
    assert document.blocks == document.lines == (Line(1, "一"), Line(2, "二"), Line(3, "三"))


def test_a_printed_table_with_a_nested_one_stays_a_grid() -> None:
    document = opened(f"<table><tr><td>项目<td>数<tr><td>收费<td>{DATA}3<tr><td>{DATA}<td></table>")
    outer, first, second = grids(document)
    assert texts(outer) == [["项目", "数"], ["收费", "3"], ["", ""]]
    assert texts(first) == texts(second) == [["甲", "乙"], ["1", "2"]]
    assert (outer.number, first.number, second.number) == (1, 2, 3)
    assert [cell and cell.line for row in outer.rows for cell in row] == [1, 2, 3, 8, 9, 14]


def test_an_article_beside_a_menu_is_a_frame_although_two_rows_have_text() -> None:
    article = "".join(f"<p>第{n}段</p>" for n in range(13))
    document = opened(f"<table><tr><td>首页<td>公开<tr><td>菜单<td>{article}{DATA}</table>")
    assert [grid.number for grid in grids(document)] == [2]
    assert Line(4, "第0段") in document.blocks


def test_tables_nested_hundreds_deep_are_all_read() -> None:
    depth = 400
    document = opened("<table><tr><td>层<td>" * depth + DATA + "</table>" * depth)
    assert [grid.number for grid in grids(document)] == [depth + 1]
    assert len(document.lines) == depth + 4


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("12<sup>1</sup>", "12¹"),
        ("<b>12</b><sup><a href=#n>1</a></sup>", "12¹"),
        ("12<sub>2</sub>", "12₂"),
        ("<sup>12</sup>", "12"),
        ("<del>9</del>11", "9 11"),
        ("11<s>9</s>", "11 9"),
        ("<strike></strike>11", "11"),
        ('<input value="12">', "12"),
        ('<input type="text" value="1,200">件', "1,200件"),
        ('<input type="hidden" value="12">', ""),
        ('<input value="请输入">', ""),
        ("<table><tr><td>12</td></tr></table>", "12"),
        ("<table><tr><td>1</td></tr><tr><td>2</td></tr></table>", "1\n2"),
        ("<table><tr><td>甲</td></tr></table>", ""),
        ("<table><tr><td>1</td><td>2</td></tr></table>", ""),
    ],
)
def test_a_figure_is_what_a_reader_sees_in_its_cell(cell: str, said: str) -> None:
    """Not with the number of a note for a digit, nor with what is struck out, but in its box or field."""
    rows = (("项目", "件数"), ("许可", cell), ("处罚", "3"))
    page = "<table>" + "".join(f"<tr><td>{label}</td><td>{said}</td></tr>" for label, said in rows)
    grid = max(grids(opened(page)), key=lambda grid: len(grid.rows))
    figure = grid.rows[1][1]
    assert figure is not None
    assert figure.text == said
    assert (second_opinion(page.encode()).at(1, 2, 2) or "").split() == said.split()


def test_a_field_outside_of_tables_is_no_text() -> None:
    assert opened('<p>第<input value="3">页</p>').lines[0].text == "第页"
