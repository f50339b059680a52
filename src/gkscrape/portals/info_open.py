"""Lists of Wuxi's districts: a script's call names site and columns, and /info_open/search answers in JSON.

The call is `getSearchList(page, length, site, columns, search type, order)`, under that name or one that ends
so. The columns stand in it as numbers, or in a variable that further numbers may be joined to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urljoin

from gkscrape.manners import posted, posted_parts
from gkscrape.portals.links import Page
from gkscrape.portals.lists import ListAdapter

_API = "/info_open/search"
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
_CALL = re.compile(r"(?<!function )\b\w*getSearchList\s*\(([^()]+)\)")
_ARGUMENT = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w.]+))\s*(?:,|$)""")
_IDS = re.compile(r"\d+(?:,\d+)*")
_PAGES = re.compile(r'"totalPages"\s*:\s*"?(\d+)')
_LENGTH = 20


class InfoOpenList(ListAdapter):
    """The list of the columns that one call names."""

    family = "info-open"

    def recognises(self, page: Page) -> bool:
        """Whether the page calls for a list with the numbers of a site and of columns."""
        return _query(page) is not None

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The first page of the columns, then the one behind each answer, unless it was the last."""
        asked = posted_parts(page.url)
        if asked is not None:
            url, body = asked
            query = dict(parse_qsl(body, keep_blank_values=True))
            number = int(query["pageIndex"])
            last = self.pages_promised(page)
            return [] if last is not None and number >= last else [_address(url, query, number + 1)]
        called = _query(page)
        return [_address(urljoin(page.url, _API), called, 1)] if called else []

    def pages_promised(self, page: Page) -> int | None:
        """How many pages an answer says that there are."""
        found = _PAGES.search(page.source) if page.is_feed else None
        return int(found[1]) if found else None


def _query(page: Page) -> dict[str, str] | None:
    """What the page's call asks for; None unless it names a site and columns: without them all would come."""
    source = _COMMENT.sub("", page.source)
    for call in _CALL.findall(source):
        arguments = ["".join(parts) for parts in _ARGUMENT.findall(call)]
        if len(arguments) >= 6 and arguments[2].isdecimal():
            columns = _columns(arguments[3], source)
            if columns is not None:
                _, _, site, _, kind, order = arguments[:6]
                return {"siteId": site, "channelIds": columns, "searchType": kind, "order": order}
    return None


def _columns(named: str, source: str) -> str | None:
    """The numbers of the columns, where need be from the variable that holds them."""
    if _IDS.fullmatch(named):
        return named
    name = re.escape(named)
    held = re.findall(rf"""\b{name}\s*=\s*["'](\d[\d,]*)["']""", source)
    joined = re.findall(rf"""\b{name}\s*(?:\+=|=\s*{name}\s*\+)\s*["'],["']\s*\+\s*["']?(\d+)""", source)
    joined += re.findall(rf"""\b{name}\s*\+=\s*["'],(\d+)["']""", source)
    columns = ",".join([*held[:1], *joined])
    return columns if held and _IDS.fullmatch(columns) else None


def _address(url: str, query: Mapping[str, str], number: int) -> str:
    kept = {name: value for name, value in query.items() if name not in ("pageIndex", "pageSize")}
    return posted(url, urlencode({"pageIndex": number, "pageSize": _LENGTH, **kept}))
