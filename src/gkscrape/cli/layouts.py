"""`gkscrape layouts`: what layouts there are, which of them fit a page, and fixtures for new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from gkscrape.checks import State
from gkscrape.cli.options import as_json as json_option
from gkscrape.errors import ExitStatus
from gkscrape.record import Status
from gkscrape.run.fixtures import draft, sign
from gkscrape.run.layoutdocs import markdown
from gkscrape.run.layouts import Tried, known_layouts, try_layouts
from gkscrape.run.newlayout import Advice, advise
from gkscrape.show import Json, dumps, print_lines, print_table

_SHOWN = 4
_MOST_UNMET = 12

fixtures_option = click.option(
    "--fixtures",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the fixtures; tests/fixtures/layouts in a copy of the repository.",
)


@click.group(
    invoke_without_command=True,
    epilog="""\b
Examples:
  gkscrape layouts
  gkscrape layouts try page.html
  gkscrape layouts new pipe-lines page.txt
  gkscrape layouts accept pipe-lines --by "A. Reader"
\b
A layout is one file under parsers/ and one fixture: docs/add-a-layout.md shows how.""",
)
@click.pass_context
def command(context: click.Context) -> int:
    """List the layouts, try them on a page, draft a fixture and sign it."""
    return int(context.invoke(list_layouts)) if context.invoked_subcommand is None else ExitStatus.DONE


@command.command("list", short_help="List the layouts, and which fixtures are signed.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the page docs/layouts.md.")
@json_option
def list_layouts(as_json: bool = False, as_markdown: bool = False) -> int:
    """List the layouts, what each varies, and whether its fixture is signed."""
    known = known_layouts()
    if as_markdown:
        click.echo(markdown(), nl=False)
    elif as_json:
        for one in known:
            layout = one.layout
            line = {"name": layout.name, "description": layout.description, "reader": layout.reader.value}
            click.echo(dumps({**line, "extends": one.extends, "fixture": one.fixture.value}))
    else:
        rows = [
            (one.layout.name, one.extends or "", one.fixture.value, one.layout.description) for one in known
        ]
        print_table(("layout", "extends", "fixture", "description"), rows)
    return ExitStatus.DONE


@command.command("try", short_help="Show which layout fits a page, or what to write.")
@click.argument("path", type=click.Path(path_type=Path))
@json_option
def try_page(path: Path, as_json: bool) -> int:
    """Show which layouts match a page, what each of them seats, and the file to write if none fits."""
    tried = try_layouts(path)
    advice = advise(path, tried[0])
    if as_json:
        _print_json(tried, advice)
    else:
        _print_tried(*tried)
        print_lines([advice.reason], strong=True)
        print_lines([advice.step])
        print_lines(f"  {line}" for line in (advice.toml or "").splitlines())
    return ExitStatus.DONE if tried[0].form is not None else ExitStatus.REFUSED


def _print_json(tried: Sequence[Tried], advice: Advice) -> None:
    """A line each: the choice among all layouts with the advice, then what each layout makes of it alone."""
    for number, one in enumerate(tried):
        line: dict[str, Json] = {
            "layout": one.name,
            "chosen": number == 0,
            "form": one.form,
            "cells": {status.value: one.statuses.get(status, 0) for status in Status},
            "sums": {state.value: one.sums.get(state, 0) for state in State},
            "reasons": list(one.reasons),
            "behind_labels": dict(one.behind),
            "words": dict(one.words),
        }
        click.echo(dumps({**line, "advice": asdict(advice)} if number == 0 else line))


def _print_tried(chosen: Tried, *alone: Tried) -> None:
    if chosen.form is None:
        return
    print_lines([f"read as {chosen.name}, form {chosen.form}"], strong=True)
    print_lines(f"  {reason}" for reason in chosen.reasons)
    _print_behind(chosen)
    fitting = [tried for tried in alone if tried.settled]
    if fitting:
        heads = ("layout", "form", *(status.value for status in Status), "sums hold", "sums fail")
        print_table(heads, map(_row, fitting), right=range(2, 8))
    if len(fitting) < len(alone):
        print_lines([f"{len(alone) - len(fitting)} of {len(alone)} layouts seat nothing"])


def _print_behind(chosen: Tried) -> None:
    """The commonest of what stands behind the labels: what `after_label` is to say, with what follows it."""
    common = sorted(chosen.behind.items(), key=lambda item: -item[1])[:_SHOWN]
    if common:
        told = ", ".join(f"{space!r} {count} times" for space, count in common)
        print_lines([f"behind the labels of rows stands {told}"])


def _row(tried: Tried) -> tuple[str, ...]:
    cells = (str(tried.statuses.get(status, 0)) for status in Status)
    sums = (str(tried.sums.get(state, 0)) for state in (State.PASS, State.FAIL))
    return (tried.name, tried.form or "", *cells, *sums)


@command.command("new")
@click.argument("name")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the fixture that is there.")
@fixtures_option
def new(name: str, path: Path, force: bool, fixtures: Path | None) -> int:
    """Save a page as the fixture of a layout, and draft what it says."""
    drafted = draft(name, path, fixtures, force=force)
    print_lines([f"drafted {drafted.folder}, read as {drafted.read_as}"], strong=True)
    print_lines(f"  {obstacle}" for obstacle in drafted.obstacles)
    print_lines(
        [
            "Write the page anew with an invented organ and a figure of its own in every cell, compare every",
            f"cell of expected.json with it, and then: gkscrape layouts accept {name} --by YOUR-NAME",
        ]
    )
    return ExitStatus.DONE


@command.command("accept", short_help="Sign what a fixture is expected to say.")
@click.argument("name")
@click.option("--by", required=True, metavar="NAME", help="Who compared the cells with the page.")
@click.option("--despite-sums", is_flag=True, help="Sign although printed sums fail.")
@fixtures_option
def accept(name: str, by: str, despite_sums: bool, fixtures: Path | None) -> int:
    """Sign the expectation of a fixture: its cells were compared with the page.

    The signature holds for page and cells as they are; when one of them changes, it wants a new one.
    """
    unmet = sign(name, by, fixtures, despite_sums=despite_sums)
    print_lines([f"signed {name} by {by.strip()}"], strong=True)
    print_lines(f"  not read so yet: {each}" for each in unmet[:_MOST_UNMET])
    if len(unmet) > _MOST_UNMET:
        print_lines([f"  and {len(unmet) - _MOST_UNMET} more"])
    return ExitStatus.EXPECTATION if unmet else ExitStatus.DONE
