"""From a portal's home page, or its annual-report column, to the addresses of its reports.

The way is told by the texts of links: 政府信息公开 → 政府信息公开年报 → years and organs → reports.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum
from urllib.parse import urljoin, urlsplit

from gkscrape.manners import own_hosts
from gkscrape.portals.annual_module import module_folder
from gkscrape.portals.bodies import section_word
from gkscrape.portals.family import Assigned, family_of_address, family_of_portal
from gkscrape.portals.links import (
    Link,
    Page,
    canonical,
    directory,
    is_article,
    is_directory,
    key,
)
from gkscrape.portals.navigation import (
    is_listed_report,
    leads_to_column,
    leads_to_column_from_disclosure,
    leads_to_disclosure,
    leads_to_group,
    names_an_organ,
)
from gkscrape.portals.seen import Seen
from gkscrape.portals.walk import Broken, Limits, Opener, Scripts, walk
from gkscrape.record import Fetched
from gkscrape.titles import is_report_title, organ_of_title, read_title, without_rendition, year_of_title

_DISCLOSURE_HOPS = 2
_ORGAN_HOPS = 3
_COLUMN_HOPS = 3
_TITLE_PARTS = re.compile(r"[|_—>]|-(?=\D)")
_HEADLINES = 40
_PAGES_LOOKED_AT = 20
_SECTIONS_OF_A_REPORT = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A report's address, and what the way to it tells: title, year, organ, column and list page."""

    url: str
    title: str
    year: int | None
    unit_hint: str | None
    column_url: str | None
    list_url: str
    fetched: Fetched | None = field(default=None, repr=False, compare=False)
    """The report itself, where the way to it had to open it."""


Event = Found | Broken


class _Role(IntEnum):
    """What a page is visited as; lower numbers go first."""

    START = 0
    COLUMN = 1
    DISCLOSURE = 2


@dataclass(frozen=True, slots=True)
class _Visit:
    url: str
    role: _Role
    text: str = ""
    hops: int = 0
    column: str | None = None
    organ: str | None = None
    trial: bool = False


def find_reports(
    start_url: str,
    get: Callable[[str], Fetched],
    *,
    limits: Limits | None = None,
    scripts: Scripts | None = None,
    settled: Callable[[str, frozenset[str]], bool] | None = None,
    recognised: Callable[[Assigned], None] | None = None,
) -> Iterator[Event]:
    """Each report of a portal once, in the order of its lists, and each page or list that failed.

    `get` is called once a page, and may raise FetchError; `scripts` serve lists that have to be asked in
    other ways. If no column was found that is an event as well.
    `settled` is asked after each page of a list, with its address and those of the reports it names, whether
    the rest of the list is known. `recognised` is told in the end which family of software the portal runs,
    or that it is of none that is known, if any report was found.
    """
    start = canonical(start_url, "")
    if start is None:
        yield Broken(start_url, "not an http or https address")
        return
    limits = limits or Limits()
    if not limits.hosts:
        limits = replace(limits, hosts=own_hosts(start))
    search = _Search(start, Opener(get, limits, scripts or Scripts()), settled or _never)
    yield from search.run()
    if recognised is not None and (family := search.family()) is not None:
        recognised(family)


def _never(_page: str, _reports: frozenset[str]) -> bool:
    return False


class _Search:
    def __init__(self, start: str, opener: Opener, settled: Callable[[str, frozenset[str]], bool]) -> None:
        self._start = start
        self._settled = settled
        self._opener = opener
        self._waiting: dict[_Role, deque[_Visit]] = {role: deque() for role in _Role}
        self._waiting[_Role.START].append(_Visit(start, _Role.START))
        self._noted: set[tuple[str, _Role]] = set()
        self._reports = Seen()
        self._shapes: Counter[Assigned] = Counter()
        self._sources: list[str] = []
        self._columns = 0
        self._broken = 0

    def run(self) -> Iterator[Event]:
        """Visit what waits, columns first, until nothing waits."""
        while (visit := self._pop()) is not None:
            if not self._opener.is_new(visit.url):
                continue
            page = self._opener.open(visit.url)
            if isinstance(page, Page):
                yield from self._read(page, visit)
            elif not (page.absent and visit.trial):
                self._broken += 1
                yield page
        if not self._reports and not self._broken:
            yield Broken(self._start, self._reason_for_nothing())

    def family(self) -> Assigned | None:
        """What the pages of the columns and the addresses of the reports show; None without any report."""
        return family_of_portal(self._sources, self._shapes) if self._shapes else None

    def _reason_for_nothing(self) -> str:
        if self._columns:
            return f"no report is listed in the {self._columns} columns of yearly reports that were found"
        return (
            f"no column of yearly reports was found on {self._opener.opened} pages; "
            "give the address of the column itself"
        )

    def _pop(self) -> _Visit | None:
        return next((waiting.popleft() for waiting in self._waiting.values() if waiting), None)

    def _push(self, visit: _Visit) -> None:
        noted = (key(visit.url), visit.role)
        if (
            noted in self._noted
            or not self._opener.is_new(visit.url)
            or not self._opener.is_allowed(visit.url)
        ):
            return
        if visit.role is _Role.COLUMN and not self._opener.is_within(visit.url):
            return
        self._noted.add(noted)
        self._waiting[visit.role].append(visit)

    def _read(self, page: Page, visit: _Visit) -> Iterator[Event]:
        at_start = visit.role is _Role.START
        if visit.role is _Role.COLUMN or (at_start and _is_column(page)):
            visit = replace(visit, role=_Role.COLUMN, column=visit.column or page.url)
            yield from self._read_column(page, visit)
        elif at_start and _lists_reports(page):
            self._follow_menu(page, visit)
            yield from self._read_column(page, replace(visit, column=page.url))
        else:
            yield from self._listed(page, visit, in_column=False)
            self._follow_menu(page, visit)
        for frame in page.frames:
            self._push(replace(visit, url=frame))

    def _follow_menu(self, page: Page, visit: _Visit) -> None:
        """Note the ways on from a home page, or from a page of the disclosure part."""
        at_home = visit.role is _Role.START
        names_column = leads_to_column if at_home else leads_to_column_from_disclosure
        for link in page.links:
            if names_column(link.text):
                self._push(_Visit(link.url, _Role.COLUMN, link.text, organ=visit.organ))
            elif visit.hops < _DISCLOSURE_HOPS and leads_to_disclosure(link.text):
                self._push(_Visit(link.url, _Role.DISCLOSURE, link.text, visit.hops + 1, organ=visit.organ))
            elif visit.role is _Role.DISCLOSURE and visit.hops <= _ORGAN_HOPS and names_an_organ(link.text):
                self._push(_Visit(link.url, _Role.DISCLOSURE, link.text, visit.hops + 1, organ=link.text))

    def _read_column(self, first: Page, visit: _Visit) -> Iterator[Event]:
        self._columns += 1
        leads_on = bool(first.frames)
        renditions: list[Found] = []
        texts = Seen()
        for page in walk(first, self._opener):
            if isinstance(page, Broken):
                self._broken += 1
                yield page
                continue
            self._look_at(page)
            leads_on |= any(_is_report_link(link, in_column=True) for link in page.links)
            for event in self._listed(page, visit, in_column=True):
                bare, rendition = without_rendition(event.title) if isinstance(event, Found) else ("", False)
                if isinstance(event, Found) and rendition:
                    renditions.append(event)
                else:
                    texts.add(bare)
                    yield event
            leads_on |= self._follow_parts(page, visit)
            if self._settled(page.url, self._named(page)):
                break
        yield from (event for event in renditions if without_rendition(event.title)[0] not in texts)
        yield from self._as_report(first, visit, leads_on)

    def _look_at(self, page: Page) -> None:
        """Keep what a page of a column tells of the portal's software."""
        if len(self._sources) < _PAGES_LOOKED_AT:
            self._sources.append(page.source)
        named = (link.url for link in page.links if _is_report_link(link, in_column=True))
        self._shapes.update(map(family_of_address, named))

    def _named(self, page: Page) -> frozenset[str]:
        """The reports that a page of a column names and that may be asked, other renditions aside."""
        named = (
            link.url
            for link in page.links
            if _is_report_link(link, in_column=True) and not without_rendition(link.text)[1]
        )
        return frozenset(url for url in named if self._opener.is_allowed(url) and self._opener.is_within(url))

    def _listed(self, page: Page, visit: _Visit, *, in_column: bool) -> Iterator[Event]:
        """The reports that a page links to, each once in the whole search."""
        for link in page.links:
            if not _is_report_link(link, in_column) or not self._reports.add(key(link.url)):
                continue
            if not self._opener.is_allowed(link.url):
                self._broken += 1
                yield Broken(
                    link.url,
                    f"{link.text}: listed on {page.url}, but its host is not among the portal's hosts",
                )
            elif self._opener.is_within(link.url):
                yield _found(link.url, link.text, visit, page.url)

    def _follow_parts(self, page: Page, visit: _Visit) -> bool:
        """Note the parts of a column (years, organs); whether there are any."""
        if visit.hops >= _COLUMN_HOPS or visit.column is None:
            return False
        home = module_folder(visit.column) or directory(visit.column)
        parts = [link for link in page.links if self._is_part(link, home) and link.url != page.url]
        for link in parts:
            organ = link.text if names_an_organ(link.text) else visit.organ
            part = _Visit(link.url, _Role.COLUMN, link.text, visit.hops + 1, visit.column, organ, link.trial)
            self._push(part)
        return bool(parts)

    def _is_part(self, link: Link, home: str) -> bool:
        if link.trial:
            return True
        if key(link.url) in self._reports or _is_report_link(link, in_column=True):
            return False
        if leads_to_group(link.text):
            return key(link.url).startswith(key(_above(home)))
        below = key(link.url).startswith(key(home)) and key(link.url) != key(home)
        return below and not _is_root(home) and names_an_organ(link.text)

    def _as_report(self, page: Page, visit: _Visit, leads_on: bool) -> Iterator[Event]:
        """The page itself, if its sections say it is a report, or its title does and it leads no further."""
        if key(page.url) in self._reports:
            return
        sections = {word for line in page.lines if (word := section_word(line))}
        candidates = (visit.text, page.title, *page.lines[:_HEADLINES])
        titles = [title for text in candidates if (title := read_title(text, in_column=True))]
        best = max(titles, key=lambda title: (bool(title.years), title.organ is not None), default=None)
        named = best is not None and best.years and best.organ and not visit.trial
        if len(sections) >= _SECTIONS_OF_A_REPORT or (named and not leads_on):
            self._reports.add(key(page.url))
            self._shapes[family_of_address(page.url)] += 1
            words = best.text if best else visit.text
            yield replace(_found(page.url, words, visit, page.url), fetched=page.fetched)


def _is_column(page: Page) -> bool:
    """Whether a page says of itself, in its title or its path of links, that it is such a column."""
    named = any(leads_to_column_from_disclosure(part) for part in _TITLE_PARTS.split(page.title))
    here = (link.text for link in page.links if key(link.url) == key(page.url))
    return named or any(map(leads_to_column_from_disclosure, here))


def _lists_reports(page: Page) -> bool:
    return len({link.url for link in page.links if _is_report_link(link, in_column=False)}) > 2


def _is_root(url: str) -> bool:
    return urlsplit(url).path == "/"


def _above(home: str) -> str:
    """The folder above a column's own, where its sisters lie; its own when that would be the whole site."""
    above = urljoin(home, "..")
    return home if _is_root(above) else above


def _is_report_link(link: Link, in_column: bool) -> bool:
    """Whether a link leads to one report, and not to a column of them: its text may fit both."""
    if link.trial or not (is_listed_report(link.text) if in_column else is_report_title(link.text)):
        return False
    whose, when = organ_of_title(link.text), year_of_title(link.text)
    if is_directory(link.url):
        return whose is not None and when is not None
    return (whose is not None and when is not None) or is_article(link.url)


def _found(url: str, title: str, visit: _Visit, list_url: str) -> Found:
    unit = organ_of_title(title) or visit.organ
    return Found(url, title, year_of_title(title), unit, visit.column, list_url)
