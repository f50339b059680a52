"""A cell that shows a picture is no empty cell, and the lines of the page say nothing of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkscrape.documents import Grid, open_document
from gkscrape.text import PICTURE

ONE_PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

SHOWN = [
    "<img src=num5.gif>",
    "<p>&nbsp;<span><img src='/a/b.png' width=12 height=30 alt=5></span></p>",
    "<a href=x><img src=a.jpg style='width:30px;height:12px'></a>",
    "<img src=a.gif width='30%'>",
    "<img src=a.gif style='max-width:2px'>",
    "<img src=spacer5.gif>",
    f"<img src='{ONE_PIXEL}' data-original=num5.gif>",
    "<img data-src=num5.gif>",
    "<img src='data:image/png;base64,iVBORw0KGgo='>",
    "<img src=spacer.gif><img src=num5.gif>",
    "<svg viewBox='0 0 9 9'><path d='M0 0'/></svg>",
    "<canvas></canvas>",
    "<object data=five.svg></object>",
    "<iframe src=five.htm></iframe>",
    "<table><tr><td><img src=num5.gif></table>",
    "<table><tr><td><img src=num1.gif><td><img src=num2.gif></table>",
]
NOT_SHOWN = [
    "",
    "&nbsp;",
    "<img>",
    "<img alt=5>",
    "<img src=''>",
    "<img src=/images/spacer.gif>",
    "<img src='Blank.GIF?v=2'>",
    "<img src=a.gif width=1>",
    "<img src=a.gif height=' 3PX '>",
    "<img src=a.gif style='border:0; width : 0px !important'>",
    f"<img src='{ONE_PIXEL}'>",
    "<img src=a.gif style='display:none'>",
    "<span hidden><img src=a.gif></span>",
    "<noscript><img src=a.gif></noscript>",
    "<svg width=0 height=0></svg>",
    "<table><tr><td><img src=spacer.gif></table>",
]
TEXTS = ["5", "规章", "1<br>2", "12<sup>1</sup>", "——"]

pictures = st.sampled_from(SHOWN)
spacers = st.sampled_from(NOT_SHOWN)


def middle(content: str) -> tuple[str, str]:
    """What the grid says of a cell with this content, and the text of its row's lines."""
    head = "<tr><td>子<td>丑<td>寅" * 2
    page = f"<table>{head}<tr><td>甲<td>{content}<td>乙</table>"
    document = open_document(page.encode(), "text/html")
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    cell = grid.rows[2][1]
    assert cell is not None
    return cell.text, "".join(line.text for line in document.lines[6:])


@pytest.mark.parametrize("content", SHOWN)
def test_a_picture_in_place_of_text_is_the_text_of_its_cell_and_of_no_line(content: str) -> None:
    said, printed = middle(content)
    assert said == PICTURE
    assert printed == "甲乙"


@pytest.mark.parametrize("content", NOT_SHOWN)
def test_what_shows_nothing_leaves_a_cell_empty(content: str) -> None:
    assert middle(content)[0] == ""


@given(st.lists(st.one_of(pictures, spacers), max_size=3), st.lists(spacers, max_size=2))
def test_one_picture_among_spacers_is_enough(some: list[str], others: list[str]) -> None:
    said, printed = middle("".join([*some, *others]))
    assert said == (PICTURE if any(one in SHOWN for one in some) else "")
    assert printed == "甲乙"


@given(st.sampled_from(TEXTS), pictures, st.booleans())
def test_beside_a_text_a_picture_says_nothing(text: str, picture: str, first: bool) -> None:
    said, printed = middle(picture + text if first else text + picture)
    assert (said, printed) == middle(text)


def test_a_spanning_cell_shows_its_picture_at_every_place() -> None:
    page = b"<table><tr><td>a<td colspan=2 rowspan=2><img src=a.gif><tr><td>b</table>"
    (grid,) = (block for block in open_document(page, "text/html").blocks if isinstance(block, Grid))
    assert [[cell.text for cell in row if cell] for row in grid.rows] == [
        ["a", PICTURE, PICTURE],
        ["b", PICTURE, PICTURE],
    ]


def test_pictures_make_no_frame_a_table_and_no_table_a_frame() -> None:
    menu = b"<table><tr><td><img src=a.gif><td><table><tr><td>a<td>b<tr><td>1<td>2</table></table>"
    (grid,) = (block for block in open_document(menu, "text/html").blocks if isinstance(block, Grid))
    assert [[cell.text for cell in row if cell] for row in grid.rows] == [["a", "b"], ["1", "2"]]
