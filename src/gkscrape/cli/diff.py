"""`gkscrape diff`: the years of a unit, or units in a year, side by side."""

from __future__ import annotations

from pathlib import Path

import click

from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import existing
from gkscrape.errors import ExitStatus, UsageError
from gkscrape.run.compare import Comparison, compare_units, compare_years
from gkscrape.show import FORMATS, print_changes, render, telling
from gkscrape.store import Store, open_store


@click.command(
    epilog="""\b
Examples:
  gkscrape diff 某县教育局 2020 2021
  gkscrape diff 某县教育局 --format csv --output change.csv
  gkscrape diff --year 2023 某县教育局 某县财政局
\b
What two forms count differently is marked "no" and never subtracted. A blank, missing or
ambiguous side is unknown, never 0. With --exit-code the status is 4 when something changed."""
)
@click.argument("words", nargs=-1, required=True, metavar="UNIT [YEAR]… | UNIT UNIT…")
@click.option("--year", type=int, help="Compare several units in this year.")
@click.option("--format", "name", type=click.Choice(["table", *FORMATS]), default="table", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--all", "everything", is_flag=True, help="Show rows that are 0 or unknown on every side too.")
@click.option("--only-comparable", is_flag=True, help="Leave out what the forms count differently.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--exit-code", is_flag=True, help="Exit with 4 when a comparable figure changed.")
@database_option
def command(
    words: tuple[str, ...],
    year: int | None,
    name: str,
    as_json: bool,
    everything: bool,
    only_comparable: bool,
    output: Path | None,
    exit_code: bool,
    db: str,
) -> int:
    """Compare the years of a unit, or units in a year."""
    with open_store(existing(db)) as store:
        comparison = _compare(store, words, year)
    changes = [c for c in comparison.changes if not (only_comparable and c.comparable.value == "no")]
    shown = changes if everything or name == "json" or as_json else telling(changes)
    if name == "table" and not as_json:
        if output is not None:
            raise UsageError("--output needs a --format other than table")
        print_changes(shown, comparison.title, hidden=len(changes) - len(shown))
    else:
        text = render(shown, "json" if as_json else name, comparison.title)
        _write(text, output)
    changed = any(change.absolute for change in changes)
    return ExitStatus.EXPECTATION if exit_code and changed else ExitStatus.DONE


def _compare(store: Store, words: tuple[str, ...], year: int | None) -> Comparison:
    if year is not None:
        if len(words) < 2:
            raise UsageError("--year compares units: name at least two")
        return compare_units(store, year, words)
    unit, *years = words
    wrong = [word for word in years if not (word.isascii() and word.isdigit())]
    if wrong:
        raise UsageError(f"{wrong[0]!r} is not a year; to compare units give --year")
    return compare_years(store, unit, [int(word) for word in years])


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8", newline="")
