"""The tree of errors that gkscrape raises on purpose, and the exit status each of them ends in.

    GkscrapeError        1  the command failed
    ├── UsageError       2  the command was called wrongly (unknown unit, homonym, missing contact …)
    ├── DataFileError    1  a file under data/ or parsers/ is wrong; lists all of its faults
    ├── InputError       3  an input is refused (not a report, unreadable, too large)
    ├── FetchError       1  a request could not be made or was refused by the far side
    │   └── ForbiddenError  the host's robots.txt forbids the address; it was not asked
    ├── ArchiveError     1  the archive cannot be read or written
    └── StoreError       1  the database cannot be read or written

Every message says what is wrong, where (file, line or address), and what to do about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum, StrEnum


class ExitStatus(IntEnum):
    """What the process answers to the shell."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    EXPECTATION = 4


class GkscrapeError(Exception):
    """The root: something that gkscrape itself found wrong."""

    exit_status = ExitStatus.FAILED


class UsageError(GkscrapeError):
    """The command was called with arguments or settings that cannot work."""

    exit_status = ExitStatus.USAGE


class DataFileError(GkscrapeError):
    """A data or layout file breaks its schema; `faults` names every place at once."""

    def __init__(self, path: str, faults: Sequence[str]) -> None:
        super().__init__(f"{path}: " + "; ".join(faults))
        self.path = path
        self.faults = tuple(faults)


class InputError(GkscrapeError):
    """An input is not what the command can take."""

    exit_status = ExitStatus.REFUSED


class Why(StrEnum):
    """Why nothing came of a request, in one word.

    `down`: no connection. `slow`: no whole answer in time. `unavailable`: the server says that it cannot
    answer now. `busy`: it asks to be left alone for longer than is waited. `closed`: it refused too many
    requests in this run. `budget`: the requests of the day are spent. `off_list`: the address, or where it
    redirects to, is on no host of the portal. `forbidden`: robots.txt says so. `broken`: what came is none
    of HTTP's answers, or too large.
    """

    DOWN = "down"
    SLOW = "slow"
    UNAVAILABLE = "unavailable"
    BUSY = "busy"
    CLOSED = "closed"
    BUDGET = "budget"
    OFF_LIST = "off_list"
    FORBIDDEN = "forbidden"
    BROKEN = "broken"


class FetchError(GkscrapeError):
    """A request failed for good, or the far side refused it; `after` are the seconds it asks to wait."""

    def __init__(self, message: str, why: Why = Why.BROKEN, after: float | None = None) -> None:
        super().__init__(message)
        self.why = why
        self.after = after


class ForbiddenError(FetchError):
    """The host's robots.txt forbids an address to gkscrape; it was not asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message, Why.FORBIDDEN)


class ArchiveError(GkscrapeError):
    """The archive of raw bytes cannot be read or written."""


class StoreError(GkscrapeError):
    """The database cannot be opened, read or written."""


class FolderError(GkscrapeError):
    """The folder of a night cannot be written."""
