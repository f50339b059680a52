"""Make a nation, load it, measure it: `python -m benchmarks.national --reports 100000 --db FILE`.

With 100,000 reports it takes some minutes. Without `--db` the file is made in a temporary folder and removed.
With `--record` the figures are kept and `docs/speed.md` is written anew. Exits with 1 where something that is
asked for is not held.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.national.measure import measured
from benchmarks.national.page import broken, page, record


def main() -> int:
    """Measure as the command line says, and print the page for this run alone."""
    parser = argparse.ArgumentParser(prog="benchmarks.national")
    parser.add_argument("--reports", type=int, default=100_000, help="how many, from 10,000 to 1,000,000")
    parser.add_argument("--db", type=Path, help="the file to make; it must not be there yet")
    parser.add_argument("--seed", type=int, default=1, help="another number makes another nation")
    parser.add_argument("--record", action="store_true", help="write docs/speed.md anew")
    options = parser.parse_args()
    if options.db is not None and options.db.exists():
        parser.error(f"{options.db} is there already; name a new file, or remove it")
    with tempfile.TemporaryDirectory(prefix="gkscrape-nation-") as folder:
        run = measured(options.reports, options.seed, options.db or Path(folder, "nation.db"))
    sys.stdout.write(page([run]))
    if options.record:
        record(run)
    return 1 if broken(run) else 0


if __name__ == "__main__":
    sys.exit(main())
