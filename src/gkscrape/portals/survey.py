"""What a portal is, found out from its address alone: a catalogue entry, and whether an entry still holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from urllib.parse import urljoin

from gkscrape.documents import open_document
from gkscrape.errors import FetchError, InputError
from gkscrape.manners import is_allowed, own_hosts
from gkscrape.portals.catalogue import Expectation, Portal, id_of
from gkscrape.portals.discover import Found, find_reports
from gkscrape.portals.family import Assigned, family_of_address, family_of_portal
from gkscrape.portals.links import Link, key, lies_within, open_page
from gkscrape.portals.naming import with_name
from gkscrape.portals.shared import Share, share_of
from gkscrape.portals.walk import Broken, Limits, Scripts
from gkscrape.record import Fetched

ENOUGH = 300
"""So many reports tell what a portal is; the rest of its lists is left to the crawl."""

Get = Callable[[str], Fetched]


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found out: the entry, why its family and region are what they are, and what its lists hold.

    `found` and `broken` are those of the entry alone, also on a host that it shares.
    """

    portal: Portal
    family: Assigned
    region: str
    found: tuple[Found, ...]
    broken: tuple[Broken, ...]
    share: Share | None = None
    """Where the address is one county's list on a host of several: what of the host is its own."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole search by a catalogue entry, and in words all in which the portal is not as the entry says."""

    portal: Portal
    family: Assigned
    found: tuple[Found, ...]
    broken: tuple[Broken, ...]
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Watched:
    """Asks, and keeps what the lists answered."""

    get: Get
    scripts: Scripts
    answers: dict[str, Fetched] = field(default_factory=dict)

    def ask(self, url: str) -> Fetched:
        """One page."""
        return self._keep(self.get(url))

    def ask_from(self, url: str, referer: str) -> Fetched:
        """One answer to a script that wants to know which page asks."""
        ask = self.scripts.get_from
        return self._keep(ask(url, referer) if ask else self.get(url))

    def ask_by_query(self, url: str, body: str) -> Fetched:
        """One answer to a posted query."""
        if self.scripts.post is None:
            raise FetchError(
                f"{url}: its list has to be asked with a posted query, which is not possible here"
            )
        return self._keep(self.scripts.post(url, body))

    def _keep(self, fetched: Fetched) -> Fetched:
        if len(self.answers) < ENOUGH:
            self.answers[fetched.url] = fetched
        return fetched


def twin_hosts(url: str) -> frozenset[str]:
    """The hosts of a bare address, and the same name with or without www: a portal that moves between them.

    >>> sorted(twin_hosts("http://www.qingxi.example/zwgk/"))
    ['qingxi.example', 'www.qingxi.example']
    """
    hosts = own_hosts(url)
    return hosts | {
        host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
        for host in hosts
        if ":" not in host
    }


def survey(url: str, get: Get, scripts: Scripts | None = None) -> Survey:
    """A catalogue entry for the portal at this address, be it its home page or its column.

    Raises FetchError for an address that cannot be asked, InputError for one whose portal shows no report.
    """
    hosts = twin_hosts(url)
    watched = _Watched(get, scripts or Scripts())
    home_page = watched.ask(urljoin(url, "/"))
    home = urljoin(home_page.url, "/")
    events = list(islice(_search(url, watched, Limits(hosts=hosts)), ENOUGH))
    found, broken = _parted(events)
    if not found:
        reasons = "; ".join(f"{one.url}: {one.reason}" for one in broken)
        raise InputError(f"no report was found from {url}: {reasons}")
    column = _column(home, found)
    share = share_of(column, found, _linked(watched, found)) if column else None
    if share is not None and key(url) == key(home):
        column, share = None, None
    if share is not None:
        found = tuple(one for one in found if lies_within(one.url, share.within))
        broken = tuple(one for one in broken if lies_within(one.url, share.within))
    family = _family(watched, found)
    entry = Portal(
        id=id_of(home, share.value if share else ""),
        name="",
        home=home,
        family=family.family,
        hosts=_used_hosts(hosts, watched, found),
        column=column,
        within=share.within if share else (),
        charset=_charset(watched, found),
        expect=Expectation(reports=len(found) if len(events) < ENOUGH else None),
    )
    entry, region = with_name(entry, home_page, share, found)
    return Survey(entry, family, region, found, broken, share)


def check(portal: Portal, get: Get, scripts: Scripts | None = None) -> Checked:
    """A whole search by the entry, held against what the entry says."""
    watched = _Watched(get, scripts or Scripts())
    limits = Limits(hosts=frozenset(portal.hosts), within=portal.within)
    events = list(_search(portal.start, watched, limits))
    found, broken = _parted(events)
    problems = tuple(_problems(portal, watched, found))
    return Checked(portal, _family(watched, found), found, broken, problems)


def _parted(events: list[Found | Broken]) -> tuple[tuple[Found, ...], tuple[Broken, ...]]:
    found = tuple(event for event in events if isinstance(event, Found))
    return found, tuple(event for event in events if isinstance(event, Broken))


def _problems(portal: Portal, watched: _Watched, found: tuple[Found, ...]) -> Iterator[str]:
    if not found:
        yield f"no report was found from {portal.start}"
        return
    if portal.expect.reports is not None and len(found) < portal.expect.reports:
        yield f"{len(found)} reports are listed, at least {portal.expect.reports} are expected"
    years = {one.year for one in found}
    yield from (f"no report of {year} is listed" for year in portal.expect.years if year not in years)
    family = _family(watched, found)
    if family.family != portal.family:
        yield f"its family looks like {family.family} ({family.reason}), the entry says {portal.family}"
    charset = _charset(watched, found)
    if charset != portal.charset:
        yield f"its lists are in {charset or 'utf-8'}, the entry says {portal.charset or 'utf-8'}"


def _search(url: str, watched: _Watched, limits: Limits) -> Iterator[Found | Broken]:
    scripts = Scripts(watched.ask_by_query, watched.ask_from)
    return find_reports(url, watched.ask, limits=limits, scripts=scripts)


def _family(watched: _Watched, found: tuple[Found, ...]) -> Assigned:
    wanted = {one.list_url for one in found} | {one.column_url for one in found}
    pages = [fetched for url, fetched in watched.answers.items() if url in wanted]
    return family_of_portal(_sources(pages), Counter(family_of_address(one.url) for one in found))


def _sources(pages: list[Fetched]) -> list[str]:
    return [page.body.decode("utf-8", errors="replace") for page in pages]


def _charset(watched: _Watched, found: tuple[Found, ...]) -> str | None:
    """The charset of the first list's page; None for UTF-8, and for a page that cannot be opened."""
    page = next((watched.answers[one.list_url] for one in found if one.list_url in watched.answers), None)
    if page is None:
        return None
    try:
        charset = open_document(page.body, page.media_type, page.charset).charset
    except InputError:
        return None
    return None if charset in ("utf-8", "utf-8-sig", "ascii") else charset


def _column(home: str, found: tuple[Found, ...]) -> str | None:
    """The column that lists every report found; None where there are several, or it is the home page."""
    columns = {one.column_url for one in found}
    column = columns.pop() if len(columns) == 1 else None
    return column if column and key(column) != key(home) and "__wb_method" not in column else None


def _linked(watched: _Watched, found: tuple[Found, ...]) -> Iterator[Link]:
    """What the lists' pages link to."""
    for url in dict.fromkeys(one.list_url for one in found):
        if url in watched.answers:
            try:
                yield from open_page(watched.answers[url]).links
            except InputError:
                continue


def _used_hosts(hosts: frozenset[str], watched: _Watched, found: tuple[Found, ...]) -> tuple[str, ...]:
    used = [*watched.answers, *(one.url for one in found)]
    return tuple(sorted(host for host in hosts if any(is_allowed(url, {host}) for url in used)))


def verified(portal: Portal) -> Portal:
    """The entry as one that was seen to hold."""
    return replace(portal, verified=True)
