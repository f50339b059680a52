"""Where headings may begin: numerals with their marks, and a heading of given words at one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gkscrape.numbers import parse_chinese_numeral
from gkscrape.text import Folded, clean, fold, fold_with_map

LONGEST_HEADING = 60
LONGEST_CLAUSE = 80

_NUMERALS = "一二三四五六七八九十"
_NUMERAL = f"(?P<numeral>[{_NUMERALS}]{{1,3}})"
# The ways to number sections at the beginning of a line, the usual one first. A dash is the misprint of 一.
STYLES = (
    re.compile(rf"(?P<numeral>[{_NUMERALS}]{{1,3}}|-)[、.,:。](?!\d)"),
    re.compile(rf"第{_NUMERAL}(?:部分|章|节)[、.,:]?"),
    re.compile(rf"\({_NUMERAL}\)[、.,:]?"),
    re.compile(r"(?P<numeral>\d{1,2})[、.](?!\d)"),
    re.compile(rf"(?P<numeral>[{_NUMERALS}]{{1,2}})(?![{_NUMERALS}、])"),
)
# Inside a line only the usual way counts; 第一、 and 其一、 number points of a paragraph. What stands before
# is looked at behind the first numeral, so that a text is searched for numerals alone.
_INSIDE = re.compile(rf"(?P<numeral>[{_NUMERALS}](?<![{_NUMERALS}第其之].)[{_NUMERALS}]{{0,2}})、")


_CLOSING_WORD = re.compile(
    r"[^。,;:!?]{0,40}?(?:情况|概述|概况|前言|措施|事项|附表|统计表|问题|说明|总结|安排|打算|保障|费用)"
    r"(?![及和与、的以概统])"
)
BODY_BEGINS = re.compile(r"[\s:：。，,\d〇二(（\[〔]|无|没有|未|本年|我[县市区局镇乡办委院]|截[至止]")


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
class Text:
    """A line as printed, and its words: the same folded."""

    printed: str
    words: str

    @cached_property
    def folded(self) -> Folded:
        """The line folded, with the way back to what is printed."""
        return fold_with_map(self.printed)


@dataclass(frozen=True, slots=True)
class Mark:
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


def marks(texts: Sequence[Text], style: re.Pattern[str]) -> Iterator[Mark]:
    """The numerals in this style, in order: where lines begin, and inside if it is the usual style."""
    for index, text in enumerate(texts):
        opening = style.match(text.words)
        if opening:
            yield Mark(index, opening)
        if style is STYLES[0]:
            behind = opening.end() if opening else 0
            yield from (Mark(index, match) for match in _INSIDE.finditer(text.words, behind))


def heading_at(texts: Sequence[Text], mark: Mark, number: int, end: int) -> Heading:
    """The heading at `mark` whose words reach at least to `end` of the folded line."""
    text, folded, match = texts[mark.line].printed, texts[mark.line].folded, mark.match
    stop = folded.span(match.start(), end)[1]
    if not BODY_BEGINS.match(text, stop):
        stop = _closing(text, stop)
    words = clean(text[folded.span(match.end(), match.end() + 1)[0] : stop]).rstrip(":：。")
    start = folded.span(match.start(), match.end())[0]
    return Heading(mark.line, start, mark.numeral, number, words, mark.line, stop)


def _closing(text: str, stop: int) -> int:
    """Where a heading ends whose known words go on: with a short line, else with a closing word."""
    if len(text) <= LONGEST_HEADING and not re.search("[。；;!！]", text[stop:]):
        return len(text)
    closing = _CLOSING_WORD.match(text, stop)
    return closing.end() if closing else stop


def closing_word(words: str, start: int) -> int | None:
    """Where the words that open at `start` close as headings do (…情况, …措施), or None."""
    closing = _CLOSING_WORD.match(words, start)
    return closing.end() if closing else None


def torn_heading(
    texts: Sequence[Text], mark: Mark, number: Callable[[str, str], int | None]
) -> Heading | None:
    """A heading that goes on in the next filled line.

    `number` gives the section of both lines' words together and of those in the lower one, None for none.
    """
    following = range(mark.line + 1, min(mark.line + 4, len(texts)))
    below = next((index for index in following if texts[index].words), None)
    here = texts[mark.line]
    if below is None or len(here.words) > LONGEST_HEADING:
        return None
    section = number(here.words[mark.match.end() :] + texts[below].words, texts[below].words)
    if section is None:
        return None
    rest = here.folded.span(mark.match.end(), len(here.folded.text))[0]
    printed = clean(here.printed[rest:] + texts[below].printed)
    return Heading(mark.line, 0, mark.numeral, section, printed, below, len(texts[below].printed))


def opens_section(text: str) -> bool:
    """Whether a line begins as headings usually do."""
    return STYLES[0].match(fold(text[:LONGEST_CLAUSE])) is not None
