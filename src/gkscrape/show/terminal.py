"""What a person sees in a terminal, and plain text in a pipe: tables, faults, progress. The door to rich."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import IO, Literal

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from gkscrape.record import Change, Edit, Entry, Fault, Grade, SectionChange
from gkscrape.show.changes import absolute_text, digits, relative_text, share_text, value_text
from gkscrape.show.safe import visible
from gkscrape.show.sheets import Sheet

_COLOURS = {Grade.ERROR: "bold red", Grade.WARNING: "yellow", Grade.INFO: "cyan"}
_EDITS = {Edit.REMOVED: ("-", "red"), Edit.ADDED: ("+", "green")}
_PIPE_WIDTH = 2000
_LEGEND = "– the form has no such figure · blank is not 0 · * placed by the printed sums"


class Bar:
    """A progress bar under way. Where there is no terminal, nothing is drawn, but what is said is written."""

    def __init__(self, bars: Progress, task: TaskID) -> None:
        self._bars = bars
        self._task = task

    def advance(self, steps: int = 1) -> None:
        """Move the bar on."""
        self._bars.advance(self._task, steps)

    def expect(self, total: int) -> None:
        """Say how many steps there will be in all."""
        self._bars.update(self._task, total=total)

    def tell(self, label: str) -> None:
        """Change the words before the bar."""
        self._bars.update(self._task, description=visible(label))

    def say(self, line: str) -> None:
        """Write a line above the bar."""
        _print(self._bars.console, Text(visible(line)))


@contextmanager
def progress(label: str, total: int | None = None, stream: IO[str] | None = None) -> Iterator[Bar]:
    """A progress bar on the standard error stream while the block runs; nothing is drawn in a pipe."""
    console = _console(stream or sys.stderr)
    words = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), words, BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        yield Bar(bars, bars.add_task(visible(label), total=total))


def print_changes(
    changes: Sequence[Change],
    title: str,
    hidden: int = 0,
    why: str = "0 or unknown on every side",
    stream: IO[str] | None = None,
) -> None:
    """A table of the changes under their title; `hidden` says how many lines were left out, being `why`."""
    console = _console(stream or sys.stdout)
    table = _table(console)
    table.add_column("指标 indicator", overflow="fold")
    if not console.is_terminal:
        table.add_column("code")
    keys = [entry.key for entry in changes[0].entries] if changes else []
    for head in (*map(visible, keys), "change", "%"):
        table.add_column(Text(head), justify="right", no_wrap=True)
    table.add_column("comparable, note", overflow="fold")
    for change in changes:
        table.add_row(*_name(change, console.is_terminal), *map(_value, change.entries), *_difference(change))
    _print(console, Text(visible(title), style="bold"))
    _print(console, table)
    _print(console, Text(_LEGEND, style="dim"))
    if hidden:
        others = "1 more indicator is" if hidden == 1 else f"{hidden} more indicators are"
        _print(console, Text(f"{others} {why}", style="dim"))


def print_sections(sections: Iterable[SectionChange], stream: IO[str] | None = None) -> None:
    """What went and what came in each section, a line for each paragraph; what stayed is left out."""
    console = _console(stream or sys.stdout)
    for section in sections:
        kept = f"  ({share_text(section.kept)} kept)" if section.kept is not None else ""
        _print(console, Text(visible(f"{section.number} {section.heading}{kept}"), style="bold"))
        for piece in section.pieces:
            if piece.edit is not Edit.SAME:
                sign, style = _EDITS[piece.edit]
                for line in piece.text.strip("\n").split("\n"):
                    _print(console, Text(f"{sign} {visible(line)}", style=style))


def print_sheet(sheet: Sheet, stream: IO[str] | None = None) -> None:
    """A plain table under its title, figures to the right, with its notes below."""
    rows = [[digits(one) if isinstance(one, Decimal) else one or "" for one in row] for row in sheet.rows]
    right = [
        column
        for column in range(len(sheet.heads))
        if any(isinstance(row[column], Decimal) for row in sheet.rows)
    ]
    print_lines([sheet.title], strong=True, stream=stream)
    print_table(sheet.heads, rows, right=right, stream=stream)
    print_lines(sheet.notes, stream=stream)


def print_faults(groups: Mapping[str, Sequence[Fault]], stream: IO[str] | None = None) -> None:
    """The faults of each report under the name of the report, coloured by their grade."""
    console = _console(stream or sys.stdout)
    for name, faults in groups.items():
        _print(console, Text(visible(name), style="bold"))
        table = _table(console, heads=False)
        table.add_column("grade", no_wrap=True)
        table.add_column("message", overflow="fold")
        table.add_column("code", no_wrap=True)
        table.add_column("suspect", no_wrap=True)
        for fault in faults:
            table.add_row(
                Text(fault.grade.value, style=_COLOURS[fault.grade]),
                Text(visible(fault.message)),
                Text(visible(fault.code), style="dim"),
                Text(fault.suspect.value, style="dim"),
            )
        _print(console, table)


def print_lines(lines: Iterable[str], *, strong: bool = False, stream: IO[str] | None = None) -> None:
    """These lines as they are, in bold if `strong`."""
    console = _console(stream or sys.stdout)
    for line in lines:
        _print(console, Text(visible(line), style="bold" if strong else ""))


def print_table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Sequence[int] = (),
    heads_shown: bool = True,
    stream: IO[str] | None = None,
) -> None:
    """A table of plain texts; the columns whose numbers (from 0) are in `right` stand to the right."""
    console = _console(stream or sys.stdout)
    table = _table(console, heads_shown)
    for column, head in enumerate(heads):
        side: Literal["left", "right"] = "right" if column in right else "left"
        table.add_column(Text(visible(head)), justify=side, overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(text)) for text in row))
    _print(console, table)


def _console(stream: IO[str]) -> Console:
    """A console that reads no markup in what it prints; in a pipe so wide that it never folds a line."""
    wide = None if stream.isatty() else _PIPE_WIDTH
    return Console(file=stream, markup=False, emoji=False, highlight=False, width=wide)


def _print(console: Console, shown: Text | Table) -> None:
    """Print it; in a pipe without the spaces that fill its lines up."""
    if console.is_terminal:
        console.print(shown)
        return
    with console.capture() as captured:
        console.print(shown)
    for line in captured.get().splitlines():
        console.file.write(line.rstrip() + "\n")


def _table(console: Console, heads: bool = True) -> Table:
    lines = box.SIMPLE_HEAD if console.is_terminal else None
    return Table(box=lines, show_header=heads, pad_edge=False, header_style="bold")


def _name(change: Change, stacked: bool) -> list[Text]:
    """Label and code: one above the other where the width is scarce, else side by side."""
    label, code = Text(visible(change.label)), Text(visible(change.indicator), style="dim")
    return [Text("\n").join([label, code])] if stacked else [label, code]


def _value(entry: Entry) -> Text:
    return Text(value_text(entry), style="" if entry.value is not None else "dim")


def _difference(change: Change) -> list[Text]:
    comparable = "" if change.comparable == "same" else str(change.comparable)
    words = "; ".join(word for word in (comparable, change.note) if word)
    style = "yellow" if change.comparable == "no" else "dim"
    return [Text(absolute_text(change)), Text(relative_text(change)), Text(visible(words), style=style)]
