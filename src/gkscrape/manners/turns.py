"""Turns: one request at a time to a host, after the least delay, within its budget and its robots.txt.

One `Manners` serves all hosts and may be shared between threads; a host has one turn at a time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlsplit

from protego import Protego

from gkscrape.errors import FetchError, ForbiddenError, Why
from gkscrape.manners.memory import HostState, Memory, RobotsFile

AGENT = "gkscrape"
DAY = 86_400.0
ROBOTS_RETRY = 600.0
ROBOTS_BYTES = 512_000
"""RFC 9309, 2.5: at least 500 kibibytes of robots.txt are read."""

WORTH_REMEMBERING = 60.0
"""A host that wants to be left alone for longer than these seconds is left alone by the next run too."""

SLOWEST = 60.0
"""A slow host is left alone for as long as its answer took, but not for longer than these seconds."""

_CHINA = timezone(timedelta(hours=8))


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
    name: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    reading: threading.Lock = field(default_factory=threading.Lock)
    ready_at: float = float("-inf")
    crawl_delay: float = 0.0
    refused: int = 0
    day: str = ""
    asked: int = 0
    closed_until: datetime | None = None
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class _Robots:
    """The rules of one origin. `rules` None: nothing may be asked, for the reason in `closed`."""

    rules: Protego | None
    closed: str
    read_again_at: float
    why: Why = Why.UNAVAILABLE
    after: float | None = None


class Manners:
    """Decides whether an address may be asked, and waits until it may.

    `read_robots` returns status and body of a robots.txt, or raises FetchError; it takes its own turns.
    With a `memory`, a run goes on where the one before it stopped.
    """

    def __init__(
        self,
        read_robots: Callable[[str], tuple[int, bytes]],
        pace: Pace | None = None,
        clock: Clock | None = None,
        memory: Memory | None = None,
    ) -> None:
        self._read_robots = read_robots
        self._memory = memory
        self._pace = pace or Pace()
        self._clock = clock or Clock()
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[str, _Robots] = {}
        self._lock = threading.Lock()

    def admit(self, url: str) -> None:
        """Return if robots.txt allows it; else ForbiddenError, or FetchError where it cannot be read."""
        robots = self._robots_of(url)
        if robots.rules is None:
            raise FetchError(f"{url}: {robots.closed}", robots.why, robots.after)
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
            self._count(url, host)
            began = self._clock.now()
            try:
                yield
            finally:
                ended = self._clock.now()
                self._not_before(host, ended + self._rest(host, ended - began))

    def hold(self, url: str, seconds: float) -> None:
        """Leave the host of this address alone for so long, as its Retry-After asks."""
        host = self._host(url)
        self._not_before(host, self._clock.now() + seconds)
        if seconds > WORTH_REMEMBERING:
            host.closed_until = self._clock.utc() + timedelta(seconds=seconds)
            self._keep(host)

    def refused(self, url: str) -> None:
        """Note that the host answered with a challenge or refusal: each one in a row doubles its delay."""
        host = self._host(url)
        host.refused += 1
        self.hold(url, self._least_delay(host) * 2**host.refused)

    def welcomed(self, url: str) -> None:
        """Note that the host answered as asked, which ends a row of refusals."""
        self._host(url).refused = 0

    def _host(self, url: str) -> _Host:
        name = urlsplit(url).hostname or ""
        with self._lock:
            if name not in self._hosts:
                self._hosts[name] = self._recall(name)
            return self._hosts[name]

    def _recall(self, name: str) -> _Host:
        """A host as it was left: nobody knows how long ago its last request was, so a whole delay is kept."""
        known = self._memory.host(name) if self._memory else None
        if known is None:
            return _Host(name)
        closed = (known.closed_until - self._clock.utc()).total_seconds() if known.closed_until else 0.0
        ready_at = self._clock.now() + max(self._pace.delay, closed)
        return _Host(
            name, ready_at=ready_at, day=known.day, asked=known.asked, closed_until=known.closed_until
        )

    def _keep(self, host: _Host) -> None:
        host.is_kept = True
        if self._memory is not None:
            self._memory.keep_host(host.name, HostState(host.day, host.asked, host.closed_until))

    def _rest(self, host: _Host, took: float) -> float:
        """How long a host rests: as long as it worked, and at least its delay; without a delay not at all."""
        least = self._least_delay(host)
        return max(least, min(took, SLOWEST)) if least else 0.0

    def _least_delay(self, host: _Host) -> float:
        return max(self._pace.delay, host.crawl_delay)

    @staticmethod
    def _not_before(host: _Host, moment: float) -> None:
        host.ready_at = max(host.ready_at, moment)

    def _refuse_if_closed(self, url: str, host: _Host) -> None:
        if host.refused >= self._pace.refusals:
            raise FetchError(
                f"{url}: left alone for this run, its host refused {host.refused} requests in a row",
                Why.CLOSED,
            )

    def _wait(self, url: str, host: _Host) -> None:
        seconds = host.ready_at - self._clock.now()
        if seconds > self._pace.patience:
            raise FetchError(
                f"{url}: its host asks to be left alone for {seconds:.0f} s, longer than the "
                f"{self._pace.patience:.0f} s that gkscrape waits; try again later",
                Why.BUSY,
                seconds,
            )
        if seconds > 0:
            self._clock.sleep(seconds)

    def _count(self, url: str, host: _Host) -> None:
        today = self._clock.utc().astimezone(_CHINA).date().isoformat()
        if host.day != today:
            host.day, host.asked, host.is_kept = today, 0, False
        if self._pace.budget is not None and host.asked >= self._pace.budget:
            raise FetchError(
                f"{url}: the budget of {self._pace.budget} requests a day to its host is spent", Why.BUDGET
            )
        host.asked += 1
        if self._pace.budget is not None or not host.is_kept:
            self._keep(host)

    def _robots_of(self, url: str) -> _Robots:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        host = self._host(url)
        with host.reading:
            known = self._robots.get(origin)
            if known is None or self._clock.now() >= known.read_again_at:
                known = self._robots[origin] = self._recalled(origin) or self._load(origin)
                host.crawl_delay = max(host.crawl_delay, _asked_delay(known.rules))
                if host.crawl_delay > self._pace.delay and host.ready_at > float("-inf"):
                    self._not_before(host, self._clock.now() + host.crawl_delay)
            return known

    def _recalled(self, origin: str) -> _Robots | None:
        kept = self._memory.robots(origin) if self._memory else None
        if kept is None:
            return None
        age = (self._clock.utc() - kept.fetched_at).total_seconds()
        if not 0 <= age < DAY:
            return None
        return _Robots(_rules(kept.status, kept.body), "", self._clock.now() + DAY - age)

    def _load(self, origin: str) -> _Robots:
        address = f"{origin}/robots.txt"
        try:
            status, body = self._read_robots(address)
        except FetchError as error:
            closed = f"not asked, since {error}"
            return _Robots(None, closed, self._clock.now() + ROBOTS_RETRY, error.why, error.after)
        if status == 429 or not 200 <= status < 500:
            closed = f"not asked, since {address} answers {status}; try again later"
            return _Robots(None, closed, self._clock.now() + ROBOTS_RETRY)
        body = body[:ROBOTS_BYTES]
        if self._memory is not None:
            self._memory.keep_robots(origin, RobotsFile(status, body, self._clock.utc()))
        return _Robots(_rules(status, body), "", self._clock.now() + DAY)


def _rules(status: int, body: bytes) -> Protego:
    return Protego.parse(body.decode("utf-8-sig", errors="replace") if status < 300 else "")


def _asked_delay(rules: Protego | None) -> float:
    """The longer of Crawl-delay and Request-rate, in seconds."""
    if rules is None:
        return 0.0
    rate = rules.request_rate(AGENT)
    per_request = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return max(float(rules.crawl_delay(AGENT) or 0.0), per_request)
