"""`python -m benchmarks.prover`: how long the proof of a requests table takes, by damage and damaged rows."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence

from benchmarks.damage.damages import SINGLE, Damage, several, undamaged
from benchmarks.damage.run import percentile, read
from benchmarks.damage.sound import sound_table

from gkscrape.form import load_forms

_ROWS = (1, 4, 25)


def main() -> None:
    """Print the median, the 99th percentile and the worst of each damage."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.prover", description=__doc__)
    parser.add_argument("--tables", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{'damage':12} {'rows':>4} {'median':>9} {'99%':>9} {'worst':>9}")
    _print("none", 0, timed(options.seed, options.tables, None, 0))
    for name, damage in {**SINGLE, "several": several}.items():
        for rows in _ROWS:
            _print(name, rows, timed(options.seed, options.tables, damage, rows))


def timed(seed: int, tables: int, damage: Damage | None, rows: int) -> list[float]:
    """The seconds that each proof took."""
    rng = random.Random(seed)
    seconds = []
    for _ in range(tables):
        printed = undamaged(sound_table(rng, load_forms()["2021"], "requests"))
        for row in rng.sample(list(printed.rows), min(rows, len(printed.rows))):
            if damage is not None:
                damage(rng, printed, row)
        start = time.process_time()
        read(printed)
        seconds.append(time.process_time() - start)
    return seconds


def _print(name: str, rows: int, seconds: Sequence[float]) -> None:
    figures = (percentile(seconds, 0.5), percentile(seconds, 0.99), max(seconds) * 1000)
    print(f"{name:12} {rows:4} " + " ".join(f"{figure:6.1f} ms" for figure in figures))


if __name__ == "__main__":
    main()
