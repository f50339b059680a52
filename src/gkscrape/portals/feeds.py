"""Bodies that the script of a list asks for: XML, JSON or a script's call, opened as the links they carry.

One reader serves all families: an object with a title and an address is a link, and so is every <a> of the
markup that stands in a string or a record.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gkscrape.documents import open_document
from gkscrape.errors import InputError
from gkscrape.text import clean

_TITLES = ("title", "infotitle", "doctitle", "maintitle", "articletitle", "showtitle", "name", "subject")
_ADDRESSES = ("post_url", "url", "infourl", "docpuburl", "visiturl", "articleurl", "linkurl", "link", "href")
_TOTALS = (
    *("total", "totalcount", "totalrecord", "totalrecords", "recordcount", "totalnum", "totalelements"),
    "count",
)
_DATASTORE = re.compile(r"<datastore\b.*?</datastore>", re.DOTALL | re.IGNORECASE)
_RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.DOTALL | re.IGNORECASE)
_XML_TOTAL = re.compile(r"<totalrecords?>\s*(\d+)\s*</totalrecords?>", re.IGNORECASE)
_CALLBACK = re.compile(r"\s*[\w.$]+\s*\((.*)\)\s*;?\s*", re.DOTALL)
_TAGS = re.compile(r"<[^<>]*>")
_PERCENT_U = re.compile(r"%u([0-9a-fA-F]{4})")
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed carries: (address, text) as printed, the text of its markup, and its number of records.

    `records` has the one address of each record that is marked as one; other links may stand beside it.
    """

    links: tuple[tuple[str, str], ...]
    records: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    total: int | None = None


def read_feed(source: str) -> Feed | None:
    """The feed that a whole body is; None if it is something else.

    >>> read_feed('{"total": 9, "articles": [{"title": "2020年年报", "url": "/post_1.html"}]}')
    Feed(links=(('/post_1.html', '2020年年报'),), records=('/post_1.html',), lines=(), total=9)
    >>> read_feed("<html><a href='/'>首页</a></html>") is None
    True
    """
    text = source.strip().lstrip("\ufeff")
    called = _CALLBACK.fullmatch(text)
    text = called[1].strip() if called else text
    if text.startswith(("{", "[", '"')):
        return _read_json(text)
    if text.startswith(("<?xml", "<datastore", "<record")) and _RECORD.search(text):
        return _read_records(text)
    return None


def embedded_feed(source: str) -> Feed | None:
    """The records that a page holds in a <datastore> for its own script; None if it holds none."""
    stores = "".join(_DATASTORE.findall(source))
    return _read_records(stores) if stores else None


def _read_records(text: str) -> Feed:
    total = _XML_TOTAL.search(text)
    found = _Gathered()
    for record in _RECORD.findall(text):
        before = len(found.links)
        found.take_markup(record)
        found.records.extend(address for address, _ in found.links[before : before + 1])
    return found.as_feed(int(total[1]) if total else None)


def _read_json(text: str) -> Feed | None:
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return _read_script(text)
    if not isinstance(value, dict | list | str):
        return None
    found = _Gathered()
    found.take(value, 0)
    return found.as_feed(found.total)


def _read_script(text: str) -> Feed | None:
    """The links in an array that is written as a script has it, and is no JSON."""
    if not text.startswith("[") or "<a" not in text:
        return None
    found = _Gathered()
    found.take_markup(text)
    return found.as_feed(None)


@dataclass(slots=True)
class _Gathered:
    links: list[tuple[str, str]] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    total: int | None = None

    def as_feed(self, total: int | None) -> Feed:
        """What was gathered, as a value."""
        return Feed(tuple(self.links), tuple(self.records), tuple(self.lines), total)

    def take(self, value: object, depth: int) -> None:
        """Gather from a value of JSON and all that lies in it, in order."""
        if depth > _DEEPEST:
            return
        if isinstance(value, str):
            self._take_text(value, depth)
        elif isinstance(value, list):
            for item in value:
                self.take(item, depth + 1)
        elif isinstance(value, dict):
            self._take_object(value, depth)

    def take_markup(self, markup: str) -> None:
        """Gather the links and the text of a piece of a page."""
        try:
            document = open_document(f"<html><body>{markup}</body></html>".encode(), "text/html", "utf-8")
        except InputError:
            return
        self.links.extend(document.links)
        self.lines.extend(line.text for line in document.lines)

    def _take_text(self, text: str, depth: int) -> None:
        if _RECORD.search(text):
            self._take_records(_read_records(text))
        elif "<a" in text:
            self.take_markup(text)
        elif text.lstrip().startswith(("{", "[")):
            try:
                self.take(json.loads(text, strict=False), depth + 1)
            except (ValueError, RecursionError):
                return

    def _take_records(self, feed: Feed) -> None:
        self.links.extend(feed.links)
        self.records.extend(feed.records)
        self.lines.extend(feed.lines)
        self.total = feed.total if self.total is None else self.total

    def _take_object(self, value: Mapping[str, object], depth: int) -> None:
        named = {key.lower(): item for key, item in value.items()}
        title, address = _first(named, _TITLES), _first(named, _ADDRESSES)
        if title and address:
            self.links.append((address.strip(), _plain(title)))
            self.records.append(address.strip())
        if self.total is None:
            self.total = next(_whole_numbers(named), None)
        for key, item in named.items():
            if key not in _TITLES or not isinstance(item, str):
                self.take(item, depth + 1)


def _first(named: Mapping[str, object], keys: tuple[str, ...]) -> str | None:
    return next((item for key in keys if isinstance(item := named.get(key), str) and item.strip()), None)


def _whole_numbers(named: Mapping[str, object]) -> Iterator[int]:
    for key in _TOTALS:
        item = named.get(key)
        if isinstance(item, int) and not isinstance(item, bool):
            yield item
        elif isinstance(item, str) and item.isdecimal():
            yield int(item)


def _plain(title: str) -> str:
    """A title without its markup and its escapes.

    >>> _plain("%u5E74%u62A5&nbsp;<b>2020</b>")
    '年报 2020'
    """
    shown = _PERCENT_U.sub(lambda escape: chr(int(escape[1], 16)), title)
    return clean(html.unescape(_TAGS.sub("", shown)))
