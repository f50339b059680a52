"""Gzip members of a file: each whole record of an archive is one, so a torn or damaged one stands alone."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gkscrape.errors import ArchiveError

MAX_RECORD = 256 << 20
"""A record that unpacks to more than this is taken for damage, not for a page."""

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """One whole gzip member of a file: where it begins and ends, and what it unpacks to."""

    start: int
    end: int
    data: bytes


def members(path: Path) -> Iterator[Member]:
    """The whole gzip members of a file; it ends before a torn one at the end of the file."""
    offset = 0
    with path.open("rb") as file:
        while (member := member_at(path, file, offset)) is not None:
            yield member
            offset = member.end


def member_at(path: Path, file: BinaryIO, offset: int) -> Member | None:
    """The member that begins at an offset; None at the end of the file and for a torn one."""
    file.seek(offset)
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    data, position = bytearray(), offset
    while not inflate.eof:
        chunk = file.read(_CHUNK)
        if not chunk:
            return None
        position += len(chunk)
        try:
            data += inflate.decompress(chunk, MAX_RECORD - len(data) + 1)
        except zlib.error as error:
            raise ArchiveError(f"{path} at {offset}: the file is damaged here ({error})") from error
        if len(data) > MAX_RECORD:
            raise ArchiveError(f"{path} at {offset}: a record of more than {MAX_RECORD} bytes")
    return Member(offset, position - len(inflate.unused_data), bytes(data))


def repair(path: Path) -> bool:
    """Cut off the record that a crash left torn at the end of a file; its writer never said that it stands.

    Returns whether the file may be appended to: not if it is damaged before its end.
    """
    if not path.exists():
        return True
    end = 0
    try:
        for member in members(path):
            end = member.end
    except ArchiveError:
        return False
    if end < path.stat().st_size:
        os.truncate(path, end)
    return True
