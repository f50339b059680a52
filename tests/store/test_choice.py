"""The rules of what is current, on bare values."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from gkscrape.record import Grade, Kind, Status
from gkscrape.store.choice import Candidate, Content, choose, conflict, differing, vanished

A, B = "requests/received/total", "requests/granted/total"
BLANK: Content = (Kind.BLANK, Status.PRINTED, None)
MISSING: Content = (Kind.BLANK, Status.MISSING, None)
AMBIGUOUS: Content = (Kind.UNREADABLE, Status.AMBIGUOUS, None)


def printed(value: int) -> Content:
    return (Kind.NUMBER, Status.PRINTED, Decimal(value))


def inferred(value: int) -> Content:
    return (Kind.NUMBER, Status.INFERRED, Decimal(value))


def candidate(
    number: int,
    cells: dict[str, Content],
    unit: str | None = "云岭县",
    excused: Iterable[str] = (),
    codes: Iterable[str] = (),
) -> Candidate:
    return Candidate(number, f"reading {number}", unit, 2021, cells, frozenset(excused), frozenset(codes))


FULL = candidate(1, {A: printed(3), B: BLANK})


def test_the_newest_speaks() -> None:
    newer = candidate(2, {A: printed(4), B: printed(1)})
    choice = choose([FULL, newer], "reading.regressed")
    assert (choice.chosen, choice.faults) == (newer, ())


def test_a_printed_cell_that_vanished_keeps_the_old_and_says_so() -> None:
    poorer = candidate(2, {A: printed(3), B: MISSING})
    choice = choose([FULL, poorer], "reading.regressed")
    assert choice.chosen is FULL
    (fault,) = choice.faults
    assert (fault.code, fault.grade, fault.indicators) == ("reading.regressed", Grade.WARNING, (B,))
    assert "reading 2 lacks requests/granted/total" in fault.message


def test_a_table_that_was_emptied_keeps_the_old_and_a_corrected_one_does_not() -> None:
    codes = [f"requests/row{number}/total" for number in range(40)]
    full = candidate(1, {code: printed(7) for code in codes})
    corrected = candidate(2, {**full.cells, **dict.fromkeys(codes[:16], BLANK)})
    emptied = candidate(2, {**full.cells, **dict.fromkeys(codes[:17], BLANK)})
    assert vanished(full, corrected) == ()
    assert vanished(full, emptied) == tuple(codes[:17])
    few = candidate(1, {A: printed(3), B: printed(4)})
    assert vanished(few, candidate(2, {A: BLANK, B: printed(4)})) == ()


def test_a_cell_that_is_not_listed_any_more_vanished_too() -> None:
    assert vanished(FULL, candidate(2, {A: printed(3)})) == (B,)


def test_a_cell_in_doubt_vanished_unless_a_fault_names_it() -> None:
    doubt = {A: printed(3), B: AMBIGUOUS}
    assert vanished(FULL, candidate(2, doubt)) == (B,)
    assert vanished(FULL, candidate(2, doubt, excused=[B])) == ()


def test_a_page_without_any_number_never_takes_the_place_of_one_with_numbers() -> None:
    picture = candidate(2, {A: MISSING, B: MISSING}, excused=[A, B])
    assert vanished(FULL, picture) == (A, B)


def test_what_was_inferred_may_be_taken_back() -> None:
    assert (
        vanished(candidate(1, {A: printed(1), B: inferred(2)}), candidate(2, {A: printed(1), B: AMBIGUOUS}))
        == ()
    )


def test_the_unit_may_not_vanish_without_a_fault() -> None:
    nobody = candidate(2, dict(FULL.cells), unit=None)
    assert vanished(FULL, nobody) == ("unit",)
    assert vanished(FULL, candidate(2, dict(FULL.cells), unit=None, codes=["identity.unit_missing"])) == (
        "unit",
    )
    assert vanished(FULL, candidate(2, dict(FULL.cells), unit=None, codes=["identity.unit_conflict"])) == ()


def test_a_better_reading_after_a_poor_one_clears_the_fault() -> None:
    poor, better = candidate(2, {A: printed(3)}), candidate(3, {A: printed(3), B: BLANK})
    choice = choose([FULL, poor, better], "reading.regressed")
    assert (choice.chosen, choice.faults) == (better, ())


def test_bodies_that_agree_are_one() -> None:
    assert conflict(FULL, candidate(2, {A: inferred(3), B: MISSING})) is None


def test_bodies_that_differ_raise_a_conflict_that_names_the_cells() -> None:
    other = candidate(2, {A: printed(4), B: printed(0)})
    assert differing(FULL, other) == (A, B)
    fault = conflict(FULL, other)
    assert fault is not None
    assert (fault.code, fault.indicators, fault.found, fault.expected) == (
        "report.conflict",
        (A, B),
        None,
        None,
    )


def test_a_conflict_on_one_cell_gives_both_values() -> None:
    fault = conflict(FULL, candidate(2, {A: printed(4), B: BLANK}))
    assert fault is not None
    assert (fault.found, fault.expected) == (Decimal(3), Decimal(4))
