"""`gkscrape status`: what the database holds."""

from __future__ import annotations

import dataclasses

import click

from gkscrape.cli.options import as_json as json_option
from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import existing
from gkscrape.show import dumps, print_status
from gkscrape.store import open_store


@click.command(
    epilog="""\b
Examples:
  gkscrape status
  gkscrape status --json --db sqlite:////data/counties.db"""
)
@database_option
@json_option
def command(db: str, as_json: bool) -> None:
    """Say what the database holds: reports by year and form, cells, faults, refusals, runs."""
    with open_store(existing(db)) as store:
        status = store.status()
    if as_json:
        click.echo(dumps(dataclasses.asdict(status)))
    else:
        print_status(status)
