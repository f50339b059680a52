"""What one WARC file of the archive really holds: its records, and every sign of damage in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from gkscrape.archive.members import members
from gkscrape.archive.records import parse
from gkscrape.errors import ArchiveError
from gkscrape.record import Capture


@dataclass(frozen=True, slots=True)
class WarcFile:
    """One file: its sound captures, and what is wrong.

    `repeats` has the offset of each revisit record, and the file and offset that it points to. `changed` are
    offsets whose body does not have the digest that its record names. A record torn by a crash begins at
    `torn_at`; `damage` says where the file cannot be read on. Both are None in a sound file.
    """

    path: Path
    captures: tuple[Capture, ...]
    repeats: tuple[tuple[int, tuple[str, int]], ...]
    changed: tuple[int, ...]
    torn_at: int | None
    damage: str | None


def inspect(path: Path) -> WarcFile:
    """What a whole file holds; what cannot be read is said, never raised."""
    captures: list[Capture] = []
    repeats: list[tuple[int, tuple[str, int]]] = []
    changed: list[int] = []
    end, damage = 0, None
    try:
        for member in members(path):
            end = member.end
            record = parse(path, member)
            if record is None:
                continue
            if record.refers_to is not None:
                repeats.append((member.start, record.refers_to))
            elif hashlib.sha256(record.body).hexdigest() != record.sha256:
                changed.append(member.start)
                continue
            captures.append(record.as_capture(path.name, member.start))
        torn = end if end < path.stat().st_size else None
    except ArchiveError as error:
        torn, damage = None, str(error)
    except OSError as error:
        torn, damage = None, f"{path}: cannot be read ({error.strerror})"
    return WarcFile(path, tuple(captures), tuple(repeats), tuple(changed), torn, damage)
