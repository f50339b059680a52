"""`gkscrape reparse`: the archive, read again by today's reader."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from gkscrape.cli.options import archive as archive_option
from gkscrape.cli.options import as_json as json_option
from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import existing
from gkscrape.errors import ExitStatus
from gkscrape.record import Cell
from gkscrape.run.events import What
from gkscrape.run.reparse import Reparsed, captures_of, reparse
from gkscrape.show import Json, dumps, print_lines, print_table
from gkscrape.show.changes import digits
from gkscrape.show.dumps import number
from gkscrape.show.terminal import progress
from gkscrape.store import open_store


@click.command(
    epilog="""\b
Examples:
  gkscrape reparse --dry-run
  gkscrape reparse 某县教育局 2021
  gkscrape reparse --dry-run --json | jq '.changed[]'
\b
Works offline. The newest reading becomes current, unless it lost a printed cell, the unit or
the year without a fault that says why; then the old one stays. Every reading is kept. The
exit status is 1 when a capture cannot be read from the archive; the others go on."""
)
@click.argument("unit", required=False)
@click.argument("year", type=int, required=False)
@click.option("--dry-run", is_flag=True, help="Show which cells would change, and store nothing.")
@database_option
@archive_option
@json_option
def command(unit: str | None, year: int | None, dry_run: bool, db: str, archive: Path, as_json: bool) -> int:
    """Read archived captures again with today's reader, and keep what they say."""
    counts: Counter[str] = Counter()
    changed = 0
    with open_store(existing(db)) as store:
        found = captures_of(store, unit, year)
        with progress("reparse", len(found)) as bar:
            for one in reparse(store, archive, found, dry_run=dry_run):
                bar.advance()
                counts[one.what.value] += 1
                changed += len(one.changes)
                if as_json:
                    click.echo(dumps(_json(one)))
                else:
                    _print(one)
    if not as_json:
        told = ", ".join(f"{number} {what}" for what, number in counts.items())
        print_lines([f"{'would be: ' if dry_run else ''}{told}; {changed} cells changed"])
    return ExitStatus.FAILED if counts[What.BROKEN.value] else ExitStatus.DONE


def _json(one: Reparsed) -> dict[str, Json]:
    capture = one.capture
    return {
        "sha256": capture.sha256,
        "url": capture.url,
        "what": one.what.value,
        "message": one.message,
        "changed": [
            {"indicator": each.indicator, "old": _cell_json(each.old), "new": _cell_json(each.new)}
            for each in one.changes
        ],
    }


def _cell_json(cell: Cell | None) -> dict[str, Json] | None:
    if cell is None:
        return None
    shown: dict[str, Json] = {
        "kind": cell.kind.value,
        "value": number(cell.value),
        "status": cell.status.value,
    }
    if cell.candidates:
        shown["candidates"] = [number(each) for each in cell.candidates]
    return shown


def _print(one: Reparsed) -> None:
    if one.what is What.SAME and not one.changes:
        return
    print_lines([f"{one.what.value}: {one.message}  {one.capture.url}"], strong=True)
    rows = [(each.indicator, _text(each.old), _text(each.new)) for each in one.changes]
    if rows:
        print_table(("indicator", "old", "new"), rows)


def _text(cell: Cell | None) -> str:
    """The cell as its status, its kind and its figure; `–` where there is none."""
    if cell is None:
        return "–"
    figures = cell.candidates or ((cell.value,) if cell.value is not None else ())
    words = [cell.status.value, cell.kind.value]
    if figures:
        words.append(" or ".join("nothing" if figure is None else digits(figure) for figure in figures))
    return " ".join(words)
