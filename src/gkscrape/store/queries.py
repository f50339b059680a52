"""Reading: units, reports with all their content, and counts. Each function works inside one transaction."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, false, func, or_, select

from gkscrape.errors import UsageError
from gkscrape.record import Capture, Report, Scope
from gkscrape.store import contents, schema
from gkscrape.store.rows import STATUSES, verdict_from
from gkscrape.store.values import IndicatorRow, ReportEntry, StoreStatus, Unit, Verdict

_SUGGESTIONS = 5


def find_unit(connection: Connection, name_or_id: str) -> Unit:
    """The unit of this id or full name. Raises UsageError for an unknown name and for a homonym."""
    units = schema.units.c
    statement = select(units.id, units.name, units.region)
    by_id = connection.execute(statement.where(units.id == name_or_id)).one_or_none()
    if by_id is not None:
        return Unit(*by_id)
    named = connection.execute(
        statement.where(units.name == name_or_id).order_by(units.region.nulls_first(), units.id)
    ).all()
    if len(named) == 1:
        return Unit(*named[0])
    if named:
        raise UsageError(f"{name_or_id} is the name of several units; give the id of one: {_units(named)}")
    raise UsageError(f"there is no unit {name_or_id} in the database{_nearest(connection, name_or_id)}")


def reports(connection: Connection, unit_id: str | None, year: int | None) -> tuple[ReportEntry, ...]:
    """The reports of a unit, of a year, of both, or all, ordered by region, unit, year and scope."""
    reports, units = schema.reports.c, schema.units.c
    statement = (
        select(schema.reports, units.name, units.region)
        .join(schema.units, units.id == reports.unit_id)
        .order_by(units.region.nulls_first(), units.name, units.id, reports.year, reports.scope.nulls_first())
    )
    if unit_id is not None:
        statement = statement.where(reports.unit_id == unit_id)
    if year is not None:
        statement = statement.where(reports.year == year)
    return tuple(_entry(row) for row in connection.execute(statement))


def report(connection: Connection, report_id: str) -> Report:
    """The current reading of a report, equal to what was kept. Raises UsageError where there is none."""
    return reports_in_full(connection, [report_id])[0]


def reports_in_full(connection: Connection, report_ids: Sequence[str]) -> tuple[Report, ...]:
    """The current readings of these reports in this order. Raises UsageError for one that is not stored."""
    current = {
        report: reading for reading, report in contents.current_readings(connection, report_ids).items()
    }
    for report_id in report_ids:
        if report_id not in current:
            raise UsageError(f"there is no report {report_id} in the database")
    found = contents.readings(connection, [*current.values()])
    return tuple(found[current[report_id]] for report_id in report_ids)


def reading(connection: Connection, reading_id: int) -> Report:
    """Any reading, current or not, as a report. Raises UsageError where there is none."""
    found = contents.readings(connection, [reading_id])
    if reading_id not in found:
        raise UsageError(f"there is no reading {reading_id} in the database")
    return found[reading_id]


def latest_capture(connection: Connection, url: str) -> Capture | None:
    """The body that came last from this address, where its record lies; None if none ever came."""
    table = schema.captures
    columns = [table.c[field.name] for field in fields(Capture)]
    newest = select(*columns).where(table.c.url == url).order_by(table.c.fetched_at.desc(), table.c.id.desc())
    row = connection.execute(newest.limit(1)).one_or_none()
    return None if row is None else Capture(**row._mapping)


def captures(connection: Connection, wanted: str | None) -> tuple[Capture, ...]:
    """Every capture, oldest first; with `wanted` those of an address, or of a sha256 or its first digits.

    Fewer than eight digits of a sha256 name none.
    """
    table = schema.captures
    query = select(*(table.c[field.name] for field in fields(Capture))).order_by(
        table.c.fetched_at, table.c.id
    )
    if wanted is not None:
        digest = table.c.sha256.startswith(wanted.lower(), autoescape=True)
        query = query.where(or_(table.c.url == wanted, digest if len(wanted) >= 8 else false()))
    return tuple(Capture(**row._mapping) for row in connection.execute(query))


def captured(connection: Connection, report_id: str) -> Capture:
    """The body that the current reading of a report was read from. Raises UsageError if unknown."""
    table, reports, readings = schema.captures, schema.reports.c, schema.readings.c
    columns = [table.c[field.name] for field in fields(Capture)]
    row = connection.execute(
        select(*columns)
        .join(schema.readings, readings.capture_id == table.c.id)
        .join(schema.reports, reports.reading_id == readings.id)
        .where(reports.id == report_id)
    ).one_or_none()
    if row is None:
        raise UsageError(f"there is no report {report_id} in the database")
    return Capture(**row._mapping)


def indicators(connection: Connection) -> tuple[IndicatorRow, ...]:
    """The dictionary of indicators, in the order in which they were seeded."""
    columns = schema.indicators
    return tuple(
        IndicatorRow(
            row.code,
            row.row_label,
            row.column_label,
            row.unit,
            tuple(filter(None, row.forms.split(";"))),
            row.table_label,
        )
        for row in connection.execute(select(columns).order_by(columns.c.id))
    )


def verdicts(connection: Connection, report_id: str | None) -> tuple[Verdict, ...]:
    """The verdicts on faults of a report, or all, in the order in which they were given."""
    table = schema.verdicts
    statement = select(table).order_by(table.c.given_at, table.c.fault_id, table.c.seen_sha256)
    if report_id is not None:
        statement = statement.where(table.c.report_id == report_id)
    return tuple(verdict_from(row) for row in connection.execute(statement))


def status(connection: Connection) -> StoreStatus:
    """Counts over the whole database."""
    captures, readings, runs = schema.captures, schema.readings.c, schema.runs
    read = select(readings.id).where(readings.capture_id == captures.c.id).exists()
    return StoreStatus(
        units=_count(connection, select(schema.units)),
        reports=_count(connection, select(schema.reports)),
        reports_by_year=_counts(connection, schema.reports, "year"),
        reports_by_form=_counts(connection, schema.reports, "form"),
        cells_by_status=_cells_by_status(connection),
        faults=_faults(connection),
        captures=_count(connection, select(captures)),
        refusals=_counts(connection, captures, "refused"),
        unread=_count(connection, select(captures).where(captures.c.refused.is_(None), ~read)),
        unplaced=_count(connection, select(readings.id).where(readings.chosen, readings.report_id.is_(None))),
        runs=_count(connection, select(runs)),
        unfinished_runs=_count(connection, select(runs).where(runs.c.finished.is_(None))),
    )


def fingerprint(connection: Connection) -> str:
    """The sha256 of what the database says: captured bodies, current readings and refusals, without any time
    of fetching or reading and without numbers that belong to this file. Equal content gives equal digests.
    """
    digest = hashlib.sha256()
    for line in _content(connection):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _content(connection: Connection) -> Iterator[str]:
    captures, readings = schema.captures.c, schema.readings.c
    bodies = select(captures.url, captures.sha256, captures.refused, captures.refusal_message)
    for row in connection.execute(bodies.order_by(captures.url, captures.sha256)):
        yield _line("capture", *row)
    current = (
        select(readings.report_id, captures.url, captures.sha256, readings.content_sha256)
        .join(schema.captures, captures.id == readings.capture_id)
        .where(readings.chosen)
        .order_by(readings.report_id.nulls_first(), captures.url, captures.sha256)
    )
    for chosen in connection.execute(current):
        yield _line("reading", *chosen)
    for entry in reports(connection, None, None):
        found = report(connection, entry.id)
        yield _line("report", entry.id, entry.title, entry.url, str(entry.published), found.source.sha256)
        for part in (*found.cells, *found.extras, *found.sections, *found.facts, *found.faults):
            yield repr(part)


def _line(*words: str | None) -> str:
    return json.dumps(words, ensure_ascii=False)


def _entry(row: Row[Any]) -> ReportEntry:
    unit = Unit(row.unit_id, row.name, row.region)
    scope = row.scope and Scope(row.scope)
    return ReportEntry(row.id, unit, row.year, scope, row.form, row.title, row.url, row.published)


def _units(rows: Any) -> str:
    return ", ".join(f"{row.id} ({row.name}, region {row.region or 'unknown'})" for row in rows)


def _nearest(connection: Connection, name: str) -> str:
    units = schema.units.c
    containing = select(units.name).where(units.name.contains(name, autoescape=True)).order_by(units.name)
    near = list(connection.scalars(containing.distinct().limit(_SUGGESTIONS)))
    if not near:
        names = connection.scalars(select(units.name).distinct().order_by(units.name)).all()
        near = difflib.get_close_matches(name, names, _SUGGESTIONS)
    return f"; do you mean {', '.join(near)}?" if near else ""


def _count(connection: Connection, statement: Select[Any]) -> int:
    return connection.scalar(select(func.count()).select_from(statement.subquery())) or 0


def _counts(connection: Connection, source: Table, column: str) -> Mapping[Any, int]:
    key = source.c[column]
    statement = select(key, func.count()).where(key.is_not(None)).group_by(key).order_by(key)
    return {row[0]: row[1] for row in connection.execute(statement)}


def _cells_by_status(connection: Connection) -> Mapping[str, int]:
    cells, reports = schema.cell_store.c, schema.reports.c
    statement = (
        select(cells.status, func.count())
        .join(schema.reports, reports.reading_id == cells.reading_id)
        .group_by(cells.status)
        .order_by(cells.status)
    )
    return {STATUSES[code].value: count for code, count in connection.execute(statement)}


def _faults(connection: Connection) -> Mapping[str, Mapping[str, int]]:
    faults, reports = schema.reading_faults.c, schema.reports.c
    statement = (
        select(faults.grade, faults.code, func.count())
        .join(schema.reports, reports.reading_id == faults.reading_id)
        .group_by(faults.grade, faults.code)
        .order_by(faults.grade, faults.code)
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for grade, code, count in connection.execute(statement):
        counts[grade][code] = count
    return dict(counts)
