"""Nonsense cannot be stored, whoever writes: each rule of the schema refuses one row."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gkscrape.record import Report
from gkscrape.store import Kept

VERDICT = (
    "INSERT INTO verdicts VALUES ('f', '{}', 'r', 'a.b', '[]', '{{}}', '{}', '{}', '2026-03-01T00:00:00Z')"
)
ROUND = "INSERT INTO rounds VALUES (1, 'p', '2026-03-01T00:00:00Z', {}, {}, {}, {}, NULL, NULL)"
ADDRESS = (
    "INSERT INTO queue (portal, url, kind, state, due, tries, unchanged, trouble, first_in)"
    " VALUES ('p', 'u', {}, {}, '2026-03-01T00:00:00Z', {}, {}, {}, 1)"
)
CONCORDANCE = "INSERT INTO concordance VALUES ('{}', '{}', 'a/b/c', {}, 'a/b/c', '{}', 'label', '')"

NONSENSE = {
    "cell number without value": "INSERT INTO cell_store VALUES (1, 99, 0, 0, NULL)",
    "cell blank with value": "INSERT INTO cell_store VALUES (1, 99, 1, 0, 5)",
    "cell of unknown kind": "INSERT INTO cell_store VALUES (1, 99, 5, 0, NULL)",
    "cell of unknown status": "INSERT INTO cell_store VALUES (1, 99, 1, 4, NULL)",
    "cell ambiguous yet read": "INSERT INTO cell_store VALUES (1, 99, 0, 2, 5)",
    "cell missing yet a number": "INSERT INTO cell_store VALUES (1, 99, 0, 3, 5)",
    "cell value of words": "INSERT INTO cell_store VALUES (1, 99, 0, 0, 'five')",
    "cell value not exact": "INSERT INTO cell_store VALUES (1, 99, 0, 0, 0.1)",
    "cell of no reading": "INSERT INTO cell_store VALUES (77, 1, 0, 0, 5)",
    "cell of no indicator": "INSERT INTO cell_store VALUES (1, 98, 0, 0, 5)",
    "cell twice": "INSERT INTO cell_store VALUES (1, 1, 0, 0, 5)",
    "details of no cell": "INSERT INTO cell_details (reading_id, indicator_id) VALUES (1, 99)",
    "computed of words": "UPDATE cell_details SET computed = 'four'",
    "year before the ordinance": "UPDATE reports SET year = 2002",
    "year of a far future": "UPDATE reports SET year = 2101",
    "year of a reading": "UPDATE readings SET year = 21",
    "report of unknown form": "UPDATE reports SET form = '2020'",
    "report of unknown scope": "UPDATE reports SET scope = 'county'",
    "report of no unit": "UPDATE reports SET unit_id = 'nobody'",
    "report of no reading": "UPDATE reports SET reading_id = 77",
    "reading of unknown form": "UPDATE readings SET form = 'other'",
    "reading of unknown scope": "UPDATE readings SET scope = 'county'",
    "reading of no capture": "UPDATE readings SET capture_id = 77",
    "reading with a unit and a year but no report": "UPDATE readings SET report_id = NULL",
    "reading neither chosen nor not": "UPDATE readings SET chosen = 2",
    "reading with a broken digest": "UPDATE readings SET content_sha256 = 'abc'",
    "two readings chosen for one capture": (
        "INSERT INTO readings (capture_id, reader_version, confirmed_by, turn, content_sha256, form, layout,"
        " read_at, chosen) SELECT capture_id, '2', '2', 2, substr(content_sha256, 2) || 'x', form, layout,"
        " read_at, 1 FROM readings"
    ),
    "capture with a digest in capitals": "UPDATE captures SET sha256 = upper(sha256)",
    "capture of less than nothing": "UPDATE captures SET bytes = -1",
    "capture before the file's beginning": 'UPDATE captures SET "offset" = -1',
    "capture with no HTTP status": "UPDATE captures SET status = 42",
    "capture refused for no known reason": (
        "UPDATE captures SET refused = 'dull', refusal_message = 'x', refused_by = '1'"
    ),
    "capture refused without a word": "UPDATE captures SET refused = 'notice'",
    "capture stored twice": (
        'INSERT INTO captures (url, sha256, media_type, bytes, status, fetched_at, warc, "offset")'
        " SELECT url, sha256, media_type, bytes, status, fetched_at, warc, 5 FROM captures"
    ),
    "capture from no portal": "UPDATE captures SET portal = 'nowhere'",
    "unit without a name": "INSERT INTO units VALUES ('u1', '', NULL)",
    "unit with half a region": "INSERT INTO units VALUES ('u1', '某局', '9901')",
    "indicator unlike its parts": "UPDATE indicators SET row_code = 'else'",
    "indicator twice": (
        "INSERT INTO indicators SELECT 98, code, table_code, row_code, column_code, table_label, row_label,"
        " column_label, unit, forms FROM indicators WHERE id = 1"
    ),
    "region with half a code": "INSERT INTO regions VALUES ('9901', 2007, 2026, '某县', 'county', NULL)",
    "region that ended before it began": "INSERT INTO regions VALUES ('990101', 2007, 2006, '某县', 'x', '')",
    "fact of words": "UPDATE reading_facts SET value = 'many'",
    "fact perhaps approximate": "UPDATE reading_facts SET approximate = 2",
    "extra of words": "UPDATE reading_extras SET value = 'many'",
    "fault of unknown grade": "UPDATE reading_faults SET grade = 'fatal'",
    "fault of unknown suspect": "UPDATE reading_faults SET suspect = 'nobody'",
    "fault of unknown origin": "UPDATE reading_faults SET origin = 'rumour'",
    "fault without a code": "UPDATE reading_faults SET code = ''",
    "fault that found words": "UPDATE reading_faults SET found = 'few'",
    "fault that expected words": "UPDATE reading_faults SET expected = 'many'",
    "run that ended before it began": (
        "INSERT INTO runs VALUES (1, 'crawl', '2026-03-01T00:00:00Z', '2026-02-01T00:00:00Z', 0, NULL)"
    ),
    "run that ended without a status": (
        "INSERT INTO runs VALUES (1, 'crawl', '2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z', NULL, NULL)"
    ),
    "verdict with a broken digest": VERDICT.format("abc", "accepted", "known"),
    "verdict of neither kind": VERDICT.format("a" * 64, "perhaps", "known"),
    "verdict without a word": VERDICT.format("a" * 64, "accepted", ""),
    "round that ended before it began": ROUND.format("'2026-02-01T00:00:00Z'", 0, 0, 5),
    "round that ended without a count": ROUND.format("'2026-03-02T00:00:00Z'", 0, 0, "NULL"),
    "round perhaps a sweep": ROUND.format("NULL", 2, 0, "NULL"),
    "round perhaps whole": ROUND.format("NULL", 0, 2, "NULL"),
    "address of no kind": ADDRESS.format("'page'", "'done'", 0, 0, "NULL"),
    "address in no state": ADDRESS.format("'list'", "'lost'", 0, 0, "NULL"),
    "address tried less than never": ADDRESS.format("'list'", "'done'", -1, 0, "NULL"),
    "address unchanged less than never": ADDRESS.format("'list'", "'done'", 0, -1, "NULL"),
    "address in trouble without a word": ADDRESS.format("'list'", "'broken'", 1, 0, "'down'"),
    "restoration without a word": "INSERT INTO restorations VALUES (1, 1, '2026-03-01T00:00:00Z', '')",
    "concordance of no form": CONCORDANCE.format("2020", "2021", 0, "same"),
    "concordance with no form": CONCORDANCE.format("2021", "2020", 0, "same"),
    "concordance of what cannot be compared": CONCORDANCE.format("2019", "2021", 0, "no"),
    "concordance before its first part": CONCORDANCE.format("2019", "2021", -1, "same"),
    "host asked less than never": "INSERT INTO hosts VALUES ('a.example', '2026-03-01', -1, NULL)",
    "run with an impossible status": (
        "INSERT INTO runs VALUES (1, 'crawl', '2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z', 256, NULL)"
    ),
}


@pytest.fixture
def connection(path: Path, keep: Callable[..., Kept], report: Report) -> Iterator[sqlite3.Connection]:
    keep(report)
    opened = sqlite3.connect(path)
    opened.execute("PRAGMA foreign_keys = ON")
    opened.execute(
        "INSERT INTO indicators VALUES (99, 'a/b/c', 'a', 'b', 'c', NULL, 'row', 'column', '件', '2021')"
    )
    yield opened
    opened.close()


@pytest.mark.parametrize("statement", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_refused(connection: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)


def test_every_check_of_the_schema_has_a_row_that_it_refuses(connection: sqlite3.Connection) -> None:
    refused = set()
    for statement in NONSENSE.values():
        try:
            connection.execute(statement)
        except sqlite3.IntegrityError as error:
            refused.add(str(error).removeprefix("CHECK constraint failed: "))
    tables = "SELECT group_concat(sql) FROM sqlite_master WHERE type = 'table'"
    (sql,) = connection.execute(tables).fetchone()
    checks = {words.split(" CHECK ")[0] for words in sql.split("CONSTRAINT ") if " CHECK " in words}
    assert len(checks) > 30
    assert checks - refused == set()


def test_sense_is_not_refused(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO cell_store VALUES (1, 99, 0, 0, '7.5810')")
    assert connection.execute("SELECT value FROM cells WHERE indicator = 'a/b/c'").fetchone() == (7.581,)
