"""Finds the title of a report on its page: labelled, in <meta> or <title>, or over one to three lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gkscrape.documents import Document
from gkscrape.reading.metadata import TITLE, labelled, meta_values, read_labels
from gkscrape.text import fold
from gkscrape.titles import ORGAN_SHAPE, ReportTitle, read_title

_META = ("articletitle",)
_COLUMN_META = ("columnname",)
_COLUMN = re.compile("年报|年度报告")
_LONGEST_TITLE = 80
_HEAD_OF_LONG_LINE = 200

_BREADCRUMB = re.compile(r"(?:您|你)?(?:的|所在的?)?(?:当前|现在)?(?:所在)?(?:的)?位置[:：]|首页")
_SENTENCE = re.compile(r"[,。;!?]")
_QUOTED = re.compile(r"《([^《》]{8,80})》")

_LEADS_ON = re.compile(r"20\d\d|二[〇○零O]|公开|信息|政务|工作|年度")


def find_title(document: Document, opening: Sequence[str]) -> ReportTitle | None:
    """The best title that the page prints for its report, None if it prints none.

    One with organ and year goes before one with a year, and this before any other; among equals a labelled
    title, then <meta>, <title>, the opening lines (joined where a title is broken), and a quoted name.
    """
    found: list[ReportTitle] = []
    for title in _candidates(document, opening):
        if title.organ and title.years:
            return title
        found.append(title)
    return next((title for title in found if title.years), next(iter(found), None))


def _candidates(document: Document, opening: Sequence[str]) -> Iterator[ReportTitle]:
    headline = [document.title] if document.title else []
    texts = (*labelled(read_labels(opening), TITLE), *meta_values(document, _META), *headline)
    in_column = _stands_in_column(document, opening)
    for text in texts:
        title = read_title(text, in_column=in_column)
        if title is not None:
            yield title
    yield from reversed(list(_printed(opening)))
    yield from (title for line in opening for title in _quoted(line))


def _stands_in_column(document: Document, opening: Sequence[str]) -> bool:
    """Whether the page says that it belongs to a column of annual reports."""
    trails = (line for line in opening if _BREADCRUMB.match(line) and len(line) <= _HEAD_OF_LONG_LINE)
    return any(_COLUMN.search(fold(text)) for text in (*meta_values(document, _COLUMN_META), *trails))


def _printed(opening: Sequence[str]) -> Iterator[ReportTitle]:
    """The titles of the opening lines, in printed order; the last one stands nearest to the report."""
    lines = [line for line in _pieces(opening) if not _BREADCRUMB.match(line)]
    for index, line in enumerate(lines):
        alone = _title_of(line)
        if alone is not None and alone.organ:
            yield alone
            continue
        joined = _joined(lines[index : index + 3])
        if joined is not None:
            yield joined
        elif alone is not None:
            yield _with_organ_below(alone, lines[index + 1 : index + 2])


def _pieces(opening: Sequence[str]) -> Iterator[str]:
    """The lines, and the first words of a line that holds a whole page."""
    for line in opening:
        yield from (line,) if len(line) <= _HEAD_OF_LONG_LINE else line[:_HEAD_OF_LONG_LINE].split()[:-1]


def _title_of(text: str) -> ReportTitle | None:
    folded = fold(text)
    if len(folded) > _LONGEST_TITLE or _SENTENCE.search(folded):
        return None
    return read_title(text)


def _joined(lines: Sequence[str]) -> ReportTitle | None:
    """The title that the first two or three lines make together, neither of them being one by itself."""
    for count in range(2, len(lines) + 1):
        first, rest = fold(lines[0]), lines[1:count]
        if not (ORGAN_SHAPE.fullmatch(first) or _LEADS_ON.search(first)):
            return None
        last = _title_of(rest[-1])
        title = _title_of("\n".join(lines[:count])) if last is None or not last.organ else None
        if title is not None and title.years and title.organ and ORGAN_SHAPE.fullmatch(fold(title.organ)):
            return title
    return None


def _with_organ_below(title: ReportTitle, below: Sequence[str]) -> ReportTitle:
    organ = below[0] if below and ORGAN_SHAPE.fullmatch(fold(below[0])) else None
    return replace(title, organ=organ)


def _quoted(line: str) -> Iterator[ReportTitle]:
    for name in _QUOTED.findall(line):
        title = read_title(name)
        if title is not None and title.years:
            yield title
