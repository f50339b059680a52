"""How long comparisons take: 17 years of a unit, 3,000 peers, copied text over 4,000 sections of a year.

usage: python benchmarks/compare.py

Everything is made here, so that everyone measures the same. Each answer is checked before its time counts.
Limits: 50 ms, 1 s, 60 s. The reports are in memory; what the database takes to give them is not in it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from time import perf_counter
from typing import TypeVar

from gkscrape.compare import Prose, Side, compare, copies, load_concordance, rank
from gkscrape.form import load_forms
from gkscrape.record import Cell, Kind, Section, Status

T = TypeVar("T")
FORMS = load_forms()
PEERS, REPORTS, SECTIONS, SENTENCES = 3000, 1000, 4, 9
OFFICIAL = "公开信息申请答复审查更新栏目政策解读培训考核监督保障目录平台窗口群众重点领域依法及时准确规范流程"


def side(key: str, form: str, dice: random.Random) -> Side:
    """Return a report with a random figure for every indicator of the form."""
    cells = (
        Cell(known.code, Kind.NUMBER, Status.PRINTED, Decimal(dice.randrange(500)))
        for known in FORMS[form].indicators
    )
    return Side(key, form, tuple(cells))


def prose(number: int, stock: list[str], dice: random.Random) -> Prose:
    """Return a report whose sentences come from the common stock for the most part, with its own figures."""
    sections = []
    for place in range(SECTIONS):
        parts = [
            f"{dice.choice(stock)}{dice.randrange(900)}件。" if dice.random() < 0.7 else sentence(dice)
            for _ in range(SENTENCES)
        ]
        sections.append(Section(place + 1, "总体情况", "".join(parts)))
    return Prose(f"r{number}", tuple(sections))


def sentence(dice: random.Random) -> str:
    """Return a sentence of its own."""
    return "".join(dice.choices(OFFICIAL, k=dice.randrange(20, 60))) + "。"


def timed(name: str, limit: float, work: Callable[[], T]) -> T:
    """Print how long the work takes beside its limit in seconds, and return its answer."""
    started = perf_counter()
    answer = work()
    took = perf_counter() - started
    print(f"{name:45} {took:8.3f} s of {limit:g} s {'' if took <= limit else 'TOO SLOW'}")
    return answer


def main() -> None:
    """Run the three comparisons."""
    dice = random.Random(1)
    concordance = load_concordance()
    years = [side(str(year), "2019" if year < 2021 else "2021", dice) for year in range(2008, 2025)]
    compare(years[:2], concordance, FORMS)
    changes = timed("17 years of a unit", 0.05, lambda: compare(years, concordance, FORMS))
    assert {len(change.entries) for change in changes} == {17}

    peers = [side(f"u{number}", "2021", dice) for number in range(PEERS)]
    standings = timed(f"{PEERS} peers", 1, lambda: rank(peers[0], peers[1:], concordance.headlines, FORMS))
    assert {standing.peers for standing in standings} <= {PEERS - 1, 0}

    stock = [sentence(dice)[:-1] for _ in range(400)]
    reports = [prose(number, stock, dice) for number in range(REPORTS)]
    found = timed(
        f"copied text over {REPORTS * SECTIONS} sections", 60, lambda: copies(reports, reports, Decimal(0))
    )
    assert len(found) == REPORTS * SECTIONS


if __name__ == "__main__":
    main()
