"""`gkscrape demo`: the whole job on a sample portal inside the program."""

from __future__ import annotations

from pathlib import Path

import click

from gkscrape.cli.options import archive as archive_option
from gkscrape.cli.options import database as database_option
from gkscrape.record import Grade
from gkscrape.run.check import check_stored
from gkscrape.run.compare import compare_years
from gkscrape.run.demo import crawl_demo
from gkscrape.show import telling
from gkscrape.show.progress import watch
from gkscrape.show.terminal import print_changes, print_faults, print_lines, print_table
from gkscrape.store import Store, open_store

SHOWN_UNIT = "霁川县人民政府办公室"
SHOWN_YEARS = (2020, 2021, 2024)


@click.command(
    epilog="""\b
Example:
  gkscrape demo && gkscrape diff 霁川县教育局 2020 2021 --format html --output diff.html"""
)
@database_option
@archive_option
def command(db: str, archive: Path) -> None:
    """Crawl a sample portal (an invented county) and leave gkscrape.db and archive/ behind."""
    print_lines(
        ["1. Crawling the sample portal of an invented county, served inside this program"], strong=True
    )
    with watch("demo") as listen:
        tally = crawl_demo(db, archive, listen)
    if tally.stopped:
        raise click.Abort
    with open_store(db) as store:
        _show_reports(store)
        _show_faults(store)
        comparison = compare_years(store, SHOWN_UNIT, SHOWN_YEARS)
    print_lines(["", "4. The same office in three years, on two forms"], strong=True)
    shown = telling(comparison.changes)
    print_changes(shown, comparison.title, hidden=len(comparison.changes) - len(shown))
    _show_next(db)


def _show_reports(store: Store) -> None:
    print_lines(["", "2. What was found"], strong=True)
    rows = [(e.unit.name, str(e.year), e.form, e.url) for e in store.reports()]
    print_table(("单位 unit", "年度 year", "表式 form", "address"), rows)


def _show_faults(store: Store) -> None:
    print_lines(["", "3. What does not add up (errors; `gkscrape check` shows all)"], strong=True)
    groups = {
        f"{entry.unit.name} {entry.year}": [fault for fault in faults if fault.grade is Grade.ERROR]
        for entry, faults in check_stored(store)
    }
    print_faults({name: faults for name, faults in groups.items() if faults})


def _show_next(db: str) -> None:
    print_lines(["", "5. Try next"], strong=True)
    query = (
        "SELECT unit, year, received, round(100.0 * granted / total, 1) AS granted_percent "
        "FROM requests_summary ORDER BY unit, year"
    )
    print_lines(
        [
            f"gkscrape status --db {db}",
            f"gkscrape check --db {db}",
            f"gkscrape diff --db {db} 霁川县教育局 2020 2021",
            f'sqlite3 -box {db} "{query}"',
            "gkscrape crawl https://www.example.gov.cn/ --dry-run",
        ]
    )
