"""The archive of raw bytes: WARC/1.1 files, one gzip member a record, opened by any WARC tool.

A body is kept after content decoding; headers that this made untrue are kept under `X-Archive-Orig-`.
One process appends at a time, and what `put` has returned is on the disk. Each folder has a word of its own
in the names of its files, so that those of several machines can lie in one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from gkscrape.archive.appending import AppendedFile
from gkscrape.archive.batches import Batches
from gkscrape.archive.inspect import WarcFile, inspect
from gkscrape.archive.members import member_at, members, repair
from gkscrape.archive.records import Record, parse, read_warc, response, revisit, warcinfo
from gkscrape.errors import ArchiveError
from gkscrape.record import Capture, Fetched

__all__ = ["ROLL_AT", "Archive", "WarcFile", "read_warc"]

ROLL_AT = 1 << 30
_NAME = re.compile(r"gkscrape-(\d{8})-(\d{3,})(?:-([0-9a-f]{6}))?\.warc\.gz")
_WORD = re.compile(rb"[0-9a-f]{6}")
_LOCK = ".lock"


_Original = tuple[Capture, tuple[str, int]]
"""A capture, and the file and offset of the response record that holds its bytes."""


class Archive:
    """A folder of WARC files.

    Reading needs no lock; the first `put` takes it, and leaving the context gives it back.
    """

    def __init__(self, folder: Path, roll_at: int = ROLL_AT) -> None:
        self._folder = folder
        self._roll_at = roll_at
        self._lock: BinaryIO | None = None
        self._word = ""
        self._writer = Batches(self._append, self._settle)
        self._open: list[AppendedFile] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the open file and let other processes append."""
        self._writer.close()
        self._close_but(0)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _close_but(self, newest: int) -> None:
        """Close the open files but so many."""
        while len(self._open) > newest:
            self._open.pop(0).close()

    def put(self, fetched: Fetched, known: Capture | None = None) -> Capture:
        """Where the response lies now, on the disk.

        If `known` is a readable capture of the same bytes, a revisit record that points to it is written.
        Raises ArchiveError when another process appends, or when the disk refuses. What several threads put
        at once is brought to the disk at once.
        """
        original = self._original(known) if known is not None else None
        return self._writer.do((fetched, original))

    def _append(self, task: tuple[Fetched, _Original | None]) -> Capture:
        """Where a response lies once it is settled."""
        fetched, original = task
        digest = hashlib.sha256(fetched.body).hexdigest()
        if original is not None and original[0].sha256 == digest:
            record = revisit(fetched, digest, *original)
        else:
            record = response(fetched, digest)
        self._take_lock()
        file = self._open_for(fetched.fetched_at)
        return Capture(
            url=fetched.url,
            sha256=digest,
            media_type=fetched.media_type,
            bytes=len(fetched.body),
            status=fetched.status,
            fetched_at=fetched.fetched_at.astimezone(UTC),
            warc=file.path.name,
            offset=file.append(record),
        )

    def _settle(self) -> None:
        """Return once all that was appended is on the disk. Raises ArchiveError if it never will be."""
        try:
            for file in self._open:
                file.settle()
        finally:
            self._close_but(1)

    def body(self, capture: Capture) -> bytes:
        """The bytes of a capture, proved by their sha256. Raises ArchiveError, with file and offset."""
        return self.fetched(capture).body

    def fetched(self, capture: Capture) -> Fetched:
        """The whole response of a capture, as `put` took it. Raises ArchiveError, with file and offset."""
        record = self._load(capture.warc, capture.offset)
        body = record.body
        if record.refers_to is not None:
            body = self._load(*record.refers_to).body
        if hashlib.sha256(body).hexdigest() != capture.sha256:
            raise ArchiveError(
                f"{self._folder / capture.warc} at {capture.offset}: the bytes do not have the sha256 "
                f"{capture.sha256}; the file was changed or damaged, restore it from a copy"
            )
        return record.as_fetched(body)

    def captures(self) -> Iterator[Capture]:
        """Every capture, in the order in which each day's files were written.

        A record torn at the end of a file is passed over: its `put` never returned. Raises ArchiveError for
        damage anywhere else.
        """
        for path in self._files():
            for member in members(path):
                record = parse(path, member)
                if record is not None:
                    yield record.as_capture(path.name, member.start)

    def inspected(self) -> Iterator[WarcFile]:
        """What each file holds and what is wrong with it, every body held against its digest."""
        return map(inspect, self._files())

    def _files(self) -> list[Path]:
        named = [(match, path) for path in self._folder.glob("*") if (match := _NAME.fullmatch(path.name))]
        named.sort(key=lambda item: (item[0][1], int(item[0][2]), item[0][3] or ""))
        return [path for _, path in named]

    def _load(self, warc: str, offset: int) -> Record:
        path = self._folder / warc
        try:
            with path.open("rb") as file:
                member = member_at(path, file, offset)
        except OSError as error:
            raise ArchiveError(f"{path}: cannot be read ({error.strerror})") from error
        record = parse(path, member) if member else None
        if record is None:
            raise ArchiveError(f"{path} at {offset}: no whole record of a page stands here")
        return record

    def _original(self, known: Capture) -> _Original | None:
        """A known capture, and where its bytes lie; None if they cannot be read."""
        try:
            self.body(known)
            refers_to = self._load(known.warc, known.offset).refers_to
        except ArchiveError:
            return None
        return known, refers_to or (known.warc, known.offset)

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = (self._folder / _LOCK).open("a+b")
        except OSError as error:
            raise ArchiveError(f"{self._folder}: cannot be written ({error.strerror})") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise ArchiveError(
                f"{self._folder}: another gkscrape is writing here; wait for it, or name another --archive"
            ) from error
        self._lock = lock
        self._word = _word_of(lock)

    def _open_for(self, moment: datetime) -> AppendedFile:
        """The file that takes the next record of a day, its first record written."""
        day = f"gkscrape-{moment.astimezone(UTC):%Y%m%d}-"
        if not (self._open and self._takes(self._open[-1], day)):
            self._open.append(self._begun(day))
        file = self._open[-1]
        if file.size == 0:
            file.append(warcinfo(file.path.name, moment))
        return file

    def _takes(self, file: AppendedFile, day: str) -> bool:
        return file.path.name.startswith(day) and file.size < self._roll_at

    def _begun(self, day: str) -> AppendedFile:
        """The newest file of a day, repaired, or the one after it where that cannot be."""
        path = self._newest(day)
        try:
            while not repair(path):
                path = _after(path)
            file = AppendedFile(path)
            if file.size == 0:
                _sync_folder(self._folder)
        except OSError as error:
            raise ArchiveError(f"{path}: cannot be written ({error.strerror})") from error
        return file

    def _newest(self, day: str) -> Path:
        """This folder's last file of a day, or the one after it when that is full; else the first."""
        own = f"-{self._word}.warc.gz"
        of_day = [path for path in self._files() if path.name.startswith(day) and path.name.endswith(own)]
        if not of_day:
            return self._folder / f"{day}001{own}"
        return of_day[-1] if of_day[-1].stat().st_size < self._roll_at else _after(of_day[-1])


def _after(path: Path) -> Path:
    match = _NAME.fullmatch(path.name)
    assert match is not None
    return path.with_name(f"gkscrape-{match[1]}-{int(match[2]) + 1:03d}-{match[3]}.warc.gz")


def _word_of(lock: BinaryIO) -> str:
    """The word that a lock file holds; chosen where it holds none. Raises ArchiveError."""
    try:
        lock.seek(0)
        if found := _WORD.fullmatch(lock.read(7)):
            return found[0].decode()
        word = secrets.token_hex(3)
        lock.truncate(0)
        lock.write(word.encode())
        lock.flush()
        os.fsync(lock.fileno())
    except OSError as error:
        raise ArchiveError(f"{lock.name}: cannot be written ({error.strerror})") from error
    return word


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
