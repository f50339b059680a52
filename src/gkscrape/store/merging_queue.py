"""The queues of two databases made into one: the rounds of both in the order of their beginning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select

from gkscrape.store import schema
from gkscrape.store.bulk import insert_values

Values = dict[str, Any]

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_CAPTURES = ("capture_id", "refused_id")
_ROUNDS = ("first_in", "listed_in", "asked_in")


def merge_queue(into: Connection, source: Connection, captures: Mapping[int, int]) -> None:
    """Brings the rounds and addresses of `source` in. An address is as the side knows it that asked last.

    Rounds are numbered anew by their beginning: the newest of a portal is that of the highest number.
    """
    ours, theirs = _rounds(into), _rounds(source)
    if not ours and not theirs:
        return
    stand_for = _one_for_each([*ours.values(), *theirs.values()])
    merged = sorted({_words(each): each for each in stand_for.values()}.values(), key=_order)
    numbers = {_words(each): number for number, each in enumerate(merged, start=1)}

    def renumbered(row: Values, rounds: Mapping[int, Values]) -> Values:
        named = {name: rounds.get(row[name]) for name in _ROUNDS}
        return row | {
            name: None if each is None else numbers[_words(stand_for[_words(each)])]
            for name, each in named.items()
        }

    rows = [renumbered(row, ours) for row in _rows(into)]
    for row in _rows(source):
        here = {name: captures.get(row[name]) for name in _CAPTURES}
        rows.append(renumbered(row | here, theirs))
    into.execute(delete(schema.queue))
    into.execute(delete(schema.rounds))
    insert_values(into, schema.rounds, [each | {"id": numbers[_words(each)]} for each in merged])
    insert_values(into, schema.queue, list(_latest(rows, _bodies(into))))
    if into.dialect.name == "postgresql":
        _count_on(into, len(merged))


def _rounds(connection: Connection) -> dict[int, Values]:
    """The rounds by their number, without it."""
    rows = connection.execute(select(schema.rounds)).mappings()
    return {row["id"]: {name: value for name, value in row.items() if name != "id"} for row in rows}


def _rows(connection: Connection) -> list[Values]:
    return [dict(row) for row in connection.execute(select(schema.queue)).mappings()]


def _one_for_each(rounds: Sequence[Values]) -> dict[str, Values]:
    """What stands for each round: for one that has not ended, what the side says where it has."""
    ended: dict[tuple[str, datetime], Values] = {}
    for each in sorted((each for each in rounds if each["finished"] is not None), key=_words):
        ended[each["portal"], each["started"]] = each
    return {
        _words(each): ended.get((each["portal"], each["started"]), each) if each["finished"] is None else each
        for each in rounds
    }


def _bodies(connection: Connection) -> dict[int | None, str]:
    """Each capture by its number, as it is called in every database."""
    table = schema.captures.c
    rows = connection.execute(select(table.id, table.url, table.sha256))
    return {row.id: f"{row.url} {row.sha256}" for row in rows}


def _latest(rows: Iterable[Values], bodies: Mapping[int | None, str]) -> Iterable[Values]:
    """One row for each address: the one asked last, with the first and the last round that named it."""
    found: dict[tuple[str, str], Values] = {}
    for row in rows:
        key = (row["portal"], row["url"])
        one = found.get(key)
        found[key] = row if one is None else _joined(one, row, bodies)
    return found.values()


def _joined(one: Values, other: Values, bodies: Mapping[int | None, str]) -> Values:
    def moment(row: Values) -> tuple[Any, ...]:
        held = [bodies.get(row[name], "") for name in _CAPTURES]
        return (row["asked"] or _LONG_AGO, _words(row), *held)

    later = max(one, other, key=moment)
    listed = [row["listed_in"] for row in (one, other) if row["listed_in"] is not None]
    return later | {
        "first_in": min(one["first_in"], other["first_in"]),
        "listed_in": max(listed, default=None),
    }


def _order(each: Values) -> tuple[Any, ...]:
    return each["started"], each["portal"], _words(each)


def _words(values: Mapping[str, Any]) -> str:
    """The values as one word that is the same in every database."""
    return repr(sorted((name, str(value)) for name, value in values.items() if name not in _CAPTURES))


def _count_on(connection: Connection, last: int) -> None:
    """Lets the server give the numbers after those that were given here."""
    connection.execute(select(func.setval(func.pg_get_serial_sequence("rounds", "id"), last)))
