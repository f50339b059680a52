"""`gkscrape check`: what does not add up in stored reports."""

from __future__ import annotations

import click

from gkscrape.cli.options import as_json as json_option
from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import existing
from gkscrape.errors import ExitStatus
from gkscrape.record import Grade
from gkscrape.run.check import check_stored
from gkscrape.show import dumps, fault_json, print_faults
from gkscrape.store import open_store


@click.command(
    epilog="""\b
Examples:
  gkscrape check
  gkscrape check 某县教育局 2021
  gkscrape check --json | jq 'select(.grade == "error")'
\b
Published figures are never changed: a fault stands beside them, with what was found, what
the printed sums expect, and who is suspect. The exit status is 4 when a fault of grade
error is found."""
)
@click.argument("unit", required=False)
@click.argument("year", type=int, required=False)
@database_option
@json_option
def command(unit: str | None, year: int | None, db: str, as_json: bool) -> int:
    """Test stored reports against the printed sums and the rules of their form."""
    with open_store(existing(db)) as store:
        found = check_stored(store, unit, year)
    if as_json:
        for entry, faults in found:
            for fault in faults:
                line = {"report": entry.id, "unit": entry.unit.name, "year": entry.year, **fault_json(fault)}
                click.echo(dumps(line))
    else:
        print_faults({f"{entry.unit.name} {entry.year}": faults for entry, faults in found if faults})
        total = sum(len(faults) for _, faults in found)
        click.echo(f"{len(found)} reports checked, {total} faults")
    errors = any(fault.grade is Grade.ERROR for _, faults in found for fault in faults)
    return ExitStatus.EXPECTATION if errors else ExitStatus.DONE
