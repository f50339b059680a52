"""One request and its whole answer over HTTP, and nothing else: no manners, no redirects, no second try.

`Transport` is what the fetcher needs of it; this one is made of httpx, one client a host.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Protocol

import httpx

from gkscrape.errors import FetchError, Why
from gkscrape.fetch.bounds import Bounds
from gkscrape.fetch.decoding import Decoder
from gkscrape.fetch.watched import watched_pool
from gkscrape.manners import Clock, host_and_port

_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT, which the ssl module names from Python 3.12 on."""


class UnreachableError(Exception):
    """No answer came, and another try may help. `why` is `down` or `slow`."""

    def __init__(self, reason: str, why: Why) -> None:
        super().__init__(reason)
        self.why = why


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: an absolute address, and where to connect for it. A `body` is posted."""

    url: str
    connect_to: tuple[str, int]
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer to one request; `body` is after content decoding."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of this name, in small letters; None without one."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def accepted(agent: str) -> dict[str, str]:
    """The headers that say who asks, and what is understood."""
    return {
        "User-Agent": agent,
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9",
        "Accept-Encoding": "gzip, deflate",
    }


class Transport(Protocol):
    """Asks once."""

    def exchange(self, request: Request) -> Answer:
        """The answer. Raises UnreachableError where none comes, FetchError for one that cannot be taken."""

    def close(self) -> None:
        """Close every connection."""


class HttpxTransport:
    """The usual transport. A host has one connection; cookies, proxies and the environment are ignored."""

    def __init__(self, agent: str, bounds: Bounds, clock: Clock, legacy_tls: frozenset[str]) -> None:
        self._agent = agent
        self._bounds = bounds
        self._clock = clock
        self._legacy_tls = legacy_tls
        self._clients: dict[str, httpx.Client] = {}

    def close(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def exchange(self, request: Request) -> Answer:
        """The answer. Raises UnreachableError where none comes, FetchError for one that cannot be taken."""
        try:
            return self._exchange(request)
        except (httpx.TransportError, socket.gaierror) as error:
            raise _unreachable(error) from error
        except httpx.InvalidURL as error:
            raise FetchError(f"{request.url}: {error}") from error

    def _exchange(self, request: Request) -> Answer:
        url = httpx.URL(request.url)
        address, port = request.connect_to
        client = self._client(host_and_port(request.url), url.scheme)
        sent = client.build_request(
            "GET" if request.body is None else "POST",
            url.copy_with(host=address, port=port),
            content=request.body,
            headers={"Host": url.netloc.decode("ascii"), **request.headers},
            extensions={"sni_hostname": url.raw_host.decode("ascii"), "asked": request.url},
        )
        response = client.send(sent, stream=True)
        try:
            body = self._read(request.url, response)
        finally:
            response.close()
        return Answer(response.status_code, tuple(response.headers.multi_items()), body)

    def _client(self, place: str, scheme: str) -> httpx.Client:
        """The client of one host: a TLS session is never shared between two names at one address."""
        key = f"{scheme} {place}"
        if key not in self._clients:
            self._clients[key] = httpx.Client(
                headers=accepted(self._agent),
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                transport=_WatchedTransport(
                    self._tls(place) if scheme == "https" else True, self._bounds, self._clock
                ),
                timeout=self._bounds.timeout,
                trust_env=False,
                follow_redirects=False,
            )
        return self._clients[key]

    def _tls(self, place: str) -> ssl.SSLContext:
        context = httpx.create_ssl_context(trust_env=False)
        if place.rpartition(":")[0] in self._legacy_tls:
            context.options |= _LEGACY_SERVER_CONNECT
        return context

    def _read(self, url: str, response: httpx.Response) -> bytes:
        self._bounds.refuse_declared(url, response.headers.get("content-length", ""))
        decoder = Decoder(url, response.headers.get("content-encoding", ""), self._bounds.max_bytes)
        for chunk in response.iter_raw():
            decoder.feed(chunk)
        return decoder.finish()


class _WatchedTransport(httpx.HTTPTransport):
    """One connection, each of whose answers has to be whole before the deadline."""

    def __init__(self, tls: ssl.SSLContext | bool, bounds: Bounds, clock: Clock) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._bounds = bounds
        self._clock = clock
        self._url = ""
        self._ends_at = float("inf")
        # httpx lets nobody name the backend of its pool, so the pool is exchanged.
        self._pool = watched_pool(httpx.create_ssl_context(verify=tls, trust_env=False), self.left)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, and let its deadline begin."""
        self._url = str(request.extensions.get("asked", request.url))
        self._ends_at = self._clock.now() + self._bounds.deadline
        return super().handle_request(request)

    def left(self) -> float:
        """The seconds until the deadline. Raises FetchError behind it."""
        seconds = self._ends_at - self._clock.now()
        if seconds <= 0:
            raise self._bounds.late(self._url)
        return seconds


def _unreachable(error: Exception) -> UnreachableError:
    words = str(error) or type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        why = Why.DOWN if isinstance(error, httpx.ConnectTimeout) else Why.SLOW
        return UnreachableError(f"no answer ({words})", why)
    return UnreachableError(f"no connection ({words})", Why.DOWN)
