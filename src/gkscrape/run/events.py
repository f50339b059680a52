"""What a running job tells whoever watches it: one frozen value for each thing that happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """The kinds of things that happen to a body in a crawl or an import."""

    FOUND = "found"
    GENERIC = "generic"
    NEW = "new"
    SAME = "same"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    REPLACED = "replaced"
    KEPT_OLD = "kept_old"
    CONFLICT = "conflict"
    UNPLACED = "unplaced"
    REFUSED = "refused"
    VANISHED = "vanished"
    ATTACHED = "attached"
    FORBIDDEN = "forbidden"
    BROKEN = "broken"
    PASSED_OVER = "passed_over"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, to the body at `url`, in words for a person.

    `in_files`: what the page lacks may stand in its files and pictures.
    """

    what: What
    url: str
    message: str = ""
    in_files: bool = False


Listener = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each thing happened in a run; `stopped`: somebody asked it to stop before its end."""

    counts: dict[What, int]
    stopped: bool = False

    @property
    def broken(self) -> int:
        """Addresses that could not be fetched or read."""
        return self.counts.get(What.BROKEN, 0)

    @property
    def failed(self) -> bool:
        """Whether nothing was kept, and something could not be had or was forbidden."""
        return not self.kept and bool(self.broken or self.counts.get(What.FORBIDDEN))

    @property
    def refused(self) -> int:
        """Bodies that are no annual report."""
        return self.counts.get(What.REFUSED, 0)

    @property
    def kept(self) -> int:
        """Bodies whose reading is in the database after the run."""
        stored = (
            What.NEW,
            What.SAME,
            What.UNCHANGED,
            What.CHANGED,
            What.REPLACED,
            What.KEPT_OLD,
            What.CONFLICT,
            What.UNPLACED,
        )
        return sum(self.counts.get(what, 0) for what in stored)
