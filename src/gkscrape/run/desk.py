"""Files one body: into the archive first, then into the database, then read, then kept or refused."""

from __future__ import annotations

import logging

from gkscrape.archive import Archive
from gkscrape.portals.attachments import FAULT as TABLES_IN_ATTACHMENT
from gkscrape.record import Capture, Fetched, Refusal, RefusalKind
from gkscrape.run.events import Event, What
from gkscrape.run.reading import read_fetched
from gkscrape.store import Store

log = logging.getLogger(__name__)


class Desk:
    """One open archive and one open database, and the order in which a body passes through them."""

    def __init__(self, archive: Archive, store: Store) -> None:
        self._archive = archive
        self._store = store

    def capture(self, fetched: Fetched) -> int:
        """Archive the body, then note it in the database; the number of the capture."""
        known = self._store.latest_capture(fetched.url)
        kept: Capture = self._archive.put(fetched, known)
        return self._store.capture(kept)

    def read(self, fetched: Fetched, capture_id: int) -> Event:
        """Read a captured body and keep what it says. A fault of the reader is told, and stops nothing."""
        try:
            result = read_fetched(fetched)
        except Exception as error:
            log.exception("reading %s failed", fetched.url)
            return Event(What.BROKEN, fetched.url, f"the reader failed: {type(error).__name__}: {error}")
        if isinstance(result, Refusal):
            self._store.refuse(result, capture_id)
            in_files = result.kind is RefusalKind.UNREADABLE
            return Event(What.REFUSED, fetched.url, f"{result.kind.value}: {result.message}", in_files)
        kept = self._store.keep(result, capture_id)
        who = f"{result.identity.unit or 'unit unknown'} {result.identity.year or 'year unknown'}"
        what = What(kept.outcome.value) if kept.report_id is not None else What.UNPLACED
        in_files = any(fault.code == TABLES_IN_ATTACHMENT for fault in result.faults)
        return Event(what, fetched.url, who, in_files)
