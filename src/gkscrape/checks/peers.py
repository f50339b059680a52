"""Rules over reports of several units of one year: a whole and its parts, zeros among peers without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

from gkscrape.checks.outcome import Outcome, State, failed, fault_of, number, settled
from gkscrape.checks.rules import Peers, Rule, load_rules
from gkscrape.record import Cell, Fault, Report

Cells = Mapping[str, Cell]


def assess_peers(report: Report, children: Sequence[Cells], peers: Sequence[Cells]) -> tuple[Outcome, ...]:
    """What came of the rules that hold a report against those of other units for the year, under its form.

    `children` are the cells of consolidated reports of the divisions right below that of a consolidated
    report, `peers` those of reports of its own kind. The caller answers for both.
    Raises DataFileError where `data/checks.toml` is wrong or lacks a rule.
    """
    return tuple(_outcomes({cell.indicator: cell for cell in report.cells}, children, peers))


def check_peers(report: Report, children: Sequence[Cells], peers: Sequence[Cells]) -> tuple[Fault, ...]:
    """The faults of the report among others: the rules of `assess_peers` that fail."""
    outcomes = assess_peers(report, children, peers)
    return tuple(fault_of(outcome) for outcome in outcomes if outcome.state is State.FAIL)


def _outcomes(own: Cells, children: Sequence[Cells], peers: Sequence[Cells]) -> Iterator[Outcome]:
    book = load_rules()
    for code in (code for code in book.peers.sums if code in own):
        yield _whole(book["peer.children"], own[code], [child[code] for child in children if code in child])
    for code in (code for code in book.peers.zeros if code in own):
        others = [value for peer in peers if (value := number(peer.get(code))) is not None]
        yield _zero(book["peer.zero"], book.peers, own[code], others)


def _whole(rule: Rule, cell: Cell, parts: Sequence[Cell]) -> Outcome:
    """The whole against the sum of its parts; a blank among them only adds to the sum."""
    if not parts:
        return settled(rule, State.NOT_ASSESSABLE, "no report of a division below is stored", [cell])
    whole, known = number(cell), [value for part in parts if (value := number(part)) is not None]
    total = sum(known, Decimal(0))
    if whole is None or not known:
        return settled(rule, State.UNDECIDABLE, "the figure is not known", [cell])
    if whole >= total - rule.tolerance:
        return settled(rule, State.PASS, f"the {len(known)} divisions below have no more", [cell])
    return failed(rule, cell.indicator, [cell], whole, total)


def _zero(rule: Rule, peers: Peers, cell: Cell, others: Sequence[Decimal]) -> Outcome:
    if len(others) < peers.least:
        return settled(rule, State.NOT_ASSESSABLE, f"only {len(others)} peers have a known figure", [cell])
    value, middle = number(cell), median(others)
    if value is None:
        return settled(rule, State.UNDECIDABLE, "the figure is not known", [cell])
    if value != 0 or middle < peers.median:
        return settled(rule, State.PASS, f"the middle one of {len(others)} peers has {middle}", [cell])
    return failed(rule, cell.indicator, [cell], value, middle)
