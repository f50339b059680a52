"""A database kept in order: opened as it is, upgraded, made compact, copied while in use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine

from gkscrape.errors import StoreError
from gkscrape.store import migrate
from gkscrape.store.engine import engine_for, explained, name_of

_BUSY_SECONDS = 30.0
_PAGES_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The schema of a database before and after; equal where there was nothing to do."""

    before: str
    after: str


@contextmanager
def opened_as_it_is(url_or_path: str) -> Iterator[Engine]:
    """The database without any upgrade. Raises StoreError unless it has the newest schema."""
    engine = engine_for(url_or_path, _BUSY_SECONDS)
    try:
        migrate.newest_or_refuse(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def snapshot(url_or_path: str) -> Iterator[Engine]:
    """What a database holds now, at the newest schema; an SQLite file is copied, and itself left alone.

    Raises StoreError for a database of a newer version and for PostgreSQL that was not upgraded.
    """
    engine = engine_for(url_or_path, _BUSY_SECONDS)
    try:
        migrate.not_newer_or_refuse(engine)
        if engine.dialect.name != "sqlite":
            migrate.newest_or_refuse(engine)
            yield engine
            return
        with TemporaryDirectory(prefix="gkscrape-merge-") as folder:
            copy = Path(folder, "copy.db")
            _copied(engine, copy)
            upgrade(str(copy))
            with opened_as_it_is(str(copy)) as copied:
                yield copied
    finally:
        engine.dispose()


def upgrade(url_or_path: str) -> Upgraded:
    """Brings a database to the newest schema, as a whole or not at all; views and dictionary are made anew.

    Raises StoreError for one of a newer gkscrape, and for one of another program.
    """
    engine = engine_for(url_or_path, _BUSY_SECONDS)
    try:
        return Upgraded(*migrate.renew(engine))
    finally:
        engine.dispose()


def vacuum(url_or_path: str) -> tuple[int, int]:
    """Makes the file as small as it can be, its statistics up to date; the bytes before and after."""
    with opened_as_it_is(url_or_path) as engine:
        before = _bytes(engine)
        words = ("VACUUM", "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)")
        with explained(engine), engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                driver: Any = connection.connection.driver_connection
                for word in words:
                    driver.execute(word).fetchall()
            else:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                alone.exec_driver_sql("VACUUM (ANALYZE)")
        return before, _bytes(engine)


def backup(url_or_path: str, target: Path) -> int:
    """Copies an SQLite database as it is at one moment, while others go on with it; the bytes of the copy.

    The copy stands at `target` whole or not at all; a file that is there is never replaced. Raises
    StoreError for that, for a copy that is damaged, and for PostgreSQL, which has pg_dump.
    """
    engine = engine_for(url_or_path, _BUSY_SECONDS)
    try:
        if engine.dialect.name != "sqlite":
            raise StoreError(f"{name_of(engine)}: PostgreSQL has its own tool: pg_dump --format=custom")
        if target.exists():
            raise StoreError(f"{target}: is there already; name a file that is not, or move it away")
        return _copied(engine, target)
    finally:
        engine.dispose()


def _copied(engine: Engine, target: Path) -> int:
    partial = target.with_name(f".{target.name}.partial")
    try:
        with closing(sqlite3.connect(partial)) as copy:
            with explained(engine), engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                driver.backup(copy, pages=_PAGES_AT_ONCE)
            copy.execute("PRAGMA journal_mode = DELETE")
            (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise StoreError(f"{name_of(engine)}: is damaged, so there is no backup: {found}")
        os.replace(partial, target)
        return target.stat().st_size
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError(f"{target}: cannot be written ({error})") from error
    finally:
        with suppress(OSError):
            partial.unlink()


def _bytes(engine: Engine) -> int:
    if engine.dialect.name == "sqlite":
        return Path(str(engine.url.database)).stat().st_size
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
