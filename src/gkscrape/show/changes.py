"""Changes as JSON, and what the other ways of showing them have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from gkscrape.record import Change, Comparison, Entry, Kind, SectionChange, Status
from gkscrape.show.dumps import Json, number


def change_json(change: Change) -> dict[str, Json]:
    """One change as a JSON object; unknown values are null, never 0."""
    return {
        "indicator": change.indicator,
        "label": change.label,
        "values": {entry.key: number(entry.value) for entry in change.entries},
        "kinds": {entry.key: _word(entry.kind) for entry in change.entries},
        "statuses": {entry.key: _word(entry.status) for entry in change.entries},
        "change": {"absolute": number(change.absolute), "relative": number(change.relative)},
        "comparable": str(change.comparable),
        "note": change.note,
    }


def noted(comparison: Comparison) -> tuple[Change, ...]:
    """The changes, each with the notes on the whole comparison behind its own."""
    if not comparison.notes:
        return comparison.changes
    return tuple(
        replace(change, note="; ".join(filter(None, (change.note, *comparison.notes))))
        for change in comparison.changes
    )


def section_json(change: SectionChange) -> dict[str, Json]:
    """One section as a JSON object; joined without what was added its pieces are the older text."""
    return {
        "section": change.number,
        "heading": change.heading,
        "older": change.older,
        "newer": change.newer,
        "kept": number(change.kept),
        "pieces": [{"edit": piece.edit.value, "text": piece.text} for piece in change.pieces],
    }


def telling(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes in which some side says more than 0 or blank: a figure, or one that could not be read."""
    return tuple(change for change in changes if any(map(_tells, change.entries)))


def value_text(entry: Entry) -> str:
    """The figure in digits, or in a word why there is none; `*` marks one that arithmetic placed."""
    if entry.kind is None or entry.status is None:
        return "–"
    if entry.value is not None:
        return digits(entry.value) + ("*" if entry.status is Status.INFERRED else "")
    if entry.status in (Status.MISSING, Status.AMBIGUOUS):
        return entry.status.value
    return "/" if entry.kind is Kind.NA else entry.kind.value


def share_text(share: Decimal | None) -> str:
    """A share in whole per cent, empty where it is not known.

    >>> share_text(Decimal("0.42")), share_text(None)
    ('42%', '')
    """
    return "" if share is None else f"{digits((share * 100).quantize(Decimal(1)))}%"


def absolute_text(change: Change) -> str:
    """The change with its sign, empty where there is none to give.

    >>> signed(Decimal(6)), signed(Decimal("-0.50")), signed(Decimal(0))
    ('+6', '-0.5', '0')
    """
    return "" if change.absolute is None else signed(change.absolute)


def relative_text(change: Change) -> str:
    """The change in per cent with its sign, to one place, empty where there is none to give."""
    if change.relative is None:
        return ""
    return signed((change.relative * 100).quantize(Decimal("0.1"))) + "%"


def signed(value: Decimal) -> str:
    """The number in digits, with a plus before what is above 0."""
    return f"+{digits(value)}" if value > 0 else digits(value)


def digits(value: Decimal) -> str:
    """The number in plain digits, without zeros at the end of its decimals.

    >>> digits(Decimal("7.5810")), digits(Decimal("1E+3")), digits(Decimal("-0"))
    ('7.581', '1000', '0')
    """
    plain = format(value, "f")
    short = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if value == 0 else short


def _word(word: Kind | Status | None) -> str | None:
    return None if word is None else word.value


def _tells(entry: Entry) -> bool:
    return (entry.value is not None and entry.value != 0) or entry.status is Status.AMBIGUOUS
