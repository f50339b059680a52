"""How much reading a report costs beside a bare parse with its grids, and beside pandas.read_html.

usage: python -m benchmarks.reading [ROUNDS]

The pages are those of several portals, and every way reads each page once only: the next round brings pages
with other figures, organs, prose and links, as a night does, so that nothing of a whole page is remembered.
Each way must find the figures of a portal's page before its time counts. Times are of the processor, medians
over the rounds, the ways taken in turn; ratios under 1.3 are noise.

    bare      Lexbor's parse, and the text of each cell put at every place of the grid that it covers
    tables    the bytes decoded and opened as a Document with lines and grids, and its tables read into cells
    report    the same with identity, sections, facts and checks: all that a night does with a page
    pandas    pandas.read_html on the decoded page, with the parser that it takes by itself
"""

from __future__ import annotations

import importlib.util
import io
import random
import sys
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from statistics import median
from time import process_time

from benchmarks.portal_pages import STYLES, Page, portal_page
from selectolax.lexbor import LexborHTMLParser

from gkscrape.documents import open_document
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.reading import read_tables
from gkscrape.record import Cell, Report
from gkscrape.run.reading import read_body

Grids = list[dict[tuple[int, int], str]]
Found = dict[str, Decimal | None]


def bare(body: bytes) -> Grids:
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


def tables(body: bytes) -> tuple[Cell, ...]:
    """The cells of the page's tables, by the reader of tables alone."""
    found = read_tables(open_document(body), load_forms(), load_layouts())
    return found.cells if found else ()


def report(body: bytes) -> tuple[Cell, ...]:
    """The same by the whole reader: identity, sections, facts and checks as well."""
    read = read_body(body)
    return read.cells if isinstance(read, Report) else ()


def pandas_frames() -> Callable[[bytes], list[object]] | None:
    """The reading of pandas; None where it is not installed."""
    if importlib.util.find_spec("pandas") is None:
        return None
    read_html = importlib.import_module("pandas").read_html
    return lambda body: list(read_html(io.StringIO(body.decode("utf-8"))))


def refuse_other_figures(page: Page, style: str) -> None:
    """Stop unless the ways find what the page prints."""
    in_grids = [text for grid in bare(page.body) for text in grid.values()]
    texts = {str(figure) for figure in page.figures.values()}
    for cells in (tables(page.body), report(page.body)):
        if {cell.indicator: cell.value for cell in cells if cell.value is not None} != page.figures:
            raise SystemExit(f"{style}: the reader does not find the figures of the page")
    if not texts <= set(in_grids):
        raise SystemExit(f"{style}: the bare grids do not hold the figures of the page")


def measured(ways: Mapping[str, Callable[[bytes], object]], pages: Iterable[Page]) -> dict[str, float]:
    """The median time of each way over the pages, in milliseconds; the ways take turns in going first."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn, page in enumerate(pages):
        for name in (*ways, *ways)[turn % len(ways) :][: len(ways)]:
            started = process_time()
            ways[name](page.body)
            times[name].append((process_time() - started) * 1000)
    return {name: median(taken) for name, taken in times.items()}


def main(rounds: int) -> None:
    """Print the time of each way on the pages of each portal, and its ratio to the bare grids."""
    ways: dict[str, Callable[[bytes], object]] = {"bare": bare, "tables": tables, "report": report}
    pandas = pandas_frames()
    if pandas:
        ways["pandas"] = pandas
    else:
        print("pandas is not installed: not compared")
    rng = random.Random(2024)
    total = dict.fromkeys(ways, 0.0)
    print(f"{'page':32} {'KB':>4} " + " ".join(f"{name:>16}" for name in ways))
    for style in STYLES:
        first = portal_page(rng, style)
        refuse_other_figures(first, style.name)
        taken = measured(ways, (portal_page(rng, style) for _ in range(rounds)))
        print_line(style.name, f"{len(first.body) / 1024:.0f}", taken)
        total = {name: total[name] + time for name, time in taken.items()}
    print_line("all", "", total)
    if pandas:
        shares = (f"{name} {total[name] / total['pandas']:.2f}" for name in ("tables", "report"))
        print("of the time of pandas: " + ", ".join(shares))


def print_line(name: str, size: str, taken: Mapping[str, float]) -> None:
    """One line of the table: milliseconds, and how many times the bare grids that is."""
    columns = (f"{time:6.2f} ms {time / taken['bare']:5.2f}×" for time in taken.values())
    print(f"{name:32} {size:>4} " + " ".join(f"{column:>16}" for column in columns))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 40)
