"""`gkscrape portals`: the catalogue of portals: list, show, test, verify, add."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import click

from gkscrape.cli.options import as_json as json_option
from gkscrape.errors import ExitStatus, UsageError
from gkscrape.portals.catalogue import (
    Portal,
    as_toml,
    find_portal,
    is_shipped,
    load_catalogue,
    own_folder,
    refuse_early,
    write_portal,
)
from gkscrape.portals.family import GENERIC, load_families
from gkscrape.portals.survey import Checked, Survey, verified
from gkscrape.run.crawl import CrawlPlan
from gkscrape.run.portals import check_portal, survey_portal
from gkscrape.settings import load_settings
from gkscrape.show import dumps, print_lines, print_table
from gkscrape.show.dumps import Json
from gkscrape.show.safe import visible

_delay = click.option(
    "--delay", type=click.FloatRange(min=0), default=2.0, show_default=True, metavar="SECONDS",
    help="Least time between two requests to one host.",
)  # fmt: skip
_private = click.option("--allow-private", is_flag=True, help="Visit private and loopback addresses too.")


@click.group(
    epilog="""\b
Examples:
  gkscrape portals list --region 34
  gkscrape portals add https://www.example.gov.cn/
  gkscrape portals test example.gov.cn
\b
Your own entries lie in $GKSCRAPE_PORTALS, else in gkscrape/portals of your configuration
folder; one of them replaces the shipped entry of the same id."""
)
def command() -> None:
    """The catalogue of portals."""


@command.command("list")
@click.option("--region", metavar="CODE", help="Only portals of this division: a code, or its first digits.")
@click.option("--family", metavar="ID", help="Only portals of this family.")
@json_option
def list_portals(region: str | None, family: str | None, as_json: bool) -> None:
    """All portals: id, name, region, family, and whether the entry is verified."""
    if family is not None and family not in (known := [one.id for one in load_families()]):
        raise UsageError(f"--family {family!r} is none of: {', '.join(known)}")
    entries = [
        entry
        for entry in load_catalogue(own_folder()).values()
        if (not region or (entry.region or "").startswith(region)) and (not family or entry.family == family)
    ]
    if as_json:
        for entry in entries:
            click.echo(dumps(asdict(entry)))
        return
    rows = [(e.id, e.name, e.region or "", e.family, "yes" if e.verified else "no") for e in entries]
    print_table(("id", "name", "region", "family", "verified"), rows)


@command.command()
@click.argument("portal_id", metavar="ID")
@json_option
def show(portal_id: str, as_json: bool) -> None:
    """One entry, as its file holds it."""
    entry = find_portal(portal_id, own_folder())
    click.echo(dumps(asdict(entry)) if as_json else as_toml(entry), nl=as_json)


@command.command()
@click.argument("portal_id", metavar="ID")
@_delay
@_private
@json_option
def test(portal_id: str, delay: float, allow_private: bool, as_json: bool) -> int:
    """Show what a crawl would fetch, and whether the portal is as its entry says. Stores nothing."""
    checked = check_portal(find_portal(portal_id, own_folder()), _plan(delay, allow_private))
    for found in checked.found:
        line: Json = {"url": found.url, "title": found.title, "year": found.year, "unit": found.unit_hint}
        text = f"{found.year or '????'}  {visible(found.title)}  {found.url}"
        click.echo(dumps(line) if as_json else text)
    return _tell(checked)


@command.command()
@click.argument("portal_ids", nargs=-1, required=True, metavar="ID…")
@_delay
@_private
def verify(portal_ids: tuple[str, ...], delay: float, allow_private: bool) -> int:
    """Search portals by their entries; those that hold are marked as verified among your own entries.

    Status 4 where a portal is not as its entry says, 1 where no report is found, 0 where all hold.
    """
    worst = ExitStatus.DONE
    own = own_folder()
    for entry in [find_portal(portal_id, own) for portal_id in portal_ids]:
        checked = check_portal(entry, _plan(delay, allow_private))
        status = _tell(checked)
        worst = max(worst, status)
        if status is ExitStatus.DONE:
            path = write_portal(verified(entry), own, replace=True)
            click.echo(f"{entry.id}: {len(checked.found)} reports; verified in {path}")
    return worst


@command.command()
@click.argument("url", metavar="URL")
@click.option("--id", "portal_id", metavar="ID", help="The entry's id; without it, the host.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where to write the entry.")
@click.option("--force", is_flag=True, help="Replace an entry of the same id there.")
@click.option("--dry-run", is_flag=True, help="Print the entry only.")
@_delay
@_private
def add(
    url: str,
    portal_id: str | None,
    folder: Path | None,
    force: bool,
    dry_run: bool,
    delay: float,
    allow_private: bool,
) -> None:
    """Find out family and column of the portal at URL (its home page or column), and write its entry."""
    folder = folder or own_folder()
    if not dry_run:
        refuse_early(folder, portal_id, replace=force)
    found = survey_portal(url, _plan(delay, allow_private))
    entry: Portal = replace(found.portal, id=portal_id or found.portal.id)
    said = [
        f"family   {found.family.family}: {found.family.reason}",
        f"region   {found.region}",
        f"reports  {len(found.found)} from {entry.start}",
        *([f"shipped  its entry {entry.id} gives way to this one"] if is_shipped(entry.id) else []),
        *(f"left out {place}: {whose}, on the same host" for place, whose in _left_out(found)),
        *(f"broken   {one.url}: {one.reason}" for one in found.broken),
    ]
    print_lines(said)
    if dry_run:
        click.echo(as_toml(entry), nl=False)
    else:
        click.echo(f"written to {write_portal(entry, folder, replace=force)}")


def _left_out(found: Survey) -> tuple[tuple[str, str], ...]:
    return found.share.others if found.share else ()


def _plan(delay: float, allow_private: bool) -> CrawlPlan:
    return CrawlPlan("", load_settings().contact, delay=delay, allow_private=allow_private)


def _tell(checked: Checked) -> ExitStatus:
    """Say what was not as it should be; the status of the command."""
    for one in checked.broken:
        click.echo(f"{one.url}: {one.reason}", err=True)
    for problem in checked.problems:
        click.echo(f"{checked.portal.id}: {problem}", err=True)
    if not checked.found:
        return ExitStatus.FAILED
    if checked.family.family == GENERIC:
        click.echo(f"{checked.portal.id}: {checked.family.reason}", err=True)
    return ExitStatus.EXPECTATION if checked.problems else ExitStatus.DONE
