"""Polite requests: the one place from which gkscrape asks anything of the network.

Redirects are followed by hand, each hop inside the allow-list; names are resolved here, and the connection
goes to the very address that was checked. Cookies, proxies and the environment are ignored.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import tenacity
from tenacity.wait import wait_base

from gkscrape import __version__
from gkscrape.errors import FetchError, UsageError, Why
from gkscrape.fetch.addresses import resolve
from gkscrape.fetch.bounds import Bounds
from gkscrape.fetch.transport import Answer, HttpxTransport, Request, Transport, UnreachableError
from gkscrape.fetch.urls import Target, target_of
from gkscrape.manners import Clock, Manners, Memory, Pace, host_and_port, is_allowed, own_hosts, posted
from gkscrape.record import Fetched
from gkscrape.refusals import is_challenge

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How to ask. Times are in seconds, sizes in bytes.

    `allowed_hosts` holds `host:port`; a bare `host` stands for its ports 80 and 443. `timeout` is for
    connecting and for each read, `deadline` for a whole answer. `retries` follow 429, 5xx and broken
    connections, after `backoff` doubled each time up to `backoff_cap`, or after what Retry-After asks for.
    `patience` and `budget` are those of `Pace`.
    """

    contact: str | None = None
    allowed_hosts: frozenset[str] = frozenset()
    delay: float = 2.0
    allow_private: bool = False
    timeout: float = 20.0
    deadline: float = 300.0
    max_bytes: int = 20_000_000
    retries: int = 3
    backoff: float = 2.0
    backoff_cap: float = 60.0
    patience: float = 300.0
    budget: int | None = None
    resolve: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Hosts that a server elsewhere plays, at an address and port that the program itself names."""
    legacy_tls: frozenset[str] = frozenset()
    """Hosts whose old servers may leave out secure renegotiation; certificates are verified all the same."""
    fast: bool = False
    """Ask through libcurl, which takes the extra `fast`."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server said of the body that is known already, and the address that it came from."""

    url: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class _Form:
    """What is posted, as a list's own script posts it to ask for a page of the list."""

    body: str
    media_type: str


class Fetcher:
    """Gets pages, one connection a host, with manners. A context manager; threads may share it."""

    def __init__(
        self,
        settings: FetchSettings,
        clock: Clock | None = None,
        memory: Memory | None = None,
        transport: Transport | None = None,
    ) -> None:
        """Raises UsageError when there is no contact, or one that cannot stand in a header."""
        self._settings = settings
        self._clock = clock or Clock()
        agent = _user_agent(settings.contact)
        pace = Pace(settings.delay, settings.patience, settings.budget)
        bounds = Bounds(settings.timeout, settings.deadline, settings.max_bytes)
        self._manners = Manners(self._read_robots, pace, self._clock, memory)
        self._transport = transport or _transport(agent, bounds, self._clock, settings)
        self._retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(settings.retries + 1),
            wait=_Wait(settings, self._clock),
            retry=tenacity.retry_if_exception_type(UnreachableError)
            | tenacity.retry_if_result(self._worth_retrying),
            sleep=self._clock.sleep,
            retry_error_callback=_last_outcome,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transport.close()

    def now(self) -> datetime:
        """The time of day, by the clock that answers are dated with."""
        return self._clock.utc()

    def get(
        self,
        url: str,
        *,
        hosts: Collection[str] | None = None,
        known: Validators | None = None,
        referer: str | None = None,
    ) -> Fetched:
        """What the server answers at last, whatever its status, redirects followed and tries repeated.

        `hosts` is the allow-list in place of that of the settings. With `known`, a server whose page is still
        the same may answer 304, with no body. `referer` is the page that names the address, told to those
        scripts only that answer no one else. Raises FetchError, with address and reason, for what may not be
        asked or did not come: off the allow-list, a private address, forbidden by robots.txt, a redirect
        loop, no connection, too large.
        """
        asked = target_of(url)
        final, answer = self._follow(asked, hosts, self._manners.admit, known, referer)
        self._judge(final, answer)
        return self._fetched(asked, final, answer)

    def get_from(self, url: str, referer: str) -> Fetched:
        """The same, where the server wants to be told which page names the address."""
        return self.get(url, referer=referer)

    def post(
        self,
        url: str,
        body: str,
        *,
        hosts: Collection[str] | None = None,
    ) -> Fetched:
        """What the server answers to a posted query, asked with the manners of `get`.

        A body that begins as JSON does is sent as JSON, any other as a form.
        Its `url` tells the bodies apart, as `manners.posted` writes it. Raises FetchError as `get` does, and
        for a redirect: what was meant for one address is posted to no other.
        """
        asked = target_of(url)
        self._refuse_off_list(asked, hosts, [asked.url])
        self._manners.admit(asked.url)
        answer = self._ask(asked, _Form(body, _media_type(body)))
        if (target := _redirect_target(asked, answer)) is not None:
            raise FetchError(f"{asked.url}: the posted query is redirected to {target.url}, not followed")
        self._judge(asked, answer)
        return replace(self._fetched(asked, asked, answer), url=posted(asked.url, body))

    def _judge(self, target: Target, answer: Answer) -> None:
        if is_challenge(answer.status, answer.headers, answer.body):
            self._manners.refused(target.url)
        else:
            self._manners.welcomed(target.url)

    def _read_robots(self, address: str) -> tuple[int, bytes]:
        hosts = {*self._settings.allowed_hosts, *own_hosts(address)}
        _, answer = self._follow(target_of(address), hosts, lambda _: None)
        return answer.status, answer.body

    def _follow(
        self,
        target: Target,
        hosts: Collection[str] | None,
        admit: Callable[[str], None],
        known: Validators | None = None,
        referer: str | None = None,
    ) -> tuple[Target, Answer]:
        """Where the redirects end, and what stands there; every hop is on the allow-list and admitted."""
        trail = [target.url]
        while True:
            self._refuse_off_list(target, hosts, trail)
            admit(target.url)
            validators = known if known and known.url == target.url else None
            answer = self._ask(target, known=validators, referer=referer if len(trail) == 1 else None)
            onward = _redirect_target(target, answer)
            if onward is None:
                return target, answer
            _refuse_loop(onward, trail)
            trail.append(onward.url)
            target = onward

    def _fetched(self, asked: Target, final: Target, answer: Answer) -> Fetched:
        content_type = answer.header("content-type") or ""
        charset = _CHARSET.search(content_type)
        return Fetched(
            url=final.url,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            fetched_at=self._clock.utc(),
            media_type=content_type.partition(";")[0].strip().lower() or "application/octet-stream",
            charset=charset[1].lower() if charset else None,
            redirected_from=asked.url if asked != final else None,
        )

    def _refuse_off_list(self, target: Target, hosts: Collection[str] | None, trail: list[str]) -> None:
        if is_allowed(target.url, self._settings.allowed_hosts if hosts is None else hosts):
            return
        what = f"redirect to {target.url}" if len(trail) > 1 else target.url
        raise FetchError(
            f"{trail[0]}: {what} is off the allow-list; start from there, or name "
            f"{host_and_port(target.url)} among the portal's hosts",
            Why.OFF_LIST,
        )

    def _ask(
        self,
        target: Target,
        form: _Form | None = None,
        known: Validators | None = None,
        referer: str | None = None,
    ) -> Answer:
        """One answer, tried again as the settings say; each try takes its own turn at the host."""
        attempt = 0

        def once() -> Answer:
            nonlocal attempt
            attempt += 1
            with self._manners.turn(target.url):
                answer = self._send(target, attempt - 1, _headers(form, known, referer), form)
                if wait := retry_after(answer.headers, self._clock.utc()):
                    self._manners.hold(target.url, wait)
                return answer

        try:
            return self._retrying(once)
        except UnreachableError as error:
            raise FetchError(f"{target.url}: {error}, {attempt} times", error.why) from error

    def _worth_retrying(self, answer: Answer) -> bool:
        if answer.status != 429 and not 500 <= answer.status < 600:
            return False
        if answer.status != 429 and is_challenge(answer.status, answer.headers, answer.body):
            return False
        return (retry_after(answer.headers, self._clock.utc()) or 0.0) <= self._settings.patience

    def _send(self, target: Target, attempt: int, headers: dict[str, str], form: _Form | None) -> Answer:
        body = form.body.encode() if form else None
        return self._transport.exchange(Request(target.url, self._place(target, attempt), headers, body))

    def _place(self, target: Target, attempt: int) -> tuple[str, int]:
        """Where to connect: the addresses of a host take turns when one does not answer."""
        played = self._settings.resolve.get(target.host)
        if played is not None:
            return played
        try:
            addresses = resolve(target.host, target.port, self._settings.allow_private)
        except socket.gaierror as error:
            raise UnreachableError(f"no connection ({error})", Why.DOWN) from error
        return addresses[attempt % len(addresses)], target.port


class _Wait(wait_base):
    """What Retry-After asks for; without it, a delay that doubles at each try up to a cap."""

    def __init__(self, settings: FetchSettings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock

    def __call__(self, retry_state: tenacity.RetryCallState) -> float:
        outcome = retry_state.outcome
        if outcome is not None and not outcome.failed:
            asked = retry_after(outcome.result().headers, self._clock.utc())
            if asked is not None:
                return asked
        doubled: float = self._settings.backoff * 2 ** (retry_state.attempt_number - 1)
        return min(doubled, self._settings.backoff_cap)


def _media_type(body: str) -> str:
    return "application/json" if body.startswith(("{", "[")) else "application/x-www-form-urlencoded"


def _headers(form: _Form | None, known: Validators | None, referer: str | None) -> dict[str, str]:
    """What is said beside the address, as far as there is anything to say."""
    said = {
        "Content-Type": form and form.media_type,
        "If-None-Match": known and known.etag,
        "If-Modified-Since": known and known.last_modified,
        "Referer": referer,
    }
    return {name: value for name, value in said.items() if value}


def _transport(agent: str, bounds: Bounds, clock: Clock, settings: FetchSettings) -> Transport:
    """The usual transport, or the fast one. Raises UsageError where that is not installed."""
    usual = HttpxTransport(agent, bounds, clock, settings.legacy_tls)
    if not settings.fast:
        return usual
    try:
        from gkscrape.fetch.curl import CurlTransport
    except ImportError as error:
        raise UsageError(
            f"the fast transport is not installed ({error}): pip install 'gkscrape[fast]', or leave it out"
        ) from error
    return CurlTransport(agent, bounds, clock, settings.legacy_tls, usual)


def _last_outcome(state: tenacity.RetryCallState) -> Answer:
    assert state.outcome is not None
    answer: Answer = state.outcome.result()
    return answer


def _user_agent(contact: str | None) -> str:
    if not contact or not contact.strip():
        raise UsageError(
            "no contact: set GKSCRAPE_CONTACT to a URL or a mailto: address, so that the people "
            "behind a portal can reach you"
        )
    if not (contact.isascii() and contact.isprintable()):
        raise UsageError(f"GKSCRAPE_CONTACT {contact!r} holds characters that cannot stand in a header")
    return f"gkscrape/{__version__} (+{contact})"


def _redirect_target(target: Target, answer: Answer) -> Target | None:
    location = answer.header("location")
    if answer.status not in _REDIRECTS or not location:
        return None
    return target_of(location, base=target)


def _refuse_loop(target: Target, trail: list[str]) -> None:
    if target.url in trail:
        raise FetchError(f"{trail[0]}: redirect loop: {' -> '.join([*trail, target.url])}")
    if len(trail) > MAX_REDIRECTS:
        raise FetchError(f"{trail[0]}: more than {MAX_REDIRECTS} redirects: {' -> '.join(trail)}")


def retry_after(headers: Sequence[tuple[str, str]], now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or as a date; None without one.

    >>> retry_after([("Retry-After", "120")], datetime.now(UTC))
    120.0
    """
    value = next((value.strip() for name, value in headers if name.lower() == "retry-after"), None)
    if value is None:
        return None
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (_aware(moment) - now).total_seconds())


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
