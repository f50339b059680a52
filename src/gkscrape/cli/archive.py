"""`gkscrape archive`: the raw bytes: whether all of them are there, and any one of them."""

from __future__ import annotations

from pathlib import Path

import click

from gkscrape.cli.options import archive as archive_option
from gkscrape.cli.options import as_json as json_option
from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import existing
from gkscrape.errors import ExitStatus
from gkscrape.run.archive import ArchiveCheck, check_archive, one_body
from gkscrape.show import dumps, print_lines, print_table
from gkscrape.store import open_store
from gkscrape.store.columns import SHANGHAI


@click.group(
    epilog="""\b
Examples:
  gkscrape archive check
  gkscrape archive list | tail
  gkscrape archive show https://www.example.gov.cn/t2021_1.html > page.html
\b
The archive is a folder of WARC files, which any replay tool opens."""
)
def command() -> None:
    """The raw bytes of everything that was fetched (WARC files)."""


@command.command(
    epilog="""\b
Every record is read and held against its digest, and every capture of the database is looked up.
lost      the database has a capture that cannot be shown
changed   a body is not what it was when it was archived
damaged   a file cannot be read on from a place
dangling  a record repeats an older one that is not there
unknown   a record that was archived, but never stored: a crawl was stopped between the two
torn      the last record of a file broke off when a crawl was stopped
\b
The exit status is 4 for any of the first four; restore the file from a copy then."""
)
@database_option
@archive_option
@json_option
def check(db: str, archive: Path, as_json: bool) -> int:
    """Prove the archive against the database."""
    with open_store(existing(db)) as store:
        found = check_archive(store, archive)
    if as_json:
        for each in found.findings:
            click.echo(
                dumps(
                    {
                        "flaw": each.flaw.value,
                        "harmless": each.flaw.harmless,
                        "warc": each.warc,
                        "offset": each.offset,
                        "url": each.url,
                        "message": each.message,
                    }
                )
            )
    else:
        _print(found)
    return ExitStatus.DONE if found.holds else ExitStatus.EXPECTATION


def _print(found: ArchiveCheck) -> None:
    rows = [
        (
            each.flaw.value,
            each.warc,
            "" if each.offset is None else str(each.offset),
            each.url or "",
            each.message,
        )
        for each in found.findings
    ]
    if rows:
        print_table(("flaw", "file", "offset", "address", "message"), rows, right=(2,))
    print_lines(
        [
            f"{found.files} files, {found.records} records; {found.captures} captures in the database, "
            f"{len(found.findings)} findings: {'all can be shown' if found.holds else 'NOT all can be shown'}"
        ]
    )


@command.command("list")
@database_option
@json_option
def list_captures(db: str, as_json: bool) -> None:
    """Every capture: when it was fetched, status, size, sha256, address."""
    with open_store(existing(db)) as store:
        captures = store.captures()
    if as_json:
        for each in captures:
            click.echo(
                dumps(
                    {
                        "url": each.url,
                        "sha256": each.sha256,
                        "fetched_at": each.fetched_at.isoformat(),
                        "status": each.status,
                        "media_type": each.media_type,
                        "bytes": each.bytes,
                        "warc": each.warc,
                        "offset": each.offset,
                    }
                )
            )
        return
    rows = [
        (
            f"{each.fetched_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            str(each.status),
            str(each.bytes),
            each.sha256[:12],
            each.url,
        )
        for each in captures
    ]
    print_table(("抓取 fetched", "status", "bytes", "sha256", "address"), rows, right=(1, 2))


@command.command()
@click.argument("wanted", metavar="URL|SHA256")
@database_option
@archive_option
def show(wanted: str, db: str, archive: Path) -> None:
    """Write an archived body as it came: the newest of an address, or by 8 or more digits of its sha256."""
    with open_store(existing(db)) as store:
        body = one_body(store, archive, wanted)
    click.echo(body, nl=False)
