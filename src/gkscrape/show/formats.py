"""Changes in the formats of `diff --format`: JSON, CSV, Markdown and HTML as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from gkscrape.errors import UsageError
from gkscrape.show.changes import (
    ChangeShown,
    absolute_text,
    diff_json,
    digits,
    keys_of,
    relative_text,
    value_text,
)
from gkscrape.show.dumps import dumps
from gkscrape.show.page import html_page
from gkscrape.show.safe import csv_text, markdown_text

_BYTE_ORDER_MARK = "\ufeff"


def render(changes: Sequence[ChangeShown], name: str, title: str) -> str:
    """The changes in the format of this name; `title` heads the formats that have a heading.

    Raises UsageError for a format that is not known or needs what is not installed.
    """
    if name == "xlsx":
        raise UsageError("the format xlsx needs an extra that this version does not have yet: use csv")
    if name not in _WRITERS:
        raise UsageError(f"there is no format {name!r}; choose one of: {', '.join(FORMATS)}")
    return _WRITERS[name](changes, title)


def _json(changes: Sequence[ChangeShown], _title: str) -> str:
    lines = (dumps(line) for line in diff_json(changes))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _csv(changes: Sequence[ChangeShown], _title: str) -> str:
    """A table for spreadsheets, opened by a byte order mark so that they take it for UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    sides = [name for key in keys_of(changes) for name in (key, f"{key} kind", f"{key} status")]
    heads = ["indicator", "label", *sides, "absolute change", "relative change", "comparable", "note"]
    writer.writerow(map(csv_text, heads))
    for change in changes:
        writer.writerow(_csv_row(change))
    return _BYTE_ORDER_MARK + out.getvalue()


def _csv_row(change: ChangeShown) -> list[str]:
    sides: list[str] = []
    for entry in change.entries:
        sides.append("" if entry.value is None else digits(entry.value))
        sides.extend("" if word is None else word.value for word in (entry.kind, entry.status))
    differences = ["" if value is None else digits(value) for value in (change.absolute, change.relative)]
    texts = [csv_text(text) for text in (change.indicator, change.label)]
    return [*texts, *sides, *differences, csv_text(str(change.comparable)), csv_text(change.note)]


def _markdown(changes: Sequence[ChangeShown], title: str) -> str:
    heads = ["指标 indicator", *keys_of(changes), "变化 change", "%", "可比 comparable", "说明 note"]
    lines = [f"# {markdown_text(title)}", "", _markdown_row(heads)]
    lines.append("|---" + "|---:" * (len(heads) - 3) + "|---|---|")
    lines.extend(_markdown_row(_markdown_cells(change)) for change in changes)
    return "\n".join(lines) + "\n"


def _markdown_cells(change: ChangeShown) -> list[str]:
    values = [value_text(entry) for entry in change.entries]
    name = f"{change.label} {change.indicator}"
    return [name, *values, absolute_text(change), relative_text(change), str(change.comparable), change.note]


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(map(markdown_text, cells)) + " |"


_WRITERS: dict[str, Callable[[Sequence[ChangeShown], str], str]] = {
    "json": _json,
    "csv": _csv,
    "md": _markdown,
    "html": html_page,
}
FORMATS = (*_WRITERS, "xlsx")
"""The names of the formats that `render` knows."""
