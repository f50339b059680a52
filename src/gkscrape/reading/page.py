"""The text of a document as one stream: folded for matching, with the way back to lines and characters."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gkscrape.documents.model import Document
from gkscrape.layout import Layout, RowEnd, Side
from gkscrape.numbers import UNIT_ALONE, parse_value
from gkscrape.reading.lexicon import Lexicon, Match
from gkscrape.reading.rows import Token
from gkscrape.record import Kind, Place
from gkscrape.text import Folded, fold_with_map

_CHINESE = re.compile("[\u3400-\u9fff]")
_DIGIT_OR_LETTER = re.compile("[0-9A-Za-z]")
_PAGE_NUMBER = r"[-—–]\s?\d{1,4}\s?[-—–]"
# A unit that stands by itself behind a figure belongs to it.
_WORD = re.compile(
    rf"(?m)^[^\S\n]*(?P<page>{_PAGE_NUMBER})[^\S\n]*$|[0-9０-９][0-9０-９.,]*[^\S\n]+{UNIT_ALONE}(?!\S)|\S+"
)


class Sort(StrEnum):
    """What a piece of text is: a figure (or the lack of one), words, or a label or page number in between."""

    FIGURE = "figure"
    WORDS = "words"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a page's text between two separators; `raw` is empty for an empty cell."""

    raw: str
    start: int
    end: int
    sort: Sort


@dataclass(frozen=True)
class Page:
    """A document's text, folded, with every label in it. Positions are characters of `text`."""

    text: str
    folded: Folded
    matches: Sequence[Match]
    line_starts: Sequence[int]
    line_numbers: Sequence[int]

    def before(self, index: int) -> int:
        """Where in the text the folded character at `index` stands."""
        return self.folded.origin[index] if index < len(self.folded.origin) else len(self.text)

    def behind(self, index: int) -> int:
        """Where in the text the folded characters up to `index` end, with quotes that folding drops."""
        end = self.folded.origin[index - 1] + 1 if index else 0
        while end < self.before(index) and not self.text[end].isspace():
            end += 1
        return end

    def place(self, start: int, end: int) -> Place:
        """The line and characters of a stretch of the text that lies within one line."""
        row = bisect_right(self.line_starts, start) - 1
        first = self.line_starts[row]
        return Place(self.line_numbers[row], start - first, end - first)

    def token(self, piece: Piece) -> Token:
        """The piece as a token with its place."""
        return Token(piece.raw, self.place(piece.start, piece.end))

    def matches_within(self, start: int, end: int) -> Sequence[Match]:
        """The labels that begin at or behind folded character `start`, and before `end`."""
        low = bisect_left(self.matches, start, key=lambda match: match.start)
        high = bisect_left(self.matches, end, key=lambda match: match.start)
        return self.matches[low:high]


def page_of(document: Document, lexicon: Lexicon) -> Page:
    """The document's lines as a page."""
    text = document.text
    starts, position = [], 0
    for line in document.lines:
        starts.append(position)
        position += len(line.text) + 1
    folded = fold_with_map(text)
    return Page(text, folded, lexicon.find(folded), starts, [line.number for line in document.lines])


def lead(text: str, separators: Iterable[str]) -> str:
    """What stands at the head of `text` before a first cell, as layouts write it in `after_label`.

    >>> [lead(text, ["|"]) for text in ("\\n\\n 0\\n", " 0 0", "00", " | 0 | 0", "\\n|\\n\\n0")]
    ['\\n', ' ', '', '|', '\\n|\\n']
    >>> lead("\\t\\t0", ["|", "\\t"]), lead(" || 0", ["|", "||"]), lead(" 0", [""])
    ('\\t', '||', ' ')
    """
    longest_first = sorted(filter(None, separators), key=len, reverse=True)
    mark = "|".join(map(re.escape, longest_first)) or "(?!)"
    head = re.match(rf"(?P<before>(?:(?!{mark})\s)*)(?:(?P<mark>{mark})(?P<after>(?:(?!{mark})\s)*))?", text)
    before, found, after = head.groups("") if head else ("", "", "")
    if found or "\n" in before:
        return f"{_line_break(before)}{found}{_line_break(after)}"
    return " " if before else ""


def _line_break(space: str) -> str:
    return "\n" if "\n" in space else ""


def cells_behind(
    page: Page, start: int, end: int, layout: Layout, *, closes_table: bool = False
) -> list[Piece]:
    """The cells between a label and the next one, in order; in layouts with separators, empty ones too.

    Behind a row that `closes_table` stands no separator before a next one.
    """
    if not layout.separator:
        return list(_words(page.text, start, end, layout))
    if layout.row_end is RowEnd.LINE:
        end = _line_end(page.text, start, end)
    pieces = list(_split(page.text, start, end, layout))
    if pieces and not pieces[0].raw:
        del pieces[0]
    for _ in range(_closing(page.text, start, end, layout, closes_table)):
        if pieces and not pieces[-1].raw:
            del pieces[-1]
    return pieces


def _closing(text: str, start: int, end: int, layout: Layout, closes_table: bool) -> int:
    """How many separators stand behind a row's last cell, those before the next row among them."""
    if layout.row_end is RowEnd.LINE:
        return int(_is_framed(text, start, end, layout))
    return {Side.BEHIND: 1, Side.BEFORE: 0, Side.AROUND: 1 if closes_table else 2}[layout.separator_side]


def lines_of_cells(page: Page, start: int, end: int, layout: Layout) -> list[list[Piece]]:
    """The cells of each line that holds any, for layouts whose rows end with their line."""
    rows = []
    while start < end:
        stop = _line_end(page.text, start, end)
        pieces = list(_split(page.text, start, stop, layout))
        if _is_framed(page.text, start, stop, layout):
            pieces = pieces[1:-1]
        if any(piece.raw for piece in pieces):
            rows.append(pieces)
        start = stop + 1
    return rows


def _is_framed(text: str, start: int, end: int, layout: Layout) -> bool:
    """Whether the line around `start` opens with a separator, so that one at its end divides no cells."""
    line = text[text.rfind("\n", 0, start) + 1 : end].strip()
    return len(line) > 1 and line.startswith(layout.separator) and line.endswith(layout.separator)


def _line_end(text: str, start: int, end: int) -> int:
    found = text.find("\n", start, end)
    return end if found < 0 else found


def _words(text: str, start: int, end: int, layout: Layout) -> Iterator[Piece]:
    for word in _WORD.finditer(text, start, end):
        if word["page"]:
            yield Piece(word["page"], word.start("page"), word.end("page"), Sort.LABEL)
        else:
            yield _piece(word.group(), word.start(), word.end(), layout)


def _split(text: str, start: int, end: int, layout: Layout) -> Iterator[Piece]:
    position = start
    for part in text[start:end].split(layout.separator):
        inner = part.strip()
        first = position + (part.index(inner) if inner else 0)
        yield _piece(inner, first, first + len(inner), layout)
        position += len(part) + len(layout.separator)


def _piece(raw: str, start: int, end: int, layout: Layout) -> Piece:
    if raw in layout.blank_marks:
        return Piece("", start, start, Sort.FIGURE)
    sort = Sort.WORDS if is_words(raw) else Sort.FIGURE
    if re.fullmatch(_PAGE_NUMBER, raw):
        sort = Sort.LABEL
    return Piece(raw, start, end, sort)


def is_words(raw: str) -> bool:
    """Whether the text is words rather than a figure, with its unit or change.

    >>> is_words("重复申请"), is_words("新增11"), is_words("251000元"), is_words("0000"), is_words("无")
    (True, False, False, False, False)
    """
    if raw.isdecimal() or (_CHINESE.search(raw) is None and _DIGIT_OR_LETTER.search(raw)):
        return False
    return parse_value(raw, None, signed=True).kind is Kind.TEXT
