"""Whether the sections, facts and extras of a report are what its page prints.

A section's heading must stand at its place and its paragraphs behind it, in order and before the next
section; a fact's words must stand in its section and state its figure; an extra's figure must stand at its
place, beside its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gkscrape.documents import Document
from gkscrape.numbers import parse_figure, parse_value
from gkscrape.record import Extra, Fact, Place, Report, Section
from gkscrape.run.evidence import Why
from gkscrape.run.places import Places, bare, words
from gkscrape.text import fold

_HEADING_WITHIN = 40
_SHOWN = 24
_BEFORE_A_FACT = 120
_LABEL_PARTS = 3
_REACH = 12
_DENIAL = re.compile("[无未没零]")
_NUMERAL = re.compile("(?<![0-9.,零一二三四五六七八九十百千万两])[0-9零一二三四五六七八九十百千万两]")
_LONGEST_FIGURE = 24


@dataclass(frozen=True, slots=True)
class Misquoted:
    """One thing that speaks against a section, a fact or an extra; `what` names it."""

    what: str
    why: Why
    message: str
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Quotes:
    """What came of re-reading the text of a report: how many sections, facts and extras, and what differs."""

    sections: int
    facts: int
    extras: int
    differences: tuple[Misquoted, ...]


def quotes(report: Report, document: Document) -> Quotes:
    """Every section, fact and extra of the report held against the document."""
    page = _Page(document, report.sections)
    differences = (
        *(found for section in report.sections for found in page.against_section(section)),
        *(found for fact in report.facts for found in page.against_fact(fact)),
        *(found for extra in report.extras for found in page.against_extra(extra)),
    )
    return Quotes(len(report.sections), len(report.facts), len(report.extras), differences)


def lost_quotes(report: Report, why: str) -> Quotes:
    """All of them have lost their evidence."""
    names = (
        *(_section_name(section) for section in report.sections),
        *(_fact_name(fact) for fact in report.facts),
        *(_extra_name(extra) for extra in report.extras),
    )
    differences = tuple(Misquoted(name, Why.ARCHIVE, why) for name in names)
    return Quotes(len(report.sections), len(report.facts), len(report.extras), differences)


class _Page:
    """One document, cut at the places of a report's sections."""

    def __init__(self, document: Document, sections: Sequence[Section]) -> None:
        self._places = Places(document)
        self._folded = [fold(line) for line in self._places.lines]
        starts = sorted({_start(section.at) for section in sections if section.at is not None})
        behind = (len(self._folded) + 1, 0)
        self._texts = {start: self._text(start, end) for start, end in pairwise([*starts, behind])}
        self._of_number: dict[int, str] = {}
        for section in sections:
            if section.at is not None:
                known = self._of_number.get(section.number, "")
                self._of_number[section.number] = known + self._texts[_start(section.at)]

    def _text(self, start: tuple[int, int], end: tuple[int, int]) -> str:
        """The folded text between two places, each a line from 1 and a character from 0."""
        (first, character), (last, stop) = start, end
        if not 1 <= first <= len(self._folded):
            return ""
        if first == last:
            return fold(self._places.lines[first - 1][character:stop])
        tail = fold(self._places.lines[last - 1][:stop]) if last <= len(self._folded) else ""
        return "".join(
            [fold(self._places.lines[first - 1][character:]), *self._folded[first : last - 1], tail]
        )

    def against_section(self, section: Section) -> Iterator[Misquoted]:
        """What speaks against a section; of its paragraphs only the first that is not there."""
        name = _section_name(section)
        if section.at is None:
            yield Misquoted(name, Why.PLACE, "it names no place")
            return
        text, heading = self._texts[_start(section.at)], fold(section.heading)
        if not 0 <= text.find(heading) <= _HEADING_WITHIN:
            message = f"{words(section.at)} prints {text[:_SHOWN]!r}, not the heading {section.heading!r}"
            yield Misquoted(name, Why.LABEL, message, text[:_SHOWN])
        position = 0
        for paragraph in filter(None, map(fold, section.text.splitlines())):
            found = text.find(paragraph, position)
            if found < 0:
                message = f"the paragraph {paragraph[:_SHOWN]!r} does not stand behind {words(section.at)}"
                yield Misquoted(name, Why.TEXT, message)
                return
            position = found + len(paragraph)

    def against_fact(self, fact: Fact) -> Iterator[Misquoted]:
        """What speaks against a fact, the gravest only."""
        name, raw = _fact_name(fact), fold(fact.raw)
        of_all = "".join(self._of_number.values())
        text = of_all if fact.section is None else self._of_number.get(fact.section, "")
        at_place = self._places.printed(fact.at) if fact.at is not None else None
        if raw not in text or (fact.at is not None and fold(at_place or "") != raw):
            yield Misquoted(name, Why.TEXT, f"section {fact.section} does not print {fact.raw!r}", at_place)
        elif not _states(fact):
            unit = fact.unit or ""
            yield Misquoted(name, Why.VALUE, f"{fact.raw!r} does not state {fact.value}{unit}", fact.raw)
        elif not any(_is_made_of(fold(fact.label), window) for window in _windows(text, raw)):
            yield Misquoted(name, Why.LABEL, f"{fact.raw!r} does not stand beside {fact.label!r}", fact.raw)

    def against_extra(self, extra: Extra) -> Iterator[Misquoted]:
        """What speaks against an extra, the gravest only."""
        name, printed = _extra_name(extra), self._places.printed(extra.at)
        if printed is None:
            yield Misquoted(name, Why.PLACE, f"nothing stands at {words(extra.at)}")
        elif bare(printed) != bare(extra.raw):
            message = f"{words(extra.at)} prints {printed!r}, the extra holds {extra.raw!r}"
            yield Misquoted(name, Why.TEXT, message, printed)
        elif extra.value not in _values(extra):
            message = f"{words(extra.at)} prints {printed!r}, which does not say {extra.value}"
            yield Misquoted(name, Why.VALUE, message, printed)
        elif not any(fold(extra.label) in beside for beside in self._beside(extra.at)):
            message = f"{words(extra.at)} does not stand beside the label {extra.label!r}"
            yield Misquoted(name, Why.LABEL, message, printed)
        elif self._is_under_another(extra):
            message = f"{words(extra.at)} does not stand under the heading {extra.column!r}"
            yield Misquoted(name, Why.LABEL, message, printed)

    def _beside(self, place: Place) -> Iterator[str]:
        """The folded texts left of a place in a grid; the line up to it, and with the lines above it."""
        if place.table is None:
            above = self._folded[max(0, place.line - 1 - _REACH) : place.line - 1]
            yield "".join([*above, fold(self._places.lines[place.line - 1][: place.start])])
            return
        row = self._places.grids[place.table].rows[(place.row or 1) - 1]
        left = [fold(cell.text) for cell in row[: (place.column or 1) - 1] if cell is not None]
        yield from ("".join(left), *left)

    def _is_under_another(self, extra: Extra) -> bool:
        """Whether a grid prints the name of the extra's column above other columns, and not above its own."""
        if extra.column is None or extra.at.table is None:
            return False
        rows = self._places.grids[extra.at.table].rows[: (extra.at.row or 1) - 1]
        name, column = fold(extra.column), (extra.at.column or 1) - 1
        named = [n for row in rows for n, cell in enumerate(row) if cell and fold(cell.text) == name]
        return bool(named) and column not in named


def _start(place: Place) -> tuple[int, int]:
    return place.line, place.start or 0


def _section_name(section: Section) -> str:
    return f"section {section.number}"


def _fact_name(fact: Fact) -> str:
    return f"fact of section {fact.section}: {fact.label}"


def _extra_name(extra: Extra) -> str:
    return f"extra {extra.label}" + (f", {extra.column}" if extra.column else "")


def _states(fact: Fact) -> bool:
    """Whether the fact's words hold a figure that says its value, or deny that there was anything."""
    raw = fold(fact.raw)
    if fact.unit is None and fact.value == 0 and _DENIAL.search(raw):
        return True
    starts = [numeral.start() for numeral in _NUMERAL.finditer(raw)]
    said = (
        parse_figure(raw[start:end])
        for start in starts
        for end in range(start + 1, min(len(raw), start + _LONGEST_FIGURE) + 1)
    )
    return any(figure and (figure.value, figure.unit) == (fact.value, fact.unit) for figure in said)


def _windows(text: str, raw: str) -> Iterator[str]:
    """Each place where the words stand in the text, with what stands before it."""
    start = text.find(raw)
    while start >= 0:
        yield text[max(0, start - _BEFORE_A_FACT) : start + len(raw)]
        start = text.find(raw, start + 1)


def _is_made_of(label: str, text: str) -> bool:
    """Whether the label is made of a few pieces of the text, as one that a figure stands in the middle of."""
    for _ in range(_LABEL_PARTS):
        length = next((n for n in range(len(label), 0, -1) if label[:n] in text), 0)
        label = label[length:]
    return not label


def _values(extra: Extra) -> Iterable[object]:
    """What the printed text may say: in the extra's unit, in the one printed beside it, and plainly."""
    raw = extra.raw.strip()
    yield from (parse_value(raw, unit, signed=True).value for unit in (extra.unit, None))
    if extra.unit is not None:
        yield parse_value(f"{raw}{extra.unit}", "万元", signed=True).value
