"""`python -m benchmarks.fuzz page --seconds 600`: fuzzes with atheris; what breaks is kept in a file."""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import atheris

# The loops of the proof run so often that to watch them costs more than all else; the damage bench has them.
_WATCHED = ["gkscrape.documents", "gkscrape.reading", "gkscrape.numbers", "gkscrape.run.evidence"]
_UNWATCHED = [f"gkscrape.reading.{name}" for name in ("cuts", "reach", "search", "ways")]

with atheris.instrument_imports(include=_WATCHED, exclude=_UNWATCHED):
    from benchmarks.fuzz.seeds import changed, write_dictionary, write_seeds
    from benchmarks.fuzz.targets import TARGETS

_LONGEST = 40_000
_HANG = 30
_MEMORY = 2_048


def main() -> None:
    """Fuzz the target for so many seconds; the first input that breaks it ends the run and is kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("fuzzed"), help="where corpus and findings go")
    options = parser.parse_args()
    corpus = options.folder / options.target
    write_seeds(options.target, corpus)
    write_dictionary(options.folder / "labels.dict")
    flags = [
        f"-max_total_time={options.seconds}",
        f"-seed={options.seed}",
        f"-max_len={_LONGEST}",
        f"-timeout={_HANG}",
        f"-rss_limit_mb={_MEMORY}",
        f"-dict={options.folder / 'labels.dict'}",
        f"-artifact_prefix={options.folder}/{options.target}-",
    ]
    mutator = {"custom_mutator": _mutated} if options.target == "page" else {}
    atheris.Setup([sys.argv[0], *flags, str(corpus)], TARGETS[options.target], **mutator)
    atheris.Fuzz()


def _mutated(data: bytes, most: int, seed: int) -> bytes:
    """Two changes of three are such as happen to pages, the third is of bytes."""
    if random.Random(seed).random() < 1 / 3:
        return bytes(atheris.Mutate(data, most))
    return changed(data, most, seed)


if __name__ == "__main__":
    main()
