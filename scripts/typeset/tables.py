"""Ways in which county portals typeset a table: HTML of several editors, flattened text of several kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from scripts.typeset.forms import Cell, Table


@dataclass(frozen=True)
class Look:
    """How an editor writes a table: the opening tag, a cell's attributes, and what wraps a cell's text."""

    table: str
    cell: str
    label: str
    figure: str
    blank: str = "&nbsp;"
    line_break: str = "<br/>"


WORD = Look(
    '<table class="MsoNormalTable" border="1" cellspacing="0" cellpadding="0" align="center" width="720">',
    ' valign="center" style="padding:0 7px;border:1px solid windowtext"',
    '<p class="MsoNormal" align="center"><span style="font-family:仿宋_GB2312">{}</span></p>',
    '<p class="MsoNormal" align="center"><span lang="EN-US">{}</span></p>',
)
EDITOR = Look(
    '<table cellspacing="0" align="center" border="1" style="border-collapse:collapse">',
    ' style="padding:5px;border:1px solid windowtext" valign="center"',
    '<p style="text-indent: 0em;">{}</p>',
    '<p style="text-indent: 0em;">{}</p>',
)
PLAIN = Look('<table border="1" width="98%">', "", "{}", "{}", "")


def html_table(table: Table, look: Look) -> str:
    """The table as an element, one row a line."""
    rows = ("<tr>" + "".join(_html_cell(cell, look) for cell in row) + "</tr>" for row in table)
    return look.table + "<tbody>" + "\n".join(rows) + "</tbody></table>"


def one_per_line(table: Table) -> list[str]:
    """Each cell on a line of its own; a break inside a cell breaks the line."""
    return [line for row in table for cell in row for line in cell.text.split("\n")]


def runs_on_a_line(table: Table, on_one_line: Callable[[int], bool]) -> list[str]:
    """As `one_per_line`, but the figures of the rows that `on_one_line` picks (by index) share a line."""
    lines: list[str] = []
    for index, row in enumerate(table):
        if not on_one_line(index) or not _figures(row):
            lines += one_per_line([row])
            continue
        lines += one_per_line([[cell for cell in row if not cell.figure]])
        lines.append(" ".join(_figures(row)))
    return lines


def rows_on_a_line(table: Table) -> list[str]:
    """Each row on one line, its cells divided by a space, as text copied out of a browser."""
    return [" ".join(cell.text.replace("\n", "") for cell in row) for row in table]


def piped(table: Table) -> list[str]:
    """Each row on one line between pipes; a blank cell keeps its two pipes."""
    return ["| " + " | ".join(cell.text.replace("\n", "") for cell in row) + " |" for row in table]


def glued(table: Table) -> str:
    """All cells run together, as an extraction that drops every boundary leaves them."""
    return "".join(cell.text.replace("\n", "") for row in table for cell in row)


def _figures(row: list[Cell]) -> list[str]:
    return [cell.text for cell in row if cell.figure]


def _html_cell(cell: Cell, look: Look) -> str:
    spans = (f' colspan="{cell.cols}"' if cell.cols > 1 else "") + (
        f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    )
    text = escape(cell.text, quote=False).replace("\n", look.line_break) or look.blank
    wrapped = (look.figure if cell.figure else look.label).format(text)
    return f"<td{spans}{look.cell}>{wrapped}</td>"
