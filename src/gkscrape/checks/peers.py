"""Rules over reports of several units of one year: a whole and its parts, zeros among peers without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from gkscrape.checks.cells import label_of
from gkscrape.checks.outcome import Outcome, State, failed, fault_of, number, settled
from gkscrape.checks.rules import Peers, Rule, load_rules
from gkscrape.form import Form
from gkscrape.record import Cell, Fault, Report

Cells = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Middle:
    """The middle one of the known figures of others, and how many are known; None where none is."""

    value: Decimal | None
    known: int


NOBODY = Middle(None, 0)


def middle_of(cells: Iterable[Cell]) -> Middle:
    """The middle one of the figures that these cells are known to hold; of an even number, between two."""
    values = [value for cell in cells if (value := number(cell)) is not None]
    return Middle(median(values), len(values)) if values else NOBODY


def assess_peers(
    report: Report, below: Sequence[Cells], peers: Mapping[str, Middle], forms: Mapping[str, Form]
) -> tuple[Outcome, ...]:
    """What came of the rules that hold a report against those of other units for the year, under its form.

    `below` are the cells of consolidated reports of the divisions right below that of a consolidated report,
    one a division; `peers` by indicator what others of its kind have; `forms` by id. The caller answers for
    all of them. Raises DataFileError where `data/checks.toml` is wrong or lacks a rule.
    """
    own = {cell.indicator: cell for cell in report.cells}
    return tuple(_outcomes(own, below, peers, forms.get(report.form)))


def check_peers(
    report: Report, below: Sequence[Cells], peers: Mapping[str, Middle], forms: Mapping[str, Form]
) -> tuple[Fault, ...]:
    """The faults of the report among others: the rules of `assess_peers` that fail."""
    outcomes = assess_peers(report, below, peers, forms)
    return tuple(fault_of(outcome) for outcome in outcomes if outcome.state is State.FAIL)


def _outcomes(
    own: Cells, below: Sequence[Cells], peers: Mapping[str, Middle], form: Form | None
) -> Iterator[Outcome]:
    book = load_rules()
    for code in (code for code in book.peers.sums if code in own):
        parts = [cells[code] for cells in below if code in cells]
        yield _whole(book["peer.children"], label_of(code, form), own[code], parts)
    for code in (code for code in book.peers.zeros if code in own):
        others = peers.get(code, NOBODY)
        yield _zero(book["peer.zero"], label_of(code, form), own[code], others, book.peers)


def _whole(rule: Rule, name: str, cell: Cell, parts: Sequence[Cell]) -> Outcome:
    """The whole against the sum of its parts; a blank among them only adds to the sum."""
    if not parts:
        return settled(rule, State.NOT_ASSESSABLE, f"{name}: no report of a division below is stored", [cell])
    whole, known = number(cell), [value for part in parts if (value := number(part)) is not None]
    total = sum(known, Decimal(0))
    if whole is None or not known:
        return settled(rule, State.UNDECIDABLE, f"{name}: the figure is not known", [cell])
    if whole >= total - rule.tolerance:
        return settled(rule, State.PASS, f"{name}: the {len(known)} divisions below have no more", [cell])
    return failed(rule, name, [cell], whole, total)


def _zero(rule: Rule, name: str, cell: Cell, others: Middle, limits: Peers) -> Outcome:
    value = number(cell)
    if value is None:
        return settled(rule, State.UNDECIDABLE, f"{name}: the figure is not known", [cell])
    if value != 0:
        return settled(rule, State.PASS, f"{name} is not 0", [cell])
    if others.value is None or others.known < limits.least:
        return settled(rule, State.NOT_ASSESSABLE, f"{name}: {others.known} peers have a known one", [cell])
    if others.value < limits.median:
        return settled(rule, State.PASS, f"{name}: the middle one of its peers has few too", [cell])
    return failed(rule, name, [cell], value, others.value)
