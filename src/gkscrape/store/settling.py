"""New readings made current at once where there is nothing to choose from, all others by the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Row, select, update

from gkscrape.store import schema
from gkscrape.store.bulk import insert_rows, insert_values
from gkscrape.store.currency import settle
from gkscrape.store.ids import UnitName, same_unit_or_refuse, unit_id

T = TypeVar("T")

_AT_ONCE = 500
_OF_READING = ("year", "scope", "form", "title", "published")


def settle_all(connection: Connection, captures: Collection[int], new: Collection[int]) -> None:
    """What `settle` does for each of these captures, of which the `new` were not there before.

    A new capture that was read but once, not refused and not restored, has one reading to choose; and where
    nothing else tells of its report, that reading is current.
    """
    settled: set[int] = set()
    for some in batches(sorted(set(captures) & set(new))):
        rows = _without_choice(connection, some)
        chosen = schema.readings.c.id.in_([row.id for row in rows])
        connection.execute(update(schema.readings).where(chosen).values(chosen=True))
        publish_new(connection, [dict(row._mapping) for row in rows if row.report_id is not None])
        settled |= {row.capture_id for row in rows}
    for capture_id in sorted(set(captures) - settled):
        settle(connection, capture_id)


def publish_new(connection: Connection, readings: Sequence[Mapping[str, Any]]) -> None:
    """Makes each of these readings the current one of its report, which is new, with the `url` it is from."""
    units: dict[str, UnitName] = {}
    for row in readings:
        named, id_ = (row["unit"], row["region"]), unit_id(row["unit"], row["region"])
        same_unit_or_refuse(id_, named, units.setdefault(id_, named))
    _add_units(connection, units)
    insert_values(connection, schema.reports, [_report_values(row) for row in readings])


def among(connection: Connection, column: Column[str], values: Sequence[str]) -> Iterator[str]:
    """Those of these values that the column holds, as often as it does."""
    statements = (select(column).where(column.in_(some)) for some in batches(values))
    return chain.from_iterable(connection.scalars(statement) for statement in statements)


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values, as many at a time as a statement may well name."""
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def _without_choice(connection: Connection, captures: Sequence[int]) -> list[Row[Any]]:
    """The one reading of each of these captures, with its address, where it is the only one of its report."""
    found = schema.captures.c
    statement = (
        select(schema.readings, found.url)
        .join(schema.captures, found.id == schema.readings.c.capture_id)
        .where(found.id.in_(captures), found.refused.is_(None))
        .where(found.id.not_in(select(schema.restorations.c.capture_id)))
    )
    rows = connection.execute(statement).all()
    readings = Counter(row.capture_id for row in rows)
    names = {row.report_id for row in rows if row.report_id is not None}
    told = Counter(among(connection, schema.readings.c.report_id, sorted(names)))
    told.update(among(connection, schema.reports.c.id, sorted(names)))
    return [row for row in rows if readings[row.capture_id] == 1 and told[row.report_id] <= 1]


def _add_units(connection: Connection, units: Mapping[str, UnitName]) -> None:
    """Adds the units that are not there yet."""
    table, known = schema.units, set()
    for some in batches([*units]):
        for id_, *name in connection.execute(select(table).where(table.c.id.in_(some))):
            same_unit_or_refuse(id_, units[id_], (name[0], name[1]))
            known.add(id_)
    insert_rows(connection, table, [(id_, *named) for id_, named in units.items() if id_ not in known])


def _report_values(reading: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": reading["report_id"],
        "unit_id": unit_id(reading["unit"], reading["region"]),
        "url": reading["url"],
        "reading_id": reading["id"],
        **{name: reading[name] for name in _OF_READING},
    }
