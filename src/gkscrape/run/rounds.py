"""One round of a portal: its lists, then each report that is new or due, then what lists no longer name.

All that a round has to remember stands in the queue, so that a round stopped or killed at any moment goes on
with the next run, and asks nothing twice but what was in flight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from gkscrape.errors import FetchError, Why
from gkscrape.portals import Broken, Found, Limits, Scripts, find_reports
from gkscrape.portals.family import GENERIC, Assigned
from gkscrape.record import Fetched, RefusalKind, Report
from gkscrape.run.asking import Asker, Came, Reply, Scope
from gkscrape.run.attached import attached_urls
from gkscrape.run.desk import Desk, Filed
from gkscrape.run.doubts import Doubt, Doubtful, doubt_of, half_filled
from gkscrape.run.events import Event, Listener, What
from gkscrape.run.history import changed_figures
from gkscrape.run.plan import CrawlPlan
from gkscrape.run.schedule import NIGHT, SLACK, SWEEP_NIGHTS
from gkscrape.run.tools import Tools
from gkscrape.store import Address, AddressKind, AddressState, Due, Round

ABANDONED = timedelta(days=SWEEP_NIGHTS)
"""A round that was stopped longer ago than this is not gone on with; its lists are out of date."""

_AT_ONCE = 100
_NAMED = 5


class OutOfTime(Exception):  # noqa: N818 - it is no error
    """Raised where a round was about to begin something new after its time was over."""


@dataclass(slots=True)
class Progress:
    """What a round has seen of the lists so far."""

    pages: set[str] = field(default_factory=set)
    troubles: list[Broken] = field(default_factory=list)
    left_alone: set[str] = field(default_factory=set)
    new: int = 0
    cut: bool = False
    """Whether a list was not followed to its end, since the rest is known or not wanted."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a round came to. `round.finished` is None where it was stopped and will go on."""

    round: Round
    before: Round | None
    counts: Counter[What]
    traffic: Counter[str]
    troubles: tuple[Broken, ...]
    why: Mapping[str, Why]
    """Why addresses were not even asked, as far as that stands nowhere else."""


class PortalRound:
    """One round under way. `until` is the moment on the clock at which nothing new is begun any more."""

    def __init__(self, plan: CrawlPlan, tools: Tools, listen: Listener, until: float | None = None) -> None:
        self._plan = plan
        self._tools = tools
        self._queue = tools.store.queue
        self._desk: Desk = tools.desk
        self._until = until
        self._listen = listen
        self.counts: Counter[What] = Counter()
        self._seen = Progress()
        self._rounds = self._queue.rounds(plan.portal)
        self._before = next((one for one in self._rounds if one.finished is not None), None)
        self._round = self._begin()
        if plan.entry is not None:
            tools.store.seed(portals=[plan.entry])
        scope = Scope(plan.portal, plan.allowed, plan.entry is not None, plan.patient)
        self._asker = Asker(scope, self._round, tools.fetcher, self._desk, self._queue)

    def run(self) -> Ended:
        """Go through the round. Raises Stopped where it was asked to stop; it goes on with the next run."""
        try:
            self._discover()
            if self._plan.limit is None:
                self._look_for_unlisted()
            self._ask_what_is_due()
        except OutOfTime:
            return self._ended(self._round)
        return self._ended(self._finish())

    def _ended(self, as_it_is: Round) -> Ended:
        traffic = self._asker.traffic
        troubles = tuple(self._seen.troubles)
        return Ended(as_it_is, self._before, self.counts, traffic, troubles, self._asker.unasked)

    def _begin(self) -> Round:
        """The round that was stopped, or a new one."""
        now = self._tools.fetcher.now()
        if self._rounds and self._rounds[0].finished is None:
            stopped = self._rounds[0]
            if now - stopped.started < ABANDONED:
                return stopped
            self._queue.finish(replace(stopped, finished=now, listed=self._queue.listed(self._plan.portal)))
        return self._queue.begin(self._plan.portal, now, sweep=self._plan.again or self._is_sweep_due(now))

    def _is_sweep_due(self, now: datetime) -> bool:
        last = next((one.started for one in self._rounds if one.whole), None)
        return last is None or now - last >= self._plan.sweep_nights * NIGHT - SLACK

    def _discover(self) -> None:
        found = 0
        for event in self._events():
            self._go_on()
            if isinstance(event, Broken):
                self._seen.troubles.append(event)
                self._tell(What.FORBIDDEN if event.forbidden else What.BROKEN, event.url, event.reason)
                continue
            address = self._note(event)
            if not self._plan.wants(event):
                continue
            self._tell(What.FOUND, event.url, event.title)
            if self._is_due(address):
                self._file(address)
            found += 1
            if found == self._plan.limit:
                self._seen.cut = True
                return

    def _events(self) -> Iterator[Found | Broken]:
        limits = Limits(hosts=self._plan.allowed, within=self._plan.within)
        lists, queries = self._timely(self._asker.page_of_list), self._timely(self._asker.page_of_query)
        return find_reports(
            self._plan.start,
            lists,
            limits=limits,
            scripts=Scripts(queries, lists),
            settled=self._is_settled,
            recognised=self._say_if_generic,
        )

    def _say_if_generic(self, family: Assigned) -> None:
        """Tell that no family fits a portal of which no entry says so already."""
        if family.family == GENERIC and self._plan.entry is None:
            self._tell(What.GENERIC, self._plan.start, family.reason)

    def _timely(self, ask: Callable[..., Fetched]) -> Callable[..., Fetched]:
        def asked(*words: str) -> Fetched:
            self._go_on()
            return ask(*words)

        return asked

    def _is_settled(self, page: str, reports: frozenset[str]) -> bool:
        """Whether the rest of a list is known: all on this page is, and no page so far lacks what it had."""
        self._seen.pages.add(page)
        if self._round.sweep or not reports:
            return False
        portal, id_ = self._plan.portal, self._round.id
        if not self._queue.known(portal, reports, before=id_):
            return False
        if self._queue.left_out(portal, id_, self._seen.pages) > self._seen.new:
            return False
        self._seen.cut = True
        return True

    def _note(self, found: Found) -> Address:
        id_ = self._round.id
        address = self._queue.note(
            Address(
                portal=self._plan.portal,
                url=found.url,
                kind=AddressKind.REPORT,
                due=self._round.started,
                first_in=id_,
                title=found.title,
                year=found.year,
                found_on=found.list_url,
                listed_in=id_,
            )
        )
        self._seen.new += address.first_in == id_
        return address

    def _is_due(self, address: Address) -> bool:
        if address.asked_in == self._round.id:
            return address.state is AddressState.WAITING
        return (
            address.due <= self._round.started
            or (address.tries > 0 and not self._plan.patient)
            or self._plan.again
        )

    def _look_for_unlisted(self) -> None:
        """Ask for the reports that lists no longer name: they may be gone."""
        whole = not self._seen.cut and not self._seen.troubles
        pages = None if whole else self._seen.pages
        for address in self._queue.unlisted(self._plan.portal, self._round.id, pages):
            self._queue.save(replace(address, found_on=None, due=self._round.started))

    def _ask_what_is_due(self) -> None:
        after: Address | None = None
        while batch := self._queue.due(self._plan.portal, self._due(after), limit=_AT_ONCE):
            for address in batch:
                self._go_on()
                self._file(address)
            after = batch[-1]

    def _due(self, after: Address | None) -> Due:
        plan = self._plan
        return Due(
            now=self._round.started,
            not_in=self._round.id,
            failed=not plan.patient,
            known=plan.again,
            years=plan.years,
            after=after,
        )

    def _file(self, address: Address) -> None:
        """Ask for a report or a file, unless it came already, and deal with what comes."""
        try:
            reply = self._asker.ask(address)
        except FetchError as error:
            if address.url not in self._asker.unasked or self._is_first_there(address.url):
                what = What.FORBIDDEN if error.why is Why.FORBIDDEN else What.BROKEN
                self._tell(what, address.url, str(error))
            return
        kept = reply.address
        if reply.came is Came.REFUSED:
            gone = kept.state is AddressState.VANISHED
            self._tell(What.VANISHED if gone else What.REFUSED, kept.url, f"{kept.trouble}: {kept.reason}")
        elif kept.state is AddressState.WAITING:
            self._read(reply)
        elif reply.came is Came.UNCHANGED:
            self._tell(What.UNCHANGED, kept.url, kept.title or "")
        else:
            self._tell(What.ATTACHED, kept.url, f"attached to {kept.found_on}")

    def _is_first_there(self, url: str) -> bool:
        """Whether an address is the first of its host that was not asked: one word on that is enough."""
        host = urlsplit(url).netloc
        is_first = host not in self._seen.left_alone
        self._seen.left_alone.add(host)
        return is_first

    def _read(self, reply: Reply) -> None:
        """Read what came for a report, and file what comes with it."""
        address, capture_id = reply.address, reply.address.capture_id
        assert capture_id is not None
        older_id = self._queue.capture_before(capture_id)
        older = self._tools.store.said(older_id) if older_id is not None else None
        filed = self._desk.read(reply.fetched, capture_id)
        event = filed.event
        if older is not None and filed.report is not None:
            event = _as_change(event, older, filed.report)
        self._say(event)
        self._queue.save(_judged(address, filed, older))
        if event.what not in (What.REFUSED, What.BROKEN) or event.in_files:
            self._file_attached(reply.fetched, address, pictures=event.in_files)

    def _file_attached(self, page: Fetched, of: Address, *, pictures: bool) -> None:
        """Ask for the files of a report that are new or due."""
        for url in attached_urls(page, pictures=pictures):
            known = self._queue.address(of.portal, url)
            if known is not None and known.kind is not AddressKind.ATTACHMENT:
                continue
            id_ = self._round.id
            file = Address(
                of.portal,
                url,
                AddressKind.ATTACHMENT,
                self._round.started,
                id_,
                found_on=of.url,
                listed_in=id_,
            )
            file = self._queue.note(file)
            if self._is_due(file):
                self._go_on()
                self._file(file)

    def _finish(self) -> Round:
        """Note what the round came to."""
        self._doubt_the_half_filled()
        ended = replace(
            self._round,
            finished=self._tools.fetcher.now(),
            whole=not self._seen.cut,
            listed=self._queue.listed(self._plan.portal),
            counts={what.value: number for what, number in self.counts.items()},
        )
        self._queue.finish(ended)
        return ended

    def _doubt_the_half_filled(self) -> None:
        portal, since = self._plan.portal, self._round.started
        if next(self._queue.come_in(portal, since), None) is None:
            return
        doubtful = half_filled(self._queue.filled(portal))
        for address in self._queue.come_in(portal, since):
            doubt = doubtful.get(address.url)
            if doubt is not None and address.state is AddressState.DONE and address.trouble is None:
                self._queue.save(replace(address, trouble=doubt.doubt.value, reason=doubt.words))

    def _go_on(self) -> None:
        """Raises Stopped or OutOfTime where nothing new may be begun any more."""
        self._tools.stop.check()
        if self._until is not None and self._tools.clock.now() >= self._until:
            raise OutOfTime

    def _tell(self, what: What, url: str, message: str) -> None:
        self._say(Event(what, url, message))

    def _say(self, event: Event) -> None:
        self.counts[event.what] += 1
        self._listen(event)


def _as_change(event: Event, older: Report, newer: Report) -> Event:
    """The event for a body in place of an older one at its address: what the newer says differently."""
    figures = changed_figures(older, newer)
    if not figures and replace(older, source=newer.source) == newer:
        return replace(event, what=What.SAME)
    named = ", ".join(figures[:_NAMED]) + (" …" if len(figures) > _NAMED else "")
    words = f"{len(figures)} figures changed: {named}" if figures else "its text changed, no figure did"
    return replace(event, what=What.CHANGED, message=f"{event.message}: {words}")


def _judged(address: Address, filed: Filed, older: Report | None) -> Address:
    """The address of a report as it stands after its body was read."""
    if filed.refusal is not None:
        gone = filed.refusal.kind is RefusalKind.SOFT_404 and older is not None
        state = AddressState.VANISHED if gone else AddressState.REFUSED
        return replace(address, state=state, trouble=filed.refusal.kind.value, reason=filed.refusal.message)
    if filed.report is None:
        words = filed.event.message
        return replace(address, state=AddressState.DONE, trouble=Doubt.READER_FAILED.value, reason=words)
    doubt = doubt_of(filed.report, address.year, older)
    if doubt is None and filed.event.what is What.KEPT_OLD:
        doubt = Doubtful(Doubt.KEPT_OLD, "it lacks what an earlier body had, which stays current")
    if doubt is None:
        return replace(address, state=AddressState.DONE)
    return replace(address, state=AddressState.DONE, trouble=doubt.doubt.value, reason=doubt.words)
