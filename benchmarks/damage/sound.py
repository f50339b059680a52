"""Sound tables of both forms: figures whose printed sums all hold, and that are known."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from gkscrape.form import Axis, Block, Form, Table, load_forms

Figures = Mapping[str, tuple[str, ...]]
"""What each row prints, in the order of its columns."""

_DENSITIES = (0.05, 0.2, 0.5, 0.95)
_LARGEST = (3, 20, 150, 900)


@dataclass(frozen=True, slots=True)
class Sound:
    """A table with its truth. `columns` are those of each row."""

    form: str
    table: Table
    columns: Mapping[str, tuple[str, ...]]
    figures: Figures


def sound_table(rng: random.Random, form: Form, code: str) -> Sound:
    """A table of the form with figures drawn at random; its density and size are drawn first."""
    table = form.table(code)
    blocks = {
        row.code: block for block in table.blocks for row in block.rows if not row.group and not row.optional
    }
    columns = {row: tuple(column.code for column in block.columns) for row, block in blocks.items()}
    draw = _Draw(rng, rng.choice(_DENSITIES), rng.choice(_LARGEST))
    down = [total for total in table.sums if total.axis is Axis.ROWS]
    if down:
        numbers = _balanced(draw, table, tuple(columns), len(next(iter(columns.values()))) - 1)
        figures = {row: tuple(map(str, [*numbers[row], sum(numbers[row])])) for row in columns}
    elif table.sums:
        figures = {row: _summed(draw, len(codes)) for row, codes in columns.items()}
    else:
        figures = {row: _unsummed(draw, blocks[row]) for row in columns}
    return Sound(form.id, table, columns, figures)


def any_sound_table(rng: random.Random) -> Sound:
    """A table of either form: mostly of requests, at times of challenges or of disclosure."""
    form = load_forms()[rng.choice(("2019", "2021"))]
    return sound_table(rng, form, rng.choices(("requests", "challenges", "disclosure"), (8, 1, 1))[0])


@dataclass(frozen=True, slots=True)
class _Draw:
    rng: random.Random
    density: float
    largest: int

    def figure(self, most: int | None = None) -> int:
        top = self.largest if most is None else min(self.largest, most)
        return self.rng.randint(0, top) if self.rng.random() < self.density else 0


def _balanced(draw: _Draw, table: Table, rows: tuple[str, ...], width: int) -> dict[str, list[int]]:
    """Requests: outcomes drawn freely, the total and the received worked out from them."""
    outcomes = next(total for total in table.sums if total.id == "requests.outcomes").parts
    numbers = {row: [draw.figure() for _ in range(width)] for row in rows if row in outcomes}
    numbers["total"] = [sum(column) for column in zip(*numbers.values(), strict=True)]
    numbers["carried_out"] = [draw.figure() for _ in range(width)]
    handled = [a + b for a, b in zip(numbers["total"], numbers["carried_out"], strict=True)]
    numbers["carried_in"] = [draw.figure(most) for most in handled]
    numbers["received"] = [a - b for a, b in zip(handled, numbers["carried_in"], strict=True)]
    return numbers


def _summed(draw: _Draw, width: int) -> tuple[str, ...]:
    parts = [draw.figure() for _ in range(width - 1)]
    return tuple(map(str, [*parts, sum(parts)]))


def _unsummed(draw: _Draw, block: Block) -> tuple[str, ...]:
    return tuple(
        f"{draw.figure()}.{draw.rng.randint(10, 99)}" if column.unit == "万元" else str(draw.figure())
        for column in block.columns
    )
