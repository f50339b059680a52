"""The fast transport: the same exchange as the usual one, made of libcurl; the door to pycurl.

It asks what `HttpxTransport` asks, with the same bounds, for a fraction of its processor time; the wait for a
read counts in whole seconds. Old servers that need their own TLS settings are left to the usual transport.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import certifi
import pycurl

from gkscrape.errors import FetchError, Why
from gkscrape.fetch.bounds import Bounds
from gkscrape.fetch.decoding import Decoder
from gkscrape.fetch.transport import Answer, Request, Transport, UnreachableError, accepted
from gkscrape.manners import Clock, host_and_port

_AT_ONCE = 1 << 17
"""So many bytes of a body are taken at once."""

_UNTAKEABLE = frozenset({pycurl.E_URL_MALFORMAT, pycurl.E_UNSUPPORTED_PROTOCOL})


@dataclass(slots=True)
class _Incoming:
    """The answer as it comes in; `refused` is why the rest of it is not read."""

    url: str
    bounds: Bounds
    clock: Clock
    began: float
    headers: list[tuple[str, str]] = field(default_factory=list)
    has_head: bool = False
    decoder: Decoder | None = None
    refused: FetchError | None = None

    def take_header(self, line: bytes) -> None:
        """One line of the head; a status line begins it anew, as after `100 Continue`."""
        if line.startswith(b"HTTP/"):
            self.headers.clear()
            return
        self.has_head = not line.strip()
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            self.headers.append((name.strip(), value.strip()))

    def take_body(self, chunk: bytes) -> int | None:
        """Some bytes of the body; a count of none taken tells libcurl to stop."""
        try:
            self._unpacked().feed(chunk)
            if self.clock.now() - self.began > self.bounds.deadline:
                raise self.bounds.late(self.url)
        except FetchError as error:
            self.refused = error
            return -1
        return None

    def finish(self) -> bytes:
        """The whole body, unpacked. Raises FetchError when it broke off."""
        return self._unpacked().finish()

    def _unpacked(self) -> Decoder:
        if self.decoder is None:
            head = {name.lower(): value for name, value in reversed(self.headers)}
            self.bounds.refuse_declared(self.url, head.get("content-length", ""))
            self.decoder = Decoder(self.url, head.get("content-encoding", ""), self.bounds.max_bytes)
        return self.decoder


class CurlTransport:
    """Asks through libcurl. A host has one connection; cookies, proxies and the environment are ignored."""

    def __init__(
        self, agent: str, bounds: Bounds, clock: Clock, legacy_tls: frozenset[str], usual: Transport
    ) -> None:
        self._agent = agent
        self._bounds = bounds
        self._clock = clock
        self._legacy_tls = legacy_tls
        self._usual = usual
        self._handles: dict[str, pycurl.Curl] = {}

    def close(self) -> None:
        """Close every connection."""
        for handle in self._handles.values():
            handle.close()
        self._handles.clear()
        self._usual.close()

    def exchange(self, request: Request) -> Answer:
        """The answer. Raises UnreachableError where none comes, FetchError for one that cannot be taken."""
        place = host_and_port(request.url)
        if place.rpartition(":")[0] in self._legacy_tls:
            return self._usual.exchange(request)
        incoming = _Incoming(request.url, self._bounds, self._clock, self._clock.now())
        handle = self._handle(place)
        try:
            self._set(handle, place, request, incoming)
            handle.perform()
        except pycurl.error as error:
            raise incoming.refused or self._failure(handle, request, *error.args) from error
        if not incoming.has_head:
            raise UnreachableError("no connection (the head of the answer breaks off)", Why.DOWN)
        return Answer(handle.getinfo(pycurl.RESPONSE_CODE), tuple(incoming.headers), incoming.finish())

    def _handle(self, place: str) -> pycurl.Curl:
        if place not in self._handles:
            self._handles[place] = pycurl.Curl()
            self._bind(self._handles[place])
        return self._handles[place]

    def _bind(self, handle: pycurl.Curl) -> None:
        """What holds for every request to a host."""
        bounds = self._bounds
        handle.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        handle.setopt(pycurl.PATH_AS_IS, True)
        handle.setopt(pycurl.NOSIGNAL, True)
        handle.setopt(pycurl.PROXY, "")
        handle.setopt(pycurl.CAINFO, certifi.where())
        handle.setopt(pycurl.MAXCONNECTS, 1)
        handle.setopt(pycurl.BUFFERSIZE, _AT_ONCE)
        handle.setopt(pycurl.CONNECTTIMEOUT_MS, _milliseconds(bounds.timeout))
        handle.setopt(pycurl.LOW_SPEED_LIMIT, 1)
        handle.setopt(pycurl.LOW_SPEED_TIME, max(1, math.ceil(bounds.timeout)))
        handle.setopt(pycurl.TIMEOUT_MS, _milliseconds(bounds.deadline))

    def _set(self, handle: pycurl.Curl, place: str, request: Request, incoming: _Incoming) -> None:
        """What is said anew in each request."""
        address, port = request.connect_to
        there = f"[{address}]" if ":" in address else address
        handle.setopt(pycurl.URL, request.url)
        handle.setopt(pycurl.CONNECT_TO, [f"{place}:{there}:{port}"])
        handle.setopt(pycurl.HTTPHEADER, _lines({**accepted(self._agent), **request.headers}))
        handle.setopt(pycurl.HEADERFUNCTION, incoming.take_header)
        handle.setopt(pycurl.WRITEFUNCTION, incoming.take_body)
        if request.body is None:
            handle.setopt(pycurl.HTTPGET, True)
        else:
            handle.setopt(pycurl.POST, True)
            handle.setopt(pycurl.POSTFIELDS, request.body)

    def _failure(self, handle: pycurl.Curl, request: Request, code: int, words: str) -> Exception:
        if code in _UNTAKEABLE:
            return FetchError(f"{request.url}: {words}")
        if code != pycurl.E_OPERATION_TIMEDOUT:
            return UnreachableError(f"no connection ({words})", Why.DOWN)
        if handle.getinfo(pycurl.TOTAL_TIME) >= self._bounds.deadline:
            return self._bounds.late(request.url)
        why = Why.SLOW if handle.getinfo(pycurl.CONNECT_TIME) else Why.DOWN
        return UnreachableError(f"no answer ({words})", why)


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _lines(headers: dict[str, str]) -> list[str]:
    """Header lines; without an empty Expect, libcurl would ask leave before it posts much."""
    return [*(f"{name}: {value}" for name, value in headers.items()), "Expect:"]
