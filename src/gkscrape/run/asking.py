"""Asks the addresses of one portal in one round: each once, conditionally, and remembers what came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from urllib.parse import urlsplit

from gkscrape.errors import FetchError, ForbiddenError, Why
from gkscrape.fetch import Fetcher, Validators, retry_after
from gkscrape.manners import posted
from gkscrape.record import Fetched, Refusal, RefusalKind, Source
from gkscrape.refusals import Verdict, classify_fetched
from gkscrape.run.desk import Desk
from gkscrape.run.schedule import FORBIDDEN_NIGHTS, after_nights, check_again, try_again
from gkscrape.store import Address, AddressKind, AddressState, Queue, Round

_NOT_ASKED = (Why.CLOSED, Why.BUDGET, Why.BUSY)
"""Reasons that speak of a host as a whole: the address was not asked, and stays as it was."""

_SILENT = (Why.DOWN, Why.SLOW)
_SILENCES = 2
"""A host that was silent so often in a row is left alone for the rest of the round."""


class Came(Enum):
    """What came for an address."""

    FRESH = auto()
    UNCHANGED = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came for an address, the address as it is kept now, and the capture that it had before."""

    address: Address
    fetched: Fetched
    came: Came
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The portal whose addresses are asked.

    `is_entry`: the catalogue has it. `patient`: what failed before is not tried before it is due.
    """

    portal: str
    hosts: frozenset[str]
    is_entry: bool = False
    patient: bool = False


class Asker:
    """Asks for one round. What was asked in it already comes from the archive, so a killed round goes on."""

    def __init__(self, scope: Scope, current: Round, fetcher: Fetcher, desk: Desk, queue: Queue) -> None:
        self._scope = scope
        self._round = current
        self._fetcher = fetcher
        self._desk = desk
        self._queue = queue
        self._entry = scope.portal if scope.is_entry else None
        self._silences: Counter[str] = Counter()
        self.traffic: Counter[str] = Counter()
        self.unasked: dict[str, Why] = {}

    def page_of_list(self, url: str, referer: str | None = None) -> Fetched:
        """A page on the way to reports, as `find_reports` asks for it. Raises FetchError."""
        return self._on_the_way(url, lambda known: self._get(url, known, referer))

    def page_of_query(self, url: str, body: str) -> Fetched:
        """A page of a list that has to be asked with a posted query. Raises FetchError."""
        hosts = self._scope.hosts
        return self._on_the_way(posted(url, body), lambda _: self._fetcher.post(url, body, hosts=hosts))

    def ask(self, address: Address) -> Reply:
        """What comes for a report or a file. Raises FetchError where nothing does."""
        return self._ask(address, lambda known: self._get(address.url, known))

    def _on_the_way(self, url: str, request: Callable[[Validators | None], Fetched]) -> Fetched:
        known = self._queue.address(self._scope.portal, url)
        if known is None:
            now = self._round.started
            known = Address(self._scope.portal, url, AddressKind.LIST, now, self._round.id)
        elif self._is_left_for_later(known):
            return self._from_archive(known).fetched
        return self._ask(known, request).fetched

    def _is_left_for_later(self, address: Address) -> bool:
        failed = address.tries > 0
        return self._scope.patient and failed and address.due > self._round.started

    def _get(self, url: str, known: Validators | None, referer: str | None = None) -> Fetched:
        return self._fetcher.get(url, hosts=self._scope.hosts, known=known, referer=referer)

    def _ask(self, address: Address, request: Callable[[Validators | None], Fetched]) -> Reply:
        if address.asked_in == self._round.id:
            return self._from_archive(address)
        host = urlsplit(address.url).netloc
        if self._silences[host] >= _SILENCES:
            self.unasked.setdefault(address.url, Why.CLOSED)
            raise FetchError(f"{address.url}: left alone for this round, its host is silent", Why.CLOSED)
        try:
            fetched = request(_validators(address))
        except FetchError as error:
            self._fail(address, error)
            self._silences[host] += error.why in _SILENT
            raise
        self._silences[host] = 0
        self.traffic.update(requests=1, bytes=len(fetched.body))
        return self._take(address, fetched)

    def _take(self, address: Address, fetched: Fetched) -> Reply:
        asked = replace(
            address,
            asked=fetched.fetched_at,
            asked_in=self._round.id,
            answered_as=fetched.url if fetched.url != address.url else None,
        )
        if fetched.status == 304:
            return self._say_unchanged(asked, fetched)
        verdict = classify_fetched(fetched)
        if verdict is not None and not _is_shell_of_list(address, verdict):
            return self._refuse(asked, fetched, verdict)
        return self._keep(asked, fetched)

    def _keep(self, asked: Address, fetched: Fetched) -> Reply:
        """Archive a page; one with the bytes of the last time is as unchanged as one that was not sent."""
        capture = self._desk.archive(fetched)
        before = self._queue.capture(asked.capture_id) if asked.capture_id is not None else None
        asked = replace(asked, etag=_header(fetched, "etag"), last_modified=_header(fetched, "last-modified"))
        if before is not None and (before.url, before.sha256) == (capture.url, capture.sha256):
            return self._say_unchanged(asked, fetched)
        fresh = replace(
            _well(asked),
            state=AddressState.WAITING if asked.kind is AddressKind.REPORT else AddressState.DONE,
            unchanged=0,
            changed=fetched.fetched_at,
            due=check_again(0, fetched.fetched_at),
        )
        kept = self._queue.captured(fresh, capture, portal=self._entry, refused=False)
        return Reply(kept, fetched, Came.FRESH, before=asked.capture_id)

    def _say_unchanged(self, asked: Address, fetched: Fetched) -> Reply:
        if asked.capture_id is None:
            error = FetchError(f"{asked.url}: the server says 304 of a page that was never asked for before")
            self._fail(asked, error)
            raise error
        calm = asked.unchanged + 1
        same = replace(
            asked, tries=0, refused_id=None, unchanged=calm, due=check_again(calm, fetched.fetched_at)
        )
        if same.state is not AddressState.WAITING:
            same = self._as_it_was(same)
        self._queue.unchanged(same, fetched.fetched_at)
        return Reply(same, self._desk.archived(asked.capture_id), Came.UNCHANGED, before=asked.capture_id)

    def _as_it_was(self, address: Address) -> Address:
        """The state that an address had with its last body, before anything went wrong with it."""
        if address.state is AddressState.DONE:
            return address
        assert address.capture_id is not None
        refusal = self._queue.refusal(address.capture_id)
        if refusal is None:
            return replace(_well(address), state=AddressState.DONE)
        return replace(address, state=AddressState.REFUSED, trouble=refusal[0], reason=refusal[1])

    def _refuse(self, asked: Address, fetched: Fetched, verdict: Verdict) -> Reply:
        """Keep what came in place of a page, and note when to try again."""
        capture = self._desk.archive(fetched)
        tries = asked.tries + 1
        wait = retry_after(fetched.headers, fetched.fetched_at)
        gone = verdict.kind is RefusalKind.SOFT_404 and asked.capture_id is not None
        refused = replace(
            asked,
            state=AddressState.VANISHED if gone else AddressState.REFUSED,
            tries=tries,
            trouble=_trouble(fetched, verdict),
            reason=verdict.message,
            due=try_again(tries, fetched.fetched_at, wait),
        )
        kept = self._queue.captured(refused, capture, portal=self._entry, refused=True)
        assert kept.refused_id is not None
        source = Source(capture.sha256, fetched.media_type, len(fetched.body), fetched.url)
        self._desk.refuse(Refusal(source, verdict.kind, verdict.message), kept.refused_id)
        return Reply(kept, fetched, Came.REFUSED, before=asked.capture_id)

    def _fail(self, address: Address, error: FetchError) -> None:
        """Note that nothing came, and when to try again."""
        if error.why in _NOT_ASKED:
            self.unasked.setdefault(address.url, error.why)
            return
        now = self._fetcher.now()
        tries = address.tries + 1
        forbidden = error.why is Why.FORBIDDEN
        failed = replace(
            address,
            state=AddressState.FORBIDDEN if forbidden else AddressState.BROKEN,
            tries=tries,
            trouble=error.why.value,
            reason=str(error),
            refused_id=None,
            asked=now,
            asked_in=self._round.id,
            due=after_nights(FORBIDDEN_NIGHTS, now) if forbidden else try_again(tries, now, error.after),
        )
        self._queue.save(failed)

    def _from_archive(self, address: Address) -> Reply:
        """What came for an address when it was asked last. Raises FetchError where that was nothing."""
        if address.refused_id is not None:
            return Reply(address, self._desk.archived(address.refused_id), Came.REFUSED)
        reason = address.reason or f"{address.url}: it did not come"
        if address.state is AddressState.FORBIDDEN:
            raise ForbiddenError(reason)
        if address.state is AddressState.BROKEN or address.capture_id is None:
            raise FetchError(reason, Why(address.trouble or Why.BROKEN))
        return Reply(address, self._desk.archived(address.capture_id), Came.UNCHANGED)


def _well(address: Address) -> Address:
    return replace(address, tries=0, trouble=None, reason=None, refused_id=None)


def _is_shell_of_list(address: Address, verdict: Verdict) -> bool:
    """A list that its own script fills looks empty; whoever follows it decides."""
    return address.kind is AddressKind.LIST and verdict.kind is RefusalKind.EMPTY


def _trouble(fetched: Fetched, verdict: Verdict) -> str:
    if fetched.status == 429:
        return Why.BUSY.value
    if 500 <= fetched.status < 600 and verdict.kind is not RefusalKind.CHALLENGE:
        return Why.UNAVAILABLE.value
    return verdict.kind.value


def _validators(address: Address) -> Validators | None:
    if address.capture_id is None or not (address.etag or address.last_modified):
        return None
    return Validators(address.answered_as or address.url, address.etag, address.last_modified)


def _header(fetched: Fetched, name: str) -> str | None:
    return next((value for key, value in fetched.headers if key.lower() == name), None)
