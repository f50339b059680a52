"""How large a change must be to count: an amount, or a share of the first figure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from gkscrape.errors import UsageError
from gkscrape.record import Change, Comparable, Entry

_LIMIT = re.compile(r"(\d+(?:\.\d+)?)(%?)")


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount in the unit of each indicator; if `relative`, a share of the first figure (0.1 for 10%)."""

    amount: Decimal = Decimal(0)
    relative: bool = False

    def below(self, change: Change) -> bool:
        """Whether the change from the first side to the last is known and larger than the limit."""
        return change.absolute is not None and self.exceeded(abs(change.absolute), change)

    def exceeded(self, difference: Decimal, change: Change) -> bool:
        """Whether this difference between figures of the line is larger than the limit."""
        return difference > self._for(change)

    def reached(self, change: Change) -> bool:
        """Whether the figure is known to have changed from the first side to the last, and by the limit."""
        return (
            change.absolute is not None and abs(change.absolute) >= self._for(change) and change.absolute != 0
        )

    def _for(self, change: Change) -> Decimal:
        first = change.entries[0].value
        return self.amount * abs(first) if self.relative and first is not None else self.amount


def limit_from(text: str) -> Limit:
    """The limit that a person typed. Raises UsageError for anything but an amount or a percentage.

    >>> limit_from("5"), limit_from("12.5%")
    (Limit(amount=Decimal('5'), relative=False), Limit(amount=Decimal('0.125'), relative=True))
    """
    match = _LIMIT.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is neither an amount such as 5 nor a percentage such as 10%")
    amount = Decimal(match[1])
    return Limit(amount / 100, True) if match[2] else Limit(amount)


def changed(change: Change, tolerance: Limit, *, within_one_report: bool = False) -> bool:
    """Whether the line says that something changed by more than the tolerance.

    Between captures of one report (`within_one_report`) it is a change too if a figure came or went, or if
    one mark for none took the place of another, on whichever capture; between reports an unknown side is no
    change, because nothing is known of it.
    """
    if not within_one_report:
        return change.comparable is not Comparable.NO and tolerance.below(change)
    values = [entry.value for entry in change.entries if entry.value is not None]
    if len(values) < len(change.entries):
        return len({_printed(entry) for entry in change.entries}) > 1
    return tolerance.exceeded(max(values) - min(values), change)


def _printed(entry: Entry) -> tuple[object, ...]:
    return (entry.value, entry.kind, None if entry.value is not None else entry.status)
