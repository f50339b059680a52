"""Stored readings held against the archive: every cell re-read at its place, and faults judged by that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gkscrape.archive import Archive, read_warc
from gkscrape.documents import Document, open_document
from gkscrape.documents.second import SecondOpinion, second_opinion
from gkscrape.errors import ArchiveError, InputError
from gkscrape.form import Form, load_forms
from gkscrape.layout import load_layouts
from gkscrape.record import Capture, Cell, Fault, Fetched, Report, Status, Suspect
from gkscrape.run.check import faults_of, reports_of
from gkscrape.run.evidence import Difference, Reread, Why, reread
from gkscrape.run.quotes import Quotes, lost_quotes, quotes
from gkscrape.store import ReportEntry, Store

_HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Judged:
    """A fault of the sums, with the suspect it was stored with, and who is suspect by the evidence."""

    fault: Fault
    suspect: Suspect


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of one report.

    `archive` says what is wrong with its archived page as a whole, `second` why there is no second reading of
    it; None if nothing is wrong, and if there is one.
    """

    entry: ReportEntry
    capture: Capture
    layout: str
    cells: int
    archive: str | None
    second: str | None
    reread: Reread
    quotes: Quotes
    judged: tuple[Judged, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against any cell, the text or the page."""
        return self.archive is None and not self.reread.differences and not self.quotes.differences


def verify_stored(
    store: Store, archive: Path, unit_name: str | None = None, year: int | None = None
) -> Iterator[Verification]:
    """The reports of a unit and a year, or all, each held against its archived page. Nothing is stored.

    Raises UsageError for a unit or a year that is not stored.
    """
    entries = reports_of(store, unit_name, year)
    with Archive(archive) as kept:
        for entry in entries:
            yield _verify(entry, store.report(entry.id), store.captured(entry.id), kept, archive)


def _verify(
    entry: ReportEntry, report: Report, capture: Capture, kept: Archive, folder: Path
) -> Verification:
    fetched, broken = _page(kept, folder, capture)
    form = load_forms().get(report.form)
    second: SecondOpinion | str = "no page"
    document = None
    if fetched is not None:
        second = _second(fetched, report.source.media_type)
        try:
            document = open_document(fetched.body, fetched.media_type, fetched.charset)
        except InputError as error:
            broken = broken or f"the archived page cannot be opened: {error}"
    if document is None:
        found, quoted = _lost(report, broken or ""), lost_quotes(report, broken or "")
    else:
        found = _reread(report, document, form, second if isinstance(second, SecondOpinion) else None)
        quoted = quotes(report, document)
    return Verification(
        entry=entry,
        capture=capture,
        layout=report.layout,
        cells=len(report.cells),
        archive=broken,
        second=second if isinstance(second, str) else None,
        reread=found,
        quotes=quoted,
        judged=tuple(_judged(report, form, found)),
    )


def _page(kept: Archive, folder: Path, capture: Capture) -> tuple[Fetched | None, str | None]:
    """The archived response, and what is wrong with it; a changed one is still read, to tell what changed."""
    try:
        return kept.fetched(capture), None
    except ArchiveError as error:
        return _changed(folder, capture), str(error)


def _changed(folder: Path, capture: Capture) -> Fetched | None:
    """The response that now stands in the place of the capture; None where none can be read."""
    try:
        for fetched in read_warc(folder / capture.warc):
            same_time = fetched.fetched_at.replace(microsecond=0) == capture.fetched_at.replace(microsecond=0)
            if fetched.url == capture.url and same_time:
                return fetched
    except ArchiveError:
        return None
    return None


def _second(fetched: Fetched, media_type: str) -> SecondOpinion | str:
    """A second reading of the page, or why there is none."""
    if media_type != _HTML:
        return f"{media_type} has no second reader"
    try:
        return second_opinion(fetched.body, fetched.charset)
    except InputError as error:
        return str(error)


def _reread(report: Report, document: Document, form: Form | None, second: SecondOpinion | None) -> Reread:
    if form is None:
        nothing: frozenset[str] = frozenset()
        return Reread((), nothing, nothing, nothing, nothing)
    return reread(report, document, form, load_layouts(), second)


def _lost(report: Report, why: str) -> Reread:
    """All cells that were printed have lost their evidence."""
    claimed = [cell for cell in report.cells if _claims(cell)]
    rest = frozenset(cell.indicator for cell in report.cells if not _claims(cell))
    differences = tuple(Difference(cell.indicator, Why.ARCHIVE, why) for cell in claimed)
    return Reread(differences, frozenset(), rest, frozenset(), frozenset())


def _claims(cell: Cell) -> bool:
    return cell.at is not None or cell.status in (Status.PRINTED, Status.INFERRED)


def _judged(report: Report, form: Form | None, found: Reread) -> Iterator[Judged]:
    """The faults of printed sums, each with the suspect that the evidence names."""
    sums = {total.id for table in form.tables for total in table.sums} if form else set()
    for fault in faults_of(report):
        if fault.code in sums:
            yield Judged(fault, _suspect(fault, found))


def _suspect(fault: Fault, found: Reread) -> Suspect:
    """The reader where its cells do not hold; the publisher where two readings agree on all of them."""
    cells = frozenset(fault.indicators)
    if cells & {difference.indicator for difference in found.differences}:
        return Suspect.READER
    return Suspect.PUBLISHER if cells and cells <= found.seconded else Suspect.UNDECIDED
