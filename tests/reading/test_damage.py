"""The damage bench, small: its floor, and the bench's own parts, each with a case in which it says no."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from benchmarks.damage.damages import NAMES, SINGLE, Glyph, Printed, damaged, undamaged
from benchmarks.damage.judge import Verdict, judged
from benchmarks.damage.oracle import SMALL, decided, small_table
from benchmarks.damage.pages import SHAPES, count_pages, damaged_page, moved_rows, numbered, typeset
from benchmarks.damage.run import ORACLE_NAMES, Task, Wrong, against_oracle, read, with_wrong_sums, work
from benchmarks.damage.sound import Sound, any_sound_table, sound_table
from benchmarks.damage.table import render
from hypothesis import given, settings
from hypothesis import strategies as st

from gkscrape.form import load_forms
from gkscrape.reading import search, sheet
from gkscrape.record import Cell, Kind, Report, Status
from gkscrape.run.reading import read_body

REQUESTS = load_forms()["2021"]
RIGHT_FLOOR = {
    "lose": 0.45,
    "lose zeros": 0.35,
    "lose label": 0.35,
    "shift": 0.6,
    "swap": 0.3,
    "several": 0.55,
}
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


def printed_small(**rows: str) -> Printed:
    """A small sound table, some rows of which are printed as given: tokens of digits, `?` a stray one."""
    figures = {"received": "3 4 7", "granted": "2 1 3", "refused": "1 3 4", "total": "3 4 7"}
    columns = ("person", "firm", "total")
    sound = Sound(
        "small", SMALL, dict.fromkeys(figures, columns), {r: tuple(f.split()) for r, f in figures.items()}
    )
    printed = undamaged(sound)
    for row, tokens in rows.items():
        left = list(zip(columns, sound.figures[row], strict=True))
        printed.rows[row] = [tuple(glyph_of(char, row, left) for char in token) for token in tokens.split()]
    return printed


def glyph_of(char: str, row: str, left: list[tuple[str, str]]) -> Glyph:
    """The character as that of the first cell left that prints it, else as a stray one."""
    for index, (column, figure) in enumerate(left):
        if figure == char:
            del left[: index + 1]
            return Glyph(char, row, column)
    return Glyph(char)


def verdict(printed: Printed, status: Status, **read: str) -> Verdict:
    """What is said of the first cell of the row that is read so, all else as in truth."""
    ((row, values),) = read.items()
    texts = dict(printed.sound.figures) | {row: tuple(values.split())}
    cells = [
        Cell(
            f"small/{name}/{column}",
            Kind.NUMBER,
            status if name == row else Status.PRINTED,
            Decimal(text),
            text,
        )
        for name, figures in texts.items()
        for column, text in zip(printed.sound.columns[name], figures, strict=True)
    ]
    said = [verdict for name, verdict in judged(printed, cells) if name == row]
    return next(one for one in said if one is not Verdict.RIGHT)


def test_every_excuse_holds_only_what_its_definition_says() -> None:
    """The same wrong figures, once with the excuse and once without each thing that the excuse needs."""
    standing = printed_small(granted="9 1 3")
    assert verdict(standing, Status.PRINTED, granted="9 1 3") is Verdict.CONTRADICTED
    assert verdict(standing, Status.INFERRED, granted="9 1 3") is Verdict.UNREACHABLE
    assert verdict(printed_small(), Status.PRINTED, granted="9 1 3") is Verdict.SILENT
    assert verdict(printed_small(), Status.INFERRED, granted="9 1 3") is Verdict.SILENT
    assert verdict(printed_small(granted="21 3"), Status.PRINTED, granted="9 1 3") is Verdict.SILENT


def test_only_a_page_that_adds_up_is_a_disguise() -> None:
    """The two parts of a whole have changed places, so that all sums hold over both rows."""
    swapped = printed_small(granted="1 3 4", refused="2 1 3")
    cells = [
        Cell(f"small/{row}/{column}", Kind.NUMBER, Status.PRINTED, Decimal(text), text)
        for row in swapped.rows
        for column, text in zip(
            swapped.sound.columns[row],
            ["".join(g.char for g in token) for token in swapped.rows[row]],
            strict=True,
        )
    ]
    assert {said for row, said in judged(swapped, cells) if row == "granted"} == {Verdict.DISGUISED}
    inferred = [cell._replace(status=Status.INFERRED) for cell in cells]
    assert Verdict.DISGUISED not in {said for _, said in judged(printed_small(), inferred)}
    assert Verdict.SILENT in {said for _, said in judged(printed_small(), inferred)}
    assert Verdict.DISGUISED not in {said for _, said in judged(swapped, cells[:4])}


@pytest.mark.parametrize(
    ("tokens", "cost", "hides", "reachable"),
    [
        ("2 1 3", 0, False, True),
        ("21 3", 1, False, True),
        ("2 3", 1, False, True),
        ("2 8 1 3", 1, False, True),
        ("21 8 3", 2, True, True),
        ("28 1 3", 0, False, False),
        ("2 8 3", 2, True, False),
        ("2 1 8 3", 1, False, True),
    ],
)
def test_what_was_done_to_a_row_is_known(tokens: str, cost: int, hides: bool, reachable: bool) -> None:
    printed = printed_small(granted=tokens)
    assert printed.damage("granted") == cost
    assert printed.hides_damage("granted") is hides
    assert printed.is_reachable("granted") is reachable
    assert not replace(printed, moved=frozenset({"granted"})).is_reachable("granted")


@pytest.mark.parametrize("seed", range(1, 4))
def test_what_is_called_contradicted_is_named_by_a_fault(seed: int) -> None:
    """Two rows of figures change places on a page: the sums that break are reported, cell by cell."""
    rng = random.Random(seed)
    sounds = [sound_table(rng, REQUESTS, code) for code in ("disclosure", "requests", "challenges")]
    printed = undamaged(sounds[1])
    here, there = "carried_in", "granted"
    printed.rows[here], printed.rows[there] = printed.rows[there], printed.rows[here]
    figures = dict(sounds[1].figures)
    figures[here], figures[there] = figures[there], figures[here]
    sounds[1] = replace(sounds[1], figures=figures)
    body = damaged_page(rng, typeset("2021", sounds, "word-grid"), ())
    report = read_body(body, "text/html")
    assert isinstance(report, Report)
    cells = [cell for cell in report.cells if cell.indicator.startswith("requests/")]
    said = [verdict for _, verdict in judged(printed, cells)]
    contradicted = {c.indicator for c, one in zip(cells, said, strict=True) if one is Verdict.CONTRADICTED}
    assert contradicted
    assert contradicted <= {code for fault in report.faults for code in fault.indicators}
    assert Verdict.SILENT not in said


def test_a_stray_number_inside_a_torn_figure_cannot_be_passed_over() -> None:
    printed = undamaged(sound_table(random.Random(8), REQUESTS, "requests"))
    row, column = next(
        (row, column)
        for row, figures in printed.sound.figures.items()
        for column, figure in enumerate(figures)
        if len(figure) > 1
    )
    torn = printed.rows[row].pop(column)
    printed.rows[row][column:column] = [torn[:1], torn[1:]]
    assert printed.is_reachable(row)
    printed.rows[row].insert(column + 1, (Glyph("7"),))
    assert not printed.is_reachable(row)


def test_the_rows_that_changed_places_on_a_page_are_known() -> None:
    tables, rows = numbered([small_table(random.Random(1))])
    figures = [number for row in tables[0].figures.values() for number in row]
    assert moved_rows(" ".join(figures).encode(), rows) == frozenset()
    assert moved_rows(" ".join([*figures[:6], *figures[3:]]).encode(), rows) == frozenset()
    assert moved_rows(" ".join(figures[:2] + figures[3:]).encode(), rows) == frozenset()
    swapped = [*figures[:2], figures[3], figures[2], *figures[4:]]
    assert moved_rows(" ".join(swapped).encode(), rows) == {("small", "received"), ("small", "granted")}


@pytest.mark.parametrize("seed", range(12))
def test_a_sum_wrong_in_print_keeps_every_figure_as_printed(seed: int) -> None:
    rng = random.Random(seed)
    sound = with_wrong_sums(rng, sound_table(rng, REQUESTS, "requests"), Wrong.ONE)
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
    assert all(f"- *{verdict}*: " in page for verdict in Verdict)
    tally.add(work(Task("lose", "page", Wrong.ALL, tables=2)))
    sound, wrong = render(tally, 100, 1).split("on top of sums that are wrong in print")
    assert "| lose, all sums wrong in print |" not in sound
    assert "| lose, all sums wrong in print |" in wrong


def test_what_is_tried_to_settle_open_cells_is_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four rows that slid onto the next and a wrong total: many cells are open, and their bounds loose."""
    looked_at = 0
    bounded = search._bounded

    def counted(*given: Any) -> Iterator[Any]:
        nonlocal looked_at
        looked_at += 1
        return bounded(*given)

    monkeypatch.setattr(search, "_bounded", counted)
    rng = random.Random(1)
    printed = undamaged(with_wrong_sums(rng, sound_table(rng, REQUESTS, "requests"), Wrong.ONE))
    for row in rng.sample(list(printed.rows), 4):
        SINGLE["shift"](rng, printed, row)
    read(printed)
    assert 1_000 < looked_at < 2 * sheet.MOST_STEPS
