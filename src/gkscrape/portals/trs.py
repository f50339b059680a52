"""Lists of TRS WCM: a script draws the pager from the number of pages.

`createPageHTML(pages, current, "index", "shtml")` counts from 0, so that page 2 is `index_1.shtml`; relatives
of it count from 1, and their page 2 is `index_2.shtml`. Which it is shows only by trying. Some sites call the
script with an extension that their later pages do not have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from gkscrape.portals.links import Page, canonical
from gkscrape.portals.lists import ListAdapter

_CALL = re.compile(r"createPageHTML\s*\(([^()]*)\)")
_COUNT = re.compile(r"\bvar\s+countPage\s*=\s*(\d+)")
_EXTENSION = re.compile(r"""["']\.["']\s*\+\s*["'](s?html?|jsp|aspx?)["']""")
_WORD = re.compile(r"[\w-]+")
_EXTENSIONS = ("html", "shtml", "htm")
_MOST_PAGES = 5000


@dataclass(frozen=True, slots=True)
class _Pager:
    pages: int
    name: str
    extension: str

    def url(self, page: Page, number: int) -> str:
        """The address that carries this number; number 0 is the first page."""
        suffix = f"_{number}" if number else ""
        address = urljoin(page.url, f"{self.name}{suffix}.{self.extension}")
        return canonical(address, "") or address

    def renamed(self) -> tuple[_Pager, ...]:
        """The same pager with the other extensions that such sites use."""
        return tuple(replace(self, extension=other) for other in _EXTENSIONS if other != self.extension)


class TrsList(ListAdapter):
    """The pager of TRS WCM and its one-based relatives."""

    family = "trs"

    def recognises(self, page: Page) -> bool:
        """Whether the page calls the pager's script."""
        return _pager(page) is not None

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """All pages of a list that counts from 0.

        Once its page 2 proved missing, that page by its other names, and then also the last page from 1.
        """
        pager = _pager(page)
        if pager is None:
            return []
        first = 0 if re.search(rf"/{re.escape(pager.name)}_\d+\.", page.url) else 1
        urls = [pager.url(page, number) for number in range(first, pager.pages)]
        if pager.pages > 1 and seen.get(pager.url(page, 1)) is False:
            renamed = next((other for other in pager.renamed() if seen.get(other.url(page, 1))), None)
            if renamed is not None:
                return [renamed.url(page, number) for number in range(1, pager.pages)]
            tried = [other.url(page, 1) for other in pager.renamed()]
            urls = [*tried, *urls, pager.url(page, pager.pages)]
        return [url for url in urls if url != page.url]

    def is_trial(self, page: Page, url: str) -> bool:
        """Whether the address exists in only one of the two ways to count."""
        pager = _pager(page)
        if pager is None:
            return False
        seconds = (other.url(page, 1) for other in (pager, *pager.renamed()))
        return url in (*seconds, pager.url(page, pager.pages))

    def pages_promised(self, page: Page) -> int | None:
        """The number of pages that the script is called with."""
        pager = _pager(page)
        return pager.pages if pager else None


def _pager(page: Page) -> _Pager | None:
    for call in _CALL.finditer(page.source):
        words = [word.strip().strip("'\"") for word in call[1].split(",")]
        for at in range(len(words) - 3):
            pages, current, name, extension = words[at : at + 4]
            if pages.isdigit() and current.isdigit() and _WORD.fullmatch(name) and _WORD.fullmatch(extension):
                return _Pager(min(int(pages), _MOST_PAGES), name, extension)
    count = _COUNT.search(page.source)
    if count is None:
        return None
    extension_found = _EXTENSION.search(page.source)
    return _Pager(min(int(count[1]), _MOST_PAGES), "index", extension_found[1] if extension_found else "html")
