"""Ranks, copies, charts and workbooks: what is drawn, what is left out, and that no text acts."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest

from gkscrape.errors import UsageError
from gkscrape.record import (
    Change,
    Comparable,
    Comparison,
    Copy,
    Entry,
    Kind,
    Passage,
    Ranking,
    Standing,
    Status,
)
from gkscrape.show import copies_sheet, dumps, ranking_sheet, render, render_sheet, standing_json
from gkscrape.show.changes import value_text
from gkscrape.show.charts import chart
from gkscrape.show.terminal import print_sheet

OWN = Entry("柳溪县教育局", Decimal(7), Kind.NUMBER, Status.PRINTED)
RANKED = Standing(
    "requests/received/total", "本年新收·总计", OWN, 6, 1, Decimal(3), Decimal("5.5"), Decimal(9), 3, 1
)
UNRANKED = replace(RANKED, peers=2, lower=None, median=None, upper=None, rank=None, tied=0)
RANKING = Ranking("柳溪县教育局 2021", (RANKED, UNRANKED), ("N: peers",))
HOSTILE = "=1+1<script>|x"
COPIES = (Copy("甲 2021", 5, "问题", "乙 2021", Decimal("0.55"), (Passage(HOSTILE, "句。", Decimal(1)),)),)


def line(*values: int | None, comparable: Comparable = Comparable.SAME) -> Change:
    entries = tuple(
        Entry(str(2019 + step), None if value is None else Decimal(value), Kind.NUMBER, Status.PRINTED)
        for step, value in enumerate(values)
    )
    return Change("requests/received/total", "收<b>", entries, None, None, comparable, "")


def test_a_ranking_is_a_line_for_each_indicator_with_the_numbers_behind_it() -> None:
    rows = list(
        csv.reader(io.StringIO(str(render_sheet(ranking_sheet(RANKING), "csv")).removeprefix("\ufeff")))
    )
    assert rows[1] == [
        "本年新收·总计", "requests/received/total", "7", "6", "1", "3", "5.5", "9", "3/7 (= 1)",
    ]  # fmt: skip
    assert rows[2][3:] == ["2", "1", "", "", "", ""]
    assert dumps(standing_json(UNRANKED)).endswith(
        '"quartiles": [null, null, null], "rank": null, "tied": 0}'
    )


def test_a_figure_that_is_not_known_is_a_word_not_an_empty_place() -> None:
    blank = replace(RANKED, entry=Entry("柳溪县", None, Kind.BLANK, Status.PRINTED), rank=None)
    assert ranking_sheet(replace(RANKING, standings=(blank,))).rows[0][2] == "blank"
    placed = replace(RANKED, entry=replace(OWN, status=Status.INFERRED))
    assert ranking_sheet(replace(RANKING, standings=(placed,))).rows[0][2] == "7*"


def test_no_text_of_a_table_acts_in_any_format() -> None:
    sheet = copies_sheet("<i>x", COPIES)
    assert "'=1+1<script>|x" in str(render_sheet(sheet, "csv"))
    assert "\\<script\\>\\|x" in str(render_sheet(sheet, "md"))
    assert "<script" not in str(render_sheet(sheet, "html"))
    assert "&lt;i&gt;x" in str(render_sheet(sheet, "html"))
    pipe = io.StringIO()
    print_sheet(sheet, stream=pipe)
    assert "55%" in pipe.getvalue()


def test_a_workbook_holds_figures_as_numbers_and_no_formula() -> None:
    pytest.importorskip("xlsxwriter")
    for content in (
        render_sheet(copies_sheet("x", COPIES), "xlsx"),
        render_sheet(ranking_sheet(RANKING), "xlsx"),
    ):
        assert isinstance(content, bytes)
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
            shared = book.read("xl/sharedStrings.xml").decode()
        assert "<f>" not in sheet
    assert "<v>5.5</v>" in sheet
    assert "N: peers" in shared


def test_a_figure_with_more_digits_than_a_workbook_holds_is_text() -> None:
    pytest.importorskip("xlsxwriter")
    exact = Decimal("123456789012345.678")
    entries = (Entry("2019", exact, Kind.NUMBER, Status.PRINTED), Entry("2020", None, None, None))
    change = Change("a/b/c", "x", entries, None, None, Comparable.NO, "")
    content = render(Comparison("x", ("2019", "2020"), (change,)), "xlsx")
    assert isinstance(content, bytes)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert "123456789012345.678" in book.read("xl/sharedStrings.xml").decode()


def test_a_placed_figure_is_a_number_with_its_mark_and_no_chart_draws_what_is_unknown() -> None:
    pytest.importorskip("xlsxwriter")
    change = line(10, None, 5)
    entries = (*change.entries[:2], replace(change.entries[2], status=Status.INFERRED))
    shown = replace(change, entries=entries)
    keys = tuple(entry.key for entry in entries)
    content = render(Comparison("x", keys, (shown,), headlines=(shown.indicator,)), "xlsx")
    assert isinstance(content, bytes)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        figures, charts = (book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
        drawn = book.read("xl/charts/chart1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
        assert 'formatCode="#,##0&quot;*&quot;"' in book.read("xl/styles.xml").decode()
    assert "<v>5</v>" in figures
    assert [f"<v>{value}</v>" in charts for value in (10, 5)] == [True, True]
    assert 'r="B5"' not in charts
    assert f"<t>{keys[1]} {value_text(entries[1])}</t>" in words
    assert "'图表 charts'!$B$4:$B$6" in drawn


def test_without_the_library_the_workbook_is_refused_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(UsageError, match=r"pip install 'gkscrape\[xlsx\]'"):
        render_sheet(ranking_sheet(RANKING), "xlsx")


def test_a_table_has_no_format_that_is_not_known() -> None:
    with pytest.raises(UsageError, match="choose one of: csv, md, html, xlsx"):
        render_sheet(ranking_sheet(RANKING), "pdf")


def test_a_chart_has_a_bar_for_each_known_figure_and_a_mark_for_the_others() -> None:
    drawn = chart(line(10, None, 5))
    assert drawn.count("<rect") == 2
    assert '<rect x="11.7" width="70.0" y="22.0" height="82.0"/>' in drawn
    assert 'y="63.0" height="41.0"' in drawn
    assert 'class="none">?</text>' in drawn
    assert "收&lt;b&gt;" in drawn


@pytest.mark.parametrize(
    "change",
    [line(10), line(10, None), line(10, -5), line(10, 5, comparable=Comparable.NO)],
    ids=["one", "unknown", "below 0", "not comparable"],
)
def test_no_chart_is_drawn_where_it_would_say_too_much(change: Change) -> None:
    assert chart(change) == ""


def test_a_chart_marks_what_arithmetic_placed() -> None:
    change = line(10, 5)
    entries = (change.entries[0], replace(change.entries[1], status=Status.INFERRED))
    drawn = chart(replace(change, entries=entries))
    assert [f">{figure}</text>" in drawn for figure in ("10", "5*", "5")] == [True, True, False]


def test_all_zero_is_drawn_flat() -> None:
    assert chart(line(0, 0)).count('height="0.0"') == 2
