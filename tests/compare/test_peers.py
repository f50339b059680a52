"""A unit among its peers: quartiles, rank and ties by hand, and nothing from too few or from blanks."""

from __future__ import annotations

from decimal import Decimal

from tests.checks.builder import Given, ambiguous, missing, report

from gkscrape.compare import Side, rank, side_of
from gkscrape.form import load_forms
from gkscrape.record import Standing

CODE = "requests/received/total"


def side(key: str, figure: Given) -> Side:
    return side_of(report("2021", {CODE: figure}), key)


def standing(own: Given, *others: Given) -> Standing:
    peers = [side(f"p{number}", figure) for number, figure in enumerate(others)]
    (found,) = rank(side("柳溪县", own), peers, [CODE], load_forms())
    return found


def test_quartiles_and_rank_are_those_of_the_peers() -> None:
    found = standing(7, 1, 3, 5, 9, 11)
    assert (found.lower, found.median, found.upper) == (Decimal(3), Decimal(5), Decimal(9))
    assert (found.rank, found.tied, found.peers, found.unknown) == (3, 0, 5, 0)
    assert found.label == "本年新收政府信息公开申请数量·总计"
    assert found.entry.value == 7


def test_between_two_figures_a_quartile_is_interpolated() -> None:
    assert standing(0, 1, 2, 3, 4, 10, 20).upper == Decimal("8.5")


def test_equal_figures_share_a_rank() -> None:
    found = standing(9, 9, 9, 5, 11, 1)
    assert (found.rank, found.tied) == (2, 2)


def test_a_figure_that_is_not_known_is_no_zero_and_no_peer() -> None:
    found = standing(7, 1, 3, 5, 9, 11, None, missing(CODE), ambiguous(CODE, 1, 2))
    assert (found.peers, found.unknown, found.lower) == (5, 3, Decimal(3))


def test_too_few_known_peers_give_neither_quartiles_nor_a_rank() -> None:
    found = standing(7, 1, 3, 5, 9, None)
    assert (found.lower, found.median, found.upper, found.rank) == (None, None, None, None)
    assert (found.peers, found.unknown) == (4, 1)


def test_a_unit_without_a_figure_has_no_rank_but_its_peers_have_quartiles() -> None:
    found = standing(None, 1, 3, 5, 9, 11)
    assert (found.rank, found.median) == (None, Decimal(5))
    assert found.entry.value is None
