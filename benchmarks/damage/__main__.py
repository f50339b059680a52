"""`python -m benchmarks.damage --cells N`: the damage bench over N cells; writes docs/damage.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.damage.run import run
from benchmarks.damage.table import render

_DOCS = Path(__file__).resolve().parents[2] / "docs" / "damage.md"


def main() -> None:
    """Run the bench and write its table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.damage", description=__doc__)
    parser.add_argument("--cells", type=int, default=100_000, help="how many damaged cells to read, about")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--output", type=Path, default=_DOCS)
    options = parser.parse_args()
    tally = run(options.cells, options.seed, options.workers)
    options.output.write_text(render(tally, options.cells, options.seed), encoding="utf-8")
    print(options.output.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
