"""Sets reports side by side, line by line, and says what changed and what cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from gkscrape.compare.align import Row, align
from gkscrape.compare.change import Change, Entry, Side
from gkscrape.compare.concordance import Comparable, Concordance
from gkscrape.errors import UsageError
from gkscrape.form import Form
from gkscrape.record import Cell, Kind, Scope, Status

_SIX_PLACES = Decimal("0.000001")
_LEAST_CERTAIN_LAST = (Status.PRINTED, Status.INFERRED, Status.MISSING, Status.AMBIGUOUS)


def compare(sides: Sequence[Side], concordance: Concordance, forms: Mapping[str, Form]) -> tuple[Change, ...]:
    """The changes of every indicator that one of the sides knows, in the order of the forms.

    A change runs from the first side to the last. What is blank, missing or ambiguous is unknown, never 0; a
    sum with an unknown part is unknown, with what it comes to at least in the note. A whole county is not
    comparable with a single organ. Raises UsageError for fewer than two sides, or two by one name.
    """
    keys = [side.key for side in sides]
    if len(keys) < 2 or len(set(keys)) < len(keys):
        raise UsageError(f"a comparison needs two reports with different names, not: {', '.join(keys)}")
    return tuple(_change(row, sides) for row in align(sides, concordance, forms))


def _change(row: Row, sides: Sequence[Side]) -> Change:
    entries: list[Entry] = []
    notes: list[str] = []
    for side, codes in zip(sides, row.codes, strict=True):
        entry, note = _entry(side, codes)
        entries.append(entry)
        notes.append(note)
    scopes = list(dict.fromkeys(side.scope for side in sides if side.scope is not None))
    if len(scopes) > 1:
        notes.append(f"the reports count different things: {', '.join(scopes)}")
    apart = len(scopes) > 1 and Scope.CONSOLIDATED in scopes
    comparable = Comparable.NO if None in row.codes or apart else row.comparable
    absolute, relative = (None, None) if comparable is Comparable.NO else _difference(entries)
    note = "; ".join(dict.fromkeys(note for note in [*notes, row.note] if note))
    return Change(row.indicator, row.label, tuple(entries), absolute, relative, comparable, note)


def _entry(side: Side, codes: tuple[str, ...] | None) -> tuple[Entry, str]:
    """What the side says of the sum of these codes, and what has to be noted about it."""
    if codes is None:
        return Entry(side.key, None, None, None), _lack(side)
    by_code = {cell.indicator: cell for cell in side.cells}
    cells = [by_code.get(code, Cell(code, Kind.BLANK, Status.MISSING)) for code in codes]
    status = max((cell.status for cell in cells), key=_LEAST_CERTAIN_LAST.index)
    known = [value for cell in cells if (value := _value(cell)) is not None]
    unknown = [cell for cell in cells if _value(cell) is None]
    if not unknown:
        return Entry(side.key, sum(known, Decimal(0)), Kind.NUMBER, status), ""
    note = (
        f"{side.key}: at least {sum(known, Decimal(0)):f}, {_unknown_parts(unknown)}"
        if len(codes) > 1
        else ""
    )
    return Entry(side.key, None, unknown[0].kind, status), note


def _lack(side: Side) -> str:
    if side.form == "narrative":
        return f"{side.key} is a narrative report without tables"
    return f"the {side.form} form has no such figure"


def _unknown_parts(cells: Sequence[Cell]) -> str:
    described = (f"{cell.indicator} is {_state(cell)}" for cell in cells)
    return ", ".join(described)


def _state(cell: Cell) -> str:
    return cell.status.value if cell.status in (Status.MISSING, Status.AMBIGUOUS) else cell.kind.value


def _value(cell: Cell) -> Decimal | None:
    settled = cell.status in (Status.PRINTED, Status.INFERRED) and cell.kind is Kind.NUMBER
    return cell.value if settled else None


def _difference(entries: Sequence[Entry]) -> tuple[Decimal | None, Decimal | None]:
    first, last = entries[0].value, entries[-1].value
    if first is None or last is None:
        return None, None
    absolute = last - first
    relative = (absolute / first).quantize(_SIX_PLACES) if first > 0 else None
    return absolute, relative
