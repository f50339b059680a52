"""Hosts that several counties share: which of their lists, told apart only by a query, are whose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from gkscrape.portals.discover import Found
from gkscrape.portals.links import Link
from gkscrape.text import fold
from gkscrape.titles import organ_of_title

_DIVISION = re.compile(
    "(?:.{2,9}?(?:省|自治区))?(?:.{1,8}?(?:市|自治州|州|盟|地区))?(?:.{1,9}?(?:自治县|县|自治旗|旗|区))?"
)


@dataclass(frozen=True, slots=True)
class Share:
    """One county's part of a host: the value of the query that tells it apart, and what it does not hold.

    `division` is the county as most of its reports name it. `within` are the places of its lists and reports,
    as `links.lies_within` takes them. `others` are the lists left out, each with the divisions that it names.
    """

    value: str
    division: str
    within: tuple[str, ...]
    others: tuple[tuple[str, str], ...]


def share_of(column: str, found: Sequence[Found], links: Iterable[Link]) -> Share | None:
    """The part that a column has of its host; None where its reports and their sisters are of one county.

    Its sisters are lists with the same path and a query that differs in one value, which the addresses of
    their reports bear as well. `links` are those of the lists' pages: a list that was not read is known by
    its name.
    """
    waiting = list(links)
    for name, value in parse_qsl(urlsplit(column).query):
        named = _divisions(name, column, found, waiting)
        own = set(named.get(value, ()))
        if own and any(set(divisions) - own for divisions in named.values()):
            mine = {one for one, divisions in named.items() if own & set(divisions)}
            return Share(
                value,
                named[value].most_common(1)[0][0],
                tuple(sorted(_places(name, mine, found))),
                tuple(sorted(_others(name, mine, named, column))),
            )
    return None


def division_of(name: str) -> str | None:
    """The county or city with which an organ's name begins, with what it lies in; None where it has none.

    >>> division_of("青溪县教育局"), division_of("北山市青溪县柳湾镇"), division_of("柳湾镇")
    ('青溪县', '北山市青溪县', None)
    """
    found = _DIVISION.match(fold(name))
    return found[0] or None if found else None


def _divisions(
    name: str, column: str, found: Sequence[Found], links: Iterable[Link]
) -> dict[str, Counter[str]]:
    """The divisions that the reports and the names of each sister bear, by its value of the parameter."""
    named: dict[str, Counter[str]] = {}
    for one in found:
        value = _value(one.list_url, name)
        if value is not None and value == _value(one.url, name):
            organ = organ_of_title(one.title) or one.unit_hint or ""
            named.setdefault(value, Counter()).update(filter(None, [division_of(organ)]))
    reports = bool(named)
    for link in links:
        value = _value(link.url, name)
        if reports and value is not None and _shape(link.url) == _shape(column):
            named.setdefault(value, Counter()).update(filter(None, [division_of(link.text)]))
    return named


def _value(url: str, name: str) -> str | None:
    return dict(parse_qsl(urlsplit(url).query)).get(name)


def _shape(url: str) -> tuple[str, tuple[str, ...]]:
    """The path of an address, and the names of its query."""
    parts = urlsplit(url)
    return parts.path, tuple(sorted(name for name, _ in parse_qsl(parts.query)))


def _places(name: str, values: set[str], found: Sequence[Found]) -> Iterator[str]:
    """Where lists and reports of these values lie, also of those that were not read."""
    shown = [one for one in found if _value(one.list_url, name) == _value(one.url, name) in values]
    paths = {urlsplit(url).path for one in shown for url in (one.list_url, one.url)}
    return (f"{path}?{urlencode({name: value})}" for path in paths for value in values)


def _others(
    name: str, mine: set[str], named: dict[str, Counter[str]], column: str
) -> Iterator[tuple[str, str]]:
    for value in named.keys() - mine:
        place = f"{urlsplit(column).path}?{urlencode({name: value})}"
        yield place, "、".join(sorted(named[value])) or "no division named"
