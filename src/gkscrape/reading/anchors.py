"""Anchors a page on a form: of all labels found, the run that keeps the form's order and weighs most."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from gkscrape.form import Block, Column, Direction, Form, Row, Table
from gkscrape.reading.lexicon import Match, cores, numeral

_CHARACTER = 1000
"""What a character of a label weighs, against 1 that a character between two anchors costs.

So a table keeps together, and yet a gap seldom outweighs a label. Whole numbers keep equal runs equal.
"""
_MOST_CHARACTERS = 8
_NUMERAL_WEIGHT = 3 * _CHARACTER
_HEAD_WEIGHT = 10 * _CHARACTER
_FREE_ROWS = 4
_MOST_KEPT = 64


class Role(StrEnum):
    """What a label is for."""

    HEAD = "head"
    CAPTION = "caption"
    ANCHOR = "anchor"
    COLUMN = "column"
    GROUP = "group"
    ROW = "row"


_HEAD, _ROW = Role.HEAD, Role.ROW


@dataclass(frozen=True, slots=True, eq=False)
class Station:
    """A label that the form has at this point of its order. `block` is the block's index in its table."""

    index: int
    role: Role
    table: str
    block: int
    code: str
    cores: tuple[str, ...]
    numeral: str | None = None
    row: Row | None = None

    @property
    def is_row(self) -> bool:
        """Whether figures of its own belong to the label."""
        return self.role is _ROW


@dataclass(frozen=True, eq=False)
class Plan:
    """A form as the stations that a page passes, in order."""

    form: Form
    stations: tuple[Station, ...]

    @cached_property
    def by_core(self) -> Mapping[str, tuple[Station, ...]]:
        """The stations that a label may be."""
        found: dict[str, list[Station]] = {}
        for station in self.stations:
            for name in station.cores:
                found.setdefault(name, []).append(station)
        return {name: tuple(stations) for name, stations in found.items()}

    @cached_property
    def row_cores(self) -> Mapping[str, frozenset[str]]:
        """The labels of the rows of each table."""
        tables = dict.fromkeys(station.table for station in self.stations)
        rows = [station for station in self.stations if station.is_row]
        return {code: frozenset(n for s in rows if s.table == code for n in s.cores) for code in tables}

    def block(self, station: Station) -> Block:
        """The block that the station belongs to."""
        return self.form.table(station.table).blocks[station.block]


class Anchor(NamedTuple):
    """A label believed: its station, and where it begins (enumerator included) and ends."""

    station: Station
    start: int
    end: int
    match: Match


@dataclass(frozen=True)
class Alignment:
    """The anchors of a page in order, and how much they weigh together."""

    plan: Plan
    anchors: tuple[Anchor, ...]
    score: int

    @cached_property
    def by_table(self) -> Mapping[str, tuple[Anchor, ...]]:
        """The anchors of each table that the page really prints, section headings left out."""
        found: dict[str, list[Anchor]] = {}
        for anchor in self.anchors:
            if anchor.station.role is not _HEAD:
                found.setdefault(anchor.station.table, []).append(anchor)
        return {code: tuple(anchors) for code, anchors in found.items() if _is_printed(anchors)}

    @cached_property
    def fit(self) -> tuple[int, float]:
        """How well the form fits: what its labels weigh, then the share of its official rows there."""
        rows = [station for station in self.plan.stations if station.row and not station.row.optional]
        there = {anchor.station.index for anchor in self.anchors}
        printed = sum(station.index in there for station in rows)
        return (self.score if self.by_table else 0, printed / max(1, len(rows)))

    @cached_property
    def gaps(self) -> Sequence[tuple[Anchor, Anchor, Sequence[Station]]]:
        """Each pair of neighbours in a table with rows of the form missing between them, and these rows."""
        pairs = (pair for anchors in self.by_table.values() for pair in pairwise(anchors))
        found = ((above, below, self._missing(above, below)) for above, below in pairs)
        return [(above, below, missing) for above, below, missing in found if missing]

    def _missing(self, above: Anchor, below: Anchor) -> list[Station]:
        between = self.plan.stations[above.station.index + 1 : below.station.index]
        return [station for station in between if station.role in (Role.ROW, Role.GROUP)]


@cache
def plan(form: Form) -> Plan:
    """The stations of a form."""
    stations = [
        Station(index, role, table, block, code, names, sign, row)
        for index, (role, table, block, code, names, sign, row) in enumerate(_stations(form))
    ]
    return Plan(form, tuple(stations))


def align(plan: Plan, matches: Sequence[Match]) -> Alignment:
    """The heaviest run of matches in the form's order; no two overlap, each station is used once at most.

    `matches` are in order of their starts. A run's worth is its weight and how far it reaches, so that the
    gap up to the next match costs what it is long.
    """
    steps: list[_Step] = []
    runs = _Runs()
    waiting: list[int] = []
    for match in matches:
        stations = plan.by_core.get(match.core)
        if stations is None:
            continue
        settled, waiting = waiting, []
        for step in settled:
            reached = steps[step]
            if reached.match.end > match.start:
                waiting.append(step)
            else:
                runs.add(reached.station.index, reached.value + reached.match.end, step)
        for station in stations:
            weight, start = _weigh(station, match)
            if weight <= 0:
                continue
            before, previous = runs.before(station.index)
            gap = match.start if previous >= 0 else 0
            waiting.append(len(steps))
            steps.append(_Step(before - gap + weight, station, start, match, previous))
    return _trace_back(plan, steps)


@lru_cache(_MOST_KEPT)
def align_again(plan: Plan, matches: tuple[Match, ...]) -> Alignment:
    """The same, kept for the pages to come: the labels of one form stand in the same cells of most grids."""
    return align(plan, matches)


class _Step(NamedTuple):
    """A match taken for a station: what the run up to it weighs, and the step before it (-1: none)."""

    value: int
    station: Station
    start: int
    match: Match
    previous: int


class _Runs:
    """The best runs found so far, each by the station that it ends at, those that another beats left out.

    So they get better from station to station. Of equal runs the one that was begun earlier is better.
    """

    def __init__(self) -> None:
        self._ends = [-1]
        self._runs = [(0, 1)]

    def before(self, station: int) -> tuple[int, int]:
        """The worth of the best run that ends before this station, and its last step (-1: the empty run)."""
        worth, sign = self._runs[bisect_left(self._ends, station) - 1]
        return worth, -sign

    def add(self, station: int, worth: int, step: int) -> None:
        """Take in a run that ends at this station with this step."""
        run = (worth, -step)
        here = bisect_right(self._ends, station)
        if run < self._runs[here - 1]:
            return
        first = bisect_left(self._ends, station)
        last = bisect_left(self._runs, run, here)
        self._ends[first:last] = [station]
        self._runs[first:last] = [run]


def _trace_back(plan: Plan, steps: Sequence[_Step]) -> Alignment:
    if not steps:
        return Alignment(plan, (), 0)
    last = max(range(len(steps)), key=lambda step: steps[step].value)
    score = steps[last].value
    anchors = []
    while last >= 0:
        step = steps[last]
        anchors.append(Anchor(step.station, step.start, step.match.end, step.match))
        last = step.previous
    return Alignment(plan, tuple(reversed(anchors)), score)


def _weigh(station: Station, match: Match) -> tuple[int, int]:
    """How much it says that the match is this station (0: it cannot be), and where it begins then."""
    if station.role is _HEAD:
        return _HEAD_WEIGHT, match.start
    start, numbered = match.begin(station.numeral)
    weight = min(len(match.core), _MOST_CHARACTERS) * _CHARACTER
    if station.numeral is None:
        return (weight if start == match.start else 0), start
    if numbered:
        return weight + _NUMERAL_WEIGHT, start
    return (weight // 2 if len(match.core) > 2 else 0), start


def _is_printed(anchors: Sequence[Anchor]) -> bool:
    """Whether the anchors are those of a table: words of prose have no headers, numerals or free places."""
    firm = [
        anchor
        for anchor in anchors
        if anchor.station.role in (Role.ANCHOR, Role.COLUMN)
        or (anchor.station.numeral is not None and anchor.match.numeral)
    ]
    if len(firm) >= 2 and len(anchors) >= 3:
        return True
    free = sum(anchor.station.is_row and anchor.match.free for anchor in anchors)
    return free >= _FREE_ROWS


_Draft = tuple[Role, str, int, str, tuple[str, ...], str | None, Row | None]


def _stations(form: Form) -> Iterator[_Draft]:
    tables = sorted(form.tables, key=lambda table: table.section)
    for section in sorted(form.sections, key=lambda section: section.number):
        yield Role.HEAD, "", 0, str(section.number), (f"§{section.number}",), None, None
        for table in tables:
            if table.section == section.number:
                yield from _table_stations(table)


def _table_stations(table: Table) -> Iterator[_Draft]:
    if table.captions:
        yield Role.CAPTION, table.code, 0, table.code, cores(table.captions), None, None
    for number, block in enumerate(table.blocks):
        for role, labels in ((Role.ANCHOR, block.anchors), (Role.CAPTION, block.corner)):
            if labels:
                yield role, table.code, number, block.code, cores(labels), None, None
        if block.direction is Direction.ACROSS:
            yield from _side_by_side(table, number, block)
        else:
            yield from _columns(table, number, block.columns)
            yield from _rows(table, number, block.rows)


def _side_by_side(table: Table, number: int, block: Block) -> Iterator[_Draft]:
    """The headers of a block across as they are printed: line by line, and so the rows of groups last."""
    outer = [row for row in block.rows if row.within is None]
    inner = [row for row in block.rows if row.within is not None]
    for rows in (outer, inner):
        yield from _rows(table, number, rows)
        for _ in (row for row in rows if not row.group):
            yield from _columns(table, number, block.columns)


def _columns(table: Table, number: int, columns: Sequence[Column]) -> Iterator[_Draft]:
    """One station a column; where headers stand in two rows, those that may come out of turn are left out."""
    nested = [index for index, column in enumerate(columns) if column.under]
    above: tuple[str, ...] = ()
    for index, column in enumerate(columns):
        if column.under and column.under != above:
            above = column.under
            yield Role.COLUMN, table.code, number, "", cores(above), None, None
        if not nested or index <= nested[-1]:
            yield Role.COLUMN, table.code, number, column.code, cores(column.labels), None, None


def _rows(table: Table, number: int, rows: Sequence[Row]) -> Iterator[_Draft]:
    for row in rows:
        role = Role.GROUP if row.group else Role.ROW
        yield role, table.code, number, row.code, cores(row.labels), numeral(row.labels[0]), row
