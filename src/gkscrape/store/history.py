"""Captures and what was read from each: what can be read again, and what a capture says now."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select

from gkscrape.record import Capture, Report
from gkscrape.store import queries, schema

_CAPTURE = tuple(schema.captures.c[field.name] for field in fields(Capture))


@dataclass(frozen=True, slots=True)
class Rereadable:
    """A capture that was read or refused once, under its number in this file."""

    id: int
    capture: Capture


@dataclass(frozen=True, slots=True)
class Version:
    """A body of a report, and what it says by the reading that speaks for it."""

    capture: Capture
    report: Report


def rereadable(
    connection: Connection, unit_id: str | None = None, year: int | None = None
) -> tuple[Rereadable, ...]:
    """The captures that were read or refused, or those of one unit's reports, in the order they came in.

    Lists of a portal and attached files were only archived, and are not among them.
    """
    captures, readings = schema.captures.c, schema.readings.c
    read = select(readings.id).where(readings.capture_id == captures.id)
    if unit_id is None:
        wanted = or_(captures.refused.is_not(None), read.exists())
    else:
        wanted = read.where(readings.report_id.in_(_reports_of(unit_id, year))).exists()
    statement = select(captures.id, *_CAPTURE).where(wanted).order_by(captures.id)
    return tuple(Rereadable(row.id, _capture(row)) for row in connection.execute(statement))


def said(connection: Connection, capture_id: int) -> Report | None:
    """The reading that speaks for a capture; None where none does."""
    readings = schema.readings.c
    reading_id = connection.scalar(
        select(readings.id).where(readings.capture_id == capture_id, readings.chosen)
    )
    return None if reading_id is None else queries.reading(connection, reading_id)


def versions(connection: Connection, report_id: str) -> tuple[Version, ...]:
    """Every body of a report with what it says, in the order in which they were fetched."""
    captures, readings = schema.captures.c, schema.readings.c
    statement = (
        select(readings.id.label("reading_id"), *_CAPTURE)
        .join(schema.readings, readings.capture_id == captures.id)
        .where(readings.report_id == report_id, readings.chosen)
        .order_by(captures.fetched_at, captures.id)
    )
    return tuple(
        Version(_capture(row), queries.reading(connection, row.reading_id))
        for row in connection.execute(statement).all()
    )


def _reports_of(unit_id: str, year: int | None) -> Select[Any]:
    reports = schema.reports.c
    statement = select(reports.id).where(reports.unit_id == unit_id)
    return statement if year is None else statement.where(reports.year == year)


def _capture(row: Row[Any]) -> Capture:
    return Capture(**{field.name: row._mapping[field.name] for field in fields(Capture)})
