"""How much opening a page costs beside the bare parse: ratios on a page of about 150 KB, pasted from Word.

usage: python benchmarks/read_page.py [ROUNDS]

The page is made here, so that everyone measures the same. Each way must find every figure of the page before
its time counts. Times are the best of many rounds; ratios under 1.3 are noise.
"""

from __future__ import annotations

import importlib.util
import io
import sys
from collections.abc import Callable
from time import perf_counter

from selectolax.lexbor import LexborHTMLParser

from gkscrape.documents import Grid, open_document

TABLES, ROWS, COLUMNS = 3, 28, 8
PARAGRAPH = (
    '<p class="MsoNormal" style="text-indent:32.0pt;line-height:28.0pt"><span style="font-family:仿宋">'
    '（{0}）全年主动公开信息<span lang="EN-US">{0}</span>条，答复申请{0}件。</span></p>\n'
)
CELL = (
    '<td width="57" style="width:42.55pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt">'
    '<p class="MsoNormal" align="center" style="text-align:center">'
    '<span lang="EN-US" style="font-size:12.0pt;font-family:宋体">{}</span></p></td>\n'
)


def synthetic_page() -> str:
    """Return a report of sixty paragraphs and three tables whose cells count from 1."""
    menu = "".join(f'<li><a href="/column/{n}.html">栏目{n}</a></li>' for n in range(80))
    prose = "".join(map(PARAGRAPH.format, range(60)))
    rows = [
        "<tr>" + "".join(CELL.format(row * COLUMNS + column + 1) for column in range(COLUMNS)) + "</tr>\n"
        for row in range(TABLES * ROWS)
    ]
    tables = "".join(
        "<table><tbody>" + "".join(rows[n : n + ROWS]) + "</tbody></table>" for n in range(0, len(rows), ROWS)
    )
    head = "<head><meta charset=utf-8><title>年度报告</title></head>"
    return f"<!DOCTYPE html><html>{head}<body><ul>{menu}</ul>{prose}{tables}</body></html>"


def best(work: Callable[[], object], rounds: int) -> float:
    """Return the shortest of several runs, in milliseconds."""
    times = []
    for _ in range(rounds):
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return min(times) * 1000


def figures_of_document(body: bytes) -> list[str]:
    """Return the text of every place of the grids."""
    grids = [block for block in open_document(body, "text/html").blocks if isinstance(block, Grid)]
    return [cell.text for grid in grids for row in grid.rows for cell in row if cell]


def with_pandas(page: str, expected: list[str]) -> Callable[[], object] | None:
    """Return the same reading by pandas, or None if pandas is not installed."""
    if importlib.util.find_spec("pandas") is None:
        return None
    pandas = importlib.import_module("pandas")
    frames = pandas.read_html(io.StringIO(page))
    if [str(value) for frame in frames for value in frame.to_numpy().ravel()] != expected:
        raise SystemExit("pandas.read_html does not find the figures of the page")
    return lambda: pandas.read_html(io.StringIO(page))


def main(rounds: int) -> None:
    """Print the size of the page, the times and their ratios to the bare parse."""
    page = synthetic_page()
    body = page.encode()
    expected = [str(n + 1) for n in range(TABLES * ROWS * COLUMNS)]
    if figures_of_document(body) != expected:
        raise SystemExit("open_document does not find the figures of the page")
    parse = best(lambda: LexborHTMLParser(page), rounds)
    print(f"a page of {len(body) / 1000:.0f} KB with {len(expected)} cells, best of {rounds} rounds")
    print(f"bare Lexbor parse     {parse:6.2f} ms   1.0")
    opened = best(lambda: open_document(body, "text/html"), rounds)
    print(f"open_document         {opened:6.2f} ms  {opened / parse:4.1f}  (decoding, lines, grids, links)")
    read = with_pandas(page, expected)
    if read is None:
        print("pandas.read_html      not installed, not measured")
        return
    taken = best(read, max(3, rounds // 10))
    print(f"pandas.read_html      {taken:6.2f} ms  {taken / parse:4.1f}  (tables only)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
