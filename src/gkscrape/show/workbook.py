"""A comparison or a table as an Excel workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gkscrape.record import Change, Comparable, Comparison, Edit, Entry, SectionChange, Status
from gkscrape.show.book import TOP, Book, height, open_book, wide
from gkscrape.show.changes import value_text
from gkscrape.show.safe import visible
from gkscrape.show.sheets import Sheet

_LABEL, _NOTE = 46, 72
"""The widths of the columns for names and notes."""
_LEAST, _MOST = 14, 60
"""How narrow and how wide a column of a plain table may be."""
_CHARTS, _CHART_ROWS = "图表 charts", 16


def comparison_workbook(comparison: Comparison) -> bytes:
    """The comparison as a workbook: figures, charts, text, notes. Raises UsageError without xlsxwriter.

    Figures are numbers, what is unknown is a word, so that no sum takes it for 0.
    """
    out = io.BytesIO()
    with open_book(out) as book:
        if comparison.changes or not comparison.sections:
            _figures(book, comparison)
        if comparison.sections:
            _text(book, comparison)
        remarks = [*comparison.notes, *(fault.message for fault in comparison.faults)]
        _notes(book, comparison.title, [*remarks, *_LEGEND])
    return out.getvalue()


def sheet_workbook(sheet: Sheet) -> bytes:
    """The table as a workbook, its notes on a sheet of their own. Raises UsageError without xlsxwriter."""
    out = io.BytesIO()
    figures = [number for number in range(len(sheet.heads)) if _of_figures(sheet, number)]
    widths = [_width(sheet, number) for number in range(len(sheet.heads))]
    with open_book(out) as book:
        page = book.sheet("表 table", sheet.title, widths)
        book.heads(page, sheet.heads, figures)
        for line, row in enumerate(sheet.rows, start=TOP + 1):
            for column, figure in enumerate(row):
                book.write(page, (line, column), figure, text=column not in figures)
            texts = zip(row, widths, strict=True)
            page.set_row(line, height(*((text, width) for text, width in texts if isinstance(text, str))))
        page.freeze_panes(TOP + 1, 1)
        page.autofilter(TOP, 0, TOP + len(sheet.rows), len(sheet.heads) - 1)
        _notes(book, sheet.title, sheet.notes)
    return out.getvalue()


def _of_figures(sheet: Sheet, column: int) -> bool:
    return any(isinstance(row[column], Decimal) for row in sheet.rows)


def _width(sheet: Sheet, column: int) -> int:
    """As wide as the longest text of the column, within reason."""
    texts = [row[column] for row in sheet.rows if isinstance(row[column], str)]
    longest = max(wide(text) for text in ("", *texts) if isinstance(text, str))
    return min(max(longest + 2, _LEAST), _MOST)


_LEGEND = (
    "–: 表式无此项 the form has no such figure",
    "blank: 空白(不是 0) not 0; missing: 页面上没有 not on the page; ambiguous: 无法确定 undecided",
    "*: 由合计推定位置 placed by the printed sums",
    "same 可比 comparable; sum 合计可比 as a sum; group 合并可比 as a group; no 不可比 not comparable",
    "变化 change: 末列减首列 the last report less the first",
)


def _figures(book: Book, comparison: Comparison) -> None:
    keys = comparison.keys
    sheet = book.sheet("指标 figures", comparison.title, [_LABEL, 44, *[12] * len(keys), 12, 10, 15, _NOTE])
    heads = ("指标 indicator", "代码 code", *keys, "变化 change", "%", "可比 comparable", "说明 note")
    book.heads(sheet, heads, figures=range(2, len(keys) + 4))
    for line, change in enumerate(comparison.changes, start=TOP + 1):
        _change(book, sheet, line, change)
    last = TOP + len(comparison.changes)
    book.shade(sheet, (last, len(heads) - 1), len(keys) + 4, Comparable.NO.value)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.autofilter(TOP, 0, last, len(heads) - 1)
    _charts(book, comparison)


def _change(book: Book, sheet: Any, line: int, change: Change) -> None:
    sheet.write_string(line, 0, visible(change.label), book.looks["text"])
    sheet.write_string(line, 1, visible(change.indicator), book.looks["code"])
    for column, entry in enumerate(change.entries, start=2):
        _entry(book, sheet, (line, column), entry)
    behind = 2 + len(change.entries)
    if change.absolute is not None:
        whole = change.absolute == change.absolute.to_integral_value()
        look = book.looks["change" if whole else "decimal_change"]
        sheet.write_number(line, behind, float(change.absolute), look)
    if change.relative is not None:
        sheet.write_number(line, behind + 1, float(change.relative), book.looks["share"])
    sheet.write_string(line, behind + 2, change.comparable.value, book.looks["verdict"])
    sheet.write_string(line, behind + 3, visible(change.note), book.looks["text"])
    sheet.set_row(line, height((change.label, _LABEL), (change.note, _NOTE)))


def _entry(book: Book, sheet: Any, place: tuple[int, int], entry: Entry) -> None:
    """The figure as a number, one that arithmetic placed with its `*` by the format; a word for none."""
    known = entry.value is not None
    figure = entry.value if known else value_text(entry)
    book.write(sheet, place, figure, placed=entry.status is Status.INFERRED)


def _charts(book: Book, comparison: Comparison) -> None:
    """A column chart for each headline indicator that may be compared, beside the figures that it shows.

    What is unknown has an empty cell there, so that no chart draws it as 0, and a word under its name.
    """
    changes = {change.indicator: change for change in comparison.changes if _drawable(change)}
    drawn = [changes[code] for code in comparison.headlines if code in changes]
    if not drawn:
        return
    sheet = book.sheet(_CHARTS, comparison.title, [24, 12, 3])
    sheet.set_print_scale(80)
    tall = max(_CHART_ROWS, len(comparison.keys) + 2)
    sheet.set_h_pagebreaks([TOP + tall * number for number in range(2, len(drawn), 2)])
    for number, change in enumerate(drawn):
        top = TOP + tall * number
        sheet.merge_range(top, 0, top, 1, visible(change.label), book.looks["head"])
        for line, entry in enumerate(change.entries, start=top + 1):
            sheet.write_string(line, 0, _category(entry), book.looks["text"])
            if entry.value is not None:
                _entry(book, sheet, (line, 1), entry)
        _chart(book, sheet, top, change)


def _category(entry: Entry) -> str:
    return visible(entry.key if entry.value is not None else f"{entry.key} {value_text(entry)}")


def _chart(book: Book, sheet: Any, top: int, change: Change) -> None:
    chart = book.file.add_chart({"type": "column"})
    last = top + len(change.entries)
    chart.add_series(
        {
            "values": [_CHARTS, top + 1, 1, last, 1],
            "categories": [_CHARTS, top + 1, 0, last, 0],
            "fill": {"color": "#35618E"},
            "gap": 60,
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": visible(change.label), "name_font": {"size": 10}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"min": 0, "major_gridlines": {"visible": False}, "num_format": "#,##0"})
    chart.set_size({"width": 540, "height": 280})
    sheet.insert_chart(top, 3, chart, {"y_offset": 3})


def _drawable(change: Change) -> bool:
    known = [entry.value for entry in change.entries if entry.value is not None]
    return change.comparable is not Comparable.NO and len(known) > 1 and min(known) >= 0


def _text(book: Book, comparison: Comparison) -> None:
    sheet = book.sheet("文本 text", comparison.title, [10, 30, 10, 100])
    book.heads(sheet, ("部分 section", "标题 heading", "变化 edit", "文本 text"))
    line = TOP + 1
    for section in comparison.sections:
        for piece in section.pieces:
            _piece(book, sheet, line, (section, piece.edit, piece.text))
            line += 1
    sheet.freeze_panes(TOP + 1, 0)
    sheet.autofilter(TOP, 0, max(line - 1, TOP), 3)


def _piece(book: Book, sheet: Any, line: int, said: tuple[SectionChange, Edit, str]) -> None:
    section, edit, text = said
    sheet.write_number(line, 0, section.number, book.looks["number"])
    sheet.write_string(line, 1, visible(section.heading), book.looks["text"])
    sheet.write_string(line, 2, edit.value, book.looks["text"])
    shown = "\n".join(map(visible, text.strip("\n").split("\n")))
    sheet.write_string(line, 3, shown, book.looks[edit.value])
    sheet.set_row(line, height((section.heading, 30), (text.strip("\n"), 100)))


def _notes(book: Book, title: str, notes: Sequence[str]) -> None:
    sheet = book.sheet("说明 notes", title, [140])
    for line, note in enumerate(notes, start=TOP):
        sheet.write_string(line, 0, visible(note), book.looks["text"])
