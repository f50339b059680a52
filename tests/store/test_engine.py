"""Connections: how much of a file each keeps in memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from gkscrape.store.engine import bulk_transaction, engine_for, read_transaction, write_transaction


def kept_by(connection: Connection) -> int:
    """The KiB that a connection to an SQLite file keeps of it in memory."""
    return -int(connection.exec_driver_sql("PRAGMA cache_size").scalar_one())


def drop_and_fail(engine: Engine) -> None:
    with bulk_transaction(engine) as connection:
        connection.exec_driver_sql("DROP TABLE a")
        raise ZeroDivisionError


def test_only_while_hundreds_are_kept_does_a_connection_take_much_memory(tmp_path: Path) -> None:
    engine = engine_for(str(tmp_path / "a.db"), 1.0)
    with write_transaction(engine) as connection:
        usual = kept_by(connection)
    with bulk_transaction(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE a (b)")
        assert kept_by(connection) > 4 * usual
    with pytest.raises(ZeroDivisionError):
        drop_and_fail(engine)
    with read_transaction(engine) as connection:
        assert kept_by(connection) == usual
        assert connection.exec_driver_sql("SELECT count(*) FROM a").scalar_one() == 0
    engine.dispose()
