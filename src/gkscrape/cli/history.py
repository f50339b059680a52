"""`gkscrape history`: every body of a report that was fetched, and what each of them changed."""

from __future__ import annotations

import click

from gkscrape.cli.options import as_json as json_option
from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import existing
from gkscrape.run.history import History, history_of
from gkscrape.show import Json, dumps, print_lines, print_table
from gkscrape.store import open_store
from gkscrape.store.columns import SHANGHAI

_SHOWN = 6


@click.command(
    epilog="""\b
Examples:
  gkscrape history 某县教育局 2021
  gkscrape history 某县教育局 2021 --json | jq '.captures[].changed'
\b
Each different body is listed once, when it was first fetched. A body is compared with the
last one from its own address; the first from a new address, with the body fetched before it.
The first of all changes nothing. Times are in China; with --json they are in UTC."""
)
@click.argument("unit")
@click.argument("year", type=int)
@database_option
@json_option
def command(unit: str, year: int, db: str, as_json: bool) -> None:
    """Show when a report was fetched, and which figures each new body changed."""
    with open_store(existing(db)) as store:
        history = history_of(store, unit, year)
    if as_json:
        click.echo(dumps(_json(history)))
    else:
        _print(history)


def _json(history: History) -> dict[str, Json]:
    captures: list[Json] = [
        {
            "sha256": step.capture.sha256,
            "url": step.capture.url,
            "fetched_at": step.capture.fetched_at.isoformat(),
            "changed": list(step.changed),
        }
        for step in history.steps
    ]
    return {"unit": history.unit, "year": history.year, "captures": captures}


def _print(history: History) -> None:
    print_lines([f"{history.unit} {history.year}"], strong=True)
    rows = [
        (
            f"{step.capture.fetched_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            step.capture.sha256[:12],
            str(len(step.changed)),
            _some(step.changed),
            step.capture.url,
        )
        for step in history.steps
    ]
    print_table(("抓取 fetched", "sha256", "n", "变化 changed", "address"), rows, right=(2,))


def _some(changed: tuple[str, ...]) -> str:
    more = f" … {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
    return ", ".join(changed[:_SHOWN]) + more
