"""Writing: captures, reports, refusals, runs and seeds. Each function works inside one open transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from gkscrape.errors import StoreError, UsageError
from gkscrape.record import Capture, Refusal, Report
from gkscrape.store import schema
from gkscrape.store.bulk import insert_rows, insert_rows_of_each, insert_values
from gkscrape.store.choice import version_key
from gkscrape.store.columns import SHANGHAI
from gkscrape.store.currency import settle
from gkscrape.store.digest import digest_of
from gkscrape.store.ids import report_id
from gkscrape.store.parts import Parts, parts_of
from gkscrape.store.rows import ReadingRows, Rows, rows_of, seen_digest
from gkscrape.store.values import ConcordanceRow, IndicatorRow, Kept, Outcome, PortalRow, RegionRow, Verdict

_CODE_PARTS = ("table_code", "row_code", "column_code")


def add_capture(
    connection: Connection, capture: Capture, portal: str | None, run_id: int | None = None
) -> int:
    """The row of a capture; the same body from the same address is one capture, whenever it was fetched.

    `run_id` is the run that brings it, and is kept with a new one.
    """
    table = schema.captures
    known = select(table.c.id).where(table.c.url == capture.url, table.c.sha256 == capture.sha256)
    id_ = connection.scalar(known)
    if id_ is None:
        values = {field.name: getattr(capture, field.name) for field in fields(capture)}
        return _insert(connection, table, {**values, "portal": portal, "run_id": run_id})
    see_again(connection, id_, capture.fetched_at)
    return int(id_)


def see_again(connection: Connection, capture_id: int, moment: datetime) -> None:
    """Notes that the body of a capture came again; if others had followed it, it speaks anew."""
    table = schema.captures
    seen = func.coalesce(table.c.seen_at, table.c.fetched_at)
    row = connection.execute(select(table.c.url, seen.label("seen")).where(table.c.id == capture_id)).one()
    if moment <= row.seen:
        return
    connection.execute(update(table).where(table.c.id == capture_id).values(seen_at=moment))
    later = select(table.c.id).where(table.c.url == row.url, table.c.id != capture_id, seen >= row.seen)
    if connection.execute(later.limit(1)).first() is not None:
        settle(connection, capture_id)


def keep(connection: Connection, report: Report, capture_id: int, reader: str) -> Kept:
    """Stores what `reader` read from a capture and settles which readings are current."""
    capture = _capture(connection, capture_id, report.source.sha256)
    parts, named = parts_of(report), report_id(report.identity)
    digest = digest_of(parts)
    known = _reading(connection, capture_id, digest)
    if known is not None and capture.refused is None and _is_latest(connection, known, reader):
        return Kept(named, known.id, Outcome.SAME)
    before = _current(connection, named)
    _accept(connection, capture, reader)
    if known is None:
        id_ = _add_reading(connection, parts, capture_id, reader, digest)
    else:
        id_ = _confirm(connection, known, reader)
    settle(connection, capture_id)
    return Kept(named, id_, _outcome(connection, named, before, id_))


def refuse(connection: Connection, refusal: Refusal, capture_id: int, reader: str) -> None:
    """Notes on a capture why it is no report. What an older reader read there stays, with a fault."""
    capture = _capture(connection, capture_id, refusal.source.sha256)
    values = {"refused": refusal.kind.value, "refusal_message": refusal.message, "refused_by": reader}
    if all(getattr(capture, name) == value for name, value in values.items()):
        return
    table = schema.captures
    connection.execute(update(table).where(table.c.id == capture_id).values(values))
    settle(connection, capture_id)


def start_run(connection: Connection, command: str) -> int:
    """The row of a run that begins now."""
    return _insert(connection, schema.runs, {"command": command, "started": _now()})


def finish_run(connection: Connection, run_id: int, exit_status: int, counts: Mapping[str, int]) -> None:
    """Notes that a run ended, how, and what it did."""
    table = schema.runs
    values = {"finished": _now(), "exit_status": exit_status, "counts": dict(counts)}
    connection.execute(update(table).where(table.c.id == run_id).values(values))


def restore(connection: Connection, reading_id: int, note: str) -> None:
    """Lets a reading speak for its capture and its report, until it is released. Raises UsageError."""
    readings, table = schema.readings.c, schema.restorations
    found = connection.execute(
        select(readings.capture_id, readings.report_id).where(readings.id == reading_id)
    ).one_or_none()
    if found is None:
        raise UsageError(f"there is no reading {reading_id} in the database")
    if found.report_id is None:
        raise UsageError(f"reading {reading_id} lacks a unit or a year, so it is no report's")
    connection.execute(delete(table).where(table.c.capture_id == found.capture_id))
    values = {"capture_id": found.capture_id, "reading_id": reading_id, "note": note, "restored_at": _now()}
    connection.execute(insert(table).values(values))
    settle(connection, found.capture_id)


def release(connection: Connection, report_id: str) -> int:
    """Ends every restoration of a report, so that the rules choose again; how many there were."""
    readings, table = schema.readings.c, schema.restorations
    mine = (
        select(table.c.capture_id)
        .join(schema.readings, readings.id == table.c.reading_id)
        .where(readings.report_id == report_id)
    )
    captures = list(connection.scalars(mine))
    for capture_id in captures:
        connection.execute(delete(table).where(table.c.capture_id == capture_id))
        settle(connection, capture_id)
    return len(captures)


def add_verdict(connection: Connection, verdict: Verdict) -> None:
    """Keeps a verdict, in place of an earlier one on the same fault and the same figures."""
    table = schema.verdicts
    seen = seen_digest(verdict.seen)
    connection.execute(delete(table).where(table.c.fault_id == verdict.fault_id, table.c.seen_sha256 == seen))
    values = {field.name: getattr(verdict, field.name) for field in fields(verdict)}
    values |= {"indicators": list(verdict.indicators), "seen": dict(verdict.seen), "seen_sha256": seen}
    connection.execute(insert(table).values(values))


def seed_indicators(connection: Connection, rows: Iterable[IndicatorRow]) -> None:
    """Adds indicators in the order given, and brings known ones up to date; none is removed.

    An indicator may be given once for each form that has it: the first labels count, and the forms add up.
    """
    table = schema.indicators
    known = {row.code: row for row in connection.execute(select(table))}
    for row in _merged(rows):
        values = _indicator_values(row)
        old = known.get(row.code)
        if old is None:
            connection.execute(insert(table).values(values))
        elif any(getattr(old, name) != value for name, value in values.items()):
            connection.execute(update(table).where(table.c.code == row.code).values(values))


def seed_regions(connection: Connection, rows: Sequence[RegionRow]) -> None:
    """Makes the table of regions equal to the rows; nothing is written where it is so already."""
    _make_equal(connection, schema.regions, rows)


def seed_concordance(connection: Connection, rows: Sequence[ConcordanceRow]) -> None:
    """Makes the table of what compares across forms equal to the rows, of which each code is known."""
    _make_equal(connection, schema.concordance, rows)


def _make_equal(connection: Connection, table: Table, rows: Sequence[RegionRow | ConcordanceRow]) -> None:
    names = [column.name for column in table.c]
    wanted = {tuple(getattr(row, name) for name in names) for row in rows}
    if wanted != {tuple(row) for row in connection.execute(select(table))}:
        connection.execute(delete(table))
        insert_rows(connection, table, sorted(wanted, key=str))


def seed_portals(connection: Connection, rows: Iterable[PortalRow]) -> None:
    """Adds portals and brings known ones up to date; none is removed, since captures name them."""
    table = schema.portals
    known = {row.id: row for row in connection.execute(select(table))}
    for portal in rows:
        values = _by_name(portal)
        old = known.get(portal.id)
        if old is None:
            connection.execute(insert(table).values(values))
        elif any(getattr(old, name) != value for name, value in values.items()):
            connection.execute(update(table).where(table.c.id == portal.id).values(values))


def _capture(connection: Connection, capture_id: int, sha256: str) -> Row[Any]:
    table = schema.captures
    capture = connection.execute(select(table).where(table.c.id == capture_id)).one_or_none()
    if capture is None:
        raise StoreError(f"there is no capture {capture_id}; store the capture before what was read from it")
    if capture.sha256 != sha256:
        raise StoreError(
            f"capture {capture_id} is the body {capture.sha256[:12]}, but what was read is {sha256[:12]}"
        )
    return capture


def _reading(connection: Connection, capture_id: int, digest: str) -> Row[Any] | None:
    table = schema.readings
    return connection.execute(
        select(table).where(table.c.capture_id == capture_id, table.c.content_sha256 == digest)
    ).one_or_none()


def _is_latest(connection: Connection, known: Row[Any], reader: str) -> bool:
    """Whether a reading is the last one made, by a reader no older: then to read it again says nothing."""
    table = schema.readings.c
    others = select(table.id).where(
        table.capture_id == known.capture_id, table.id != known.id, table.turn >= known.turn
    )
    return not _newer(reader, known.confirmed_by) and connection.execute(others).first() is None


def _newer(reader: str, other: str) -> bool:
    return version_key(reader) > version_key(other)


def _turns(connection: Connection, capture_id: int) -> int:
    table = schema.readings
    last = connection.scalar(select(func.max(table.c.turn)).where(table.c.capture_id == capture_id))
    return last or 0


def _accept(connection: Connection, capture: Row[Any], reader: str) -> None:
    """A report read by a reader no older than the one that refused the body lifts the refusal."""
    if capture.refused is None or _newer(capture.refused_by, reader):
        return
    table = schema.captures
    nothing = {"refused": None, "refusal_message": None, "refused_by": None}
    connection.execute(update(table).where(table.c.id == capture.id).values(nothing))


def _add_reading(connection: Connection, parts: Parts, capture_id: int, reader: str, digest: str) -> int:
    turn = _turns(connection, capture_id) + 1
    values = reading_values(parts.report, capture_id, reader, digest) | {"turn": turn, "chosen": False}
    id_ = _insert(connection, schema.readings, values)
    add_contents(connection, [id_], [parts])
    return id_


def reading_values(report: Report, capture_id: int, reader: str, digest: str) -> dict[str, Any]:
    """The row of a reading that is made now, but for its number, its turn and whether it is chosen."""
    identity = report.identity
    return {
        "capture_id": capture_id,
        "reader_version": reader,
        "confirmed_by": reader,
        "content_sha256": digest,
        "form": report.form,
        "layout": report.layout,
        "read_at": _now(),
        "unit": identity.unit,
        "region": identity.region,
        "scope": identity.scope and identity.scope.value,
        "year": identity.year,
        "title": identity.title,
        "published": _shanghai(identity.published),
        "report_id": report_id(identity),
    }


def add_contents(connection: Connection, numbers: Sequence[int], parts: Sequence[Parts]) -> None:
    """Stores all that was read, each under the number of its reading."""
    indicators = indicator_ids(connection)
    found = [rows_of(one, number, indicators) for number, one in zip(numbers, parts, strict=True)]
    insert_rows(connection, schema.reading_places, zip(numbers, (rows.places for rows in found), strict=True))
    insert_rows_of_each(connection, schema.cell_store, (rows.cells for rows in found))
    for table, part in _PARTS:
        insert_rows(connection, table, chain.from_iterable(map(part, found)))
    insert_values(connection, schema.reading_faults, chain.from_iterable(rows.faults for rows in found))


_PARTS: tuple[tuple[Table, Callable[[ReadingRows], Rows]], ...] = (
    (schema.cell_details, lambda rows: rows.details),
    (schema.reading_extras, lambda rows: rows.extras),
    (schema.reading_sections, lambda rows: rows.sections),
    (schema.reading_facts, lambda rows: rows.facts),
)


def indicator_ids(connection: Connection) -> dict[str, int]:
    """The number of each indicator of the dictionary, by its code."""
    codes = schema.indicators.c
    return {row.code: row.id for row in connection.execute(select(codes.code, codes.id))}


def _confirm(connection: Connection, known: Row[Any], reader: str) -> int:
    table = schema.readings
    newest = reader if _newer(reader, known.confirmed_by) else known.confirmed_by
    values = {"confirmed_by": newest, "turn": _turns(connection, known.capture_id) + 1}
    connection.execute(update(table).where(table.c.id == known.id).values(values))
    return int(known.id)


def _current(connection: Connection, named: str | None) -> int | None:
    table = schema.reports
    return connection.scalar(select(table.c.reading_id).where(table.c.id == named))


def _outcome(connection: Connection, named: str | None, before: int | None, kept: int) -> Outcome:
    table, faults = schema.readings, schema.reading_faults
    chosen = connection.scalar(select(table.c.chosen).where(table.c.id == kept))
    after = _current(connection, named)
    disputed = select(faults.c.code).where(faults.c.reading_id == after, faults.c.code == "report.conflict")
    if chosen and after is not None and connection.execute(disputed).first() is not None:
        return Outcome.CONFLICT
    if not chosen or (named is not None and after != kept):
        return Outcome.KEPT_OLD
    if before == kept:
        return Outcome.SAME
    return Outcome.NEW if before is None else Outcome.REPLACED


def _insert(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    key = connection.execute(insert(table).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _merged(rows: Iterable[IndicatorRow]) -> Iterable[IndicatorRow]:
    merged: dict[str, IndicatorRow] = {}
    for row in rows:
        first = merged.setdefault(row.code, row)
        forms = dict.fromkeys((*first.forms, *row.forms))
        merged[row.code] = replace(first, forms=tuple(forms))
    return merged.values()


def _indicator_values(row: IndicatorRow) -> dict[str, Any]:
    parts = row.code.split("/")
    if len(parts) != len(_CODE_PARTS):
        raise StoreError(f"{row.code!r} is no indicator code; one is made of table/row/column")
    values = _by_name(row) | {"forms": ";".join(row.forms)}
    return values | dict(zip(_CODE_PARTS, parts, strict=True))


def _by_name(row: IndicatorRow | RegionRow | PortalRow) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _shanghai(printed: datetime | None) -> datetime | None:
    """A printed wall clock as the time that it was in China."""
    return printed.replace(tzinfo=SHANGHAI) if printed is not None and printed.tzinfo is None else printed


def _now() -> datetime:
    return datetime.now(UTC)
