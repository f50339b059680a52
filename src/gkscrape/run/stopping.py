"""Stopping a run cleanly: the first Ctrl-C or SIGTERM lets the request in hand end, a second one does not."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(Exception):  # noqa: N818 - it is no error
    """Raised where a run was about to begin something new after it had been asked to stop."""


class Stop:
    """Whether a run was asked to stop; shared by its threads."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    @property
    def is_asked(self) -> bool:
        """Whether somebody asked."""
        return self._asked.is_set()

    def ask(self) -> None:
        """Ask the run to stop before its next request."""
        self._asked.set()

    def check(self) -> None:
        """Raises Stopped if somebody asked."""
        if self._asked.is_set():
            raise Stopped

    def sleep(self, seconds: float) -> None:
        """Wait so long. Raises Stopped as soon as somebody asks."""
        if self._asked.wait(seconds):
            raise Stopped

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Ask when Ctrl-C or SIGTERM comes while the block runs; a second one interrupts as usual."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.getsignal(number) for number in _SIGNALS}

        def ask(number: int, _frame: FrameType | None) -> None:
            self.ask()
            signal.signal(number, signal.default_int_handler)

        for number in _SIGNALS:
            signal.signal(number, ask)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
