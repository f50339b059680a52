"""Which of several readings speaks: the newest, unless it lost what an older one had and says nothing of it.

Pure rules over small values; `gkscrape.store.currency` applies them to the database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gkscrape.record import Fault, Grade, Kind, Status, Suspect

Content = tuple[Kind, Status, Decimal | None]

_NAMED = 5
_MANY = 20
_EMPTIED = 0.6
"""A table of many figures that keeps less than this share of them was emptied, not corrected."""

_FIRM = (Status.PRINTED, Status.INFERRED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading, as far as the choice looks at it. `name` says in a fault which one it is.

    `excused` are the indicators that its own faults account for, `fault_codes` the codes of these faults.
    """

    reading_id: int
    name: str
    unit: str | None
    year: int | None
    cells: Mapping[str, Content]
    excused: frozenset[str] = frozenset()
    fault_codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidate that speaks, and a fault for each later one that was turned down."""

    chosen: Candidate
    faults: tuple[Fault, ...]


def accounts_for_loss(fault_code: str) -> bool:
    """Whether a fault says why something is not read. One that only states that it is missing does not.

    >>> accounts_for_loss("requests.balance"), accounts_for_loss("identity.unit_missing")
    (True, False)
    """
    return "missing" not in _words(fault_code)


def choose(candidates: Sequence[Candidate], code: str) -> Choice:
    """The last of the candidates, oldest first, that lost nothing without a word; faults carry `code`."""
    chosen, *later = candidates
    faults: list[Fault] = []
    for candidate in later:
        lost = vanished(chosen, candidate)
        if lost:
            faults.append(_turned_down(chosen, candidate, lost, code))
        else:
            chosen, faults = candidate, []
    return Choice(chosen, tuple(faults))


def vanished(older: Candidate, newer: Candidate) -> tuple[str, ...]:
    """What the older reading had and the newer lacks without a fault that says why: unit, year, indicators.

    A newer reading without a single number counts as having lost all, even if its faults name them: it may be
    the picture edition of the page. Figures gone blank are a correction where they are few, and a loss where
    they are many.
    """
    lost = [
        name
        for name in ("unit", "year")
        if getattr(older, name) is not None and getattr(newer, name) is None and not _speaks_of(newer, name)
    ]
    excused = newer.excused if _has_number(newer) else frozenset()
    printed = (code for code, (_, status, _value) in older.cells.items() if status is Status.PRINTED)
    lost += [code for code in printed if code not in excused and not _holds(newer, code)]
    return (*lost, *(code for code in _emptied(older, newer) if code not in lost))


def differing(one: Candidate, other: Candidate) -> tuple[str, ...]:
    """The indicators on which both say something, and not the same."""
    return tuple(
        code
        for code, (kind, status, value) in one.cells.items()
        if status in _FIRM and _holds(other, code) and other.cells[code][::2] != (kind, value)
    )


def conflict(current: Candidate, other: Candidate) -> Fault | None:
    """The fault for two bodies of one report that differ; None where they agree."""
    codes = differing(current, other)
    if not codes:
        return None
    found = current.cells[codes[0]][2] if len(codes) == 1 else None
    expected = other.cells[codes[0]][2] if len(codes) == 1 else None
    return Fault(
        "report.conflict",
        Grade.WARNING,
        f"{other.name} is a body of the same report and differs in {len(codes)} of its cells: {_list(codes)}",
        codes,
        found,
        expected,
        Suspect.PUBLISHER,
    )


def version_key(version: str) -> tuple[int, ...]:
    """A version as something that sorts.

    >>> version_key("0.10.0") > version_key("0.9.1")
    True
    """
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _turned_down(chosen: Candidate, candidate: Candidate, lost: tuple[str, ...], code: str) -> Fault:
    indicators = tuple(name for name in lost if "/" in name)
    message = (
        f"{candidate.name} lacks {_list(lost)}, which {chosen.name} has, and no fault of it says why;"
        f" {chosen.name} stays current"
    )
    return Fault(code, Grade.WARNING, message, indicators, suspect=Suspect.UNDECIDED)


def _speaks_of(candidate: Candidate, word: str) -> bool:
    return any(word in _words(code) and accounts_for_loss(code) for code in candidate.fault_codes)


def _words(fault_code: str) -> list[str]:
    return re.split(r"[._]", fault_code)


def _emptied(older: Candidate, newer: Candidate) -> tuple[str, ...]:
    """The figures of the older reading that are blank in the newer, where those are too many to be meant."""
    old, new = (
        {code for code, (kind, _, _value) in one.cells.items() if kind is Kind.NUMBER}
        for one in (older, newer)
    )
    if len(old) < _MANY or len(new) >= _EMPTIED * len(old):
        return ()
    return tuple(code for code in older.cells if code in old - new)


def _has_number(candidate: Candidate) -> bool:
    return any(kind is Kind.NUMBER for kind, _, _ in candidate.cells.values())


def _holds(candidate: Candidate, code: str) -> bool:
    content = candidate.cells.get(code)
    return content is not None and content[1] in _FIRM


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED} more"
