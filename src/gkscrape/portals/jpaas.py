"""Lists of Hanweb jpaas: the column's page holds a query, and its unit API answers with JSON around markup.

The API pages only through `paramJson`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from gkscrape.portals.links import Page
from gkscrape.portals.lists import ListAdapter

_TAG = re.compile(r"<script\b[^<>]*jpaas-publish-server[^<>]*>", re.IGNORECASE)
_URL = re.compile(r"""\burl\s*=\s*["']([^"']*jpaas-publish-server[^"']*)["']""", re.IGNORECASE)
_QUERY = re.compile(r"""\bquerydata\s*=\s*(?:"([^"]*)"|'(\{.*?\})'(?=[\s>/]))""", re.IGNORECASE)
_PATH = "jpaas-publish-server/front/page/build/unit"
_LENGTH = 15


class JpaasList(ListAdapter):
    """The list that one unit of a column draws."""

    family = "jpaas"

    def recognises(self, page: Page) -> bool:
        """Whether the page holds the query of a unit."""
        return _query(page) is not None

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The unit's first two pages from the column, then the one behind each page."""
        if _PATH in page.url:
            return [_numbered(page.url, _number(page.url) + 1)]
        asked = _query(page)
        return [_numbered(asked, number) for number in (1, 2)] if asked else []

    def is_trial(self, page: Page, url: str) -> bool:
        """Always: only an answer tells where the list ends."""
        return True


def _query(page: Page) -> str | None:
    for tag in _TAG.findall(page.source):
        url, data = _URL.search(tag), _QUERY.search(tag)
        if url is None or data is None:
            continue
        try:
            values = json.loads((data[1] or data[2]).replace("&quot;", '"').replace("'", '"'))
        except ValueError:
            continue
        if isinstance(values, dict):
            asked = urlencode({key: str(item) for key, item in values.items()})
            return f"{urljoin(page.url, url[1])}?{asked}"
    return None


def _numbered(url: str, number: int) -> str:
    base, _, query = url.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "paramJson"]
    paging = json.dumps({"pageNo": number, "pageSize": str(_LENGTH)}, separators=(",", ":"))
    return f"{base}?{urlencode([*kept, ('paramJson', paging)])}"


def _number(url: str) -> int:
    try:
        paging = json.loads(dict(parse_qsl(urlsplit(url).query)).get("paramJson", ""))
        return int(paging["pageNo"])
    except (ValueError, KeyError, TypeError):
        return 1
