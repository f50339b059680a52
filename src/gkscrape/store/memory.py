"""What manners have to remember between two runs, in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, Table, insert, select, update

from gkscrape.manners import HostState, RobotsFile
from gkscrape.store import schema
from gkscrape.store.engine import read_transaction, write_transaction


class HostMemory:
    """The memory of manners in one open database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def robots(self, origin: str) -> RobotsFile | None:
        """The robots.txt of an origin that was read last."""
        table = schema.robots.c
        statement = select(table.status, table.body, table.fetched_at).where(table.origin == origin)
        with read_transaction(self._engine) as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else RobotsFile(*row)

    def keep_robots(self, origin: str, file: RobotsFile) -> None:
        """Keep a robots.txt in place of the one before."""
        values = {"status": file.status, "body": file.body, "fetched_at": file.fetched_at}
        self._put(schema.robots, "origin", origin, values)

    def host(self, host: str) -> HostState | None:
        """What is known of a host; None for one that was never asked."""
        table = schema.hosts.c
        statement = select(table.day, table.asked, table.closed_until).where(table.host == host)
        with read_transaction(self._engine) as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else HostState(*row)

    def keep_host(self, host: str, state: HostState) -> None:
        """Keep it in place of what was known."""
        values = {"day": state.day, "asked": state.asked, "closed_until": state.closed_until}
        self._put(schema.hosts, "host", host, values)

    def _put(self, table: Table, key: str, name: str, values: dict[str, Any]) -> None:
        with write_transaction(self._engine) as connection:
            changed = connection.execute(update(table).where(table.c[key] == name).values(values))
            if not changed.rowcount:
                connection.execute(insert(table).values({key: name} | values))
