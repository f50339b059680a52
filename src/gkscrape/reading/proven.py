"""Makes what the proof found into cells: printed, inferred, ambiguous or missing, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal

from gkscrape.reading.across import TOUCHING
from gkscrape.reading.cuts import Piece
from gkscrape.reading.evidence import Evidence
from gkscrape.reading.headers import MOVED, SLID, UNORDERED
from gkscrape.reading.rows import COPIED, SHARED, TORN, TWICE, RowText
from gkscrape.reading.search import Equation, Term
from gkscrape.reading.sheet import Found, Sheet
from gkscrape.reading.ways import Strand
from gkscrape.record import Cell, Kind, Status

_TOO_MANY = "no way to fill the row was found within the bound of the search"
_CROWDED = "several figures or words stand in one cell"
_BOUND_HIT = "; the search stopped at its bound"
_OPEN_TO_ZEROS = (MOVED, SLID, COPIED, SHARED)
"""Doubts of rows whose figures add up whosever they are, so that nothing but zeros is sure."""


def cells_of(sheet: Sheet, found: Found) -> tuple[Cell, ...]:
    """The cells of the sheet's rows, in order; `computed` where the sums force what is not printed."""
    evidence = Evidence(sheet, found)
    cells = [cell for strand in sheet.strands for cell in _strand_cells(sheet, strand, found, evidence)]
    return _with_computed(cells, sheet, found)


def _strand_cells(sheet: Sheet, strand: Strand, found: Found, evidence: Evidence) -> Iterator[Cell]:
    ways = found.ways.get(strand.name, ())
    start = 0
    for row in strand.rows:
        own = [way.pieces[start : start + len(row.columns)] for way in ways]
        start += len(row.columns)
        verdict = replace(_verdict(sheet, found, strand, row, own, evidence), has_tokens=bool(row.tokens))
        for position, column in enumerate(row.columns):
            indicator = f"{sheet.table.code}/{row.row}/{column}"
            contents = [pieces[position] for pieces in own]
            yield _cell(indicator, verdict, contents, _BOUND_HIT if found.bound_hit else "")


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a row's cells may claim: `status` if they have one content, and why.

    Of a row in which something is printed no open cell is called missing: the figure may be its own.
    """

    status: Status
    reason: str | None
    has_tokens: bool = True

    @property
    def is_open(self) -> bool:
        """Whether nothing is claimed."""
        return self.status is Status.AMBIGUOUS


def _verdict(
    sheet: Sheet,
    found: Found,
    strand: Strand,
    row: RowText,
    own: Sequence[Sequence[Piece | None]],
    evidence: Evidence,
) -> _Verdict:
    ways = found.ways.get(strand.name, ())
    adds_up = (
        bool(ways) and sheet.ways.has_own_sum(row) and all(map(_is_full, own)) and all(w.sound for w in ways)
    )
    if row.doubt not in (None, TOUCHING):
        proven = adds_up and _proves(found, strand, row, own, evidence)
        return _Verdict(Status.INFERRED if proven else Status.AMBIGUOUS, row.doubt)
    if len(ways) == 1 and ways[0].plain:
        is_open = sheet.budget.spent and row.seats is None and sheet.ways.few_are_broken
        if is_open and not ways[0].sound:
            return _Verdict(Status.AMBIGUOUS, f"its figures do not add up as they stand{_BOUND_HIT}")
        reason = row.reason or row.doubt
        return _Verdict(Status.PRINTED if reason is None else Status.INFERRED, reason)
    counts = f"{len(row.tokens)} tokens for {len(row.columns)} columns"
    if any(way.plain for way in ways):
        return _Verdict(Status.AMBIGUOUS, "its figures do not add up as they stand, but do otherwise")
    if not adds_up and (found.rows_alone or len(row.tokens) > len(row.columns)):
        return _Verdict(Status.AMBIGUOUS, f"{counts}, and no sums that tell which is which")
    if sheet.ways.checks(row) and not adds_up and not evidence.bears_out(strand.name):
        note = _BOUND_HIT if found.bound_hit else ""
        return _Verdict(Status.AMBIGUOUS, f"{counts}, and no sum that holds bears any of them out{note}")
    if sheet.ways.checks(row):
        return _Verdict(Status.INFERRED, f"among {counts} follows from the sums")
    if len(row.tokens) < len(row.columns) and all(None not in pieces for pieces in own):
        return _Verdict(Status.INFERRED, f"among {counts} is the only one possible")
    return _Verdict(Status.AMBIGUOUS, f"{counts}, and no sums that tell which is which")


def _proves(
    found: Found, strand: Strand, row: RowText, own: Sequence[Sequence[Piece | None]], evidence: Evidence
) -> bool:
    """Whether that a row in doubt adds up says whose its figures are.

    Zeros add up wherever they belong, and any figures do in any order of the columns: where a header stands
    in another's place, only zeros are sure. Of a row that is printed twice, the sums of its columns decide.
    """
    if row.doubt in _OPEN_TO_ZEROS:
        return all(map(_is_zero, own)) and _is_decided(strand, row)
    if row.doubt in (TORN, TWICE) and not _bears_all_sums(found, strand):
        return False
    proven = _is_decided(strand, row) or not any(map(_is_zero, own))
    return proven and (row.doubt not in (TORN, TWICE) or evidence.bears_out(strand.name))


def _bears_all_sums(found: Found, strand: Strand) -> bool:
    """Whether no sum over the strand was set aside: figures of a row printed twice add up either way."""
    return not found.rows_alone and all(
        strand.name not in {name for name, _ in equation.terms} for equation in found.wrong
    )


def _is_full(pieces: Sequence[Piece | None]) -> bool:
    """Whether every cell has a figure."""
    return all(piece is not None and piece.value is not None for piece in pieces)


def _is_zero(pieces: Sequence[Piece | None]) -> bool:
    """Whether all figures are zeros, which add up wherever they belong."""
    return not any(piece is not None and piece.value for piece in pieces)


def _is_decided(strand: Strand, row: RowText) -> bool:
    """Whether zeros alone are in no doubt, though they add up wherever they belong.

    To fill all cells with fewer tokens says where each is cut; and where only their order is in doubt, zeros
    have the same.
    """
    printed = sum(len(one.tokens) for one in strand.rows)
    return printed < len(strand.slots) or (
        row.doubt in (MOVED, SLID, UNORDERED) and printed == len(strand.slots)
    )


def _cell(indicator: str, verdict: _Verdict, contents: Sequence[Piece | None], note: str) -> Cell:
    unreadable = Cell(indicator, Kind.UNREADABLE, Status.AMBIGUOUS)
    if not contents:
        return unreadable._replace(reason=verdict.reason if verdict.is_open else _TOO_MANY)
    first = contents[0]
    several = any(_content(piece) != _content(first) for piece in contents)
    if several or (verdict.is_open and (first is not None or verdict.has_tokens)):
        reason = verdict.reason if verdict.is_open else f"several ways add up{note}"
        return unreadable._replace(candidates=_candidates(contents, verdict), reason=reason)
    if first is None:
        return Cell(indicator, Kind.BLANK, Status.MISSING)
    cell = Cell(indicator, first.kind, verdict.status, first.value, first.token.raw, first.token.at)
    if first.kind is Kind.TEXT and len(first.token.raw.split()) > 1:
        return cell._replace(kind=Kind.UNREADABLE, status=Status.AMBIGUOUS, reason=_CROWDED)
    if verdict.status is Status.PRINTED:
        return cell
    what = "its place " if all(piece is not None and piece.whole for piece in contents) else "its cut "
    own_words = verdict.reason is not None and verdict.reason.startswith("among")
    return cell._replace(reason=f"{what}{verdict.reason}" if own_words else verdict.reason)


def _candidates(contents: Sequence[Piece | None], verdict: _Verdict) -> tuple[Decimal | None, ...]:
    """The different values, in order, and None where perhaps nothing was printed."""
    values = {None if piece is None else piece.value for piece in contents}
    if verdict.is_open:
        values.add(None)
    ordered = sorted(value for value in values if value is not None)
    return (*ordered, None) if None in values else tuple(ordered)


def _content(piece: Piece | None) -> tuple[Kind, Decimal | None] | None:
    return None if piece is None else (piece.kind, piece.value)


def _with_computed(cells: Sequence[Cell], sheet: Sheet, found: Found) -> tuple[Cell, ...]:
    """The cells; those without a figure given the one that the sums force, where no sum is in doubt."""
    if all(cell.status in (Status.PRINTED, Status.INFERRED) for cell in cells):
        return tuple(cells)
    terms = [(strand.name, slot) for strand in sheet.strands for slot in range(len(strand.slots))]
    by_term = dict(zip(terms, cells, strict=True))
    known = {term: cell.value for term, cell in by_term.items() if cell.kind is Kind.NUMBER}
    read = {name for (name, _), cell in by_term.items() if cell.status in (Status.PRINTED, Status.INFERRED)}
    forced = _forced(sheet, found, known, read)
    return tuple(
        cell._replace(computed=forced.get(term))
        if cell.status in (Status.MISSING, Status.AMBIGUOUS)
        else cell
        for term, cell in by_term.items()
    )


def _forced(
    sheet: Sheet, found: Found, known: Mapping[Term, Decimal | None], read: Set[str]
) -> dict[Term, Decimal]:
    """What the sums force beside what is `known`; the ways of a strand count where some of it is `read`."""
    suspect = {term for equation in found.wrong for term in equation.terms}
    unsound = {name for name, ways in found.ways.items() if not all(way.sound for way in ways)}
    forced: dict[Term, Decimal] = {}
    for name, ways in found.ways.items():
        if name not in unsound and name in read and ways:
            for slot in range(len(ways[0].amounts)):
                first = ways[0].amounts[slot]
                only = first.single if all(way.amounts[slot] == first for way in ways) else None
                if only is not None and (name, slot) not in known and (name, slot) not in suspect:
                    forced[name, slot] = Decimal(only)
    for _ in range(len(sheet.equations)):
        fresh = {
            term: rest
            for equation in sheet.equations
            if equation not in found.wrong and not any(strand in unsound for strand, _ in equation.terms)
            for term, rest in _only_gap(equation, {**known, **forced})
            if term not in suspect
        }
        if not fresh:
            break
        forced |= fresh
    values = {**known, **forced}
    false = [e for e in sheet.equations if e not in found.wrong and _is_false(e, values)]
    return {term: value for term, value in forced.items() if not any(term in e.terms for e in false)}


def _is_false(equation: Equation, values: Mapping[Term, Decimal | None]) -> bool:
    """Whether the values contradict the sum; a cell without one may amount to anything from 0 on."""
    sides = [[values.get(term) for term in side] for side in (equation.whole, equation.parts)]
    loose = [
        is_open or None in side
        for side, is_open in zip(sides, (equation.open_whole, equation.open_parts), strict=True)
    ]
    whole, parts = (sum((v for v in side if v is not None), Decimal(0)) for side in sides)
    return (whole > parts and not loose[1]) or (parts > whole and not loose[0])


def _only_gap(equation: Equation, known: Mapping[Term, Decimal | None]) -> Iterator[tuple[Term, Decimal]]:
    """The one cell of the sum that has no figure, and what it must amount to; nothing if there are more."""
    gaps = [term for term in equation.terms if known.get(term) is None]
    if len(gaps) != 1 or equation.open_whole or equation.open_parts:
        return
    whole, parts = (
        sum((known[term] or Decimal(0) for term in side if term != gaps[0]), Decimal(0))
        for side in (equation.whole, equation.parts)
    )
    rest = parts - whole if gaps[0] in equation.whole else whole - parts
    if rest >= 0:
        yield gaps[0], rest
