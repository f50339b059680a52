"""The frozen values that pass between the stages: what was read, from where, and what is wrong with it.

No behaviour lives here. Every stage takes values of this module and returns new ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What stands in a cell."""

    NUMBER = "number"
    BLANK = "blank"
    NA = "na"
    TEXT = "text"
    UNREADABLE = "unreadable"


class Status(StrEnum):
    """How a cell came by its content.

    `printed`: read where it stands. `inferred`: a printed token whose place or cut only labels, order or
    arithmetic decide, uniquely. `ambiguous`: several contents are possible. `missing`: nothing was printed.
    """

    PRINTED = "printed"
    INFERRED = "inferred"
    AMBIGUOUS = "ambiguous"
    MISSING = "missing"


class Grade(StrEnum):
    """How loud a fault is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Suspect(StrEnum):
    """Who is to blame for a fault, as far as the evidence says."""

    PUBLISHER = "publisher"
    READER = "reader"
    UNDECIDED = "undecided"


class Scope(StrEnum):
    """Whose requests a report counts: the whole county, the government and its office, or one organ."""

    CONSOLIDATED = "consolidated"
    OFFICE = "office"
    ORGAN = "organ"


class RefusalKind(StrEnum):
    """Why an input is not stored as a report."""

    NOTICE = "notice"
    BLANK_FORM = "blank_form"
    LOOK_ALIKE = "look_alike"
    LIST = "list"
    SOFT_404 = "soft_404"
    CHALLENGE = "challenge"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a document.

    `line` counts from 1 in the text of the document, `start` and `end` are characters within that line
    (from 0, end exclusive). In a table, `table`, `row` and `column` count from 1 in the span-expanded grid.
    """

    line: int
    start: int | None = None
    end: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator of a report. `value` is in the indicator's unit, and None unless `kind` is number."""

    indicator: str
    kind: Kind
    status: Status
    value: Decimal | None = None
    raw: str | None = None
    at: Place | None = None
    reason: str | None = None
    candidates: tuple[Decimal | None, ...] = ()
    computed: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Extra:
    """A printed figure under a row or column that no form knows."""

    label: str
    column: str | None
    value: Decimal | None
    unit: str | None
    raw: str
    at: Place


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section of a report as plain text, paragraphs divided by newlines."""

    number: int
    heading: str
    text: str
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that stands in a sentence of a section."""

    section: int | None
    label: str
    value: Decimal
    unit: str | None
    raw: str
    at: Place | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit: its rule, the indicators it speaks of, and who is suspect."""

    code: str
    grade: Grade
    message: str
    indicators: tuple[str, ...] = ()
    found: Decimal | None = None
    expected: Decimal | None = None
    suspect: Suspect = Suspect.UNDECIDED


@dataclass(frozen=True, slots=True)
class Source:
    """The body that was read: the sha256 of its bytes after content decoding, its type and its address."""

    sha256: str
    media_type: str
    bytes: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose report it is and of which year; what could not be settled is None and has a fault."""

    unit: str | None
    region: str | None
    scope: Scope | None
    year: int | None
    title: str | None
    published: datetime | None
    """Shanghai wall clock as printed, without an offset; stores convert it."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that was read from one body: the identity, every indicator of its form, the text, the faults."""

    source: Source
    identity: Identity
    form: str
    layout: str
    cells: tuple[Cell, ...]
    extras: tuple[Extra, ...]
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A body that is not an annual report, and why."""

    source: Source
    kind: RefusalKind
    message: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """One response as it came, or a local file played as one. `body` is after content decoding."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    media_type: str
    charset: str | None = None
    redirected_from: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetched body as it lies in the archive. `fetched_at` is aware, in UTC."""

    url: str
    sha256: str
    media_type: str
    bytes: int
    status: int
    fetched_at: datetime
    warc: str
    offset: int
