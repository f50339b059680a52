"""`gkscrape parse`: read reports from files and print what they say."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from gkscrape.cli.options import as_json as json_option
from gkscrape.compare import label_for
from gkscrape.errors import ExitStatus
from gkscrape.form import load_forms
from gkscrape.record import Refusal, Report
from gkscrape.run.reading import explain_path, read_path
from gkscrape.show import dumps, print_report, refusal_json, report_json
from gkscrape.show.explanation import print_explanation


@click.command(
    epilog="""\b
Examples:
  gkscrape parse report.html
  gkscrape parse --explain report.html
  gkscrape parse --json archive-of-2020/*.html > readings.jsonl
  curl -s https://… | gkscrape parse -
\b
With --json, one object a line for each input: every indicator of the form, found or not;
docs/readings.md explains its keys.
What is not an annual report is refused by name; the other inputs go on, and the exit
status is 3."""
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--explain", is_flag=True, help="Say which layout, labels and sums decided.")
@json_option
def command(paths: tuple[str, ...], explain: bool, as_json: bool) -> int:
    """Read reports (HTML or text; - for standard input) and print what they say."""
    status = ExitStatus.DONE
    for path in paths:
        result = read_path(Path(path), sys.stdin.buffer if path == "-" else None)
        if isinstance(result, Refusal):
            status = ExitStatus.REFUSED
        _show(result, path, as_json=as_json)
        if explain and isinstance(result, Report):
            print_explanation(explain_path(Path(path)), result.cells, sys.stderr if as_json else sys.stdout)
    return status


def _show(result: Report | Refusal, path: str, *, as_json: bool) -> None:
    if isinstance(result, Refusal):
        click.echo(f"{path}: {result.kind.value}: {result.message}", err=True)
        if as_json:
            click.echo(dumps(refusal_json(result, path)))
    elif as_json:
        click.echo(dumps(report_json(result, path)))
    else:
        form = load_forms().get(result.form)
        print_report(result, path, partial(label_for, forms={} if form is None else {form.id: form}))
