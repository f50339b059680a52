"""Lists of truecms: getMessage.do answers a script's call around XML, and only those who name their page.

How many records it gives at once differs from site to site, and beyond that it gives none; so each request
asks for as few as the list itself shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from gkscrape.portals.links import Page
from gkscrape.portals.lists import ListAdapter

_API = re.compile(r"""["']([^"'<>\s]*messageController/getMessage\.do)(?:\?[^"'<>\s]*)?["']""", re.IGNORECASE)
_COLUMN = re.compile(r"""\bcolumnId["']?\s*[:=]\s*["']?([\w-]+)""", re.IGNORECASE)
_LENGTH = re.compile(r"""\bper_?page["']?\s*[:=]\s*["']?(\d{1,2})\b""", re.IGNORECASE)
_USUAL_LENGTH = 15


class TruecmsList(ListAdapter):
    """The list of one column."""

    family = "truecms"
    wants_referer = True

    def recognises(self, page: Page) -> bool:
        """Whether the page names the script and the column that it asks for."""
        return _API.search(page.source) is not None and _COLUMN.search(page.source) is not None

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The column's first records, then those behind each answer, unless it was the last."""
        parts = urlsplit(page.url)
        if parts.path.endswith("/getMessage.do"):
            return _behind(page, dict(parse_qsl(parts.query)))
        api, column, length_found = (pattern.search(page.source) for pattern in (_API, _COLUMN, _LENGTH))
        if api is None or column is None:
            return []
        length = int(length_found[1]) if length_found else _USUAL_LENGTH
        return [_address(urljoin(page.url, api[1]), column[1], 1, max(length, 1))]


def _behind(page: Page, query: Mapping[str, str]) -> list[str]:
    done, length = int(query.get("endrecord") or 0), int(query.get("perpage") or 0)
    if not length or (page.total is not None and done >= page.total):
        return []
    return [_address(page.url.partition("?")[0], query.get("columnId", ""), done + 1, length)]


def _address(api: str, column: str, first: int, length: int) -> str:
    asked = {
        "startrecord": first,
        "endrecord": first + length - 1,
        "perpage": length,
        "columnId": column,
        "callback": "callback",
    }
    return f"{api}?{urlencode(asked)}"
