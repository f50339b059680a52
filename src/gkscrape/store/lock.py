"""One crawl at a time on a database: a lock that dies with the process that holds it."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Engine, text

from gkscrape.errors import StoreError
from gkscrape.store.engine import explained

_KEY = 0x676B7363
"""The number of the lock among the advisory locks of a PostgreSQL database: `gksc`."""


@contextmanager
def held(engine: Engine, command: str) -> Iterator[None]:
    """Hold the database while the block runs. Raises StoreError, with the holder, if another has it."""
    if engine.dialect.name == "postgresql":
        with explained(engine), engine.connect() as connection:
            _take_advisory(connection, engine, command)
            yield
        return
    file = (engine.url.database or "").removeprefix("file:")
    if not file or file == ":memory:":
        yield
        return
    with _locked(Path(f"{file}.lock"), file, command):
        yield


@contextmanager
def _locked(path: Path, database: str, command: str) -> Iterator[None]:
    try:
        lock = path.open("a+b")
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be written ({error.strerror}); gkscrape needs it beside the database while it"
            " crawls, so its folder must be writable"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(
                f"{database}: another crawl is at work on it: {_holder(lock)}; wait for it, or end it"
            ) from error
        _sign(lock, command)
        yield


def _sign(lock: BinaryIO, command: str) -> None:
    lock.truncate(0)
    lock.write(_signature(command).encode())
    lock.flush()


def _signature(command: str) -> str:
    since = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"process {os.getpid()} on {socket.gethostname()} since {since}, `{command}`"


def _holder(lock: BinaryIO) -> str:
    lock.seek(0)
    return lock.read(2000).decode(errors="replace").strip() or "it did not say who it is"


def _take_advisory(connection: Connection, engine: Engine, command: str) -> None:
    connection.execute(
        text("SELECT set_config('application_name', :name, false)"), {"name": f"gkscrape {command}"[:63]}
    )
    if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}):
        connection.commit()
        return
    row = connection.execute(
        text(
            "SELECT a.pid, a.application_name, a.backend_start FROM pg_locks l"
            " JOIN pg_stat_activity a ON a.pid = l.pid"
            " WHERE l.locktype = 'advisory' AND l.objid = :key AND l.granted"
        ),
        {"key": _KEY},
    ).first()
    who = f"server process {row[0]} since {row[2]}, `{row[1]}`" if row else "it has just ended"
    raise StoreError(f"{engine.url.database}: another crawl is at work on it: {who}; wait for it, or end it")
