"""Whether a database still is what was written into it: what can be wrong with it, and where it is so.

The constraints of the schema stop most nonsense, but not a disk that rots, nor a hand that switches them off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, ForeignKeyConstraint, and_, inspect, or_, select, text

from gkscrape.errors import StoreError
from gkscrape.record import Identity, Kind, Scope, Status
from gkscrape.store import migrate, schema
from gkscrape.store.columns import KIND_CODES, STATUS_CODES
from gkscrape.store.currency import MISLED, UNPUBLISHED
from gkscrape.store.dictionary import entries
from gkscrape.store.engine import DAMAGED, engine_for, read_transaction
from gkscrape.store.ids import report_id, unit_id
from gkscrape.store.rereading import unlike_their_digest, without_their_places
from gkscrape.store.search import INDEX, missing_parts, not_found, not_indexed
from gkscrape.store.views import VIEWS

KINDS = {
    "file.pages": "a page of the file is damaged: restore a backup, or crawl and reparse into a new file",
    "row.rule": "a rule of the schema is broken: the file was changed by hand, restore a backup",
    "row.orphan": "a row names another that is not there: restore a backup",
    "schema.object": "a table, view or index is missing: run `gkscrape db upgrade`, or restore a backup",
    "dictionary.entry": "the data dictionary is not this version's: run `gkscrape db upgrade`",
    "cell.indicator": "a cell is of no known indicator: restore a backup",
    "cell.value": "a cell says that it is a number and has none, or the other way round: restore a backup",
    "fault.indicator": "a fault speaks of an indicator that nobody knows: restore a backup",
    "unit.id": "a unit's id is not made from its region and name: restore a backup",
    "report.id": "a report's id is not made from its unit, year and scope: restore a backup",
    "report.duplicate": "two reports are of one unit, year and scope: restore a backup",
    "report.current": "a report's current reading is not its own: run `gkscrape reparse`",
    "report.missing": "a reading speaks for a report that is not there: run `gkscrape reparse`",
    "reading.places": "the places of a reading are not those of its cells: restore a backup, or `add` the"
    " archive to a new database",
    "reading.content": "a reading is not what was read: restore a backup, or `add` the archive to a new"
    " database",
    "search.index": "a section cannot be found by its words: run `gkscrape db upgrade`",
    "capture.archive": "the archive does not hold a body: restore its WARC file, or name the right --archive",
}
"""Every kind of damage that is looked for, what it is, and what to do about it."""

_SAMPLE = 1000
_BUSY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong: its kind, whose it is, and what was found there."""

    kind: str
    where: str
    message: str


def damages(url_or_path: str, *, quick: bool = False) -> Iterator[Damage]:
    """What is wrong with a database; nothing is changed.

    A damaged file and missing tables are told first, and then nothing else. `quick` leaves out to hold every
    reading against its digest. Raises StoreError for what is no database of this version.
    """
    engine = engine_for(url_or_path, _BUSY_SECONDS)
    try:
        found = _file(engine) if engine.dialect.name == "sqlite" else []
        yield from found
        if any(one.kind == "file.pages" for one in found):
            return
        migrate.newest_or_refuse(engine)
        with read_transaction(engine) as connection:
            yield from _inside(connection, quick)
    finally:
        engine.dispose()


def _inside(connection: Connection, quick: bool) -> Iterator[Damage]:
    missing = list(_objects(connection))
    yield from missing
    if any(one.where in (*schema.metadata.tables, INDEX) for one in missing):
        return
    for check in _CHECKS if quick else _THOROUGH:
        yield from check(connection)


def _file(engine: Engine) -> list[Damage]:
    """What SQLite itself finds wrong with its file: pages that rotted, rows that break a rule."""
    try:
        with read_transaction(engine) as connection:
            lines = connection.scalars(text(f"PRAGMA integrity_check({_SAMPLE})")).all()
    except StoreError as error:
        if DAMAGED not in str(error):
            raise
        return [Damage("file.pages", "the file", str(error.__cause__ or error).partition("\n")[0])]
    return [_line(line) for line in lines if line != "ok"]


def _line(line: str) -> Damage:
    if line.startswith(("CHECK constraint failed", "NULL value in", "non-unique entry")):
        return Damage("row.rule", line.rpartition(" in ")[2], line)
    return Damage("file.pages", "the file", line)


def _objects(connection: Connection) -> Iterator[Damage]:
    inspector = inspect(connection)
    tables, views = set(inspector.get_table_names()), set(inspector.get_view_names())
    for name, table in schema.metadata.tables.items():
        if name not in tables:
            yield Damage("schema.object", name, "the table is missing")
            continue
        there = {index["name"] for index in inspector.get_indexes(name)}
        for index in sorted(str(index.name) for index in table.indexes if index.name not in there):
            yield Damage("schema.object", index, "the index is missing")
    for name in VIEWS:
        if name not in views:
            yield Damage("schema.object", name, "the view is missing")
    for name in missing_parts(connection):
        yield Damage("schema.object", name, "a part of the search index is missing")


def _orphans(connection: Connection) -> Iterator[Damage]:
    for table in schema.metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda key: tuple(key.column_keys)):
            yield from _orphans_by(connection, key)


def _orphans_by(connection: Connection, key: ForeignKeyConstraint) -> Iterator[Damage]:
    own, other = key.table, key.referred_table.alias()
    pairs = [(element.parent, other.c[element.column.name]) for element in key.elements]
    found = and_(*(mine == theirs for mine, theirs in pairs))
    statement = select(*own.primary_key).where(
        *(mine.is_not(None) for mine, _ in pairs), ~select(other).where(found).exists()
    )
    kind = "cell.indicator" if key.column_keys == ["indicator_id"] else "row.orphan"
    for row in connection.execute(statement.order_by(*own.primary_key).limit(_SAMPLE)):
        where = f"{own.name} {' '.join(map(str, row))}"
        yield Damage(kind, where, f"names a row of {other.element.name} that is not there")  # type: ignore[attr-defined]


def _dictionary(connection: Connection) -> Iterator[Damage]:
    there = {tuple(row) for row in connection.execute(select(schema.data_dictionary))}
    ours = set(entries())
    for table, column, *_ in sorted(there ^ ours):
        yield Damage("dictionary.entry", f"{table} {column}".strip(), "is missing, or says something else")


def _values(connection: Connection) -> Iterator[Damage]:
    cells = schema.cell_store.c
    number = cells.kind == KIND_CODES[Kind.NUMBER]
    wrong = or_(
        number != cells.value.is_not(None),
        and_(cells.status == STATUS_CODES[Status.AMBIGUOUS], cells.kind != KIND_CODES[Kind.UNREADABLE]),
        and_(cells.status == STATUS_CODES[Status.MISSING], number),
        cells.kind.not_in(KIND_CODES.values()),
        cells.status.not_in(STATUS_CODES.values()),
    )
    statement = select(cells.reading_id, cells.indicator_id, cells.kind, cells.status).where(wrong)
    for row in connection.execute(statement.order_by(cells.reading_id).limit(_SAMPLE)):
        where = f"cell_store {row.reading_id} {row.indicator_id}"
        yield Damage("cell.value", where, f"kind {row.kind}, status {row.status} and its value contradict")


def _faults(connection: Connection) -> Iterator[Damage]:
    known = set(connection.scalars(select(schema.indicators.c.code)))
    faults = schema.reading_faults.c
    statement = select(faults.reading_id, faults.position, faults.code, faults.indicators)
    for row in connection.execute(statement.order_by(faults.reading_id, faults.position)):
        strange = [code for code in row.indicators if code not in known]
        if strange:
            where = f"reading_faults {row.reading_id} {row.position}"
            yield Damage("fault.indicator", where, f"{row.code} speaks of {', '.join(strange)}")


def _units(connection: Connection) -> Iterator[Damage]:
    for row in connection.execute(select(schema.units)):
        named = unit_id(row.name, row.region)
        if row.id != named:
            yield Damage("unit.id", row.id, f"{row.name} ({row.region}) has the id {named}")


def _reports(connection: Connection) -> Iterator[Damage]:
    reports, units = schema.reports.c, schema.units.c
    statement = (
        select(reports.id, reports.year, reports.scope, units.name, units.region)
        .join(schema.units, units.id == reports.unit_id)
        .order_by(reports.id)
    )
    seen: dict[str | None, str] = {}
    for row in connection.execute(statement):
        identity = Identity(row.name, row.region, _scope(row.scope), row.year, None, None)
        named = report_id(identity)
        if row.id != named:
            yield Damage("report.id", row.id, f"its unit, year and scope make {named}")
        if named in seen:
            yield Damage("report.duplicate", row.id, f"is the same report as {seen[named]}")
        seen.setdefault(named, row.id)


def _scope(word: str | None) -> Scope | None:
    return Scope(word) if word in list(Scope) else None


def _current(connection: Connection) -> Iterator[Damage]:
    for row in connection.execute(MISLED):
        message = f"its reading {row.reading} is of {row.spoken_for}, or does not speak"
        yield Damage("report.current", row.report_id, message)


def _unpublished(connection: Connection) -> Iterator[Damage]:
    for row in connection.execute(UNPUBLISHED):
        yield Damage("report.missing", str(row.report_id), f"reading {row.id} speaks for it")


def _places(connection: Connection) -> Iterator[Damage]:
    for reading, message in without_their_places(connection):
        yield Damage("reading.places", f"reading {reading}", message)


def _search(connection: Connection) -> Iterator[Damage]:
    for reading, position in not_indexed(connection):
        yield Damage("search.index", f"reading_sections {reading} {position}", "is not in the search index")


def _found(connection: Connection) -> Iterator[Damage]:
    for reading, position in not_found(connection):
        yield Damage("search.index", f"reading_sections {reading} {position}", "is not found by its words")


def _content(connection: Connection) -> Iterator[Damage]:
    for reading, message in unlike_their_digest(connection):
        yield Damage("reading.content", f"reading {reading}", message)


_CHECKS: tuple[Callable[[Connection], Iterator[Damage]], ...] = (
    _dictionary,
    _orphans,
    _values,
    _faults,
    _units,
    _reports,
    _current,
    _unpublished,
    _places,
    _search,
)
_THOROUGH = (*_CHECKS, _found, _content)
