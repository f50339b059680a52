"""Finds the headings of a report's sections: numeral and words together.

A numeral alone never makes a heading, because the rows of the tables are numbered alike (一、本年新收 …): the
words behind it must be those of a section, or, in a narrative report, stand in the sequence of its headings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice

from gkscrape.documents import Line
from gkscrape.form import SectionHead
from gkscrape.numbers import parse_chinese_numeral
from gkscrape.text import Folded, clean, fold, fold_with_map

_LONGEST_HEADING = 60
_LONGEST_CLAUSE = 80
_MOST_SECTIONS = 20
_MOST_CANDIDATES = 300
"""More than any report has: a page of nothing but numerals is not searched to its end."""

_NUMERALS = "一二三四五六七八九十"
_NUMERAL = f"(?P<numeral>[{_NUMERALS}]{{1,3}})"
# The ways to number sections at the beginning of a line, the usual one first. A dash is the misprint of 一.
_STYLES = (
    re.compile(rf"(?P<numeral>[{_NUMERALS}]{{1,3}}|-)[、.,:](?!\d)"),
    re.compile(rf"第{_NUMERAL}(?:部分|章|节)[、.,:]?"),
    re.compile(rf"\({_NUMERAL}\)[、.,:]?"),
    re.compile(r"(?P<numeral>\d{1,2})[、.](?!\d)"),
    re.compile(rf"(?P<numeral>[{_NUMERALS}]{{1,2}})(?![{_NUMERALS}、])"),
)
# Inside a line only the usual way counts; 第一、 and 其一、 number points of a paragraph.
_INSIDE = re.compile(rf"(?<![{_NUMERALS}第其之]){_NUMERAL}、")

# What may stand between the numeral and the words by which a section is known.
_LEADING_WORDS = re.compile(
    r"(?:政府信息公开(?:工作)?|政务公开(?:工作)?|政府信息|20\d\d年(?:度)?|本?年度?|工作|关于|因)*"
)
_CLOSING_WORD = re.compile(
    r"[^。,;:!?]{0,40}?(?:情况|概述|概况|前言|措施|事项|附表|统计表|问题|说明|总结|安排|打算|保障|费用)"
    r"(?![及和与、的以概统])"
)
_BODY_BEGINS = re.compile(r"[\s:：。，,\d〇二(（\[〔]|无|没有|未|本年|我[县市区局镇乡办委院]|截[至止]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: where it stands, its printed numeral, its section's number, and where its text begins.

    `line` and `body_line` are indexes into the lines that were searched, `start` and `body_start` characters.
    """

    line: int
    start: int
    numeral: int
    number: int
    words: str
    body_line: int
    body_start: int


@dataclass(frozen=True)
class _Text:
    """A line as printed and folded."""

    printed: str

    @cached_property
    def words(self) -> str:
        """The line folded."""
        return fold(self.printed)

    @cached_property
    def folded(self) -> Folded:
        """The line folded, with the way back to what is printed."""
        return fold_with_map(self.printed)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A numeral with its mark, in the folded text of the line of this index."""

    line: int
    match: re.Match[str]

    @property
    def opens_line(self) -> bool:
        return self.match.start() == 0

    @property
    def numeral(self) -> int:
        numeral = self.match["numeral"]
        if numeral == "-":
            return 1
        return int(numeral) if numeral.isdigit() else parse_chinese_numeral(numeral) or 0


_Reader = Callable[[Sequence[_Text], _Mark], Heading | None]


def find_headings(lines: Sequence[Line], heads: Sequence[SectionHead]) -> list[Heading]:
    """The headings in printed order, numbered as the form numbers them, or as printed where it has others."""
    texts = [_Text(line.text) for line in lines]
    known = _first_style(texts, lambda texts, mark: _known(texts, mark, heads), _rising) if heads else []
    plain = _first_style(texts, _plain, _counting) if len(known) < 2 else []
    return plain if len(plain) > len(known) else known


def text_between(lines: Sequence[Line], heading: Heading, end: tuple[int, int]) -> Iterator[str]:
    """The pieces of text from behind a heading to `end` (index of the line, character), line by line."""
    for index in range(heading.body_line, min(end[0] + 1, len(lines))):
        start = heading.body_start if index == heading.body_line else 0
        yield lines[index].text[start : end[1] if index == end[0] else None]


def opens_section(text: str) -> bool:
    """Whether a line begins as headings usually do."""
    return _STYLES[0].match(fold(text[:_LONGEST_CLAUSE])) is not None


def _first_style(
    texts: Sequence[_Text], read: _Reader, choose: Callable[[Sequence[Heading]], list[Heading]]
) -> list[Heading]:
    """What `choose` takes of the headings in the first style of numbering that gives it two."""
    for style in _STYLES:
        read_marks = (read(texts, mark) for mark in _marks(texts, style))
        found = list(islice((heading for heading in read_marks if heading is not None), _MOST_CANDIDATES))
        chosen = choose(_without_contents(found, texts))
        if len(chosen) > 1:
            return chosen
    return []


def _marks(texts: Sequence[_Text], style: re.Pattern[str]) -> Iterator[_Mark]:
    for index, text in enumerate(texts):
        opening = style.match(text.words)
        if opening:
            yield _Mark(index, opening)
        if style is _STYLES[0]:
            behind = opening.end() if opening else 0
            yield from (_Mark(index, match) for match in _INSIDE.finditer(text.words, behind))


def _known(texts: Sequence[_Text], mark: _Mark, heads: Sequence[SectionHead]) -> Heading | None:
    """The heading of one of the form's sections at this mark."""
    split = _split_heading(texts, mark, heads) if mark.opens_line else None
    if split is not None:
        return split
    behind = mark.match.end()
    clause = texts[mark.line].words[behind : behind + _LONGEST_CLAUSE]
    found = _keyword(clause, heads, at_start=not mark.opens_line)
    return _heading(texts, mark, found[0], behind + found[1]) if found else None


def _split_heading(texts: Sequence[_Text], mark: _Mark, heads: Sequence[SectionHead]) -> Heading | None:
    """A heading that goes on in the next filled line, both together being the words of one section."""
    following = range(mark.line + 1, min(mark.line + 4, len(texts)))
    below = next((index for index in following if texts[index].words), None)
    here = texts[mark.line]
    if below is None or len(here.words) > _LONGEST_HEADING:
        return None
    words = here.words[mark.match.end() :] + texts[below].words
    number = next((head.number for head in heads if words in _folded(head)), None)
    if number is None:
        return None
    rest = here.folded.span(mark.match.end(), len(here.folded.text))[0]
    printed = clean(here.printed[rest:] + texts[below].printed)
    return Heading(mark.line, 0, mark.numeral, number, printed, below, len(texts[below].printed))


@cache
def _folded(head: SectionHead) -> tuple[str, ...]:
    return tuple(fold(keyword) for keyword in head.keywords)


def _keyword(clause: str, heads: Sequence[SectionHead], *, at_start: bool) -> tuple[int, int] | None:
    """The section whose words open the clause (`at_start`) or stand early in it, and where they end."""
    lead = _LEADING_WORDS.match(clause)
    limit = lead.end() if lead and at_start else _LONGEST_HEADING // 2
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


def _heading(texts: Sequence[_Text], mark: _Mark, number: int, end: int) -> Heading:
    """The heading at `mark` whose words reach at least to `end` of the folded line."""
    text, folded, match = texts[mark.line].printed, texts[mark.line].folded, mark.match
    stop = folded.span(match.start(), end)[1]
    if not _BODY_BEGINS.match(text, stop):
        stop = _closing(text, stop)
    words = clean(text[folded.span(match.end(), match.end() + 1)[0] : stop]).rstrip(":：。")
    start = folded.span(match.start(), match.end())[0]
    return Heading(mark.line, start, mark.numeral, number, words, mark.line, stop)


def _closing(text: str, stop: int) -> int:
    """Where a heading ends whose known words go on: with a short line, else with a closing word."""
    if len(text) <= _LONGEST_HEADING and not re.search("[。；;!！]", text[stop:]):
        return len(text)
    closing = _CLOSING_WORD.match(text, stop)
    return closing.end() if closing else stop


def _plain(texts: Sequence[_Text], mark: _Mark) -> Heading | None:
    """A heading of any wording at this mark: a short line, or words that close as headings do."""
    folded, behind = texts[mark.line].words, mark.match.end()
    closing = _CLOSING_WORD.match(folded, behind)
    length = len(folded) - behind
    alone = mark.opens_line and 0 < length <= _LONGEST_HEADING and not re.search("[。;,].", folded[behind:])
    if not alone and closing is None:
        return None
    end = len(folded) if alone or closing is None else closing.end()
    return _heading(texts, mark, mark.numeral, end)


def _without_contents(headings: Sequence[Heading], texts: Sequence[_Text]) -> list[Heading]:
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


def _counting(headings: Sequence[Heading]) -> list[Heading]:
    """The headings that count on from 1; one lost in between may be skipped."""
    chosen: list[Heading] = []
    for place, heading in enumerate(headings):
        last = chosen[-1].number if chosen else 0
        later = any(other.number == last + 1 for other in headings[place + 1 :])
        if heading.number == last + 1 or (chosen and heading.number == last + 2 and not later):
            chosen.append(heading)
    return chosen if len(chosen) <= _MOST_SECTIONS else []
