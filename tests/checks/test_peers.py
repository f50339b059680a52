"""A report among those of other units: parts that exceed their whole, and zeros where peers have many."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.checks.builder import Given, ambiguous, cell, report

from gkscrape.checks import Middle, State, assess_peers, check_peers, middle_of
from gkscrape.form import load_forms
from gkscrape.record import Cell

CODE = "requests/received/total"


NAME = "一、本年新收政府信息公开申请数量·总计"


def below(*figures: Given) -> list[dict[str, Cell]]:
    return [{CODE: cell(CODE, figure)} for figure in figures]


def others(*figures: Given) -> dict[str, Middle]:
    return {CODE: middle_of(cell(CODE, figure) for figure in figures)}


def states(given: Given, children: list[Given], peers: list[Given]) -> dict[str, State]:
    found = assess_peers(report("2021", {CODE: given}), below(*children), others(*peers), load_forms())
    return {outcome.rule: outcome.state for outcome in found if outcome.indicators == (CODE,)}


@pytest.mark.parametrize(
    ("given", "children", "state"),
    [
        (9, [], State.NOT_ASSESSABLE),
        (9, [4, 5], State.PASS),
        (8, [4, 5], State.FAIL),
        (8, [4, None], State.PASS),
        (8, [9, None], State.FAIL),
        (None, [4, 5], State.UNDECIDABLE),
        (8, [None, None], State.UNDECIDABLE),
    ],
)
def test_a_whole_is_at_least_the_sum_of_its_parts(given: Given, children: list[Given], state: State) -> None:
    assert states(given, children, [])["peer.children"] is state


@pytest.mark.parametrize(
    ("given", "peers", "state"),
    [
        (0, [20] * 10, State.FAIL),
        (0, [19] * 10, State.PASS),
        (0, [20] * 9, State.NOT_ASSESSABLE),
        (0, [20] * 9 + [None], State.NOT_ASSESSABLE),
        (0, [0, 0, 0, 0, 0, 20, 900, 900, 900, 900], State.PASS),
        (2, [900] * 10, State.PASS),
        (None, [900] * 10, State.UNDECIDABLE),
    ],
)
def test_a_zero_among_large_figures_is_told(given: Given, peers: list[Given], state: State) -> None:
    assert states(given, [], peers)["peer.zero"] is state


def test_the_fault_says_what_the_others_have() -> None:
    (fault,) = [
        fault
        for fault in check_peers(report("2021"), [], others(*range(15, 35)), load_forms())
        if fault.indicators == (CODE,)
    ]
    assert (fault.found, fault.expected) == (Decimal(0), Decimal("24.5"))
    assert fault.message == f"{NAME} is 0, while the middle one of its peers has 24.5"


def test_the_fault_names_what_the_parts_have_together() -> None:
    (fault,) = check_peers(report("2021", {CODE: 8}), below(4, None, 5), {}, load_forms())
    assert (fault.code, fault.found, fault.expected) == ("peer.children", Decimal(8), Decimal(9))
    assert fault.message == f"{NAME}: 8, but the divisions below report 9 together"


def test_the_middle_one_counts_only_what_is_known() -> None:
    assert middle_of([]) == Middle(None, 0)
    assert middle_of([cell(CODE, None), ambiguous(CODE, 1, 2)]) == Middle(None, 0)
    assert middle_of([cell(CODE, 9), cell(CODE, None), cell(CODE, 1), cell(CODE, 4)]) == Middle(Decimal(4), 3)
