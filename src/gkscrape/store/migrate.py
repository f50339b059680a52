"""Brings a database to the newest schema: a new file at once, an older one by steps, a newer one never."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from gkscrape.errors import StoreError
from gkscrape.store import postgresql, schema
from gkscrape.store.dictionary import fill_dictionary
from gkscrape.store.engine import explained, name_of, read_transaction, write_transaction
from gkscrape.store.search import make_index
from gkscrape.store.views import create_views, drop_views

_HERE = Path(__file__).parent


def upgrade(engine: Engine) -> None:
    """Migrates to the newest schema in one transaction; nothing happens where it is there already.

    Raises StoreError for a file of a newer gkscrape and for an SQLite file of another program.
    """
    scripts = scripts_of_this_version()
    if _version_of(engine, scripts) != scripts.get_current_head():
        _migrate_as_a_whole(engine, scripts)
    if engine.dialect.name == "sqlite":
        _prefer_wal(engine)


def renew(engine: Engine) -> tuple[str, str]:
    """Migrates, and makes views, dictionary and search index anew even at the newest schema.

    What comes back is the schema before and after. Raises StoreError as `upgrade` does, and for an empty
    database.
    """
    scripts = scripts_of_this_version()
    before = _version_of(engine, scripts)
    if before is None:
        raise _empty(engine)
    _migrate_as_a_whole(engine, scripts)
    return before, str(scripts.get_current_head())


def not_newer_or_refuse(engine: Engine) -> None:
    """Raises StoreError for an empty database, for one of a newer gkscrape and for another program's."""
    if _version_of(engine, scripts_of_this_version()) is None:
        raise _empty(engine)


def newest_or_refuse(engine: Engine) -> None:
    """Raises StoreError unless the database has the newest schema; nothing is changed."""
    scripts = scripts_of_this_version()
    version = _version_of(engine, scripts)
    if version is None:
        raise _empty(engine)
    if version != scripts.get_current_head():
        raise StoreError(
            f"{name_of(engine)}: was written by an older gkscrape (schema {version});"
            " run `gkscrape db upgrade` first"
        )


def scripts_of_this_version() -> ScriptDirectory:
    """The migrations that are shipped inside the package."""
    return ScriptDirectory(_HERE, version_locations=[_HERE / "versions"])


def _empty(engine: Engine) -> StoreError:
    return StoreError(f"{name_of(engine)}: holds nothing yet; `gkscrape crawl` or `add` fills it")


def _version_of(engine: Engine, scripts: ScriptDirectory) -> str | None:
    with read_transaction(engine) as connection:
        return _version(connection, engine, scripts)


def _version(connection: Connection, engine: Engine, scripts: ScriptDirectory) -> str | None:
    version = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if version is not None and version not in known:
        raise StoreError(
            f"{name_of(engine)}: was written by a newer gkscrape (schema {version});"
            " upgrade gkscrape to open it"
        )
    if version is None and inspect(connection).get_table_names():
        raise StoreError(
            f"{name_of(engine)}: is a database of another program; name another file for gkscrape"
        )
    return version


def _migrate_as_a_whole(engine: Engine, scripts: ScriptDirectory) -> None:
    if engine.dialect.name == "sqlite":
        _migrate_sqlite(engine, scripts)
        return
    with write_transaction(engine) as connection:
        _migrate(connection, scripts)


def _migrate_sqlite(engine: Engine, scripts: ScriptDirectory) -> None:
    """Foreign keys rest while tables are rebuilt, which SQLite allows only outside a transaction."""
    with explained(engine), engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.execution_options(gkscrape_writing=True).begin():
                _migrate(connection, scripts)
                _prove_keys(connection, engine)
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def _prefer_wal(engine: Engine) -> None:
    """Lets readers and a writer work side by side; if another program holds the file, from next time on."""
    with engine.connect() as connection, suppress(sqlite3.OperationalError):
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA journal_mode = WAL")


def _migrate(connection: Connection, scripts: ScriptDirectory) -> None:
    drop_views(connection)
    run_migrations(connection, scripts)
    if connection.dialect.name == "postgresql":
        postgresql.sort_by_code_point(connection)
    create_views(connection)
    make_index(connection)
    fill_dictionary(connection)
    if connection.dialect.name == "postgresql":
        postgresql.comment(connection)


def run_migrations(connection: Connection, scripts: ScriptDirectory) -> None:
    """Runs the steps from the connection's version to the newest, inside the transaction that is open."""
    config = Config()

    def steps(revision: object, _context: object) -> object:
        return scripts._upgrade_revs("head", revision)  # type: ignore[arg-type]

    with EnvironmentContext(config, scripts, fn=steps) as environment:
        environment.configure(
            connection=connection,
            target_metadata=schema.metadata,
            render_as_batch=True,
            transactional_ddl=False,
        )
        environment.run_migrations()


def _prove_keys(connection: Connection, engine: Engine) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise StoreError(
            f"{name_of(engine)}: a row of {broken[0]} names a row of {broken[2]} that is not there;"
            " the file was changed by hand, and is left as it was"
        )
