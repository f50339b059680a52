"""The queue: what each portal's addresses are, how things stand with them, and its rounds.

Every method is one transaction, so that a process killed at any moment leaves a queue that says the truth.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, case, func, insert, or_, select, update

from gkscrape.record import Capture
from gkscrape.store import schema
from gkscrape.store.addresses import Address, AddressKind, AddressState, Round
from gkscrape.store.engine import read_transaction, write_transaction
from gkscrape.store.writing import add_capture, see_again

_BATCH = 400
"""So many addresses in one statement: databases bound the number of its parameters."""

_GONE = (AddressState.VANISHED, AddressState.FORBIDDEN)


class Queue:
    """The queue of one open database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

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
            id_ = add_capture(connection, capture, portal)
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

    def due(
        self, portal: str, now: datetime, *, not_in: int, years: Collection[int] = (), limit: int = 100
    ) -> tuple[Address, ...]:
        """Reports and files that are due and that the round `not_in` has not dealt with; new ones first.

        One that was asked in that round, but not read yet, is among them.
        """
        table = schema.queue.c
        unasked = or_(table.asked_in.is_(None), table.asked_in != not_in)
        unread = and_(table.asked_in == not_in, table.state == AddressState.WAITING)
        statement = (
            select(schema.queue)
            .where(table.portal == portal, table.kind != AddressKind.LIST)
            .where(or_(and_(unasked, table.due <= now), unread))
            .order_by(case((table.state == AddressState.WAITING, 0), else_=1), table.kind.desc(), table.url)
            .limit(limit)
        )
        if years:
            statement = statement.where(or_(table.year.is_(None), table.year.in_(sorted(years))))
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

    def troubled(self, portal: str) -> tuple[Address, ...]:
        """The addresses of a portal with which something is wrong, in order of their addresses."""
        table = schema.queue.c
        statement = select(schema.queue).where(table.portal == portal, table.trouble.is_not(None))
        with read_transaction(self._engine) as connection:
            return tuple(map(_from_row, connection.execute(statement.order_by(table.url))))

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

    def states(self, portal: str | None = None) -> Mapping[str, int]:
        """How many addresses are in each state, of a portal or of all."""
        table = schema.queue.c
        statement = select(table.state, func.count()).group_by(table.state).order_by(table.state)
        if portal is not None:
            statement = statement.where(table.portal == portal)
        with read_transaction(self._engine) as connection:
            return {row.state: row[1] for row in connection.execute(statement)}


def _address(connection: Connection, portal: str, url: str) -> Address | None:
    table = schema.queue
    row = connection.execute(select(table).where(table.c.portal == portal, table.c.url == url)).one_or_none()
    return None if row is None else _from_row(row)


def _named_again(known: Address, found: Address) -> Address:
    return replace(
        known,
        kind=found.kind,
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
