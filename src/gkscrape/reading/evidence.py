"""Whether any printed sum bears out how a row was filled, beyond not forbidding it."""

from __future__ import annotations

from collections.abc import Mapping

from gkscrape.reading.search import Equation, Term
from gkscrape.reading.sheet import Found, Sheet
from gkscrape.reading.ways import Way


class Evidence:
    """The sums of a table over what was found for its rows.

    Where every sum is wrong in print, or lacks a figure, all ways but one may be impossible and that one
    still wrong. A way is borne out by a sum that holds, and in which the way has more than 0. An empty cell
    counts as 0 in its row, and down its column as what its row forces: a sum does not prove what it forces.
    """

    def __init__(self, sheet: Sheet, found: Found) -> None:
        self._ways = found.ways
        self._amounts = _agreed(found)
        self._sums = [equation for equation in sheet.equations if equation not in found.wrong]

    def bears_out(self, strand: str) -> bool:
        """Whether each way that is left to the strand is borne out; of none, no."""
        touching = [equation for equation in self._sums if any(name == strand for name, _ in equation.terms)]
        ways = self._ways.get(strand, ())
        return bool(ways) and all(
            any(self._bears_out(strand, way, equation) for equation in touching) for way in ways
        )

    def _bears_out(self, strand: str, way: Way, equation: Equation) -> bool:
        count = _figure if equation.own else _amount
        own = {(strand, slot): count(way, slot) for slot in range(len(way.amounts))}
        if not any(own.get(term) for term in equation.terms):
            return False
        sides = [_total(side, own, self._amounts) for side in (equation.whole, equation.parts)]
        return None not in sides and sides[0] == sides[1]


def _agreed(found: Found) -> dict[Term, int]:
    """What each cell amounts to, where all ways of its strand agree."""
    agreed: dict[Term, int] = {}
    for name, ways in found.ways.items():
        for slot in range(len(ways[0].amounts) if ways else 0):
            amounts = {_amount(way, slot) for way in ways}
            if len(amounts) == 1:
                agreed[name, slot] = amounts.pop()
    return agreed


def _amount(way: Way, slot: int) -> int:
    return way.amounts[slot].single or 0


def _figure(way: Way, slot: int) -> int:
    piece = way.pieces[slot]
    return 0 if piece is None else _amount(way, slot)


def _total(side: tuple[Term, ...], own: Mapping[Term, int], others: Mapping[Term, int]) -> int | None:
    """What the cells add up to; None where it is not known."""
    amounts = [own.get(term, others.get(term)) for term in side]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None
