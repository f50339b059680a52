"""`python -m benchmarks.prover`: how long the proof of a requests table takes, by damage and damaged rows."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence

from benchmarks.damage.damages import SINGLE, Damage, several, undamaged
from benchmarks.damage.run import Wrong, percentile, read, with_wrong_sums
from benchmarks.damage.sound import sound_table

from gkscrape.form import load_forms

_ROWS = (1, 4, 25)


def main() -> None:
    """Print the median, the 99th percentile and the worst of each damage, then of each kind of table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.prover", description=__doc__)
    parser.add_argument("--tables", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{'damage':12} {'sums wrong':10} {'rows':>4} {'median':>9} {'99%':>9} {'worst':>9}")
    spent: dict[str, list[float]] = {}
    for wrong in Wrong:
        for name, damage in {"none": None, **SINGLE, "several": several}.items():
            for rows in _ROWS if damage else (0,):
                seconds = timed(options.seed, options.tables, damage, rows, wrong)
                spent.setdefault(_kind(damage, wrong), []).extend(seconds)
                _print(f"{name:12} {wrong.name.lower():10} {rows:4}", seconds)
    for kind, seconds in spent.items():
        _print(f"{kind:28}", seconds)


def _kind(damage: Damage | None, wrong: Wrong) -> str:
    if wrong is Wrong.NONE:
        return "sound" if damage is None else "damaged"
    return f"{wrong.name.lower()} sum wrong in print" if wrong is Wrong.ONE else "all sums wrong in print"


def timed(seed: int, tables: int, damage: Damage | None, rows: int, wrong: Wrong) -> list[float]:
    """The seconds that each proof took."""
    rng = random.Random(seed)
    seconds = []
    for _ in range(tables):
        sound = sound_table(rng, load_forms()["2021"], "requests")
        printed = undamaged(with_wrong_sums(rng, sound, wrong) if wrong else sound)
        for row in rng.sample(list(printed.rows), min(rows, len(printed.rows))):
            if damage is not None:
                damage(rng, printed, row)
        start = time.process_time()
        read(printed)
        seconds.append(time.process_time() - start)
    return seconds


def _print(head: str, seconds: Sequence[float]) -> None:
    figures = (percentile(seconds, 0.5), percentile(seconds, 0.99), max(seconds) * 1000)
    print(f"{head} " + " ".join(f"{figure:6.1f} ms" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
