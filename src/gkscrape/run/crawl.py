"""A crawl: from a portal's address to its reports in the archive and the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gkscrape.archive import Archive
from gkscrape.errors import ExitStatus, FetchError, ForbiddenError, UsageError
from gkscrape.fetch import Fetcher, FetchSettings
from gkscrape.manners import own_hosts
from gkscrape.portals import Broken, Found, Limits, find_reports
from gkscrape.record import Fetched
from gkscrape.run.attached import attached_urls
from gkscrape.run.desk import Desk
from gkscrape.run.events import Event, Listener, Tally, What
from gkscrape.run.seeds import seed
from gkscrape.store import open_store


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """What to crawl and how. `years` are those wanted, all if empty; `limit` ends after so many reports.

    `hosts`, `within` and `legacy_tls` are those of a catalogue entry; a bare address asks its own host only.
    """

    start: str
    contact: str | None
    years: frozenset[int] = frozenset()
    limit: int | None = None
    delay: float = 2.0
    allow_private: bool = False
    resolve: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Hosts that are played by a server elsewhere: the sample portal's name, and its loopback port."""
    hosts: frozenset[str] = frozenset()
    within: tuple[str, ...] = ()
    legacy_tls: frozenset[str] = frozenset()

    @property
    def allowed(self) -> frozenset[str]:
        """The allow-list. Raises UsageError where the start is no address."""
        try:
            return self.hosts or own_hosts(self.start)
        except FetchError as error:
            raise UsageError(str(error)) from error

    def wants(self, found: Found) -> bool:
        """Whether the report is of a wanted year, as far as its list tells."""
        return not self.years or found.year is None or found.year in self.years


def find(plan: CrawlPlan) -> Iterator[Found | Broken]:
    """The reports that a crawl would fetch, from the portal's lists alone. Stores nothing."""
    with Fetcher(fetch_settings(plan)) as fetcher:
        yield from _wanted(
            plan, find_reports(plan.start, fetcher.get, limits=_limits(plan), post=fetcher.post)
        )


def crawl(plan: CrawlPlan, database: str, archive: Path, listen: Listener) -> Tally:
    """Find, archive, read and store the reports of a portal; each step is told to `listen`.

    One broken address never ends the run. Interrupted at any moment, the same call completes it: what is
    stored already is recognised and left as it is. Raises UsageError, StoreError or ArchiveError.
    """
    counts: Counter[What] = Counter()

    def tell(event: Event) -> None:
        counts[event.what] += 1
        listen(event)

    with open_store(database) as store, Archive(archive) as kept, Fetcher(fetch_settings(plan)) as fetcher:
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
        self._captured: dict[str, int] = {}

    def run(self, tell: Listener) -> None:
        """Fetch and file each wanted report as soon as its list names it."""
        events = find_reports(
            self._plan.start, self._list, limits=_limits(self._plan), post=self._list_by_query
        )
        for found in _wanted(self._plan, events):
            if isinstance(found, Broken):
                tell(Event(What.FORBIDDEN if found.forbidden else What.BROKEN, found.url, found.reason))
                continue
            tell(Event(What.FOUND, found.url, found.title))
            self._file(found, tell)

    def _list(self, url: str) -> Fetched:
        return self._keep(self._fetcher.get(url))

    def _list_by_query(self, url: str, body: str) -> Fetched:
        return self._keep(self._fetcher.post(url, body))

    def _keep(self, fetched: Fetched) -> Fetched:
        self._captured[fetched.url] = self._desk.capture(fetched)
        return fetched

    def _file(self, found: Found, tell: Listener) -> None:
        """Read and keep a report; one that the way to it had to open is not asked for again."""
        fetched = found.fetched or self._fetch(found.url, tell)
        if fetched is None:
            return
        event = self._desk.read(fetched, self._captured[fetched.url])
        tell(event)
        if event.what in (What.REFUSED, What.BROKEN) and not event.in_files:
            return
        for url in attached_urls(fetched, pictures=event.in_files):
            if url not in self._captured and self._fetch(url, tell) is not None:
                tell(Event(What.ATTACHED, url, f"attached to {fetched.url}"))

    def _fetch(self, url: str, tell: Listener) -> Fetched | None:
        """The archived answer; None where there is none, and that is told."""
        try:
            return self._keep(self._fetcher.get(url))
        except ForbiddenError as error:
            tell(Event(What.FORBIDDEN, url, str(error)))
        except FetchError as error:
            tell(Event(What.BROKEN, url, str(error)))
        return None


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
    return ExitStatus.FAILED if tally.failed else ExitStatus.DONE


def _limits(plan: CrawlPlan) -> Limits:
    return Limits(hosts=plan.allowed, within=plan.within)


def fetch_settings(plan: CrawlPlan) -> FetchSettings:
    """How the requests of a crawl are made. Raises UsageError where the start is no address."""
    return FetchSettings(
        contact=plan.contact,
        allowed_hosts=plan.allowed,
        delay=plan.delay,
        allow_private=plan.allow_private,
        resolve=plan.resolve,
        legacy_tls=plan.legacy_tls,
    )
