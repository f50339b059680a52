"""What can happen to the tokens of a table on their way to the reader, with each character's origin kept."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.damage.sound import Sound

from gkscrape.reading.rows import RowText, Token
from gkscrape.record import Place


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character and the cell that it comes from; no row for one that was never a figure."""

    char: str
    row: str | None = None
    column: str | None = None


Glyphs = tuple[Glyph, ...]


@dataclass
class Printed:
    """The tokens of a table as they reach the reader. `seated` rows keep their grid's seats.

    `moved` are rows whose figures changed places on the page: no reading of the tokens in order undoes that.
    """

    sound: Sound
    rows: dict[str, list[Glyphs]]
    seated: bool = False
    touched: set[str] = field(default_factory=set)
    lost_labels: set[str] = field(default_factory=set)
    moved: frozenset[str] = frozenset()

    def truth(self, row: str, column: str) -> str:
        """What was printed for the cell before the damage."""
        return self.sound.figures[row][self.sound.columns[row].index(column)]

    def standing(self, row: str, column: str) -> str:
        """What the page still prints of the cell behind its own label."""
        rows = self.lost_labels if row in self.lost_labels else {row}
        glyphs = (glyph for name in sorted(rows) for token in self.rows[name] for glyph in token)
        return "".join(glyph.char for glyph in glyphs if (glyph.row, glyph.column) == (row, column))

    def is_reachable(self, row: str) -> bool:
        """Whether cutting, joining, passing over or leaving out can give the truth of the row."""
        if row in self.moved:
            return False
        tokens = self.rows[row]
        strays = [token for token in tokens if any(glyph.row != row for glyph in token)]
        standing = [self.standing(row, column) for column in self.sound.columns[row]]
        is_torn = any(
            text not in ("", self.truth(row, column))
            for text, column in zip(standing, self.sound.columns[row], strict=True)
        )
        mixed = any(glyph.row == row for token in strays for glyph in token)
        parted = any(self._cell(before) == self._cell(after) for before, after in self._around(row, strays))
        return not (is_torn or mixed or parted or (strays and "" in standing))

    def _around(self, row: str, strays: Sequence[Glyphs]) -> Iterator[tuple[Glyphs, Glyphs]]:
        """The tokens on either side of each stray one that has both."""
        tokens = self.rows[row]
        for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
            if any(token is stray for stray in strays) and before and after:
                yield before[-1:], after[:1]

    def _cell(self, glyphs: Glyphs) -> tuple[str | None, str | None]:
        return glyphs[0].row, glyphs[0].column

    def prints(self, row: str, column: str, raw: str | None) -> bool:
        """Whether the row has a figure for each cell as it stands, and this one stands in the column."""
        tokens = ["".join(glyph.char for glyph in token) for token in self.rows[row]]
        columns = self.sound.columns[row]
        return len(tokens) == len(columns) and tokens[columns.index(column)] == raw

    def damage(self, row: str) -> int:
        """What the truth of the row costs: cells without a token, cuts, joins and tokens passed over."""
        tokens = self.rows[row]
        cells = [[(glyph.row, glyph.column) for glyph in token if glyph.row == row] for token in tokens]
        seen = [cell for token in cells for cell in dict.fromkeys(token)]
        lost = len(self.sound.columns[row]) - len(set(seen))
        cuts = sum(len(set(token)) - 1 for token in cells if token)
        joins = len(seen) - len(set(seen))
        return lost + cuts + joins + sum(not token for token in cells)

    def hides_damage(self, row: str) -> bool:
        """Whether more was done to the row than the number of its tokens shows."""
        return self.damage(row) > abs(len(self.rows[row]) - len(self.sound.columns[row]))

    def row_texts(self) -> list[RowText]:
        """The rows as anchoring hands them on."""
        return [self._row_text(line, row) for line, row in enumerate(self.rows, start=1)]

    def _row_text(self, line: int, row: str) -> RowText:
        tokens, start = [], 0
        for glyphs in self.rows[row]:
            raw = "".join(glyph.char for glyph in glyphs)
            tokens.append(Token(raw, Place(line, start, start + len(raw))))
            start += len(raw) + 1
        columns = self.sound.columns[row]
        seats = tuple(range(len(columns))) if self.seated and len(tokens) == len(columns) else None
        doubt = "a label beside it is lost" if row in self.lost_labels else None
        return RowText(row, columns, tuple(tokens), seats, doubt)


def undamaged(sound: Sound, *, seated: bool = False) -> Printed:
    """The table as it was printed."""
    rows = {
        row: [
            tuple(Glyph(char, row, column) for char in figure)
            for column, figure in zip(sound.columns[row], figures, strict=True)
        ]
        for row, figures in sound.figures.items()
    }
    return Printed(sound, rows, seated)


Damage = Callable[[random.Random, Printed, str], None]
"""Damages one row in place, if it has what it takes."""


def lose(rng: random.Random, printed: Printed, row: str) -> None:
    """A token is lost."""
    if printed.rows[row]:
        del printed.rows[row][rng.randrange(len(printed.rows[row]))]


def split(rng: random.Random, printed: Printed, row: str) -> None:
    """A token is torn in two."""
    tokens = printed.rows[row]
    long = [index for index, token in enumerate(tokens) if len(token) > 1]
    if long:
        index = rng.choice(long)
        cut = rng.randrange(1, len(tokens[index]))
        tokens[index : index + 1] = [tokens[index][:cut], tokens[index][cut:]]


def glue(rng: random.Random, printed: Printed, row: str) -> None:
    """Two neighbouring tokens run together."""
    tokens = printed.rows[row]
    if len(tokens) > 1:
        index = rng.randrange(len(tokens) - 1)
        tokens[index : index + 2] = [tokens[index] + tokens[index + 1]]


def glue_row(rng: random.Random, printed: Printed, row: str) -> None:
    """All tokens of the row run together."""
    tokens = printed.rows[row]
    if tokens:
        printed.rows[row] = [tuple(glyph for token in tokens for glyph in token)]


def lose_zeros(rng: random.Random, printed: Printed, row: str) -> None:
    """Each zero is lost with even odds."""
    printed.rows[row] = [
        token for token in printed.rows[row] if token[0].char != "0" or len(token) > 1 or rng.random() < 0.5
    ]


def blank(rng: random.Random, printed: Printed, row: str) -> None:
    """A cell of a grid is empty."""
    printed.seated = True
    tokens = printed.rows[row]
    if tokens:
        tokens[rng.randrange(len(tokens))] = ()


def insert(rng: random.Random, printed: Printed, row: str) -> None:
    """A page number stands among the figures."""
    number = tuple(Glyph(char) for char in str(rng.randint(1, 40)))
    printed.rows[row].insert(rng.randint(0, len(printed.rows[row])), number)


def shift(rng: random.Random, printed: Printed, row: str) -> None:
    """The figures of the row stand behind the next label."""
    names = list(printed.rows)
    following = names[(names.index(row) + 1) % len(names)]
    if following in printed.touched or not printed.rows[row]:
        return
    printed.rows[following] = [*printed.rows[row], *printed.rows[following]]
    printed.rows[row] = []
    printed.touched.add(following)


def repeat(rng: random.Random, printed: Printed, row: str) -> None:
    """The figures of the row are printed twice."""
    printed.rows[row] = printed.rows[row] * 2


def swap(rng: random.Random, printed: Printed, row: str) -> None:
    """Two rows have changed places under their labels."""
    other = rng.choice([name for name in printed.rows if name not in printed.touched] or [row])
    printed.rows[row], printed.rows[other] = printed.rows[other], printed.rows[row]
    printed.touched.add(other)


def lose_label(rng: random.Random, printed: Printed, row: str) -> None:
    """The label of the next row is misprinted out of recognition, and a figure between them is lost."""
    names = list(printed.rows)
    place = names.index(row) + 1
    if place < len(names) and names[place] not in printed.touched and row not in printed.lost_labels:
        printed.rows[row] = [*printed.rows[row], *printed.rows[names[place]]]
        printed.rows[names[place]] = []
        printed.touched.add(names[place])
        printed.lost_labels |= {row, names[place]}
        lose(rng, printed, row)


SINGLE: dict[str, Damage] = {
    "lose": lose,
    "lose zeros": lose_zeros,
    "blank": blank,
    "split": split,
    "glue": glue,
    "glue row": glue_row,
    "insert": insert,
    "shift": shift,
    "repeat": repeat,
    "swap": swap,
    "lose label": lose_label,
}

_MIXED = (lose, split, glue, insert)


def several(rng: random.Random, printed: Printed, row: str) -> None:
    """Two damages of different kinds."""
    for damage in rng.sample(_MIXED, 2):
        damage(rng, printed, row)


_ROWS = (1, 1, 2, 4)


def damaged(rng: random.Random, sound: Sound, name: str) -> Printed:
    """The table with this damage in one to four rows; `several` puts two of different kinds in each."""
    printed = undamaged(sound)
    count = min(rng.choice(_ROWS), len(printed.rows))
    for row in rng.sample(list(printed.rows), count):
        if row in printed.touched:
            continue
        printed.touched.add(row)
        (several if name == "several" else SINGLE[name])(rng, printed, row)
    return printed


NAMES = (*SINGLE, "several")
