"""How a list of links goes on: one adapter a family of pagers, behind one interface."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlsplit

from gkscrape.portals.links import Page, directory
from gkscrape.portals.navigation import is_listed_report, is_next, page_number
from gkscrape.text import fold

_TOTAL = re.compile(r"共(?:计|有)?(\d{1,4})页|第?1/(\d{1,4})页|共\d+条(?:记录)?1/(\d{1,4})(?!\d)")
_ENTRIES = re.compile(r"共(?:计|有)?(\d{1,5})条")
_LONGEST_PAGER = 60


class ListAdapter(Protocol):
    """One way to page. `seen` says of each address tried whether it is a page of the list, broken or not.

    An address may be that of a posted query, as `manners.posted` writes it.
    """

    family: str
    wants_referer: bool = False
    """Whether its script answers only those who say which page they come from."""

    def recognises(self, page: Page) -> bool:
        """Whether the page's list is of this family."""

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """Addresses of further pages that this page tells of, nearest first; some may have been seen."""

    def leading_on(self, page: Page) -> Page:
        """As much of a page as `next_pages` needs of it: a list may have hundreds."""
        links = tuple(link for link in page.links if not is_listed_report(link.text))
        return replace(page, links=links, fetched=None)

    def is_trial(self, page: Page, url: str) -> bool:
        """Whether an address is a mere try, whose absence alone means nothing."""
        return False

    def pages_promised(self, page: Page) -> int | None:
        """How many pages the list says it has; None if it does not say."""
        return printed_pages(page)

    def entries_promised(self, page: Page) -> int | None:
        """How many entries the list says it has; None if it does not say."""
        return page.total

    def is_of_list(self, page: Page) -> bool:
        """Whether a list's first page shows a page of it, and does not only ask for them."""
        return True

    def script(self, page: Page) -> str | None:
        """The address of a script without which the page does not tell how its list goes on."""
        return None


def printed_pages(page: Page) -> int | None:
    """The number in 共N页, if it is printed.

    A list of one page may print any number of records: 共9条 says nothing of pages.
    """
    found = _TOTAL.search("".join(map(fold, page.lines)))
    return int(next(filter(None, found.groups()))) if found else None


def printed_entries(page: Page) -> int | None:
    """The number in 共N条 where a line begins with it that is no sentence, as a list's pager does."""
    for line in map(fold, page.lines):
        if len(line) <= _LONGEST_PAGER and "。" not in line and (found := _ENTRIES.match(line)):
            return int(found[1])
    return None


class PlainList(ListAdapter):
    """Pages joined by links in the markup: 下一页, else page numbers."""

    family = "plain"

    def recognises(self, page: Page) -> bool:
        """Whether there is a link to a next page, or to a numbered one."""
        return bool(self.next_pages(page, {}))

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The address behind 下一页, then those behind numbers in the list's own folder, in order."""
        following = [
            link.url for link in page.links if is_next(link.text) and _may_follow(page.url, link.url)
        ]
        numbered = [
            (number, link.url)
            for link in page.links
            if (number := page_number(link.text)) is not None and _same_list(page.url, link.url)
        ]
        candidates = [*following, *(url for _, url in sorted(numbered))]
        return [url for url in dict.fromkeys(candidates) if url != page.url]

    def leading_on(self, page: Page) -> Page:
        """Its links; neither markup nor text tells more."""
        return replace(super().leading_on(page), source="", lines=())


def _same_list(page: str, url: str) -> bool:
    return directory(url).startswith(directory(page)) or directory(page).startswith(directory(url))


def _may_follow(page: str, url: str) -> bool:
    """Whether a 下一页 goes on with this list: in its folder, or with a query; others drift elsewhere."""
    return _same_list(page, url) or bool(urlsplit(url).query)
