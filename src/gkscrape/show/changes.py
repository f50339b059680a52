"""Changes as JSON, and what the other ways of showing them have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from gkscrape.record import Kind, Status
from gkscrape.show.dumps import Json, number


class EntryShown(Protocol):
    """What one side of a comparison says: its value, and None for kind and status if its form lacks it."""

    @property
    def key(self) -> str: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def kind(self) -> Kind | None: ...
    @property
    def status(self) -> Status | None: ...


class ChangeShown(Protocol):
    """One indicator on all sides, and how it changed from the first to the last."""

    @property
    def indicator(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def entries(self) -> Sequence[EntryShown]: ...
    @property
    def absolute(self) -> Decimal | None: ...
    @property
    def relative(self) -> Decimal | None: ...
    @property
    def comparable(self) -> str: ...
    @property
    def note(self) -> str: ...


def diff_json(changes: Iterable[ChangeShown]) -> list[Json]:
    """The changes as a list of JSON objects."""
    return [change_json(change) for change in changes]


def change_json(change: ChangeShown) -> dict[str, Json]:
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


def telling(changes: Iterable[ChangeShown]) -> tuple[ChangeShown, ...]:
    """The changes in which some side says more than 0 or blank: a figure, or one that could not be read."""
    return tuple(change for change in changes if any(map(_tells, change.entries)))


def keys_of(changes: Sequence[ChangeShown]) -> tuple[str, ...]:
    """The names of the sides, in their order."""
    return tuple(entry.key for entry in changes[0].entries) if changes else ()


def value_text(entry: EntryShown) -> str:
    """The figure in digits, or in a word why there is none; `*` marks one that arithmetic placed."""
    if entry.kind is None or entry.status is None:
        return "–"
    if entry.value is not None:
        return digits(entry.value) + ("*" if entry.status is Status.INFERRED else "")
    if entry.status in (Status.MISSING, Status.AMBIGUOUS):
        return entry.status.value
    return "/" if entry.kind is Kind.NA else entry.kind.value


def absolute_text(change: ChangeShown) -> str:
    """The change with its sign, empty where there is none to give.

    >>> signed(Decimal(6)), signed(Decimal("-0.50")), signed(Decimal(0))
    ('+6', '-0.5', '0')
    """
    return "" if change.absolute is None else signed(change.absolute)


def relative_text(change: ChangeShown) -> str:
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


def _tells(entry: EntryShown) -> bool:
    return (entry.value is not None and entry.value != 0) or entry.status is Status.AMBIGUOUS
