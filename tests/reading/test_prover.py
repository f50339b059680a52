"""The proof by printed sums: what it recovers, what it leaves open, and that it is never silently wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkscrape.form import load_forms
from gkscrape.numbers import Value, parse_value
from gkscrape.reading import prover, sheet, ways
from gkscrape.reading.across import TOUCHING
from gkscrape.reading.cuts import fillings, least_cost
from gkscrape.reading.evidence import Evidence
from gkscrape.reading.prover import prove
from gkscrape.reading.reach import Reach
from gkscrape.reading.rows import RowText, Token
from gkscrape.record import Cell, Kind, Place, Status
from gkscrape.text import PICTURE

TABLE = load_forms()["2021"].table("requests")
COLUMNS = tuple(column.code for column in TABLE.blocks[0].columns)
ROWS = tuple(row.code for row in TABLE.blocks[0].rows if not row.group and not row.optional)
OUTCOMES = next(total for total in TABLE.sums if total.id == "requests.outcomes").parts

Figures = dict[str, list[int]]


def parse(text: str, column: str) -> Value:
    return parse_value(text, "件")


def row_text(code: str, tokens: Sequence[str], line: int = 1) -> RowText:
    placed, start = [], 0
    for token in tokens:
        placed.append(Token(token, Place(line, start, start + len(token))))
        start += len(token) + 1
    return RowText(code, COLUMNS, tuple(placed))


def sound_table(seed: int, largest: int = 40) -> Figures:
    """A table whose sums all hold."""
    rng = random.Random(seed)
    density = rng.choice([0.1, 0.4, 0.9])

    def figure(most: int) -> int:
        return rng.randint(0, most) if rng.random() < density else 0

    figures = {row: [figure(largest) for _ in range(6)] for row in OUTCOMES}
    figures["total"] = [sum(figures[row][i] for row in OUTCOMES) for i in range(6)]
    figures["carried_out"] = [figure(largest // 2) for _ in range(6)]
    handled = [a + b for a, b in zip(figures["total"], figures["carried_out"], strict=True)]
    figures["carried_in"] = [figure(min(largest // 2, most)) for most in handled]
    figures["received"] = [a - b for a, b in zip(handled, figures["carried_in"], strict=True)]
    return {row: [*figures[row], sum(figures[row])] for row in ROWS}


def proven(figures: Figures, damaged: Mapping[str, Sequence[str]]) -> dict[str, Cell]:
    rows = [
        row_text(row, damaged.get(row, [str(n) for n in figures[row]]), line)
        for line, row in enumerate(ROWS, start=1)
    ]
    return {cell.indicator: cell for cell in prove(TABLE, rows, parse)}


def truth(figures: Figures) -> dict[str, Decimal]:
    return {
        f"requests/{row}/{column}": Decimal(figure)
        for row in ROWS
        for column, figure in zip(COLUMNS, figures[row], strict=True)
    }


def test_sound_rows_are_printed() -> None:
    figures = sound_table(1)
    cells = proven(figures, {})
    assert {code: cell.value for code, cell in cells.items()} == truth(figures)
    assert {cell.status for cell in cells.values()} == {Status.PRINTED}


def test_a_wholly_glued_table_is_cut_where_the_sums_say() -> None:
    figures = dict.fromkeys(ROWS, [0] * 7) | {
        "received": [41, 3, 0, 0, 0, 0, 44],
        "granted": [17, 3, 0, 0, 0, 0, 20],
        "refused.security": [8, 0, 0, 0, 0, 0, 8],
        "unavailable.not_held": [16, 0, 0, 0, 0, 0, 16],
        "total": [41, 3, 0, 0, 0, 0, 44],
    }
    cells = proven(figures, {row: ["".join(map(str, figures[row]))] for row in ROWS})
    assert {code: cell.value for code, cell in cells.items()} == truth(figures)
    assert {cell.status for cell in cells.values()} == {Status.INFERRED}
    assert cells["requests/granted/natural_person"].raw == "17"
    assert cells["requests/granted/business"].at == Place(3, 2, 3)
    assert "follows from the sums" in (cells["requests/granted/business"].reason or "")


def test_a_number_torn_in_two_is_joined() -> None:
    figures = sound_table(3, largest=400)
    row = next(row for row in ROWS if figures[row][0] > 99)
    tokens = [str(n) for n in figures[row]]
    cells = proven(figures, {row: [tokens[0][:1], tokens[0][1:], *tokens[1:]]})
    assert {code: cell.value for code, cell in cells.items()} == truth(figures)
    assert cells[f"requests/{row}/natural_person"].status is Status.INFERRED


def test_a_lost_figure_is_missing_with_its_computed_value_and_moves_no_other() -> None:
    figures = sound_table(5, largest=400)
    row = next(row for row in ROWS if len(set(figures[row])) == 7)
    tokens = [str(n) for n in figures[row]]
    cells = proven(figures, {row: [*tokens[:2], *tokens[3:]]})
    lost = cells.pop(f"requests/{row}/research")
    assert (lost.kind, lost.status, lost.value, lost.computed) == (
        Kind.BLANK,
        Status.MISSING,
        None,
        Decimal(figures[row][2]),
    )
    assert all(cell.value == truth(figures)[code] for code, cell in cells.items())


def test_a_lost_zero_among_zeros_is_ambiguous_and_never_zero() -> None:
    figures = sound_table(1) | {"refused.security": [0] * 7}
    figures = _with_sums(figures)
    cells = proven(figures, {"refused.security": ["0"] * 6})
    for column in COLUMNS:
        cell = cells[f"requests/refused.security/{column}"]
        assert (cell.status, cell.value, cell.candidates) == (Status.AMBIGUOUS, None, (Decimal(0), None))
        assert cell.computed is None or cell.computed == 0


def test_a_wrong_sum_of_the_publisher_keeps_every_printed_figure() -> None:
    figures = sound_table(7)
    figures["total"] = [0] * 7
    cells = proven(figures, {})
    assert {code: cell.value for code, cell in cells.items()} == truth(figures)
    assert {cell.status for cell in cells.values()} == {Status.PRINTED}


def test_a_grid_keeps_its_seats_and_a_blank_stays_blank() -> None:
    figures = sound_table(9)
    raws = [str(n) for n in figures["granted"][:-1]] + [""]
    seated = RowText("granted", COLUMNS, row_text("granted", raws).tokens, seats=tuple(range(7)))
    cells = {cell.indicator: cell for cell in prove(TABLE, [seated], parse)}
    blank = cells["requests/granted/total"]
    assert (blank.kind, blank.status, blank.value) == (Kind.BLANK, Status.PRINTED, None)
    assert cells["requests/granted/other"].value == figures["granted"][5]


def _with_sums(figures: Figures) -> Figures:
    totals = [sum(figures[row][i] for row in OUTCOMES) for i in range(7)]
    figures["total"] = totals
    figures["received"] = [totals[i] + figures["carried_out"][i] - figures["carried_in"][i] for i in range(7)]
    return figures


def _lose(tokens: list[str], at: int) -> list[str]:
    return tokens[:at] + tokens[at + 1 :]


def _glue(tokens: list[str], at: int) -> list[str]:
    at = min(at, len(tokens) - 2)
    return [*tokens[:at], tokens[at] + tokens[at + 1], *tokens[at + 2 :]]


def _split(tokens: list[str], at: int) -> list[str]:
    torn = tokens[at]
    return tokens if len(torn) < 2 else [*tokens[:at], torn[:1], torn[1:], *tokens[at + 1 :]]


@pytest.mark.parametrize("damage", [_lose, _glue, _split])
@given(seed=st.integers(0, 10_000), row=st.sampled_from(ROWS), at=st.integers(0, 6))
def test_one_damage_is_never_silently_wrong(
    damage: Callable[[list[str], int], list[str]], seed: int, row: str, at: int
) -> None:
    figures = sound_table(seed)
    cells = proven(figures, {row: damage([str(n) for n in figures[row]], at)})
    for code, figure in truth(figures).items():
        cell = cells[code]
        if cell.kind is Kind.NUMBER:
            assert cell.value == figure
        else:
            assert code.split("/")[1] == row, "a row that was not damaged lost a cell"
            assert cell.status is Status.MISSING or figure in cell.candidates or None in cell.candidates
            assert cell.computed in (None, figure)


def test_a_doubted_row_is_never_printed_and_zeros_prove_nothing() -> None:
    figures = sound_table(11)
    row = next(row for row in ROWS if any(figures[row]))
    zero = next(row for row in ROWS if not any(figures[row]))
    rows = [
        replace(row_text(code, [str(n) for n in figures[code]], line), doubt="a label beside it is lost")
        if code in (row, zero)
        else row_text(code, [str(n) for n in figures[code]], line)
        for line, code in enumerate(ROWS, start=1)
    ]
    cells = {cell.indicator: cell for cell in prove(TABLE, rows, parse)}
    assert {cells[f"requests/{row}/{column}"].status for column in COLUMNS} == {Status.INFERRED}
    assert {cells[f"requests/{zero}/{column}"].status for column in COLUMNS} == {Status.AMBIGUOUS}


def test_a_figure_of_the_publisher_is_never_put_aside_for_one_that_adds_up() -> None:
    figures = sound_table(11)
    row = next(row for row in OUTCOMES if any(figures[row]))
    printed = [str(figures[row][0] + 5), *(str(n) for n in figures[row][1:])]
    cells = proven(figures, {row: printed})
    assert [str(cells[f"requests/{row}/{column}"].value) for column in COLUMNS] == printed
    assert {cell.status for cell in cells.values()} == {Status.PRINTED}


def test_a_page_number_among_the_figures_is_passed_over() -> None:
    figures = sound_table(7, largest=90)
    row = next(row for row in OUTCOMES if sum(map(bool, figures[row])) > 3)
    tokens = [str(n) for n in figures[row]]
    cells = proven(figures, {row: [*tokens[:3], "8", *tokens[3:]]})
    assert {code: cell.value for code, cell in cells.items()} == truth(figures)


@given(st.integers(0, 5000), st.integers(0, 10_000), st.sampled_from(["alone", "lost", "stray", "torn"]))
def test_a_picture_among_the_figures_of_a_doubted_row_is_proven_to_be_nothing(
    seed: int, choice: int, damage: str
) -> None:
    """Neither is it passed over as none of the row's, for the figures beside it to be cut into its cell."""
    figures, rng = sound_table(seed), random.Random(choice)
    row = rng.choice(ROWS)
    tokens = [str(n) for n in figures[row]]
    hidden = rng.randrange(7)
    tokens[hidden] = PICTURE
    if damage == "lost":
        del tokens[rng.choice([n for n in range(7) if n != hidden])]
    elif damage == "stray":
        tokens.insert(rng.randrange(8), str(rng.randint(0, 9)))
    elif damage == "torn":
        at = next((n for n, token in enumerate(tokens) if len(token) > 1), hidden)
        tokens[at : at + 1] = [*tokens[at]]
    rows = [
        replace(row_text(row, tokens, line), doubt="doubted")
        if code == row
        else row_text(code, [str(n) for n in figures[code]], line)
        for line, code in enumerate(ROWS, 1)
    ]
    cells = {cell.indicator: cell for cell in prove(TABLE, rows, parse)}
    own = cells[f"requests/{row}/{COLUMNS[hidden]}"]
    assert (own.kind, own.status, own.value) == (Kind.UNREADABLE, Status.AMBIGUOUS, None)
    for code, true in truth(figures).items():
        assert cells[code].value in (None, true)
        assert cells[code].computed in (None, true)


def test_without_sums_only_a_cut_with_no_other_is_inferred() -> None:
    table = load_forms()["2019"].table("disclosure")
    columns = tuple(column.code for column in table.blocks[0].columns)

    def statuses(*raws: str) -> set[Status]:
        row = RowText("rules", columns, row_text("rules", raws).tokens)
        return {cell.status for cell in prove(table, [row], parse)}

    assert statuses("1", "0", "3") == {Status.PRINTED}
    assert statuses("000") == {Status.INFERRED}
    assert statuses("898989") == {Status.AMBIGUOUS}
    assert statuses("1", "2", "3", "4") == {Status.AMBIGUOUS}
    assert statuses() == {Status.MISSING}


def test_nothing_is_computed_from_a_row_that_is_not_read() -> None:
    """A torn figure where no sum bears: both halves say the same, and neither is forced."""
    table = load_forms()["2021"].table("disclosure")
    row = RowText("penalties", ("decisions",), row_text("penalties", ["6", "6"]).tokens)
    (cell,) = prove(table, [row], parse)
    assert (cell.status, cell.computed) == (Status.AMBIGUOUS, None)


def test_cells_that_ran_together_over_several_rows_are_cut_as_one() -> None:
    table = load_forms()["2021"].table("challenges")
    columns = tuple(column.code for column in table.blocks[0].columns)
    codes = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    rows = [
        RowText(code, columns, row_text(code, raws).tokens, doubt=TOUCHING)
        for code, raws in zip(codes, (["100013000300000"], [], []), strict=True)
    ]
    values = [int(cell.value or 0) for cell in prove(table, rows, parse)]
    assert values == [1, 0, 0, 0, 1, 3, 0, 0, 0, 3, 0, 0, 0, 0, 0]


def test_the_bound_is_said_where_it_is_hit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_STEPS", 400)
    figures = sound_table(3, largest=400)
    cells = proven(figures, {row: ["".join(map(str, figures[row]))] for row in ROWS})
    flagged = [cell for cell in cells.values() if cell.status is Status.AMBIGUOUS]
    assert flagged
    assert all("bound" in (cell.reason or "") for cell in flagged)
    assert all(cell.value in (None, truth(figures)[code]) for code, cell in cells.items())


def _with_wrong_sums(seed: int) -> Figures:
    """A table of which the total of every row is wrong in print."""
    rng = random.Random(seed)
    return {
        row: [*figures[:-1], figures[-1] + rng.choice((1, 2, 9, 10))]
        for row, figures in sound_table(seed, largest=400).items()
    }


@pytest.mark.parametrize("damage", [None, "".join])
def test_the_work_on_a_page_whose_sums_are_all_wrong_is_bounded(
    damage: Callable[[list[str]], str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets: list[sheet.Sheet] = []

    def kept(*given: Any) -> sheet.Sheet:
        sheets.append(sheet.sheet_of(*given))
        return sheets[-1]

    monkeypatch.setattr(prover, "sheet_of", kept)
    for seed in range(3):
        figures = _with_wrong_sums(seed)
        damaged = {
            row: [damage([str(n) for n in figures[row]])] for row in ROWS if damage and any(figures[row])
        }
        proven(figures, damaged)
    assert len(sheets) == 3
    assert all(one.budget.left > -0.05 * sheet.MOST_STEPS for one in sheets)


def test_wrong_sums_of_the_publisher_keep_their_figures_whatever_the_work() -> None:
    for seed in range(3):
        figures = _with_wrong_sums(seed)
        cells = proven(figures, {})
        printed = [cell for cell in cells.values() if cell.status is Status.PRINTED]
        assert len(printed) >= 0.85 * len(cells)
        assert all(cell.value == truth(figures)[cell.indicator] for cell in printed)


def test_where_no_sum_holds_the_only_way_left_is_still_not_inferred() -> None:
    """Figures that never add up, each row short of one: only its total can be gone, and it need not be."""
    figures = {row: [7 * (7 * line + column) + 1013 for column in range(7)] for line, row in enumerate(ROWS)}
    damaged = {row: _lose([str(n) for n in figures[row]], line % 6) for line, row in enumerate(ROWS)}
    for code, cell in proven(figures, damaged).items():
        assert cell.status is Status.AMBIGUOUS, code
        assert "no sum" in (cell.reason or "")


def test_a_sum_that_holds_bears_out_a_row_and_one_that_forces_a_figure_does_not() -> None:
    columns = COLUMNS
    figures = sound_table(5, largest=400)
    row = next(row for row in OUTCOMES if len(set(figures[row])) == 7)
    tokens = {code: [str(n) for n in figures[code]] for code in ROWS} | {
        row: [str(n) for n in figures[row][:-1]]
    }

    def bears_out(codes: Sequence[str]) -> bool:
        texts = [RowText(code, columns, row_text(code, tokens[code]).tokens) for code in codes]
        laid = sheet.sheet_of(TABLE, texts, parse)
        ways = {strand.name: laid.ways.likely(strand, {}, full_runs=True) for strand in laid.strands}
        ways[row] = tuple(way for way in ways[row] if way.pieces[-1] is None)
        return Evidence(laid, sheet.Found(ways)).bears_out(row)

    assert bears_out(ROWS)
    assert not bears_out([row])


def test_figures_without_end_are_not_dealt_out_to_rows_whose_labels_are_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """150 figures can be divided among four rows in half a million ways: too many to look at one."""
    monkeypatch.setattr(ways, "_deals", lambda rows: pytest.fail("the divisions are being listed"))
    doubt = "a label beside it is lost"
    first, *others = OUTCOMES[:4]
    rows = [replace(row_text(first, ["1"] * 150), doubt=doubt)]
    rows += [replace(row_text(code, []), doubt=doubt) for code in others]
    cells = [cell for cell in prove(TABLE, rows, parse) if cell.indicator.startswith(f"requests/{first}/")]
    assert {cell.status for cell in cells} == {Status.AMBIGUOUS}
    assert all("bound" in (cell.reason or "") or cell.reason == doubt for cell in cells)


def test_the_ways_to_fill_a_row_never_drop_or_invent_a_character() -> None:
    row = RowText("x", ("a", "b", "c"), row_text("x", ["10", "203"]).tokens)
    assert least_cost(row) == 1
    ways = fillings(row, parse, 1)
    assert ways is not None
    texts = {tuple(piece.token.raw if piece else None for piece in way) for way in ways}
    assert texts == {
        ("10", "203", None),
        ("10", None, "203"),
        (None, "10", "203"),
        ("1", "0", "203"),
        ("10", "20", "3"),
    }


@given(st.lists(st.integers(0, 60), min_size=1), st.lists(st.integers(0, 60), min_size=1))
def test_reach_adds_like_sets_of_numbers(left: list[int], right: list[int]) -> None:
    reach = Reach.of(*left).plus(Reach.of(*right))
    sums = {a + b for a in left for b in right}
    assert {n for n in range(130) if reach.meets(Reach.of(n))} == sums
    assert reach.plus(Reach.from_on(7)).meets(Reach.from_on(10_000))
    assert not Reach.from_on(7).meets(Reach.of(6))
    assert {n for n in range(130) if Reach.of(*left).union(Reach.of(*right)).meets(Reach.of(n))} == {
        *left,
        *right,
    }
