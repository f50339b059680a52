"""The queue: what each portal's addresses are, how things stand with them, and its rounds.

Every method is one transaction, so that a process killed at any moment leaves a queue that says the truth.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Case,
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    case,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from gkscrape.record import Capture, Kind, Status
from gkscrape.store import schema
from gkscrape.store.addresses import Address, AddressKind, AddressState, Due, Round
from gkscrape.store.columns import KIND_CODES, STATUS_CODES
from gkscrape.store.engine import read_transaction, write_transaction
from gkscrape.store.writing import add_capture, see_again

_BATCH = 400
"""So many addresses in one statement: databases bound the number of its parameters."""

_GONE = (AddressState.VANISHED, AddressState.FORBIDDEN)
_SAYS = (KIND_CODES[Kind.NUMBER], KIND_CODES[Kind.NA])
_FIRM = (STATUS_CODES[Status.PRINTED], STATUS_CODES[Status.INFERRED])
_WITH_TABLES = ("2019", "2021")


class Queue:
    """The queue of one open database."""

    def __init__(self, engine: Engine, run_id: int | None = None) -> None:
        self._engine = engine
        self._run_id = run_id

    def begin(self, portal: str, started: datetime, *, sweep: bool) -> Round:
        """A new round of a portal."""
        values = {"portal": portal, "started": started, "sweep": sweep, "whole": False}
        with write_transaction(self._engine) as connection:
            key = connection.execute(insert(schema.rounds).values(values)).inserted_primary_key
        assert key is not None
        return Round(int(key[0]), portal, started, sweep)

    def finish(self, ended: Round) -> None:
        """Keep what a round came to; `finished` and `listed` are set."""
        table = schema.rounds
        values = {
            "finished": ended.finished,
            "whole": ended.whole,
            "listed": ended.listed,
            "counts": dict(ended.counts),
            "findings": [dict(finding) for finding in ended.findings],
        }
        with write_transaction(self._engine) as connection:
            connection.execute(update(table).where(table.c.id == ended.id).values(values))

    def rounds(self, portal: str, limit: int | None = None) -> tuple[Round, ...]:
        """The rounds of a portal, the newest first."""
        table = schema.rounds
        statement = select(table).where(table.c.portal == portal).order_by(table.c.id.desc()).limit(limit)
        with read_transaction(self._engine) as connection:
            return tuple(_round(row) for row in connection.execute(statement))

    def address(self, portal: str, url: str) -> Address | None:
        """What is known of an address; None where nothing is."""
        with read_transaction(self._engine) as connection:
            return _address(connection, portal, url)

    def note(self, found: Address) -> Address:
        """The address with what is known of it, once a page has named it in the round `found.listed_in`.

        A new one is added as it is. A known one keeps its state, and takes kind, words and page.
        """
        with write_transaction(self._engine) as connection:
            known = _address(connection, found.portal, found.url)
            noted = found if known is None else _named_again(known, found)
            _write(connection, noted, is_new=known is None)
        return noted

    def save(self, address: Address) -> None:
        """Keep an address as it now is."""
        with write_transaction(self._engine) as connection:
            known = _address(connection, address.portal, address.url)
            _write(connection, address, is_new=known is None)

    def captured(self, address: Address, capture: Capture, *, portal: str | None, refused: bool) -> Address:
        """The address with the number of the capture that came for it, both kept in one transaction."""
        with write_transaction(self._engine) as connection:
            id_ = add_capture(connection, capture, portal, self._run_id)
            kept = replace(address, refused_id=id_) if refused else replace(address, capture_id=id_)
            known = _address(connection, address.portal, address.url)
            _write(connection, kept, is_new=known is None)
        return kept

    def unchanged(self, address: Address, moment: datetime) -> None:
        """Keep an address whose body came again, or was said to be as it was."""
        with write_transaction(self._engine) as connection:
            if address.capture_id is not None:
                see_again(connection, address.capture_id, moment)
            _write(connection, address, is_new=False)

    def due(self, portal: str, wanted: Due, limit: int = 100) -> tuple[Address, ...]:
        """Reports and files that are due, new ones first; then the files of reports."""
        table = schema.queue.c
        unasked = or_(table.asked_in.is_(None), table.asked_in != wanted.not_in)
        unread = and_(table.asked_in == wanted.not_in, table.state == AddressState.WAITING)
        is_due = [table.due <= wanted.now]
        if wanted.failed:
            is_due.append(table.tries > 0)
        if wanted.known:
            is_due.append(table.tries == 0)
        statement = (
            select(schema.queue)
            .where(table.portal == portal, table.kind != AddressKind.LIST)
            .where(or_(and_(unasked, or_(*is_due)), unread))
            .where(_comes_after(wanted.after) if wanted.after else true())
            .order_by(_rank(), table.kind.desc(), table.url)
            .limit(limit)
        )
        if wanted.years:
            statement = statement.where(or_(table.year.is_(None), table.year.in_(sorted(wanted.years))))
        with read_transaction(self._engine) as connection:
            return tuple(map(_from_row, connection.execute(statement)))

    def known(self, portal: str, urls: Collection[str], before: int) -> bool:
        """Whether rounds before this one had found every one of these addresses as a report's."""
        table, wanted = schema.queue.c, sorted(urls)
        found = 0
        with read_transaction(self._engine) as connection:
            for start in range(0, len(wanted), _BATCH):
                some = table.url.in_(wanted[start : start + _BATCH])
                statement = select(func.count()).where(
                    table.portal == portal, table.kind == AddressKind.REPORT, table.first_in < before, some
                )
                found += connection.scalar(statement) or 0
        return found == len(wanted)

    def unlisted(self, portal: str, round_id: int, pages: Collection[str] | None) -> tuple[Address, ...]:
        """Reports that one of these list pages named once (None: any page), and no page in this round."""
        table = schema.queue.c
        statement = select(schema.queue).where(
            table.portal == portal,
            table.kind == AddressKind.REPORT,
            table.found_on.is_not(None),
            or_(table.listed_in.is_(None), table.listed_in < round_id),
            table.state.not_in(_GONE),
        )
        with read_transaction(self._engine) as connection:
            rows = map(_from_row, connection.execute(statement.order_by(table.url)))
            return tuple(row for row in rows if pages is None or row.found_on in pages)

    def listed(self, portal: str) -> int:
        """How many reports the portal's lists name, as far as they were read last."""
        table = schema.queue.c
        statement = select(func.count()).where(
            table.portal == portal, table.kind == AddressKind.REPORT, table.found_on.is_not(None)
        )
        with read_transaction(self._engine) as connection:
            return connection.scalar(statement) or 0

    def troubled(self, portal: str) -> Iterator[Address]:
        """The addresses of a portal with which something is wrong, in order of their addresses."""
        table = schema.queue.c
        return self._by_address(table.portal == portal, table.trouble.is_not(None))

    def capture(self, capture_id: int) -> Capture:
        """A capture by its number in this file."""
        table = schema.captures
        columns = [table.c[field.name] for field in fields(Capture)]
        with read_transaction(self._engine) as connection:
            row = connection.execute(select(*columns).where(table.c.id == capture_id)).one()
        return Capture(**row._mapping)

    def capture_of(self, url: str, sha256: str) -> Capture | None:
        """The capture of this very body from this address; None where it never came."""
        table = schema.captures
        columns = [table.c[field.name] for field in fields(Capture)]
        statement = select(*columns).where(table.c.url == url, table.c.sha256 == sha256)
        with read_transaction(self._engine) as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else Capture(**row._mapping)

    def capture_before(self, capture_id: int) -> int | None:
        """The capture that came last from the same address before this one; None where it is the first."""
        table = schema.captures
        seen = func.coalesce(table.c.seen_at, table.c.fetched_at)
        with read_transaction(self._engine) as connection:
            url = connection.scalar(select(table.c.url).where(table.c.id == capture_id))
            others = select(table.c.id).where(
                table.c.url == url, table.c.id != capture_id, table.c.refused.is_(None)
            )
            return connection.scalar(others.order_by(seen.desc(), table.c.id.desc()).limit(1))

    def left_out(self, portal: str, round_id: int, pages: Collection[str]) -> int:
        """How many reports these list pages named in an earlier round that no page has named in this one."""
        table = schema.queue.c
        statement = select(func.count()).where(
            table.portal == portal, table.found_on.in_(sorted(pages)), table.listed_in < round_id
        )
        with read_transaction(self._engine) as connection:
            return connection.scalar(statement) or 0

    def found_in(self, portal: str, round_id: int) -> int:
        """How many reports a round has found that were not known before."""
        table = schema.queue.c
        statement = select(func.count()).where(
            table.portal == portal, table.kind == AddressKind.REPORT, table.first_in == round_id
        )
        with read_transaction(self._engine) as connection:
            return connection.scalar(statement) or 0

    def filled(self, portal: str) -> dict[str, float]:
        """The share of filled cells of each report of a portal that has tables of a form, by its address."""
        table, readings, cells = schema.queue.c, schema.readings.c, schema.cell_store.c
        says = and_(cells.kind.in_(_SAYS), cells.status.in_(_FIRM))
        statement = (
            select(table.url, func.sum(case((says, 1), else_=0)), func.count())
            .join(schema.readings, readings.capture_id == table.capture_id)
            .join(schema.cell_store, cells.reading_id == readings.id)
            .where(table.portal == portal, table.kind == AddressKind.REPORT)
            .where(readings.chosen, readings.form.in_(_WITH_TABLES))
            .group_by(table.url)
        )
        with read_transaction(self._engine) as connection:
            return {url: filled / of for url, filled, of in connection.execute(statement)}

    def years(self, portal: str) -> tuple[int, ...]:
        """The years of the reports of a portal that are stored, by what was read."""
        table, readings = schema.queue.c, schema.readings.c
        statement = (
            select(readings.year)
            .join(schema.queue, readings.capture_id == table.capture_id)
            .where(table.portal == portal, readings.chosen, readings.year.is_not(None))
            .distinct()
            .order_by(readings.year)
        )
        with read_transaction(self._engine) as connection:
            return tuple(connection.scalars(statement))

    def stored(self, portal: str) -> int:
        """How many addresses of a portal gave a report that is stored."""
        table, readings = schema.queue.c, schema.readings.c
        statement = (
            select(func.count())
            .select_from(schema.queue)
            .join(schema.readings, readings.capture_id == table.capture_id)
            .where(table.portal == portal, readings.chosen)
        )
        with read_transaction(self._engine) as connection:
            return connection.scalar(statement) or 0

    def come_in(self, portal: str, since: datetime) -> Iterator[Address]:
        """The reports of a portal that came new, or with other bytes, since then; that may be all."""
        table = schema.queue.c
        return self._by_address(
            table.portal == portal, table.kind == AddressKind.REPORT, table.changed >= since
        )

    def _by_address(self, *wanted: ColumnElement[bool]) -> Iterator[Address]:
        """What is wanted of one portal, in order of the addresses, some at a time."""
        statement = select(schema.queue).where(*wanted).order_by(schema.queue.c.url).limit(_BATCH)
        after = ""
        while True:
            with read_transaction(self._engine) as connection:
                rows = connection.execute(statement.where(schema.queue.c.url > after))
                some = [_from_row(row) for row in rows]
            yield from some
            if len(some) < _BATCH:
                return
            after = some[-1].url

    def refusal(self, capture_id: int) -> tuple[str, str] | None:
        """Why a capture is no report, as a kind and in words; None where it is not refused."""
        table = schema.captures.c
        statement = select(table.refused, table.refusal_message).where(table.id == capture_id)
        with read_transaction(self._engine) as connection:
            row = connection.execute(statement).one()
        return None if row.refused is None else (row.refused, row.refusal_message)

    def states(self, portal: str | None = None) -> Mapping[str, int]:
        """How many addresses are in each state, of a portal or of all."""
        table = schema.queue.c
        statement = select(table.state, func.count()).group_by(table.state).order_by(table.state)
        if portal is not None:
            statement = statement.where(table.portal == portal)
        with read_transaction(self._engine) as connection:
            return {row.state: row[1] for row in connection.execute(statement)}


def _rank() -> Case[int]:
    return case((schema.queue.c.state == AddressState.WAITING, 0), else_=1)


def _comes_after(address: Address) -> ColumnElement[bool]:
    """Whether an address comes after this one in the order of `due`."""
    table = schema.queue.c
    rank = 0 if address.state is AddressState.WAITING else 1
    in_kind = or_(table.kind < address.kind, and_(table.kind == address.kind, table.url > address.url))
    return or_(_rank() > rank, and_(_rank() == rank, in_kind))


def _address(connection: Connection, portal: str, url: str) -> Address | None:
    table = schema.queue
    row = connection.execute(select(table).where(table.c.portal == portal, table.c.url == url)).one_or_none()
    return None if row is None else _from_row(row)


def _named_again(known: Address, found: Address) -> Address:
    unread = known.kind is not found.kind and found.kind is AddressKind.REPORT
    return replace(
        known,
        kind=found.kind,
        state=AddressState.WAITING if unread and known.state is AddressState.DONE else known.state,
        title=found.title,
        year=found.year,
        found_on=found.found_on,
        listed_in=found.listed_in,
    )


def _write(connection: Connection, address: Address, *, is_new: bool) -> None:
    table = schema.queue
    values = asdict(address)
    if is_new:
        connection.execute(insert(table).values(values))
    else:
        own = and_(table.c.portal == address.portal, table.c.url == address.url)
        connection.execute(update(table).where(own).values(values))


def _from_row(row: Row[Any]) -> Address:
    values = {field.name: row._mapping[field.name] for field in fields(Address)}
    return Address(**(values | {"kind": AddressKind(values["kind"]), "state": AddressState(values["state"])}))


def _round(row: Row[Any]) -> Round:
    values = {field.name: row._mapping[field.name] for field in fields(Round)}
    counts, findings = values["counts"] or {}, values["findings"] or ()
    return Round(**(values | {"counts": counts, "findings": findings}))
