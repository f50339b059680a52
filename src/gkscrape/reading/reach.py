"""Sets of whole numbers that a cell, or a sum of cells, may amount to: finite, or open to above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDEST = 65_536
"""A set that spreads wider than this is widened to everything from its least member on."""

_MOST_SHIFTS = 64
"""Adding more scattered numbers than this fills the spaces between them."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The numbers `low + k` for each set bit k of `mask`, and all from `floor` on where there is one.

    Widening only ever adds members: what is excluded stays provably excluded.

    >>> Reach.of(3, 5).plus(Reach.of(4)).meets(Reach.of(9))
    True
    >>> Reach.from_on(2).plus(Reach.of(4)).meets(Reach.of(5))
    False
    """

    low: int
    mask: int
    floor: int | None = None

    @staticmethod
    def of(*numbers: int) -> Reach:
        """Just these numbers; at least one."""
        low = min(numbers)
        if max(numbers) - low > WIDEST:
            return Reach.from_on(low)
        mask = 0
        for number in numbers:
            mask |= 1 << (number - low)
        return Reach(low, mask)

    @staticmethod
    def up_to(number: int) -> Reach:
        """Every number from 0 to this one."""
        return Reach.from_on(0) if number > WIDEST else Reach(0, (1 << (number + 1)) - 1)

    @staticmethod
    def from_on(number: int) -> Reach:
        """Every number from this one on."""
        return Reach(number, 0, number)

    @property
    def least(self) -> int:
        """The least member."""
        return self.low

    @property
    def most(self) -> int | None:
        """The greatest member, None where the set is open to above."""
        return None if self.floor is not None else self.low + self.mask.bit_length() - 1

    @property
    def single(self) -> int | None:
        """The only member, None where there are several."""
        return self.low if self.mask == 1 and self.floor is None else None

    def plus(self, other: Reach) -> Reach:
        """What the sum of a member of each may be."""
        low = self.low + other.low
        if self.floor is None and self.mask == 1:
            return Reach(low, other.mask, None if other.floor is None else other.floor + self.low)
        if other.floor is None and other.mask == 1:
            return Reach(low, self.mask, None if self.floor is None else self.floor + other.low)
        few, many = self.mask, other.mask
        if few.bit_count() > many.bit_count():
            few, many = many, few
        if few.bit_count() > _MOST_SHIFTS or _is_range(few):
            mask = _smeared(many, few.bit_length())
        else:
            mask = 0
            while few:
                step = few & -few
                mask |= many << (step.bit_length() - 1)
                few ^= step
        if self.floor is None and other.floor is None and mask.bit_length() <= WIDEST:
            return Reach(low, mask)
        floors = [a.floor + b.low for a, b in ((self, other), (other, self)) if a.floor is not None]
        return _trimmed(low, mask, min(floors, default=None))

    def union(self, other: Reach) -> Reach:
        """What is in one or the other."""
        low = min(self.low, other.low)
        if max(self.low, other.low) - low > WIDEST:
            return Reach.from_on(low)
        mask = self.mask << (self.low - low) | other.mask << (other.low - low)
        floors = [floor for floor in (self.floor, other.floor) if floor is not None]
        return _trimmed(low, mask, min(floors, default=None))

    def meets(self, other: Reach) -> bool:
        """Whether some number is in both."""
        if self.floor is None and other.floor is None:
            if self.low <= other.low:
                return bool(self.mask >> (other.low - self.low) & other.mask)
            return bool(other.mask >> (self.low - other.low) & self.mask)
        for here, there in ((self, other), (other, self)):
            most = there.most
            if here.floor is not None and (most is None or most >= here.floor):
                return True
        lower, upper = sorted((self, other), key=lambda reach: reach.low)
        return bool(lower.mask >> (upper.low - lower.low) & upper.mask)


def _is_range(mask: int) -> bool:
    return bool(mask) and not mask & (mask + 1)


def _smeared(mask: int, width: int) -> int:
    """The mask with each bit set `width` times in a row: what adding any number below `width` gives."""
    reached = 1
    while reached < width:
        step = min(reached, width - reached)
        mask |= mask << step
        reached += step
    return mask if width else 0


def add_up(reaches: Iterable[Reach]) -> Reach:
    """What the sum of one member of each may be; 0 for none."""
    amount = Reach.of(0)
    for reach in reaches:
        amount = amount.plus(reach)
    return amount


def _trimmed(low: int, mask: int, floor: int | None) -> Reach:
    if floor is not None:
        mask &= (1 << max(0, floor - low)) - 1
    if mask.bit_length() > WIDEST:
        return Reach.from_on(low)
    return Reach(low if mask else floor if floor is not None else low, mask, floor)
