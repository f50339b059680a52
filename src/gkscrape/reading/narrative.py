"""Which headings a report without a form has: those that count on, and what a printer lost of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gkscrape.reading.marks import (
    BODY_BEGINS,
    LONGEST_HEADING,
    Heading,
    Mark,
    Text,
    closing_word,
    heading_at,
    opens_section,
    torn_heading,
)
from gkscrape.text import fold

_MOST_SECTIONS = 20
_SHORTEST_RUN = 3
_LONGEST_HALF = 30
# A numeral in another style than that of the report, or what is left of one.
_ANY_MARK = re.compile("^(?:[(（][一二三四五六七八九十]{1,2}[)）])?[、.,，．]?")
_STOP = re.compile("[。;,.]")
# What reports are divided by; other words that close a line may head a part of a section.
_TOPIC = re.compile(
    r"概述|概况|引言|前言|基本情况|总体情况|工作情况"
    r"|[^。,;:!?()]{0,20}(?:公开|申请|复议|诉讼|收费|咨询|投诉|举报|解读|机构|经费|会议|培训|问题|不足|其他)"
    r"[^。,;:!?]{0,20}(?:情况|措施|事项|问题|附表|统计表|说明|打算|安排)"
)


def plain_heading(texts: Sequence[Text], mark: Mark) -> Heading | None:
    """A heading of any wording at this mark: a short line, or words that close as headings do.

    A line that holds the numeral alone, or half of the words, goes on in the next filled one.
    """
    folded, behind = texts[mark.line].words, mark.match.end()
    if mark.opens_line and (torn := _torn(texts, mark)) is not None:
        return torn
    closing = closing_word(folded, behind)
    length = len(folded) - behind
    alone = mark.opens_line and 0 < length <= LONGEST_HEADING and not _STOP.search(folded[behind:])
    if not alone and closing is None:
        return None
    end = len(folded) if alone or closing is None else closing
    return heading_at(texts, mark, mark.numeral, end)


def _torn(texts: Sequence[Text], mark: Mark) -> Heading | None:
    """A heading whose words end only in the next filled line, and only together close as headings do."""

    def number(words: str, below: str) -> int | None:
        half = words.removesuffix(below)
        if half and (BODY_BEGINS.match(below) or opens_section(below)):
            return None
        short = len(half) <= _LONGEST_HALF and len(below) <= _LONGEST_HALF
        whole = closing_word(words, 0) == len(words) and closing_word(half, 0) != len(half)
        return mark.numeral if short and whole and not _STOP.search(words) else None

    return torn_heading(texts, mark, number)


def counting(headings: Sequence[Heading]) -> list[Heading]:
    """The headings that count on from 1, or from 2 where none is the first and they name a report's topics.

    One lost in between may be skipped; a numeral may come twice before another of the topics.
    """
    begin = headings[:_SHORTEST_RUN]
    headless = [one.number for one in begin] == [2, 3, 4] and all(map(_names_a_topic, begin))
    chosen = [begin[0]] if headless and all(heading.number > 1 for heading in headings) else []
    for place, heading in enumerate(headings):
        last = chosen[-1].number if chosen else 0
        later = any(other.number == last + 1 for other in headings[place + 1 :])
        skips = bool(chosen) and heading.number == last + 2 and not later
        if heading.number == last + 1 or skips or _comes_again(heading, chosen):
            chosen.append(heading)
    return chosen if len(chosen) <= _MOST_SECTIONS else []


def _comes_again(heading: Heading, chosen: Sequence[Heading]) -> bool:
    """Whether the heading is of another topic under the numeral of the last one, which is not the first."""
    if not chosen or heading.number == 1 or heading.number != chosen[-1].number:
        return False
    return heading.words != chosen[-1].words and heading.start == 0 and _names_a_topic(heading)


def _names_a_topic(heading: Heading) -> bool:
    return _TOPIC.fullmatch(fold(heading.words)) is not None


def with_unnumbered(texts: Sequence[Text], headings: Sequence[Heading]) -> list[Heading]:
    """The headings, and in each gap of their count the one line there that heads a section without a numeral.

    Where no heading has a numeral, the lines that do so, three at least, counted.
    """
    bare = list(_unnumbered(texts))
    if not headings:
        divide = _SHORTEST_RUN <= len(bare) <= _MOST_SECTIONS and _divide(texts, bare)
        return [replace(one, number=number) for number, one in enumerate(bare, 1)] if divide else []
    found = []
    for before, heading in pairwise([None, *headings]):
        assert heading is not None
        number, line = (before.number, before.line) if before else (0, -1)
        between = [one for one in bare if line < one.line < heading.line]
        if heading.number == number + 2 and len(between) == 1:
            found.append(replace(between[0], number=number + 1))
        found.append(heading)
    return found


def _divide(texts: Sequence[Text], headings: Sequence[Heading]) -> bool:
    """Whether the lines head sections: each is another, and has sentences or at least words behind it."""
    ends = [*(heading.line for heading in headings[1:]), len(texts)]
    behind = [
        "".join(text.words for text in texts[heading.line + 1 : end])
        for heading, end in zip(headings, ends, strict=True)
    ]
    told = sum("。" in words for words in behind)
    return all(behind) and told >= _SHORTEST_RUN and len({one.words for one in headings}) == len(headings)


def _unnumbered(texts: Sequence[Text]) -> Iterator[Heading]:
    """The lines that are nothing but the topic of a section."""
    for index, text in enumerate(texts):
        words = _ANY_MARK.sub("", text.words) if len(text.printed) <= LONGEST_HEADING else ""
        if _TOPIC.fullmatch(words):
            printed = _ANY_MARK.sub("", text.printed.strip())
            yield Heading(index, 0, 0, 0, printed, index, len(text.printed))
