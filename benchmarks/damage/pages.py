"""Damages whole pages, typeset in every shape, and counts what the reading of the tables makes of them."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from html import escape
from itertools import accumulate, count

from benchmarks.damage.damages import undamaged
from benchmarks.damage.judge import Verdict, judged
from benchmarks.damage.sound import Sound, sound_table
from scripts.typeset.bodies import HEADINGS, Prose, Typesetting, report_body, report_tables
from scripts.typeset.forms import Figure
from scripts.typeset.tables import glued

from gkscrape.documents import open_document
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.reading import read_tables

SHAPES = ("word-grid", "nested-grid", "cell-lines", "mixed-lines", "row-lines", "piped-lines", "glued")
"""One per line, rows of figures on a line, a row a line, pipes, and all cells run together."""

_PROSE = Prose("本报告由临水县某局编制。", ("工作有序开展。",), ("问题仍然存在。",), ("无其他事项。",))
_TABLES = ("disclosure", "requests", "challenges")
_WORD = re.compile("[\u4e00-\u9fff]{3,}")

_FIRST_NUMBER = 100_000
_NUMBER = re.compile("1[0-9]{5}")

Lines = list[str]
Moved = frozenset[tuple[str, str]]
"""The table and code of each row whose figures changed places on the page."""
PageDamage = Callable[[random.Random, Lines], None]


def count_pages(rng: random.Random, shape: str, damage: str, pages: int) -> Counter[tuple[str, str, str]]:
    """The cells of some pages of one shape with one damage each, by shape, damage and verdict."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for _ in range(pages):
        form = rng.choice(("2019", "2021"))
        sounds = [sound_table(rng, load_forms()[form], code) for code in _TABLES]
        names = rng.sample(list(LINE_DAMAGES), 2) if damage == "several" else [damage]
        seed = rng.random()
        body = damaged_page(random.Random(seed), typeset(form, sounds, shape), names)
        tables, rows = numbered(sounds)
        moved = moved_rows(damaged_page(random.Random(seed), typeset(form, tables, shape), names), rows)
        for verdict in _verdicts(body, sounds, moved):
            counted[shape, damage, verdict] += 1
    return counted


def typeset(form: str, sounds: list[Sound], shape: str) -> Lines:
    """A report with these tables, as lines of HTML."""
    figures = {
        f"{sound.table.code}/{row}/{column}": Figure(figure, Decimal(figure))
        for sound in sounds
        for row, printed in sound.figures.items()
        for column, figure in zip(sound.columns[row], printed, strict=True)
    }
    if shape != "glued":
        return report_body(form, figures, _PROSE, Typesetting(shape)).split("\n")
    tables = report_tables(form, figures, Typesetting(shape))
    middle = [
        part for heading, table in zip(HEADINGS[1:4], tables, strict=True) for part in (heading, glued(table))
    ]
    texts = [
        _PROSE.intro,
        HEADINGS[0],
        *_PROSE.overview,
        *middle,
        HEADINGS[4],
        *_PROSE.improvement,
        HEADINGS[5],
    ]
    return [f"<p>{escape(text, quote=False)}</p>" for text in texts]


def damaged_page(rng: random.Random, lines: Lines, names: Sequence[str]) -> bytes:
    """The bytes of the page with these damages done."""
    lines = list(lines)
    charset = "gb18030" if "re-encode" in names else "utf-8"
    for name in names:
        if name in LINE_DAMAGES:
            LINE_DAMAGES[name](rng, lines)
    head = f'<html><head><meta charset="{charset}"><title>临水县某局年度报告</title></head><body>'
    return (head + "\n".join(lines) + "</body></html>").encode(charset)


def _lose(rng: random.Random, lines: Lines) -> None:
    del lines[_figure_line(rng, lines)]


def _repeat(rng: random.Random, lines: Lines) -> None:
    index = _figure_line(rng, lines)
    lines.insert(index, lines[index])


def _swap(rng: random.Random, lines: Lines) -> None:
    here = _figure_line(rng, lines)
    lines[here - 1], lines[here] = lines[here], lines[here - 1]


def _page_number(rng: random.Random, lines: Lines) -> None:
    index = _figure_line(rng, lines)
    number = f"- {rng.randint(1, 20)} -" if rng.random() < 0.5 else str(rng.randint(1, 20))
    is_row = lines[index].startswith("<tr")
    lines.insert(index, f"<tr><td>{number}</td></tr>" if is_row else f"<p>{number}</p>")


def _misprint(rng: random.Random, lines: Lines) -> None:
    index = _figure_line(rng, lines)
    while index and not _WORD.search(lines[index]):
        index -= 1
    words = list(_WORD.finditer(lines[index]))
    if words:
        place = rng.choice(words).start() + rng.randint(0, 2)
        lines[index] = lines[index][:place] + rng.choice("的甲叁某") + lines[index][place + 1 :]


def _drop_header(rng: random.Random, lines: Lines) -> None:
    headers = [i for i, line in enumerate(lines) if re.search("自然人|结果维持|本年新?制", line)]
    if headers:
        del lines[rng.choice(headers)]


def _figure_line(rng: random.Random, lines: Lines) -> int:
    """A line of the tables in which a figure stands."""
    return rng.choice([i for i, line in enumerate(lines) if i and re.search(r"[>\s\d]\d+(?:</|\s)", line)])


LINE_DAMAGES: dict[str, PageDamage] = {
    "lose a line": _lose,
    "repeat a line": _repeat,
    "swap two lines": _swap,
    "page number": _page_number,
    "misprint a label": _misprint,
    "drop a header": _drop_header,
}
PAGE_NAMES = ("none", *LINE_DAMAGES, "re-encode", "several")


def _verdicts(body: bytes, sounds: list[Sound], moved: Moved) -> Iterator[Verdict]:
    read = read_tables(open_document(body, "text/html"), load_forms(), load_layouts())
    for sound in sounds:
        codes = {f"{sound.table.code}/{row}/{column}" for row, cs in sound.columns.items() for column in cs}
        cells = [cell for cell in read.cells if cell.indicator in codes] if read else []
        rows = frozenset(row for table, row in moved if table == sound.table.code)
        yield from (verdict for _, verdict in judged(replace(undamaged(sound), moved=rows), cells))
        yield from [Verdict.FLAGGED] * (len(codes) - len(cells))


def numbered(sounds: Sequence[Sound]) -> tuple[list[Sound], dict[str, tuple[str, str]]]:
    """The tables with a number of its own in each cell, and the table and row that each stands for."""
    numbers = map(str, count(_FIRST_NUMBER))
    tables: list[Sound] = []
    rows: dict[str, tuple[str, str]] = {}
    for sound in sounds:
        figures = {row: tuple(next(numbers) for _ in columns) for row, columns in sound.columns.items()}
        tables.append(replace(sound, figures=figures))
        rows |= {number: (sound.table.code, row) for row, own in figures.items() for number in own}
    return tables, rows


def moved_rows(body: bytes, rows: Mapping[str, tuple[str, str]]) -> Moved:
    """The rows of the numbers that stand before a smaller one or behind a greater one on the page."""
    order = [n for n in dict.fromkeys(_NUMBER.findall(body.decode("latin-1"))) if n in rows]
    greatest = list(accumulate(order, max))
    least = list(accumulate(reversed(order), min))[::-1]
    return frozenset(
        rows[n] for n, high, low in zip(order, greatest, least, strict=True) if high > n or low < n
    )
