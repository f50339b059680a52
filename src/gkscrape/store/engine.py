"""Connections: where the database is, how each kind is set up, and what its errors mean to a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, StatementError

from gkscrape.errors import StoreError
from gkscrape.store.pairs import index_words

_READABLE_JSON = partial(json.dumps, ensure_ascii=False, sort_keys=True)
_WRITING = "gkscrape_writing"

_WRITER_KEY = 0x676B7377
"""The number among the advisory locks of a PostgreSQL database that its one writer holds: `gksw`."""

_CACHE_KIB = 2_000
"""What each connection keeps in memory of an SQLite file; a night has as many as portals at a time."""

_BULK_CACHE_KIB = 16_000
"""The same while some hundred reports are kept at once: all pages that they change, each written but once."""

DAMAGED = "is damaged"

_REMEDIES = (
    ("not a database", "is not an SQLite database; name another file, or move this one away"),
    ("malformed", f"{DAMAGED}; restore it from a backup, or crawl and reparse the archive into a new file"),
    ("unable to open", "cannot be opened; its folder must exist, and you must be allowed to write into it"),
    ("readonly", "is read-only; make the file and its folder writable, or name another file"),
    ("locked", "is locked by another program; wait until it is done, or end it"),
    ("is full", "cannot grow, because the disk is full; make room and run again"),
    ("disk I/O", "cannot be written or read, because the disk fails or is full; make room and run again"),
    ("lock timeout", "is locked by another program; wait until it is done, or end it"),
    ("no such module: fts5", "cannot be searched; install an SQLite library that has FTS5"),
    ("refused", "cannot be reached; start the PostgreSQL server, or mend its host and port in --db"),
    ("does not exist", "is not there; make it with `createdb`, or mend its name and user in --db"),
    ("authentication failed", "does not let this user in; mend the user and the password in --db"),
    ("permission denied", "does not allow that to this user; GRANT it, or name another user in --db"),
)


def engine_for(url_or_path: str, busy_seconds: float) -> Engine:
    """An engine for a SQLAlchemy URL or the path of an SQLite file. Raises StoreError for a wrong URL."""
    try:
        engine = create_engine(_location(url_or_path), json_serializer=_READABLE_JSON)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(f"{url_or_path}: no database can be reached so: {_missing(error)}") from error
    prepare, begin = _DIALECTS.get(engine.dialect.name, (None, None))
    if prepare is None or begin is None:
        raise StoreError(f"{url_or_path}: gkscrape works on SQLite and PostgreSQL only")
    event.listen(engine, "connect", partial(prepare, busy_seconds))
    event.listen(engine, "begin", begin)
    return engine


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database from beginning to end."""
    with explained(engine), _reading(engine).begin() as connection:
        yield connection


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes are kept together at the end, or not at all. One writes at a time."""
    with explained(engine), engine.execution_options(**{_WRITING: True}).begin() as connection:
        yield connection


@contextmanager
def bulk_transaction(engine: Engine) -> Iterator[Connection]:
    """The same for hundreds of reports at once, for which SQLite takes more memory."""
    with write_transaction(engine) as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            return
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_BULK_CACHE_KIB}")
        try:
            yield connection
        finally:
            connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KIB}")


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Turns what the database driver raises into a StoreError that names the database and the remedy."""
    try:
        yield
    except StatementError as error:
        if isinstance(error.orig, StoreError):
            raise error.orig from None
        raise StoreError(f"{name_of(engine)}: {_explain(str(error.orig))}") from error
    except engine.dialect.loaded_dbapi.Error as error:
        raise StoreError(f"{name_of(engine)}: {_explain(str(error))}") from error


def name_of(engine: Engine) -> str:
    """The database in a message: its file, or its URL without the password."""
    url = engine.url
    if engine.dialect.name == "sqlite" and url.database:
        return url.database
    return url.render_as_string(hide_password=True)


def _reading(engine: Engine) -> Engine:
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


def _location(url_or_path: str) -> URL:
    if "://" not in url_or_path:
        return URL.create("sqlite", database=url_or_path)
    url = make_url(url_or_path)
    return url.set(drivername="postgresql+psycopg") if url.drivername in _PLAIN_POSTGRESQL else url


_PLAIN_POSTGRESQL = ("postgresql", "postgres")


def _missing(error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return "PostgreSQL needs psycopg: pip install 'gkscrape[pg]'"
    return str(error)


def _explain(message: str) -> str:
    for sign, remedy in _REMEDIES:
        if sign in message:
            return remedy
    return message


def _prepare_sqlite(busy_seconds: float, connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where _begin says, not where the driver guesses
    connection.execute(f"PRAGMA busy_timeout = {round(busy_seconds * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.create_function("section_pairs", 1, _section_pairs, deterministic=True)


def _section_pairs(text: str | None) -> str:
    """What the trigger of the search index puts into it for the text of a section."""
    return index_words(text or "")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgresql(busy_seconds: float, connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {max(1, round(busy_seconds * 1000))}")
        cursor.execute("SET timezone = 'UTC'")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    """One writer at a time, as SQLite has it: what is current is worked out from all that is there."""
    if connection.get_execution_options().get(_WRITING, False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_KEY})")


_DIALECTS = {
    "sqlite": (_prepare_sqlite, _begin_sqlite),
    "postgresql": (_prepare_postgresql, _begin_postgresql),
}
