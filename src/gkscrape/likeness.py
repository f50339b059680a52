"""How alike two labels are: the one door to rapidfuzz."""

from __future__ import annotations

from rapidfuzz.fuzz import ratio


def likeness(one: str, other: str) -> float:
    """The share of characters in common order, from 0 to 100.

    The plain ratio, because the weighted and partial ones rank misprinted Chinese labels worse.

    >>> likeness("属于三类内部事务信息", "属于三类内部事物信息"), likeness("规章", "收费")
    (90.0, 0.0)
    """
    return ratio(one, other)
