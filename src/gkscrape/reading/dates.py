"""When a report was published, and the year that its period sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from gkscrape.documents import Document
from gkscrape.numbers import parse_chinese_numeral
from gkscrape.reading.metadata import PUBLISHED, labelled, meta_values, read_labels
from gkscrape.text import clean, fold
from gkscrape.titles import ORGAN_SHAPE

META = ("pubdate", "publishdate", "article:published_time", "firstpublishedtime")
"""The <meta> elements that print a time of publication, the most telling first."""

_CLOSING_LINES = 40

_NUMERAL = "〇○零O一二三四五六七八九十"
_MOMENT = re.compile(
    r"(?<!\d)(?P<year>20\d\d)\s*(?:年|[-/.])\s*(?P<month>\d{1,2})\s*(?:月|[-/.])\s*(?P<day>\d{1,2})(?!\d)\s*日?"
    r"(?:T|\s*)?(?:(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?!\d))?"
)
_CHINESE_DATE = re.compile(
    rf"(?P<year>二[{_NUMERAL}]{{3}})年(?P<month>[{_NUMERAL}]{{1,2}})月(?P<day>[{_NUMERAL}]{{1,3}})日"
)
# What each date has; most lines do not.
_DATE_SIGN = re.compile("[2２二]")
_WIDE = str.maketrans("０１２３４５６７８９：／．－—–", "0123456789:/.---")
_BARE_LINE = 30
_WORDS = re.compile("[\u4e00-\u9fff.]")

# 自2020年1月1日起至2020年12月31日止, with the misprints seen: 至202020年, 12月21日, 2018年11日至2018年1231日.
_PERIOD = re.compile(
    r"(?P<first>20\d\d)\d{0,2}年(?:0?1月0?1日|1月1|11日|0101日?)[^。,;]{0,4}?(?:至|到|-|—)+(?:(?P<last>20\d\d)\d{0,2}年)?1?2?月?\d{1,4}日"
)
_UNTIL = re.compile(r"(?:数据|统计|期限|时间)[^。;]{0,12}截[至止]?到?(?:至)?(?P<first>20\d\d)年12月\d{1,2}日")


def find_published(document: Document, opening: Sequence[str]) -> datetime | None:
    """The time of publication as printed, Shanghai wall clock without an offset; None if none is printed.

    A labelled time goes before the page's <meta>, this before a bare line under the title, and any of them
    before the date under the signature.
    """
    return next(_moments(_dated(document, opening)), None)


def _dated(document: Document, opening: Sequence[str]) -> Iterator[str]:
    """What may name the time of publication, the surest first."""
    yield from labelled(read_labels(opening), PUBLISHED)
    yield from meta_values(document, META)
    yield from (line for line in opening if len(line) <= _BARE_LINE and _is_bare(line))
    last = (clean(line.text) for line in document.lines[-_CLOSING_LINES:])
    closing = [line for line in last if period_year(line) is None]
    yield from labelled(read_labels(closing), PUBLISHED[:2])
    yield from (line for line in reversed(closing) if len(line) <= _BARE_LINE and _is_signature(line))


def _is_bare(line: str) -> bool:
    """Whether the line is a date, with nothing behind it but marks or a label: no sentence begins so."""
    date = _date_in(line)
    if date is None:
        return False
    before, behind = line[: date.start()], line[date.end() :]
    return not _WORDS.search(before) and (not _WORDS.search(behind) or bool(read_labels([behind.strip()])))


def _is_signature(line: str) -> bool:
    """Whether the line is a date, or an organ and a date."""
    date = _date_in(line)
    if date is None:
        return False
    rest = fold(line[: date.start()] + line[date.end() :]).strip("():-")
    return not rest or ORGAN_SHAPE.fullmatch(rest) is not None


def _date_in(line: str) -> re.Match[str] | None:
    if _DATE_SIGN.search(line) is None:
        return None
    return _MOMENT.search(line.translate(_WIDE)) or _CHINESE_DATE.search(line)


def _moments(texts: Iterable[str]) -> Iterator[datetime]:
    for text in texts:
        moment = parse_moment(text)
        if moment is not None:
            yield moment


def parse_moment(text: str) -> datetime | None:
    """The first date that the text names, with its time of day if printed; None if it names none.

    >>> parse_moment("2021-01-15 11:03"), parse_moment("2022年01月18日来源:1")
    (datetime.datetime(2021, 1, 15, 11, 3), datetime.datetime(2022, 1, 18, 0, 0))
    >>> parse_moment("二〇一〇年一月十九日"), parse_moment("2021-13-40")
    (datetime.datetime(2010, 1, 19, 0, 0), None)
    """
    match = _MOMENT.search(text.translate(_WIDE)) or _CHINESE_DATE.search(fold(text))
    if match is None:
        return None
    numbers = [_number(part) for part in match.groups(default="0")]
    try:
        return datetime(*numbers)  # type: ignore[arg-type]
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() else parse_chinese_numeral(text) or 0


def period_year(text: str) -> int | None:
    """The year whose first to last day the text says it covers; None if it names none, or two of them.

    >>> period_year("统计期限自2020年1月1日起至202020年12月31日止"), period_year("2018年11日至2018年1231日")
    (2020, 2018)
    >>> period_year("自2019年1月1日起至2020年12月31日止") is None
    True
    """
    folded = fold(text)
    match = _PERIOD.search(folded) or _UNTIL.search(folded)
    if match is None:
        return None
    years = {part for part in match.groups() if part}
    return int(match["first"]) if len(years) == 1 else None
