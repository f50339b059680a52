"""A crawl: from a portal's address to its reports in the archive and the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gkscrape.archive import Archive
from gkscrape.errors import ExitStatus, FetchError, UsageError
from gkscrape.fetch import Fetcher, FetchSettings, host_and_port
from gkscrape.portals import Broken, Found, find_reports
from gkscrape.record import Fetched
from gkscrape.run.desk import Desk
from gkscrape.run.events import Event, Listener, Tally, What
from gkscrape.run.seeds import seed
from gkscrape.store import open_store


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """What to crawl and how. `years` are those wanted, all if empty; `limit` ends after so many reports."""

    start: str
    contact: str | None
    years: frozenset[int] = frozenset()
    limit: int | None = None
    delay: float = 2.0
    allow_private: bool = False
    resolve: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Hosts that are played by a server elsewhere: the sample portal's name, and its loopback port."""

    def wants(self, found: Found) -> bool:
        """Whether the report is of a wanted year, as far as its list tells."""
        return not self.years or found.year is None or found.year in self.years


def find(plan: CrawlPlan) -> Iterator[Found | Broken]:
    """The reports that a crawl would fetch, from the portal's lists alone. Stores nothing."""
    with Fetcher(_fetch_settings(plan)) as fetcher:
        yield from _wanted(plan, find_reports(plan.start, fetcher.get))


def crawl(plan: CrawlPlan, database: str, archive: Path, listen: Listener) -> Tally:
    """Find, archive, read and store the reports of a portal; each step is told to `listen`.

    One broken address never ends the run. Interrupted at any moment, the same call completes it: what is
    stored already is recognised and left as it is. Raises UsageError, StoreError or ArchiveError.
    """
    counts: Counter[What] = Counter()

    def tell(event: Event) -> None:
        counts[event.what] += 1
        listen(event)

    with open_store(database) as store, Archive(archive) as kept, Fetcher(_fetch_settings(plan)) as fetcher:
        seed(store)
        run = store.start_run(f"crawl {plan.start}")
        _Crawl(plan, fetcher, Desk(kept, store)).run(tell)
        tally = Tally(dict(counts))
        store.finish_run(run, _status(tally), {what.value: n for what, n in counts.items()})
    return tally


class _Crawl:
    """One crawl under way."""

    def __init__(self, plan: CrawlPlan, fetcher: Fetcher, desk: Desk) -> None:
        self._plan = plan
        self._fetcher = fetcher
        self._desk = desk

    def run(self, tell: Listener) -> None:
        """Fetch and file each wanted report as soon as its list names it."""
        for found in _wanted(self._plan, find_reports(self._plan.start, self._list)):
            if isinstance(found, Broken):
                tell(Event(What.BROKEN, found.url, found.reason))
                continue
            tell(Event(What.FOUND, found.url, found.title))
            tell(self._report(found.url))

    def _list(self, url: str) -> Fetched:
        fetched = self._fetcher.get(url)
        self._desk.capture(fetched)
        return fetched

    def _report(self, url: str) -> Event:
        try:
            fetched = self._fetcher.get(url)
        except FetchError as error:
            return Event(What.BROKEN, url, str(error))
        return self._desk.read(fetched, self._desk.capture(fetched))


def _wanted(plan: CrawlPlan, events: Iterator[Found | Broken]) -> Iterator[Found | Broken]:
    fetched = 0
    for event in events:
        if isinstance(event, Broken):
            yield event
        elif plan.wants(event):
            yield event
            fetched += 1
            if fetched == plan.limit:
                return


def _status(tally: Tally) -> ExitStatus:
    return ExitStatus.FAILED if tally.broken and not tally.kept else ExitStatus.DONE


def _fetch_settings(plan: CrawlPlan) -> FetchSettings:
    try:
        host = host_and_port(plan.start)
    except FetchError as error:
        raise UsageError(str(error)) from error
    return FetchSettings(
        contact=plan.contact,
        allowed_hosts=frozenset({host}),
        delay=plan.delay,
        allow_private=plan.allow_private,
        resolve=plan.resolve,
    )
