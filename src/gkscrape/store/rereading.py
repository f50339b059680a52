"""Every stored reading held against what was kept of it: its places, and the digest of all that was read."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, select

from gkscrape.errors import StoreError
from gkscrape.record import Report
from gkscrape.store import contents, schema
from gkscrape.store.digest import content_digest
from gkscrape.store.places import unpack_places

_AT_ONCE = 200
_UNREADABLE = (StoreError, KeyError, ValueError, TypeError, ArithmeticError, zlib.error)
"""What a row that somebody or a disk changed raises where it is read."""


def without_their_places(connection: Connection) -> Iterator[tuple[int, str]]:
    """The readings whose places cannot be read or are not those of their cells, with what is wrong."""
    for some in _batches(connection):
        cells = _indicators(connection, some)
        table = schema.reading_places.c
        kept = select(table.reading_id, table.places).where(table.reading_id.in_(some))
        packed = {row.reading_id: row.places for row in connection.execute(kept)}
        for reading in some:
            if reading not in packed:
                yield reading, "has no places"
                continue
            try:
                placed = [indicator for indicator, _ in unpack_places(packed[reading])]
            except _UNREADABLE as error:
                yield reading, f"its places cannot be read: {error}"
                continue
            if sorted(placed) != sorted(cells[reading]):
                yield reading, f"{len(placed)} places for {len(cells[reading])} cells"


def unlike_their_digest(connection: Connection) -> Iterator[tuple[int, str]]:
    """The readings whose content does not have the digest that was kept with it, with what is wrong."""
    table = schema.readings.c
    for some in _batches(connection):
        kept = select(table.id, table.content_sha256).where(table.id.in_(some))
        digests = {row.id: row.content_sha256 for row in connection.execute(kept)}
        for reading, found in _as_read(connection, some):
            if isinstance(found, str):
                yield reading, found
            elif content_digest(found) != digests[reading]:
                yield reading, f"its content does not have the digest {digests[reading][:12]}"


def _as_read(connection: Connection, ids: Sequence[int]) -> Iterator[tuple[int, Report | str]]:
    """Each reading as a report, or why it is none; one that is broken does not hide the others."""
    try:
        yield from contents.as_read(connection, ids).items()
    except _UNREADABLE as error:
        if len(ids) == 1:
            yield ids[0], f"cannot be read: {type(error).__name__}: {error}"
            return
        for id_ in ids:
            yield from _as_read(connection, [id_])


def _indicators(connection: Connection, ids: Sequence[int]) -> dict[int, list[int]]:
    cells = schema.cell_store.c
    found: dict[int, list[int]] = defaultdict(list)
    statement = select(cells.reading_id, cells.indicator_id).where(cells.reading_id.in_(ids))
    for reading, indicator in connection.execute(statement):
        found[reading].append(indicator)
    return found


def _batches(connection: Connection) -> Iterator[Sequence[int]]:
    ids = iter(connection.scalars(select(schema.readings.c.id).order_by(schema.readings.c.id)).all())
    while some := list(islice(ids, _AT_ONCE)):
        yield some
