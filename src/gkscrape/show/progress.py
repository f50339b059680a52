"""Follows a run: a bar on a terminal, a line for each event in a pipe, or JSON lines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

from gkscrape.show.dumps import dumps
from gkscrape.show.terminal import progress


class EventShown(Protocol):
    """One thing that happened to the body at an address."""

    @property
    def what(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def message(self) -> str: ...


_UNREMARKABLE = ("found", "same", "unchanged", "passed_over")


@contextmanager
def watch(label: str, *, as_json: bool = False) -> Iterator[Callable[[EventShown], None]]:
    """A listener for the events of a run. Ends with a line that counts them."""
    counts: dict[str, int] = {}
    with progress(label) as bar:

        def listen(event: EventShown) -> None:
            counts[event.what] = counts.get(event.what, 0) + 1
            if as_json:
                sys.stdout.write(
                    dumps({"what": str(event.what), "url": event.url, "message": event.message}) + "\n"
                )
            elif event.what not in _UNREMARKABLE:
                bar.say(f"{event.what:9} {event.message}  {event.url}")
            if event.what != "found":
                bar.advance()

        yield listen
    if not as_json:
        told = ", ".join(f"{number} {what}" for what, number in counts.items())
        sys.stdout.write(f"{label}: {told or 'nothing found'}\n")


@contextmanager
def watch_all(portals: int, *, as_json: bool = False) -> Iterator[Callable[[str, EventShown], None]]:
    """A listener for the events of many portals at once."""
    with progress(f"{portals} portals") as bar:

        def listen(portal: str, event: EventShown) -> None:
            if as_json:
                moment = datetime.now(UTC).isoformat()
                told = {"what": str(event.what), "url": event.url, "message": event.message}
                sys.stdout.write(dumps({"at": moment, "portal": portal, **told}) + "\n")
            elif event.what not in _UNREMARKABLE:
                bar.say(f"{event.what:9} {portal} {event.message}  {event.url}")
            if event.what != "found":
                bar.advance()

        yield listen
