"""Sound tables whose markup is damaged: what is still settled is right."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from benchmarks.markup import DAMAGES, counted
from benchmarks.portal_pages import STYLES, portal_page


@pytest.mark.parametrize("name", DAMAGES)
def test_no_damage_of_the_markup_makes_a_cell_silently_wrong(name: str) -> None:
    dice = random.Random(name)
    for style in STYLES:
        page = portal_page(dice, style)
        damaged = DAMAGES[name](dice, page.body.decode())
        verdicts = counted(page, damaged)
        assert not verdicts["wrong"], damaged
        assert sum(verdicts.values()) == len(page.figures)


def test_a_figure_in_place_of_another_counts_as_wrong() -> None:
    page = portal_page(random.Random(1), STYLES[0])
    code, figure = next(iter(page.figures.items()))
    other = replace(page, figures={**page.figures, code: figure + 1})
    body = page.body.decode()
    assert counted(page, body) == {"right": len(page.figures)}
    assert counted(other, body) == {"right": len(page.figures) - 1, "wrong": 1}
