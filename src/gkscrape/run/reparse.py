"""Archived captures read again by today's reader, and which of their cells that changes."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gkscrape.archive import Archive
from gkscrape.errors import ArchiveError, ExitStatus, UsageError
from gkscrape.record import Capture, Cell, Refusal, Report
from gkscrape.run.events import What
from gkscrape.run.reading import read_fetched
from gkscrape.run.seeds import indicator_rows, seed
from gkscrape.store import IndicatorRow, Store
from gkscrape.store.again import Again
from gkscrape.store.history import Rereadable

log = logging.getLogger(__name__)

_AT_ONCE = 50
"""How many captures are kept in one transaction: what a killed run has to read again at most."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One indicator of a capture before and after; None on the side that has no such cell."""

    indicator: str
    old: Cell | None
    new: Cell | None


@dataclass(frozen=True, slots=True)
class Reparsed:
    """What came of one capture. `message` says whose it is, why it was refused, or what is broken."""

    capture: Capture
    what: What
    message: str
    changes: tuple[CellChange, ...] = ()


def captures_of(store: Store, unit_name: str | None = None, year: int | None = None) -> list[Rereadable]:
    """The captures of a unit and a year, or all that were ever read or refused.

    Raises UsageError for a unit or a year that is not stored.
    """
    unit = store.find_unit(unit_name) if unit_name is not None else None
    found = list(store.rereadable(unit.id if unit else None, year))
    if not found:
        raise UsageError(
            "the database holds no such report" if unit else "the database holds nothing that was read"
        )
    return found


def reparse(
    store: Store, archive: Path, found: Sequence[Rereadable], *, dry_run: bool = False
) -> Iterator[Reparsed]:
    """Reads each capture again and keeps what it says; a broken one is told, and the others go on.

    Some captures are kept at a time; where that is stopped, they are as they were before. At the end reports
    get back their current reading where it was changed by hand. With `dry_run` nothing is stored, and the
    changes are those that would come about.
    """
    if dry_run:
        yield from _each(store, archive, found, indicator_rows())
        return
    seed(store)
    run = store.start_run(f"reparse {len(found)} captures")
    counts: Counter[What] = Counter()
    for one in _each(store, archive, found, None):
        counts[one.what] += 1
        yield one
    store.settle_misled()
    status = ExitStatus.FAILED if counts[What.BROKEN] else ExitStatus.DONE
    store.finish_run(run, status, {what.value: number for what, number in counts.items()})


def _each(
    store: Store, archive: Path, found: Sequence[Rereadable], dictionary: Sequence[IndicatorRow] | None
) -> Iterator[Reparsed]:
    """With a `dictionary` everything is only rehearsed under it; else some captures are kept at a time."""
    with Archive(archive) as kept:
        read = ((one, _read(kept, one.capture)) for one in found)
        if dictionary is not None:
            yield from (_rehearsed(store, result, one, dictionary) for one, result in read)
            return
        while some := list(islice(read, _AT_ONCE)):
            yield from _kept(store, some)


def _kept(store: Store, some: Sequence[tuple[Rereadable, Report | Refusal | str]]) -> Iterator[Reparsed]:
    sound = [(one.id, result) for one, result in some if not isinstance(result, str)]
    kept = iter(store.keep_again(sound))
    for one, result in some:
        yield _told(one, result, None if isinstance(result, str) else next(kept))


def _rehearsed(
    store: Store, result: Report | Refusal | str, one: Rereadable, dictionary: Sequence[IndicatorRow]
) -> Reparsed:
    if not isinstance(result, Report):
        return _told(one, result, None)
    before = store.said(one.id)
    kept, after = store.rehearse(result, one.id, dictionary)
    return _told(one, result, Again(kept, before, after))


def _told(one: Rereadable, result: Report | Refusal | str, again: Again | None) -> Reparsed:
    if isinstance(result, str):
        return Reparsed(one.capture, What.BROKEN, result)
    if isinstance(result, Refusal):
        return Reparsed(one.capture, What.REFUSED, f"{result.kind.value}: {result.message}")
    assert again is not None
    assert again.kept is not None
    what = What(again.kept.outcome.value) if again.kept.report_id is not None else What.UNPLACED
    who = f"{result.identity.unit or 'unit unknown'} {result.identity.year or 'year unknown'}"
    return Reparsed(one.capture, what, who, changes_between(again.before, again.after))


def _read(archive: Archive, capture: Capture) -> Report | Refusal | str:
    """What today's reader makes of a capture, or what is broken. A fault of the reader stops nothing."""
    try:
        fetched = archive.fetched(capture)
    except ArchiveError as error:
        return str(error)
    try:
        return read_fetched(fetched)
    except Exception as error:
        log.exception("reading %s failed", capture.url)
        return f"the reader failed: {type(error).__name__}: {error}"


def changes_between(before: Report | None, after: Report | None) -> tuple[CellChange, ...]:
    """The cells whose kind, value, status or candidates differ, in the order of the older report."""
    older, newer = _cells(before), _cells(after)
    return tuple(
        CellChange(code, older.get(code), newer.get(code))
        for code in {**older, **newer}
        if _content(older.get(code)) != _content(newer.get(code))
    )


def _cells(report: Report | None) -> dict[str, Cell]:
    return {cell.indicator: cell for cell in report.cells} if report else {}


def _content(cell: Cell | None) -> tuple[object, ...] | None:
    return None if cell is None else (cell.kind, cell.value, cell.status, cell.candidates)
