"""The hours of the night in which hosts may be asked, in the time of China."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

from gkscrape.errors import UsageError

_CHINA = timezone(timedelta(hours=8))
_WORDS = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when requests may be made; it may go over midnight."""

    opens: time
    closes: time

    def seconds_left(self, now: datetime) -> float:
        """How long the window stays open from now; 0 while it is closed.

        >>> from datetime import UTC
        >>> window_of("22:00-06:30").seconds_left(datetime(2026, 1, 15, 22, 0, tzinfo=UTC))
        1800.0
        """
        here = now.astimezone(_CHINA)
        today = here.date()
        for day in (today - timedelta(days=1), today):
            opens = datetime.combine(day, self.opens, _CHINA)
            closes = datetime.combine(day, self.closes, _CHINA)
            if closes <= opens:
                closes += timedelta(days=1)
            if opens <= here < closes:
                return (closes - here).total_seconds()
        return 0.0


def window_of(words: str) -> Window:
    """The window that `22:00-06:00` names. Raises UsageError for anything else."""
    match = _WORDS.fullmatch(words.strip())
    try:
        if match is None:
            raise ValueError
        opens, closes = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    except ValueError:
        raise UsageError(f"the window {words!r} is not of the form 22:00-06:00") from None
    return Window(opens, closes)
