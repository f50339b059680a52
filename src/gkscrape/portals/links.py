"""A page as discovery sees it: its links with their texts, its frames, and where it has moved to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

from gkscrape.documents import open_document
from gkscrape.documents.charset import decode
from gkscrape.manners import posted_parts
from gkscrape.portals.feeds import Feed, embedded_feed, read_feed
from gkscrape.record import Fetched
from gkscrape.text import clean

_PORTS = {"http": 80, "https": 443}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FRAME = re.compile(r"""<i?frame\b[^<>]*?\ssrc\s*=\s*["']?([^"'\s<>]+)""", re.IGNORECASE)
_REFRESH = re.compile(r"""\burl\s*=\s*["']?([^"'\s;]+)""", re.IGNORECASE)
_LOCATION = re.compile(r"""\blocation(?:\.href)?\s*=\s*["']([^"'\s]+)["']""")
_MOBILE_TWIN = re.compile(r"_wap(?=\.\w+$)")
_INDEX = re.compile(r"/(?:index|default)\.\w{3,5}$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_DIGITS_OF_A_NUMBER = 3
_SAFE = "/:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Link:
    """An address, absolute and canonical, and the text that leads to it.

    `trial`: the address was put together from what a page says, so that its absence means nothing.
    """

    url: str
    text: str
    trial: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """An opened page, or the answer to a list's script.

    `source` is its decoded markup; `moved_to` is set where it only sends the reader on. `records` are the
    addresses that came from a feed, `total` the number of records that the feed says there are; `is_feed`:
    the whole body is one.
    """

    url: str
    title: str
    links: tuple[Link, ...]
    frames: tuple[str, ...]
    lines: tuple[str, ...]
    source: str
    moved_to: str | None
    records: frozenset[str] = frozenset()
    total: int | None = None
    is_feed: bool = False
    fetched: Fetched | None = field(default=None, repr=False, compare=False)


def open_page(fetched: Fetched) -> Page:
    """The page in a response. Raises InputError for a body that cannot be read as text."""
    source, _ = decode(fetched.body, fetched.charset)
    feed = read_feed(source)
    if feed is not None:
        return _feed_page(fetched, feed, source)
    document = open_document(fetched.body, fetched.media_type, fetched.charset)
    base = urljoin(fetched.url, document.base or "")
    inside = embedded_feed(source)
    links = (*_links(base, document.links), *(_links(base, inside.links) if inside else ()))
    frames = (canonical(base, unescape(src)) for src in _FRAME.findall(_COMMENT.sub("", source)))
    return Page(
        url=canonical(fetched.url, "") or fetched.url,
        title=document.title or "",
        links=links,
        frames=tuple(dict.fromkeys(url for url in frames if url is not None)),
        lines=tuple(line.text for line in document.lines),
        source=source,
        moved_to=None if links else _moved_to(base, document.meta, source),
        records=_addresses(base, inside.records) if inside else frozenset(),
        total=inside.total if inside else None,
        fetched=fetched,
    )


def _feed_page(fetched: Fetched, feed: Feed, source: str) -> Page:
    return Page(
        url=fetched.url,
        title="",
        links=_links(fetched.url, feed.links),
        frames=(),
        lines=feed.lines,
        source=source,
        moved_to=None,
        records=_addresses(fetched.url, feed.records),
        total=feed.total,
        is_feed=True,
        fetched=fetched,
    )


def _links(base: str, printed: tuple[tuple[str, str], ...]) -> tuple[Link, ...]:
    pairs = ((canonical(base, href), clean(text)) for href, text in printed)
    return tuple(Link(url, text) for url, text in pairs if url is not None)


def _addresses(base: str, printed: tuple[str, ...]) -> frozenset[str]:
    return frozenset(url for href in printed if (url := canonical(base, href)) is not None)


def canonical(base: str, href: str) -> str | None:
    """The one spelling of an address, None for what is no page (mailto:, javascript:).

    Fragments and default ports go, dots in the path are resolved, non-ASCII is percent-encoded, and the
    mobile twin `_wap` gives way to the page itself.

    >>> canonical("HTTP://www.Qingxi.example:80/zwgk/nb/index.html", "../nb/t20210203_8_wap.html#top")
    'http://www.qingxi.example/zwgk/nb/t20210203_8.html'
    >>> canonical("http://a.example/", "javascript:void(0)") is None
    True
    """
    try:
        parts = urlsplit(urljoin(base, href.strip()))
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or posted_parts(href) is not None:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    place = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    path = _MOBILE_TWIN.sub("", _encode(parts.path) or "/")
    return urlunsplit(SplitResult(parts.scheme, place, path, _encode(parts.query, "?%"), ""))


def key(url: str) -> str:
    """What two addresses of one page share: `/a/` and `/a/index.html`, http and https are the same.

    >>> key("http://a.example/nb/index.shtml") == key("https://a.example/nb/")
    True
    """
    return _INDEX.sub("/", url.partition("://")[2])


def directory(url: str) -> str:
    """The address up to the last slash of its path.

    >>> directory("http://a.example/nb/index_2.html?x=/")
    'http://a.example/nb/'
    """
    return urljoin(url, ".")


def is_directory(url: str) -> bool:
    """Whether an address looks like that of a column: it ends in a slash or an index page.

    >>> is_directory("http://a.example/nb/index.html"), is_directory("http://a.example/nb/t1.html")
    (True, False)
    """
    return key(url).endswith("/")


def lies_within(url: str, places: tuple[str, ...]) -> bool:
    """Whether an address lies in one of these places of its host; no places are the whole host.

    A place is a folder with all below it, or a whole path, if need be with what must stand in the query.

    >>> lies_within("http://a.example/xsq/qingxi/nb/", ("/xsq/qingxi/",))
    True
    >>> [lies_within(f"http://a.example/year.aspx?id=7&dept={n}", ("/year.aspx?dept=20",)) for n in (20, 206)]
    [True, False]
    """
    parts = urlsplit(url)
    query = set(parse_qsl(parts.query, keep_blank_values=True))
    return not places or any(_is_at(parts.path, query, place) for place in places)


def _is_at(path: str, query: set[tuple[str, str]], place: str) -> bool:
    where, _, wanted = place.partition("?")
    if where.endswith("/") and not wanted:
        return path.startswith(where)
    return path == where and query.issuperset(parse_qsl(wanted, keep_blank_values=True))


def is_article(url: str) -> bool:
    """Whether an address looks like that of a single text: its last part bears a number other than a year.

    >>> is_article("http://a.example/nb/202101/t20210120_88.html"), is_article("http://a.example/nb/nb2020.htm")
    (True, False)
    """
    name = urlsplit(url).path.rpartition("/")[2] + urlsplit(url).query
    return len(_DIGIT.findall(_YEAR.sub("", name))) >= _DIGITS_OF_A_NUMBER


def _encode(text: str, more: str = "") -> str:
    return quote(text if "%" in text else unquote(text), safe=_SAFE + "%" + more)


def _moved_to(base: str, meta: tuple[tuple[str, str], ...], source: str) -> str | None:
    refresh = next((content for name, content in meta if name == "refresh"), "")
    target = _REFRESH.search(refresh) or _LOCATION.search(source)
    return canonical(base, target[1]) if target else None
