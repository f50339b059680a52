"""Captures that are there, read again: many in one transaction, each kept as if alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from gkscrape.record import Refusal, Report
from gkscrape.store import contents, schema
from gkscrape.store.values import Kept
from gkscrape.store.writing import keep, refuse

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Again:
    """What came of a capture that was read again.

    `kept` is None where it was refused. `before` and `after` are what the capture said, and says now; both
    are None where the same reading speaks for it as before.
    """

    kept: Kept | None
    before: Report | None
    after: Report | None


def keep_again(
    connection: Connection, results: Sequence[tuple[int, Report | Refusal]], reader: str
) -> tuple[Again, ...]:
    """What becomes of each capture, given by its number, with what `reader` made of it; in this order."""
    captures = [capture_id for capture_id, _ in results]
    before = _speaking(connection, captures)
    kept = [_kept(connection, capture_id, result, reader) for capture_id, result in results]
    after = _speaking(connection, captures)
    changed = {id_: (before.get(id_), after.get(id_)) for id_ in captures}
    changed = {id_: pair for id_, pair in changed.items() if pair[0] != pair[1]}
    numbers = {number for pair in changed.values() for number in pair if number is not None}
    said = contents.readings(connection, sorted(numbers))
    pairs = (changed.get(id_, (None, None)) for id_ in captures)
    return tuple(
        Again(one, said.get(old or 0), said.get(new or 0))
        for one, (old, new) in zip(kept, pairs, strict=True)
    )


def _kept(connection: Connection, capture_id: int, result: Report | Refusal, reader: str) -> Kept | None:
    if isinstance(result, Refusal):
        refuse(connection, result, capture_id, reader)
        return None
    return keep(connection, result, capture_id, reader)


def _speaking(connection: Connection, captures: Sequence[int]) -> dict[int, int]:
    """The number of the reading that speaks for each capture; one that has none is left out."""
    table = schema.readings.c
    statements = (
        select(table.capture_id, table.id).where(table.capture_id.in_(some), table.chosen)
        for some in _batches(captures)
    )
    return {capture: reading for each in statements for capture, reading in connection.execute(each)}


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
