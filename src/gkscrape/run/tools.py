"""What every round works with: the open database and archive, and the one client for all hosts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from gkscrape.archive import Archive
from gkscrape.fetch import Fetcher, FetchSettings
from gkscrape.manners import Clock
from gkscrape.run.desk import Desk
from gkscrape.run.seeds import seed
from gkscrape.run.stopping import Stop
from gkscrape.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Tools:
    """One open database, held against other crawls, with its archive and its client."""

    store: Store
    desk: Desk
    fetcher: Fetcher
    stop: Stop
    clock: Clock


@contextmanager
def open_tools(
    database: str, archive: Path, settings: FetchSettings, command: str, clock: Clock | None = None
) -> Iterator[Tools]:
    """The tools of a run while the block runs; the first Ctrl-C or SIGTERM asks it to stop.

    Raises StoreError, which names the holder, where another crawl is at work on the database.
    """
    stop = Stop()
    ticking = replace(clock or Clock(), sleep=clock.sleep if clock else stop.sleep)
    with (
        open_store(database) as store,
        store.held(command),
        Archive(archive) as kept,
        Fetcher(settings, ticking, store.memory) as fetcher,
        stop.on_signals(),
    ):
        seed(store)
        yield Tools(store, Desk(kept, store), fetcher, stop, ticking)
