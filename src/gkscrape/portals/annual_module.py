"""The annual-report modules: Hanweb's xxgkAnnualReport.jsp by year and organ, Anhui's Openness and Xxgk.

Hanweb's page shows the report of one organ and year; years and organs stand in its menus as codes. Each pair
is drawn as a link, on trial: an organ has no report for some years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from gkscrape.portals.links import Link, Page

_HANWEB = "/xxgkAnnualReport.jsp"
_CODE = r"(?:\d{12,18}|[0-9A-Z]{18})"
_CODED = (
    re.compile(rf"""<option\b[^<>]*value\s*=\s*["']?({_CODE})["'\s>][^<>]*>?([^<>]*)"""),
    re.compile(rf"""["']({_CODE})["']\s*,\s*["']\d*["']\s*,\s*["']([^"']+)["']"""),
)
_YEAR_OPTION = re.compile(r"""<option\b[^<>]*value\s*=\s*["']?(20\d\d)\b""")
_MODULE = re.compile(r"^.*?/(?:OpennessAnnualReport|XxgkAnnualReport|Xxgknb)/", re.IGNORECASE)
_MOST_LINKS = 3000


def module_folder(url: str) -> str | None:
    """The part of an address that all pages of an Anhui module share; None for other addresses.

    >>> module_folder("http://a.example/openness/OpennessAnnualReport/year/6/2022.html")
    'http://a.example/openness/OpennessAnnualReport/'
    """
    found = _MODULE.match(url)
    return found[0] if found else None


def drawn_links(page: Page) -> Iterator[Link]:
    """A link for each organ and year that a page of Hanweb's module knows; its text names both."""
    parts = urlsplit(page.url)
    if not parts.path.endswith(_HANWEB):
        return
    organs, years = _organs(page), _years(page)
    for (code, organ), year in list(product(organs.items(), years))[:_MOST_LINKS]:
        url = urlunsplit(parts._replace(query=f"fbtime={year}&area={code}"))
        yield Link(url, f"{organ}{year}年年报", trial=True)


def _organs(page: Page) -> dict[str, str]:
    coded = {code: name.strip() for pattern in _CODED for code, name in pattern.findall(page.source)}
    for link in page.links:
        asked = dict(parse_qsl(urlsplit(link.url).query))
        if "area" in asked and urlsplit(link.url).path.endswith(_HANWEB) and not link.text[:2].isdecimal():
            coded.setdefault(asked["area"], link.text)
    own = dict(parse_qsl(urlsplit(page.url).query)).get("area")
    return coded or ({own: ""} if own else {})


def _years(page: Page) -> list[str]:
    linked = [dict(parse_qsl(urlsplit(link.url).query)).get("fbtime", "") for link in page.links]
    printed = [*_YEAR_OPTION.findall(page.source), *linked]
    return sorted({year for year in printed if re.fullmatch(r"20\d\d", year)}, reverse=True)
