"""Which family of software a portal runs, told by the shape of an address or by marks in a page's markup.

The families are data (`data/families.toml`); what no family fits is generic, and says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from gkscrape.catalog import data_path, load_toml
from gkscrape.errors import DataFileError

GENERIC = "generic"
_NO_SHAPE = "address: of no shape known from other portals"
_NO_SIGN = "no sign of a known family; links are followed as they are printed"


@dataclass(frozen=True, slots=True)
class Sign:
    """A regular expression, and in words what it saw where it matches."""

    pattern: str
    reading: str


@dataclass(frozen=True, slots=True)
class Family:
    """A family: the adapter that pages its lists, the shapes of its addresses, the marks in its pages.

    `bodies` are the names of the elements in which its templates print a text: `#id` or `.class`, with `*`.
    """

    id: str
    name: str
    pager: str
    addresses: tuple[Sign, ...] = ()
    marks: tuple[Sign, ...] = ()
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FamilyFile:
    """The file of families, the narrowest first."""

    family: tuple[Family, ...]


@dataclass(frozen=True, slots=True)
class Assigned:
    """The family that something was assigned, and what was seen."""

    family: str
    reason: str


@cache
def load_families() -> tuple[Family, ...]:
    """The families of data/families.toml. Raises DataFileError with every faulty pattern and doubled id."""
    path = data_path("families.toml")
    families = load_toml(path, FamilyFile).family
    faults = [f"{f.id}: {sign.pattern!r}: {error}" for f in families for sign, error in _bad_patterns(f)]
    faults += [
        f"{name}: {n} families of this id" for name, n in Counter(f.id for f in families).items() if n > 1
    ]
    if GENERIC not in {family.id for family in families}:
        faults.append(f"no family {GENERIC!r}, to which all others fall back")
    if faults:
        raise DataFileError(str(path), faults)
    return families


def family_of_address(url: str) -> Assigned:
    """The family that the address of a report or a column shows.

    >>> family_of_address("http://www.qingxi.example/zwgk/nb/202202/t20220218_5807303.html").family
    'trs'
    >>> family_of_address("http://www.qingxi.example/xinxi/abc")
    Assigned(family='generic', reason='address: of no shape known from other portals')
    """
    parts = urlsplit(url)
    shape = (
        f"{parts.path}?{parts.query}"
        if "=" in parts.query and parts.query != "isMobile=false"
        else parts.path
    )
    for family in load_families():
        for sign in family.addresses:
            if re.search(sign.pattern, shape, re.IGNORECASE):
                return Assigned(family.id, f"address: {sign.reading}")
    return Assigned(GENERIC, _NO_SHAPE)


def family_of_portal(sources: Iterable[str], shapes: Counter[Assigned]) -> Assigned:
    """The family of a portal: by the marks of its column's pages, else by most of its reports' addresses.

    `shapes` counts what `family_of_address` says of each of these.
    """
    pages = list(sources)
    for family in load_families():
        for sign in family.marks:
            if any(re.search(sign.pattern, page) for page in pages):
                return Assigned(family.id, sign.reading)
    named = [(n, shown) for shown, n in shapes.items() if shown.family != GENERIC]
    if named:
        most, shown = max(named, key=lambda pair: pair[0])
        if 2 * most > shapes.total():
            return shown
    return Assigned(GENERIC, _NO_SIGN)


def _bad_patterns(family: Family) -> Iterable[tuple[Sign, str]]:
    for sign in (*family.addresses, *family.marks):
        try:
            re.compile(sign.pattern)
        except re.error as error:
            yield sign, str(error)
