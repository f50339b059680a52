"""Manners: who may be asked (robots.txt), and when (the least time between two requests to one host).

One `Manners` serves all hosts and may be shared between threads; a host has one turn at a time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit

from protego import Protego

from gkscrape.errors import FetchError, ForbiddenError

AGENT = "gkscrape"
DAY = 86_400.0
ROBOTS_RETRY = 600.0
ROBOTS_BYTES = 512_000
"""RFC 9309, 2.5: at least 500 kibibytes of robots.txt are read."""


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


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds for pacing, a way to wait, and the time of day; replaced in tests."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    utc: Callable[[], datetime] = _utc_now


@dataclass(frozen=True, slots=True)
class Pace:
    """How hard a host may be asked.

    `delay` is the least time between two requests in seconds, `patience` the longest wait that a host may ask
    for before it is given up, `budget` the most requests a day (None: no limit), `refusals` how many refused
    requests in a row close a host for the rest of the run.
    """

    delay: float = 2.0
    patience: float = 300.0
    budget: int | None = None
    refusals: int = 3


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    ready_at: float = float("-inf")
    crawl_delay: float = 0.0
    refused: int = 0
    day_began: float = float("-inf")
    asked_today: int = 0


@dataclass(frozen=True, slots=True)
class _Robots:
    """The rules of one origin. `rules` None: nothing may be asked, for the reason in `closed`."""

    rules: Protego | None
    closed: str
    read_again_at: float


class Manners:
    """Decides whether an address may be asked, and waits until it may.

    `read_robots` returns status and body of a robots.txt, or raises FetchError; it takes its own turns.
    """

    def __init__(
        self,
        read_robots: Callable[[str], tuple[int, bytes]],
        pace: Pace | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._read_robots = read_robots
        self._pace = pace or Pace()
        self._clock = clock or Clock()
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[str, _Robots] = {}
        self._lock = threading.Lock()

    def admit(self, url: str) -> None:
        """Return if robots.txt allows it; else ForbiddenError, or FetchError where it cannot be read."""
        robots = self._robots_of(url)
        if robots.rules is None:
            raise FetchError(f"{url}: {robots.closed}")
        if not robots.rules.can_fetch(url, AGENT):
            raise ForbiddenError(f"{url}: robots.txt of this host forbids it to {AGENT}")

    @contextmanager
    def turn(self, url: str) -> Iterator[None]:
        """Hold the host's only turn, entered after the least delay since the end of its last one.

        Raises FetchError when the host is closed, its day's budget is spent, or it asks for too long a wait.
        """
        host = self._host(url)
        with host.lock:
            self._refuse_if_closed(url, host)
            self._wait(url, host)
            began = self._clock.now()
            self._count(url, host, began)
            try:
                yield
            finally:
                ended = self._clock.now()
                self._not_before(host, ended + max(self._least_delay(host), ended - began))

    def hold(self, url: str, seconds: float) -> None:
        """Leave the host of this address alone for so long, as its Retry-After asks."""
        self._not_before(self._host(url), self._clock.now() + seconds)

    def refused(self, url: str) -> None:
        """Note that the host answered with a challenge or refusal: each one in a row doubles its delay."""
        host = self._host(url)
        host.refused += 1
        self.hold(url, self._least_delay(host) * 2**host.refused)

    def welcomed(self, url: str) -> None:
        """Note that the host answered as asked, which ends a row of refusals."""
        self._host(url).refused = 0

    def _host(self, url: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(urlsplit(url).hostname or "", _Host())

    def _least_delay(self, host: _Host) -> float:
        return max(self._pace.delay, host.crawl_delay)

    @staticmethod
    def _not_before(host: _Host, moment: float) -> None:
        host.ready_at = max(host.ready_at, moment)

    def _refuse_if_closed(self, url: str, host: _Host) -> None:
        if host.refused >= self._pace.refusals:
            raise FetchError(
                f"{url}: left alone for this run, its host refused {host.refused} requests in a row"
            )

    def _wait(self, url: str, host: _Host) -> None:
        seconds = host.ready_at - self._clock.now()
        if seconds > self._pace.patience:
            raise FetchError(
                f"{url}: its host asks to be left alone for {seconds:.0f} s, longer than the "
                f"{self._pace.patience:.0f} s that gkscrape waits; try again later"
            )
        if seconds > 0:
            self._clock.sleep(seconds)

    def _count(self, url: str, host: _Host, now: float) -> None:
        if now - host.day_began >= DAY:
            host.day_began, host.asked_today = now, 0
        if self._pace.budget is not None and host.asked_today >= self._pace.budget:
            raise FetchError(f"{url}: the budget of {self._pace.budget} requests a day to its host is spent")
        host.asked_today += 1

    def _robots_of(self, url: str) -> _Robots:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._robots.get(origin)
        if known is None or self._clock.now() >= known.read_again_at:
            known = self._robots[origin] = self._load(origin)
            host = self._host(url)
            host.crawl_delay = max(host.crawl_delay, _asked_delay(known.rules))
            if host.crawl_delay > self._pace.delay and host.ready_at > float("-inf"):
                self.hold(url, host.crawl_delay)
        return known

    def _load(self, origin: str) -> _Robots:
        address = f"{origin}/robots.txt"
        try:
            status, body = self._read_robots(address)
        except FetchError as error:
            return _Robots(None, f"not asked, since {error}", self._clock.now() + ROBOTS_RETRY)
        if status == 429 or not 200 <= status < 500:
            closed = f"not asked, since {address} answers {status}; try again later"
            return _Robots(None, closed, self._clock.now() + ROBOTS_RETRY)
        text = body[:ROBOTS_BYTES].decode("utf-8-sig", errors="replace") if status < 300 else ""
        return _Robots(Protego.parse(text), "", self._clock.now() + DAY)


def _asked_delay(rules: Protego | None) -> float:
    """The longer of Crawl-delay and Request-rate, in seconds."""
    if rules is None:
        return 0.0
    rate = rules.request_rate(AGENT)
    per_request = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return max(float(rules.crawl_delay(AGENT) or 0.0), per_request)
