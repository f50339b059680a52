"""Files one body: into the archive first, then into the database, then read, then kept or refused."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass

from gkscrape.archive import Archive
from gkscrape.portals.attachments import FAULT as TABLES_IN_ATTACHMENT
from gkscrape.record import Capture, Fetched, Refusal, RefusalKind, Report
from gkscrape.run.events import Event, What
from gkscrape.run.reading import read_fetched
from gkscrape.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a body that was read: what there is to tell, and the report or the refusal it is.

    Both are None where the reader itself failed.
    """

    event: Event
    report: Report | None = None
    refusal: Refusal | None = None


class Desk:
    """One open archive and one open database, and the order in which a body passes through them."""

    def __init__(self, archive: Archive, store: Store) -> None:
        self._archive = archive
        self._store = store

    def archive(self, fetched: Fetched) -> Capture:
        """Where the body lies in the archive now; what lies there already is not written twice."""
        digest = hashlib.sha256(fetched.body).hexdigest()
        return self._archive.put(fetched, self._store.queue.capture_of(fetched.url, digest))

    def archived(self, capture_id: int) -> Fetched:
        """The response of a capture, as it came."""
        return self._archive.fetched(self._store.queue.capture(capture_id))

    def capture(self, fetched: Fetched) -> int:
        """Archive the body, then note it in the database; the number of the capture."""
        return self._store.capture(self.archive(fetched))

    def refuse(self, refusal: Refusal, capture_id: int) -> None:
        """Note on a capture that it is no report, and why."""
        self._store.refuse(refusal, capture_id)

    def read(self, fetched: Fetched, capture_id: int) -> Filed:
        """Read a captured body and keep what it says. A fault of the reader is told, and stops nothing."""
        try:
            result = read_fetched(fetched)
        except Exception as error:
            log.exception("reading %s failed", fetched.url)
            words = f"the reader failed: {type(error).__name__}: {error}"
            return Filed(Event(What.BROKEN, fetched.url, words))
        if isinstance(result, Refusal):
            self._store.refuse(result, capture_id)
            in_files = result.kind is RefusalKind.UNREADABLE
            words = f"{result.kind.value}: {result.message}"
            return Filed(Event(What.REFUSED, fetched.url, words, in_files), refusal=result)
        kept = self._store.keep(result, capture_id)
        who = f"{result.identity.unit or 'unit unknown'} {result.identity.year or 'year unknown'}"
        what = What(kept.outcome.value) if kept.report_id is not None else What.UNPLACED
        in_files = any(fault.code == TABLES_IN_ATTACHMENT for fault in result.faults)
        return Filed(Event(what, fetched.url, who, in_files), report=result)
