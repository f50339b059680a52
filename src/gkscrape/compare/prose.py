"""Sets the text of two reports side by side, section by section, and never cuts within a clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import groupby

from gkscrape.compare.side import Side
from gkscrape.compare.topics import topic_of
from gkscrape.record import Edit, Piece, Section, SectionChange
from gkscrape.text import fold, strip_enumerator

_ENCLOSED = "《[^《》\n]*》|“[^“”\n]*”|「[^「」\n]*」|〔[^〔〕\n]*〕|（[^（）\n]*）|\\([^()\n]*\\)"
_WHOLE = f"{_ENCLOSED}|(?<=\\d)[,.:](?=\\d)"
_STOPS, _COMMAS = "。!?;！？；\n", ",:，："
_BEHIND = f"[{_STOPS}”’」』》〉)）〕\"' ]*"
_SENTENCE = re.compile(f"(?:{_WHOLE}|[^{_STOPS}])*+(?:[{_STOPS}]{_BEHIND}|\\Z)")
_CLAUSE = re.compile(f"(?:{_WHOLE}|[^{_STOPS}{_COMMAS}])*+(?:[{_STOPS}{_COMMAS}]{_BEHIND}|\\Z)")
_LIKE_SENTENCE, _LIKE_HEADING = 0.5, 0.6
_TWO_PLACES = Decimal("0.01")
_EDITS = {"equal": Edit.SAME, "delete": Edit.REMOVED, "insert": Edit.ADDED}


def compare_sections(older: Side, newer: Side) -> tuple[SectionChange, ...]:
    """What became of each section, in the order of the newer report, then of those that only the older has.

    Sections are paired by their headings, not by their numbers, which shift from form to form; then by the
    topic that the forms know under both names (概述 is 总体情况), where one is left of it on each side.
    Sentences are aligned first; where one was reworded, its clauses are. White space and quotes do not count.
    Sections without text on both sides are left out.
    """
    pairs = _pairs(older.sections, newer.sections)
    changes = (_section_change(one, other, (older.key, newer.key)) for one, other in pairs)
    return tuple(change for change in changes if change.pieces)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text with their marks; joined they are the text. Titles and brackets stay whole.

    >>> sentences("一是《关于甲。乙的通知》印发;二是(见附件。)完成。\\n无。")
    ('一是《关于甲。乙的通知》印发;', '二是(见附件。)完成。\\n', '无。')
    """
    return tuple(match[0] for match in _SENTENCE.finditer(text) if match[0])


def clauses(sentence: str) -> tuple[str, ...]:
    """The clauses of a sentence with their marks; joined they are the sentence. Numbers stay whole.

    >>> clauses("受理申请1,204件，同比增长3%，按时办结。")
    ('受理申请1,204件，', '同比增长3%，', '按时办结。')
    """
    return tuple(match[0] for match in _CLAUSE.finditer(sentence) if match[0])


_Pair = tuple[Section | None, Section | None]


def _pairs(older: Sequence[Section], newer: Sequence[Section]) -> list[_Pair]:
    """Each newer section beside the older one of the likest name, else of the same topic; then those left."""
    left = list(older)
    pairs: list[_Pair] = []
    for section in newer:
        partner = max(left, key=lambda one: _like(_heading(one), _heading(section)), default=None)
        if partner is not None and _like(_heading(partner), _heading(section)) >= _LIKE_HEADING:
            left.remove(partner)
            pairs.append((partner, section))
        else:
            pairs.append((None, section))
    pairs = [(_of_one_topic(new, pairs, left) if old is None else old, new) for old, new in pairs]
    taken = {id(old) for old, _ in pairs}
    return [*pairs, *((section, None) for section in left if id(section) not in taken)]


def _of_one_topic(section: Section | None, pairs: Sequence[_Pair], left: Sequence[Section]) -> Section | None:
    """The one section left of the same topic, where no other new one is of it; names may differ wholly."""
    topic = topic_of(_heading(section)) if section else None
    rivals = [new for old, new in pairs if old is None and new and topic_of(_heading(new)) == topic]
    alike = [old for old in left if topic_of(_heading(old)) == topic]
    return alike[0] if topic is not None and len(rivals) == len(alike) == 1 else None


def _heading(section: Section) -> str:
    return fold(strip_enumerator(section.heading))


def _section_change(older: Section | None, newer: Section | None, keys: tuple[str, str]) -> SectionChange:
    shown = newer or older
    assert shown is not None
    before, after = ("" if section is None else section.text for section in (older, newer))
    pieces = tuple(_joined(_edits(sentences(before), sentences(after), _reworded)))
    kept = None
    if newer is not None and (length := len(fold(before))):
        same = sum(len(fold(piece.text)) for piece in pieces if piece.edit is Edit.SAME)
        kept = min(Decimal(same) / length, Decimal(1)).quantize(_TWO_PLACES)
    return SectionChange(shown.number, shown.heading, *keys, kept, pieces)


Parts = Sequence[str]


def _edits(
    older: Parts, newer: Parts, replaced: Callable[[Parts, Parts], Iterable[Piece]]
) -> Iterator[Piece]:
    """What becomes of the parts in order; `replaced` says it of those that have others in their place."""
    matcher = SequenceMatcher(None, [*map(fold, older)], [*map(fold, newer)], autojunk=False)
    for name, start, end, new_start, new_end in matcher.get_opcodes():
        if name == "replace":
            yield from replaced(older[start:end], newer[new_start:new_end])
        else:
            parts = older[start:end] if name == "delete" else newer[new_start:new_end]
            yield from (Piece(_EDITS[name], part) for part in parts)


def _reworded(older: Parts, newer: Parts) -> Iterator[Piece]:
    """Each sentence beside the first like one in its place, clause by clause; the others gone or new."""
    taken = 0
    for sentence in older:
        likeness = [_like(fold(sentence), fold(other)) for other in newer[taken:]]
        best = max(likeness, default=0.0)
        if best < _LIKE_SENTENCE:
            yield Piece(Edit.REMOVED, sentence)
            continue
        partner = taken + likeness.index(best)
        yield from (Piece(Edit.ADDED, other) for other in newer[taken:partner])
        yield from _edits(clauses(sentence), clauses(newer[partner]), _exchanged)
        taken = partner + 1
    yield from (Piece(Edit.ADDED, other) for other in newer[taken:])


def _exchanged(older: Parts, newer: Parts) -> Iterator[Piece]:
    yield from (Piece(Edit.REMOVED, part) for part in older)
    yield from (Piece(Edit.ADDED, part) for part in newer)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with neighbours of one kind joined into one."""
    for edit, run in groupby(pieces, key=lambda piece: piece.edit):
        yield Piece(edit, "".join(piece.text for piece in run))


def _like(one: str, other: str) -> float:
    """How alike two folded texts are, from 0 to 1."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _LIKE_SENTENCE else 0.0
