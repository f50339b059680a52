"""Keeping many reports at once: what is new goes in by bulk, all else by the ordinary way, with the same end.

New is a body that was never captured of a report that no reading tells of: it is chosen, and it is current,
for there is nothing to choose from. Whether that is so is asked once for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

from sqlalchemy import Column, Connection, select

from gkscrape.record import Capture, Report
from gkscrape.store import schema
from gkscrape.store.bulk import insert_rows, insert_values, new_ids
from gkscrape.store.digest import digest_of
from gkscrape.store.ids import UnitName, report_id, same_unit_or_refuse, unit_id
from gkscrape.store.parts import parts_of
from gkscrape.store.values import Kept, Outcome
from gkscrape.store.writing import add_capture, add_contents, keep, reading_values

Body = tuple[Capture, Report]

_AT_ONCE = 500
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
        for urls in _batches([capture.url for capture, _ in bodies])
        for url, sha256 in connection.execute(
            select(captures.url, captures.sha256).where(captures.url.in_(urls))
        )
    }
    names = [report_id(report.identity) for _, report in bodies]
    told = _among(connection, readings.report_id, [name for name in names if name is not None])
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
    _add_units(connection, [report for _, report in bodies])
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
    current = zip(readings, bodies, strict=True)
    placed = [_report_values(row, capture) for row, (capture, _) in current if row["report_id"] is not None]
    insert_values(connection, schema.reports, placed)
    yield from (Kept(row["report_id"], row["id"], Outcome.NEW) for row in readings)


def _capture_values(id_: int, capture: Capture, origin: Origin) -> dict[str, Any]:
    values = {field.name: getattr(capture, field.name) for field in fields(capture)}
    return {"id": id_, "portal": origin.portal, "run_id": origin.run_id, **values, **_UNREFUSED}


def _report_values(reading: Mapping[str, Any], capture: Capture) -> dict[str, Any]:
    same = ("year", "scope", "form", "title", "published")
    return {
        "id": reading["report_id"],
        "unit_id": unit_id(reading["unit"], reading["region"]),
        "url": capture.url,
        "reading_id": reading["id"],
        **{name: reading[name] for name in same},
    }


def _add_units(connection: Connection, reports: Sequence[Report]) -> None:
    """Adds the units of the reports that are not there yet."""
    units: dict[str, UnitName] = {}
    for identity in (report.identity for report in reports):
        if identity.unit is not None and identity.year is not None:
            named, id_ = (identity.unit, identity.region), unit_id(identity.unit, identity.region)
            same_unit_or_refuse(id_, named, units.setdefault(id_, named))
    table, known = schema.units, set()
    for some in _batches([*units]):
        for id_, *name in connection.execute(select(table).where(table.c.id.in_(some))):
            same_unit_or_refuse(id_, units[id_], (name[0], name[1]))
            known.add(id_)
    rows = [(id_, *named) for id_, named in units.items() if id_ not in known]
    insert_rows(connection, table, rows)


def _among(connection: Connection, column: Column[str], values: Sequence[str]) -> set[str]:
    """Which of these values the column holds."""
    statements = (select(column).where(column.in_(some)) for some in _batches(values))
    return set(chain.from_iterable(connection.scalars(statement) for statement in statements))


def _batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
