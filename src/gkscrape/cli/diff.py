"""`gkscrape diff`: years of a unit, units in a year, captures of a report, peers, and copied text."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

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
def command(
    words: tuple[str, ...],
    year: int | None,
    captures: bool,
    peers: bool,
    among: str,
    copied: bool,
    text: bool,
    name: str,
    as_json: bool,
    everything: bool,
    only_comparable: bool,
    min_change: str | None,
    tolerance: str,
    output: Path | None,
    exit_code: bool,
    db: str,
) -> int:
    """Compare years of a unit, units in a year, or captures of a report."""
    form = "json" if as_json else name
    if form == "table" and output is not None:
        raise UsageError("--output needs a --format other than table")
    if peers + copied + captures > 1:
        raise UsageError("--captures, --peers and --copied answer different questions: give one of them")
    with open_store(existing(db)) as store:
        if peers:
            ranking = rank_among(store, *_unit_and_year(words, year), Among(among), everything=everything)
            _tell_sheet(ranking_sheet(ranking), map(standing_json, ranking.standings), form, output)
            return ExitStatus.DONE
        if copied:
            title, found, notes = copied_text(store, *_unit_and_year(words, year))
            _tell_sheet(copies_sheet(title, found, notes), map(copy_json, found), form, output)
            return ExitStatus.DONE
        if captures:
            comparison = compare_versions(store, *_unit_and_year(words, year))
        else:
            comparison = _compare(store, words, year, (text or form in _WHOLE_PAGES, not text))
    moving = _moving(comparison.changes, limit_from(tolerance), captures)
    chosen = _chosen(comparison.changes, only_comparable, limit_from(min_change or "0"))
    shown = chosen if everything or form == "json" else telling(chosen)
    if captures and not everything:
        shown = tuple(change for change in chosen if change in moving)
    hidden = len(chosen) - len(shown)
    told = replace(comparison, changes=() if text else shown)
    if form == "table":
        _print(told, hidden, "the same in all of them" if captures else "0 or unknown on every side")
    else:
        _write(render(told, form), output)
    moved = bool(moving) or ((text or captures) and _reworded(comparison))
    return ExitStatus.EXPECTATION if exit_code and moved else ExitStatus.DONE


def _compare(store: Store, words: tuple[str, ...], year: int | None, wanted: tuple[bool, bool]) -> Comparison:
    text, figures = wanted
    if year is not None:
        if len(words) < 2:
            raise UsageError("--year compares units: name at least two")
        return compare_units(store, year, words, text=text)
    unit, *years = words
    return compare_years(store, unit, [*map(_year, years)], text=text, figures=figures)


def _unit_and_year(words: tuple[str, ...], year: int | None) -> tuple[str, int]:
    named = words if year is None else (*words, str(year))
    if len(named) != 2:
        raise UsageError("--captures, --peers and --copied take one UNIT and one YEAR")
    return named[0], _year(named[1])


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
    if comparison.changes or not comparison.sections:
        print_changes(comparison.changes, comparison.title, hidden, why)
    else:
        print_lines([comparison.title], strong=True)
    if not (comparison.changes or hidden or comparison.sections):
        print_lines(["these reports have no figures to compare; --text compares their sections"])
    print_sections(comparison.sections)
    print_lines([*comparison.notes, *(fault.message for fault in comparison.faults)])


def _tell_sheet(sheet: Sheet, values: Iterable[Json], form: str, output: Path | None) -> None:
    if form == "table":
        print_sheet(sheet)
    else:
        _write(json_list(values) if form == "json" else render_sheet(sheet, form), output)


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
