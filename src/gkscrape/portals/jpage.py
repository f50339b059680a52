"""Lists of Hanweb jpage: a script asks dataproxy.jsp for records by their numbers, and gets XML.

Some servers ignore the numbers and honour `page`, others cut large pages short; so each request asks for one
page of the list's own length in both ways. Some answer only who posts the ids of the list; that is tried
where its first page is not to be had otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from gkscrape.manners import posted, posted_parts
from gkscrape.portals.links import Page
from gkscrape.portals.lists import ListAdapter

_PROXY = re.compile(r"""["']((?:https?://|/)?[^"'<>\s]*dataproxy\.jsp)(\?[^"'<>\s]*)?["']""")
_PARAMETERS = re.compile(r"\bparam_?\w*\s*=\s*\{([^{}]*)\}")
_PAIR = re.compile(r"""["']?(\w+)["']?\s*:\s*["']?([^,"'}]*)["']?""")
_PER_PAGE = re.compile(r"""\bperpage["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE)
_TOTAL = re.compile(r"""\btotalrecords?["']?\s*[:=>]\s*["']?(\d+)""", re.IGNORECASE)
_PAGING = frozenset({"startrecord", "endrecord", "perpage", "page"})
_USUAL_LENGTH = 15
_MOST_PAGES = 500


class JpageList(ListAdapter):
    """The list behind one dataproxy.jsp."""

    family = "hanweb"

    def recognises(self, page: Page) -> bool:
        """Whether the page names the proxy and the ids of the list that it asks for."""
        return bool(_request(page)) and not page.source.lstrip().startswith(("<datastore", "<?xml"))

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The pages behind those that the page holds itself, as far as it says how many records there are."""
        request = _request(page)
        if request is None:
            return []
        proxy, ids = request
        length = _length(page)
        promised = self.pages_promised(page) or _MOST_PAGES
        first = len(page.records) // length + 1
        asks = _posted if seen.get(_address(proxy, ids, first, length)) is False else _address
        urls = []
        for number in range(first, promised + 1):
            urls.append(asks(proxy, ids, number, length))
            if promised == _MOST_PAGES and seen.get(urls[-1]) is not True:
                break
        return urls

    def is_trial(self, page: Page, url: str) -> bool:
        """Whether the page holds its list itself, so that the proxy may well have nothing to say."""
        asked, _ = posted_parts(url) or (url, "")
        return dict(parse_qsl(urlsplit(asked).query)).get("page") == "1" or _total(page) is None

    def pages_promised(self, page: Page) -> int | None:
        """From the number of records and the length of a page, as the script is called."""
        total = _total(page)
        return -(-total // _length(page)) if total is not None else None

    def entries_promised(self, page: Page) -> int | None:
        """The number of records that the script is called with, or the feed names."""
        return _total(page)


def _request(page: Page) -> tuple[str, dict[str, str]] | None:
    """The proxy's address, and the ids of the list; None unless the page tells both."""
    proxy = _PROXY.search(page.source)
    if proxy is None:
        return None
    printed = _PARAMETERS.search(page.source)
    ids = dict(parse_qsl((proxy[2] or "").lstrip("?").replace("&amp;", "&"), keep_blank_values=True))
    ids |= {name: value.strip() for name, value in _PAIR.findall(printed[1])} if printed else {}
    ids = {name: value for name, value in ids.items() if name not in _PAGING}
    return (urljoin(page.url, proxy[1]), ids) if "columnid" in ids else None


def _address(proxy: str, ids: Mapping[str, str], number: int, length: int) -> str:
    return f"{_paged(proxy, number, length)}&{urlencode(ids)}"


def _posted(proxy: str, ids: Mapping[str, str], number: int, length: int) -> str:
    return posted(_paged(proxy, number, length), urlencode(ids))


def _paged(proxy: str, number: int, length: int) -> str:
    first = (number - 1) * length + 1
    paging = {"startrecord": first, "endrecord": first + length - 1, "perpage": length, "page": number}
    return f"{proxy}?{urlencode(paging)}"


def _length(page: Page) -> int:
    found = _PER_PAGE.search(page.source)
    return max(int(found[1]), 1) if found else _USUAL_LENGTH


def _total(page: Page) -> int | None:
    found = _TOTAL.search(page.source)
    return int(found[1]) if found else page.total
