"""Lists of Guangdong's gkmlpt: the page holds a tree of categories, and an API lists each as JSON.

Every category of yearly reports is drawn as a link to the first page of its list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from gkscrape.portals.links import Link, Page
from gkscrape.portals.lists import ListAdapter
from gkscrape.portals.navigation import leads_to_column_from_disclosure

_SITE = re.compile(r"""\bSID["']?\s*[:=]\s*["']?(\d+)""")
_TREE = re.compile(r"""\bTREE["']?\s*[:=]\s*""")
_FOLDER = re.compile(r"^(/(?:[^/]+/)*gkmlpt)(?:/|$)")
_API = "/gkmlpt/api/all/"
_MOST_CATEGORIES = 5000


class GkmlptList(ListAdapter):
    """The list of one category."""

    family = "gkmlpt"

    def recognises(self, page: Page) -> bool:
        """Whether the page is an answer of the API."""
        return _API in page.url

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The page behind this one, unless the category's records are all on it."""
        if page.total is not None and len(page.records) >= page.total:
            return []
        base, _, query = page.url.partition("?")
        values = dict(parse_qsl(query))
        number = values.get("page", "1")
        following = int(number) + 1 if number.isdecimal() else 2
        return [f"{base}?{urlencode(values | {'page': str(following)})}"]

    def is_trial(self, page: Page, url: str) -> bool:
        """Always: some sites send all records at once and know no second page."""
        return True


def drawn_links(page: Page) -> Iterator[Link]:
    """The categories of yearly reports that the page's tree names, each with the address of its list."""
    site, tree = _SITE.search(page.source), _TREE.search(page.source)
    folder = _FOLDER.match(urlsplit(page.url).path)
    if site is None or tree is None or folder is None:
        return
    try:
        value, _ = json.JSONDecoder().raw_decode(page.source, tree.end())
    except ValueError:
        return
    for number, name in _categories(value):
        if leads_to_column_from_disclosure(name):
            yield Link(urljoin(page.url, f"{folder[1]}/api/all/{number}?page=1&sid={site[1]}"), name)


def _categories(tree: object) -> Iterator[tuple[int, str]]:
    """Number and name of each node, whatever its children are called."""
    waiting = [tree]
    for _ in range(_MOST_CATEGORIES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, dict):
            number, name = node.get("id"), node.get("name") or node.get("title")
            if isinstance(number, int) and isinstance(name, str):
                yield number, name
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(reversed(node))
