"""Lists of jeecms: the pager's buttons carry the next address in their scripts, not in links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from gkscrape.portals.links import Page, canonical
from gkscrape.portals.lists import ListAdapter

_BUTTON = re.compile(
    r"""location\.href\s*=\s*(?:encodeURI\s*\(\s*)?["']([^"']*?_(\d+)\.jhtml[^"']*)["']""", re.IGNORECASE
)


class JeecmsList(ListAdapter):
    """The pager of jeecms."""

    family = "jeecms"

    def recognises(self, page: Page) -> bool:
        """Whether a button of the page leads to a numbered .jhtml."""
        return _BUTTON.search(page.source) is not None

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The addresses of the buttons in the order of their numbers."""
        found = sorted(
            {(int(number), urljoin(page.url, path)) for path, number in _BUTTON.findall(page.source)}
        )
        addresses = [canonical(url, "") for _, url in found]
        return [url for url in addresses if url is not None and url != page.url]
