"""`gkscrape diff`: years of a unit, units in a year, captures of a report, peers, and copied text."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import existing
from gkscrape.compare import Limit, changed, limit_from
from gkscrape.errors import ExitStatus, UsageError
from gkscrape.record import Change, Comparable, Comparison, Edit
from gkscrape.run.compare import compare_units, compare_versions, compare_years
from gkscrape.run.peers import Among, copied_text, rank_among
from gkscrape.show import (
    FORMATS,
    Json,
    Sheet,
    copies_sheet,
    copy_json,
    json_list,
    print_changes,
    print_lines,
    print_sections,
    print_sheet,
    ranking_sheet,
    render,
    render_sheet,
    standing_json,
    telling,
)
from gkscrape.store import Store, open_store

_WHOLE_PAGES = ("html", "xlsx")


@click.command(
    epilog="""\b
Examples:
  gkscrape diff 某县教育局
  gkscrape diff 某县教育局 2020 2021
  gkscrape diff 某县教育局 2020 2021 --text
  gkscrape diff 某县教育局 --format html --output change.html
  gkscrape diff --year 2023 某县教育局 某县财政局
  gkscrape diff --captures 某县教育局 2023
  gkscrape diff --peers 某县教育局 2023 --among province
  gkscrape diff --copied 某县教育局 2023
\b
Without years all are compared. The change is that from the first report to the last. What
their forms count differently is marked "no" and never subtracted. A blank, missing or
ambiguous side is unknown, never 0. With --exit-code the status is 4 when something changed.
HTML and XLSX hold figures and text; the other formats hold the text only with --text.
A UNIT is a full name or an id; a name that several units bear lists their ids."""
)
@click.argument("words", nargs=-1, required=True, metavar="UNIT [YEAR]… | UNIT UNIT…")
@click.option("--year", type=int, metavar="YEAR", help="Compare the named units in this year.")
@click.option("--captures", is_flag=True, help="Compare the bodies of UNIT's report of YEAR: silent edits.")
@click.option("--peers", is_flag=True, help="Rank UNIT in YEAR among units of its kind.")
@click.option(
    "--among",
    type=click.Choice([one.value for one in Among]),
    default="prefecture",
    show_default=True,
    help="Where the peers are.",
)
@click.option("--copied", is_flag=True, help="Find what of UNIT's text in YEAR stands elsewhere too.")
@click.option("--text", is_flag=True, help="Compare the sections of the text instead of the figures.")
@click.option(
    "--format",
    "name",
    type=click.Choice(["table", *FORMATS]),
    default="table",
    show_default=True,
    help="What to write.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--all", "everything", is_flag=True, help="Show rows that are 0 or unknown on every side too.")
@click.option("--only-comparable", is_flag=True, help="Leave out lines that are marked no.")
@click.option("--min-change", metavar="N|P%", help="Show only figures that changed by so much at least.")
@click.option("--tolerance", metavar="N|P%", default="0", help="Let changes up to so much pass for none.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--exit-code", is_flag=True, help="Exit with 4 when a comparable figure changed.")
@database_option
def command(**given: Any) -> int:
    """Compare years of a unit, units in a year, or captures of a report."""
    asked = _Asked(**given)
    asked.refuse_contradictions()
    with open_store(existing(asked.db)) as store:
        if asked.peers:
            return _rank(store, asked)
        if asked.copied:
            return _find_copies(store, asked)
        comparison = _compare(store, asked)
    moving = _moving(comparison.changes, limit_from(asked.tolerance), asked.captures)
    _tell(comparison, moving, asked)
    moved = bool(moving) or ((asked.text or asked.captures) and _reworded(comparison))
    return ExitStatus.EXPECTATION if asked.exit_code and moved else ExitStatus.DONE


@dataclass(frozen=True, slots=True)
class _Asked:
    """The command line, each argument under the name that it has there."""

    words: tuple[str, ...]
    year: int | None
    captures: bool
    peers: bool
    among: str
    copied: bool
    text: bool
    name: str
    as_json: bool
    everything: bool
    only_comparable: bool
    min_change: str | None
    tolerance: str
    output: Path | None
    exit_code: bool
    db: str

    @property
    def form(self) -> str:
        """The format to write, `table` for people."""
        return "json" if self.as_json else self.name

    def refuse_contradictions(self) -> None:
        """Raises UsageError for what cannot be asked together."""
        if self.form == "table" and self.output is not None:
            raise UsageError("--output needs a --format other than table")
        if self.peers + self.copied + self.captures > 1:
            raise UsageError("--captures, --peers and --copied answer different questions: give one of them")

    def unit_and_year(self) -> tuple[str, int]:
        """The one unit and year that are asked about. Raises UsageError."""
        named = self.words if self.year is None else (*self.words, str(self.year))
        if len(named) != 2:
            raise UsageError("--captures, --peers and --copied take one UNIT and one YEAR")
        return named[0], _year(named[1])


def _rank(store: Store, asked: _Asked) -> int:
    ranking = rank_among(store, *asked.unit_and_year(), Among(asked.among), everything=asked.everything)
    _tell_sheet(ranking_sheet(ranking), map(standing_json, ranking.standings), asked)
    return ExitStatus.DONE


def _find_copies(store: Store, asked: _Asked) -> int:
    title, found, notes = copied_text(store, *asked.unit_and_year())
    _tell_sheet(copies_sheet(title, found, notes), map(copy_json, found), asked)
    return ExitStatus.DONE


def _compare(store: Store, asked: _Asked) -> Comparison:
    if asked.captures:
        return compare_versions(store, *asked.unit_and_year())
    text = asked.text or asked.form in _WHOLE_PAGES
    if asked.year is not None:
        if len(asked.words) < 2:
            raise UsageError("--year compares units: name at least two")
        return compare_units(store, asked.year, asked.words, text=text)
    unit, *years = asked.words
    return compare_years(store, unit, [*map(_year, years)], text=text, figures=not asked.text)


def _tell(comparison: Comparison, moving: frozenset[Change], asked: _Asked) -> None:
    """Print or write as much of the comparison as is asked for."""
    chosen = _chosen(comparison.changes, asked.only_comparable, limit_from(asked.min_change or "0"))
    shown = chosen if asked.everything or asked.form == "json" else telling(chosen)
    if asked.captures and not asked.everything:
        shown = tuple(change for change in chosen if change in moving)
    told = replace(comparison, changes=() if asked.text else shown)
    if asked.form == "table":
        why = "the same in all of them" if asked.captures else "0 or unknown on every side"
        _print(told, len(chosen) - len(shown), why)
    else:
        _write(render(told, asked.form), asked.output)


def _year(word: str) -> int:
    if not (word.isascii() and word.isdigit()):
        raise UsageError(f"{word!r} is not a year; to compare units give --year")
    return int(word)


def _moving(changes: Sequence[Change], tolerance: Limit, captures: bool) -> frozenset[Change]:
    return frozenset(change for change in changes if changed(change, tolerance, within_one_report=captures))


def _reworded(comparison: Comparison) -> bool:
    pieces = (piece for section in comparison.sections for piece in section.pieces)
    return any(piece.edit is not Edit.SAME for piece in pieces)


def _chosen(changes: Sequence[Change], only_comparable: bool, least: Limit) -> tuple[Change, ...]:
    return tuple(
        change
        for change in changes
        if not (only_comparable and change.comparable is Comparable.NO)
        and (least.amount == 0 or least.reached(change))
    )


def _print(comparison: Comparison, hidden: int, why: str) -> None:
    if comparison.changes or (hidden and not comparison.sections):
        print_changes(comparison.changes, comparison.title, hidden, why)
    else:
        print_lines([comparison.title], strong=True)
        if not comparison.sections:
            print_lines(["these reports have no figures to compare; --text compares their sections"])
    print_sections(comparison.sections)
    print_lines([*comparison.notes, *(fault.message for fault in comparison.faults)])


def _tell_sheet(sheet: Sheet, values: Iterable[Json], asked: _Asked) -> None:
    if asked.form == "table":
        print_sheet(sheet)
    else:
        content = json_list(values) if asked.form == "json" else render_sheet(sheet, asked.form)
        _write(content, asked.output)


def _write(content: str | bytes, output: Path | None) -> None:
    if output is not None:
        try:
            output.write_bytes(content if isinstance(content, bytes) else content.encode())
        except OSError as error:
            raise UsageError(f"{output}: cannot be written ({error.strerror}); name another file") from error
    elif isinstance(content, bytes) and sys.stdout.isatty():
        raise UsageError("a workbook is not for a terminal: give --output FILE")
    else:
        click.echo(content, nl=False)
