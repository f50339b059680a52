"""A clock for nights on end: waiting takes no time, and the date is what a test says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gkscrape.manners import Clock

FIRST_NIGHT = datetime(2026, 1, 15, 18, 0, tzinfo=UTC)


class Nights:
    """The time of a test. `slept` are the waits that a run asked for."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.days = 0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def next(self, days: int = 1) -> None:
        self.days += days

    def now(self) -> datetime:
        return FIRST_NIGHT + timedelta(days=self.days, seconds=self.seconds % 3600)

    def clock(self) -> Clock:
        return Clock(now=lambda: self.seconds, sleep=self.sleep, utc=self.now)
