"""Two databases made into one without doubles: what the other holds comes in by its natural keys.

The rules are symmetric, so that it does not matter which of two is merged into which. What is current is
worked out anew from all readings of both, by the rules of `gkscrape.store.currency`. Where both say something
of the same thing: of a capture the earlier fetch and the later sight count, of a refusal that of the newer
reader, unless a reader no older read a report there; of a restored reading, a verdict, a robots.txt and an
address of the queue the one that is later; of a host the later day and, on the same day, the larger count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, delete, insert, select, update

from gkscrape.errors import StoreError
from gkscrape.store import contents, schema
from gkscrape.store.bulk import insert_new, insert_values
from gkscrape.store.choice import version_key
from gkscrape.store.engine import bulk_transaction, engine_for, name_of, read_transaction
from gkscrape.store.merging_queue import merge_queue
from gkscrape.store.migrate import upgrade
from gkscrape.store.parts import parts_of
from gkscrape.store.settling import settle_all
from gkscrape.store.writing import add_contents

_AT_ONCE = 200
_BUSY_SECONDS = 30.0

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Merged:
    """How many captures, readings and reports came in that were not there before."""

    captures: int
    readings: int
    reports: int


def merge(url_or_path: str, other: Engine) -> Merged:
    """Brings into a database what `other` holds, in one transaction: as a whole or not at all.

    The database is created or migrated where needed; `other` has the newest schema. Raises StoreError where
    both name one place of one WARC file for two bodies.
    """
    target = engine_for(url_or_path, _BUSY_SECONDS)
    try:
        upgrade(target)
        return _merge(target, other)
    finally:
        target.dispose()


def _merge(target: Engine, other: Engine) -> Merged:
    with bulk_transaction(target) as into, read_transaction(other) as source:
        before = _sizes(into)
        _refuse_two_archives(into, source, name_of(other))
        _dictionary(into, source)
        runs = _runs(into, source)
        there = set(into.scalars(select(schema.captures.c.id)))
        captures, touched = _captures(into, source, runs)
        touched |= _readings(into, source, captures)
        touched |= _restorations(into, source, captures)
        settle_all(into, touched, touched - there)
        merge_queue(into, source, captures)
        _by_key(into, source, schema.verdicts, _later_verdict)
        _by_key(into, source, schema.hosts, _later_host)
        _by_key(into, source, schema.robots, _later_robots)
        after = _sizes(into)
    return Merged(*(now - then for now, then in zip(after, before, strict=True)))


def _sizes(connection: Connection) -> tuple[int, ...]:
    tables = (schema.captures, schema.readings, schema.reports)
    return tuple(len(connection.execute(select(*table.primary_key)).all()) for table in tables)


def _refuse_two_archives(into: Connection, source: Connection, name: str) -> None:
    """Copies of one folder, or folders of old versions, may name files alike; one cannot hold both."""
    table = schema.captures.c
    columns = select(table.warc, table.offset, table.url, table.sha256)
    ours = {(row.warc, row.offset): (row.url, row.sha256) for row in into.execute(columns)}
    for row in source.execute(columns):
        body = (row.url, row.sha256)
        if ours.get((row.warc, row.offset), body) != body:
            raise StoreError(
                f"{name}: its archive and ours both have a file {row.warc}, with different pages in it;"
                " `gkscrape add` the other archive's WARC files instead, which archives them anew"
            )


def _dictionary(into: Connection, source: Connection) -> None:
    """The dictionary, regions and portals; where labels differ, the same of the two on every machine."""
    _by_key(into, source, schema.indicators, _by_words, ("code",), ("id",))
    _by_key(into, source, schema.portals, _by_words)
    _by_key(into, source, schema.regions, _by_words)
    _by_key(into, source, schema.concordance, _by_words)


def _by_key(
    into: Connection,
    source: Connection,
    table: Table,
    choose: Callable[[Values, Values], Values],
    key: Sequence[str] = (),
    own: Sequence[str] = (),
) -> None:
    """Rows that are new come in; of two with the same key stays what `choose` says."""
    names = key or [column.name for column in table.primary_key]
    columns = [column for column in table.c if column.name not in own]
    ours = {tuple(row[name] for name in names): row for row in _values(into, columns)}
    new: list[Values] = []
    for row in _values(source, columns):
        same = ours.get(tuple(row[name] for name in names))
        if same is None:
            new.append(row)
        elif (chosen := choose(same, row)) != same:
            where = [table.c[name] == row[name] for name in names]
            into.execute(update(table).where(*where).values(chosen))
    if own:
        insert_new(into, table, new)
    else:
        insert_values(into, table, new)


def _values(connection: Connection, columns: Iterable[Any]) -> list[Values]:
    return [dict(row) for row in connection.execute(select(*columns)).mappings()]


def _by_words(one: Values, other: Values) -> Values:
    return max(one, other, key=_words)


def _words(values: Mapping[str, Any]) -> str:
    return repr(sorted((name, str(value)) for name, value in values.items()))


def _later_verdict(one: Values, other: Values) -> Values:
    return max(one, other, key=lambda row: (row["given_at"], _words(row)))


def _later_robots(one: Values, other: Values) -> Values:
    return max(one, other, key=lambda row: (row["fetched_at"], _words(row)))


def _later_host(one: Values, other: Values) -> Values:
    later = max(one, other, key=lambda row: (row["day"], row["asked"]))
    closed = [row["closed_until"] for row in (one, other) if row["closed_until"] is not None]
    return later | {"closed_until": max(closed, default=None)}


def _runs(into: Connection, source: Connection) -> dict[int, int]:
    """The number of each run of the source in the target: one that both have comes in once.

    One that had not ended on one side may have on the other. Runs that say the same in every word are told
    apart by their number on one side alone, so that two of them stay two.
    """
    table = schema.runs
    ours, theirs = _runs_by_begin(into), _runs_by_begin(source)
    numbers: dict[int, int] = {}
    for begin, rows in theirs.items():
        left = ours.get(begin, [])
        for row in rows:
            same = _same_run(row, left)
            if same is None:
                numbers[row.id] = _insert(into, table, _without_id(row))
                continue
            left.remove(same)
            numbers[row.id] = same.id
            if same.finished is None and row.finished is not None:
                into.execute(update(table).where(table.c.id == same.id).values(_without_id(row)))
    return numbers


def _runs_by_begin(connection: Connection) -> dict[tuple[Any, ...], list[Row[Any]]]:
    """The runs by command and beginning, those that ended first, in an order that is the same everywhere."""
    found: dict[tuple[Any, ...], list[Row[Any]]] = defaultdict(list)
    table = schema.runs
    rows = connection.execute(select(table).order_by(table.c.id)).all()
    for row in sorted(rows, key=lambda row: (row.finished is None, _words(_without_id(row)))):
        found[row.command, row.started].append(row)
    return found


def _same_run(row: Row[Any], among: Sequence[Row[Any]]) -> Row[Any] | None:
    """The first of these that says the same, or of which one of both does not know the end."""
    words = _words(_without_id(row))
    same = (other for other in among if _words(_without_id(other)) == words)
    unended = (other for other in among if (other.finished is None) != (row.finished is None))
    return next(same, None) or next(unended, None)


def _without_id(row: Row[Any]) -> Values:
    return {name: value for name, value in row._mapping.items() if name != "id"}


def _captures(
    into: Connection, source: Connection, runs: Mapping[int, int]
) -> tuple[dict[int, int], set[int]]:
    """The number of each capture of the source in the target, where it now stands; and which changed."""
    table = schema.captures
    ours = {(row.url, row.sha256): row for row in into.execute(select(table))}
    read_here, read_there = _newest_readers(into), _newest_readers(source)
    numbers: dict[int, int] = {}
    touched: set[int] = set()
    for some in source.execute(select(table).order_by(table.c.id)).partitions(_AT_ONCE):
        new: dict[int, Values] = {}
        for row in some:
            theirs = _without_id(row) | {"run_id": runs.get(row.run_id)}
            same = ours.get((row.url, row.sha256))
            if same is None:
                new[row.id] = theirs
                continue
            numbers[row.id] = same.id
            mine = _without_id(same)
            chosen = _earlier_capture(mine, theirs)
            chosen |= _refusal(mine, theirs, read_here.get(same.id, ()), read_there.get(row.id, ()))
            if chosen != mine:
                into.execute(update(table).where(table.c.id == same.id).values(chosen))
                touched.add(same.id)
        numbers.update(zip(new, insert_new(into, table, [*new.values()]), strict=True))
    return numbers, touched


def _newest_readers(connection: Connection) -> dict[int, tuple[int, ...]]:
    """The newest version that read a report from each capture, as something that sorts."""
    table = schema.readings.c
    newest: dict[int, tuple[int, ...]] = {}
    for row in connection.execute(select(table.capture_id, table.confirmed_by)):
        newest[row.capture_id] = max(newest.get(row.capture_id, ()), version_key(row.confirmed_by))
    return newest


def _earlier_capture(one: Values, other: Values) -> Values:
    first = min(one, other, key=lambda row: (row["fetched_at"], row["warc"], row["offset"], row["status"]))
    seen = max(row["seen_at"] or row["fetched_at"] for row in (one, other))
    found_on = sorted(row["portal"] for row in (one, other) if row["portal"] is not None)
    return first | {
        "seen_at": seen if seen > first["fetched_at"] else None,
        "portal": first["portal"] or next(iter(found_on), None),
    }


def _refusal(one: Values, other: Values, read_one: tuple[int, ...], read_other: tuple[int, ...]) -> Values:
    """The refusal of the newer reader; one of a side alone is lifted by a reader no older on the other."""
    refused = [row for row in (one, other) if row["refused"] is not None]
    if len(refused) == 1:
        reader = read_other if refused[0] is one else read_one
        if reader and reader >= version_key(refused[0]["refused_by"]):
            refused = []
    names = ("refused", "refusal_message", "refused_by")
    if not refused:
        return dict.fromkeys(names)
    newest = max(refused, key=lambda row: (version_key(row["refused_by"]), *(row[name] for name in names)))
    return {name: newest[name] for name in names}


def _readings(into: Connection, source: Connection, captures: Mapping[int, int]) -> set[int]:
    """Readings that are new come in with all their content; of the others the latest confirmation counts.

    What comes back are the captures whose readings changed.
    """
    table = schema.readings
    ours = {(row.capture_id, row.content_sha256): row for row in into.execute(select(table))}
    new: dict[int, Values] = {}
    touched: set[int] = set()
    for row in source.execute(select(table).order_by(table.c.id)):
        theirs = _without_id(row) | {"capture_id": captures[row.capture_id], "chosen": False}
        same = ours.get((captures[row.capture_id], row.content_sha256))
        if same is None:
            new[row.id] = theirs
            touched.add(theirs["capture_id"])
        elif (chosen := _later_reading(_without_id(same), theirs)) != _without_id(same):
            into.execute(update(table).where(table.c.id == same.id).values(chosen))
            touched.add(same.capture_id)
    for some in _batches([*new]):
        found = contents.as_read(source, some)
        numbers = insert_new(into, table, [new[id_] for id_ in found])
        add_contents(into, numbers, [parts_of(report) for report in found.values()])
    return touched


def _later_reading(one: Values, other: Values) -> Values:
    by_version = sorted((one, other), key=lambda row: version_key(row["confirmed_by"]))
    first = min(one, other, key=lambda row: (row["read_at"], version_key(row["reader_version"])))
    return one | {
        "reader_version": first["reader_version"],
        "read_at": first["read_at"],
        "confirmed_by": by_version[-1]["confirmed_by"],
        "turn": max(one["turn"], other["turn"]),
    }


def _restorations(into: Connection, source: Connection, captures: Mapping[int, int]) -> set[int]:
    """Restored readings: of two for one capture the one that was restored later."""
    table, readings = schema.restorations, schema.readings.c
    ours = {row["capture_id"]: row for row in _values(into, table.c)}
    by_reading = readings.id == table.c.reading_id
    statement = select(table, readings.content_sha256).join(schema.readings, by_reading)
    touched: set[int] = set()
    for row in source.execute(statement):
        capture_id = captures[row.capture_id]
        same_reading = select(readings.id).where(
            readings.capture_id == capture_id, readings.content_sha256 == row.content_sha256
        )
        theirs = {
            "capture_id": capture_id,
            "reading_id": into.scalars(same_reading).one(),
            "restored_at": row.restored_at,
            "note": row.note,
        }
        mine = ours.get(capture_id)
        if mine is not None and _moment(into, theirs) <= _moment(into, mine):
            continue
        into.execute(delete(table).where(table.c.capture_id == capture_id))
        into.execute(insert(table).values(theirs))
        touched.add(capture_id)
    return touched


def _moment(connection: Connection, restoration: Values) -> tuple[Any, ...]:
    table = schema.readings.c
    digest = connection.scalar(select(table.content_sha256).where(table.id == restoration["reading_id"]))
    return restoration["restored_at"], digest, restoration["note"]


def _insert(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    key = connection.execute(insert(table).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
