"""Runs the damage bench: tables against their truth, small tables against the oracle, whole pages."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from multiprocessing import Pool

from benchmarks.damage.damages import NAMES, SINGLE, Printed, damaged, several, undamaged
from benchmarks.damage.judge import Verdict, judged, parse, parse_for
from benchmarks.damage.oracle import decided, small_table
from benchmarks.damage.pages import PAGE_NAMES, SHAPES, count_pages
from benchmarks.damage.sound import Sound, any_sound_table

from gkscrape.reading.prover import prove
from gkscrape.record import Cell, Status

ORACLE_NAMES = ("lose", "split", "glue", "glue row", "insert", "several")
_ON_WRONG_SUMS = ("lose", "several")
_TABLES_PER_TASK = 20
_SMALL_PER_TASK = 60
_CELLS_PER_TABLE = 140
_CELLS_PER_PAGE = 100_000


@dataclass
class Tally:
    """Counts by damage. `touched` and `others` are cells of rows that were damaged, and of all other rows."""

    touched: Counter[tuple[str, str]] = field(default_factory=Counter)
    others: Counter[tuple[str, str]] = field(default_factory=Counter)
    oracle: Counter[tuple[str, str]] = field(default_factory=Counter)
    pages: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Take in what another run counted."""
        self.touched += other.touched
        self.others += other.others
        self.oracle += other.oracle
        self.pages += other.pages
        for name, seconds in other.seconds.items():
            self.seconds.setdefault(name, []).extend(seconds)


class Wrong(StrEnum):
    """Which totals of rows are wrong in print."""

    NONE = ""
    ONE = "a sum wrong in print"
    ALL = "all sums wrong in print"


@dataclass(frozen=True, slots=True)
class Task:
    """A share of the bench. `wrong`: how many of the publisher's own sums are wrong before the damage."""

    name: str
    seed: str
    wrong: Wrong = Wrong.NONE
    tables: int = _TABLES_PER_TASK
    small: int = _SMALL_PER_TASK
    pages: int = 0
    shape: str = ""


def run(cells: int, seed: int, workers: int) -> Tally:
    """The bench over about this many cells of damaged tables, alike for the same seed."""
    wrong = [(name, kind) for name in _ON_WRONG_SUMS for kind in (Wrong.ONE, Wrong.ALL)]
    rounds = max(1, cells // (_CELLS_PER_TABLE * _TABLES_PER_TASK * (len(NAMES) + len(wrong))))
    tasks = [Task(name, f"{seed}/{number}/{name}") for number in range(rounds) for name in NAMES]
    tasks += [
        Task(name, f"{seed}/{number}/{name}/{kind}", kind, small=0)
        for number in range(rounds)
        for name, kind in wrong
    ]
    pages = max(1, cells // _CELLS_PER_PAGE)
    tasks += [
        Task(name, f"{seed}/{shape}/{name}", tables=0, small=0, pages=pages, shape=shape)
        for shape in SHAPES
        for name in PAGE_NAMES
    ]
    total = Tally()
    with Pool(workers) as pool:
        for tally in pool.imap_unordered(work, tasks):
            total.add(tally)
    return total


def work(task: Task) -> Tally:
    """What one task counts."""
    tally = Tally()
    rng = random.Random(task.seed)
    for _ in range(task.tables):
        sound = any_sound_table(rng)
        if task.wrong:
            sound = with_wrong_sums(rng, sound, task.wrong)
        name = f"{task.name}, {task.wrong}" if task.wrong else task.name
        _count_table(tally, name, damaged(rng, sound, task.name))
    for _ in range(task.small if task.name in ORACLE_NAMES else 0):
        for verdict in against_oracle(rng, task.name):
            tally.oracle[task.name, verdict] += 1
    if task.pages:
        tally.pages += count_pages(rng, task.shape, task.name, task.pages)
    return tally


def read(printed: Printed) -> tuple[Cell, ...]:
    """The cells as the prover reads them."""
    return prove(printed.sound.table, printed.row_texts(), partial(parse, parse_for(printed)))


def _count_table(tally: Tally, name: str, printed: Printed) -> None:
    start = time.process_time()
    cells = read(printed)
    tally.seconds.setdefault(name, []).append(time.process_time() - start)
    for row, verdict in judged(printed, cells):
        counter = tally.touched if row in printed.touched else tally.others
        counter[name, verdict] += 1


def with_wrong_sums(rng: random.Random, sound: Sound, wrong: Wrong) -> Sound:
    """The table with one printed total of the publisher that is wrong, or with all of them."""
    totals = [row for row, columns in sound.columns.items() if columns[-1] == "total"]
    chosen = totals if wrong is Wrong.ALL else rng.sample(totals, min(1, len(totals)))
    figures = dict(sound.figures)
    for row in chosen:
        total = int(figures[row][-1]) + rng.choice((1, 2, 9, 10))
        figures[row] = (*figures[row][:-1], str(total))
    return replace(sound, figures=figures)


def against_oracle(rng: random.Random, name: str) -> Iterator[str]:
    """The verdicts on a small damaged table: whether the oracle can decide a cell, and what the reader says.

    A cell is decidable if all fillings of least damage that the sums allow agree on what was printed for it.
    """
    printed = undamaged(small_table(rng))
    for row in rng.sample(list(printed.rows), rng.choice((1, 1, 2))):
        printed.touched.add(row)
        (several if name == "several" else SINGLE[name])(rng, printed, row)
    known = decided(printed)
    for cell in read(printed):
        _, row, column = cell.indicator.split("/")
        truth, standing = printed.truth(row, column), printed.standing(row, column)
        if row in printed.touched:
            content = int(truth) if standing == truth else None
            is_decidable = (
                known is not None
                and (row, column) in known
                and known[row, column] == content
                and standing in (truth, "")
            )
            yield f"{'decidable' if is_decidable else 'undecidable'}: {_said(cell, int(truth), content)}"


def _said(cell: Cell, truth: int, content: int | None) -> str:
    if cell.status is Status.MISSING and content is None:
        return Verdict.RIGHT if cell.computed == truth else Verdict.FLAGGED
    if cell.status in (Status.MISSING, Status.AMBIGUOUS):
        return Verdict.FLAGGED
    return Verdict.RIGHT if cell.value == truth else Verdict.SILENT


def percentile(seconds: Sequence[float], share: float) -> float:
    """The time that this share of the tables stayed within, in milliseconds."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]
