"""Sets reports side by side, line by line, and says what changed and what cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from gkscrape.compare.align import Row, align
from gkscrape.compare.concordance import Concordance
from gkscrape.compare.side import NARRATIVE, Side
from gkscrape.errors import UsageError
from gkscrape.form import Form
from gkscrape.record import Cell, Change, Comparable, Entry, Kind, Scope, Status

_SIX_PLACES = Decimal("0.000001")
_LEAST_CERTAIN_LAST = (Status.PRINTED, Status.INFERRED, Status.MISSING, Status.AMBIGUOUS)


def compare(sides: Sequence[Side], concordance: Concordance, forms: Mapping[str, Form]) -> tuple[Change, ...]:
    """The changes of every indicator that one of the sides knows, in the order of the forms.

    A change runs from the first side to the last, and these two decide whether a line may be compared. What
    is blank, missing or ambiguous is unknown, never 0; a sum with an unknown part is unknown, with what it
    comes to at least in the note. A whole county is not comparable with a single organ. Raises UsageError
    for fewer than two sides, or two by one name.
    """
    keys = [side.key for side in sides]
    if len(keys) < 2 or len(set(keys)) < len(keys):
        raise UsageError(f"a comparison needs two reports with different names, not: {', '.join(keys)}")
    cells = [{cell.indicator: cell for cell in side.cells} for side in sides]
    apart, reasons = _apart(sides)
    return tuple(_change(row, sides, cells, apart, reasons) for row in align(sides, concordance, forms))


def known_value(cell: Cell) -> Decimal | None:
    """The figure that the cell is known to hold, None where it is blank, missing, ambiguous or no number."""
    settled = cell.status in (Status.PRINTED, Status.INFERRED) and cell.kind is Kind.NUMBER
    return cell.value if settled else None


def _apart(sides: Sequence[Side]) -> tuple[bool, tuple[str, ...]]:
    """Whether first and last side count different things altogether, and what of that has to be noted."""
    scopes = list(dict.fromkeys(side.scope for side in sides if side.scope is not None))
    reasons = [f"{side.key}: {side.apart}" for side in sides if side.apart]
    if len(scopes) > 1:
        reasons.append(f"the reports count different things: {', '.join(scopes)}")
    ends = (sides[0], sides[-1])
    outer = {side.scope for side in ends if side.scope is not None}
    apart = any(side.apart for side in ends) or (len(outer) > 1 and Scope.CONSOLIDATED in outer)
    return apart, tuple(reasons)


def _change(
    row: Row, sides: Sequence[Side], cells: Sequence[Mapping[str, Cell]], apart: bool, reasons: Sequence[str]
) -> Change:
    entries: list[Entry] = []
    notes: list[str] = []
    for side, by_code, codes in zip(sides, cells, row.codes, strict=True):
        entry, note = _entry(side, by_code, codes)
        entries.append(entry)
        notes.append(note)
    lacking = row.codes[0] is None or row.codes[-1] is None
    comparable = Comparable.NO if lacking or apart else row.comparable
    absolute, relative = (None, None) if comparable is Comparable.NO else _difference(entries)
    note = "; ".join(dict.fromkeys(note for note in [*notes, *reasons, row.note] if note))
    return Change(row.indicator, row.label, tuple(entries), absolute, relative, comparable, note)


def _entry(side: Side, by_code: Mapping[str, Cell], codes: tuple[str, ...] | None) -> tuple[Entry, str]:
    """What the side says of the sum of these codes, and what has to be noted about it."""
    if codes is None:
        return Entry(side.key, None, None, None), _lack(side)
    cells = [by_code.get(code) or Cell(code, Kind.BLANK, Status.MISSING) for code in codes]
    if len(cells) == 1:
        return Entry(side.key, known_value(cells[0]), cells[0].kind, cells[0].status), ""
    status = max((cell.status for cell in cells), key=_LEAST_CERTAIN_LAST.index)
    known = [value for cell in cells if (value := known_value(cell)) is not None]
    if len(known) == len(cells):
        return Entry(side.key, sum(known, Decimal(0)), Kind.NUMBER, status), ""
    unknown = [cell for cell in cells if known_value(cell) is None]
    note = f"{side.key}: {_bound(known)}{_unknown_parts(unknown)}"
    return Entry(side.key, None, unknown[0].kind, status), note


def _bound(known: Sequence[Decimal]) -> str:
    return f"at least {sum(known, Decimal(0)):f}, " if known else ""


def _lack(side: Side) -> str:
    if side.form == NARRATIVE:
        return f"{side.key} is a narrative report without tables"
    return f"the {side.form} form has no such figure"


def _unknown_parts(cells: Sequence[Cell]) -> str:
    described = (f"{cell.indicator} is {_state(cell)}" for cell in cells)
    return ", ".join(described)


def _state(cell: Cell) -> str:
    return cell.status.value if cell.status in (Status.MISSING, Status.AMBIGUOUS) else cell.kind.value


def _difference(entries: Sequence[Entry]) -> tuple[Decimal | None, Decimal | None]:
    first, last = entries[0].value, entries[-1].value
    if first is None or last is None:
        return None, None
    absolute = last - first
    relative = (absolute / first).quantize(_SIX_PLACES) if first > 0 else None
    return absolute, relative
