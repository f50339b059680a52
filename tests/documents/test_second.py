"""The second reading of tables agrees with the first on every page at hand, without sharing its code."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkscrape.documents import Document, Grid, open_document
from gkscrape.documents import second as second_module
from gkscrape.documents.second import second_opinion
from gkscrape.errors import InputError

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*(ROOT / "tests" / "fixtures").rglob("*.html"), *(ROOT / "src/gkscrape/demo/site").rglob("t2021*.html")]
)


def first(document: Document) -> dict[tuple[int, int, int], str]:
    return {
        (grid.number, y, x): "".join(cell.text.split())
        for grid in document.blocks
        if isinstance(grid, Grid)
        for y, row in enumerate(grid.rows, 1)
        for x, cell in enumerate(row, 1)
        if cell is not None
    }


def assert_both_agree(body: bytes) -> None:
    found = first(open_document(body, "text/html"))
    opinion = second_opinion(body)
    said = {spot: opinion.at(*spot) for spot in found}
    assert {spot: None if text is None else "".join(text.split()) for spot, text in said.items()} == found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_both_readings_agree_on_every_cell_of_the_pages_at_hand(page: Path) -> None:
    assert_both_agree(page.read_bytes())


cells = st.builds(
    "<td{}>{}</td>".format,
    st.sampled_from(["", "", " colspan=2", " rowspan=2", " rowspan=0", " style='display:none'"]),
    st.sampled_from(
        [
            *("1", "", "规章", "<p>5</p><p>6</p>", "<b>7</b>8", "9<br>0", "<span hidden>3</span>4"),
            *("12<sup>1</sup>", "<b>4</b><sub>2</sub>", "<sup>3</sup>", "<del>9</del>8", "1<s>2</s>"),
            *("<input value=7>", "<input type=submit value=8>", "<table><tr><td>5</table>"),
            *(
                "<bdo dir=rtl>12</bdo>",
                "3<bdo dir=RTL><b>4</b>5</bdo>",
                "<bdo dir=ltr>6</bdo>",
                "<bdo dir=rtl> </bdo>",
            ),
            *("<table><tr><td>甲</table>", "6<table><tr><td>5<td>4</table>"),
        ]
    ),
)
rows = st.lists(cells, min_size=1, max_size=5).map(lambda row: f"<tr>{''.join(row)}</tr>")
tables = st.lists(rows, min_size=1, max_size=5).map(
    lambda body: f"<table><tr><td>a<td>b{''.join(body)}</table>"
)


@settings(max_examples=60, deadline=None)
@given(st.lists(tables, min_size=1, max_size=2))
def test_both_readings_agree_on_random_spans_and_hidden_cells(found: list[str]) -> None:
    assert_both_agree("".join(found).encode())


def test_hidden_and_nested_tables_are_numbered_as_the_first_reading_numbers_them() -> None:
    body = (
        "<table style='display:none'><tr><td>x<td>y</table><noscript><table><tr><td>n<td>o</table></noscript>"
        "<table><tr><td>外<td>框<table><tr><td>1<td>2<tr><td>3<td>4</table><tr><td>5<td>6</table>"
    )
    opinion = second_opinion(body.encode())
    assert [opinion.at(1, 1, 2), opinion.at(2, 2, 1), opinion.at(3, 1, 1)] == ["框", "3", None]
    assert_both_agree(body.encode())


def test_gbk_declared_as_gb2312_is_read_by_its_bytes() -> None:
    body = "<meta charset=gb2312><table><tr><td>螅镇<td>１</table>".encode("gbk")
    assert second_opinion(body, "gb2312").at(1, 1, 1) == "螅镇"


def test_pages_beyond_measure_are_not_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = "<table>" + "<tr>" + "<td colspan=1000>1" * 500
    with pytest.raises(InputError, match="places"):
        second_opinion(wide.encode())
    monkeypatch.setattr(second_module, "MAX_CHARACTERS", 10)
    with pytest.raises(InputError, match="too many to read twice"):
        second_opinion(wide.encode())


def test_a_text_that_looks_like_a_file_name_gives_no_warning_and_no_cell() -> None:
    assert second_opinion(b"report.html").cells == {}
