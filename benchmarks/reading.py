"""How much reading a report costs beside a bare parse with its grids, and beside pandas.read_html.

usage: python -m benchmarks.reading [ROUNDS]

The page is a twin of a real report, 200 figures in nested spans. Each way must find the same figures before
its time counts. Times are the best of many rounds, side by side in one run; ratios under 1.3 are noise.
"""

from __future__ import annotations

import importlib.util
import io
import sys
from pathlib import Path

from benchmarks.read_page import best
from selectolax.lexbor import LexborHTMLParser

from gkscrape.documents import open_document
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.reading import read_tables
from gkscrape.record import Report
from gkscrape.run.reading import read_body

PAGE = Path(__file__).parent.parent / "tests" / "fixtures" / "twins" / "grid-2021.html"


def bare_grids(body: bytes) -> list[dict[tuple[int, int], str]]:
    """The least that any reader of tables does: parse, and put each cell at every place that it covers."""
    grids = []
    for table in LexborHTMLParser(body.decode("utf-8")).css("table"):
        places: dict[tuple[int, int], str] = {}
        for row, line in enumerate(table.css("tr")):
            column = 0
            for cell in line.css("td, th"):
                while (row, column) in places:
                    column += 1
                text = cell.text(separator="\n", strip=True)
                deep = int(cell.attributes.get("rowspan") or 1)
                wide = int(cell.attributes.get("colspan") or 1)
                for down in range(deep):
                    for across in range(wide):
                        places[row + down, column + across] = text
                column += wide
        grids.append(places)
    return grids


def tables(body: bytes) -> int:
    """How many figures the tables of the page hold, by the reader of tables alone."""
    found = read_tables(open_document(body), load_forms(), load_layouts())
    return sum(cell.value is not None for cell in found.cells) if found else 0


def whole(body: bytes) -> int:
    """The same by the whole reader: identity, sections, facts and checks as well."""
    report = read_body(body)
    return sum(cell.value is not None for cell in report.cells) if isinstance(report, Report) else 0


def main(rounds: int) -> None:
    """Print the best time of each way, and its ratio to the bare grids."""
    body = PAGE.read_bytes()
    figures = sum(text.replace(".", "").isdigit() for grid in bare_grids(body) for text in set(grid.values()))
    if not figures or tables(body) != whole(body) or tables(body) < 200:
        raise SystemExit("the ways do not find the same figures")
    ways = {
        "bare parse and grids": best(lambda: bare_grids(body), rounds),
        "document and tables": best(lambda: tables(body), rounds),
        "whole report, with identity, prose and checks": best(lambda: whole(body), rounds),
    }
    if importlib.util.find_spec("pandas"):
        import pandas  # type: ignore[import-untyped, unused-ignore]

        text = body.decode("utf-8")
        ways["pandas.read_html"] = best(lambda: pandas.read_html(io.StringIO(text)), max(3, rounds // 10))
    else:
        print("pandas is not installed: not compared")
    base = ways["bare parse and grids"]
    print(f"page of {len(body) / 1024:.0f} KB")
    for name, time in ways.items():
        print(f"{name:48} {time:8.2f} ms  {time / base:5.2f}×")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 50)
