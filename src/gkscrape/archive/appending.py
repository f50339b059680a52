"""One file of the archive that is appended to: whole records or none, and none said to stand that does not.

Of one thread at a time.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

from gkscrape.errors import ArchiveError


class AppendedFile:
    """An open file. `size` is what was written to it, whole records only."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where it cannot be opened."""
        self.path = path
        self._file = io.FileIO(path, "ab")
        self.size = self._durable = self._file.seek(0, os.SEEK_END)
        self._failed: OSError | None = None

    def append(self, record: bytes) -> int:
        """Write one record whole or not at all, not yet to the disk; the offset at which it begins.

        Raises ArchiveError.
        """
        if self._failed is not None:
            raise self._refused(self._failed) from self._failed
        offset = self.size
        try:
            _write(self._file, record)
        except OSError as error:
            self._cut(offset)
            raise self._refused(error) from error
        self.size = offset + len(record)
        return offset

    def settle(self) -> None:
        """Return once every record is on the disk. Raises ArchiveError if one never will be."""
        if self._failed is None and self._durable < self.size:
            self._bring_to_disk()
        if self._failed is not None:
            raise self._refused(self._failed) from self._failed

    def close(self) -> None:
        """Close; what was not settled need not be there."""
        self._file.close()

    def _cut(self, offset: int) -> None:
        try:
            os.ftruncate(self._file.fileno(), offset)
        except OSError as error:
            self._failed = error

    def _bring_to_disk(self) -> None:
        """After a failure nobody knows what of the unsettled records is there, so none of them stands."""
        written = self.size
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            self._failed = error
        else:
            self._durable = written

    def _refused(self, error: OSError) -> ArchiveError:
        return ArchiveError(
            f"{self.path}: cannot be written ({error.strerror}); make room or mend the disk, and run again"
        )


def _write(file: io.FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
