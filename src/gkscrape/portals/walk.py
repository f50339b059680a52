"""Opening pages one at a time, and walking a list to its end; a failure is an event, never the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from gkscrape.errors import FetchError, ForbiddenError, InputError
from gkscrape.manners import host_and_port, is_allowed, posted_parts
from gkscrape.portals.families import adapter_for, with_drawn_links
from gkscrape.portals.links import Page, canonical, key, lies_within, open_page
from gkscrape.portals.lists import ListAdapter, PlainList, printed_entries
from gkscrape.portals.navigation import is_listed_report, is_pager
from gkscrape.portals.seen import Seen
from gkscrape.record import Fetched, RefusalKind
from gkscrape.refusals import START, classify

_ABSENT = (RefusalKind.SOFT_404, RefusalKind.EMPTY)
_ABSENT_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How far discovery goes: pages in all, pages a list, pages of a list in a row without a new report.

    `hosts` is an allow-list as in `manners.is_allowed`; empty, it is `manners.own_hosts` of the start.
    `within` are the places of its lists and reports on a host that other portals share, as `lies_within`
    takes them; empty, the whole host.
    """

    hosts: frozenset[str] = frozenset()
    within: tuple[str, ...] = ()
    pages: int = 1000
    list_pages: int = 200
    barren: int = 5


@dataclass(frozen=True, slots=True)
class Broken:
    """A page that could not be read, or a list that could not be followed to its end, and why.

    `absent`: the server says that there is no such page, or shows nothing on it. `forbidden`: the host's
    robots.txt forbids it, and it was not asked.
    """

    url: str
    reason: str
    absent: bool = False
    forbidden: bool = False


@dataclass(frozen=True, slots=True)
class Scripts:
    """How lists are asked for that only scripts ask for; each way may raise FetchError.

    `post` is called with address and body, `get_from` with address and the page that asks.
    """

    post: Callable[[str, str], Fetched] | None = None
    get_from: Callable[[str, str], Fetched] | None = None


@dataclass(slots=True)
class Opener:
    """Opens each page once, within the limits."""

    get: Callable[[str], Fetched]
    limits: Limits
    scripts: Scripts = Scripts()
    visited: set[str] = field(default_factory=set)
    opened: int = 0

    def is_allowed(self, url: str) -> bool:
        """Whether the address lies on one of the portal's hosts."""
        return is_allowed(url, self.limits.hosts)

    def is_within(self, url: str) -> bool:
        """Whether the address lies in the portal's part of its host."""
        return lies_within(url, self.limits.within)

    def is_new(self, url: str) -> bool:
        """Whether the address has not been asked for yet."""
        return key(url) not in self.visited

    def open(self, url: str, referer: str | None = None) -> Page | Broken:
        """The page, or why there is none. A page that only sends the reader on is followed once."""
        page = self._open(url, referer)
        if isinstance(page, Page) and page.moved_to and self._leads_on(page.url, page.moved_to):
            return self._open(page.moved_to)
        return page

    def _leads_on(self, url: str, target: str) -> bool:
        """Whether a page that has moved leads anywhere new; from http to https counts."""
        return self.is_new(target) or (key(url) == key(target) and url != target)

    def _open(self, url: str, referer: str | None = None) -> Page | Broken:
        if not self.is_allowed(url):
            return Broken(url, f"not read: {host_and_port(url)} is not among the portal's hosts")
        if self.opened >= self.limits.pages:
            return Broken(url, f"not read: the limit of {self.limits.pages} pages is reached")
        self.visited.add(key(url))
        self.opened += 1
        try:
            fetched = self._ask(url, referer)
            self.visited.add(key(canonical(fetched.url, "") or url))
            page = with_drawn_links(open_page(fetched))
        except ForbiddenError as error:
            return Broken(url, f"not asked: {error}", forbidden=True)
        except (FetchError, InputError) as error:
            return Broken(url, str(error))
        if page.moved_to:
            return page
        verdict = classify(fetched.status, fetched.headers, page.source[:START])
        if verdict is None or (verdict.kind is RefusalKind.EMPTY and _is_drawn(page)):
            return page
        return Broken(url, verdict.message, verdict.kind in _ABSENT)

    def _ask(self, url: str, referer: str | None) -> Fetched:
        query = posted_parts(url)
        if query is None:
            ask = self.scripts.get_from
            return self.get(url) if referer is None or ask is None else ask(url, referer)
        if self.scripts.post is None:
            raise FetchError(
                f"{query[0]}: its list has to be asked with a posted query, which is not possible here"
            )
        return self.scripts.post(*query)


def _is_drawn(page: Page) -> bool:
    """Whether an empty shell tells what its scripts would fill it with."""
    return bool(page.links) or adapter_for(page) is not None


def walk(first: Page, opener: Opener) -> Iterator[Page | Broken]:
    """The pages of a list from its first on, and what is missing of it.

    It ends where nothing new comes: a server that ignores the page number repeats itself for ever.
    """
    yield first
    adapter = adapter_for(first)
    if adapter is None:
        yield from _missing(first, PlainList().pages_promised(first), read=1)
        yield from _lacking(first, len(_entries(first)))
        return
    script = adapter.script(first)
    if script is not None:
        read = opener.open(script)
        if isinstance(read, Broken):
            yield Broken(script, f"the list cannot be followed without this script: {read.reason}")
            return
        first = replace(first, source=f"{first.source}\n{read.source}")
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
    links: Seen = field(default_factory=Seen)
    reports: Seen = field(default_factory=Seen)
    records: Seen = field(default_factory=Seen)
    total: int | None = None
    promised: int | None = None
    barren: int = 0
    absent: int = 0
    feeds: int = 0
    read: int = 1
    broken: int = 0

    def run(self) -> Iterator[Page | Broken]:
        """The pages after the first."""
        self._take(self.first)
        while not self._is_complete() and (url := self._next()) is not None:
            if len(self.seen) >= self.opener.limits.list_pages:
                yield self._left(f"the list is longer than {len(self.seen)} pages; the rest is not read")
                return
            page = self.opener.open(url, self.first.url if self.adapter.wants_referer else None)
            yield from self._miss(url, page) if isinstance(page, Broken) else self._gain(url, page)
            if self.barren >= self.opener.limits.barren:
                yield self._left(f"no new report on {self.barren} pages in a row; the rest is not read", url)
                return
            if self.absent >= _ABSENT_IN_A_ROW:
                yield self._left(
                    f"{self.absent} pages in a row are not there; the rest is not asked for", url
                )
                return
        if self.total is not None and self.records:
            yield from self._lost_records()
        else:
            yield from _missing(self.first, self.promised, self._pages_read() + self.broken)
            if not self.broken:
                yield from _lacking(self.first, len(self.links))

    def _pages_read(self) -> int:
        """So many pages of the list were read; a column that only asks for its list is none of them."""
        listed = any(is_listed_report(link.text) for link in self.first.links)
        read = self.read if self.adapter.is_of_list(self.first) else self.read - 1
        return self.feeds + listed if self.feeds and not self.first.is_feed else read

    def _left(self, reason: str, url: str | None = None) -> Broken:
        return Broken(url or self.first.url, reason)

    def _is_complete(self) -> bool:
        return self.total is not None and len(self.records) >= self.total > 0

    def _gain(self, url: str, page: Page) -> Iterator[Page]:
        self.absent = 0
        self.seen[url] = self._take(page)
        if self.seen[url]:
            self.read += 1
            yield page

    def _miss(self, url: str, page: Broken) -> Iterator[Broken]:
        self.seen[url] = not page.absent
        if page.absent and self.adapter.is_trial(self.first, url):
            return
        self.absent = self.absent + 1 if page.absent else 0
        self.broken += 1
        yield page

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
        links = [self.links.add(url) for url in _entries(page)]
        reports = [self.reports.add(link.url) for link in page.links if is_listed_report(link.text)]
        for record in page.records:
            self.records.add(record)
        self.total = max(filter(None, (self.total, self.adapter.entries_promised(page))), default=None)
        self.promised = max(filter(None, (self.promised, self.adapter.pages_promised(page))), default=None)
        self.barren = 0 if any(reports) else self.barren + 1
        self.feeds += page.is_feed and (any(links) or page is self.first)
        if page is self.first or (any(links) and self._tells_more(page)):
            self.pages.append(page if page is self.first else self.adapter.leading_on(page))
        return any(links)

    def _tells_more(self, page: Page) -> bool:
        """Whether a page tells of pages of the list of which its first page, asked each time, does not."""
        told = {self.first.url, page.url, *self.adapter.next_pages(self.first, self.seen)}
        return not set(map(key, told)).issuperset(map(key, self.adapter.next_pages(page, self.seen)))

    def _lost_records(self) -> Iterator[Broken]:
        """What a feed says that its list has, and did not give."""
        if self.total is not None and len(self.records) < self.total:
            found = len(self.records)
            yield self._left(f"the list says it has {self.total} entries, but {found} could be found")


def _entries(page: Page) -> set[str]:
    """All that a page links to but its pager."""
    return {link.url for link in page.links if not is_pager(link.text)}


def _lacking(first: Page, links: int) -> Iterator[Broken]:
    """Fewer links than the list says it has entries: it goes on in a way that was not seen."""
    entries = printed_entries(first)
    if entries is not None and entries > links and any(is_listed_report(link.text) for link in first.links):
        yield Broken(first.url, f"the list says it has {entries} entries, but {links} links could be found")


def _missing(first: Page, promised: int | None, read: int) -> Iterator[Broken]:
    if promised is not None and promised > read:
        yield Broken(first.url, f"the list says it has {promised} pages, but {read} could be found")
