"""The page on speed, written from what was measured; nothing on it is written by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

from benchmarks.national.faults import BLANK, DAMAGES, REPUBLISHED
from benchmarks.national.measure import Answers, Measured

MEASURED = Path(__file__).with_name("measured.json")
PAGE = Path(__file__).parents[2] / "docs" / "speed.md"

RATIO, UNIT_SECONDS, RANKING_SECONDS = 2.0, 0.05, 1.0
CELL_BYTES = 20
"""What a cell may take on the disk: 4 GB for 200 million."""
TOLERANCE = 1.1
"""Growth counts as linear up to this factor, for two runs are never alike."""

Row = tuple[str, Callable[[Measured], str]]

_HEAD = """# Speed

This page is generated: `python -m benchmarks.national --reports 100000 --db FILE` makes a nation of invented
reports, loads it through `Store.keep_many`, measures, and writes the page anew. The counties, their codes and
names are real; the figures grow from year to year and add up, except where a fault is planted. What is asked
for and not held is marked **no**.
"""

_NOTES = """
`executemany` is `sqlite3.executemany` of the rows that loading left. A file *alike* has all that the store
makes (tables, constraints, indexes, the search index) and looks at foreign keys; *plain tables* have
constraints and indexes, but neither search index nor a look at foreign keys. Making the rows is part of
neither: the digest of each reading, its places packed, what is new, what is current. Loading and answers are
in seconds of the processor, *cold* answers in seconds that pass with the file put out of memory before each
question; *in full* is with all content, through the store. What was measured under an older *schema* was so
with the code of its time.
"""


def page(runs: Sequence[Measured]) -> str:
    """The page for these runs, smallest first, as Markdown."""
    names = "".join(f" {run.reports:,} |" for run in runs)
    lines = [f"| reports |{names}", "|---|" + "--:|" * len(runs)]
    lines += [f"| {name} |" + "".join(f" {show(run)} |" for run in runs) for name, show in _ROWS]
    return "\n".join([_HEAD, *lines, _NOTES, *_growth(runs), *_rates(), ""])


def recorded() -> list[Measured]:
    """The runs that are kept beside this module, smallest first."""
    runs = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else []
    found = [Measured(**{**run, "answers": Answers(**run["answers"])}) for run in runs]
    return sorted(found, key=lambda run: run.reports)


def record(run: Measured) -> None:
    """Keep a run in place of the last of its size, and write the page anew."""
    runs = [other for other in recorded() if other.reports != run.reports]
    runs = sorted([*runs, run], key=lambda one: one.reports)
    MEASURED.write_text(json.dumps([asdict(one) for one in runs], indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(runs), encoding="utf-8")


def broken(run: Measured) -> list[str]:
    """What a run does not hold of what is asked for."""
    return [name for name, show in _ROWS if "**no**" in show(run)]


def _held(value: float, limit: float, shown: str) -> str:
    return shown if value <= limit else f"{shown} **no**"


def _ratio(loading: float, bare: float) -> str:
    return _held(loading / bare, RATIO, f"{loading / bare:.2f}")


def _milliseconds(seconds: float, limit: float) -> str:
    return _held(seconds, limit, f"{seconds * 1e3:,.1f} ms")


_ROWS: tuple[Row, ...] = (
    ("schema of the database", lambda run: run.schema),
    ("cells", lambda run: f"{run.cells:,}"),
    ("loading", lambda run: f"{run.loading:,.1f} s"),
    ("loading, a report", lambda run: f"{run.loading / run.reports * 1e3:.2f} ms"),
    ("`executemany`, a file alike", lambda run: f"{run.alike:,.1f} s"),
    ("`executemany`, plain tables", lambda run: f"{run.plain:,.1f} s"),
    ("loading : `executemany` (at most 2)", lambda run: _ratio(run.loading, run.alike)),
    ("loading : `executemany`, plain tables", lambda run: _ratio(run.loading, run.plain)),
    ("years of the unit asked for", lambda run: str(run.answers.years)),
    ("one unit, all years (50 ms)", lambda run: _milliseconds(run.answers.unit_warm, UNIT_SECONDS)),
    ("one unit, all years, cold", lambda run: _milliseconds(run.answers.unit_cold, UNIT_SECONDS)),
    ("one unit, all years in full", lambda run: _milliseconds(run.answers.unit_store, UNIT_SECONDS)),
    ("counties ranked", lambda run: f"{run.answers.counties:,}"),
    ("ranking (1 s)", lambda run: _milliseconds(run.answers.ranking_warm, RANKING_SECONDS)),
    ("ranking, cold", lambda run: _milliseconds(run.answers.ranking_cold, RANKING_SECONDS)),
    ("bytes a cell, all but texts (20)", lambda run: _bytes(run.cell_bytes / run.cells)),
    ("all cells", lambda run: f"{run.cell_bytes / 1e9:.3f} GB"),
    ("the file", lambda run: f"{run.file_bytes / 1e9:.3f} GB"),
)


def _bytes(each: float) -> str:
    return _held(each, CELL_BYTES, f"{each:.1f}")


def _growth(runs: Sequence[Measured]) -> Iterator[str]:
    """How much more each larger run took, as a multiple of how much more reports it had."""
    yield "\n## Growth\n\n1 is linear growth, less is better.\n"
    yield "| from | to | loading | bytes of cells | ranking |\n|--:|--:|--:|--:|--:|"
    for small, large in pairwise(runs):
        times = large.reports / small.reports
        grown = (
            large.loading / small.loading / times,
            large.cell_bytes / small.cell_bytes / times,
            large.answers.ranking_warm / small.answers.ranking_warm / times,
        )
        alike = [small.schema == large.schema, True, True]
        shown = " | ".join(
            _held(factor, TOLERANCE, f"{factor:.2f}") if like else "other code"
            for factor, like in zip(grown, alike, strict=True)
        )
        yield f"| {small.reports:,} | {large.reports:,} | {shown} |"


def _rates() -> Iterator[str]:
    """The shares at which faults are planted."""
    yield "\n## Faults planted\n\n| what | share |\n|---|--:|"
    rates = {name: damage.share for name, damage in DAMAGES.items()}
    for name, share in {**rates, "republished": REPUBLISHED, "blank for 0 (of units)": BLANK}.items():
        yield f"| {name} | {share:.1%} |"
