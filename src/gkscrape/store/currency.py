"""Keeps the current readings right: which reading speaks for its capture, and which for its report.

Both are worked out anew from all readings whenever one is added, so the order in which they came does
not matter. A reading that a person restored comes before every rule, and says so in a fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, or_, select, update

from gkscrape.record import Fault, Grade, Suspect
from gkscrape.store import schema
from gkscrape.store.choice import Candidate, accounts_for_loss, choose, conflict, version_key
from gkscrape.store.ids import same_unit_or_refuse, unit_id
from gkscrape.store.rows import KINDS, STATUSES, fault_row

_BY_READER, _BY_BODY, _BY_HAND = "reading.regressed", "report.regressed", "reading.restored"
_ON_CAPTURES = (_BY_READER, _BY_HAND)
_ON_REPORTS = (_BY_BODY, "report.conflict")

MISLED = (
    select(
        schema.reports.c.id.label("report_id"),
        schema.readings.c.id.label("reading"),
        schema.readings.c.report_id.label("spoken_for"),
    )
    .join(schema.readings, schema.readings.c.id == schema.reports.c.reading_id)
    .where(
        or_(
            schema.readings.c.report_id.is_distinct_from(schema.reports.c.id),
            schema.readings.c.year.is_distinct_from(schema.reports.c.year),
            schema.readings.c.scope.is_distinct_from(schema.reports.c.scope),
            ~schema.readings.c.chosen,
        )
    )
    .order_by(schema.reports.c.id)
)
"""The reports whose current reading is not theirs or does not speak, as only a hand from outside makes."""

UNPUBLISHED = (
    select(schema.readings.c.id, schema.readings.c.report_id)
    .where(
        schema.readings.c.chosen,
        schema.readings.c.report_id.is_not(None),
        ~select(schema.reports.c.id).where(schema.reports.c.id == schema.readings.c.report_id).exists(),
    )
    .order_by(schema.readings.c.id)
)
"""The readings that speak for a report that is not there."""


def settle(connection: Connection, capture_id: int) -> None:
    """Chooses the reading of a capture, and then the current reading of each report that this touches."""
    before = _reports_of(connection, capture_id)
    _settle_capture(connection, capture_id)
    for report_id in sorted(before | _reports_of(connection, capture_id)):
        _settle_report(connection, report_id)


def settle_misled(connection: Connection) -> None:
    """Settles anew the reports that a hand from outside left without a current reading of their own."""
    found = {row.report_id for each in (MISLED, UNPUBLISHED) for row in connection.execute(each)}
    for report_id in sorted(found):
        naming = select(schema.readings.c.capture_id).where(schema.readings.c.report_id == report_id)
        for capture_id in connection.scalars(naming.distinct()).all():
            settle(connection, capture_id)
        _settle_report(connection, report_id)


def _reports_of(connection: Connection, capture_id: int) -> set[str]:
    table = schema.readings.c
    chosen = select(table.report_id).where(
        table.capture_id == capture_id, table.chosen, table.report_id.is_not(None)
    )
    return set(connection.scalars(chosen))


def _settle_capture(connection: Connection, capture_id: int) -> None:
    readings = connection.execute(
        select(schema.readings).where(schema.readings.c.capture_id == capture_id)
    ).all()
    if not readings:
        return
    in_turn = sorted(readings, key=_turn)
    restored = _restored(connection, capture_id)
    if restored is None:
        chosen, faults, silenced = _by_rule(connection, capture_id, in_turn)
    else:
        chosen = next(row for row in readings if row.id == restored.reading_id)
        faults, silenced = (_by_hand(restored, in_turn),), False
    _mark(connection, capture_id, None if silenced else chosen.id)
    _replace_faults(connection, [row.id for row in readings], chosen.id, faults, _ON_CAPTURES)


def _turn(reading: Row[Any]) -> tuple[Any, ...]:
    """Orders the readings of a capture from old to new, in every database alike."""
    return (version_key(reading.confirmed_by), reading.turn, reading.read_at, reading.content_sha256)


def _by_rule(
    connection: Connection, capture_id: int, in_turn: Sequence[Row[Any]]
) -> tuple[Row[Any], tuple[Fault, ...], bool]:
    """The reading that speaks by the rules, the faults that this brings, and whether it is silenced."""
    chosen, faults = _fold(connection, [(row, _name(row)) for row in in_turn], _BY_READER)
    refused = _refusal(connection, capture_id, chosen)
    if refused is None:
        return chosen, faults, False
    silenced = chosen.report_id is None
    return chosen, faults if silenced else (*faults, refused), silenced


def _name(reading: Row[Any]) -> str:
    return f"reading {reading.content_sha256[:8]} by {reading.confirmed_by}"


def _restored(connection: Connection, capture_id: int) -> Row[Any] | None:
    table = schema.restorations
    return connection.execute(select(table).where(table.c.capture_id == capture_id)).one_or_none()


def _by_hand(restored: Row[Any], in_turn: Sequence[Row[Any]]) -> Fault:
    newest = in_turn[-1]
    behind = "" if newest.id == restored.reading_id else f"; the newest, {_name(newest)}, stands behind it"
    message = f"restored by hand on {restored.restored_at:%Y-%m-%d}: {restored.note}{behind}"
    return Fault(_BY_HAND, Grade.INFO, message, suspect=Suspect.UNDECIDED)


def _settle_report(connection: Connection, report_id: str) -> None:
    captures = schema.captures.c
    seen = func.coalesce(captures.seen_at, captures.fetched_at).label("seen")
    bodies = connection.execute(
        select(schema.readings, captures.url, captures.sha256, seen)
        .join(schema.captures, captures.id == schema.readings.c.capture_id)
        .where(schema.readings.c.report_id == report_id, schema.readings.c.chosen)
    ).all()
    everyone = select(schema.readings.c.id).where(schema.readings.c.report_id == report_id)
    if not bodies:
        _replace_faults(connection, everyone, None, (), _ON_REPORTS)
        _withdraw(connection, report_id)
        return
    current, faults = _restored_body(connection, bodies) or _current_body(connection, bodies)
    others = [row for row in bodies if row.id != current.id]
    if others:
        ours = _candidate(connection, current, _body(current))
        theirs = (_candidate(connection, row, _body(row)) for row in sorted(others, key=_address))
        faults = (*faults, *filter(None, (conflict(ours, other) for other in theirs)))
    _publish(connection, report_id, current)
    _replace_faults(connection, everyone, current.id, faults, _ON_REPORTS)


def _restored_body(
    connection: Connection, bodies: Sequence[Row[Any]]
) -> tuple[Row[Any], tuple[Fault, ...]] | None:
    """Of the bodies the one that was restored last; None where none was."""
    table = schema.restorations.c
    ids = [row.id for row in bodies]
    found = connection.execute(
        select(table.reading_id, table.restored_at).where(table.reading_id.in_(ids))
    ).all()
    if not found:
        return None
    moments = {row.reading_id: row.restored_at for row in found}
    restored = [row for row in bodies if row.id in moments]
    return max(restored, key=lambda row: (moments[row.id], row.url, row.sha256)), ()


def _current_body(connection: Connection, bodies: Sequence[Row[Any]]) -> tuple[Row[Any], tuple[Fault, ...]]:
    """At each address the body seen last, and of these the one published last."""
    faults: tuple[Fault, ...] = ()
    newest = []
    for _, group in groupby(sorted(bodies, key=_address), key=lambda row: row.url):
        row, more = _fold(connection, [(row, _body(row)) for row in group], _BY_BODY)
        newest.append(row)
        faults += more
    newest.sort(key=lambda row: (row.published is not None, row.published, row.url))
    current, more = _fold(connection, [(row, _body(row)) for row in newest], _BY_BODY)
    return current, faults + more


def _address(row: Row[Any]) -> tuple[Any, ...]:
    return (row.url, row.seen, row.sha256)


def _body(row: Row[Any]) -> str:
    return f"{row.url} (sha256 {row.sha256[:12]})"


def _fold(
    connection: Connection, named: Sequence[tuple[Row[Any], str]], code: str
) -> tuple[Row[Any], tuple[Fault, ...]]:
    if len(named) == 1:
        return named[0][0], ()
    choice = choose([_candidate(connection, row, name) for row, name in named], code)
    return next(row for row, _ in named if row.id == choice.chosen.reading_id), choice.faults


def _candidate(connection: Connection, row: Row[Any], name: str) -> Candidate:
    cells, faults = schema.cell_store.c, schema.reading_faults.c
    contents = connection.execute(
        select(schema.indicators.c.code, cells.kind, cells.status, cells.value)
        .join(schema.indicators, schema.indicators.c.id == cells.indicator_id)
        .where(cells.reading_id == row.id)
        .order_by(schema.indicators.c.code)
    )
    own = connection.execute(
        select(faults.code, faults.indicators).where(faults.reading_id == row.id, faults.origin == "reader")
    ).all()
    return Candidate(
        row.id,
        name,
        row.unit,
        row.year,
        {code: (KINDS[kind], STATUSES[status], value) for code, kind, status, value in contents},
        frozenset(
            indicator for fault in own if accounts_for_loss(fault.code) for indicator in fault.indicators
        ),
        frozenset(fault.code for fault in own),
    )


def _refusal(connection: Connection, capture_id: int, chosen: Row[Any]) -> Fault | None:
    """The fault for a body that was a report once, and that a reader no older refuses."""
    capture = connection.execute(select(schema.captures).where(schema.captures.c.id == capture_id)).one()
    if capture.refused is None or version_key(capture.refused_by) < version_key(chosen.confirmed_by):
        return None
    message = (
        f"the reader {capture.refused_by} refuses this body as {capture.refused}: {capture.refusal_message};"
        f" what the reader {chosen.confirmed_by} read stays current"
    )
    return Fault(_BY_READER, Grade.WARNING, message, suspect=Suspect.UNDECIDED)


def _mark(connection: Connection, capture_id: int, chosen: int | None) -> None:
    table = schema.readings
    connection.execute(
        update(table).where(table.c.capture_id == capture_id, table.c.chosen).values(chosen=False)
    )
    if chosen is not None:
        connection.execute(update(table).where(table.c.id == chosen).values(chosen=True))


def _replace_faults(
    connection: Connection,
    among: Select[int] | Sequence[int],
    owner: int | None,
    faults: Sequence[Fault],
    codes: Sequence[str],
) -> None:
    """Puts `faults` on the reading `owner`, in place of what the store said of these under these codes.

    They stand behind the reader's own, those on a capture before those on a report, whatever came first.
    """
    table = schema.reading_faults
    said_here = and_(table.c.reading_id.in_(among), table.c.origin == "store")
    there = [dict(row) for row in connection.execute(select(table).where(said_here)).mappings()]
    new = [
        {"reading_id": owner, "position": place, **fault_row(one, "store")}
        for place, one in enumerate(faults)
    ]
    kept = [row for row in there if row["code"] not in codes]
    if not new and len(kept) == len(there):
        return
    connection.execute(delete(table).where(said_here))
    by_reading: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted((*kept, *new), key=lambda row: (row["code"] in _ON_REPORTS, row["position"])):
        by_reading[row["reading_id"]].append(row)
    for reading, rows in by_reading.items():
        last = connection.scalar(select(func.max(table.c.position)).where(table.c.reading_id == reading))
        start = 0 if last is None else last + 1
        numbered = [row | {"position": position} for position, row in enumerate(rows, start)]
        connection.execute(insert(table), numbered)


def _publish(connection: Connection, report_id: str, current: Row[Any]) -> None:
    table = schema.reports
    values = {
        "unit_id": _unit(connection, current),
        "year": current.year,
        "scope": current.scope,
        "form": current.form,
        "title": current.title,
        "url": current.url,
        "published": current.published,
        "reading_id": current.id,
    }
    changed = connection.execute(update(table).where(table.c.id == report_id).values(values))
    if not changed.rowcount:
        connection.execute(insert(table).values(id=report_id, **values))


def _unit(connection: Connection, reading: Row[Any]) -> str:
    """The id of the reading's unit, which is added where it is new."""
    id_ = unit_id(reading.unit, reading.region)
    table = schema.units
    known = connection.execute(select(table).where(table.c.id == id_)).one_or_none()
    if known is None:
        connection.execute(insert(table).values(id=id_, name=reading.unit, region=reading.region))
    else:
        same_unit_or_refuse(id_, (reading.unit, reading.region), (known.name, known.region))
    return id_


def _withdraw(connection: Connection, report_id: str) -> None:
    """Takes away a report that no reading tells of any more, and its unit if that was its last."""
    reports, units = schema.reports, schema.units
    owner = connection.scalar(select(reports.c.unit_id).where(reports.c.id == report_id))
    connection.execute(delete(reports).where(reports.c.id == report_id))
    others = select(reports.c.id).where(reports.c.unit_id == owner).exists()
    connection.execute(delete(units).where(units.c.id == owner, ~others))
