"""Damages the markup of sound tables and counts cells that are silently wrong: `python -m benchmarks.markup`.

usage: python -m benchmarks.markup [PAGES] [SEED]

Each page is one of a portal's whose printed sums hold. Editors and their programs lose tags, cells and rows,
insert empty ones, print a row twice, tear or join rows, write spans that are too small or too large, and
lose, cut, join or copy labels. Two labels that changed places are no damage here: the page says what it says.
A cell is silently wrong that holds another figure than the sound page and that no fault names. Prints a line
a damage, and exits with 1 where any cell is silently wrong.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from benchmarks.portal_pages import STYLES, Page, portal_page

from gkscrape.record import Cell, Kind, Report, Status
from gkscrape.run.reading import read_body

Damage = Callable[[random.Random, str], str]

_TAG = re.compile(r"</?(?:td|tr|tbody|table|p|span)\b[^>]*>")
_CELL = re.compile(r"<t([dh])\b[^>]*>(?:(?!</?t[dhr]\b|<table).)*?</t\1>", re.DOTALL)
_ROW = re.compile(r"<tr\b(?:(?!</?tr\b|<table).)*?</tr>", re.DOTALL)
_BETWEEN_ROWS = re.compile(r"</tr>\s*<tr\b[^>]*>")
_LABEL = re.compile(r">([^<>]*[\u4e00-\u9fff][^<>]+)(?=<)")
_SPAN = re.compile(r'((?:row|col)span)="?(\d+)"?')


def _one(dice: random.Random, pattern: re.Pattern[str], page: str) -> re.Match[str]:
    return dice.choice([*pattern.finditer(page)])


def _without(dice: random.Random, page: str, pattern: re.Pattern[str], instead: str = "") -> str:
    lost = _one(dice, pattern, page)
    return page[: lost.start()] + instead + page[lost.end() :]


def _behind(dice: random.Random, page: str, pattern: re.Pattern[str], new: str) -> str:
    place = _one(dice, pattern, page).end()
    return page[:place] + new + page[place:]


def _row_twice(dice: random.Random, page: str) -> str:
    row = _one(dice, _ROW, page)
    return page[: row.end()] + row[0] + page[row.end() :]


def _rows_swapped(dice: random.Random, page: str) -> str:
    rows = [*_ROW.finditer(page)]
    index = dice.randrange(len(rows) - 1)
    first, second = rows[index], rows[index + 1]
    between = page[first.end() : second.start()]
    return page[: first.start()] + second[0] + between + first[0] + page[second.end() :]


def _span_changed(dice: random.Random, page: str) -> str:
    spans = [*_SPAN.finditer(page)]
    if not spans:
        return page
    span = dice.choice(spans)
    other = int(span[2]) + dice.choice((-1, 1))
    instead = dice.choice(("", f'{span[1]}="{other}"'))
    return page[: span.start()] + instead + page[span.end() :]


def _labels(page: str) -> list[re.Match[str]]:
    return [*_LABEL.finditer(page, page.index("<table"), page.rindex("</table>"))]


def _relabelled(page: str, label: re.Match[str], instead: str) -> str:
    return page[: label.start(1)] + instead + page[label.end(1) :]


def _label_cut(dice: random.Random, page: str) -> str:
    label = dice.choice(_labels(page))
    start = dice.randrange(len(label[1]))
    end = start + dice.randrange(1, 1 + max(1, len(label[1]) // 2))
    return _relabelled(page, label, label[1][:start] + label[1][end:])


def _label_copied(dice: random.Random, page: str) -> str:
    labels = _labels(page)
    index = dice.randrange(len(labels) - 2)
    first, second = dice.sample(labels[index : index + 3], 2)
    return _relabelled(page, first, second[1])


def _labels_joined(dice: random.Random, page: str) -> str:
    labels = _labels(page)
    index = dice.randrange(len(labels) - 1)
    first, second = labels[index], labels[index + 1]
    return _relabelled(_relabelled(page, second, ""), first, first[1] + second[1])


def _span_added(dice: random.Random, page: str) -> str:
    place = _one(dice, _CELL, page).start() + len("<td")
    return page[:place] + dice.choice((' colspan="2"', ' rowspan="2"')) + page[place:]


DAMAGES: dict[str, Damage] = {
    "a tag lost": lambda dice, page: _without(dice, page, _TAG),
    "a cell lost": lambda dice, page: _without(dice, page, _CELL),
    "an empty cell too many": lambda dice, page: _behind(dice, page, _CELL, "<td>&nbsp;</td>"),
    "a row lost": lambda dice, page: _without(dice, page, _ROW),
    "a row twice": _row_twice,
    "an empty row too many": lambda dice, page: _behind(
        dice, page, _ROW, f"<tr>{'<td></td>' * dice.randrange(1, 11)}</tr>"
    ),
    "two rows swapped": _rows_swapped,
    "a row torn": lambda dice, page: _behind(dice, page, _CELL, "</tr><tr>"),
    "two rows joined": lambda dice, page: _without(dice, page, _BETWEEN_ROWS),
    "a table cut": lambda dice, page: _behind(dice, page, _ROW, "</table><table>"),
    "a span lost or wrong": _span_changed,
    "a span too many": _span_added,
    "a label lost": lambda dice, page: _relabelled(page, dice.choice(_labels(page)), ""),
    "a label cut": _label_cut,
    "a label of a neighbour": _label_copied,
    "two labels joined": _labels_joined,
}


def counted(page: Page, damaged: str) -> Counter[str]:
    """How many cells of a page are right, open, faulted or silently wrong when its markup is damaged."""
    read = read_body(damaged.encode())
    if not isinstance(read, Report):
        return Counter(open=len(page.figures))
    named = {code for fault in read.faults for code in fault.indicators}
    return Counter(verdict for cell in read.cells for verdict in _verdict(page, cell, named))


def _verdict(page: Page, cell: Cell, named: set[str]) -> Iterator[str]:
    figure = page.figures.get(cell.indicator)
    if figure is None:
        return
    if cell.status in (Status.MISSING, Status.AMBIGUOUS) or cell.kind in (Kind.TEXT, Kind.UNREADABLE):
        yield "open"
    elif cell.value is None or cell.value == figure:
        yield "right" if cell.value == figure else "blank"
    else:
        yield "faulted" if cell.indicator in named else "wrong"


def main(pages: int, seed: int) -> int:
    """Damage so many pages in turn, print what came of it, and tell whether anything was silently wrong."""
    dice = random.Random(seed)
    found = {name: Counter[str]() for name in DAMAGES}
    for number in range(pages):
        name, damage = [*DAMAGES.items()][number % len(DAMAGES)]
        page = portal_page(dice, dice.choice(STYLES))
        found[name] += counted(page, damage(dice, page.body.decode()))
    columns = ("right", "open", "blank", "faulted", "wrong")
    print(f"{'damage':24}" + "".join(f"{column:>10}" for column in columns))
    total = sum(found.values(), Counter[str]())
    for name, verdicts in {**found, "all": total}.items():
        print(f"{name:24}" + "".join(f"{verdicts[column]:10,}" for column in columns))
    return int(total["wrong"] > 0)


if __name__ == "__main__":
    words = [*map(int, sys.argv[1:])]
    sys.exit(main(*(words + [6_000, 1][len(words) :])))
