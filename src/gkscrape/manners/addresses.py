"""Addresses as manners see them: their host and port, the allow-list, and those of posted queries."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote, unquote, urlsplit

from gkscrape.errors import FetchError

_PORTS = {"http": 80, "https": 443}
_POSTED = "__wb_method=POST&__wb_post_data="


def host_and_port(url: str) -> str:
    """The `host:port` of an http or https address, the port always written. Raises FetchError for any other.

    >>> host_and_port("https://www.Example.gov.cn/zwgk/"), host_and_port("http://[::1]:8000")
    ('www.example.gov.cn:443', '[::1]:8000')
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"{url}: not an address ({error})") from error
    if parts.scheme not in _PORTS or not host:
        raise FetchError(f"{url}: not an http or https address")
    return f"{f'[{host}]' if ':' in host else host}:{port or _PORTS[parts.scheme]}"


def is_allowed(url: str, hosts: Collection[str]) -> bool:
    """Whether an address is on the allow-list: its `host:port`, or a bare `host` for the ports 80 and 443.

    >>> is_allowed("https://a.example/", {"a.example"}), is_allowed("http://a.example:8080/", {"a.example"})
    (True, False)
    """
    place = host_and_port(url)
    host, _, port = place.rpartition(":")
    return place in hosts or (port in ("80", "443") and host in hosts)


def own_hosts(url: str) -> frozenset[str]:
    """The allow-list of a bare address: its own host at its own port; on a web server's usual ports, at both.

    Portals send readers from http to https; a port of its own stays the only one.

    >>> sorted(own_hosts("http://a.example/zwgk/")), sorted(own_hosts("http://a.example:8080/"))
    (['a.example'], ['a.example:8080'])
    """
    place = host_and_port(url)
    host, _, port = place.rpartition(":")
    return frozenset({host if port in ("80", "443") else place})


def posted(url: str, body: str) -> str:
    """The address under which the answer to a posted query is kept: the convention of web archives.

    >>> posted("http://a.example/list?x=1", "{}")
    'http://a.example/list?x=1&__wb_method=POST&__wb_post_data=%7B%7D'
    """
    return f"{url}{'&' if '?' in url else '?'}{_POSTED}{quote(body, safe='')}"


def posted_parts(address: str) -> tuple[str, str] | None:
    """Address and body of a posted query, from the address that `posted` gave; None for any other.

    >>> posted_parts(posted("http://a.example/list", '{"page": 2}'))
    ('http://a.example/list', '{"page": 2}')
    """
    url, mark, body = address.partition(_POSTED)
    return (url[:-1], unquote(body)) if mark else None
