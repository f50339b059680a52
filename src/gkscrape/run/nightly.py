"""A night: a round of every portal that is due, hosts side by side, and what came of each of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from gkscrape.errors import ArchiveError, ExitStatus, FolderError, StoreError, UsageError
from gkscrape.fetch import FetchSettings
from gkscrape.manners import Clock
from gkscrape.portals.catalogue import Expectation
from gkscrape.run.allocator import share_one_pool
from gkscrape.run.crawl import STOPPED
from gkscrape.run.events import Event, Listener
from gkscrape.run.findings import NEWS, Finding, from_json, judged
from gkscrape.run.plan import CrawlPlan
from gkscrape.run.rounds import PortalRound
from gkscrape.run.schedule import NIGHT, SLACK
from gkscrape.run.stopping import Stopped
from gkscrape.run.tools import Tools, open_tools
from gkscrape.run.window import Window
from gkscrape.store import Round

log = logging.getLogger(__name__)

PARALLEL = 8
PORTAL_MINUTES = 30.0
PATIENCE = 60.0
DEADLINE = 120.0
_OF_STORAGE = (StoreError, ArchiveError, FolderError)
"""Faults that end a night: nothing that comes could be kept."""


class Came(StrEnum):
    """What came of a portal in a night.

    `well`: all as expected. `broken`: something is not. `waiting`: it failed before, and is not due yet.
    `stopped`: it was not reached, or not finished, when the night was stopped.
    """

    WELL = "well"
    BROKEN = "broken"
    WAITING = "waiting"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Visit:
    """A portal that a night is to visit: what to crawl, under which name it is shown, what is expected."""

    plan: CrawlPlan
    name: str
    expect: Expectation = field(default_factory=Expectation)


@dataclass(frozen=True, slots=True)
class NightPlan:
    """The portals of a night, how many at a time, and how long each may take, in seconds.

    `fetch` are the settings of all requests but for their allow-lists, which are each portal's own.
    """

    visits: tuple[Visit, ...]
    fetch: FetchSettings
    parallel: int = PARALLEL
    portal_seconds: float = PORTAL_MINUTES * 60
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class PortalNight:
    """What came of one portal. `round` is None where it was not visited."""

    portal: str
    name: str
    start: str
    came: Came
    findings: tuple[Finding, ...] = ()
    round: Round | None = None
    words: str = ""

    @property
    def breaks(self) -> tuple[Finding, ...]:
        """What was not as expected."""
        return tuple(finding for finding in self.findings if finding.breaks)

    def count(self, name: str) -> int:
        """How many addresses a finding is about; 0 where there is none of this name."""
        return sum(finding.count for finding in self.findings if finding.name == name)


@dataclass(frozen=True, slots=True)
class Night:
    """A whole night, its portals in the order in which they were given."""

    started: datetime
    finished: datetime
    portals: tuple[PortalNight, ...]
    stopped: bool = False

    @property
    def exit_status(self) -> int:
        """What the process answers to the shell."""
        if self.stopped:
            return STOPPED
        well = all(one.came is Came.WELL for one in self.portals)
        return ExitStatus.DONE if well else ExitStatus.EXPECTATION


PortalListener = Callable[[str, Event], None]


def night(
    plan: NightPlan,
    database: str,
    archive: Path,
    listen: PortalListener,
    show: Callable[[Tools, Night], None] = lambda _tools, _night: None,
    clock: Clock | None = None,
) -> Night:
    """Visit every portal that is due. One bad portal never stops the others.

    `show` is called at the end, while database and archive are still open. Killed at any moment, the same
    call goes on from there. Raises UsageError outside the window, StoreError, ArchiveError or FolderError.
    """
    hosts = frozenset().union(*(visit.plan.allowed for visit in plan.visits))
    legacy = frozenset().union(*(visit.plan.legacy_tls for visit in plan.visits))
    settings = replace(plan.fetch, allowed_hosts=hosts, legacy_tls=legacy)
    with open_tools(database, archive, settings, "nightly", clock) as tools:
        started = tools.fetcher.now()
        until = _closing(plan.window, tools)
        run = tools.store.start_run("nightly")
        portals = _visit_all(plan, tools, listen, until)
        whole = Night(started, tools.fetcher.now(), portals, tools.stop.is_asked)
        show(tools, whole)
        tools.store.finish_run(run, whole.exit_status, _counts(portals))
    return whole


def _closing(window: Window | None, tools: Tools) -> float | None:
    """The moment on the clock at which the window closes. Raises UsageError while it is closed."""
    if window is None:
        return None
    left = window.seconds_left(tools.fetcher.now())
    if not left:
        raise UsageError(
            f"hosts may be asked from {window.opens:%H:%M} to {window.closes:%H:%M} in China only;"
            " start the night then, or name another --window"
        )
    return tools.clock.now() + left


def _visit_all(
    plan: NightPlan, tools: Tools, listen: PortalListener, until: float | None
) -> tuple[PortalNight, ...]:
    """Every visit, several portals at a time; a fault of what it is kept in ends the night."""
    share_one_pool()
    came: dict[str, PortalNight] = {}
    with ThreadPoolExecutor(plan.parallel, thread_name_prefix="portal") as pool:
        running: dict[Future[PortalNight], Visit] = {
            pool.submit(_visit, visit, plan, tools, listen, until): visit for visit in plan.visits
        }
        try:
            for future in as_completed(running):
                came[running[future].plan.portal] = future.result()
        except _OF_STORAGE:
            tools.stop.ask()
            raise
    return tuple(came[visit.plan.portal] for visit in plan.visits)


def _visit(
    visit: Visit, plan: NightPlan, tools: Tools, listen: PortalListener, until: float | None
) -> PortalNight:
    """What came of one portal; a fault of the program itself is one of its findings."""
    portal = visit.plan.portal
    answer = PortalNight(portal, visit.name, visit.plan.start, Came.STOPPED)
    try:
        tools.stop.check()
        earlier = _not_due(visit, tools)
        if earlier is not None:
            return earlier
        ends = tools.clock.now() + plan.portal_seconds
        ends = ends if until is None else min(ends, until)
        told: Listener = lambda event: listen(portal, event)  # noqa: E731
        ended = PortalRound(visit.plan, tools, told, ends).run()
        kept, findings = judged(visit.plan, ended, tools.store, visit.expect, tools.fetcher.now())
        return _answer(answer, kept, findings)
    except Stopped:
        return answer
    except _OF_STORAGE:
        raise
    except Exception as error:
        log.exception("the round of %s failed", portal)
        words = f"gkscrape itself failed here: {type(error).__name__}: {error}; please report this"
        return replace(answer, came=Came.BROKEN, findings=(Finding("failed", words, True),))


def _answer(answer: PortalNight, kept: Round, findings: Sequence[Finding]) -> PortalNight:
    broken = any(finding.breaks for finding in findings)
    came = Came.BROKEN if broken else Came.WELL
    return replace(answer, came=came, findings=tuple(findings), round=kept)


def _not_due(visit: Visit, tools: Tools) -> PortalNight | None:
    """What a portal gave that this night has visited already, or that is not due; None for all others."""
    queue, now = tools.store.queue, tools.fetcher.now()
    portal = visit.plan.portal
    answer = PortalNight(portal, visit.name, visit.plan.start, Came.WAITING)
    start = queue.address(portal, visit.plan.start)
    rounds = queue.rounds(portal, 1)
    if rounds and rounds[0].finished is not None and now - rounds[0].started < NIGHT - SLACK:
        kept = [from_json(finding) for finding in rounds[0].findings]
        return replace(_answer(answer, rounds[0], kept), words="visited already tonight")
    if start is not None and start.tries > 0 and start.due > now and not (rounds and not rounds[0].finished):
        return replace(answer, words=f"not tried again before {start.due:%Y-%m-%d %H:%M} UTC: {start.reason}")
    return None


def _counts(portals: Sequence[PortalNight]) -> dict[str, int]:
    counts = {came.value: sum(one.came is came for one in portals) for came in Came}
    return counts | {name: sum(one.count(name) for one in portals) for name in NEWS}


def night_settings(plan: CrawlPlan) -> FetchSettings:
    """How a night asks: as a crawl does, but less patient; the allow-lists are the portals' own."""
    return FetchSettings(
        contact=plan.contact,
        delay=plan.delay,
        allow_private=plan.allow_private,
        budget=plan.budget,
        fast=plan.fast,
        patience=PATIENCE,
        deadline=DEADLINE,
    )
