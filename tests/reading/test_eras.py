"""Every era: the statistics of 2014 to 2018 in every shape, their provincial relatives, forms used late."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gkscrape.checks import check
from gkscrape.documents import open_document
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.reading import TablesRead, read_tables
from gkscrape.reading.ledger import year_column
from gkscrape.reading.report import read_document
from gkscrape.reading.statistics import read_statistics
from gkscrape.reading.wording import wording
from gkscrape.record import Grade, Kind, Refusal, RefusalKind, Report, Source, Status
from gkscrape.run.evidence import Reread, Why, reread

ERAS = Path(__file__).parents[1] / "fixtures" / "eras"
TWINS = Path(__file__).parents[1] / "fixtures" / "twins"
FORM = load_forms()["2014"]

Line = tuple[str, str, str]
"""A row as printed: label, unit, figure."""


def sheet() -> list[Line]:
    """The national table, written out apart from the form, each figure another one and its sums sound."""
    rows = (ERAS / "statistics-2014.tsv").read_text(encoding="utf-8").splitlines()
    return [(label, unit, figure) for label, unit, figure, _ in (row.split("\t") for row in rows)]


def truth() -> dict[str, Decimal]:
    rows = (ERAS / "statistics-2014.tsv").read_text(encoding="utf-8").splitlines()
    parts = [row.split("\t") for row in rows]
    return {f"statistics/{code}/value": Decimal(figure) for _, _, figure, code in parts if code}


def flat(lines: list[Line]) -> str:
    cells = [cell for line in lines for cell in line if cell]
    return "\n\n".join(["统计指标", "单位", "统计数", *cells])


def row_per_line(lines: list[Line]) -> str:
    return "\n".join(["统计指标 单位 统计数", *(" ".join(filter(None, line)) for line in lines)])


def inline(lines: list[Line]) -> str:
    return " ".join(["统计指标 单位 统计数", *(" ".join(filter(None, line)) for line in lines), "附件下载"])


def glued(lines: list[Line]) -> str:
    return "统计指标单位统计数" + "".join("".join(line) for line in lines)


def pipes(lines: list[Line]) -> str:
    table = [("统计指标", "单位", "统计数"), *lines]
    return "\n".join(f"| {label} | {unit} | {figure} |" for label, unit, figure in table)


def in_grid(lines: list[Line], head: tuple[str, ...] = ("统计指标", "单位", "统计数")) -> str:
    rows = ["".join(f"<td>{cell}</td>" for cell in row) for row in (head, *lines)]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def numbered(lines: list[Line]) -> str:
    """With a column of numbers that are wrong, as they are in print."""
    order = [1, 2, 3, 4, 5, 9, 73, 12, 9, 10, *range(3, 90)]
    rows = ["<td>序号</td><td>统计指标</td><td>计量单位</td><td>数据统计数</td>"]
    rows += [
        f"<td>{number}</td><td>{label}</td><td>{unit}</td><td>{figure}</td>"
        for number, (label, unit, figure) in zip(order, lines, strict=False)
    ]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def headless(lines: list[Line]) -> str:
    return in_grid(lines).replace("<tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>", "")


def numbered_pipes(lines: list[Line]) -> str:
    """A row a line, the number of the row before its label, no bar at its end."""
    rows = [" | ".join(filter(None, (str(n), *line))) for n, line in enumerate(lines, 1)]
    return "\n".join(["序号 | 统 计 指 标 | 单位 | 统计数", *rows])


def numbered_wrongly(lines: list[Line]) -> str:
    """The number, label and unit of a row on one line, closed by a bar, and the figure on the next."""
    order = [1, 2, 3, 4, 5, 9, 73, 12, 9, 10, *range(3, 90)]
    rows = [
        f"{n} | {label} | {unit} |\n{figure} |"
        for n, (label, unit, figure) in zip(order, lines, strict=False)
    ]
    return "\n".join(["序号 | 统计指标 | 计量单位 | 数据统计数 |", *rows])


def numbered_rows(lines: list[Line]) -> str:
    rows = [" ".join(filter(None, (str(n), *line))) for n, line in enumerate(lines, 1)]
    return "\n".join(["序号 指标名称 计量单位 数量", *rows])


def numbered_cells(lines: list[Line]) -> str:
    """One cell a line, the number of a row before its label."""
    cells = [cell for n, line in enumerate(lines, 1) for cell in (str(n), *line) if cell]
    return "\n".join(["序号", "指标名称", "计量单位", "数量", *cells])


def coded_bars(lines: list[Line]) -> str:
    """A cell a line behind a bar; a column of codes behind the unit, and one of the year's last part."""
    rows = [
        f"{label}\n| {unit}\n| {n:02}\n| \n| {figure}" for n, (label, unit, figure) in enumerate(lines, 1)
    ]
    return "\n".join(["指标名称\n| 计量单位\n| 代码\n| 本期实际\n| 本年累计", *rows])


def coded_tabs(lines: list[Line]) -> str:
    rows = [f"{n}\t{label}\t{n:02}\t{unit}\t{figure}" for n, (label, unit, figure) in enumerate(lines, 1)]
    return "\n".join(["序号\t指标名称\t代码\t计量单位\t数量", *rows])


NUMBERED = [numbered_pipes, numbered_wrongly, numbered_rows, numbered_cells, coded_bars, coded_tabs]

SHAPES: list[tuple[Callable[[list[Line]], str], str]] = [
    (flat, "flat-text"),
    (row_per_line, "row-per-line"),
    (inline, "row-per-line"),
    (pipes, "pipes"),
    (in_grid, "grid"),
    (numbered, "grid"),
    (headless, "grid"),
]


def read(page: str) -> TablesRead:
    media = "text/html" if page.startswith("<") else "text/plain"
    found = read_tables(open_document(page.encode(), media), load_forms(), load_layouts())
    assert found is not None
    return found


def values(found: TablesRead) -> dict[str, Decimal | None]:
    return {cell.indicator: cell.value for cell in found.cells}


def changed(lines: list[Line], label: str, *, to: Line | None) -> list[Line]:
    assert any(line[0] == label for line in lines)
    return [new for line in lines if (new := to if line[0] == label else line) is not None]


@pytest.mark.parametrize(("shape", "layout"), SHAPES, ids=lambda one: getattr(one, "__name__", one))
def test_the_national_table_is_read_whole_in_every_shape(
    shape: Callable[[list[Line]], str], layout: str
) -> None:
    found = read(shape(sheet()))
    assert values(found) == truth()
    assert len(truth()) == 58
    assert (found.form, found.layout, found.faults, found.extras) == ("2014", layout, (), ())
    assert {cell.status for cell in found.cells} == {Status.PRINTED}


@pytest.mark.parametrize("shape", NUMBERED)
@pytest.mark.parametrize("every", [1, 2, 3])
def test_the_number_of_the_next_row_is_no_figure(shape: Callable[[list[Line]], str], every: int) -> None:
    """Every row, every second or every third is filled in; of the others nothing is believed."""
    lines = [
        (label, unit, figure if n % every == 0 else "") for n, (label, unit, figure) in enumerate(sheet())
    ]
    codes = [row.split("\t")[3] for row in (ERAS / "statistics-2014.tsv").read_text("utf-8").splitlines()]
    filled = {
        f"statistics/{code}/value": Decimal(line[2])
        for code, line in zip(codes, lines, strict=True)
        if code and line[2]
    }
    found = {code: value for code, value in values(read(shape(lines))).items() if value is not None}
    assert found.items() <= filled.items()
    assert len(found) >= len(filled) - 1, "only the last row of a table may be left open"


@pytest.mark.parametrize("shape", NUMBERED)
def test_a_blank_form_with_numbered_rows_holds_no_figure(shape: Callable[[list[Line]], str]) -> None:
    page = shape([(label, unit, "") for label, unit, _ in sheet()])
    assert not any(value is not None for value in values(read(page)).values())


def test_a_number_before_a_label_is_no_figure_where_no_header_says_so_either() -> None:
    page = numbered_rows([(label, unit, "") for label, unit, _ in sheet()]).replace("序号 ", "")
    found = read(page)
    assert not any(value is not None for value in values(found).values())
    assert "row.unseated" in {fault.code for fault in found.faults}


def test_the_glued_table_is_cut_at_its_units() -> None:
    assert values(read(glued(sheet()))) == truth()


@pytest.mark.parametrize("dash", ["——", "----", "-", ""])
def test_a_group_row_has_no_figure_however_it_says_so(dash: str) -> None:
    lines = [(label, dash if unit == "——" else unit, figure) for label, unit, figure in sheet()]
    for shape in (flat, row_per_line, pipes, in_grid):
        assert values(read(shape(lines))) == truth(), shape.__name__


@pytest.mark.parametrize("shape", [flat, row_per_line, pipes, in_grid])
def test_rows_are_known_by_their_labels_in_any_order(shape: Callable[[list[Line]], str]) -> None:
    lines = sheet()
    moved = [*lines[20:30], *lines[:20], *lines[30:]]
    assert values(read(shape(moved))) == truth()


@pytest.mark.parametrize("shape", [flat, row_per_line, pipes, in_grid])
def test_a_row_that_is_left_out_is_missing_and_moves_no_other(shape: Callable[[list[Line]], str]) -> None:
    found = read(shape(changed(sheet(), "2.传真申请数", to=None)))
    code = "statistics/applications.fax/value"
    assert values(found) == truth() | {code: None}
    (fault,) = found.faults
    assert (fault.code, fault.indicators) == ("statistics.rows_missing", (code,))


@pytest.mark.parametrize("shape", [flat, row_per_line, pipes, in_grid])
def test_a_blank_figure_stays_blank(shape: Callable[[list[Line]], str]) -> None:
    found = read(shape(changed(sheet(), "2.传真申请数", to=("2.传真申请数", "件", ""))))
    assert values(found) == truth() | {"statistics/applications.fax/value": None}


def test_a_blank_cell_of_a_grid_is_printed() -> None:
    found = read(in_grid(changed(sheet(), "2.传真申请数", to=("2.传真申请数", "件", ""))))
    cell = next(cell for cell in found.cells if cell.indicator == "statistics/applications.fax/value")
    assert (cell.kind, cell.status) == (Kind.BLANK, Status.PRINTED)


@pytest.mark.parametrize("shape", [flat, row_per_line, pipes, in_grid])
def test_a_row_of_its_own_is_an_extra(shape: Callable[[list[Line]], str]) -> None:
    lines = sheet()
    at = next(index for index, line in enumerate(lines) if line[0].startswith("(二)通过不同渠道和方式公开"))
    found = read(shape([*lines[:at], ("财政预决算信息公开数", "条", "777"), *lines[at:]]))
    assert values(found) == truth()
    (extra,) = found.extras
    assert (extra.label, extra.unit, extra.value) == ("财政预决算信息公开数", "条", Decimal(777))


@pytest.mark.parametrize("shape", [flat, row_per_line, pipes, in_grid])
def test_a_misprinted_label_is_read_between_its_neighbours(shape: Callable[[list[Line]], str]) -> None:
    label = "(一)政府信息公开工作专门机构数"
    figure = next(line[2] for line in sheet() if line[0] == label)
    found = read(shape(changed(sheet(), label, to=("(一)政府信息公开工作专业机构数", "个", figure))))
    assert values(found) == truth()


def test_the_unit_printed_beside_money_counts() -> None:
    label = "七、依申请公开信息收取的费用"
    found = read(in_grid(changed(sheet(), label, to=(label, "元", "5200"))))
    cell = next(cell for cell in found.cells if cell.indicator == "statistics/fees/value")
    assert (cell.value, cell.raw) == (Decimal("0.52"), "5200")


def test_a_row_in_another_kind_of_unit_is_not_the_same_row() -> None:
    label = "七、依申请公开信息收取的费用"
    found = read(in_grid(changed(sheet(), label, to=(label, "件", "4"))))
    assert values(found)["statistics/fees/value"] is None
    assert [(extra.label, extra.value) for extra in found.extras] == [(label, Decimal(4))]


def test_of_several_columns_none_is_taken_unless_it_is_that_of_the_year() -> None:
    head = ("统计指标", "单位", "区政府统计数", "区直单位统计数", "乡镇街道统计数")
    lines: list[Any] = [(*line, "8", "9") for line in sheet() if line[1] != "——"]
    found = read(in_grid(lines, head))
    assert not any(values(found).values())
    assert {cell.status for cell in found.cells} == {Status.AMBIGUOUS}
    assert all(cell.kind is Kind.UNREADABLE for cell in found.cells)
    (first, *_) = found.extras
    assert first.column == "区政府统计数"


@pytest.mark.parametrize(
    ("columns", "year"),
    [
        (["统计数"], 0),
        (["数量"], 0),
        (["2014年度", "历年累计"], 0),
        (["历年累计", "2014年度"], 1),
        (["本期实际", "本年累计"], 1),
        (["代码", "统计数"], 1),
        (["统计数", "备注"], 0),
        (["历年累计"], None),
        (["2013年度", "2014年度"], None),
        (["甲", "乙"], None),
    ],
)
def test_which_column_is_the_year_s(columns: list[str], year: int | None) -> None:
    assert year_column(columns) == year


@pytest.mark.parametrize(
    ("label", "other", "same"),
    [
        ("其中：1、当面申请数", "1.当面申请数", True),
        ("四、行政复议数量", "行政复议数", True),
        ("(一)收到申请总数（件）", "收到申请数", True),
        ("2.兼职人员", "2.兼职人员数", True),
        ("3.同意部分公开答复数", "2.同意公开答复数", False),
        ("主动公开文件数", "主动公开政府信息数", False),
    ],
)
def test_what_tells_a_row_from_another(label: str, other: str, same: bool) -> None:
    assert (wording(label) == wording(other)) is same


def test_a_saved_text_gives_its_own_address_unless_another_is_known() -> None:
    page = (
        "标题: 青屏县2014年政府信息公开工作年度报告\n原文链接: https://www.example.gov.cn/a.htm\n"
        + in_report(row_per_line, sheet())
    )
    assert report(page).source.url == "https://www.example.gov.cn/a.htm"
    known = Source("0" * 64, "text/plain", len(page), "https://www.example.gov.cn/b.htm")
    found = read_document(open_document(page.encode(), "text/plain"), known)
    assert found.source.url == "https://www.example.gov.cn/b.htm"


def test_a_lone_label_of_a_flattened_table_is_no_text_of_the_section() -> None:
    found = report((TWINS / "seed.txt").read_text(encoding="utf-8"))
    wanted = json.loads((TWINS / "seed.expected.json").read_text(encoding="utf-8"))
    assert [section.text for section in found.sections] == [section["text"] for section in wanted["sections"]]


def test_a_row_printed_twice_with_different_figures_is_ambiguous() -> None:
    found = read(in_grid([*sheet(), ("1.当面申请数", "件", "990")]))
    cell = next(cell for cell in found.cells if cell.indicator == "statistics/applications.in_person/value")
    assert (cell.status, cell.value) == (Status.AMBIGUOUS, None)
    assert 990 in cell.candidates
    assert "statistics.row_twice" in {fault.code for fault in found.faults}


def test_a_row_printed_twice_with_the_same_figure_is_read() -> None:
    lines = sheet()
    again = next(line for line in lines if line[0] == "1.当面申请数")
    assert values(read(in_grid([*lines, again]))) == truth()


def test_a_sum_that_does_not_hold_is_a_fault() -> None:
    page = "青屏县2014年政府信息公开工作年度报告\n\n一、概述\n略。\n二、主动公开情况\n略。\n" + row_per_line(
        changed(sheet(), "1.按时办结数", to=("1.按时办结数", "件", "1"))
    )
    faults = [fault.code for fault in check(report(page), load_forms())]
    assert "statistics.completed" in faults
    sound = page.replace(
        "1.按时办结数 件 1", f"1.按时办结数 件 {truth()['statistics/completed.on_time/value']}"
    )
    assert not [fault.code for fault in check(report(sound), load_forms()) if fault.grade is Grade.ERROR]


def report(page: str) -> Report:
    media = "text/html" if page.startswith("<") else "text/plain"
    found = read_document(open_document(page.encode(), media), Source("0" * 64, media, len(page)))
    assert isinstance(found, Report)
    return found


@pytest.mark.parametrize(
    "shape", [flat, row_per_line, pipes, in_grid, numbered_pipes, numbered_wrongly, coded_bars]
)
def test_a_blank_form_is_refused(shape: Callable[[list[Line]], str]) -> None:
    page = shape([(label, unit, "") for label, unit, _ in sheet()])
    media = "text/html" if page.startswith("<") else "text/plain"
    found = read_document(open_document(page.encode(), media), Source("0" * 64, media, len(page)))
    assert isinstance(found, Refusal)
    assert found.kind is RefusalKind.BLANK_FORM


@pytest.mark.parametrize(
    "filler",
    [
        "条 1 ",
        "当面申请数 条 1\n",
        "统计指标 单位 统计数\n",
        "条" + " " * 5000,
        "|",
        "-",
        "其中:",
        "统计指标单位",
    ],
)
def test_a_hostile_page_costs_no_time(filler: str) -> None:
    page = "统计指标 单位 统计数\n" + filler * (300_000 // len(filler))
    document = open_document(page.encode(), "text/plain")
    start = time.perf_counter()
    read_statistics(document, [FORM], load_layouts())
    assert time.perf_counter() - start < 5


def test_statistics_beside_the_tables_of_a_report_are_named_and_not_mixed_in() -> None:
    page = (TWINS / "grid-2019.html").read_text(encoding="utf-8")
    alone, both = report(page), report(page.replace("</body>", in_grid(sheet()) + "</body>"))
    assert both.form == "2019"
    assert [cell.value for cell in both.cells] == [cell.value for cell in alone.cells]
    assert "form.passed_over" in {fault.code for fault in both.faults}
    assert "form.passed_over" not in {fault.code for fault in alone.faults}


def test_a_table_of_something_else_is_no_statistics() -> None:
    page = "统计指标 单位 统计数\n粮食产量 项 3\n新建水渠 条 4\n培训农民 人次 5"
    assert read_tables(open_document(page.encode(), "text/plain"), load_forms(), load_layouts()) is None


def in_report(shape: Callable[[list[Line]], str], lines: list[Line]) -> str:
    head = (
        "青屏县2014年政府信息公开工作年度报告",
        "一、概述",
        "略。",
        "二、主动公开情况",
        "略。",
        "三、附表",
    )
    table = shape(lines)
    return (
        "".join(f"<p>{line}</p>" for line in head) + table if table[0] == "<" else "\n".join((*head, table))
    )


def against(page: str, found: Report) -> Reread:
    media = "text/html" if page.startswith("<") else "text/plain"
    return reread(found, open_document(page.encode(), media), FORM, load_layouts(), None)


@pytest.mark.parametrize("shape", [*(shape for shape, _ in SHAPES), glued])
def test_every_figure_is_verified_beside_its_label_and_unit(shape: Callable[[list[Line]], str]) -> None:
    label = "七、依申请公开信息收取的费用"
    page = in_report(shape, changed(sheet(), label, to=(label, "元", "5200")))
    outcome = against(page, report(page))
    assert outcome.differences == ()
    assert len(outcome.verified) == len(outcome.labelled) == 58


@pytest.mark.parametrize("shape", [flat, row_per_line, pipes, in_grid])
def test_a_figure_of_the_row_beside_is_given_away_by_the_label(shape: Callable[[list[Line]], str]) -> None:
    page = in_report(shape, sheet())
    found = report(page)
    one, other = (
        next(cell for cell in found.cells if cell.indicator == f"statistics/{code}/value")
        for code in ("completed.on_time", "completed.extended")
    )
    wrong = other._replace(indicator=one.indicator)
    cells = tuple(wrong if cell is one else cell for cell in found.cells)
    (difference,) = against(page, replace(found, cells=cells)).differences
    assert (difference.indicator, difference.why) == (one.indicator, Why.LABEL)


def relatives() -> list[str]:
    return sorted(path.stem for path in ERAS.glob("*.txt"))


@pytest.mark.parametrize("name", relatives())
def test_a_page_of_the_era_says_what_was_written_down_by_hand(name: str) -> None:
    page = (ERAS / f"{name}.txt").read_text(encoding="utf-8")
    wanted = json.loads((ERAS / f"{name}.expected.json").read_text(encoding="utf-8"))
    found = report(page)
    identity = found.identity
    assert [identity.unit, identity.year, found.form] == [wanted["unit"], wanted["year"], wanted["form"]]
    assert {cell.indicator: cell.value for cell in found.cells if cell.value is not None} == wanted["cells"]
    assert {(e.label, e.column): e.value for e in found.extras} == {
        (label, column): value for label, column, value in wanted["extras"]
    }
    assert [section.heading for section in found.sections] == wanted["sections"]
    lines = page.split("\n")
    for cell in found.cells:
        if cell.at is not None:
            assert lines[cell.at.line - 1][cell.at.start : cell.at.end] == cell.raw


def test_the_provincial_twin_gives_the_year_s_column_the_codes_and_the_other_to_the_extras() -> None:
    wanted = json.loads((TWINS / "provincial-2014.expected.json").read_text(encoding="utf-8"))
    found = report((TWINS / "provincial-2014.txt").read_text(encoding="utf-8"))
    printed = {row["label"].rpartition("、")[2]: row for row in wanted["statistics"]}
    known = {
        "受理依申请公开信息总数": "applications",
        "当面申请数": "applications.in_person",
        "网上申请数": "applications.online",
        "对申请的答复总数": "replies",
        "同意公开答复数": "replies.granted",
        "同意部分公开答复数": "replies.partial",
        "不予公开答复数": "replies.refused",
        "行政复议数": "reconsideration",
        "行政诉讼数": "litigation",
    }
    cells = {cell.indicator: cell.value for cell in found.cells if cell.value is not None}
    assert cells == {f"statistics/{code}/value": printed[label]["value"] for label, code in known.items()}
    ever = {e.label.rpartition("、")[2]: e.value for e in found.extras if e.column == "历年累计"}
    assert ever == {label: row["cumulated"] for label, row in printed.items()}
    years = {e.label.rpartition("、")[2]: e.value for e in found.extras if e.column == "2014年度"}
    assert years == {label: row["value"] for label, row in printed.items() if label not in known}


def test_a_report_of_2021_may_print_its_other_outcomes_as_one_row() -> None:
    wanted = json.loads((TWINS / "one-other-row-2021.expected.json").read_text(encoding="utf-8"))
    found = report((TWINS / "one-other-row-2021.html").read_text(encoding="utf-8"))
    assert found.form == "2021"
    cells = {cell.indicator: cell.value for cell in found.cells if cell.value is not None}
    assert {code: float(value) for code, value in cells.items()} == {
        code: value for code, value in wanted["cells"].items() if value is not None
    }
    assert cells["requests/other/total"] == wanted["cells"]["requests/other/total"]


def test_the_form_of_2019_is_read_as_such_whatever_year_the_title_names() -> None:
    page = (TWINS / "grid-2019.html").read_text(encoding="utf-8")
    early = report(page)
    late = report(page.replace("2019年", "2022年"))
    assert (early.form, late.form) == ("2019", "2019")
    assert late.identity.year == 2022
    assert [cell._replace(raw=None) for cell in late.cells] == [
        cell._replace(raw=None) for cell in early.cells
    ]


OWN_TABLE = """青屏县水务局2010年政府信息公开工作年度报告
一、概述
2010年，我局认真落实《条例》，统计期限自2010年1月1日起至2010年12月31日止。
二、主动公开情况
全年主动公开政府信息35条。
三、存在问题
力量不足。
四、附表
指标名称 计量单位 2010年度 历年累计
主动公开信息数 条 35 120
新增的规范性文件数 条 2 9
网站专栏页面访问量 人次 3000 9000
申请总数 条 4 11
"""


def test_a_table_that_shares_hardly_a_row_with_the_national_one_is_kept_as_extras() -> None:
    found = report(OWN_TABLE)
    assert (found.form, found.cells) == ("narrative", ())
    assert {e.label: e.value for e in found.extras if e.column == "2010年度"} == {
        "主动公开信息数": 35,
        "新增的规范性文件数": 2,
        "网站专栏页面访问量": 3000,
        "申请总数": 4,
    }
    assert [e.value for e in found.extras if e.column == "历年累计"] == [120, 9, 9000, 11]
    assert "statistics.relative" in {fault.code for fault in found.faults}


@pytest.mark.parametrize(
    "page",
    [
        OWN_TABLE.replace("指标名称 计量单位 2010年度 历年累计\n", ""),
        OWN_TABLE.partition("网站专栏")[0],
        OWN_TABLE.partition("四、附表")[0],
    ],
)
def test_a_few_words_with_units_are_no_table(page: str) -> None:
    found = report(page)
    assert found.extras == ()
    assert "statistics.relative" not in {fault.code for fault in found.faults}
