"""The damage bench, small: its floor, and the bench's own parts, each with a case in which it says no."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal

import pytest
from benchmarks.damage.damages import NAMES, Glyph, damaged, undamaged
from benchmarks.damage.judge import Verdict, judged
from benchmarks.damage.oracle import decided, small_table
from benchmarks.damage.pages import SHAPES, count_pages
from benchmarks.damage.run import ORACLE_NAMES, Task, against_oracle, read, with_wrong_sum, work
from benchmarks.damage.sound import any_sound_table, sound_table
from benchmarks.damage.table import render
from hypothesis import given, settings
from hypothesis import strategies as st

from gkscrape.form import load_forms
from gkscrape.record import Kind, Status

REQUESTS = load_forms()["2021"]
RIGHT_FLOOR = {"lose": 0.45, "lose label": 0.35, "shift": 0.6, "swap": 0.3, "several": 0.55}
"""The share of damaged cells that is read right; what a damage hides or leaves open is not."""


@pytest.mark.parametrize("name", NAMES)
def test_no_damage_is_silently_wrong_and_none_harms_its_neighbours(name: str) -> None:
    tally = work(Task(name, "floor", tables=25, small=0))
    assert not tally.touched[name, Verdict.SILENT]
    assert not tally.others[name, Verdict.SILENT]
    assert tally.others[name, Verdict.RIGHT] >= 0.99 * tally.others.total()
    assert tally.touched[name, Verdict.RIGHT] >= RIGHT_FLOOR.get(name, 0.85) * tally.touched.total()


@pytest.mark.parametrize("name", ORACLE_NAMES)
def test_what_stays_decidable_is_recovered(name: str) -> None:
    rng = random.Random(name)
    counts = Counter(verdict for _ in range(80) for verdict in against_oracle(rng, name))
    decidable = sum(count for verdict, count in counts.items() if verdict.startswith("decidable"))
    assert decidable > 100
    assert counts["decidable: right"] >= 0.99 * decidable
    assert not counts["decidable: silently wrong"]


def test_the_oracle_knows_what_cannot_be_decided() -> None:
    printed = undamaged(small_table(random.Random(1)))
    assert decided(printed) == {
        (row, column): int(printed.truth(row, column))
        for row, columns in printed.sound.columns.items()
        for column in columns
    }
    printed.rows["granted"] = [(Glyph("0"),)] * 2
    printed.rows["total"] = printed.rows["received"] = printed.rows["refused"] = [(Glyph("0"),)] * 3
    known = decided(printed) or {}
    assert not any(row == "granted" for row, _ in known)


def test_a_wrong_figure_that_adds_up_nowhere_is_silent() -> None:
    printed = undamaged(sound_table(random.Random(3), REQUESTS, "requests"))
    cells = list(read(printed))
    assert {verdict for _, verdict in judged(printed, cells)} == {Verdict.RIGHT}
    row = cells[0].indicator.split("/")[1]
    wrong = type(cells[0])(cells[0].indicator, Kind.NUMBER, Status.PRINTED, Decimal(77_777))
    verdicts = Counter(verdict for _, verdict in judged(printed, [wrong, *cells[1:]]))
    assert verdicts[Verdict.CONTRADICTED] == 1
    assert Verdict.SILENT in {verdict for _, verdict in judged(printed, [wrong])}
    assert row in printed.rows


@pytest.mark.parametrize("seed", range(12))
def test_a_sum_wrong_in_print_keeps_every_figure_as_printed(seed: int) -> None:
    rng = random.Random(seed)
    sound = with_wrong_sum(rng, sound_table(rng, REQUESTS, "requests"))
    cells = read(undamaged(sound))
    values = {cell.indicator: cell.value for cell in cells}
    assert {cell.status for cell in cells} == {Status.PRINTED}
    assert values == {
        f"requests/{row}/{column}": Decimal(figure)
        for row, figures in sound.figures.items()
        for column, figure in zip(sound.columns[row], figures, strict=True)
    }


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**9), name=st.sampled_from(NAMES))
def test_a_reading_is_the_same_twice_and_prints_only_what_stands_there(seed: int, name: str) -> None:
    printed = damaged(random.Random(seed), any_sound_table(random.Random(seed)), name)
    cells = read(printed)
    assert cells == read(printed)
    raws = {row.row: {token.raw for token in row.tokens} for row in printed.row_texts()}
    for cell in cells:
        row = cell.indicator.split("/")[1]
        assert cell.status is not Status.PRINTED or cell.raw in raws[row]
        assert (cell.value is None) == (cell.kind is not Kind.NUMBER)
        assert (cell.status is Status.PRINTED) == (cell.reason is None) or cell.status is Status.MISSING
        assert row not in printed.lost_labels or cell.status is not Status.PRINTED


@pytest.mark.parametrize("shape", SHAPES)
def test_no_damage_to_a_page_is_silently_wrong(shape: str) -> None:
    sound = count_pages(random.Random(shape), shape, "none", 1)
    assert not {verdict for _, _, verdict in sound} - {Verdict.RIGHT, Verdict.FLAGGED}
    assert sound[shape, "none", Verdict.RIGHT] >= (0.8 if shape == "glued" else 1.0) * sound.total()
    counts = count_pages(random.Random(shape), shape, "several", 2)
    assert not counts[shape, "several", Verdict.SILENT]


def test_the_counts_become_a_page() -> None:
    tally = work(Task("several", "page", tables=2, small=2))
    page = render(tally, 100, 1)
    assert "| several |" in page
    assert "silently wrong" in page
