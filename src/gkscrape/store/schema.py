"""The tables: what is kept, with its types and the constraints that make nonsense impossible.

Tables named `reading_…` and `cell_…` are compact storage; people read them through the views of
`gkscrape.store.views`, which show the current reading of each report. What each column means is said in
`descriptions.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from gkscrape.record import Comparable, Grade, RefusalKind, Scope, Suspect
from gkscrape.store.addresses import AddressKind, AddressState
from gkscrape.store.columns import ExactNumber, PlaceText, UtcTime
from gkscrape.store.values import Ruling

FORMS = ("2014", "2019", "2021", "narrative")
FIRST_YEAR, LAST_YEAR = 2003, 2100

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _check(name: str, rule: str) -> CheckConstraint:
    return CheckConstraint(rule, name=name)


def _one_of(column: str, vocabulary: Iterable[str]) -> CheckConstraint:
    words = ", ".join(f"'{word}'" for word in vocabulary)
    return CheckConstraint(f"{column} IN ({words})", name=column)


def _sha256(column: str) -> CheckConstraint:
    return CheckConstraint(f"length({column}) = 64 AND {column} = lower({column})", name=column)


def _year() -> CheckConstraint:
    return CheckConstraint(f"year BETWEEN {FIRST_YEAR} AND {LAST_YEAR}", name="year")


def _exact(column: str) -> CheckConstraint:
    """In SQLite a column without affinity would take anything; PostgreSQL has a type for exact numbers."""
    rule = (
        f"typeof({column}) IN ('null', 'integer') OR (typeof({column}) = 'text'"
        f" AND {column} GLOB '*[0-9]*' AND {column} NOT GLOB '*[^-0-9.]*')"
    )
    return CheckConstraint(rule, name=f"{column}_exact").ddl_if(dialect="sqlite")


def _flag(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN (0, 1)", name=column).ddl_if(dialect="sqlite")


def _reading_key() -> Column[int]:
    return Column("reading_id", Integer, ForeignKey("readings.id"), primary_key=True)


def _position() -> Column[int]:
    return Column("position", Integer, primary_key=True)


def _of_reading(name: str, *items: Any, short: bool = True) -> Table:
    """A table with any number of rows for one reading, in the order of the page; short rows need no rowid."""
    return Table(name, metadata, _reading_key(), _position(), *items, sqlite_with_rowid=not short)


regions = Table(
    "regions",
    metadata,
    Column("code", Text, primary_key=True),
    Column("first_year", SmallInteger, primary_key=True),
    Column("last_year", SmallInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("parent", Text),
    _check("code", "length(code) >= 6"),
    _check("years", "last_year >= first_year"),
    sqlite_with_rowid=False,
)

units = Table(
    "units",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text),
    _check("name", "length(name) > 0"),
    _check("region", "length(region) >= 6"),
    UniqueConstraint("name", "region"),
)

portals = Table(
    "portals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text),
    Column("home", Text, nullable=False),
)

captures = Table(
    "captures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("fetched_at", UtcTime, nullable=False),
    Column("warc", Text, nullable=False),
    Column("offset", Integer().with_variant(BigInteger(), "postgresql"), nullable=False),
    Column("portal", Text, ForeignKey("portals.id")),
    Column("refused", Text),
    Column("refusal_message", Text),
    Column("refused_by", Text),
    Column("seen_at", UtcTime),
    Column("run_id", Integer, ForeignKey("runs.id")),
    _sha256("sha256"),
    _check("bytes", "bytes >= 0"),
    _check("offset", '"offset" >= 0'),
    _check("status", "status BETWEEN 100 AND 599"),
    _one_of("refused", RefusalKind),
    _check(
        "refusal",
        "(refused IS NULL) = (refusal_message IS NULL) AND (refused IS NULL) = (refused_by IS NULL)",
    ),
    UniqueConstraint("url", "sha256"),
    Index("ix_captures_sha256", "sha256"),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("capture_id", Integer, ForeignKey("captures.id"), nullable=False),
    Column("reader_version", Text, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("content_sha256", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("layout", Text, nullable=False),
    Column("read_at", UtcTime, nullable=False),
    Column("unit", Text),
    Column("region", Text),
    Column("scope", Text),
    Column("year", SmallInteger),
    Column("title", Text),
    Column("published", UtcTime),
    Column("report_id", Text),
    Column("chosen", Boolean, nullable=False),
    _sha256("content_sha256"),
    _one_of("form", FORMS),
    _one_of("scope", Scope),
    _year(),
    _flag("chosen"),
    _check("report", "(report_id IS NULL) = (unit IS NULL OR year IS NULL)"),
    UniqueConstraint("capture_id", "content_sha256"),
    Index(
        "ix_readings_chosen",
        "capture_id",
        unique=True,
        sqlite_where=text("chosen"),
        postgresql_where=text("chosen"),
    ),
    Index("ix_readings_report_id", "report_id"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("unit_id", Text, ForeignKey("units.id"), nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("scope", Text),
    Column("form", Text, nullable=False),
    Column("title", Text),
    Column("url", Text, nullable=False),
    Column("published", UtcTime),
    Column("reading_id", Integer, ForeignKey("readings.id"), nullable=False, unique=True),
    _one_of("form", FORMS),
    _one_of("scope", Scope),
    _year(),
    UniqueConstraint("unit_id", "year", "scope"),
    Index("ix_reports_year", "year", "scope"),
)

indicators = Table(
    "indicators",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("table_code", Text, nullable=False),
    Column("row_code", Text, nullable=False),
    Column("column_code", Text, nullable=False),
    Column("table_label", Text),
    Column("row_label", Text, nullable=False),
    Column("column_label", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("forms", Text, nullable=False),
    _check("code", "code = table_code || '/' || row_code || '/' || column_code"),
)

cell_store = Table(
    "cell_store",
    metadata,
    _reading_key(),
    Column("indicator_id", Integer, ForeignKey("indicators.id"), primary_key=True),
    Column("kind", SmallInteger, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("value", ExactNumber),
    _check("kind", "kind BETWEEN 0 AND 4"),
    _check("status", "status BETWEEN 0 AND 3"),
    _check("value", "(kind = 0) = (value IS NOT NULL)"),
    _check("ambiguous", "status <> 2 OR kind = 4"),
    _check("missing", "status <> 3 OR kind <> 0"),
    _exact("value"),
    sqlite_with_rowid=False,
)

cell_details = Table(
    "cell_details",
    metadata,
    Column("reading_id", Integer, primary_key=True),
    Column("indicator_id", Integer, primary_key=True),
    Column("raw", Text),
    Column("candidates", JSON(none_as_null=True)),
    Column("reason", Text),
    Column("computed", ExactNumber),
    _exact("computed"),
    ForeignKeyConstraint(
        ["reading_id", "indicator_id"], ["cell_store.reading_id", "cell_store.indicator_id"]
    ),
    sqlite_with_rowid=False,
)

reading_places = Table(
    "reading_places", metadata, _reading_key(), Column("places", LargeBinary, nullable=False)
)

reading_extras = _of_reading(
    "reading_extras",
    Column("label", Text, nullable=False),
    Column("column_label", Text),
    Column("value", ExactNumber),
    Column("unit", Text),
    Column("raw", Text, nullable=False),
    Column("place", PlaceText, nullable=False),
    _exact("value"),
)

reading_sections = _of_reading(
    "reading_sections",
    Column("number", SmallInteger, nullable=False),
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("place", PlaceText),
    short=False,
)

reading_facts = _of_reading(
    "reading_facts",
    Column("section", SmallInteger),
    Column("label", Text, nullable=False),
    Column("value", ExactNumber, nullable=False),
    Column("unit", Text),
    Column("raw", Text, nullable=False),
    Column("approximate", Boolean, nullable=False),
    Column("place", PlaceText),
    _exact("value"),
    _flag("approximate"),
)

reading_faults = _of_reading(
    "reading_faults",
    Column("origin", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("suspect", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("indicators", JSON, nullable=False),
    Column("found", ExactNumber),
    Column("expected", ExactNumber),
    _check("code", "length(code) > 0"),
    _one_of("origin", ("reader", "store")),
    _one_of("grade", Grade),
    _one_of("suspect", Suspect),
    _exact("found"),
    _exact("expected"),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("fault_id", Text, primary_key=True),
    Column("seen_sha256", Text, primary_key=True),
    Column("report_id", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("indicators", JSON, nullable=False),
    Column("seen", JSON, nullable=False),
    Column("ruling", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("given_at", UtcTime, nullable=False),
    _sha256("seen_sha256"),
    _one_of("ruling", Ruling),
    _check("note", "length(note) > 0"),
    Index("ix_verdicts_report_id", "report_id"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("command", Text, nullable=False),
    Column("started", UtcTime, nullable=False),
    Column("finished", UtcTime),
    Column("exit_status", SmallInteger),
    Column("counts", JSON(none_as_null=True)),
    _check("finished", "finished >= started"),
    _check("exit_status", "exit_status BETWEEN 0 AND 255"),
    _check("ended", "(finished IS NULL) = (exit_status IS NULL)"),
)

rounds = Table(
    "rounds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", Text, nullable=False),
    Column("started", UtcTime, nullable=False),
    Column("finished", UtcTime),
    Column("sweep", Boolean, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("listed", Integer),
    Column("counts", JSON(none_as_null=True)),
    Column("findings", JSON(none_as_null=True)),
    _check("finished", "finished >= started"),
    _check("ended", "(finished IS NULL) = (listed IS NULL)"),
    _flag("sweep"),
    _flag("whole"),
    Index("ix_rounds_portal", "portal"),
)

queue = Table(
    "queue",
    metadata,
    Column("portal", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due", UtcTime, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("unchanged", SmallInteger, nullable=False),
    Column("trouble", Text),
    Column("reason", Text),
    Column("title", Text),
    Column("year", SmallInteger),
    Column("found_on", Text),
    Column("answered_as", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("capture_id", Integer, ForeignKey("captures.id")),
    Column("refused_id", Integer, ForeignKey("captures.id")),
    Column("asked", UtcTime),
    Column("changed", UtcTime),
    Column("first_in", Integer, ForeignKey("rounds.id"), nullable=False),
    Column("listed_in", Integer, ForeignKey("rounds.id")),
    Column("asked_in", Integer, ForeignKey("rounds.id")),
    _one_of("kind", AddressKind),
    _one_of("state", AddressState),
    _check("tries", "tries >= 0"),
    _check("unchanged", "unchanged >= 0"),
    _check("trouble", "(trouble IS NULL) = (reason IS NULL)"),
    Index("ix_queue_due", "portal", "state", "due"),
    sqlite_with_rowid=False,
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    Column("day", Text, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("closed_until", UtcTime),
    _check("asked", "asked >= 0"),
    sqlite_with_rowid=False,
)

robots = Table(
    "robots",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("status", SmallInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("fetched_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)

restorations = Table(
    "restorations",
    metadata,
    Column("capture_id", Integer, ForeignKey("captures.id"), primary_key=True),
    Column("reading_id", Integer, ForeignKey("readings.id"), nullable=False),
    Column("restored_at", UtcTime, nullable=False),
    Column("note", Text, nullable=False),
    _check("note", "length(note) > 0"),
)

concordance = Table(
    "concordance",
    metadata,
    Column("form", Text, primary_key=True),
    Column("other_form", Text, primary_key=True),
    Column("indicator", Text, primary_key=True),
    Column("part", SmallInteger, primary_key=True),
    Column("code", Text, ForeignKey("indicators.code"), nullable=False),
    Column("comparable", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("note", Text, nullable=False),
    _one_of("form", FORMS),
    _one_of("other_form", FORMS),
    _one_of("comparable", (Comparable.SAME, Comparable.SUM, Comparable.GROUP)),
    _check("part", "part >= 0"),
    sqlite_with_rowid=False,
)

data_dictionary = Table(
    "data_dictionary",
    metadata,
    Column("table_name", Text, primary_key=True),
    Column("column_name", Text, primary_key=True),
    Column("description_en", Text, nullable=False),
    Column("description_zh", Text, nullable=False),
)
