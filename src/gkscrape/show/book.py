"""An Excel workbook that is being written: its looks, its sheets, its cells. The door to xlsxwriter."""

from __future__ import annotations

import io
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from unicodedata import east_asian_width

from gkscrape.errors import UsageError
from gkscrape.show.safe import visible
from gkscrape.show.sheets import Figure

TOP = 2
"""The row of the heads, below the title and an empty row."""
_DIGITS_OF_EXCEL = 15
_LINE = 14.5
_GREY = "#595959"
_PLAIN = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"},
    "figure_head": {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom", "align": "right"},
    "text": {"text_wrap": True},
    "verdict": {"align": "left", "indent": 1},
    "number": {"align": "left"},
    "code": {"font_color": _GREY, "font_name": "Consolas", "font_size": 9},
    "figure": {"num_format": "#,##0.######;-#,##0.######;0", "align": "right"},
    "whole": {"num_format": "#,##0", "align": "right"},
    "placed_figure": {"num_format": '#,##0.######"*";-#,##0.######"*"', "align": "right"},
    "placed_whole": {"num_format": '#,##0"*"', "align": "right"},
    "change": {"num_format": "+#,##0;-#,##0;0", "align": "right"},
    "decimal_change": {"num_format": "+#,##0.0#####;-#,##0.0#####;0", "align": "right"},
    "share": {"num_format": "+0.0%;-0.0%;0.0%", "align": "right"},
    "unknown": {"font_color": _GREY, "align": "right"},
    "removed": {"text_wrap": True, "font_color": "#8C1D18", "font_strikeout": True},
    "added": {"text_wrap": True, "font_color": "#14532D", "bold": True},
    "same": {"text_wrap": True, "font_color": _GREY},
}


@dataclass(frozen=True, slots=True)
class Book:
    """An open workbook and its formats by name; its sheets have their heads in the row TOP."""

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

    def heads(self, sheet: Any, heads: Sequence[str], figures: Container[int] = ()) -> None:
        """The heads of the columns, repeated on every page; those of `figures` stand to the right."""
        for column, head in enumerate(heads):
            look = self.looks["figure_head" if column in figures else "head"]
            sheet.write_string(TOP, column, visible(head), look)
        sheet.repeat_rows(TOP)

    def write(
        self,
        sheet: Any,
        place: tuple[int, int],
        figure: Figure,
        *,
        placed: bool = False,
        text: bool = False,
    ) -> None:
        """A figure as a number where Excel can hold all its digits, else in words.

        One that arithmetic `placed` keeps its `*` in the number's format. Words stand to the right as figures
        do, unless the column is one of `text`.
        """
        if isinstance(figure, Decimal) and len(figure.as_tuple().digits) <= _DIGITS_OF_EXCEL:
            look = "whole" if figure == figure.to_integral_value() else "figure"
            sheet.write_number(*place, float(figure), self.looks[f"placed_{look}" if placed else look])
        elif figure is not None:
            sheet.write_string(*place, visible(str(figure)), self.looks["text" if text else "unknown"])

    def shade(self, sheet: Any, end: tuple[int, int], column: int, word: str) -> None:
        """Greys each line under the heads that has this word in this column."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        rule = f'={xl_rowcol_to_cell(TOP + 1, column, col_abs=True)}="{word}"'
        look = self.file.add_format({"font_color": _GREY, "bg_color": "#F5F5F5"})
        sheet.conditional_format(TOP + 1, 0, *end, {"type": "formula", "criteria": rule, "format": look})


@contextmanager
def open_book(out: io.BytesIO) -> Iterator[Book]:
    """A workbook that is written to `out` at the end; no text in it is taken for a formula or a link."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise UsageError(
            "the format xlsx needs xlsxwriter: pip install 'gkscrape[xlsx]', or use csv"
        ) from error
    file = xlsxwriter.Workbook(out, {"in_memory": True})
    looks = {name: file.add_format({**_PLAIN, **look}) for name, look in _LOOKS.items()}
    yield Book(file, looks)
    file.close()


def height(*texts: tuple[str, int]) -> float:
    """The height in points of a row that shows each text in a column as many characters wide as given."""
    lines = (sum(-(-wide(line) // width) or 1 for line in text.split("\n")) for text, width in texts)
    return _LINE * max(lines, default=1)


def wide(text: str) -> int:
    """How many narrow characters the text is as wide as.

    >>> wide("总计 total")
    10
    """
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
