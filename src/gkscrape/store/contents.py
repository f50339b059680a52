"""Reading the content of many readings at once: one statement for each kind of row, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, select

from gkscrape.record import Cell, Identity, Kind, Report, Scope, Section, Source, Status
from gkscrape.store import schema
from gkscrape.store.columns import SHANGHAI
from gkscrape.store.places import unpack_places
from gkscrape.store.rows import (
    KINDS,
    STATUSES,
    cell_from,
    extra_from,
    fact_from,
    fault_from,
    section_from,
)

T = TypeVar("T")

_AT_ONCE = 500
"""How many ids one statement names: databases bound the number of parameters."""


def current_readings(connection: Connection, report_ids: Sequence[str]) -> dict[int, str]:
    """The number of the current reading of each of these reports, to the report's id."""
    reports = schema.reports.c
    statements = (
        select(reports.reading_id, reports.id).where(reports.id.in_(some)) for some in _batches(report_ids)
    )
    return {reading: id_ for statement in statements for reading, id_ in connection.execute(statement)}


def readings(connection: Connection, ids: Sequence[int]) -> dict[int, Report]:
    """The readings of these numbers that there are, current or not, with the faults of the store."""
    return _readings(connection, ids, ("reader", "store"))


def as_read(connection: Connection, ids: Sequence[int]) -> dict[int, Report]:
    """The readings of these numbers that there are, equal to what the reader handed over."""
    return _readings(connection, ids, ("reader",))


def _readings(connection: Connection, ids: Sequence[int], origins: Sequence[str]) -> dict[int, Report]:
    heads = {row.id: row for some in _batches(ids) for row in connection.execute(_heads(some))}
    cells = _cells(connection, [*heads])
    extras = _listed(connection, schema.reading_extras, [*heads], extra_from)
    sections = _listed(connection, schema.reading_sections, [*heads], section_from)
    facts = _listed(connection, schema.reading_facts, [*heads], fact_from)
    said_by = schema.reading_faults.c.origin.in_(origins)
    faults = _listed(connection, schema.reading_faults, [*heads], fault_from, said_by)
    return {
        id_: Report(
            source=Source(row.sha256, row.media_type, row.bytes, row.url),
            identity=_identity(row),
            form=row.form,
            layout=row.layout,
            cells=cells[id_],
            extras=extras.get(id_, ()),
            sections=sections.get(id_, ()),
            facts=facts.get(id_, ()),
            faults=faults.get(id_, ()),
        )
        for id_, row in heads.items()
    }


def figures(
    connection: Connection, report_ids: Sequence[str], codes: Collection[str]
) -> dict[str, tuple[Cell, ...]]:
    """Of each of these reports the cells of these indicators, in no order: kind, status and value alone.

    What is printed, where, and what else is known of a cell is left out. A report that has none of the
    indicators has no cells; one that is not stored is left out.
    """
    indicators, cells = schema.indicators.c, schema.cell_store.c
    named = connection.execute(select(indicators.id, indicators.code).where(indicators.code.in_(codes)))
    code_of = {row.id: row.code for row in named}
    current = current_readings(connection, report_ids)
    found: dict[int, list[Cell]] = {id_: [] for id_ in current}
    columns = (cells.reading_id, cells.indicator_id, cells.kind, cells.status, cells.value)
    for some in _batches([*current]):
        statement = select(*columns).where(cells.reading_id.in_(some), cells.indicator_id.in_(code_of))
        for reading, indicator, kind, status, value in connection.execute(statement):
            found[reading].append(Cell(code_of[indicator], KINDS[kind], STATUSES[status], value))
    return {current[id_]: tuple(cells) for id_, cells in found.items()}


def sections(connection: Connection, report_ids: Sequence[str]) -> dict[str, tuple[Section, ...]]:
    """The sections of each of these reports in their order; a report that is not stored is left out."""
    current = current_readings(connection, report_ids)
    found = _listed(connection, schema.reading_sections, [*current], section_from)
    return {report: found.get(reading, ()) for reading, report in current.items()}


def _heads(ids: Sequence[int]) -> Select[Any]:
    table, captures = schema.readings, schema.captures.c
    return (
        select(table, captures.sha256, captures.media_type, captures.bytes, captures.url)
        .join(schema.captures, captures.id == table.c.capture_id)
        .where(table.c.id.in_(ids))
    )


def _identity(row: Row[Any]) -> Identity:
    published = row.published and row.published.astimezone(SHANGHAI).replace(tzinfo=None)
    return Identity(row.unit, row.region, row.scope and Scope(row.scope), row.year, row.title, published)


def _cells(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Cell, ...]]:
    """The cells of each reading in the order in which they were kept, each with its place."""
    indicators = schema.indicators.c
    code_of = {row.id: row.code for row in connection.execute(select(indicators.id, indicators.code))}
    found: dict[int, tuple[Cell, ...]] = {}
    for some in _batches(ids):
        contents, details = _contents(connection, some), _details(connection, some)
        for reading, packed in connection.execute(_of(schema.reading_places, some)):
            found[reading] = tuple(
                cell_from(code_of[id_], contents[reading, id_], place, details.get((reading, id_)))
                for id_, place in unpack_places(packed)
            )
    return found


def _contents(
    connection: Connection, ids: Sequence[int]
) -> dict[tuple[int, int], tuple[Kind, Status, Decimal | None]]:
    """Kind, status and value of the cells of these readings, by reading and indicator."""
    rows = connection.execute(_of(schema.cell_store, ids))
    return {
        (reading, indicator): (KINDS[kind], STATUSES[status], value)
        for reading, indicator, kind, status, value in rows
    }


def _details(connection: Connection, ids: Sequence[int]) -> dict[tuple[int, int], Row[Any]]:
    rows = connection.execute(_of(schema.cell_details, ids))
    return {(row.reading_id, row.indicator_id): row for row in rows}


def _of(table: Table, ids: Sequence[int]) -> Select[Any]:
    return select(table).where(table.c.reading_id.in_(ids))


def _listed(
    connection: Connection,
    source: Table,
    ids: Sequence[int],
    make: Callable[[Row[Any]], T],
    wanted: ColumnElement[bool] | None = None,
) -> dict[int, tuple[T, ...]]:
    """The rows of each reading in their order, as `make` makes them; readings without any are left out."""
    found: dict[int, list[T]] = defaultdict(list)
    for some in _batches(ids):
        statement = _of(source, some).order_by(source.c.reading_id, source.c.position)
        statement = statement if wanted is None else statement.where(wanted)
        for row in connection.execute(statement):
            found[row.reading_id].append(make(row))
    return {reading: tuple(values) for reading, values in found.items()}


def _batches(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
