"""A stopwatch that adds up seconds of the processor, which others do not lengthen, and those that pass."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter, process_time


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the processor, and seconds in all."""

    processor: float = 0.0
    passed: float = 0.0


class Clock:
    """Counts the time within its `with` blocks."""

    def __init__(self) -> None:
        self.spent = Spent()
        self._began = Spent()

    def __enter__(self) -> None:
        self._began = Spent(process_time(), perf_counter())

    def __exit__(self, *_: object) -> None:
        now, began, before = Spent(process_time(), perf_counter()), self._began, self.spent
        self.spent = Spent(
            before.processor + now.processor - began.processor, before.passed + now.passed - began.passed
        )
