"""Lists of Hanweb's disclosure module: search.jsp answers with a page of links, by category and organ.

A column calls it by `loadDynamic(address, div, category, …, site)`, or shows a tree of categories whose nodes
call `funclick(category)`. It is asked by an address; where it does not answer so, the same is posted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from gkscrape.manners import posted, posted_parts
from gkscrape.portals.links import Link, Page
from gkscrape.portals.lists import ListAdapter
from gkscrape.portals.navigation import leads_to_column_from_disclosure
from gkscrape.text import clean

_SEARCH = "/module/xxgk/search.jsp"
_TREE = "/module/xxgk/tree.jsp"
_CALL = re.compile(
    r"""\bloadDynamic\(\s*(?P<address>["'][^;]{0,400}?xxgk/search\.jsp[^;]{0,400}?)\s*,\s*["'](?P<div>div\w+)["']"""
    r"""\s*,\s*["'](?P<category>[^"']*)["'](?P<rest>[^;]{0,200})"""
)
_QUOTED = re.compile(r"""["']([^"']*)["']""")
_NODE = re.compile(r"""\bfunclick\(\s*\\?["']([0-9A-Za-z]+)\\?["'][^<>]*>([^<>]{2,40})<""")
_SITE = re.compile(r"\bjdid=(\d+)")
_USUAL_SITE = "1"

_Query = tuple[str, dict[str, str]]


class DisclosureSearchList(ListAdapter):
    """The list of one category."""

    family = "hanweb-disclosure"

    def recognises(self, page: Page) -> bool:
        """Whether the page is an answer of search.jsp, or calls for one, or is a tree with yearly reports."""
        return _is_answer(page) or bool(_queries(page))

    def next_pages(self, page: Page, seen: Mapping[str, bool]) -> list[str]:
        """The first page of the list, posted where the plain address is not answered; then the next ones."""
        if _is_answer(page):
            return _behind(page, self.pages_promised(page))
        addresses = []
        for url, query in _queries(page):
            addresses.append(_address(url, query, 1))
            if seen.get(addresses[-1]) is False:
                addresses.append(_posted(url, query, 1))
        return addresses

    def is_trial(self, page: Page, url: str) -> bool:
        """Whether it is a plain address, for which the posted one may stand in."""
        return posted_parts(url) is None and not _is_answer(page)

    def is_of_list(self, page: Page) -> bool:
        """Whether the page is an answer itself."""
        return _is_answer(page)


def drawn_links(page: Page) -> Iterator[Link]:
    """A link for each category that a tree of the module shows."""
    for label, (url, query) in _categories(page):
        yield Link(f"{url}?{urlencode(query)}", label)


def _categories(page: Page) -> Iterator[tuple[str, _Query]]:
    """The categories of a tree: what each is called, and how its list is asked for."""
    parts = urlsplit(page.url)
    if not parts.path.endswith(_TREE):
        return
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    site = _SITE.search(page.source)
    for category, label in _NODE.findall(page.source):
        query = {**asked, "infotypeId": category, "jdid": site[1] if site else _USUAL_SITE}
        yield clean(label), (urljoin(page.url, _SEARCH), query)


def _is_answer(page: Page) -> bool:
    return urlsplit(page.url).path.endswith(_SEARCH)


def _queries(page: Page) -> list[_Query]:
    """What the page's own script would ask for: by its call, or of a tree the categories of the reports."""
    call = _CALL.search(page.source)
    if call is not None:
        return [_called(page.url, call)]
    return [query for label, query in _categories(page) if leads_to_column_from_disclosure(label)]


def _called(base: str, call: re.Match[str]) -> _Query:
    parts = urlsplit(urljoin(base, "".join(_QUOTED.findall(call["address"])).replace("&amp;", "&")))
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    query |= {"divid": call["div"]} | ({"infotypeId": call["category"]} if call["category"] else {})
    further = _QUOTED.findall(call["rest"])
    if further and further[-1].isdecimal():
        query["jdid"] = further[-1]
    return parts._replace(query="").geturl(), query


def _behind(page: Page, promised: int | None) -> list[str]:
    """The page behind an answer, asked for as it was, unless it was the last."""
    url, body = posted_parts(page.url) or (page.url, "")
    parts = urlsplit(url)
    query = dict(parse_qsl(body or parts.query, keep_blank_values=True))
    number = int(query.get("currpage") or 1)
    if promised is not None and number >= promised:
        return []
    asks = _posted if body else _address
    return [asks(parts._replace(query="").geturl(), query, number + 1)]


def _address(url: str, query: Mapping[str, str], number: int) -> str:
    return f"{url}?{urlencode({**query, 'currpage': number})}"


def _posted(url: str, query: Mapping[str, str], number: int) -> str:
    return posted(url, urlencode({**query, "currpage": number}))
