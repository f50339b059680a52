"""The shapes in which flattened reports were found, with invented figures: all cells, none silently wrong.

A shape is a way of typesetting with the slips that the pages had. Blank forms of statistics are in
`test_eras.py`, with the other tables of one figure a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pytest
from tests.reading.sound_pages import (
    HEADINGS,
    SECTIONS,
    Figures,
    Rows,
    Shape,
    bar_lines,
    barred,
    closed,
    flat,
    open_cells,
    page_of,
    piped,
    read_page,
    rows_of,
    sound_figures,
)

from gkscrape.record import Kind, Status

Labels = Mapping[str, str]
HALF_BRACKETS = str.maketrans("（）", "()")
CUT_HEADERS = {"本年新制作数量": "本年新", "本年新公开数量": "本年新"}
BROKEN_HEADERS = {"本年新制作数量": "本年新\n\n制作数量", "本年新公开数量": "本年新\n\n公开数量"}
BROKEN_APPLICANTS = {"商业企业": "商业\n\n企业", "科研机构": "科研\n\n机构"}
TRADITIONAL = str.maketrans(
    "规强单处决数额请结转关条项类开问题种维纠审总诉讼经复议体组织业机构会团护权国务无补员际时费许罚",
    "規強單處決數額請結轉關條項類開問題種維糾審總訴訟經復議體組織業機構會團護權國務無補員際時費許罰",
)


@dataclass(frozen=True)
class Found:
    """One shape: year of the report, layout that reads it, how it is set, labels changed, words before."""

    year: int
    layout: str
    shape: Shape
    labels: Labels
    before: Mapping[int, str]


def spaced_figures(rows: Rows) -> str:
    """One cell a line, every third figure with a blank before it, every third with one behind."""
    figures = iter(range(10_000))

    def padded(match: re.Match[str]) -> str:
        return ("{}", " {}", "{} ")[next(figures) % 3].format(match[0])

    return re.sub(r"(?m)^\d+$", padded, flat(rows))


def traditional(rows: Rows) -> str:
    return piped(rows).translate(TRADITIONAL).replace("行政強制", "行政強製")


def shape(year: int, layout: str, how: Shape, labels: Labels | None = None, **before: str) -> Found:
    """`before` has what stands between a heading and its table: requests="…"."""
    places = {"disclosure": 2, "requests": 3, "challenges": 4}
    return Found(year, layout, how, labels or {}, {places[table]: text for table, text in before.items()})


SHAPES = {
    "a cell a line": shape(2020, "flat-text", flat),
    "a row a line, headers cut alike": shape(2020, "pipes", piped, CUT_HEADERS),
    "a cell a line, headers broken, blanks about figures": shape(
        2020, "flat-text", spaced_figures, BROKEN_HEADERS
    ),
    "cells closed by bars": shape(2021, "pipe-closed", closed),
    "bars on lines of their own, label of the other form": shape(
        2021, "pipe-lines", bar_lines, {"行政规范性文件": "规范性文件"}
    ),
    "a cell a line, group and columns broken": shape(
        2022, "flat-text", flat, {**BROKEN_APPLICANTS, "（三）不予公开": "（三）\n\n不予公开"}
    ),
    "bars on lines of their own": shape(2023, "pipe-lines", bar_lines),
    "a bar before each row and behind each cell": shape(2022, "pipe-closed", barred),
    "a cell a line, form of 2021": shape(2022, "flat-text", flat),
    "a cut header and a sentence before the table": shape(
        2022,
        "flat-text",
        flat,
        {**BROKEN_APPLICANTS, "现行有效件数": "现行有效件"},
        requests="2022年，我镇收到政府信息公开申请0件，上年结转0件。",
    ),
    "cells closed by bars, form of 2021": shape(2022, "pipe-closed", closed),
    "a cell a line, headers broken": shape(2019, "flat-text", flat, BROKEN_HEADERS),
    "a figure in brackets in a sentence before the table": shape(
        2019, "flat-text", flat, requests="2019年，我局共收到政府信息公开申请（2件），均已答复。"
    ),
    "a row a line, clauses named otherwise, blanks in headers": shape(
        2020,
        "pipes",
        piped,
        {f"第二十条第（{clause}）项": f"第二十条（{clause}）项" for clause in "一五六八九"}
        | {"本年新制作数量": "本年新 制作数量", "本年新公开数量": "本年新 公开数量"},
    ),
    "a row a line in traditional characters": shape(2024, "pipes", traditional),
}
WITH_UNITS = {
    "disclosure/procurement/items": "103",
    "disclosure/procurement/amount": "1767.06万元",
    "disclosure/fees/prior_items": "1288",
    "disclosure/fees/change": "591",
    "disclosure/licences/change": "0",
    "disclosure/licences/decisions": "373",
}


def form_of(found: Found) -> str:
    return "2019" if found.year < 2021 else "2021"


def typeset(found: Found, figures: Figures, brackets: bool) -> str:
    tables = {section: table(found, section, figures) for section in SECTIONS}
    text = page_of(found.year, tables, found.before)
    return text.translate(HALF_BRACKETS) if brackets else text


def table(found: Found, section: int, figures: Figures) -> str:
    rows = rows_of(found.year, section, figures)
    return found.shape([[found.labels.get(cell, cell) for cell in row] for row in rows])


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize(("seed", "brackets"), [(0, True), (3, True), (11, False)])
def test_every_cell_of_every_shape_is_read(name: str, seed: int, brackets: bool) -> None:
    """Seed 0: nothing but zeros, as most of the pages had."""
    found = SHAPES[name]
    figures = sound_figures(form_of(found), seed)
    if not seed:
        figures = dict.fromkeys(figures, "0")
    read = read_page(typeset(found, figures, brackets))
    assert (read.form, read.layout, read.faults) == (form_of(found), found.layout, ())
    assert open_cells(read, figures) == set()


@pytest.mark.parametrize("name", [name for name in SHAPES if SHAPES[name].year < 2021])
def test_amounts_with_their_unit_and_odd_counts_are_read_in_every_shape(name: str) -> None:
    figures = sound_figures("2019", 7) | WITH_UNITS
    read = read_page(typeset(SHAPES[name], figures, brackets=True))
    amounts = figures | {"disclosure/procurement/amount": "1767.06"}
    assert open_cells(read, amounts) == set()


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_that_breaks_off_loses_what_is_not_there_and_no_more(name: str) -> None:
    """The page ends behind the header of the last block of its first table, as saved excerpts do."""
    found = SHAPES[name]
    figures = sound_figures(form_of(found), 3)
    text = typeset(found, figures, brackets=False)
    end = text.index(HEADINGS[3])
    last = max(
        text.rfind(clause, 0, end) for clause in ("第二十条第（八）", "第二十条（八）", "第二十條第（八）")
    )
    left = open_cells(read_page(text[:last]), figures)
    gone = ("requests/", "challenges/", "disclosure/fees/", "disclosure/procurement/")
    assert left == {code for code in figures if code.startswith(gone)}


def without_figures(rows: Rows) -> Iterator[list[str]]:
    for row in rows:
        yield [cell for cell in row if not re.fullmatch(r"\d+(?:\.\d+)?", cell)]


def test_a_page_of_labels_alone_says_nothing_and_no_zero() -> None:
    found = SHAPES["a cell a line"]
    figures = sound_figures("2019", 3)
    tables = {
        section: flat([*without_figures(rows_of(found.year, section, figures))]) for section in SECTIONS
    }
    read = read_page(page_of(2022, tables))
    assert read.form == "2019"
    assert {(cell.kind, cell.status, cell.value) for cell in read.cells} == {
        (Kind.BLANK, Status.MISSING, None)
    }
    assert {fault.code for fault in read.faults} == {"row.empty"}


def test_a_figure_that_looks_misplaced_is_read_as_printed() -> None:
    """Six rules in force at a township: unlikely, and no matter of reading."""
    found = SHAPES["bars on lines of their own"]
    figures = dict.fromkeys(sound_figures("2021", 0), "0") | {"disclosure/rules/in_force": "6"}
    read = read_page(typeset(found, figures, brackets=True))
    assert open_cells(read, figures) == set()
    assert {cell.value for cell in read.cells} == {Decimal(0), Decimal(6)}


EXCERPT = """规章 | {} | {} | {}
规范性文件 | 0 | 0 | 4
行政许可 | 0 | |
行政处罚 | 0 | |
行政强制 | 0 | |
行政事业性收费 | 0 | |
"""


@pytest.mark.parametrize("figures", [("0", "0", "0"), ("1", "2", "3")])
@pytest.mark.parametrize("rows", [EXCERPT, EXCERPT.replace(" | |", ""), EXCERPT.replace(" | ", "\n\n")])
def test_rows_that_both_forms_have_are_in_neither_without_a_header(
    rows: str, figures: tuple[str, str, str]
) -> None:
    """An excerpt without headers: whether its columns are those of 2019 or of 2021, nothing says."""
    read = read_page("云溪县信访局2024年政府信息公开工作年度报告\n" + rows.format(*figures))
    assert {cell.status for cell in read.cells} <= {Status.AMBIGUOUS, Status.MISSING}
    (fault,) = [fault for fault in read.faults if fault.code == "table.conflict"]
    assert "disclosure/rules/made" in fault.indicators


def test_one_label_of_a_form_tells_it_from_the_other() -> None:
    head = "第二十条第（一）项\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数\n"
    read = read_page(head + EXCERPT.format(1, 2, 3))
    assert read.form == "2021"
    figures = {cell.indicator: cell.value for cell in read.cells if cell.value is not None}
    assert figures["disclosure/rules/in_force"] == Decimal(3)
    assert "table.conflict" not in {fault.code for fault in read.faults}
