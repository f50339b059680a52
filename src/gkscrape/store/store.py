"""The store: one open database, and everything that the other stages may ask of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from gkscrape import __version__
from gkscrape.record import Capture, Cell, Refusal, Report, Section
from gkscrape.store import again, contents, currency, exporting, history, loading, queries, writing
from gkscrape.store import search as searching
from gkscrape.store.again import Again
from gkscrape.store.engine import bulk_transaction, engine_for, read_transaction, write_transaction
from gkscrape.store.exporting import Exported
from gkscrape.store.history import Rereadable, Version
from gkscrape.store.lock import held
from gkscrape.store.memory import HostMemory
from gkscrape.store.migrate import upgrade
from gkscrape.store.queue import Queue
from gkscrape.store.search import Finding
from gkscrape.store.values import (
    ConcordanceRow,
    IndicatorRow,
    Kept,
    PortalRow,
    RegionRow,
    ReportEntry,
    StoreStatus,
    Unit,
    Verdict,
)


def open_store(url_or_path: str, *, busy_seconds: float = 30.0) -> Store:
    """The database at a path or SQLAlchemy URL, created or migrated to the newest schema where needed.

    Waits up to `busy_seconds` for other programs that write. Raises StoreError for what is no database of
    gkscrape, for one of a newer version, and for one that cannot be read, written or locked.
    """
    engine = engine_for(url_or_path, busy_seconds)
    try:
        upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


class Store:
    """One open database. Every method is one transaction: it happens as a whole or not at all."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._run_id: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._engine.dispose()

    @property
    def queue(self) -> Queue:
        """What is known of the addresses of portals, and of their rounds."""
        return Queue(self._engine, self._run_id)

    @property
    def memory(self) -> HostMemory:
        """What manners have to remember of hosts."""
        return HostMemory(self._engine)

    def held(self, command: str) -> AbstractContextManager[None]:
        """Keeps other crawls away while it is open. Raises StoreError, which names the holder, if one is."""
        return held(self._engine, command)

    def seed(
        self,
        *,
        indicators: Sequence[IndicatorRow] = (),
        regions: Sequence[RegionRow] = (),
        portals: Sequence[PortalRow] = (),
        concordance: Sequence[ConcordanceRow] = (),
    ) -> None:
        """Brings the dictionary, the regions and the portals up to date; what is so already is left alone."""
        with write_transaction(self._engine) as connection:
            writing.seed_indicators(connection, indicators)
            if concordance:
                writing.seed_concordance(connection, concordance)
            writing.seed_portals(connection, portals)
            if regions:
                writing.seed_regions(connection, regions)

    def capture(self, capture: Capture, *, portal: str | None = None) -> int:
        """The number of a capture in this file; the same body from the same address is stored once."""
        with write_transaction(self._engine) as connection:
            return writing.add_capture(connection, capture, portal, self._run_id)

    def latest_capture(self, url: str) -> Capture | None:
        """The capture that came last from this address; None if none ever came."""
        with read_transaction(self._engine) as connection:
            return queries.latest_capture(connection, url)

    def captures(self, wanted: str | None = None) -> tuple[Capture, ...]:
        """Every capture, oldest first, or those of one address, or of one sha256 or its first digits."""
        with read_transaction(self._engine) as connection:
            return queries.captures(connection, wanted)

    def keep(self, report: Report, capture_id: int, *, reader: str = __version__) -> Kept:
        """Stores what `reader` read from a capture, and settles which reading of the report is current.

        The newest reader's reading becomes current, unless a printed cell, the unit or the year vanished
        without a fault. Of several bodies the latest published is current, and differing cells raise
        `report.conflict`. Raises StoreError for an unknown capture or indicator, or values that cannot be.
        """
        with write_transaction(self._engine) as connection:
            return writing.keep(connection, report, capture_id, reader)

    def keep_many(
        self,
        bodies: Sequence[tuple[Capture, Report]],
        *,
        portal: str | None = None,
        reader: str = __version__,
    ) -> tuple[Kept, ...]:
        """Captures and keeps many reports as one by one in this order, but in one transaction and far faster.

        All are kept or none. Some hundreds at a time are best. Raises what `keep` raises.
        """
        origin = loading.Origin(portal, self._run_id, reader)
        with bulk_transaction(self._engine) as connection:
            return loading.keep_many(connection, bodies, origin)

    def keep_again(
        self, results: Sequence[tuple[int, Report | Refusal]], *, reader: str = __version__
    ) -> tuple[Again, ...]:
        """Keeps or refuses what `reader` made of captures that are there, as one by one, in one transaction.

        All are kept or none. Raises what `keep` raises.
        """
        with bulk_transaction(self._engine) as connection:
            return again.keep_again(connection, results, reader)

    def settle_misled(self) -> None:
        """Gives reports that a hand left without a current reading of their own the right one."""
        with write_transaction(self._engine) as connection:
            currency.settle_misled(connection)

    def refuse(self, refusal: Refusal, capture_id: int, *, reader: str = __version__) -> None:
        """Notes on a capture why it is no report. What an older reader read there stays, with a fault."""
        with write_transaction(self._engine) as connection:
            writing.refuse(connection, refusal, capture_id, reader)

    def start_run(self, command: str) -> int:
        """The number of a run that begins now; what is captured until it ends is linked to it."""
        with write_transaction(self._engine) as connection:
            self._run_id = writing.start_run(connection, command)
        return self._run_id

    def finish_run(self, run_id: int, exit_status: int, counts: Mapping[str, int]) -> None:
        """Notes that a run ended, how, and what it did."""
        with write_transaction(self._engine) as connection:
            writing.finish_run(connection, run_id, exit_status, counts)
        self._run_id = None

    def find_unit(self, name_or_id: str) -> Unit:
        """The unit of this id or full name. Raises UsageError for an unknown name, and lists homonyms."""
        with read_transaction(self._engine) as connection:
            return queries.find_unit(connection, name_or_id)

    def reports(self, unit_id: str | None = None, year: int | None = None) -> tuple[ReportEntry, ...]:
        """The reports of a unit, of a year, of both, or all, ordered by region, unit, year and scope."""
        with read_transaction(self._engine) as connection:
            return queries.reports(connection, unit_id, year)

    def report(self, report_id: str) -> Report:
        """The current reading of a report, with the faults of the store. Raises UsageError if unknown."""
        with read_transaction(self._engine) as connection:
            return queries.report(connection, report_id)

    def reports_in_full(self, report_ids: Sequence[str]) -> tuple[Report, ...]:
        """The current readings of these reports in this order. Raises UsageError for an unknown one."""
        with read_transaction(self._engine) as connection:
            return queries.reports_in_full(connection, report_ids)

    def figures(self, report_ids: Sequence[str], codes: Collection[str]) -> dict[str, tuple[Cell, ...]]:
        """Of each stored report the cells of these indicators, in no order: kind, status and value alone."""
        with read_transaction(self._engine) as connection:
            return contents.figures(connection, report_ids, codes)

    def sections(self, report_ids: Sequence[str]) -> dict[str, tuple[Section, ...]]:
        """The sections of each stored report in their order; unknown reports are left out."""
        with read_transaction(self._engine) as connection:
            return contents.sections(connection, report_ids)

    def captured(self, report_id: str) -> Capture:
        """The body that the current reading of a report was read from. Raises UsageError if unknown."""
        with read_transaction(self._engine) as connection:
            return queries.captured(connection, report_id)

    def reading(self, reading_id: int) -> Report:
        """Any reading, current or not, as it was kept. Raises UsageError for an unknown number."""
        with read_transaction(self._engine) as connection:
            return queries.reading(connection, reading_id)

    def restore(self, reading_id: int, note: str) -> None:
        """Makes a reading current again, until it is released. Raises UsageError for an unknown number."""
        with write_transaction(self._engine) as connection:
            writing.restore(connection, reading_id, note)

    def release(self, report_id: str) -> int:
        """Ends every restoration of a report, so that the rules choose again; how many there were."""
        with write_transaction(self._engine) as connection:
            return writing.release(connection, report_id)

    def give_verdict(self, verdict: Verdict) -> None:
        """Keeps a verdict, in place of an earlier one on the same fault and the same figures."""
        with write_transaction(self._engine) as connection:
            writing.add_verdict(connection, verdict)

    def verdicts(self, report_id: str | None = None) -> tuple[Verdict, ...]:
        """The verdicts on faults of a report, or all, in the order in which they were given."""
        with read_transaction(self._engine) as connection:
            return queries.verdicts(connection, report_id)

    def indicators(self) -> tuple[IndicatorRow, ...]:
        """The dictionary of indicators, in the order in which they were seeded."""
        with read_transaction(self._engine) as connection:
            return queries.indicators(connection)

    def status(self) -> StoreStatus:
        """Counts over the whole database."""
        with read_transaction(self._engine) as connection:
            return queries.status(connection)

    def fingerprint(self) -> str:
        """A digest of what the database says, equal for equal content however and whenever it came in."""
        with read_transaction(self._engine) as connection:
            return queries.fingerprint(connection)

    def rereadable(self, unit_id: str | None = None, year: int | None = None) -> tuple[Rereadable, ...]:
        """The captures that were read or refused, or those of a unit's reports, in the order they came in."""
        with read_transaction(self._engine) as connection:
            return history.rereadable(connection, unit_id, year)

    def said(self, capture_id: int) -> Report | None:
        """What a capture says, by the reading that speaks for it; None where none does."""
        with read_transaction(self._engine) as connection:
            return history.said(connection, capture_id)

    def rehearse(
        self,
        report: Report,
        capture_id: int,
        indicators: Sequence[IndicatorRow],
        *,
        reader: str = __version__,
    ) -> tuple[Kept, Report | None]:
        """What `keep` would answer under this dictionary, and what the capture would then say; all undone."""
        with write_transaction(self._engine) as connection, connection.begin_nested() as trial:
            writing.seed_indicators(connection, indicators)
            kept = writing.keep(connection, report, capture_id, reader)
            then = history.said(connection, capture_id)
            trial.rollback()
            return kept, then

    def versions(self, report_id: str) -> tuple[Version, ...]:
        """Every body of a report with what it says, in the order in which they were fetched."""
        with read_transaction(self._engine) as connection:
            return history.versions(connection, report_id)

    def search(
        self, words: Sequence[str], year: int | None = None, limit: int | None = None
    ) -> tuple[Finding, ...]:
        """The first sections of reports that hold all of these words, by region, unit, year and place.

        Case, full width and white space make no difference. Raises UsageError for a word that is empty.
        """
        with read_transaction(self._engine) as connection:
            return tuple(islice(searching.search(connection, words, year), limit))

    def exported(self, unit_id: str | None = None, year: int | None = None) -> Iterator[Exported]:
        """The reports of a unit, a year or all with their content, in stable order, as they now are."""
        with read_transaction(self._engine) as connection:
            yield from exporting.exported(connection, unit_id, year)
