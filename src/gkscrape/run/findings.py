"""What a round found that a person should hear of, each thing by its name, and what breaks the night."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from gkscrape.errors import Why
from gkscrape.portals import Broken
from gkscrape.portals.catalogue import Expectation
from gkscrape.run.doubts import Doubt
from gkscrape.run.history import changed_figures
from gkscrape.run.plan import CrawlPlan
from gkscrape.run.rounds import Ended
from gkscrape.store import Address, AddressKind, AddressState, Round, Store

NEWS = ("new", "changed")
"""What every night may bring; all else is not as expected."""

_LOUD = (Why.DOWN, Why.SLOW, Why.UNAVAILABLE, Why.BUSY, "challenge", "empty_list", "out_of_time")
"""What breaks each night on which it is met, also where the night before met it too."""

_QUIET = (Why.FORBIDDEN, Why.OFF_LIST, "notice", "look_alike", "list", "blank_form")
"""What is told but breaks nothing: it is as it should be, or nobody's to mend."""

_MOST_LINES = 200
_REPORTS_ARE_OUT_BY = 5
"""Reports of a year are due by 31 March of the next, and looked for from May on."""


@dataclass(frozen=True, slots=True)
class Line:
    """One address of a finding, what is to say of it, and the number of the capture that shows it."""

    url: str
    words: str = ""
    capture_id: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something by its name, in words, with the addresses that it is about; `count` where they are cut short.

    `breaks`: the night was not as expected.
    """

    name: str
    words: str
    breaks: bool
    lines: tuple[Line, ...] = ()
    count: int = 0


@dataclass(slots=True)
class _Told:
    """Addresses of which only the first are held, however many there are."""

    lines: list[Line] = field(default_factory=list)
    count: int = 0

    def tell(self, line: Line) -> None:
        """One more."""
        self.count += 1
        if len(self.lines) < _MOST_LINES:
            self.lines.append(line)

    def as_finding(self, name: str, words: str, *, breaks: bool) -> Finding:
        """A finding that is about them."""
        return Finding(name, words, breaks, tuple(self.lines), self.count)


def findings_of(
    plan: CrawlPlan, ended: Ended, store: Store, expect: Expectation, now: datetime
) -> tuple[Finding, ...]:
    """All that a round found, what breaks the night first."""
    judge = _Judge(plan, ended, store, expect, now)
    found = [_cut(finding) for finding in _merged(judge.all())]
    return tuple(sorted(found, key=lambda finding: (not finding.breaks, finding.name in NEWS)))


def judged(
    plan: CrawlPlan, ended: Ended, store: Store, expect: Expectation, now: datetime
) -> tuple[Round, tuple[Finding, ...]]:
    """The round with all that it found, kept in the database where it is at its end."""
    found = findings_of(plan, ended, store, expect, now)
    told = {what.value: number for what, number in ended.counts.items()}
    counts = {**ended.round.counts, **told, **ended.traffic, "stored": store.queue.stored(plan.portal)}
    whole = replace(ended.round, counts=counts, findings=[as_json(finding) for finding in found])
    if whole.finished is not None:
        store.queue.finish(whole)
    return whole, found


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding as it is kept with its round."""
    lines = [{"url": line.url, "words": line.words, "capture_id": line.capture_id} for line in finding.lines]
    return {
        "name": finding.name,
        "words": finding.words,
        "breaks": finding.breaks,
        "lines": lines,
        "count": finding.count,
    }


def from_json(kept: Mapping[str, Any]) -> Finding:
    """A finding that was kept with its round."""
    lines = tuple(Line(line["url"], line["words"], line["capture_id"]) for line in kept["lines"])
    return Finding(kept["name"], kept["words"], kept["breaks"], lines, kept["count"])


def _merged(findings: Iterable[Finding]) -> Iterable[Finding]:
    """One finding for each name: lists and reports of a portal may suffer from the same."""
    named: dict[str, Finding] = {}
    for one in findings:
        other = named.get(one.name)
        if other is None:
            named[one.name] = one
            continue
        named[one.name] = Finding(
            one.name,
            f"{other.words}; {one.words}",
            one.breaks or other.breaks,
            (*other.lines, *one.lines),
            other.count + one.count,
        )
    return named.values()


def _cut(finding: Finding) -> Finding:
    return replace(finding, lines=finding.lines[:_MOST_LINES])


class _Judge:
    """One round under judgement."""

    def __init__(
        self, plan: CrawlPlan, ended: Ended, store: Store, expect: Expectation, now: datetime
    ) -> None:
        self._plan = plan
        self._ended = ended
        self._store = store
        self._expect = expect
        self._now = now
        self._portal = plan.portal
        self._round = ended.round
        self._before = {finding["name"]: finding for finding in ended.before.findings} if ended.before else {}

    def _came(self) -> Iterator[Address]:
        return self._store.queue.come_in(self._portal, self._round.started)

    def all(self) -> Iterator[Finding]:
        """Each finding."""
        causes = [*self._lists(), *self._reports()]
        yield from causes
        yield from self._unasked(is_explained=any(cause.breaks for cause in causes))
        yield from self._vanished()
        yield from self._doubts()
        if self._round.finished is None:
            yield Finding("out_of_time", "its time was over before its round; it goes on next time", True)
        else:
            yield from self._numbers()
        yield from self._news()

    def _lists(self) -> Iterator[Finding]:
        """What is wrong with the pages on the way to reports, by name."""
        named: dict[str, list[Line]] = defaultdict(list)
        for trouble in self._ended.troubles:
            name, line = self._named(trouble)
            named[name].append(line)
        for name, lines in named.items():
            words = lines[0].words if len(lines) == 1 else f"{len(lines)} pages: {lines[0].words}"
            yield self._finding(name, words, lines)

    def _named(self, trouble: Broken) -> tuple[str, Line]:
        address = self._store.queue.address(self._portal, trouble.url)
        if address is not None and address.trouble is not None:
            return address.trouble, _line(address)
        line = Line(trouble.url, trouble.reason, address.capture_id if address else None)
        if trouble.forbidden:
            return Why.FORBIDDEN.value, line
        if trouble.url in self._ended.why:
            return self._ended.why[trouble.url].value, line
        if trouble.url == self._plan.start and not self._store.queue.listed(self._portal):
            return "empty_list", line
        return ("off_list" if "not among the portal's hosts" in trouble.reason else "list_cut_short"), line

    def _reports(self) -> Iterator[Finding]:
        """Reports and files that could not be had, by name; what is known from earlier nights breaks none."""
        named: dict[str, _Told] = defaultdict(_Told)
        reports: Counter[str] = Counter()
        fresh: set[str] = set()
        for address in self._store.queue.troubled(self._portal):
            is_lost = address.state in (AddressState.BROKEN, AddressState.REFUSED, AddressState.FORBIDDEN)
            if is_lost and address.kind is not AddressKind.LIST and address.trouble is not None:
                named[address.trouble].tell(_line(address))
                reports[address.trouble] += address.kind is AddressKind.REPORT
                if self._is_fresh(address):
                    fresh.add(address.trouble)
        listed = self._store.queue.listed(self._portal)
        for name, lost in named.items():
            words = f"{reports[name]} of {listed} listed reports are not to be had"
            words = words if reports[name] else f"{lost.count} files of reports are not to be had"
            yield lost.as_finding(name, words, breaks=name in fresh and name not in _QUIET)

    def _unasked(self, *, is_explained: bool) -> Iterator[Finding]:
        """Reports that were not even asked for, since their host is to be left alone."""
        pages = {trouble.url for trouble in self._ended.troubles}
        named: dict[str, _Told] = defaultdict(_Told)
        for url, why in self._ended.why.items():
            if url not in pages:
                named[why.value].tell(Line(url))
        for name, unasked in named.items():
            words = f"{unasked.count} addresses were not asked, since their host is to be left alone"
            yield unasked.as_finding(name, words, breaks=name == Why.BUDGET or not is_explained)

    def _is_fresh(self, address: Address) -> bool:
        """Whether something is wrong with an address since this round."""
        if address.asked_in != self._round.id:
            return False
        came = address.changed is not None and address.changed >= self._ended.round.started
        return address.tries == 1 or (address.tries == 0 and came)

    def _vanished(self) -> Iterator[Finding]:
        gone, fresh = _Told(), False
        for address in self._store.queue.troubled(self._portal):
            if address.state is AddressState.VANISHED:
                gone.tell(_line(address))
                fresh = fresh or self._is_fresh(address)
        if gone.count:
            words = f"reports that are not there any more: {gone.count}; what they said is kept"
            yield gone.as_finding("vanished", words, breaks=fresh)

    def _doubts(self) -> Iterator[Finding]:
        named: dict[str, _Told] = defaultdict(_Told)
        for one in self._came():
            if one.trouble:
                named[one.trouble].tell(_line(one))
        for doubt in Doubt:
            if doubt in named:
                doubtful = named[doubt]
                yield doubtful.as_finding(doubt.value, doubtful.lines[0].words, breaks=True)

    def _numbers(self) -> Iterator[Finding]:
        """Whether there are as many reports, and as new ones, as there should be."""
        listed, before = self._round.listed or 0, self._ended.before
        gone = sum(
            one.state is AddressState.VANISHED and one.asked_in == self._round.id
            for one in self._store.queue.troubled(self._portal)
        )
        if before is not None and before.listed is not None and 0 < listed + gone < before.listed:
            words = f"its lists name {listed} reports, last time they named {before.listed}"
            yield Finding("fewer_reports", words, True)
        elif listed == 0 and not any(trouble.url == self._plan.start for trouble in self._ended.troubles):
            yield self._finding("empty_list", "its lists name no report", [])
        if self._expect.reports is not None and listed < self._expect.reports:
            words = f"its lists name {listed} reports, {self._expect.reports} are expected"
            yield self._finding("too_few_reports", words, [])
        yield from self._years()

    def _years(self) -> Iterator[Finding]:
        stored = self._store.queue.years(self._portal)
        missing = sorted(set(self._expect.years) - set(stored))
        if missing:
            words = f"no report of {', '.join(map(str, missing))} is stored, and one is expected"
            yield self._finding("year_missing", words, [])
        due = self._now.year - (1 if self._now.month >= _REPORTS_ARE_OUT_BY else 2)
        if stored and max(stored) < due:
            words = f"the newest report is of {max(stored)}; those of {due} should be out"
            yield self._finding("nothing_new", words, [])

    def _news(self) -> Iterator[Finding]:
        new, changed = _Told(), _Told()
        for one in self._came():
            if one.first_in == self._round.id and one.state is AddressState.DONE:
                new.tell(Line(one.url, one.title or ""))
            elif (line := self._change(one)) is not None:
                changed.tell(line)
        if new.count:
            yield new.as_finding("new", f"{new.count} new reports", breaks=False)
        if changed.count:
            words = f"{changed.count} reports say something else than before"
            yield changed.as_finding("changed", words, breaks=False)

    def _change(self, address: Address) -> Line | None:
        """What a body that came in place of another says differently; None where it says the same."""
        if address.first_in == self._round.id or address.capture_id is None:
            return None
        before = self._store.queue.capture_before(address.capture_id)
        older = self._store.said(before) if before is not None else None
        newer = self._store.said(address.capture_id)
        if older is None or newer is None:
            return None
        figures = changed_figures(older, newer)
        if not figures and replace(older, source=newer.source) == newer:
            return None
        words = ", ".join(figures[:5]) + (" …" if len(figures) > 5 else "")
        return Line(address.url, f"{len(figures)} figures: {words}" if figures else "its text")

    def _finding(self, name: str, words: str, lines: Iterable[Line]) -> Finding:
        """A finding that breaks the night unless it is a quiet one, or the last round met it already."""
        given = tuple(lines)
        known = self._before.get(name)
        is_known = known is not None and {line.url for line in given} <= {
            line["url"] for line in known["lines"]
        }
        breaks = name not in _QUIET and (name in _LOUD or not is_known)
        return Finding(name, words, breaks, given, len(given))


def _line(address: Address) -> Line:
    return Line(address.url, address.reason or "", address.refused_id or address.capture_id)
