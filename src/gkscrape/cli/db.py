"""`gkscrape db`: the database as a whole: check, upgrade, copy and search it, merge others into it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from gkscrape.cli.options import archive as archive_option
from gkscrape.cli.options import as_json as json_option
from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import existing
from gkscrape.errors import ExitStatus
from gkscrape.run.database import check_database, merge_databases, upgrade_database
from gkscrape.show import dumps, print_lines, print_table
from gkscrape.store import DAMAGE_KINDS, Finding, backup, open_store, vacuum

_SHOWN = 20


@click.group(
    epilog="""\b
Examples:
  gkscrape db check
  gkscrape db backup copies/$(date +%F).db
  gkscrape db merge other-machine.db
\b
A database is one SQLite file, or a PostgreSQL database:
  --db postgresql://USER@HOST/NAME   (pip install 'gkscrape[pg]')"""
)
def command() -> None:
    """Check, upgrade, copy, merge and search databases."""


@command.command(
    epilog="""\b
Examples:
  gkscrape db check
  gkscrape db check --quick
  gkscrape db check --json | jq -r .kind | sort | uniq -c
\b
Looks at the pages of the file, every rule and reference, the ids, which reading is current,
the places and the digest of every reading, and whether the archive holds each captured body.
--quick leaves out the digests and the archive. Nothing is changed.
The exit status is 4 when something is wrong."""
)
@click.option("--quick", is_flag=True, help="Leave out the digests of readings and the archive.")
@database_option
@archive_option
@json_option
def check(quick: bool, db: str, archive: Path, as_json: bool) -> int:
    """Find what is wrong with a database, and say what to do about it."""
    counts: Counter[str] = Counter()
    for damage in check_database(existing(db), None if quick else archive, quick=quick):
        counts[damage.kind] += 1
        if as_json:
            click.echo(dumps(asdict(damage) | {"remedy": DAMAGE_KINDS[damage.kind]}))
        elif counts[damage.kind] <= _SHOWN:
            print_lines([f"{damage.kind}  {damage.where}: {damage.message}"])
    if not as_json:
        _print_verdict(counts, quick)
    return ExitStatus.EXPECTATION if counts else ExitStatus.DONE


def _print_verdict(counts: Counter[str], quick: bool) -> None:
    if not counts:
        left_out = "; the digests of readings and the archive were not looked at" if quick else ""
        print_lines([f"sound: nothing of {len(DAMAGE_KINDS)} kinds of damage was found{left_out}"])
        return
    rows = [(kind, str(number), DAMAGE_KINDS[kind]) for kind, number in counts.items()]
    print_table(("kind", "found", "what it is, and what to do"), rows, right=(1,))


@command.command(
    name="upgrade",
    epilog="""\b
Examples:
  gkscrape db backup before.db && gkscrape db upgrade
\b
Every other command upgrades an older database when it opens it. This one also makes the views,
the data dictionary and the search index anew, and brings the indicators, the regions and what
compares across forms up to date. It happens as a whole or not at all; a database
of a newer gkscrape is refused, and left as it is.""",
)
@database_option
@json_option
def upgrade_command(db: str, as_json: bool) -> None:
    """Bring a database to the newest schema, without loss."""
    done = upgrade_database(existing(db))
    if as_json:
        click.echo(dumps(asdict(done)))
    else:
        print_lines([f"schema {done.before} -> {done.after}"])


@command.command(
    name="vacuum",
    epilog="""\b
Examples:
  gkscrape db vacuum
\b
Needs room for a second copy of the file while it works. Also brings the statistics up to date
by which the database plans its queries.""",
)
@database_option
@json_option
def vacuum_command(db: str, as_json: bool) -> None:
    """Give room that is not used back to the disk."""
    before, after = vacuum(existing(db))
    if as_json:
        click.echo(dumps({"before": before, "after": after}))
    else:
        print_lines([f"{before:,} bytes -> {after:,} bytes"])


@command.command(
    name="backup",
    epilog="""\b
Examples:
  gkscrape db backup copies/$(date +%F).db
\b
The database may be in use meanwhile; the copy is of one moment, and is tested before it gets its
name. A file that is there is never replaced. The archive of raw bytes is copied by other means:
its files only grow. For PostgreSQL use pg_dump.""",
)
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@database_option
@json_option
def backup_command(target: Path, db: str, as_json: bool) -> None:
    """Copy a database to the file TARGET, while it is in use."""
    size = backup(existing(db), target)
    if as_json:
        click.echo(dumps({"file": str(target), "bytes": size}))
    else:
        print_lines([f"{target}: {size:,} bytes"])


@command.command(
    epilog="""\b
Examples:
  gkscrape db merge other-machine.db
  gkscrape db merge one.db two.db --db both.db
  gkscrape db merge counties.db --db postgresql://me@localhost/counties
\b
The others are left as they are, and may be of an older version. Nothing is stored twice, and it
does not matter which is merged into which. Which reading is current is worked out anew from all
readings of both, by the usual rule. Copy the WARC files of the other archive into yours as well."""
)
@click.argument("others", metavar="DATABASE…", nargs=-1, required=True)
@database_option
@json_option
def merge(others: tuple[str, ...], db: str, as_json: bool) -> None:
    """Bring what other databases hold into this one, without doubles."""
    for other, merged in merge_databases(db, [existing(other) for other in others]):
        if as_json:
            click.echo(dumps({"database": other, **asdict(merged)}))
        else:
            added = ", ".join(f"{number} {what}" for what, number in asdict(merged).items())
            print_lines([f"{other}: {added} added"])


@command.command(
    epilog="""\b
Examples:
  gkscrape db search 行政复议
  gkscrape db search 教育局 培训 --year 2023 --limit 5
  gkscrape db search 杏垄 --json | jq -r .report_id
\b
Finds the sections of reports that hold all of the words, of one character as well as of many.
Capitals, full width and white space make no difference. Signs such as 《 are found, too, but
where nothing else is asked for every section is read."""
)
@click.argument("words", metavar="WORD…", nargs=-1, required=True)
@click.option("--year", type=int, help="Only in the reports for this year.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Show at most so many."
)
@database_option
@json_option
def search(words: tuple[str, ...], year: int | None, limit: int, db: str, as_json: bool) -> None:
    """Find words in the text of all reports."""
    with open_store(existing(db)) as store:
        found = store.search(words, year, limit + 1)
    for one in found[:limit]:
        if as_json:
            click.echo(dumps(asdict(one)))
        else:
            print_lines([f"{one.unit} {one.year} §{one.number} {one.heading}: {_excerpt(one)}"])
    if not as_json:
        _print_end(len(found), limit)


def _excerpt(found: Finding) -> str:
    return " ".join(f"…{found.before}[{found.words}]{found.after}…".split())


def _print_end(found: int, limit: int) -> None:
    if not found:
        print_lines(["no section holds these words"])
    elif found > limit:
        print_lines([f"and more: --limit shows more than {limit}"])
