"""Sets of whole numbers that a cell or a sum of cells may amount to, finite or open to above."""

from __future__ import annotations

from dataclasses import dataclass

MOST_MEMBERS = 5_000


@dataclass(frozen=True, slots=True)
class Reach:
    """The numbers of `exact`, and every number from `floor` on where there is one.

    >>> Reach.of(3).plus(Reach.of(4)).meets(Reach.of(7))
    True
    >>> Reach.from_on(2).plus(Reach.of(4)).meets(Reach.of(5))
    False
    """

    exact: frozenset[int]
    floor: int | None = None

    @staticmethod
    def of(*numbers: int) -> Reach:
        """Just these numbers."""
        return Reach(frozenset(numbers))

    @staticmethod
    def from_on(number: int) -> Reach:
        """Every number from this one on."""
        return Reach(frozenset(), number)

    def plus(self, other: Reach) -> Reach:
        """What the sum of a member of each may be; widened to an open set when it grows too large."""
        if len(self.exact) * len(other.exact) > MOST_MEMBERS**2:
            return Reach.from_on(self._least() + other._least())
        exact = frozenset(a + b for a in self.exact for b in other.exact)
        floors = [a._least() + b.floor for a, b in ((self, other), (other, self)) if b.floor is not None]
        floor = min(floors, default=None)
        if floor is None and len(exact) > MOST_MEMBERS:
            return Reach.from_on(min(exact))
        return Reach(exact if floor is None else frozenset(n for n in exact if n < floor), floor)

    def union(self, other: Reach) -> Reach:
        """What is in one or the other."""
        floors = [floor for floor in (self.floor, other.floor) if floor is not None]
        return Reach(self.exact | other.exact, min(floors, default=None))

    def meets(self, other: Reach) -> bool:
        """Whether some number is in both."""
        if self.floor is not None and other.floor is not None:
            return True
        if self.floor is not None and any(number >= self.floor for number in other.exact):
            return True
        if other.floor is not None and any(number >= other.floor for number in self.exact):
            return True
        return not self.exact.isdisjoint(other.exact)

    def _least(self) -> int:
        return min((*self.exact, *([] if self.floor is None else [self.floor])))
