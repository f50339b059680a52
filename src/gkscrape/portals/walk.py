"""Opening pages one at a time, and walking a list to its end; a failure is an event, never the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gkscrape.errors import FetchError, InputError
from gkscrape.manners import host_and_port, is_allowed
from gkscrape.portals.links import Page, canonical, key, open_page
from gkscrape.portals.lists import ListAdapter, PlainList
from gkscrape.portals.navigation import is_listed_report, is_pager
from gkscrape.portals.trs import TrsList
from gkscrape.record import Fetched, RefusalKind
from gkscrape.refusals import START, classify

_ABSENT = (RefusalKind.SOFT_404, RefusalKind.EMPTY)

ADAPTERS: tuple[ListAdapter, ...] = (TrsList(), PlainList())


@dataclass(frozen=True, slots=True)
class Limits:
    """How far discovery goes: pages in all, pages a list, pages of a list in a row without a new report.

    `hosts` is an allow-list as in `manners.is_allowed`; empty, it is the start's own host and port.
    """

    hosts: frozenset[str] = frozenset()
    pages: int = 1000
    list_pages: int = 200
    barren: int = 5


@dataclass(frozen=True, slots=True)
class Broken:
    """A page that could not be read, or a list that could not be followed to its end, and why.

    `absent`: the server says that there is no such page, or shows nothing on it.
    """

    url: str
    reason: str
    absent: bool = False


@dataclass(slots=True)
class Opener:
    """Opens each page once, within the limits."""

    get: Callable[[str], Fetched]
    limits: Limits
    visited: set[str] = field(default_factory=set)
    opened: int = 0

    def is_allowed(self, url: str) -> bool:
        """Whether the address lies on one of the portal's hosts."""
        return is_allowed(url, self.limits.hosts)

    def is_new(self, url: str) -> bool:
        """Whether the address has not been asked for yet."""
        return key(url) not in self.visited

    def open(self, url: str) -> Page | Broken:
        """The page, or why there is none. A page that only sends the reader on is followed once."""
        page = self._open(url)
        if isinstance(page, Page) and page.moved_to and self.is_new(page.moved_to):
            return self._open(page.moved_to)
        return page

    def _open(self, url: str) -> Page | Broken:
        if not self.is_allowed(url):
            return Broken(url, f"not read: {host_and_port(url)} is not among the portal's hosts")
        if self.opened >= self.limits.pages:
            return Broken(url, f"not read: the limit of {self.limits.pages} pages is reached")
        self.visited.add(key(url))
        self.opened += 1
        try:
            fetched = self.get(url)
            self.visited.add(key(canonical(fetched.url, "") or url))
            page = open_page(fetched)
        except (FetchError, InputError) as error:
            return Broken(url, str(error))
        if page.moved_to:
            return page
        verdict = classify(fetched.status, fetched.headers, page.source[:START])
        return Broken(url, verdict.message, verdict.kind in _ABSENT) if verdict else page


def walk(first: Page, opener: Opener) -> Iterator[Page | Broken]:
    """The pages of a list from its first on, and what is missing of it.

    It ends where nothing new comes: a server that ignores the page number repeats itself for ever.
    """
    yield first
    adapter = next((adapter for adapter in ADAPTERS if adapter.recognises(first)), None)
    if adapter is None:
        yield from _missing(first, PlainList(), read=1)
        return
    course = _Course(first, adapter, opener)
    yield from course.run()


@dataclass(slots=True)
class _Course:
    """One walk: which pages were tried, what they gave, and how long nothing new has come."""

    first: Page
    adapter: ListAdapter
    opener: Opener
    pages: list[Page] = field(default_factory=list)
    seen: dict[str, bool] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    reports: set[str] = field(default_factory=set)
    barren: int = 0
    read: int = 1
    broken: int = 0

    def run(self) -> Iterator[Page | Broken]:
        """The pages after the first."""
        self._take(self.first)
        while (url := self._next()) is not None:
            if len(self.seen) >= self.opener.limits.list_pages:
                yield Broken(
                    self.first.url, f"the list is longer than {len(self.seen)} pages; the rest is not read"
                )
                return
            page = self.opener.open(url)
            if isinstance(page, Broken):
                self.seen[url] = not page.absent
                if not (page.absent and self.adapter.is_trial(self.first, url)):
                    self.broken += 1
                    yield page
                continue
            self.seen[url] = self._take(page)
            if self.seen[url]:
                self.read += 1
                yield page
            if self.barren >= self.opener.limits.barren:
                yield Broken(
                    url, f"no new report on {self.barren} pages in a row; the rest of the list is not read"
                )
                return
        yield from _missing(self.first, self.adapter, self.read + self.broken)

    def _next(self) -> str | None:
        for page in self.pages:
            for url in self.adapter.next_pages(page, self.seen):
                if url in self.seen:
                    continue
                if self.opener.is_new(url):
                    return url
                self.seen[url] = True
                self.read += key(url) != key(self.first.url)
        return None

    def _take(self, page: Page) -> bool:
        """Whether the page shows anything that the list has not shown yet; only then may it lead further."""
        links = {link.url for link in page.links if not is_pager(link.text)} - self.links
        reports = {link.url for link in page.links if is_listed_report(link.text)} - self.reports
        self.links |= links
        self.reports |= reports
        self.barren = 0 if reports else self.barren + 1
        if links:
            self.pages.append(page)
        return bool(links)


def _missing(first: Page, adapter: ListAdapter, read: int) -> Iterator[Broken]:
    promised = adapter.pages_promised(first)
    if promised is not None and promised > read:
        yield Broken(first.url, f"the list says it has {promised} pages, but {read} could be found")
