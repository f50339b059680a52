"""Finds the labels of the forms in folded text: every place where one may stand, before any is believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from gkscrape.form import Form
from gkscrape.numbers import FOREIGN_MONEY
from gkscrape.text import Folded, fold, split_enumerator

MOST_LABELS = 20_000
"""Labels that are looked at on one page; reports have about a hundred, and their prose a few more."""

_LONGEST_KEPT, _MOST_KEPT = 120, 2048

_PUNCTUATION = "、,，.。:：;；()（）/·"
_LOOSE = f"[{re.escape(_PUNCTUATION)}]?"
_WITHOUT_PUNCTUATION = str.maketrans("", "", _PUNCTUATION)

_NUMERALS = "一二三四五六七八九十"
_ENUMERATOR = re.compile(
    rf"(?:\((?P<bracketed>[{_NUMERALS}]{{1,3}}|\d{{1,2}})\)[、.,]?"
    rf"|(?P<numeral>[{_NUMERALS}]{{1,3}})[、.,)]"
    rf"|(?P<digits>\d{{1,8}})[、.,)])\Z"
)
_LONGEST_ENUMERATOR = 10

_MONEY_NOTE = re.compile(rf"\(?(?:单位:?)?((?:百万|千万|百|千|万|亿)?(?:元|{FOREIGN_MONEY.pattern}))\)?")


class Match(NamedTuple):
    """A label in folded text, from `start` up to `end` without its enumerator.

    `core` is the label without enumerator and punctuation. `numeral` is what the enumerator before it says
    ("" if there is none), which begins at `numeral_start`; a `glued` one runs on from the text before, or its
    mark or its label stands apart from it, so that only its tail can be the enumerator, or none. `unit` is
    a money unit that is noted behind the label. A label is `free` if it stands by itself, with white space on
    either side.
    """

    core: str
    start: int
    end: int
    numeral: str = ""
    numeral_start: int = -1
    glued: bool = False
    unit: str | None = None
    free: bool = False

    def begin(self, numeral: str | None) -> tuple[int, bool]:
        """Where the label begins if `numeral` is its own, and whether the page prints that numeral."""
        if not self.numeral:
            return self.start, False
        if numeral is not None and self.numeral == numeral:
            return self.numeral_start, True
        if not self.glued:
            return self.numeral_start, False
        if numeral is not None and self.numeral.endswith(numeral):
            return self.numeral_start + len(self.numeral) - len(numeral), True
        return self.start, False


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The labels and section headings of some forms, compiled. `signs` finds the first sign of a heading."""

    labels: re.Pattern[str]
    signs: re.Pattern[str]
    heads: re.Pattern[str]
    sections: Mapping[str, str]

    def find(self, folded: Folded) -> list[Match]:
        """Every label in the text, the longest where several begin, in order; heads have the core §n.

        None at all where there are more than MOST_LABELS: such a page is no report.
        """
        hits = list(islice(self.labels.finditer(folded.text), MOST_LABELS + 1))
        heads = list(islice(self.find_heads(folded.text), MOST_LABELS + 1))
        if len(hits) + len(heads) > MOST_LABELS:
            return []
        found = [enumerated(folded, *hit.span()) for hit in hits]
        return sorted([*heads, *found], key=lambda match: (match.start, match.end))

    def find_heads(self, text: str) -> Iterator[Match]:
        """Every section heading in a folded text: its numeral and one of its keywords."""
        return map(self._head, self.heads.finditer(text)) if self.signs.search(text) else iter(())

    def _head(self, hit: re.Match[str]) -> Match:
        return Match(f"§{self.sections[hit.lastgroup or '']}", hit.start(), hit.end())


def core(label: str) -> str:
    """The label without enumerator, white space and punctuation: what tells it from the others."""
    return _core_again(label) if len(label) <= _LONGEST_KEPT else _core(label)


def _core(label: str) -> str:
    return split_enumerator(fold(label))[1].translate(_WITHOUT_PUNCTUATION)


_core_again = lru_cache(_MOST_KEPT)(_core)


def cores(labels: Sequence[str]) -> tuple[str, ...]:
    """The different cores of these labels, in order."""
    return tuple(dict.fromkeys(map(core, labels)))


def numeral(label: str) -> str | None:
    """What the label's enumerator says (一, 三, 7), or None.

    >>> numeral("(七)总计"), numeral("1.重复申请"), numeral("第二十条第(一)项")
    ('七', '1', None)
    """
    return split_enumerator(fold(label))[0].strip("()、.,:：") or None


@cache
def lexicon(forms: tuple[Form, ...]) -> Lexicon:
    """The lexicon of these forms."""
    wordings = {split_enumerator(fold(label))[1] for form in forms for label in labels_of(form)}
    longest_first = sorted(wordings, key=lambda wording: (-len(wording), wording))
    heads: dict[int, set[str]] = {}
    for form in forms:
        for section in form.sections:
            heads.setdefault(section.number, set()).update(map(fold, section.keywords))
    return Lexicon(
        re.compile("|".join(map(_loosely, longest_first))),
        re.compile("|".join(_sign(number) for number in sorted(heads))),
        re.compile("|".join(_head(number, words) for number, words in sorted(heads.items()))),
        {f"s{number}": str(number) for number in heads},
    )


def labels_of(form: Form) -> Iterator[str]:
    """Every spelling of every label of the form's tables."""
    for table in form.tables:
        yield from table.captions
        for block in table.blocks:
            yield from (*block.anchors, *block.corner)
            for column in block.columns:
                yield from (*column.labels, *column.under)
            for row in block.rows:
                yield from row.labels


def enumerated(folded: Folded, start: int, end: int) -> Match:
    """The folded characters from `start` up to `end` as a match, with the enumerator before them."""
    found = folded.text[start:end].translate(_WITHOUT_PUNCTUATION)
    note = _MONEY_NOTE.match(folded.text, end)
    unit = note[1] if note else None
    window = max(0, start - _LONGEST_ENUMERATOR)
    closed = breaks_before(folded, end)
    mark = _ENUMERATOR.search(folded.text[window:start])
    if mark is None:
        return Match(found, start, end, unit=unit, free=closed and breaks_before(folded, start))
    kind = mark.lastgroup or ""
    begin, stop = window + mark.start(), window + mark.end(kind)
    first = window + mark.start(kind)
    if broken := next((at for at in range(stop - 1, first, -1) if breaks_before(folded, at)), None):
        begin = first = broken
    said, apart = folded.text[first:stop], breaks_before(folded, start)
    if kind != "digits":
        glued = apart or (kind == "numeral" and len(said) > 1)
        return Match(found, start, end, said, begin, glued, unit, closed and breaks_before(folded, begin))
    torn = breaks_before(folded, stop)
    whole = stop - begin <= 2 and breaks_before(folded, begin) and not (torn or apart)
    return Match(found, start, end, said, begin, not whole, unit, closed and whole)


def breaks_before(folded: Folded, position: int) -> bool:
    """Whether white space, a bar or the text's end stands between a folded character and the one before."""
    if not 0 < position < len(folded.text):
        return True
    if folded.origin[position] - folded.origin[position - 1] > 1:
        return True
    return folded.text[position - 1] == "|"


def _loosely(wording: str) -> str:
    return "".join(_LOOSE if char in _PUNCTUATION else re.escape(char) for char in wording)


def _head(number: int, keywords: Iterable[str]) -> str:
    words = "|".join(map(re.escape, sorted(keywords, key=lambda word: (-len(word), word))))
    return rf"(?P<s{number}>(?<![{_NUMERALS}(]){_sign(number)}[、.,:]?(?:{words}))"


def _sign(number: int) -> str:
    return "[一-]" if number == 1 else _NUMERALS[number - 1]
