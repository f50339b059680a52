"""Tries every filling of a small table, however foolish, and says what the least damage leaves decided.

Nothing is shared with the reader but the price of a damage: one for a cell without a token, a cut, a join,
or a token passed over.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from benchmarks.damage.damages import Printed
from benchmarks.damage.sound import Sound

from gkscrape.form import Axis, Block, Column, Row, Sum, Table

Line = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]
Cells = dict[tuple[str, str], int | None]
_MOST_EXTRA = 2
_LARGEST_SUM = 80

_COLUMNS = ("person", "firm", "total")
_ROWS = ("received", "granted", "refused", "total")
SMALL = Table(
    code="small",
    section=3,
    blocks=(
        Block(
            "small",
            tuple(Column(code, (code,), "件") for code in _COLUMNS),
            tuple(Row(code, (code,)) for code in _ROWS),
        ),
    ),
    sums=(
        Sum("across", Axis.COLUMNS, ("total",), ("person", "firm")),
        Sum("outcomes", Axis.ROWS, ("total",), ("granted", "refused")),
        Sum("balance", Axis.ROWS, ("received",), ("total",)),
    ),
)


def small_table(rng: random.Random) -> Sound:
    """A sound table of four rows and three columns with small figures."""
    largest, density = rng.choice((3, 12, 39)), rng.choice((0.3, 0.7, 1.0))
    parts = {
        row: [rng.randint(0, largest) if rng.random() < density else 0 for _ in range(2)]
        for row in ("granted", "refused")
    }
    parts["total"] = [a + b for a, b in zip(parts["granted"], parts["refused"], strict=True)]
    parts["received"] = parts["total"]
    figures = {row: tuple(map(str, [*parts[row], sum(parts[row])])) for row in _ROWS}
    return Sound("small", SMALL, dict.fromkeys(_ROWS, _COLUMNS), figures)


def decided(printed: Printed) -> dict[tuple[str, str], int | None] | None:
    """The content of each cell on which all fillings of least damage agree, None for a cell left empty.

    Returns None where no filling of little damage satisfies the sums.
    """
    tokens = {row: ["".join(glyph.char for glyph in token) for token in printed.rows[row]] for row in _ROWS}
    least = {row: abs(len(_COLUMNS) - len(texts)) for row, texts in tokens.items()}
    for extra in range(_MOST_EXTRA):
        answers: list[Cells] = []
        for shares in product(range(extra + 1), repeat=len(_ROWS)):
            if sum(shares) == extra:
                costs = {row: least[row] + 2 * share for row, share in zip(_ROWS, shares, strict=True)}
                answers += _answers(tokens, costs)
        if answers:
            return {
                cell: content
                for cell, content in answers[0].items()
                if all(answer[cell] == content for answer in answers)
            }
    return None


def _answers(tokens: Mapping[str, Sequence[str]], costs: Mapping[str, int]) -> Iterator[Cells]:
    options = []
    for row in _ROWS:
        rows = [
            _named(row, filling) for filling in _fillings("|".join(tokens[row]), len(_COLUMNS), costs[row])
        ]
        own = _own_line(row)
        options.append([cells for cells in rows if _solvable([own], dict(cells))])
    for parts in product(*options):
        cells: Cells = {cell: content for part in parts for cell, content in part.items()}
        if _solvable(_lines(), dict(cells)):
            yield cells


def _named(row: str, filling: Sequence[int | None]) -> Cells:
    return {(row, column): content for column, content in zip(_COLUMNS, filling, strict=True)}


def _fillings(text: str, width: int, cost: int) -> list[tuple[int | None, ...]]:
    """All fillings at exactly this cost; `|` stands between tokens."""
    with_gaps, with_passes = (_fill(text, width, cost, gaps=gaps) for gaps in (True, False))
    return list(dict.fromkeys([*with_gaps, *with_passes]))


def _fill(
    text: str, width: int, cost: int, *, gaps: bool, at_border: bool = True
) -> Iterator[tuple[int | None, ...]]:
    """Either with empty cells or with whole tokens passed over: both at once would put a figure aside."""
    if cost < 0:
        return
    if width == 0:
        strays = text.count("|") + 1 if text else 0
        if strays == cost and not (strays and (gaps or not at_border)):
            yield ()
        return
    if gaps:
        for rest in _fill(text, width - 1, cost - 1, gaps=gaps, at_border=at_border):
            yield (None, *rest)
    for number, joins, left, is_cut in _heads(text):
        for rest in _fill(left, width - 1, cost - joins - is_cut, gaps=gaps, at_border=not is_cut):
            yield (number, *rest)
    if text and at_border and not gaps:
        yield from _fill(text.partition("|")[2], width, cost - 1, gaps=gaps)


def _heads(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Every number that the text may begin with: the joins in it, the text left, whether a token is cut."""
    for end in range(1, len(text) + 1):
        piece, left = text[:end], text[end:]
        digits = piece.replace("|", "")
        if not piece.endswith("|") and (len(digits) == 1 or not digits.startswith("0")):
            yield int(digits), piece.count("|"), left.removeprefix("|"), bool(left) and left[0] != "|"


def _lines() -> list[Line]:
    down = [total for total in SMALL.sums if total.axis is Axis.ROWS]
    across = [_own_line(row) for row in _ROWS]
    return across + [
        (tuple((row, column) for row in total.whole), tuple((row, column) for row in total.parts))
        for total in down
        for column in _COLUMNS
    ]


def _own_line(row: str) -> Line:
    return ((row, "total"),), ((row, "person"), (row, "firm"))


def _solvable(lines: Sequence[Line], cells: Cells) -> bool:
    """Whether the empty cells can be given whole numbers from 0 on that satisfy every line."""
    for whole, parts in lines:
        empty = [cell for cell in (*whole, *parts) if cells[cell] is None]
        if len(empty) > 1:
            continue
        left = sum(cells[cell] or 0 for cell in parts) - sum(cells[cell] or 0 for cell in whole)
        if not empty:
            if left != 0:
                return False
            continue
        value = left if empty[0] in whole else -left
        return value >= 0 and _solvable(lines, {**cells, empty[0]: value})
    loose = [cell for line in lines for side in line for cell in side if cells[cell] is None]
    if not loose:
        return True
    return any(_solvable(lines, {**cells, loose[0]: value}) for value in range(_LARGEST_SUM * 2))
