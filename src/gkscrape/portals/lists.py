"""How a list of links goes on: one adapter a family of pagers, behind one interface."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from gkscrape.portals.links import Page, directory
from gkscrape.portals.navigation import is_next, page_number
from gkscrape.text import fold

_TOTAL = re.compile(r"共(?:计|有)?(\d{1,4})页|第?1/(\d{1,4})页")


class ListAdapter(Protocol):
    """One way to page. `seen` says of each address tried whether it is a page of the list, broken or not."""

    @property
    def family(self) -> str:
        """The name of the family."""

    def recognises(self, page: Page) -> bool:
        """Whether the page has this kind of pager."""

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The addresses that may go on with the list, likeliest first; those in `seen` may be among them."""

    def is_trial(self, page: Page, url: str) -> bool:
        """Whether an address is a mere try, whose absence alone means nothing."""

    def pages_promised(self, page: Page) -> int | None:
        """How many pages the list says it has; None if it does not say."""


class PlainList:
    """Pages joined by links in the markup: 下一页, else page numbers."""

    family = "plain"

    def recognises(self, page: Page) -> bool:
        """Whether there is a link to a next page, or to a numbered one."""
        return bool(self.next_pages(page, {}))

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The address behind 下一页, then those behind numbers in the list's own folder, in order."""
        following = [link.url for link in page.links if is_next(link.text)]
        numbered = [
            (number, link.url)
            for link in page.links
            if (number := page_number(link.text)) is not None and _same_list(page.url, link.url)
        ]
        candidates = [*following, *(url for _, url in sorted(numbered))]
        return [url for url in dict.fromkeys(candidates) if url != page.url]

    def is_trial(self, page: Page, url: str) -> bool:
        """Never: a printed link is a promise."""
        return False

    def pages_promised(self, page: Page) -> int | None:
        """The number in 共N页, if it is printed."""
        found = _TOTAL.search("".join(map(fold, page.lines)))
        return int(found[1] or found[2]) if found else None


def _same_list(page: str, url: str) -> bool:
    return directory(url).startswith(directory(page)) or directory(page).startswith(directory(url))
