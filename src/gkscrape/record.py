"""The frozen values that pass between the stages: what was read, from where, and what is wrong with it.

No behaviour lives here. Every stage takes values of this module and returns new ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


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


class Place(NamedTuple):
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


class Cell(NamedTuple):
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


class Comparable(StrEnum):
    """As what the values of a line may be compared: one figure each, sums, whole groups, or not at all."""

    SAME = "same"
    SUM = "sum"
    GROUP = "group"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one side of a comparison says. `value` is None unless it is known; `kind` and `status` are None if
    its form has no such figure. The status of a sum is the least certain of its parts."""

    key: str
    value: Decimal | None
    kind: Kind | None
    status: Status | None


@dataclass(frozen=True, slots=True)
class Change:
    """One indicator on all sides, in their order, and its change from the first side to the last.

    `absolute` is last minus first, `relative` that as a share of the first (0.5 is half more), to six places.
    Both are None where a value is unknown or nothing may be compared; `relative` also where the first is not
    above 0. `label` is Chinese, as the form prints it.
    """

    indicator: str
    label: str
    entries: tuple[Entry, ...]
    absolute: Decimal | None
    relative: Decimal | None
    comparable: Comparable
    note: str


class Edit(StrEnum):
    """What became of a piece of text from one side to the other."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of whole clauses, with the marks and line breaks that end them."""

    edit: Edit
    text: str


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section on two sides: `older` and `newer` name them, `kept` is the share of the older text that
    still stands, from 0 to 1, to two places; None where one side has no such section. Without its `added`
    pieces it is the older text, without its `removed` pieces the newer."""

    number: int
    heading: str
    older: str
    newer: str
    kept: Decimal | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Reports side by side under a title: their figures, their text, what does not chain, what to bear in
    mind of all of it. `keys` names the sides in order; `headlines` are the indicators to draw first."""

    title: str
    keys: tuple[str, ...]
    changes: tuple[Change, ...]
    sections: tuple[SectionChange, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one unit's figure stands among the figures of its peers.

    `peers` of them have a known figure, `unknown` of them have none. The quartiles are None, and so is
    `rank`, where too few are known. `rank` counts from 1 for the largest among the peers and the unit;
    `tied` is how many others share it.
    """

    indicator: str
    label: str
    entry: Entry
    peers: int
    unknown: int
    lower: Decimal | None
    median: Decimal | None
    upper: Decimal | None
    rank: int | None
    tied: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """A unit among its peers: what the peers are, where it stands by each indicator, what to bear in mind."""

    title: str
    standings: tuple[Standing, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a section, and the like sentence of the source; `alike` from 0 to 1, to two places."""

    text: str
    source_text: str
    alike: Decimal


@dataclass(frozen=True, slots=True)
class Copy:
    """How much of a section stands in another report's text: `share` of its characters, from 0 to 1, to two
    places, in these passages."""

    report: str
    section: int
    heading: str
    source: str
    share: Decimal
    passages: tuple[Passage, ...]
