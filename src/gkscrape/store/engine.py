"""Connections: where the database is, how SQLite is set up, and what its errors mean to a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, StatementError

from gkscrape.errors import StoreError

_READABLE_JSON = partial(json.dumps, ensure_ascii=False, sort_keys=True)
_WRITING = "gkscrape_writing"

_REMEDIES = (
    ("not a database", "is not an SQLite database; name another file, or move this one away"),
    ("malformed", "is damaged; restore it from a backup, or crawl and reparse the archive into a new file"),
    ("unable to open", "cannot be opened; its folder must exist, and you must be allowed to write into it"),
    ("readonly", "is read-only; make the file and its folder writable, or name another file"),
    ("locked", "is locked by another program; wait until it is done, or end it"),
    ("is full", "cannot grow, because the disk is full; make room and run again"),
)


def engine_for(url_or_path: str, busy_seconds: float) -> Engine:
    """An engine for a SQLAlchemy URL or the path of an SQLite file. Raises StoreError for a wrong URL."""
    try:
        engine = create_engine(_location(url_or_path), json_serializer=_READABLE_JSON)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(f"{url_or_path}: no database can be reached so: {error}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_prepare, busy_seconds))
        event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database from beginning to end."""
    with explained(engine), engine.begin() as connection:
        yield connection


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes are kept together at the end, or not at all."""
    with explained(engine), engine.execution_options(**{_WRITING: True}).begin() as connection:
        yield connection


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Turns what the database driver raises into a StoreError that names the file and the remedy."""
    try:
        yield
    except StatementError as error:
        if isinstance(error.orig, StoreError):
            raise error.orig from None
        raise StoreError(f"{_name(engine.url)}: {_explain(str(error.orig))}") from error


def _location(url_or_path: str) -> URL:
    if "://" in url_or_path:
        return make_url(url_or_path)
    return URL.create("sqlite", database=url_or_path)


def _name(url: URL) -> str:
    return url.database or url.render_as_string(hide_password=True)


def _explain(message: str) -> str:
    for sign, remedy in _REMEDIES:
        if sign in message:
            return remedy
    return message


def _prepare(busy_seconds: float, connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where _begin says, not where the driver guesses
    connection.execute(f"PRAGMA busy_timeout = {round(busy_seconds * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
