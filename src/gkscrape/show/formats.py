"""Comparisons and tables in the formats of `diff --format`: JSON, CSV, Markdown, HTML and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from gkscrape.errors import UsageError
from gkscrape.record import Change, Comparison, Edit, SectionChange
from gkscrape.show.changes import (
    absolute_text,
    change_json,
    digits,
    noted,
    relative_text,
    section_json,
    share_text,
    value_text,
)
from gkscrape.show.dumps import Json, dumps
from gkscrape.show.page import comparison_page, sheet_page
from gkscrape.show.safe import csv_text, markdown_text
from gkscrape.show.sheets import Figure, Sheet
from gkscrape.show.workbook import comparison_workbook, sheet_workbook

_BYTE_ORDER_MARK = "\ufeff"
_MARKS = {Edit.REMOVED: "~~", Edit.ADDED: "**", Edit.SAME: ""}


def render(comparison: Comparison, name: str) -> str | bytes:
    """The comparison in the format of this name, as bytes for a workbook.

    JSON and CSV hold a line for each indicator with all its notes, or for each section where the comparison
    has no figures. Raises UsageError for a format that is not known or needs what is not installed.
    """
    if name not in _COMPARISON_WRITERS:
        raise UsageError(f"there is no format {name!r}; choose one of: {', '.join(FORMATS)}")
    return _COMPARISON_WRITERS[name](comparison)


def render_sheet(sheet: Sheet, name: str) -> str | bytes:
    """The table in the format of this name, which is not JSON. Raises UsageError as `render` does."""
    if name not in _SHEET_WRITERS:
        raise UsageError(f"there is no format {name!r}; choose one of: {', '.join(_SHEET_WRITERS)}")
    return _SHEET_WRITERS[name](sheet)


def json_list(values: Iterable[Json]) -> str:
    """The values as one JSON list, one value a line."""
    return "[\n" + ",\n".join(map(dumps, values)) + "\n]\n"


def _json(comparison: Comparison) -> str:
    changes = (change_json(change) for change in noted(comparison))
    sections = () if comparison.changes else map(section_json, comparison.sections)
    return json_list([*changes, *sections])


def _csv(comparison: Comparison) -> str:
    if not comparison.changes and comparison.sections:
        return _csv_file(("section", "heading", "edit", "text"), _csv_pieces(comparison.sections))
    sides = [name for key in comparison.keys for name in (key, f"{key} kind", f"{key} status")]
    heads = ["indicator", "label", *sides, "absolute change", "relative change", "comparable", "note"]
    return _csv_file(heads, map(_csv_row, noted(comparison)))


def _csv_sheet(sheet: Sheet) -> str:
    return _csv_file(sheet.heads, (tuple(map(_csv_figure, row)) for row in sheet.rows))


def _csv_file(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table for spreadsheets, opened by a byte order mark so that they take it for UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(csv_text, heads))
    writer.writerows(rows)
    return _BYTE_ORDER_MARK + out.getvalue()


def _csv_row(change: Change) -> list[str]:
    sides: list[str] = []
    for entry in change.entries:
        sides.append(_csv_figure(entry.value))
        sides.extend("" if word is None else word.value for word in (entry.kind, entry.status))
    differences = [_csv_figure(value) for value in (change.absolute, change.relative)]
    texts = [csv_text(text) for text in (change.indicator, change.label)]
    return [*texts, *sides, *differences, change.comparable.value, csv_text(change.note)]


def _csv_pieces(sections: Iterable[SectionChange]) -> Iterator[Sequence[str]]:
    for section in sections:
        for piece in section.pieces:
            yield str(section.number), csv_text(section.heading), piece.edit.value, csv_text(piece.text)


def _csv_figure(figure: Figure) -> str:
    if figure is None:
        return ""
    return digits(figure) if isinstance(figure, Decimal) else csv_text(figure)


def _markdown(comparison: Comparison) -> str:
    lines = [f"# {markdown_text(comparison.title)}", ""]
    if comparison.changes or not comparison.sections:
        heads = ["指标 indicator", *comparison.keys, "变化 change", "%", "可比 comparable", "说明 note"]
        lines.append(_markdown_row(heads))
        lines.append("|---" + "|---:" * (len(heads) - 3) + "|---|---|")
        lines.extend(_markdown_row(_markdown_cells(change)) for change in comparison.changes)
    for section in comparison.sections:
        lines.extend(_markdown_section(section))
    remarks = [*comparison.notes, *(fault.message for fault in comparison.faults)]
    return "\n".join([*lines, *_markdown_remarks(remarks)]) + "\n"


def _markdown_section(section: SectionChange) -> Iterator[str]:
    kept = (
        f" ({section.older} → {section.newer}: {share_text(section.kept)})"
        if section.kept is not None
        else ""
    )
    yield from ("", f"## {markdown_text(f'{section.number} {section.heading}{kept}')}", "")
    text = ""
    for piece in section.pieces:
        mark = _MARKS[piece.edit]
        paragraphs = piece.text.split("\n")
        text += "\n\n".join(
            f"{mark}{markdown_text(one.strip())}{mark}" if one.strip() else "" for one in paragraphs
        )
    yield text.strip()


def _markdown_sheet(sheet: Sheet) -> str:
    lines = [
        f"# {markdown_text(sheet.title)}",
        "",
        _markdown_row(sheet.heads),
        "|---" * len(sheet.heads) + "|",
    ]
    for row in sheet.rows:
        lines.append(_markdown_row([digits(one) if isinstance(one, Decimal) else one or "" for one in row]))
    return "\n".join([*lines, *_markdown_remarks(sheet.notes)]) + "\n"


def _markdown_remarks(remarks: Sequence[str]) -> list[str]:
    return ["", *(f"- {markdown_text(remark)}" for remark in remarks)] if remarks else []


def _markdown_cells(change: Change) -> list[str]:
    values = [value_text(entry) for entry in change.entries]
    name = f"{change.label} {change.indicator}"
    differences = [absolute_text(change), relative_text(change)]
    return [name, *values, *differences, change.comparable.value, change.note]


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(map(markdown_text, cells)) + " |"


_COMPARISON_WRITERS: dict[str, Callable[[Comparison], str | bytes]] = {
    "json": _json,
    "csv": _csv,
    "md": _markdown,
    "html": comparison_page,
    "xlsx": comparison_workbook,
}
_SHEET_WRITERS: dict[str, Callable[[Sheet], str | bytes]] = {
    "csv": _csv_sheet,
    "md": _markdown_sheet,
    "html": sheet_page,
    "xlsx": sheet_workbook,
}
FORMATS = tuple(_COMPARISON_WRITERS)
"""The names of the formats that `render` knows."""
