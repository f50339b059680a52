"""When an address is asked again: in nights, the longer the calmer it is or the longer it fails."""

from __future__ import annotations

from datetime import datetime, timedelta

NIGHT = timedelta(days=1)
SLACK = timedelta(hours=4)
"""A night may begin so much earlier than the one before, and what was asked then is due all the same."""

SWEEP_NIGHTS = 7
FORBIDDEN_NIGHTS = 7
_LONGEST = 7


def after_nights(nights: int, now: datetime) -> datetime:
    """The moment from which on something counts as due so many nights from now."""
    return now + nights * NIGHT - SLACK


def check_again(unchanged: int, now: datetime) -> datetime:
    """When a body is asked for again that came unchanged so often in a row: after 1, 2, 4, then 7 nights."""
    return after_nights(min(2**unchanged, SWEEP_NIGHTS), now)


def try_again(tries: int, now: datetime, asked_to_wait: float | None = None) -> datetime:
    """When an address is tried again that failed so often in a row: after 1, 2, 4, then 7 nights.

    Never before the seconds have passed that the server asks for.
    """
    due = after_nights(min(2 ** min(tries - 1, _LONGEST), _LONGEST), now)
    return max(due, now + timedelta(seconds=asked_to_wait or 0.0))
