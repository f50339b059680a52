"""`gkscrape crawl`: find, archive, read and store the reports of a portal."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gkscrape.cli.options import archive as archive_option
from gkscrape.cli.options import as_json as json_option
from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import fast as fast_option
from gkscrape.errors import ExitStatus
from gkscrape.portals import Broken
from gkscrape.portals.catalogue import own_folder
from gkscrape.portals.family import GENERIC, Assigned
from gkscrape.run.crawl import CrawlPlan, crawl, find
from gkscrape.run.portals import plan_for
from gkscrape.settings import load_settings
from gkscrape.show.progress import watch


@click.command(
    epilog="""\b
Examples:
  gkscrape crawl https://www.example.gov.cn/ --dry-run
  gkscrape crawl xjwq.gov.cn --year 2024
  gkscrape crawl https://www.example.gov.cn/zwgk/zfxxgknb/ --year 2023 --year 2024
  GKSCRAPE_CONTACT=mailto:you@example.org gkscrape crawl https://www.example.gov.cn/
\b
An id is that of an entry of the catalogue (gkscrape portals list); an address is a portal's
home page or its annual-report column. Only its own host, or the
entry's hosts are visited, robots.txt and its crawl-delay are kept, and the contact
(GKSCRAPE_CONTACT, or `contact = "…"` in gkscrape.toml) stands in the User-Agent of
every request.
Stopped at any moment, the same command goes on from there."""
)
@click.argument("portals", nargs=-1, required=True, metavar="ID|URL…")
@click.option("--year", "years", type=int, multiple=True, help="Only reports of this year; repeatable.")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many reports of each portal.")
@click.option("--dry-run", is_flag=True, help="Read lists only, and print what would be fetched.")
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="Least time between two requests to one host; a longer crawl-delay wins.",
)
@click.option("--allow-private", is_flag=True, help="Visit private and loopback addresses too.")
@fast_option
@database_option
@archive_option
@json_option
def command(
    portals: tuple[str, ...],
    years: tuple[int, ...],
    limit: int | None,
    dry_run: bool,
    delay: float,
    allow_private: bool,
    fast: bool,
    db: str,
    archive: Path,
    as_json: bool,
) -> int:
    """Find, archive, read and store the reports of portals."""
    settings = load_settings()
    plan = CrawlPlan(
        "",
        settings.contact,
        frozenset(years),
        limit,
        delay,
        allow_private,
        fast=fast or settings.fast,
    )
    plans = [plan_for(portal, plan, own_folder()) for portal in portals]
    if dry_run:
        return max(_list(plan, as_json) for plan in plans)
    status = ExitStatus.DONE
    for plan in plans:
        with watch(plan.start, as_json=as_json) as listen:
            tally = crawl(plan, db, archive, listen)
        if tally.stopped:
            raise click.Abort
        if tally.failed:
            status = ExitStatus.FAILED
    return status


def _list(plan: CrawlPlan, as_json: bool) -> int:
    listed = 0

    def say_if_generic(family: Assigned) -> None:
        if family.family == GENERIC and plan.entry is None:
            click.echo(f"{plan.start}: {family.reason}", err=True)

    for event in find(plan, say_if_generic):
        if isinstance(event, Broken):
            click.echo(f"{event.url}: {event.reason}", err=True)
        elif as_json:
            line = {"url": event.url, "title": event.title, "year": event.year, "unit": event.unit_hint}
            click.echo(json.dumps(line, ensure_ascii=False))
            listed += 1
        else:
            click.echo(f"{event.year or '????'}  {event.title}  {event.url}")
            listed += 1
    return ExitStatus.DONE if listed else ExitStatus.FAILED
