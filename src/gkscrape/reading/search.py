"""Finds which choices stand in some answer to a set of sums: propagation of what each cell may amount to,
then a search for a witness to each choice. It knows nothing of pages, tokens or rows, only of amounts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from gkscrape.reading.cuts import Budget
from gkscrape.reading.reach import Reach, add_up

Term = tuple[str, int]
"""A cell: its strand and its slot there."""

_PROBE_STEPS = 2_000
"""How much is spent on looking for one answer that a choice stands in."""

_MOST_SETTLED = 200
_MOST_ROUNDS = 20
_OPEN = Reach.from_on(0)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the slots of a strand amount to in some of its ways; `sound` if the rows' own sums hold."""

    amounts: tuple[Reach, ...]
    sound: bool = True

    @property
    def known(self) -> bool:
        """Whether every slot amounts to one number."""
        return all(amount.single is not None for amount in self.amounts)


@dataclass(frozen=True, slots=True)
class Equation:
    """A printed sum: the cells of `whole` amount to the same as those of `parts`.

    A side that is `open` has more cells than are known, each at least 0. `own` sums lie within one row, and
    hold for its sound choices only.
    """

    name: str
    column: str
    whole: tuple[Term, ...]
    parts: tuple[Term, ...]
    open_whole: bool = False
    open_parts: bool = False
    own: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        """All its cells."""
        return self.whole + self.parts


class Domain:
    """The choices left to a strand, in order."""

    __slots__ = ("_reach", "_spread", "choices")

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        self.choices = choices
        self._reach: dict[int, Reach] = {}
        self._spread: dict[int, dict[Reach, None]] = {}

    def reach(self, slot: int) -> Reach:
        """What the slot may amount to over all choices."""
        if slot not in self._reach:
            self._reach[slot] = reduce(Reach.union, self.spread(slot))
        return self._reach[slot]

    def spread(self, slot: int) -> dict[Reach, None]:
        """The different amounts of the slot, in order."""
        if slot not in self._spread:
            self._spread[slot] = dict.fromkeys(choice.amounts[slot] for choice in self.choices)
        return self._spread[slot]


Domains = dict[str, Domain]


@dataclass(frozen=True, slots=True)
class _Line:
    """An equation with its settled cells added up: the terms still in play on either side, and the rest."""

    sides: tuple[tuple[Term, ...], tuple[Term, ...]]
    bases: tuple[Reach, Reach]
    own: bool

    @property
    def strands(self) -> dict[str, None]:
        return dict.fromkeys(strand for side in self.sides for strand, _ in side)


class Search:
    """A search over some equations, within a budget of steps.

    A strand that is not in `domains` is open: its cells may amount to anything.
    """

    def __init__(self, equations: Sequence[Equation], domains: Mapping[str, Domain], budget: Budget) -> None:
        self._domains = dict(domains)
        self._budget = budget
        self._probe = budget
        self.bound_hit = False
        self._live = {
            strand: domain
            for strand, domain in domains.items()
            if len(domain.choices) > 1 or not domain.choices[0].known
        }
        lines = [(equation.own, self._line(equation)) for equation in equations]
        self._across = [line for own, line in lines if not own]
        self._own = [line for own, line in lines if own and line.strands]
        self._touching: dict[str, list[int]] = {strand: [] for strand in self._live}
        for index, line in enumerate(self._across):
            for strand in line.strands:
                self._touching[strand].append(index)

    def answer(self) -> Domains | None:
        """The domains without the choices that stand in no answer; None where there is no answer.

        A choice for which neither an answer was found nor its absence proved within the budget stays, and
        `bound_hit` then says so.
        """
        left = self._pruned(self._live, range(len(self._across)))
        if left is not None:
            left = self._witnessed(left)
        return None if left is None else {**self._domains, **left}

    def _line(self, equation: Equation) -> _Line:
        sides, bases = [], []
        for terms, is_open in ((equation.whole, equation.open_whole), (equation.parts, equation.open_parts)):
            live = tuple(term for term in terms if term[0] in self._live)
            settled = [
                self._domains[strand].reach(slot) if strand in self._domains else _OPEN
                for strand, slot in terms
                if strand not in self._live
            ]
            sides.append(live)
            bases.append(add_up([*settled, _OPEN] if is_open else settled))
        return _Line((sides[0], sides[1]), (bases[0], bases[1]), equation.own)

    def _witnessed(self, domains: Domains) -> Domains | None:
        seen: dict[str, set[Choice]] = {strand: set() for strand in domains}
        for strand in domains:
            for choice in domains[strand].choices:
                if choice in seen[strand]:
                    continue
                if self._budget.spent:
                    self.bound_hit = True
                    return domains
                self._probe = self._budget.share(_PROBE_STEPS)
                settled = {**domains, strand: Domain((choice,))}
                witness = self._solution(settled, self._touching[strand])
                if witness is None and self._probe.spent:
                    self.bound_hit = True
                    witness = {strand: choice}
                for name, chosen in (witness or {}).items():
                    seen[name].add(chosen)
            if not seen[strand]:
                return None
            domains = {**domains, strand: _among(domains[strand], seen[strand])}
        return domains

    def _solution(self, domains: Domains, changed: Sequence[int]) -> dict[str, Choice] | None:
        """A full answer in these domains, None if there is none (or the probe's budget is spent)."""
        left = self._pruned(domains, changed)
        if left is None or self._probe.spent:
            return None
        open_strands = [strand for strand, domain in left.items() if len(domain.choices) > 1]
        if not open_strands:
            chosen = {strand: domain.choices[0] for strand, domain in left.items()}
            return chosen if self._settles(chosen) else None
        narrowest = min(open_strands, key=lambda strand: len(left[strand].choices))
        for choice in left[narrowest].choices:
            narrowed = {**left, narrowest: Domain((choice,))}
            if found := self._solution(narrowed, self._touching[narrowest]):
                return found
            if self._probe.spent:
                break
        return None

    def _pruned(self, domains: Domains, changed: Sequence[int]) -> Domains | None:
        """The domains without choices that some sum excludes; None if a strand is left without any."""
        current = dict(domains)
        pending = dict.fromkeys(changed)
        while pending and not self._probe.spent:
            index = next(iter(pending))
            del pending[index]
            kept = self._supported(self._across[index], current)
            if kept is None:
                return None
            for strand, domain in kept.items():
                current[strand] = domain
                pending |= dict.fromkeys(self._touching[strand])
        return current

    def _supported(self, line: _Line, domains: Domains) -> Domains | None:
        """The strands that the line narrows; None where it cannot hold."""
        if not self._probe.spend(len(line.sides[0]) + len(line.sides[1]) + 1):
            return {}
        sides = [
            [*(domains[strand].reach(slot) for strand, slot in terms), base]
            for terms, base in zip(line.sides, line.bases, strict=True)
        ]
        totals = [add_up(side) for side in sides]
        if not totals[0].meets(totals[1]):
            return None
        narrowed: Domains = {}
        for here, terms in enumerate(line.sides):
            for (strand, slot), rest in zip(terms, _rests(sides[here]), strict=False):
                domain = narrowed.get(strand, domains[strand])
                if len(domain.choices) < 2:
                    continue
                kept = self._possible(domain, slot, rest, totals[1 - here])
                if not kept:
                    return None
                if len(kept) < len(domain.choices):
                    narrowed[strand] = Domain(kept)
        return narrowed

    def _possible(self, domain: Domain, slot: int, rest: Reach, other: Reach) -> tuple[Choice, ...]:
        spread = domain.spread(slot)
        self._probe.spend(len(spread))
        verdicts = {amount: rest.plus(amount).meets(other) for amount in spread}
        if all(verdicts.values()):
            return domain.choices
        return tuple(choice for choice in domain.choices if verdicts[choice.amounts[slot]])

    def _settles(self, chosen: Mapping[str, Choice]) -> bool:
        """Whether the cells left open by the choices can be given amounts that satisfy all sums at once."""
        ranges: Ranges = {}
        for strand, choice in chosen.items():
            for slot, amount in enumerate(choice.amounts):
                ranges[strand, slot] = (amount.least, amount.most)
        lines = [
            line
            for line in (*self._across, *self._own)
            if any(not _is_single(ranges[term]) for side in line.sides for term in side)
            and not (line.own and any(not chosen[strand].sound for strand in line.strands))
        ]
        return not lines or _Settling(lines, self._probe.share(_MOST_SETTLED), self._budget).possible(ranges)


def may_hold(equation: Equation, domains: Mapping[str, Domain]) -> bool:
    """Whether the sum, looked at alone, can hold; a strand without a domain may amount to anything."""
    whole, parts = (
        add_up([domains[s].reach(slot) if s in domains else _OPEN for s, slot in terms] + [_OPEN] * is_open)
        for terms, is_open in ((equation.whole, equation.open_whole), (equation.parts, equation.open_parts))
    )
    return whole.meets(parts)


def _among(domain: Domain, kept: Collection[Choice]) -> Domain:
    return Domain(tuple(choice for choice in domain.choices if choice in kept))


Range = tuple[int, int | None]
Ranges = dict[Term, Range]


class _Settling:
    """Bounds of whole numbers, narrowed by lines that must balance; past its budget it says possible.

    `budget` is for the numbers that are tried, `work` for the lines that are looked at.
    """

    def __init__(self, lines: Sequence[_Line], budget: Budget, work: Budget) -> None:
        self._lines = lines
        self._budget = budget
        self._work = work

    def possible(self, ranges: Ranges) -> bool:
        left = self._narrowed(ranges)
        if left is None:
            return False
        terms = dict.fromkeys(term for line in self._lines for side in line.sides for term in side)
        bounded = [
            (high - low, term)
            for term, (low, high) in ((term, left[term]) for term in terms)
            if high is not None and high > low
        ]
        if not bounded or not self._budget.spend():
            return True
        width, term = min(bounded)
        low = left[term][0]
        return any(self.possible({**left, term: (n, n)}) for n in range(low, low + width + 1))

    def _narrowed(self, ranges: Ranges) -> Ranges | None:
        current = dict(ranges)
        for _ in range(_MOST_ROUNDS):
            before = dict(current)
            if not self._work.spend(len(self._lines)):
                break
            for line in self._lines:
                for here in (0, 1):
                    for term, bounds in _bounded(line, here, current):
                        if bounds[1] is not None and bounds[0] > bounds[1]:
                            return None
                        current[term] = bounds
            if current == before:
                break
        return current


def _bounded(line: _Line, here: int, ranges: Ranges) -> Iterator[tuple[Term, Range]]:
    """What the line leaves to each cell of one of its sides."""
    other = [ranges[term] for term in line.sides[1 - here]] + [_range(line.bases[1 - here])]
    least, most = sum(low for low, _ in other), _sum_of_most(other)
    for term in line.sides[here]:
        low, high = ranges[term]
        rest = [ranges[t] for t in line.sides[here] if t != term] + [_range(line.bases[here])]
        rest_most = _sum_of_most(rest)
        if most is not None:
            top = most - sum(low for low, _ in rest)
            high = top if high is None else min(high, top)
        if rest_most is not None:
            low = max(low, least - rest_most)
        yield term, (low, high)


def _range(reach: Reach) -> Range:
    return reach.least, reach.most


def _sum_of_most(ranges: Sequence[Range]) -> int | None:
    tops = [high for _, high in ranges if high is not None]
    return sum(tops) if len(tops) == len(ranges) else None


def _is_single(bounds: Range) -> bool:
    return bounds[0] == bounds[1]


def _rests(reaches: Sequence[Reach]) -> list[Reach]:
    """For each member, the sum of all the others."""
    before, after = [Reach.of(0)], [Reach.of(0)]
    for reach in reaches[:-1]:
        before.append(before[-1].plus(reach))
    for reach in reversed(reaches[1:]):
        after.append(after[-1].plus(reach))
    return [left.plus(right) for left, right in zip(before, reversed(after), strict=True)]
