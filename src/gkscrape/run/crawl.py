"""A crawl: from a portal's address to its reports in the archive and the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from gkscrape.errors import ExitStatus
from gkscrape.fetch import Fetcher
from gkscrape.manners import Clock
from gkscrape.portals import Broken, Found, Limits, Scripts, find_reports
from gkscrape.portals.catalogue import Expectation
from gkscrape.portals.family import Assigned
from gkscrape.run.events import Listener, Tally, What
from gkscrape.run.findings import judged
from gkscrape.run.plan import CrawlPlan, fetch_settings
from gkscrape.run.rounds import PortalRound
from gkscrape.run.stopping import Stopped
from gkscrape.run.tools import open_tools

__all__ = ["STOPPED", "CrawlPlan", "crawl", "fetch_settings", "find"]

STOPPED = 130
"""The exit status of a run that Ctrl-C or SIGTERM stopped."""


def find(plan: CrawlPlan, recognised: Callable[[Assigned], None] | None = None) -> Iterator[Found | Broken]:
    """The reports that a crawl would fetch, from the portal's lists alone. Stores nothing.

    `recognised` is told in the end which family of software the portal runs.
    """
    limits = Limits(hosts=plan.allowed, within=plan.within)
    with Fetcher(fetch_settings(plan)) as fetcher:
        events = find_reports(
            plan.start,
            fetcher.get,
            limits=limits,
            scripts=Scripts(fetcher.post, fetcher.get_from),
            recognised=recognised,
        )
        yield from _wanted(plan, events)


def crawl(
    plan: CrawlPlan, database: str, archive: Path, listen: Listener, clock: Clock | None = None
) -> Tally:
    """One round of a portal: find, archive, read and store its reports; each step is told to `listen`.

    One broken address never ends the run. Stopped or killed at any moment, the same call goes on from there.
    Raises UsageError, StoreError or ArchiveError.
    """
    command = f"crawl {plan.start}"
    with open_tools(database, archive, fetch_settings(plan), command, clock) as tools:
        run = tools.store.start_run(command)
        current = PortalRound(plan, tools, listen)
        stopped = False
        try:
            judged(plan, current.run(), tools.store, Expectation(), tools.fetcher.now())
        except Stopped:
            stopped = True
        tally = Tally(dict(current.counts), stopped)
        tools.store.finish_run(run, _status(tally), _words(current.counts))
    return tally


def _words(counts: Counter[What]) -> dict[str, int]:
    return {what.value: number for what, number in counts.items()}


def _wanted(plan: CrawlPlan, events: Iterator[Found | Broken]) -> Iterator[Found | Broken]:
    found = 0
    for event in events:
        if isinstance(event, Broken):
            yield event
        elif plan.wants(event):
            yield event
            found += 1
            if found == plan.limit:
                return


def _status(tally: Tally) -> int:
    if tally.stopped:
        return STOPPED
    return ExitStatus.FAILED if tally.failed else ExitStatus.DONE
