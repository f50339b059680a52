"""Lists of Epoint webbuilder: a posted query names category and site, and the answer is JSON.

The site's id stands in the page or in its /js/webBuilderCommon.js. Some servers count pages from 0, others
from 1 and give their first page for 0 as well: so three are asked before the answers lead on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from gkscrape.manners import posted, posted_parts
from gkscrape.portals.links import Page
from gkscrape.portals.lists import ListAdapter

_API = re.compile(r"""["']([^"'<>\s]*lightfrontaction/getgovinfolist[^"'<>\s]*)["']""", re.IGNORECASE)
_SITE = re.compile(r"""\bsiteguid["']?\s*[:=]\s*["']([\w-]{8,})["']""", re.IGNORECASE)
_CATEGORY = re.compile(r"""\bcategorynum["']?\s*[:=]\s*["'](\d{3,})["']""", re.IGNORECASE)
_DEPARTMENT = re.compile(r"""\bdeptcode["']?\s*[:=]\s*["']([\w-]*)["']""", re.IGNORECASE)
_CATEGORY_FOLDER = re.compile(r"/((?:\d{3}){1,8})/(?:[^/]*)$")
_SCRIPT = re.compile(r"""\bsrc\s*=\s*["']([^"']*webBuilderCommon\.js[^"']*)["']""", re.IGNORECASE)
_LENGTH = 20


class EpointList(ListAdapter):
    """The list of one category."""

    family = "epoint"

    def recognises(self, page: Page) -> bool:
        """Whether the page names the API of lists."""
        return _API.search(page.source) is not None and posted_parts(page.url) is None

    def script(self, page: Page) -> str | None:
        """The site's common script, where the page itself does not name the site."""
        found = _SCRIPT.search(page.source)
        return urljoin(page.url, found[1]) if found and not _SITE.search(page.source) else None

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The category's first pages, then the one behind each page."""
        asked = posted_parts(page.url)
        if asked is not None:
            url, body = asked
            query = json.loads(body)
            return [_query(url, query, query["pageIndex"] + 1)] if _goes_on(page, query) else []
        api, site = _API.search(page.source), _SITE.search(page.source)
        category = _CATEGORY.search(page.source) or _CATEGORY_FOLDER.search(urlsplit(page.url).path)
        if api is None or site is None or category is None:
            return []
        department = _DEPARTMENT.search(page.source)
        query = {
            "deptcode": department[1] if department else "",
            "categorynum": category[1],
            "siteGuid": site[1],
        }
        return [_query(urljoin(page.url, api[1]), query, number) for number in (0, 1, 2)]

    def is_trial(self, page: Page, url: str) -> bool:
        """Always: only an answer tells where the list ends."""
        return True


def _query(url: str, query: Mapping[str, object], number: int) -> str:
    body = {**query, "pageIndex": number, "pageSize": _LENGTH}
    return posted(url, json.dumps(body, ensure_ascii=False, separators=(",", ":")))


def _goes_on(page: Page, query: Mapping[str, object]) -> bool:
    number = query["pageIndex"]
    return isinstance(number, int) and (page.total is None or number * _LENGTH < page.total)
