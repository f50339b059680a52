"""Seats the tokens of a table by proof: of all ways to fill its rows, those that every printed sum allows.

What a sound page prints is taken as it stands. Every other row keeps all ways of least cost (see `cuts`) that
its own sum allows; what the sums of the columns and the other rows leave of them is the answer. One content
for a cell is `inferred`, several are `ambiguous`, none is `missing`. Where no answer satisfies every sum, one
row may have suffered more than the least, or else a printed sum is wrong: it is set aside, so that one wrong
figure of the publisher does not cost the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from gkscrape.form import Axis, Sum, Table
from gkscrape.reading.across import TOUCHING
from gkscrape.reading.cuts import Budget, Parse, Piece, TooManyWays, is_run
from gkscrape.reading.rows import RowText
from gkscrape.reading.search import Choice, Domain, Domains, Equation, Search, Term, may_hold
from gkscrape.reading.ways import Ceilings, Strand, Way, Ways, strands
from gkscrape.record import Cell, Kind, Status

MOST_STEPS = 60_000
"""How many partial ways and partial answers are looked at before what is left is called ambiguous."""

_SEARCH_STEPS = 15_000
_TOO_MANY = "no way to fill the row was found within the bound of the search"
_CROWDED = "several figures or words stand in one cell"
_BOUND_HIT = "; the search stopped at its bound"


def prove(table: Table, rows: Sequence[RowText], parse: Parse) -> tuple[Cell, ...]:
    """The cells of the given rows, in their order; each row at most once. Sums over absent rows stay open."""
    sheet = _sheet(table, rows, parse)
    found = _as_printed(sheet) or _with_all_sums(sheet) or _without_wrong_sums(sheet)
    cells = [cell for strand in sheet.strands for cell in _strand_cells(sheet, strand, found)]
    return _with_computed(cells, sheet, found)


@dataclass(frozen=True)
class _Sheet:
    """A table in the making: its strands, its sums as equations between their slots, and their ways."""

    table: Table
    strands: tuple[Strand, ...]
    equations: tuple[Equation, ...]
    ways: Ways
    straight: Mapping[str, Way]
    budget: Budget

    def across(self) -> tuple[Equation, ...]:
        return tuple(equation for equation in self.equations if not equation.own)

    def own(self) -> tuple[Equation, ...]:
        return tuple(equation for equation in self.equations if equation.own)


@dataclass(frozen=True)
class _Found:
    """The ways left to each strand (none: too many to list), and the equations set aside as wrong.

    `rows_alone` if no column proves anything, and each row only has its own sum.
    """

    ways: Mapping[str, tuple[Way, ...]]
    wrong: tuple[Equation, ...] = ()
    bound_hit: bool = False
    rows_alone: bool = False


@dataclass
class _Options:
    """The ways of each strand, grouped by what they amount to: ways that amount to the same count alike."""

    by_strand: dict[str, dict[Choice, list[Way]]] = field(default_factory=dict)

    def put(self, strand: str, ways: Iterable[Way] | None) -> None:
        """Take these ways for the strand; None leaves it open."""
        self.by_strand.pop(strand, None)
        if ways is not None:
            grouped = self.by_strand.setdefault(strand, {})
            for way in ways:
                grouped.setdefault(Choice(way.amounts, way.sound), []).append(way)

    def copy(self) -> _Options:
        return _Options(dict(self.by_strand))

    def domains(self) -> Domains | None:
        """What there is to search; None where a strand has no way at all."""
        if not all(self.by_strand.values()):
            return None
        return {strand: Domain(tuple(grouped)) for strand, grouped in self.by_strand.items()}

    def kept(self, domains: Mapping[str, Domain]) -> dict[str, tuple[Way, ...]]:
        """The ways behind the choices that are left."""
        return {
            strand: tuple(way for choice in domain.choices for way in self.by_strand[strand][choice])
            for strand, domain in domains.items()
        }


def _sheet(table: Table, rows: Sequence[RowText], parse: Parse) -> _Sheet:
    sums = table.sums_over({row.row for row in rows})
    across = tuple(total for total in sums if total.axis is Axis.COLUMNS)
    down = tuple(total for total in sums if total.axis is Axis.ROWS)
    summed_rows = frozenset(code for total in down for code in (*total.whole, *total.parts))
    budget = Budget(MOST_STEPS)
    ways = Ways(across, summed_rows, parse, budget)
    bundles = strands(rows)
    straight = {strand.name: way for strand in bundles if (way := ways.straight(strand)) is not None}
    terms = {slot: (strand.name, index) for strand in bundles for index, slot in enumerate(strand.slots)}
    equations = (*_own_equations(across, rows, terms), *_equations(down, terms))
    return _Sheet(table, bundles, equations, ways, straight, budget)


def _own_equations(
    sums: Sequence[Sum], rows: Sequence[RowText], terms: Mapping[tuple[str, str], Term]
) -> Iterator[Equation]:
    for row in rows:
        for total in sums:
            if set(total.whole) | set(total.parts) <= set(row.columns):
                sides = [tuple(terms[row.row, c] for c in side) for side in (total.whole, total.parts)]
                yield Equation(total.id, row.row, sides[0], sides[1], own=True)


def _equations(sums: Sequence[Sum], terms: Mapping[tuple[str, str], Term]) -> Iterator[Equation]:
    columns = dict.fromkeys(column for _, column in terms)
    for total in sums:
        for column in columns:
            sides = [
                tuple(terms[row, column] for row in side if (row, column) in terms)
                for side in (total.whole, total.parts)
            ]
            lacking = [
                len(side) < len(all_) for side, all_ in zip(sides, (total.whole, total.parts), strict=True)
            ]
            if sides[0] or sides[1]:
                yield Equation(total.id, column, sides[0], sides[1], lacking[0], lacking[1])


def _as_printed(sheet: _Sheet) -> _Found | None:
    """The plain ways, if every row has one and either each is a grid's or no sum speaks against any."""
    if len(sheet.straight) < len(sheet.strands) or any(strand.doubted for strand in sheet.strands):
        return None
    wrong = tuple(equation for equation in sheet.equations if _is_broken(equation, sheet.straight))
    if wrong and not all(strand.rows[0].seats is not None for strand in sheet.strands):
        return None
    return _Found({strand: (way,) for strand, way in sheet.straight.items()}, wrong)


def _is_broken(equation: Equation, straight: Mapping[str, Way]) -> bool:
    """Whether the figures as printed contradict the sum; a cell without a figure may amount to anything."""
    known, unknown = [0, 0], [equation.open_whole, equation.open_parts]
    for side, terms in enumerate((equation.whole, equation.parts)):
        for strand, slot in terms:
            piece = straight[strand].pieces[slot] if strand in straight else None
            number = _whole_number(piece)
            known[side] += number or 0
            unknown[side] |= number is None
    excess = known[0] - known[1]
    return (excess > 0 and not unknown[1]) or (excess < 0 and not unknown[0])


def _whole_number(piece: Piece | None) -> int | None:
    if piece is None or piece.value is None or piece.value != piece.value.to_integral_value():
        return None
    return int(piece.value)


def _with_all_sums(sheet: _Sheet) -> _Found | None:
    """What satisfies every sum: with the least damage in each row, or with more than that in just one."""
    ceilings = _ceilings(sheet, sheet.straight)
    has_run = any(is_run(strand.rows[0]) for strand in sheet.strands)
    for full_runs in (True, False) if has_run else (True,):
        if (answer := _search(sheet, _options(sheet, ceilings, full_runs), sheet.equations)) is not None:
            return answer
    options = _options(sheet, {}, full_runs=False)
    answers = [_with_more_damage(sheet, options, strand) for strand in _able(sheet, options)]
    found = [answer for answer in answers if answer is not None]
    return _united(found) if found else _with_shifts(sheet, options)


def _able(sheet: _Sheet, options: _Options) -> list[Strand]:
    """The strands that stand in every sum that cannot hold as things are: no other mends them all."""
    domains = options.domains() or {}
    broken = [equation for equation in sheet.across() if not may_hold(equation, domains)]
    involved = [{strand for strand, _ in equation.terms} for equation in broken]
    return [strand for strand in sheet.strands if all(strand.name in names for names in involved)]


def _with_shifts(sheet: _Sheet, options: _Options) -> _Found | None:
    """What satisfies every sum if figures of rows that break their own stand in a wrong cell.

    It shows that such a row may not be taken as printed, and is not enough to read it otherwise.
    """
    shifted = {
        strand.name: ways
        for strand in sheet.strands
        if (ways := _listed(lambda strand, _: sheet.ways.shifted(strand), strand, {}))
    }
    if not shifted:
        return None
    changed = options.copy()
    for name, ways in shifted.items():
        likely = [way for group in options.by_strand.get(name, {}).values() for way in group]
        changed.put(name, (*likely, *ways))
    answer = _search(sheet, changed, sheet.equations)
    if answer is None:
        return None
    straight = {name: (sheet.straight[name],) for name in shifted}
    return _united([answer, _Found(straight, sheet.equations)])


def _options(sheet: _Sheet, ceilings: Ceilings, full_runs: bool) -> _Options:
    options = _Options()
    list_likely = partial(sheet.ways.likely, full_runs=full_runs)
    for strand in sheet.strands:
        options.put(strand.name, _listed(list_likely, strand, ceilings))
    return options


def _with_more_damage(sheet: _Sheet, options: _Options, strand: Strand) -> _Found | None:
    others = {name: way for name, way in sheet.straight.items() if name != strand.name}
    wider = _listed(sheet.ways.unlikely, strand, _ceilings(sheet, others))
    if wider is not None and not wider:
        return None
    changed = options.copy()
    changed.put(strand.name, wider)
    return _search(sheet, changed, sheet.equations)


def _without_wrong_sums(sheet: _Sheet) -> _Found:
    """What is left once sums that cannot hold are set aside.

    Where one of several sums may be wrong, each is in turn. Once those of more than one column are, no column
    proves anything any more, and each row stands on its own.
    """
    options = _options(sheet, {}, full_runs=True)
    for name in [name for name, grouped in options.by_strand.items() if not grouped]:
        options.put(name, None)
    domains = options.domains() or {}
    across = sheet.across()
    wrong = tuple(equation for equation in across if not may_hold(equation, domains))
    for suspects in _suspects(across, wrong):
        found = [
            replace(answer, wrong=suspect)
            for suspect in suspects
            if (answer := _search(sheet, options, _without(sheet.equations, suspect))) is not None
        ]
        if found:
            return _united(found)
    alone = {name: _exact(ways) for name, ways in options.kept(domains).items()}
    return _Found(alone, across, rows_alone=True)


def _without(equations: Sequence[Equation], some: Sequence[Equation]) -> list[Equation]:
    return [equation for equation in equations if equation not in some]


def _exact(ways: tuple[Way, ...]) -> tuple[Way, ...]:
    """The ways that count: beside a plain one that the columns allow, those that leave no figure free."""
    return tuple(w for w in ways if w.plain or w.is_exact) if any(w.plain for w in ways) else ways


def _suspects(
    equations: Sequence[Equation], wrong: Sequence[Equation]
) -> Iterator[list[tuple[Equation, ...]]]:
    """Sets of sums of one column that may be wrong together: those known to be, one, all of a column."""
    columns = dict.fromkeys(equation.column for equation in wrong or equations)
    if wrong and len(columns) == 1:
        yield [tuple(wrong)]
    elif not wrong:
        yield [(equation,) for equation in equations]
    if len(columns) == 1 or not wrong:
        yield [tuple(e for e in equations if e.column == column) for column in columns]


def _united(found: Sequence[_Found]) -> _Found:
    ways: dict[str, dict[Way, None]] = {}
    for answer in found:
        for name, kept in answer.ways.items():
            ways.setdefault(name, {}).update(dict.fromkeys(kept))
    wrong = dict.fromkeys(equation for answer in found for equation in answer.wrong)
    hit = any(answer.bound_hit for answer in found)
    return _Found({name: tuple(kept) for name, kept in ways.items()}, tuple(wrong), hit)


def _listed(
    list_ways: Callable[[Strand, Ceilings], tuple[Way, ...]], strand: Strand, ceilings: Ceilings
) -> tuple[Way, ...] | None:
    """The ways, None where there are too many to list."""
    try:
        return list_ways(strand, ceilings)
    except TooManyWays:
        return None


def _search(sheet: _Sheet, options: _Options, equations: Sequence[Equation]) -> _Found | None:
    domains = options.domains()
    if domains is None:
        return None
    search = Search(equations, domains, sheet.budget.share(_SEARCH_STEPS))
    answer = search.answer()
    if answer is None:
        return None
    return _Found({name: _exact(ways) for name, ways in options.kept(answer).items()}, (), search.bound_hit)


def _ceilings(sheet: _Sheet, trusted: Mapping[str, Way]) -> Ceilings:
    """The most that each cell can amount to if every sum holds and the trusted rows are sound."""
    ceilings: dict[tuple[str, str], int] = {}
    slots = {strand.name: strand.slots for strand in sheet.strands}
    sound = {name: way for name, way in trusted.items() if way.sound}
    for equation in sheet.across():
        sides = ((equation.whole, equation.open_whole), (equation.parts, equation.open_parts))
        for here, (other, is_open) in ((equation.whole, sides[1]), (equation.parts, sides[0])):
            limit = _residue(here, other, sound)
            if limit is None or is_open:
                continue
            for strand, slot in here:
                if strand not in sound:
                    code = slots[strand][slot]
                    ceilings[code] = min(limit, ceilings.get(code, limit))
    return ceilings


def _residue(here: Sequence[Term], other: Sequence[Term], sound: Mapping[str, Way]) -> int | None:
    """What the other side leaves to the unknown cells of this one; None if it is not known itself."""
    numbers = [
        _whole_number(sound[strand].pieces[slot]) if strand in sound else None for strand, slot in other
    ]
    if any(number is None for number in numbers):
        return None
    known = (_whole_number(sound[strand].pieces[slot]) for strand, slot in here if strand in sound)
    return sum(n for n in numbers if n is not None) - sum(n for n in known if n is not None)


def _strand_cells(sheet: _Sheet, strand: Strand, found: _Found) -> Iterator[Cell]:
    ways = found.ways.get(strand.name, ())
    start = 0
    for row in strand.rows:
        own = [way.pieces[start : start + len(row.columns)] for way in ways]
        start += len(row.columns)
        verdict = _verdict(sheet, found, strand, row, own)
        for position, column in enumerate(row.columns):
            indicator = f"{sheet.table.code}/{row.row}/{column}"
            contents = [pieces[position] for pieces in own]
            yield _cell(indicator, verdict, contents, _BOUND_HIT if found.bound_hit else "")


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a row's cells may claim: `status` if they have one content, and why."""

    status: Status
    reason: str | None

    @property
    def is_open(self) -> bool:
        """Whether nothing is claimed."""
        return self.status is Status.AMBIGUOUS


def _verdict(
    sheet: _Sheet, found: _Found, strand: Strand, row: RowText, own: Sequence[Sequence[Piece | None]]
) -> _Verdict:
    ways = found.ways.get(strand.name, ())
    adds_up = (
        bool(ways) and sheet.ways.has_own_sum(row) and all(map(_is_full, own)) and all(w.sound for w in ways)
    )
    if row.doubt not in (None, TOUCHING):
        proven = adds_up and (_is_cut(strand) or not any(map(_is_zero, own)))
        return _Verdict(Status.INFERRED if proven else Status.AMBIGUOUS, row.doubt)
    if len(ways) == 1 and ways[0].plain:
        reason = row.reason or row.doubt
        return _Verdict(Status.PRINTED if reason is None else Status.INFERRED, reason)
    counts = f"{len(row.tokens)} tokens for {len(row.columns)} columns"
    if any(way.plain for way in ways):
        return _Verdict(Status.AMBIGUOUS, "its figures do not add up as they stand, but do otherwise")
    if not adds_up and (found.rows_alone or len(row.tokens) > len(row.columns)):
        return _Verdict(Status.AMBIGUOUS, f"{counts}, and no sums that tell which is which")
    if sheet.ways.checks(row):
        return _Verdict(Status.INFERRED, f"among {counts} follows from the sums")
    if len(row.tokens) < len(row.columns) and all(None not in pieces for pieces in own):
        return _Verdict(Status.INFERRED, f"among {counts} is the only one possible")
    return _Verdict(Status.AMBIGUOUS, f"{counts}, and no sums that tell which is which")


def _is_full(pieces: Sequence[Piece | None]) -> bool:
    """Whether every cell has a figure."""
    return all(piece is not None and piece.value is not None for piece in pieces)


def _is_zero(pieces: Sequence[Piece | None]) -> bool:
    """Whether all figures are zeros, which add up wherever they belong."""
    return not any(piece is not None and piece.value for piece in pieces)


def _is_cut(strand: Strand) -> bool:
    """Whether there are fewer tokens than cells, so that to fill them all says where each token is cut."""
    return sum(len(row.tokens) for row in strand.rows) < len(strand.slots)


def _cell(indicator: str, verdict: _Verdict, contents: Sequence[Piece | None], note: str) -> Cell:
    unreadable = Cell(indicator, Kind.UNREADABLE, Status.AMBIGUOUS)
    if not contents:
        return replace(unreadable, reason=verdict.reason if verdict.is_open else _TOO_MANY)
    first = contents[0]
    several = any(_content(piece) != _content(first) for piece in contents)
    if several or (first is not None and verdict.is_open):
        reason = verdict.reason if verdict.is_open else f"several ways add up{note}"
        return replace(unreadable, candidates=_candidates(contents, verdict), reason=reason)
    if first is None:
        return Cell(indicator, Kind.BLANK, Status.MISSING)
    cell = Cell(indicator, first.kind, verdict.status, first.value, first.token.raw, first.token.at)
    if first.kind is Kind.TEXT and len(first.token.raw.split()) > 1:
        return replace(cell, kind=Kind.UNREADABLE, status=Status.AMBIGUOUS, reason=_CROWDED)
    if verdict.status is Status.PRINTED:
        return cell
    what = "its place " if all(piece is not None and piece.whole for piece in contents) else "its cut "
    own_words = verdict.reason is not None and verdict.reason.startswith("among")
    return replace(cell, reason=f"{what}{verdict.reason}" if own_words else verdict.reason)


def _candidates(contents: Sequence[Piece | None], verdict: _Verdict) -> tuple[Decimal | None, ...]:
    """The different values, in order, and None where perhaps nothing was printed."""
    values = {None if piece is None else piece.value for piece in contents}
    if verdict.is_open:
        values.add(None)
    ordered = sorted(value for value in values if value is not None)
    return (*ordered, None) if None in values else tuple(ordered)


def _content(piece: Piece | None) -> tuple[Kind, Decimal | None] | None:
    return None if piece is None else (piece.kind, piece.value)


def _with_computed(cells: Sequence[Cell], sheet: _Sheet, found: _Found) -> tuple[Cell, ...]:
    """The cells; those without a figure given the one that the sums force, where no sum is in doubt."""
    if all(cell.status in (Status.PRINTED, Status.INFERRED) for cell in cells):
        return tuple(cells)
    terms = [(strand.name, slot) for strand in sheet.strands for slot in range(len(strand.slots))]
    by_term = dict(zip(terms, cells, strict=True))
    known = {term: cell.value for term, cell in by_term.items() if cell.kind is Kind.NUMBER}
    forced = _forced(sheet, found, known)
    return tuple(
        replace(cell, computed=forced.get(term))
        if cell.status in (Status.MISSING, Status.AMBIGUOUS)
        else cell
        for term, cell in by_term.items()
    )


def _forced(sheet: _Sheet, found: _Found, known: Mapping[Term, Decimal | None]) -> dict[Term, Decimal]:
    suspect = {term for equation in found.wrong for term in equation.terms}
    unsound = {name for name, ways in found.ways.items() if not all(way.sound for way in ways)}
    forced: dict[Term, Decimal] = {}
    for name, ways in found.ways.items():
        if name not in unsound and ways:
            for slot in range(len(ways[0].amounts)):
                amounts = {way.amounts[slot] for way in ways}
                only = next(iter(amounts)).single if len(amounts) == 1 else None
                if only is not None and (name, slot) not in known and (name, slot) not in suspect:
                    forced[name, slot] = Decimal(only)
    for _ in range(len(sheet.equations)):
        fresh = {
            term: rest
            for equation in sheet.equations
            if not (equation in found.wrong or (equation.own and equation.terms[0][0] in unsound))
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
