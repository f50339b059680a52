"""The archive held against the database: every stored capture lies where it should, every record is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gkscrape.archive import Archive, WarcFile
from gkscrape.errors import ArchiveError, UsageError
from gkscrape.record import Capture
from gkscrape.store import Store


class Flaw(StrEnum):
    """What can be wrong between the archive and the database; the last two cost nothing."""

    LOST = "lost"
    CHANGED = "changed"
    DAMAGED = "damaged"
    DANGLING = "dangling"
    UNKNOWN = "unknown"
    TORN = "torn"

    @property
    def harmless(self) -> bool:
        """Whether a crash between two writes explains it and the next crawl mends it."""
        return self in (Flaw.UNKNOWN, Flaw.TORN)


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw, with the file and the offset at which it stands; `url` is None where no record tells it."""

    flaw: Flaw
    warc: str
    offset: int | None
    url: str | None
    message: str


@dataclass(frozen=True, slots=True)
class ArchiveCheck:
    """What a check of the archive saw: files, sound records, captures of the database, and all flaws."""

    files: int
    records: int
    captures: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether every stored capture can be shown as it came."""
        return all(finding.flaw.harmless for finding in self.findings)


def check_archive(store: Store, folder: Path) -> ArchiveCheck:
    """Read every record of the archive, and look up every stored capture in it. Nothing is changed."""
    known = store.captures()
    with Archive(folder) as archive:
        files = tuple(archive.inspected())
        flaws = tuple(_in_files(files))
        sound = _sound(files, flaws)
        findings = (*flaws, *_missing(archive, sound, known), *_unknown(files, known))
    return ArchiveCheck(len(files), sum(len(file.captures) for file in files), len(known), findings)


def one_body(store: Store, folder: Path, wanted: str) -> bytes:
    """The newest archived body of an address, or of a sha256 or its first eight digits or more.

    Raises UsageError where the database knows none, or several bodies whose sha256 begins so; ArchiveError
    where its record cannot be read.
    """
    found = store.captures(wanted)
    if not found:
        raise UsageError(f"no capture has the address or the sha256 {wanted}")
    digests = {capture.sha256 for capture in found}
    if len(digests) > 1 and all(capture.url != wanted for capture in found):
        raise UsageError(f"{wanted} begins several: " + ", ".join(sorted(digests)))
    with Archive(folder) as archive:
        return archive.body(found[-1])


def _in_files(files: Sequence[WarcFile]) -> Iterator[Finding]:
    """What the files themselves show, whatever the database says."""
    sound = {(file.path.name, capture.offset) for file in files for capture in file.captures}
    for file in files:
        name = file.path.name
        for offset in file.changed:
            message = "the body does not have the digest that its record names; restore the file from a copy"
            yield Finding(Flaw.CHANGED, name, offset, None, message)
        for offset, (other, place) in file.repeats:
            if (other, place) not in sound:
                message = f"it repeats a record in {other} at {place}, which is not there"
                yield Finding(Flaw.DANGLING, name, offset, None, message)
        if file.damage is not None:
            yield Finding(Flaw.DAMAGED, name, None, None, file.damage)
        if file.torn_at is not None:
            message = "a record broke off here; nothing refers to it, and the next crawl cuts it off"
            yield Finding(Flaw.TORN, name, file.torn_at, None, message)


def _sound(files: Sequence[WarcFile], flaws: Sequence[Finding]) -> dict[tuple[str, int], Capture]:
    """The captures that can be shown, by file and offset."""
    dangling = {(flaw.warc, flaw.offset) for flaw in flaws if flaw.flaw is Flaw.DANGLING}
    places = {(capture.warc, capture.offset): capture for file in files for capture in file.captures}
    return {place: capture for place, capture in places.items() if place not in dangling}


def _missing(
    archive: Archive, sound: Mapping[tuple[str, int], Capture], known: Sequence[Capture]
) -> Iterator[Finding]:
    """Stored captures that the archive does not show; those behind damage are looked up one by one."""
    for capture in known:
        here = sound.get((capture.warc, capture.offset))
        if here is not None and (here.url, here.sha256) == (capture.url, capture.sha256):
            continue
        try:
            fetched = archive.fetched(capture)
        except ArchiveError as error:
            yield _lost(capture, str(error))
            continue
        if fetched.url != capture.url:
            yield _lost(capture, f"the record there is of {fetched.url}")


def _lost(capture: Capture, message: str) -> Finding:
    return Finding(Flaw.LOST, capture.warc, capture.offset, capture.url, message)


def _unknown(files: Sequence[WarcFile], known: Sequence[Capture]) -> Iterator[Finding]:
    """Records that the database does not have: a crawl was stopped before it stored them."""
    have = {(capture.url, capture.sha256) for capture in known}
    for file in files:
        for capture in file.captures:
            if (capture.url, capture.sha256) not in have:
                message = f"not in the database; `gkscrape add {file.path}` reads it in"
                yield Finding(Flaw.UNKNOWN, capture.warc, capture.offset, capture.url, message)
