"""Keeping many reports at once: what is new goes in by bulk, all else by the ordinary way, with the same end.

New is a body that was never captured of a report that no reading tells of: it is chosen, and it is current,
for there is nothing to choose from. Whether that is so is asked once for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, select

from gkscrape.record import Capture, Report
from gkscrape.store import schema
from gkscrape.store.bulk import insert_values, new_ids
from gkscrape.store.digest import digest_of
from gkscrape.store.ids import report_id
from gkscrape.store.parts import parts_of
from gkscrape.store.settling import among, batches, publish_new
from gkscrape.store.values import Kept, Outcome
from gkscrape.store.writing import add_capture, add_contents, keep, reading_values

Body = tuple[Capture, Report]

_UNREFUSED = dict.fromkeys(("refused", "refusal_message", "refused_by", "seen_at"))


@dataclass(frozen=True, slots=True)
class Origin:
    """By whom the bodies were brought and read."""

    portal: str | None
    run_id: int | None
    reader: str


def keep_many(connection: Connection, bodies: Sequence[Body], origin: Origin) -> tuple[Kept, ...]:
    """What becomes of each body, as if each were captured and kept after the other, in this order."""
    kept: list[Kept] = []
    fresh: list[Body] = []
    for body, new in _sorted(connection, bodies):
        if new:
            fresh.append(body)
            continue
        kept += _keep_new(connection, fresh, origin)
        fresh = []
        capture, report = body
        id_ = add_capture(connection, capture, origin.portal, origin.run_id)
        kept.append(keep(connection, report, id_, origin.reader))
    return (*kept, *_keep_new(connection, fresh, origin))


def _sorted(connection: Connection, bodies: Sequence[Body]) -> Iterator[tuple[Body, bool]]:
    """Each body with whether it is new; of what comes twice, the first may be."""
    captures, readings = schema.captures.c, schema.readings.c
    known = {
        (url, sha256)
        for urls in batches([capture.url for capture, _ in bodies])
        for url, sha256 in connection.execute(
            select(captures.url, captures.sha256).where(captures.url.in_(urls))
        )
    }
    names = [report_id(report.identity) for _, report in bodies]
    told = set(among(connection, readings.report_id, [name for name in names if name is not None]))
    for (capture, report), name in zip(bodies, names, strict=True):
        body = (capture.url, capture.sha256)
        new = body not in known and name not in told and report.source.sha256 == capture.sha256
        known.add(body)
        if name is not None:
            told.add(name)
        yield (capture, report), new


def _keep_new(connection: Connection, bodies: Sequence[Body], origin: Origin) -> Iterator[Kept]:
    """Stores bodies of which each is new and names a report of its own, or none."""
    if not bodies:
        return
    captures = new_ids(connection, schema.captures, len(bodies))
    numbers = new_ids(connection, schema.readings, len(bodies))
    insert_values(
        connection,
        schema.captures,
        [_capture_values(id_, capture, origin) for id_, (capture, _) in zip(captures, bodies, strict=True)],
    )
    parts = [parts_of(report) for _, report in bodies]
    readings = [
        {"id": number, "turn": 1, "chosen": True}
        | reading_values(one.report, capture, origin.reader, digest_of(one))
        for number, capture, one in zip(numbers, captures, parts, strict=True)
    ]
    insert_values(connection, schema.readings, readings)
    add_contents(connection, numbers, parts)
    from_where = zip(readings, bodies, strict=True)
    placed = [{"url": capture.url, **row} for row, (capture, _) in from_where if row["report_id"] is not None]
    publish_new(connection, placed)
    yield from (Kept(row["report_id"], row["id"], Outcome.NEW) for row in readings)


def _capture_values(id_: int, capture: Capture, origin: Origin) -> dict[str, Any]:
    values = {field.name: getattr(capture, field.name) for field in fields(capture)}
    return {"id": id_, "portal": origin.portal, "run_id": origin.run_id, **values, **_UNREFUSED}
