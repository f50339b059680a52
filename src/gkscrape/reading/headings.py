"""Finds the headings of a report's sections: numeral and words together.

A numeral alone never makes a heading, because the rows of the tables are numbered alike (一、本年新收 …): the
words behind it must be those of a section, or, in a narrative report, stand in the sequence of its headings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice

from gkscrape.documents import Line
from gkscrape.form import SectionHead
from gkscrape.reading.marks import (
    LONGEST_CLAUSE,
    LONGEST_HEADING,
    STYLES,
    Heading,
    Mark,
    Text,
    heading_at,
    marks,
    torn_heading,
)
from gkscrape.reading.narrative import counting, plain_heading, with_unnumbered
from gkscrape.text import fold, fold_each

_MOST_CANDIDATES = 300
"""More than any report has: a page of nothing but numerals is not searched to its end."""

# What may stand between the numeral and the words by which a section is known.
_LEADING_WORDS = re.compile(
    r"(?:政府信息公开(?:工作)?|政务公开(?:工作)?|政府信息|20\d\d年(?:度)?|本?年度?|工作|关于|因)*"
)
_Reader = Callable[[Sequence[Text], Mark], Heading | None]


def find_headings(lines: Sequence[Line], heads: Sequence[SectionHead]) -> list[Heading]:
    """The headings in printed order, numbered as the form numbers them, or as printed where it has others."""
    printed = [line.text for line in lines]
    texts = [*map(Text, printed, fold_each(printed))]
    known = _first_style(texts, lambda texts, mark: _known(texts, mark, heads), _rising) if heads else []
    if len(known) > 1:
        return known
    plain = with_unnumbered(texts, _first_style(texts, plain_heading, counting))
    return plain if len(plain) > len(known) else known


def text_between(lines: Sequence[Line], heading: Heading, end: tuple[int, int]) -> Iterator[str]:
    """The pieces of text from behind a heading to `end` (index of the line, character), line by line."""
    for index in range(heading.body_line, min(end[0] + 1, len(lines))):
        start = heading.body_start if index == heading.body_line else 0
        yield lines[index].text[start : end[1] if index == end[0] else None]


def _first_style(
    texts: Sequence[Text], read: _Reader, choose: Callable[[Sequence[Heading]], list[Heading]]
) -> list[Heading]:
    """What `choose` takes of the headings in the first style of numbering that gives it two."""
    for style in STYLES:
        read_marks = (read(texts, mark) for mark in marks(texts, style))
        found = list(islice((heading for heading in read_marks if heading is not None), _MOST_CANDIDATES))
        chosen = choose(_without_contents(found, texts))
        if len(chosen) > 1:
            return chosen
    return []


def _known(texts: Sequence[Text], mark: Mark, heads: Sequence[SectionHead]) -> Heading | None:
    """The heading of one of the form's sections at this mark."""
    split = torn_heading(texts, mark, _joined_by(heads)) if mark.opens_line else None
    if split is not None:
        return split
    behind = mark.match.end()
    clause = texts[mark.line].words[behind : behind + LONGEST_CLAUSE]
    found = _keyword(clause, heads, at_start=not mark.opens_line)
    return heading_at(texts, mark, found[0], behind + found[1]) if found else None


def _joined_by(heads: Sequence[SectionHead]) -> Callable[[str, str], int | None]:
    """Which of the sections both lines' words together are."""
    return lambda words, _: next((head.number for head in heads if words in _folded(head)), None)


@cache
def _folded(head: SectionHead) -> tuple[str, ...]:
    return tuple(fold(keyword) for keyword in head.keywords)


def _keyword(clause: str, heads: Sequence[SectionHead], *, at_start: bool) -> tuple[int, int] | None:
    """The section whose words open the clause (`at_start`) or stand early in it, and where they end."""
    lead = _LEADING_WORDS.match(clause)
    limit = lead.end() if lead and at_start else LONGEST_HEADING // 2
    found = []
    for head in heads:
        for keyword in _folded(head):
            place = clause.find(keyword, 0, limit + len(keyword))
            if place >= 0 and not re.search("[。;:]", clause[:place]):
                found.append((place, -len(keyword), head.number))
    if not found:
        return None
    place, length, number = min(found)
    return number, place - length


def _without_contents(headings: Sequence[Heading], texts: Sequence[Text]) -> list[Heading]:
    """The headings without those of a table of contents: they have no text, and their section comes again."""
    lines = [Line(index, text.printed) for index, text in enumerate(texts)] if headings else []
    kept = []
    for place, heading in enumerate(headings):
        later = headings[place + 1 :]
        again = any(other.number == heading.number for other in later)
        if not (again and _nothing_between(lines, heading, later[0])):
            kept.append(heading)
    return kept


def _nothing_between(lines: Sequence[Line], heading: Heading, following: Heading) -> bool:
    text = "".join(text_between(lines, heading, (following.line, following.start)))
    return not re.sub(r"[\s\d.…·、，；;,及和与-]", "", text)


def _rising(headings: Sequence[Heading]) -> list[Heading]:
    """The longest run of headings with rising section numbers; a numeral that agrees counts double."""
    best: list[tuple[int, list[Heading]]] = []
    for heading in headings:
        before = [item for item in best if item[1][-1].number < heading.number]
        weight, run = max(before, key=lambda item: item[0], default=(0, []))
        best.append((weight + 1 + (heading.numeral == heading.number), [*run, heading]))
    return max(best, key=lambda item: item[0], default=(0, []))[1]
