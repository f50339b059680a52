"""Lists of TRS's intertid: the page names site and channel, and an API lists its documents as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from gkscrape.portals.links import Page
from gkscrape.portals.lists import ListAdapter

_API = re.compile(
    r"""["']([^"'<>\s?]*intertidwebapp/govChanInfo/get(?:Bh)?Documents)(?:\?([^"'<>\s]*))?["']""",
    re.IGNORECASE,
)
_IDS = {
    "siteId": re.compile(r"""\bsiteId["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE),
    "chanId": re.compile(r"""\bchanId["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE),
}
_USUAL = {"ChannelType": "1", "KeyWord": "", "KeyWordType": "", "order": "1"}
_LENGTH = 20


class IntertidList(ListAdapter):
    """The list of one channel."""

    family = "intertid"

    def recognises(self, page: Page) -> bool:
        """Whether the page names the API, and the site and channel that it asks for."""
        return _query(page) is not None

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The channel's first page, then the one behind each answer, unless it was the last."""
        parts = urlsplit(page.url)
        if "/govChanInfo/" in parts.path:
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            number = int(query.get("pageIndex") or 1)
            is_last = page.total is not None and number * _LENGTH >= page.total
            return [] if is_last else [_address(page.url.partition("?")[0], query, number + 1)]
        asked = _query(page)
        return [_address(*asked, 1)] if asked else []


def _query(page: Page) -> tuple[str, dict[str, str]] | None:
    """The API's address, and what it is asked beside a page's number; None unless the page tells both."""
    api = _API.search(page.source)
    if api is None:
        return None
    written = dict(parse_qsl((api[2] or "").replace("&amp;", "&"), keep_blank_values=True))
    ids = {name: found[1] for name, pattern in _IDS.items() if (found := pattern.search(page.source))}
    query = _USUAL | written | ids
    return (urljoin(page.url, api[1]), query) if _IDS.keys() <= query.keys() else None


def _address(api: str, query: Mapping[str, str], number: int) -> str:
    kept = {name: value for name, value in query.items() if name not in ("pageIndex", "pageSize")}
    return f"{api}?{urlencode({'pageIndex': number, 'pageSize': _LENGTH, **kept})}"
