"""Which rows of a form the rows of a ledger are, by the words of their labels alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from gkscrape.form import Block, Row, Table
from gkscrape.likeness import likeness
from gkscrape.reading.ledger import Entry
from gkscrape.text import clean, fold, strip_enumerator

_LEAST_RATIO = 88.0
_LEAST_LENGTH = 6
_LONGEST_LABEL = 60

_OF_WHICH = re.compile(r"^其中[:,、]?")
_NOTE = re.compile(r"\([^()]*\)")
_COUNTED = re.compile(r"(?:总?数量?|总量)$")
_PUNCTUATION = re.compile(r"[、,，.。:：;；()（）\-|]")
_MONEY = re.compile("元$")
_NO_UNIT = re.compile(r"[-/]{1,8}")


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of a form with its block, and its place in the order of the table."""

    index: int
    block: Block
    row: Row

    @property
    def unit(self) -> str:
        """The unit in which its figure is kept."""
        return self.block.columns[0].unit

    @property
    def column(self) -> str:
        """The code of its column."""
        return self.block.columns[0].code


@dataclass(frozen=True, slots=True)
class Named:
    """An entry of a ledger, the row of the form that it is (None: a row of its own), and its label."""

    entry: Entry
    line: RowLine | None
    label: str


def wording(label: str) -> str:
    """What tells a row from the others: its label without enumerators, 其中, notes and a closing 数.

    >>> wording("其中：1、当面申请数"), wording("四、行政复议数量"), wording("(一)收到申请总数（件）")
    ('当面申请', '行政复议', '收到申请')
    """
    words = fold(label)
    for _ in range(2):
        words = _OF_WHICH.sub("", strip_enumerator(words))
    words = _COUNTED.sub("", _NOTE.sub("", words))
    return _PUNCTUATION.sub("", words)


def named(table: Table, entries: Sequence[Entry]) -> Iterator[Named]:
    """The entries in order, each with the row of the table that it is.

    Of like-worded rows the next one in the table's order is meant, one of the same block before any other. A
    row in a unit of another kind (money, count) is another row. A misprinted label is believed only of the
    very next row.
    """
    last: RowLine | None = None
    for entry in entries:
        line, label = _identified(table, entry, last)
        last = line or last
        yield Named(entry, line, label)


@cache
def _lines(table: Table) -> tuple[RowLine, ...]:
    pairs = [(block, row) for block in table.blocks for row in block.rows]
    return tuple(RowLine(index, block, row) for index, (block, row) in enumerate(pairs))


@cache
def _by_wording(table: Table) -> Mapping[str, tuple[RowLine, ...]]:
    found: dict[str, dict[int, RowLine]] = {}
    for line in _lines(table):
        for label in line.row.labels:
            found.setdefault(wording(label), {})[line.index] = line
    return {words: tuple(lines.values()) for words, lines in found.items()}


def _identified(table: Table, entry: Entry, last: RowLine | None) -> tuple[RowLine | None, str]:
    """The row by the longest end of the words before the unit that is a label: group labels stand before."""
    words = entry.label.strip()
    for start in (0, *(space.end() for space in re.finditer(r"[\s|]+", words))):
        line = _line(table, wording(words[start:]), entry.unit, last)
        if line is not None:
            return line, clean(words[start:])
    following = _misprinted(table, entry, last)
    return following, clean(words) if following else _own_label(table, words)


def _line(table: Table, words: str, unit: str | None, last: RowLine | None) -> RowLine | None:
    known = _by_wording(table).get(words, ())
    fitting = [line for line in known if line.row.group or _same_kind(unit, line.unit)]
    if len(fitting) < 2:
        return next(iter(fitting), None)
    behind = [line for line in fitting if last is None or line.index > last.index]
    here = [line for line in behind if last is not None and line.block is last.block]
    return next(iter((*here, *behind)), None)


def _misprinted(table: Table, entry: Entry, last: RowLine | None) -> RowLine | None:
    """The row next in order, if the label is nearly its."""
    lines, words = _lines(table), wording(entry.label)
    index = last.index + 1 if last is not None else 0
    if index >= len(lines) or lines[index].row.group or len(words) < _LEAST_LENGTH:
        return None
    line = lines[index]
    closest = max(likeness(words, wording(label)) for label in line.row.labels)
    return line if closest >= _LEAST_RATIO and _same_kind(entry.unit, line.unit) else None


def _own_label(table: Table, words: str) -> str:
    """The label of a row that the form lacks, without the group labels printed before it."""
    *before, last = re.split(r"\s*\n\s*", words)
    groups = {words for words, lines in _by_wording(table).items() if any(line.row.group for line in lines)}
    while before and wording(before[-1]) not in groups:
        last = before.pop() + last
    return clean(last)[-_LONGEST_LABEL:]


def _same_kind(printed: str | None, unit: str) -> bool:
    """Whether both units are of money, or neither is; a unit that is not printed fits any."""
    if printed is None or _NO_UNIT.fullmatch(printed):
        return True
    return bool(_MONEY.search(printed)) == bool(_MONEY.search(unit))
