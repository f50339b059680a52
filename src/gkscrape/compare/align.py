"""Decides the lines of a comparison: which codes of each side stand for one quantity, in what order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gkscrape.compare.concordance import Concept, Concordance
from gkscrape.compare.labels import label_for
from gkscrape.compare.side import Side
from gkscrape.form import Form
from gkscrape.record import Comparable, Status


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a comparison: for each side the codes whose sum it takes, None where its form has none."""

    indicator: str
    codes: tuple[tuple[str, ...] | None, ...]
    comparable: Comparable
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class _Reach:
    """The codes that a side can answer for: those of its form in order, then others that its page prints."""

    form: str
    codes: dict[str, None]
    printed: frozenset[str]


def align(sides: Sequence[Side], concordance: Concordance, forms: Mapping[str, Form]) -> tuple[Row, ...]:
    """The lines: a concept that the sides put in different codes, and every code that stands for itself."""
    reaches = [_reach(side, forms) for side in sides]
    known = [tuple(reach.codes) for reach in reaches]
    concepts = concordance.expanded(_columns(known))
    joined: dict[str, Row] = {}
    hidden: set[str] = set()
    for concept in concepts:
        codes = tuple(_codes(concept, reach) for reach in reaches)
        if len({each for each in codes if each is not None}) > 1:
            row = _joined_row(concept, codes, forms)
            joined[row.indicator] = row
            hidden |= {each[0] for each in codes if each is not None and len(each) == 1}
    noted = _noted(sides, concepts)
    rows: list[Row] = []
    for code in _merged([*known, *_beside(joined.values(), known)]):
        if code in joined:
            rows.append(joined[code])
        elif code not in hidden:
            own = tuple((code,) if code in reach.codes else None for reach in reaches)
            note = _note(noted.get(code), own)
            rows.append(Row(code, own, Comparable.SAME, label_for(code, forms), note))
    return tuple(rows)


def _reach(side: Side, forms: Mapping[str, Form]) -> _Reach:
    official = [known.code for known in forms[side.form].indicators] if side.form in forms else []
    printed = [cell.indicator for cell in side.cells if cell.status is not Status.MISSING]
    return _Reach(side.form, dict.fromkeys([*official, *printed]), frozenset(printed))


def _columns(known: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    columns: dict[str, tuple[str, ...]] = {}
    for code in dict.fromkeys(code for codes in known for code in codes):
        row, _, column = code.rpartition("/")
        columns[row] = (*columns.get(row, ()), column)
    return columns


def _codes(concept: Concept, reach: _Reach) -> tuple[str, ...] | None:
    """The codes that stand for the concept here: those of the form, or what the page prints instead."""
    if concept.comparable is Comparable.NO or len(concept.indicators) != 1:
        return None
    own = concept.forms.get(reach.form, concept.indicators)
    for codes in (own, concept.indicators, *concept.forms.values()):
        if reach.printed.issuperset(codes):
            return codes
    return own if all(code in reach.codes for code in own) else None


def _joined_row(
    concept: Concept, codes: tuple[tuple[str, ...] | None, ...], forms: Mapping[str, Form]
) -> Row:
    indicator = concept.indicators[0]
    return Row(
        indicator, codes, concept.comparable, concept.label or label_for(indicator, forms), concept.note
    )


def _noted(sides: Sequence[Side], concepts: Iterable[Concept]) -> dict[str, Concept]:
    """The concepts that say something of single codes, by code; none where all sides have one form."""
    if len({side.form for side in sides}) == 1:
        return {}
    return {code: concept for concept in concepts for code in concept.indicators if not concept.forms}


def _note(concept: Concept | None, codes: Sequence[tuple[str, ...] | None]) -> str:
    """What to bear in mind of a line; why it is not comparable only where a side does lack it."""
    if concept is None or (concept.comparable is Comparable.NO and None not in codes):
        return ""
    return concept.note


def _beside(rows: Iterable[Row], known: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """For each joined line an order that puts it before the first of its codes."""
    listed = {code for codes in known for code in codes}
    return [
        (row.indicator, code)
        for row in rows
        for code in [next(code for codes in row.codes if codes for code in codes)]
        if row.indicator not in listed
    ]


def _merged(orders: Iterable[tuple[str, ...]]) -> list[str]:
    """One order that holds all codes: each new one stands behind its neighbour, or before the next known.

    >>> _merged([("a", "b", "d"), ("a", "c", "d"), ("x", "d")])
    ['a', 'b', 'c', 'x', 'd']
    """
    merged: list[str] = []
    for order in dict.fromkeys(orders):
        end = len(merged)
        for code in reversed(order):
            if code in merged:
                end = merged.index(code)
            else:
                merged.insert(end, code)
    return merged
