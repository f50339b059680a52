"""What came of one rule at one place of a report, and the fault that a failure becomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gkscrape.checks.rules import Rule
from gkscrape.record import Cell, Fault, Grade, Kind, Place, Status, Suspect

_NUMBER = Kind.NUMBER
_EMPTY = (Kind.BLANK, Kind.NA)
_READ = (Status.PRINTED, Status.INFERRED)


class State(StrEnum):
    """Whether a rule holds, is broken, cannot be decided from what is known, or finds nothing to look at."""

    PASS = "pass"
    FAIL = "fail"
    UNDECIDABLE = "undecidable"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One rule at one place. `found` is what is printed, `expected` what it was held against.

    Where cells of the right-hand side are blank, `expected` is the least that it can be. `message` says what
    is wrong, or for the other states in a few words why.
    """

    rule: str
    state: State
    grade: Grade
    message: str
    indicators: tuple[str, ...] = ()
    found: Decimal | None = None
    expected: Decimal | None = None
    suspect: Suspect = Suspect.UNDECIDED


def failed(
    rule: Rule,
    subject: str,
    cells: Iterable[Cell] = (),
    found: Decimal | None = None,
    expected: Decimal | None = None,
    suspect: Suspect = Suspect.UNDECIDED,
) -> Outcome:
    """The outcome of a broken rule, in the words of the rule."""
    message = rule.message.format(subject=subject, found=plain(found), expected=plain(expected))
    indicators = tuple(cell.indicator for cell in cells)
    return Outcome(rule.id, State.FAIL, rule.grade, message, indicators, found, expected, suspect)


def settled(rule: Rule, state: State, reason: str, cells: Iterable[Cell] = ()) -> Outcome:
    """The outcome of a rule that is not broken, with the reason in a few words."""
    return Outcome(rule.id, state, rule.grade, reason, tuple(cell.indicator for cell in cells))


def fault_of(outcome: Outcome) -> Fault:
    """The fault that a failed outcome is."""
    return Fault(
        code=outcome.rule,
        grade=outcome.grade,
        message=outcome.message,
        indicators=outcome.indicators,
        found=outcome.found,
        expected=outcome.expected,
        suspect=outcome.suspect,
    )


def plain(value: Decimal | None) -> str:
    """The figure in plain digits, 'unknown' for None.

    >>> plain(Decimal("7.5810")), plain(Decimal("1E+3")), plain(None)
    ('7.581', '1000', 'unknown')
    """
    if value is None:
        return "unknown"
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def number(cell: Cell | None) -> Decimal | None:
    """The figure that the cell is known to hold, None where it is blank, missing, ambiguous or no number."""
    if cell is None or cell.kind is not _NUMBER or cell.status not in _READ:
        return None
    return cell.value


def printed_blank(cell: Cell) -> bool:
    """Whether the cell stands on the page and is empty, or says that nothing applies."""
    return cell.kind in _EMPTY and cell.status in _READ


def read_from_grid(cells: Iterable[Cell]) -> bool:
    """Whether each cell was read where it stands in a table grid, no two at one place, all in one table."""
    known = [cell for cell in cells if number(cell) is not None]
    places: list[Place] = [cell.at for cell in known if cell.at is not None and cell.at.table is not None]
    whole = all(cell.status is Status.PRINTED for cell in known) and len(places) == len(known) > 0
    distinct = len({(place.row, place.column) for place in places}) == len(places)
    return whole and distinct and len({place.table for place in places}) == 1
