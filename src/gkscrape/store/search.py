"""The search for words in the sections of reports, and the index that makes it fast.

SQLite keeps the words of `gkscrape.store.pairs` in the table `section_index`, filled by a trigger; PostgreSQL
has an index of what its function `section_pairs` says of each text: its pairs, and its letters. Either only
narrows the search: what is found was read again, and does hold the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Integer, Row, Select, and_, column, select, table, text

from gkscrape.errors import UsageError
from gkscrape.store import schema
from gkscrape.store.pairs import FOLDED_FROM, FOLDED_TO, folded, found_in, lone_letters, pairs

INDEX = "section_index"
_AT = "(reading_id << 16) + position"
_LAST = 65535
_AROUND = 24

_SQLITE = (
    f"DROP TRIGGER IF EXISTS {INDEX}_fill",
    f"DROP TABLE IF EXISTS {INDEX}",
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(pairs, content='', detail=none, tokenize=ascii)",
    f"CREATE TRIGGER {INDEX}_fill AFTER INSERT ON reading_sections BEGIN"
    f" INSERT INTO {INDEX} (rowid, pairs)"
    " VALUES ((new.reading_id << 16) + new.position, section_pairs(new.text)); END",
    f"INSERT INTO {INDEX} (rowid, pairs) SELECT {_AT}, section_pairs(text) FROM reading_sections",
)
_POSTGRESQL_INDEX = "ix_reading_sections_pairs"
_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION section_pairs(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS '
SELECT coalesce(array_agg(DISTINCT word), ''{{}}'')
FROM (
  SELECT letter, letter || lead(letter) OVER (ORDER BY place) AS pair
  FROM unnest(string_to_array(translate(words, ''{old}'', ''{new}''), NULL))
    WITH ORDINALITY AS letters(letter, place)
) neighbours, unnest(ARRAY[letter, pair]) AS word
WHERE word IS NOT NULL'""".format(
        **{name: letters.replace("'", "''''") for name, letters in (("old", FOLDED_FROM), ("new", FOLDED_TO))}
    ),
    f"DROP INDEX IF EXISTS {_POSTGRESQL_INDEX}",
    f"CREATE INDEX {_POSTGRESQL_INDEX} ON reading_sections USING gin (section_pairs(text))",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A section of a report that holds the words: whose it is, and the text around the first."""

    report_id: str
    unit: str
    region: str | None
    year: int
    scope: str | None
    number: int
    heading: str
    before: str
    words: str
    after: str


def make_index(connection: Connection) -> None:
    """Makes the index anew from all sections there are."""
    if connection.dialect.name == "postgresql":
        for statement in _POSTGRESQL:
            connection.exec_driver_sql(statement.replace("%", "%%"))
        return
    for statement in _SQLITE:
        connection.exec_driver_sql(statement)


def missing_parts(connection: Connection) -> tuple[str, ...]:
    """What the index is made of and is not there."""
    if connection.dialect.name == "postgresql":
        there = "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indisvalid"
        parts = [_POSTGRESQL_INDEX]
    else:
        there, parts = "SELECT name FROM sqlite_master", [INDEX, f"{INDEX}_fill"]
    found = set(connection.scalars(text(there)))
    return tuple(part for part in parts if part not in found)


def not_indexed(connection: Connection) -> Iterator[tuple[int, int]]:
    """The reading and position of each section that the index does not know; PostgreSQL keeps its own."""
    if connection.dialect.name == "sqlite":
        lacking = (
            "SELECT reading_id, position FROM reading_sections"
            f" WHERE {_AT} NOT IN (SELECT rowid FROM {INDEX})"
        )
        for row in connection.execute(text(lacking)):
            yield row.reading_id, row.position


def not_found(connection: Connection) -> Iterator[tuple[int, int]]:
    """The reading and position of each section in the index that is not found by all that it says."""
    if connection.dialect.name == "postgresql":
        return
    held = text(f"SELECT 1 FROM {INDEX} WHERE {INDEX} MATCH :pairs AND rowid = :at")
    listed = (
        f"SELECT reading_id, position, {_AT} AS at, text FROM reading_sections"
        f" WHERE {_AT} IN (SELECT rowid FROM {INDEX})"
    )
    for row in connection.execute(text(listed)):
        wanted = _matching(pairs(row.text), lone_letters(row.text))
        if wanted and connection.execute(held, {"pairs": wanted, "at": row.at}).first() is None:
            yield row.reading_id, row.position


def search(connection: Connection, words: Sequence[str], year: int | None) -> Iterator[Finding]:
    """The sections of current readings that hold all of these words, ordered by region, unit, year and place.

    Case, full width and white space make no difference. Raises UsageError for a word that is nothing else.
    """
    for word in words:
        if not folded(word):
            raise UsageError(f"{word!r} holds nothing to search for")
    for row in connection.execute(_narrowed(connection, words, year)):
        places = [found_in(row.text, word) for word in words]
        if None not in places:
            yield _finding(row, *min(place for place in places if place is not None))


def _narrowed(connection: Connection, words: Sequence[str], year: int | None) -> Select[Any]:
    """Asks for the sections that hold all letters of the words; where there are none, for all sections."""
    wanted = sorted({pair for word in words for pair in pairs(word)})
    alone = sorted({letter for word in words for letter in lone_letters(word)})
    sections, reports, units = schema.reading_sections.c, schema.reports.c, schema.units.c
    statement = (
        select(
            reports.id.label("report_id"),
            units.name.label("unit"),
            *(units.region, reports.year, reports.scope),
            *(sections.number, sections.heading, sections.text),
        )
        .select_from(schema.reading_sections)
        .join(schema.reports, reports.reading_id == sections.reading_id)
        .join(schema.units, units.id == reports.unit_id)
        .order_by(units.region.nulls_first(), units.name, units.id, reports.year)
        .order_by(reports.scope.nulls_first(), sections.position)
    )
    if year is not None:
        statement = statement.where(reports.year == year)
    if not wanted and not alone:
        return statement
    if connection.dialect.name == "postgresql":
        held = text("section_pairs(reading_sections.text) @> CAST(:pairs AS text[])")
        return statement.where(held.bindparams(pairs=wanted + alone))
    matching = text(f"{INDEX} MATCH :pairs").bindparams(pairs=_matching(wanted, alone))
    rowid = table(INDEX, column("rowid", Integer)).c.rowid
    found = and_(sections.reading_id == rowid.op(">>")(16), sections.position == rowid.op("&")(_LAST))
    return statement.where(matching, found)


def _matching(wanted: Sequence[str], alone: Sequence[str]) -> str:
    """Each pair is a word of the index, and each letter is how some word of it begins."""
    return " AND ".join([f'"{pair}"' for pair in wanted] + [f'"{letter}"*' for letter in alone])


def _finding(row: Row[Any], start: int, end: int) -> Finding:
    before, after = row.text[max(0, start - _AROUND) : start], row.text[end : end + _AROUND]
    whose = (row.report_id, row.unit, row.region, row.year, row.scope, row.number, row.heading)
    return Finding(*whose, before, row.text[start:end], after)
