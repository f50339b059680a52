"""Random markup against an independent reading: html5lib's tree and a table model written straight down."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from gkscrape.documents import Document, Grid, Line, open_document

Places = dict[tuple[int, int], str]
BREAKING = {"p", "div", "br", "table", "caption", "td", "th"}


def own_text(node: Tag) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, NavigableString):
            yield str(child)
        elif isinstance(child, Tag):
            edge = "\n" if child.name in BREAKING else ""
            yield edge
            if child.name != "table":
                yield from own_text(child)
            yield edge


def cell_text(cell: Tag) -> str:
    return "\n".join(line.strip() for line in "".join(own_text(cell)).split("\n") if line.strip())


def span(cell: Tag, name: str) -> int:
    found = re.match(r"\d+", str(cell.get(name) or "1"))
    return int(found[0]) if found else 1


def children(node: Tag, *names: str) -> list[Tag]:
    return [child for child in node.children if isinstance(child, Tag) and child.name in names]


def row_groups(table: Tag) -> list[list[list[Tag]]]:
    bodies = children(table, "thead", "tbody") + children(table, "tfoot")
    return [[children(row, "td", "th") for row in children(body, "tr")] for body in bodies]


def is_frame(table: Tag) -> bool:
    rows = [row for group in row_groups(table) for row in group]
    if max(map(len, rows), default=0) < 2:
        return True
    printed = [[cell_text(cell) for cell in row] for row in rows]
    return any(cell.find("table") for row in rows for cell in row) and (
        sum(len([text for text in row if text]) > 1 for row in printed) < 2
        or any(text.count("\n") >= 12 for row in printed for text in row)
    )


def places(table: Tag) -> Places:
    taken: Places = {}
    top = 0
    for group in row_groups(table):
        for y, row in enumerate(group, top):
            x = 0
            for cell in row:
                while (y, x) in taken:
                    x += 1
                bottom = min(y + (span(cell, "rowspan") or len(group)), top + len(group))
                for place in (
                    (i, x + j) for i in range(y, bottom) for j in range(span(cell, "colspan") or 1)
                ):
                    taken.setdefault(place, cell_text(cell))
        top += len(group)
    return taken


def expected(html: str) -> list[Places]:
    tables = BeautifulSoup(html, "html5lib").find_all("table")
    return [places(table) for table in tables if not is_frame(table)]


def found(document: Document) -> list[Places]:
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return [
        {(y, x): cell.text for y, row in enumerate(grid.rows) for x, cell in enumerate(row) if cell}
        for grid in grids
    ]


def assert_each_line_stands_once(document: Document) -> None:
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))
    texts = {line.number: line.text for line in document.lines}
    loose = [block for block in document.blocks if isinstance(block, Line)]
    cells = {
        (grid.number, cell.row, cell.column): cell
        for grid in document.blocks
        if isinstance(grid, Grid)
        for row in grid.rows
        for cell in row
        if cell
    }
    assert all(texts[line.number] == line.text for line in loose)
    assert all(texts[cell.line] == cell.text.partition("\n")[0] for cell in cells.values())
    assert len(loose) + sum(cell.text.count("\n") + 1 for cell in cells.values()) == len(document.lines)


def joined(parts: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=least, max_size=most).map("".join)


TAGS = [
    "table",
    "/table",
    "tr",
    "/tr",
    "td",
    "/td",
    "th",
    "tbody",
    "/tbody",
    "tfoot",
    "p",
    "/p",
    "br",
    "b",
    "/b",
    "div",
    "/div",
    "caption",
]
SPANS = ["", "", "", " colspan=2", " colspan=3", " rowspan=2", " rowspan=0", " rowspan=3 colspan=2"]
CONTENT = ["1", "22", "规章", "", "3<br>4", "<p>5</p><p>6</p>", "<b>7</b>8", "<div>9</div>0"]

content = st.sampled_from(CONTENT)
closing = st.booleans()
cells = st.builds(
    lambda name, spans, text, closed: f"<{name}{spans}>{text}" + f"</{name}>" * closed,
    *(st.sampled_from(["td", "td", "th"]), st.sampled_from(SPANS), content, closing),
)
rows = st.builds(lambda inside, closed: f"<tr>{inside}" + "</tr>" * closed, joined(cells, 0, 5), closing)
groups = st.builds("{}{}".format, st.sampled_from(["", "<tbody>", "<thead>", "<tfoot>"]), joined(rows, 0, 4))
flat_tables = joined(groups, 1, 3).map("<table><tr><td>a<td>b{}</table>".format)
nesting_tables = st.builds(
    "<table><tr><td>{}{}<td>{}<tr><td>{}</table>".format, content, flat_tables, content, flat_tables
)
spanned = st.sampled_from(["<td colspan=2>", "<td rowspan=2>", "<td rowspan=0>", "1", "二", " "])
soups = joined(st.one_of(st.sampled_from(TAGS).map("<{}>".format), spanned), 0, 40)


@settings(max_examples=150, deadline=None)
@given(flat_tables)
def test_a_table_of_random_spans_expands_like_the_oracle(html: str) -> None:
    document = open_document(html.encode(), "text/html")
    wanted = expected(html)
    assert len(wanted) == 1
    assert found(document) == wanted
    assert_each_line_stands_once(document)


@settings(max_examples=60, deadline=None)
@given(nesting_tables)
def test_nested_tables_are_grids_of_their_own(html: str) -> None:
    document = open_document(html.encode(), "text/html")
    assert len(found(document)) >= 2
    assert found(document) == expected(html)
    assert_each_line_stands_once(document)


@settings(max_examples=300, deadline=None)
@given(soups)
def test_tag_soup_gives_the_grids_of_the_oracle(html: str) -> None:
    page = f"<!DOCTYPE html><p>页</p>{html}"
    document = open_document(page.encode(), "text/html")
    assert found(document) == expected(page)
    assert_each_line_stands_once(document)
