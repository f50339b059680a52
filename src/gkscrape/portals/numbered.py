"""Lists whose pager is a script that nobody has described: the page says how many pages there are.

Their addresses are tried after the first one's pattern; what is missing in the end is said aloud.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from gkscrape.portals.links import Page
from gkscrape.portals.lists import ListAdapter, printed_pages

_COUNT = re.compile(
    r"""\b(?:total_?pages?|page_?count|pages)["']?\s*[:=]\s*["']?(\d{1,4})\b""", re.IGNORECASE
)
_NUMBERED = re.compile(r"(?<=[_-])1(?=\.\w{3,5}$)")
_NAMED = re.compile(r"/(index|default|list)(\.\w{3,5})$", re.IGNORECASE)
_QUERY = re.compile(r"\b((?:page|pageno|pagenum|pageindex|curpage|cur_page|p)=)1(?=&|$)", re.IGNORECASE)


class NumberedList(ListAdapter):
    """Pages that count from 1 in their addresses: page_2.html behind page_1.html, index_2 behind index."""

    family = "numbered"

    def recognises(self, page: Page) -> bool:
        """Whether the page says that it has several pages, and its address shows how they may be called."""
        return bool(self.next_pages(page, {}))

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The second page to the last; when the second one proved missing, none further."""
        pages = self.pages_promised(page) or 0
        urls = [url for number in range(2, pages + 1) if (url := _address(page.url, number))]
        return urls[:1] if urls and seen.get(urls[0]) is False else urls

    def is_trial(self, page: Page, url: str) -> bool:
        """Always: the pattern is a guess."""
        return True

    def pages_promised(self, page: Page) -> int | None:
        """The number in 共N页, or the one that a script is given."""
        found = _COUNT.search(page.source)
        return printed_pages(page) or (int(found[1]) if found else None)


def _address(first: str, number: int) -> str | None:
    """The address of a later page; None where the first one's shows no pattern.

    >>> _address("http://a.example/list/page_1.html", 3), _address("http://a.example/nb/", 2)
    ('http://a.example/list/page_3.html', 'http://a.example/nb/index_2.html')
    >>> _address("http://a.example/nb.jsp?pageNo=1", 2), _address("http://a.example/nb/t88.html", 2)
    ('http://a.example/nb.jsp?pageNo=2', None)
    """
    parts = urlsplit(first)
    if _QUERY.search(parts.query):
        return urlunsplit(parts._replace(query=_QUERY.sub(rf"\g<1>{number}", parts.query)))
    path = f"{parts.path}index.html" if parts.path.endswith("/") else parts.path
    later = _NUMBERED.sub(str(number), path)
    if later == path:
        later = _NAMED.sub(rf"/\g<1>_{number}\g<2>", path)
    return urlunsplit(parts._replace(path=later)) if later != path else None
