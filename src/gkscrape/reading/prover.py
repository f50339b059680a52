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
from functools import partial

from gkscrape.form import Table
from gkscrape.reading.cuts import Parse, Piece, TooManyWays, is_run
from gkscrape.reading.proven import cells_of
from gkscrape.reading.rows import RowText
from gkscrape.reading.search import Choice, Domain, Domains, Equation, Search, Term, may_hold
from gkscrape.reading.sheet import Found, Sheet, sheet_of
from gkscrape.reading.ways import Ceilings, Strand, Way
from gkscrape.record import Cell

_SEARCH_STEPS = 15_000


def prove(table: Table, rows: Sequence[RowText], parse: Parse) -> tuple[Cell, ...]:
    """The cells of the given rows, in their order; each row at most once. Sums over absent rows stay open."""
    sheet = sheet_of(table, rows, parse)
    found = _as_printed(sheet) or _with_all_sums(sheet) or _without_wrong_sums(sheet)
    return cells_of(sheet, found)


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


def _as_printed(sheet: Sheet) -> Found | None:
    """The plain ways, if every row has one and either each is a grid's or no sum speaks against any."""
    if len(sheet.straight) < len(sheet.strands) or any(strand.doubted for strand in sheet.strands):
        return None
    wrong = tuple(equation for equation in sheet.equations if _is_broken(equation, sheet.straight))
    if wrong and not all(strand.rows[0].seats is not None for strand in sheet.strands):
        return None
    return Found({strand: (way,) for strand, way in sheet.straight.items()}, wrong)


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


def _with_all_sums(sheet: Sheet) -> Found | None:
    """What satisfies every sum: with the least damage in each row, or with more than that in just one."""
    ceilings = _ceilings(sheet, sheet.straight)
    has_run = any(is_run(strand.rows[0]) for strand in sheet.strands)
    for full_runs in (True, False) if has_run else (True,):
        if (answer := _search(sheet, _options(sheet, ceilings, full_runs), sheet.equations)) is not None:
            return answer
    options = _options(sheet, {}, full_runs=False)
    if sheet.budget.spent:
        return None
    answers = [_with_more_damage(sheet, options, strand) for strand in _able(sheet, options)]
    found = [answer for answer in answers if answer is not None]
    return _united(found) if found else _with_shifts(sheet, options)


def _able(sheet: Sheet, options: _Options) -> list[Strand]:
    """The strands that stand in every sum that cannot hold as things are: no other mends them all."""
    domains = options.domains() or {}
    broken = [equation for equation in sheet.across() if not may_hold(equation, domains)]
    involved = [{strand for strand, _ in equation.terms} for equation in broken]
    return [strand for strand in sheet.strands if all(strand.name in names for names in involved)]


def _with_shifts(sheet: Sheet, options: _Options) -> Found | None:
    """Each row on its own, if every sum could hold with figures of rows that break their own in other cells.

    It shows that such a row may not be taken as printed, and is not enough to read any row otherwise.
    """
    if not sheet.ways.few_are_broken:
        return None
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
    alone = _alone(sheet, options)
    moved = {name: (*alone.ways.get(name, ()), *ways) for name, ways in shifted.items()}
    return replace(alone, ways={**alone.ways, **moved})


def _alone(sheet: Sheet, options: _Options) -> Found:
    """Each row with the ways that its own sum allows."""
    ways = {
        name: [w for group in grouped.values() for w in group] for name, grouped in options.by_strand.items()
    }
    exact = {name: _exact(tuple(kept)) for name, kept in ways.items()}
    return Found(exact, sheet.across(), sheet.budget.spent, rows_alone=True)


def _options(sheet: Sheet, ceilings: Ceilings, full_runs: bool) -> _Options:
    options = _Options()
    list_likely = partial(sheet.ways.likely, full_runs=full_runs)
    for strand in sheet.strands:
        options.put(strand.name, _listed(list_likely, strand, ceilings))
    return options


def _with_more_damage(sheet: Sheet, options: _Options, strand: Strand) -> Found | None:
    others = {name: way for name, way in sheet.straight.items() if name != strand.name}
    wider = _listed(sheet.ways.unlikely, strand, _ceilings(sheet, others))
    if wider is not None and not wider:
        return None
    changed = options.copy()
    changed.put(strand.name, wider)
    return _search(sheet, changed, sheet.equations)


def _without_wrong_sums(sheet: Sheet) -> Found:
    """What is left once sums that cannot hold are set aside.

    Where one of several sums may be wrong, each is in turn. Once those of more than one column are, no column
    proves anything any more, and each row stands on its own.
    """
    options = _options(sheet, {}, full_runs=True)
    for name in [name for name, grouped in options.by_strand.items() if not grouped]:
        options.put(name, None)
    domains = options.domains() or {}
    if sheet.budget.spent:
        return _alone(sheet, options)
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
    return _alone(sheet, options)


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


def _united(found: Sequence[Found]) -> Found:
    ways: dict[str, dict[Way, None]] = {}
    for answer in found:
        for name, kept in answer.ways.items():
            ways.setdefault(name, {}).update(dict.fromkeys(kept))
    wrong = dict.fromkeys(equation for answer in found for equation in answer.wrong)
    hit = any(answer.bound_hit for answer in found)
    return Found({name: tuple(kept) for name, kept in ways.items()}, tuple(wrong), hit)


def _listed(
    list_ways: Callable[[Strand, Ceilings], tuple[Way, ...]], strand: Strand, ceilings: Ceilings
) -> tuple[Way, ...] | None:
    """The ways, None where there are too many to list."""
    try:
        return list_ways(strand, ceilings)
    except TooManyWays:
        return None


def _search(sheet: Sheet, options: _Options, equations: Sequence[Equation]) -> Found | None:
    domains = options.domains()
    if domains is None:
        return None
    search = Search(equations, domains, sheet.budget.share(_SEARCH_STEPS))
    answer = search.answer()
    if answer is None:
        return None
    kept = {name: _exact(ways) for name, ways in options.kept(answer).items()}
    return Found(kept, (), search.bound_hit or sheet.budget.spent)


def _ceilings(sheet: Sheet, trusted: Mapping[str, Way]) -> Ceilings:
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
