"""Polite requests: the one place from which gkscrape asks anything of the network.

Redirects are followed by hand, each hop inside the allow-list; names are resolved here, and the connection
goes to the very address that was checked. Cookies, proxies and the environment are ignored.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpx
import tenacity
from tenacity.wait import wait_base

from gkscrape import __version__
from gkscrape.errors import FetchError, UsageError
from gkscrape.fetch.addresses import resolve
from gkscrape.fetch.decoding import Decoder
from gkscrape.manners import Clock, Manners, Pace, host_and_port, is_allowed, posted
from gkscrape.record import Fetched, RefusalKind
from gkscrape.refusals import classify, start_of

__all__ = ["MAX_REDIRECTS", "FetchSettings", "Fetcher", "host_and_port"]

MAX_REDIRECTS = 5
_DEFAULT_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT, which the ssl module names from Python 3.12 on."""
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


@dataclass(frozen=True, slots=True)
class _Form:
    """What is posted, as a list's own script posts it to ask for a page of the list."""

    body: str
    media_type: str


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


class Fetcher:
    """Gets pages, one connection a host, with manners. A context manager; threads may share it."""

    def __init__(self, settings: FetchSettings, clock: Clock | None = None) -> None:
        """Raises UsageError when there is no contact, or one that cannot stand in a header."""
        self._settings = settings
        self._clock = clock or Clock()
        self._agent = _user_agent(settings.contact)
        pace = Pace(settings.delay, settings.patience, settings.budget)
        self._manners = Manners(self._read_robots, pace, self._clock)
        self._clients: dict[str, httpx.Client] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def get(self, url: str) -> Fetched:
        """What the server answers at last, whatever its status, redirects followed and tries repeated.

        Raises FetchError, with address and reason, for what may not be asked or did not come: off the
        allow-list, a private address, forbidden by robots.txt, a redirect loop, no connection, too large.
        """
        asked = _parse(url)
        final, answer = self._follow(asked, self._manners.admit)
        self._judge(final, answer)
        return self._fetched(asked, final, answer)

    def post(self, url: str, body: str, media_type: str = "application/json") -> Fetched:
        """What the server answers to a posted query, asked with the manners of `get`.

        Its `url` tells the bodies apart, as `manners.posted` writes it. Raises FetchError as `get` does, and
        for a redirect: what was meant for one address is posted to no other.
        """
        asked = _parse(url)
        self._refuse_off_list(asked, [str(asked)])
        self._manners.admit(str(asked))
        answer = self._ask(asked, _Form(body, media_type))
        if (target := _redirect_target(asked, answer)) is not None:
            raise FetchError(f"{asked}: a posted query is redirected to {target}, which is not followed")
        self._judge(asked, answer)
        return replace(self._fetched(asked, asked, answer), url=posted(str(asked), body))

    def _judge(self, url: httpx.URL, answer: _Answer) -> None:
        if _is_challenge(answer):
            self._manners.refused(str(url))
        else:
            self._manners.welcomed(str(url))

    def _read_robots(self, address: str) -> tuple[int, bytes]:
        _, answer = self._follow(_parse(address), lambda _: None)
        return answer.status, answer.body

    def _follow(self, url: httpx.URL, admit: Callable[[str], None]) -> tuple[httpx.URL, _Answer]:
        """Where the redirects end, and what stands there; every hop is on the allow-list and admitted."""
        trail = [str(url)]
        while True:
            self._refuse_off_list(url, trail)
            admit(str(url))
            answer = self._ask(url)
            target = _redirect_target(url, answer)
            if target is None:
                return url, answer
            _refuse_loop(target, trail)
            trail.append(str(target))
            url = target

    def _fetched(self, asked: httpx.URL, final: httpx.URL, answer: _Answer) -> Fetched:
        content_type = answer.header("content-type") or ""
        charset = _CHARSET.search(content_type)
        return Fetched(
            url=str(final),
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            fetched_at=self._clock.utc(),
            media_type=content_type.partition(";")[0].strip().lower() or "application/octet-stream",
            charset=charset[1].lower() if charset else None,
            redirected_from=str(asked) if asked != final else None,
        )

    def _refuse_off_list(self, url: httpx.URL, trail: list[str]) -> None:
        if is_allowed(str(url), self._settings.allowed_hosts):
            return
        what = f"redirect to {url}" if len(trail) > 1 else str(url)
        raise FetchError(
            f"{trail[0]}: {what} is off the allow-list; start from there, or name "
            f"{host_and_port(str(url))} among the portal's hosts"
        )

    def _ask(self, url: httpx.URL, form: _Form | None = None) -> _Answer:
        """One answer, tried again as the settings say; each try takes its own turn at the host."""
        settings = self._settings
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(settings.retries + 1),
            wait=_Wait(settings, self._clock),
            retry=tenacity.retry_if_exception_type((httpx.TransportError, socket.gaierror))
            | tenacity.retry_if_result(self._worth_retrying),
            sleep=self._clock.sleep,
            retry_error_callback=_last_outcome,
        )
        attempt = 0

        def once() -> _Answer:
            nonlocal attempt
            attempt += 1
            with self._manners.turn(str(url)):
                answer = self._send(url, attempt - 1, form)
                self._manners.hold(str(url), _retry_after(answer, self._clock) or 0.0)
                return answer

        try:
            return retrying(once)
        except (httpx.TransportError, socket.gaierror) as error:
            raise FetchError(f"{url}: {_reason(error)}, {attempt} times") from error
        except httpx.InvalidURL as error:
            raise FetchError(f"{url}: {error}") from error

    def _worth_retrying(self, answer: _Answer) -> bool:
        if answer.status != 429 and not 500 <= answer.status < 600:
            return False
        if answer.status != 429 and _is_challenge(answer):
            return False
        return (_retry_after(answer, self._clock) or 0.0) <= self._settings.patience

    def _send(self, url: httpx.URL, attempt: int, form: _Form | None) -> _Answer:
        host = url.raw_host.decode("ascii")
        address, port = self._place(url, attempt)
        client = self._client(host_and_port(str(url)), url.scheme)
        request = client.build_request(
            "POST" if form else "GET",
            url.copy_with(host=address, port=port),
            content=form.body.encode() if form else None,
            headers={
                "Host": url.netloc.decode("ascii"),
                **({"Content-Type": form.media_type} if form else {}),
            },
            extensions={"sni_hostname": host},
        )
        began = self._clock.now()
        response = client.send(request, stream=True)
        try:
            body = self._read(url, response, began)
        finally:
            response.close()
        return _Answer(response.status_code, tuple(response.headers.multi_items()), body)

    def _place(self, url: httpx.URL, attempt: int) -> tuple[str, int]:
        """Where to connect: the addresses of a host take turns when one does not answer."""
        host = url.raw_host.decode("ascii")
        played = self._settings.resolve.get(host)
        if played is not None:
            return played
        addresses = resolve(host, _port(url), self._settings.allow_private)
        return addresses[attempt % len(addresses)], _port(url)

    def _client(self, place: str, scheme: str) -> httpx.Client:
        """The client of one host: a TLS session is never shared between two names at one address."""
        key = f"{scheme} {place}"
        if key not in self._clients:
            self._clients[key] = httpx.Client(
                headers={
                    "User-Agent": self._agent,
                    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                    "Accept-Language": "zh-CN,zh;q=0.9",
                    "Accept-Encoding": "gzip, deflate",
                },
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
                verify=self._tls(place) if scheme == "https" else True,
                timeout=self._settings.timeout,
                trust_env=False,
                follow_redirects=False,
            )
        return self._clients[key]

    def _tls(self, place: str) -> ssl.SSLContext:
        context = httpx.create_ssl_context(trust_env=False)
        if place.rpartition(":")[0] in self._settings.legacy_tls:
            context.options |= _LEGACY_SERVER_CONNECT
        return context

    def _read(self, url: httpx.URL, response: httpx.Response, began: float) -> bytes:
        limit = self._settings.max_bytes
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            raise FetchError(f"{url}: its {declared} bytes are more than the {limit} that are read")
        decoder = Decoder(str(url), response.headers.get("content-encoding", ""), limit)
        for chunk in response.iter_raw():
            decoder.feed(chunk)
            if self._clock.now() - began > self._settings.deadline:
                raise FetchError(f"{url}: not complete after {self._settings.deadline:.0f} s")
        return decoder.finish()


class _Wait(wait_base):
    """What Retry-After asks for; without it, a delay that doubles at each try up to a cap."""

    def __init__(self, settings: FetchSettings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock

    def __call__(self, retry_state: tenacity.RetryCallState) -> float:
        outcome = retry_state.outcome
        if outcome is not None and not outcome.failed:
            asked = _retry_after(outcome.result(), self._clock)
            if asked is not None:
                return asked
        doubled: float = self._settings.backoff * 2 ** (retry_state.attempt_number - 1)
        return min(doubled, self._settings.backoff_cap)


def _last_outcome(state: tenacity.RetryCallState) -> _Answer:
    assert state.outcome is not None
    answer: _Answer = state.outcome.result()
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


def _parse(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchError(f"{url}: not an address ({error})") from error
    if parsed.scheme not in _DEFAULT_PORTS or not parsed.host:
        raise FetchError(f"{url}: not an http or https address")
    if parsed.userinfo:
        raise FetchError(f"{url}: an address with a user name is not asked")
    return parsed.copy_with(fragment=None)


def _port(url: httpx.URL) -> int:
    return url.port or _DEFAULT_PORTS[url.scheme]


def _redirect_target(url: httpx.URL, answer: _Answer) -> httpx.URL | None:
    location = answer.header("location")
    if answer.status not in _REDIRECTS or not location:
        return None
    try:
        return _parse(str(url.join(location)))
    except httpx.InvalidURL as error:
        raise FetchError(f"{url}: redirects to {location!r}, which is not an address") from error


def _refuse_loop(target: httpx.URL, trail: list[str]) -> None:
    if str(target) in trail:
        raise FetchError(f"{trail[0]}: redirect loop: {' -> '.join([*trail, str(target)])}")
    if len(trail) > MAX_REDIRECTS:
        raise FetchError(f"{trail[0]}: more than {MAX_REDIRECTS} redirects: {' -> '.join(trail)}")


def _retry_after(answer: _Answer, clock: Clock) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or as a date; None without one."""
    value = (answer.header("retry-after") or "").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (_aware(moment) - clock.utc()).total_seconds())


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_challenge(answer: _Answer) -> bool:
    verdict = classify(answer.status, answer.headers, start_of(answer.body))
    return verdict is not None and verdict.kind is RefusalKind.CHALLENGE


def _reason(error: Exception) -> str:
    words = str(error) or type(error).__name__
    return f"no answer ({words})" if isinstance(error, httpx.TimeoutException) else f"no connection ({words})"
