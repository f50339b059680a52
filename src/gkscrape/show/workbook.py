"""A comparison or a table as an Excel workbook. The door to xlsxwriter."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from unicodedata import east_asian_width

from gkscrape.errors import UsageError
from gkscrape.record import Change, Comparable, Comparison, Edit, Entry, SectionChange, Status
from gkscrape.show.changes import value_text
from gkscrape.show.safe import visible
from gkscrape.show.sheets import Figure, Sheet

_PLAIN = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bottom": 2, "text_wrap": True},
    "text": {"text_wrap": True},
    "code": {"font_color": "#595959", "font_name": "Consolas", "font_size": 9},
    "figure": {"num_format": "#,##0.######;-#,##0.######;0", "align": "right"},
    "whole": {"num_format": "#,##0", "align": "right"},
    "placed_figure": {"num_format": '#,##0.######"*";-#,##0.######"*"', "align": "right"},
    "placed_whole": {"num_format": '#,##0"*"', "align": "right"},
    "change": {"num_format": "+#,##0;-#,##0;0", "align": "right"},
    "decimal_change": {"num_format": "+#,##0.0#####;-#,##0.0#####;0", "align": "right"},
    "share": {"num_format": "+0.0%;-0.0%;0.0%", "align": "right"},
    "plain_share": {"num_format": "0%", "align": "left"},
    "unknown": {"font_color": "#595959", "align": "right"},
    "no": {"font_color": "#595959", "bg_color": "#F5F5F5", "text_wrap": True},
    "removed": {"text_wrap": True, "font_color": "#8C1D18", "font_strikeout": True},
    "added": {"text_wrap": True, "font_color": "#14532D", "bold": True},
    "same": {"text_wrap": True, "font_color": "#595959"},
}
_TOP = 2
"""The row of the heads, below the title and an empty row."""
_DIGITS_OF_EXCEL = 15
_LINE = 14.5
_CHARTS, _CHART_ROWS = "图表 charts", 16


@dataclass(frozen=True, slots=True)
class _Book:
    """An open workbook and its formats by name."""

    file: Any
    looks: dict[str, Any]

    def sheet(self, name: str, title: str, widths: Sequence[int]) -> Any:
        """A new sheet under its title, its columns as wide as given, fit to a page in width."""
        sheet = self.file.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, visible(title), self.looks["title"])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet


def comparison_workbook(comparison: Comparison) -> bytes:
    """The comparison as a workbook: figures, charts, text, notes. Raises UsageError without xlsxwriter.

    Figures are numbers, what is unknown is a word, so that no sum takes it for 0.
    """
    out = io.BytesIO()
    with _workbook(out) as book:
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
    with _workbook(out) as book:
        page = book.sheet("表 table", sheet.title, [36, *[18] * (len(sheet.heads) - 1)])
        _heads(book, page, sheet.heads)
        for line, row in enumerate(sheet.rows, start=_TOP + 1):
            for column, figure in enumerate(row):
                _write(book, page, (line, column), figure)
        page.autofilter(_TOP, 0, _TOP + len(sheet.rows), len(sheet.heads) - 1)
        _notes(book, sheet.title, sheet.notes)
    return out.getvalue()


_LEGEND = (
    "–: 表式无此项 the form has no such figure",
    "blank: 空白(不是 0) not 0; missing: 页面上没有 not on the page; ambiguous: 无法确定 undecided",
    "*: 由合计推定位置 placed by the printed sums",
)


def _figures(book: _Book, comparison: Comparison) -> None:
    keys = comparison.keys
    sheet = book.sheet("指标 figures", comparison.title, [44, 40, *[12] * len(keys), 11, 9, 11, 60])
    heads = ("指标 indicator", "代码 code", *keys, "变化 change", "%", "可比 comparable", "说明 note")
    _heads(book, sheet, heads)
    for line, change in enumerate(comparison.changes, start=_TOP + 1):
        _change(book, sheet, line, change)
    sheet.freeze_panes(_TOP + 1, 2)
    sheet.autofilter(_TOP, 0, _TOP + len(comparison.changes), len(heads) - 1)
    _charts(book, comparison)


def _change(book: _Book, sheet: Any, line: int, change: Change) -> None:
    apart = change.comparable is Comparable.NO
    sheet.write_string(line, 0, visible(change.label), book.looks["no" if apart else "text"])
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
    sheet.write_string(line, behind + 2, change.comparable.value, book.looks["no" if apart else "text"])
    sheet.write_string(line, behind + 3, visible(change.note), book.looks["text"])
    sheet.set_row(line, _height((change.label, 44), (change.note, 60)))


def _entry(book: _Book, sheet: Any, place: tuple[int, int], entry: Entry) -> None:
    """The figure as a number, one that arithmetic placed with its `*` by the format; a word for none."""
    known = entry.value is not None
    prefix = "placed_" if entry.status is Status.INFERRED else ""
    _write(book, sheet, place, entry.value if known else value_text(entry), prefix)


def _charts(book: _Book, comparison: Comparison) -> None:
    """A column chart for each headline indicator that may be compared, beside the figures that it shows.

    What is unknown has an empty cell there, so that no chart draws it as 0, and a word under its name.
    """
    changes = {change.indicator: change for change in comparison.changes if _drawable(change)}
    drawn = [changes[code] for code in comparison.headlines if code in changes]
    if not drawn:
        return
    sheet = book.sheet(_CHARTS, comparison.title, [24, 12])
    for number, change in enumerate(drawn):
        top = _TOP + max(_CHART_ROWS, len(change.entries) + 2) * number
        sheet.merge_range(top, 0, top, 1, visible(change.label), book.looks["head"])
        for line, entry in enumerate(change.entries, start=top + 1):
            sheet.write_string(line, 0, _category(entry), book.looks["text"])
            if entry.value is not None:
                _entry(book, sheet, (line, 1), entry)
        _chart(book, sheet, top, change)


def _category(entry: Entry) -> str:
    return visible(entry.key if entry.value is not None else f"{entry.key} {value_text(entry)}")


def _chart(book: _Book, sheet: Any, top: int, change: Change) -> None:
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
    chart.show_blanks_as("gap")
    chart.set_size({"width": 560, "height": 280})
    sheet.insert_chart(top, 3, chart)


def _drawable(change: Change) -> bool:
    known = [entry.value for entry in change.entries if entry.value is not None]
    return change.comparable is not Comparable.NO and len(known) > 1 and min(known) >= 0


def _text(book: _Book, comparison: Comparison) -> None:
    sheet = book.sheet("文本 text", comparison.title, [10, 30, 10, 100])
    _heads(book, sheet, ("部分 section", "标题 heading", "变化 edit", "文本 text"))
    line = _TOP + 1
    for section in comparison.sections:
        for piece in section.pieces:
            _piece(book, sheet, line, (section, piece.edit, piece.text))
            line += 1
    sheet.freeze_panes(_TOP + 1, 0)
    sheet.autofilter(_TOP, 0, max(line - 1, _TOP), 3)


def _piece(book: _Book, sheet: Any, line: int, said: tuple[SectionChange, Edit, str]) -> None:
    section, edit, text = said
    sheet.write_number(line, 0, section.number, book.looks["whole"])
    sheet.write_string(line, 1, visible(section.heading), book.looks["text"])
    sheet.write_string(line, 2, edit.value, book.looks["text"])
    shown = "\n".join(map(visible, text.strip("\n").split("\n")))
    sheet.write_string(line, 3, shown, book.looks[edit.value])
    sheet.set_row(line, _height((section.heading, 30), (text.strip("\n"), 100)))


def _notes(book: _Book, title: str, notes: Sequence[str]) -> None:
    sheet = book.sheet("说明 notes", title, [140])
    for line, note in enumerate(notes, start=_TOP):
        sheet.write_string(line, 0, visible(note), book.looks["text"])


def _height(*texts: tuple[str, int]) -> float:
    """The height in points of a row that shows each text in a column as many characters wide as given."""
    wide = (
        sum(
            -(-sum(2 if east_asian_width(char) in "WF" else 1 for char in line) // width) or 1
            for line in lines
        )
        for text, width in texts
        for lines in [text.split("\n")]
    )
    return _LINE * max(wide)


def _heads(book: _Book, sheet: Any, heads: Sequence[str]) -> None:
    for column, head in enumerate(heads):
        sheet.write_string(_TOP, column, visible(head), book.looks["head"])
    sheet.repeat_rows(_TOP)


def _write(book: _Book, sheet: Any, place: tuple[int, int], figure: Figure, prefix: str = "") -> None:
    """A figure as a number where Excel can hold all its digits, else as text."""
    if isinstance(figure, Decimal) and len(figure.as_tuple().digits) <= _DIGITS_OF_EXCEL:
        whole = figure == figure.to_integral_value()
        sheet.write_number(*place, float(figure), book.looks[prefix + ("whole" if whole else "figure")])
    elif figure is not None:
        look = "unknown" if place[1] > 1 and len(str(figure)) <= _DIGITS_OF_EXCEL else "text"
        sheet.write_string(*place, visible(str(figure)), book.looks[look])


@contextmanager
def _workbook(out: io.BytesIO) -> Iterator[_Book]:
    """A workbook that is written to `out` at the end; no text in it is taken for a formula or a link."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise UsageError(
            "the format xlsx needs xlsxwriter: pip install 'gkscrape[xlsx]', or use csv"
        ) from error
    file = xlsxwriter.Workbook(out, {"in_memory": True})
    looks = {name: file.add_format({**_PLAIN, **look}) for name, look in _LOOKS.items()}
    yield _Book(file, looks)
    file.close()
