"""`gkscrape nightly`: a round of every portal that is due, and what is not as expected."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from gkscrape.cli.options import archive as archive_option
from gkscrape.cli.options import as_json as json_option
from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import fast as fast_option
from gkscrape.portals.catalogue import own_folder
from gkscrape.run.events import Event
from gkscrape.run.nightfolder import NightFolder
from gkscrape.run.nightly import Night, NightPlan, PortalListener, night, night_settings
from gkscrape.run.plan import CrawlPlan
from gkscrape.run.portals import visits
from gkscrape.run.tools import Tools
from gkscrape.run.window import window_of
from gkscrape.settings import Nightly, Settings, load_settings
from gkscrape.show import breaks_of, dumps, headline, print_lines, print_table
from gkscrape.show.progress import watch_all

_HEADS = ("门户 portal", "came", "listed", "stored", "new", "changed", "vanished", "not as expected")
_NUMBERS = ("listed", "stored", "new", "changed", "vanished")


@click.command(
    epilog="""\b
Examples:
  gkscrape nightly
  gkscrape nightly xjwq.gov.cn https://www.example.gov.cn/zwgk/zfxxgknb/
  gkscrape nightly --window 22:00-06:00 --report /srv/gkscrape/nights --json
\b
Without names, the portals of the settings file are visited, else the whole catalogue.
Each portal is asked for what is new or due; what failed is tried again after 1, 2, 4,
then 7 nights. Killed or stopped at any moment, the same command goes on from there.
\b
Exit status: 0 all as expected · 1 the database or the archive failed · 2 wrong usage, or
outside the window · 4 a portal is not as expected, or was not reached · 130 stopped by
Ctrl-C or SIGTERM (the request in hand is finished first).
The folder of --report gets one folder a night: index.html, summary.json, log.txt, and
the pages that broke an expectation."""
)
@click.argument("portals", nargs=-1, metavar="[ID|URL]…")
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), default="nights",
              show_default=True, metavar="DIR", help="Where the folder of the night is made.")  # fmt: skip
@click.option("--parallel", type=click.IntRange(1, 14), help="Portals side by side; one connection a host.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="Time for each portal.")
@click.option("--window", metavar="HH:MM-HH:MM", help="Ask hosts in these hours of China only.")
@click.option("--budget", type=click.IntRange(min=1), help="Most requests a day to one host.")
@click.option("--delay", type=click.FloatRange(min=0), metavar="SECONDS", help="Least time between two.")
@click.option("--sweep-nights", type=click.IntRange(min=1), help="How often lists are read to their end.")
@click.option("--allow-private", is_flag=True, help="Visit private and loopback addresses too.")
@fast_option
@database_option
@archive_option
@json_option
def command(
    portals: tuple[str, ...],
    report: Path,
    parallel: int | None,
    minutes: float | None,
    window: str | None,
    budget: int | None,
    delay: float | None,
    sweep_nights: int | None,
    allow_private: bool,
    fast: bool,
    db: str,
    archive: Path,
    as_json: bool,
) -> int:
    """Visit every portal that is due; say what is new, and what is not as expected."""
    said: dict[str, Any] = {
        "parallel": parallel,
        "minutes": minutes,
        "window": window,
        "budget": budget,
        "delay": delay,
    }
    said["sweep_nights"] = sweep_nights
    settings = load_settings()
    settings = replace(settings, fast=fast or settings.fast)
    wanted = replace(settings.nightly, **{name: value for name, value in said.items() if value is not None})
    plan = _plan(portals or wanted.portals, settings, wanted, allow_private)
    folder = NightFolder(report / f"{datetime.now(UTC):%Y-%m-%d}")
    summary: dict[str, Any] = {}

    def show(tools: Tools, whole: Night) -> None:
        summary.update(folder.close(tools, whole))

    with watch_all(len(plan.visits), as_json=as_json) as listen:
        whole = night(plan, db, archive, _and_log(listen, folder), show)
    if as_json:
        click.echo(dumps({"what": "night"} | summary))
    else:
        _print(summary, folder.path)
    return whole.exit_status


def _plan(portals: Sequence[str], settings: Settings, wanted: Nightly, allow_private: bool) -> NightPlan:
    crawl = CrawlPlan(
        "",
        settings.contact,
        delay=wanted.delay,
        allow_private=allow_private,
        sweep_nights=wanted.sweep_nights,
        budget=wanted.budget,
        patient=True,
        fast=settings.fast,
    )
    return NightPlan(
        visits=tuple(visits(portals, crawl, own_folder())),
        fetch=night_settings(crawl),
        parallel=wanted.parallel,
        portal_seconds=wanted.minutes * 60,
        window=window_of(wanted.window) if wanted.window else None,
    )


def _and_log(listen: PortalListener, folder: NightFolder) -> PortalListener:
    """A listener that also writes the log; portals tell it from threads of their own."""
    turn = threading.Lock()

    def told(portal: str, event: Event) -> None:
        with turn:
            listen(portal, event)
            folder.log(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", portal, event)

    return told


def _print(summary: dict[str, Any], folder: Path) -> None:
    rows = [
        (
            one["name"],
            one["came"],
            *("–" if one[n] is None else str(one[n]) for n in _NUMBERS),
            breaks_of(one),
        )
        for one in summary["portals"]
    ]
    print_table(_HEADS, rows, right=(2, 3, 4, 5, 6))
    print_lines([headline(summary)], strong=True)
    print_lines([f"{folder / 'index.html'}"])
