"""`gkscrape export`: the reports as files for spreadsheets, statistics programs and archives of data."""

from __future__ import annotations

from pathlib import Path

import click

from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import existing
from gkscrape.run.export import WRITERS, export
from gkscrape.show import print_table
from gkscrape.store import open_store


@click.command(
    epilog="""\b
Examples:
  gkscrape export tables --format csv
  gkscrape export tables --format wide-csv --year 2023
  gkscrape export package --format datapackage && frictionless validate package/datapackage.json
\b
csv has one row a cell, and the other tables beside it; wide-csv one row a report. jsonl has one
reading a line, as `gkscrape parse --json` prints it. datapackage is a Frictionless data package.
xlsx has the figures and faults without the texts; it needs gkscrape[xlsx], parquet needs
gkscrape[parquet]. A cell without a number stays empty, and is not 0. In CSV files, text that a
spreadsheet would take for a formula has an apostrophe before it. Equal content gives equal
bytes; when the command is stopped, the files of before are still there, whole."""
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--format", "name", type=click.Choice(list(WRITERS)), required=True)
@click.option("--unit", help="Only the reports of this unit.")
@click.option("--year", type=int, help="Only the reports of this year.")
@database_option
def command(folder: Path, name: str, unit: str | None, year: int | None, db: str) -> None:
    """Write the current readings as CSV, XLSX, Parquet, JSON Lines or a data package."""
    with open_store(existing(db)) as store:
        files = export(store, folder, name, unit, year)
    print_table(("file", "bytes"), [(str(file), f"{file.stat().st_size:,}") for file in files], right=(1,))
