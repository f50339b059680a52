"""How long comparisons take over a database in a file: `python -m benchmarks.compare [FILE]`.

Asked for: 17 years of a unit within 50 ms, a unit among 3,000 peers within 1 s, copied text over a province's
4,000 sections of a year within 60 s. The reports are invented, stored first and untimed, and read from the
file again by what is timed. Exits with 1 where something takes longer.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeVar

from gkscrape.compare import Prose, copies
from gkscrape.form import load_forms
from gkscrape.record import (
    Capture,
    Cell,
    Identity,
    Kind,
    Place,
    Report,
    Scope,
    Section,
    Source,
    Status,
)
from gkscrape.run.compare import compare_years
from gkscrape.run.peers import Among, copied_text, rank_among
from gkscrape.run.seeds import seed
from gkscrape.store import Store, open_store

T = TypeVar("T")
FORMS = load_forms()
UNIT, REGION, YEAR, YEARS = "南江县人民政府办公室", "511922", 2023, range(2008, 2025)
PEERS, WITH_TEXT, SENTENCES, HABITS = 3000, 1000, 9, 8
HEADINGS = ("总体情况", "主动公开政府信息情况", "存在的主要问题及改进情况", "其他需要报告的事项")
OFFICIAL = "公开信息申请答复审查更新栏目政策解读培训考核监督保障目录平台窗口群众重点领域依法及时准确规范流程"


def reports(dice: random.Random) -> Iterator[Report]:
    """Yield one unit's reports of 17 years and those of its peers of one year; a thousand have text."""
    stock = [sentence(dice)[:-1] for _ in range(400)]
    for year in YEARS:
        yield report(UNIT, year, prose(stock, dice), dice)
    for number in range(PEERS):
        text = prose(stock, dice) if number < WITH_TEXT - 1 else ()
        yield report(f"第{number}县人民政府办公室", YEAR, text, dice)


def report(unit: str, year: int, sections: tuple[Section, ...], dice: random.Random) -> Report:
    """Return a report on the form of its year, one cell in twenty blank and the others random."""
    form = "2019" if year < 2021 else "2021"
    who = Identity(unit, REGION, Scope.OFFICE, year, None, None)
    cells = (cell(known.code, line, dice) for line, known in enumerate(FORMS[form].indicators, start=1))
    digest = f"{dice.getrandbits(256):064x}"
    source = Source(digest, "text/html", 1, f"https://bench.invalid/{digest}")
    return Report(source, who, form, "grid", tuple(cells), (), sections, (), ())


def cell(code: str, line: int, dice: random.Random) -> Cell:
    """Return a printed figure or a blank in its place of a table."""
    place = Place(line, 0, 3, 1, line // 7, line % 7)
    if dice.random() < 0.05:
        return Cell(code, Kind.BLANK, Status.PRINTED, None, "", place)
    figure = dice.randrange(500)
    return Cell(code, Kind.NUMBER, Status.PRINTED, Decimal(figure), str(figure), place)


def prose(stock: list[str], dice: random.Random) -> tuple[Section, ...]:
    """Return sections whose sentences are mostly of the common stock, with own figures.

    Two in each are a habit of the whole province: one sentence of every report, each with another name.
    """
    name = "".join(dice.choices("甲乙丙丁戊己庚辛壬癸子丑寅卯", k=3)) + "县"
    habits = iter(stock[:HABITS])
    return tuple(
        Section(
            number,
            heading,
            "".join(f"{habit[:9]}{name}{habit[9:]}。" for habit in islice(habits, HABITS // len(HEADINGS)))
            + "".join(
                f"{dice.choice(stock)}{dice.randrange(900)}件。" if dice.random() < 0.7 else sentence(dice)
                for _ in range(SENTENCES)
            ),
        )
        for number, heading in enumerate(HEADINGS, start=1)
    )


def sentence(dice: random.Random) -> str:
    """Return a sentence of its own."""
    return "".join(dice.choices(OFFICIAL, k=dice.randrange(20, 60))) + "。"


def fill(path: str) -> None:
    """Store all reports in a new file."""
    with open_store(path) as store:
        seed(store)
        for one in reports(random.Random(1)):
            url = one.source.url or ""
            fetched = datetime(2025, 1, 1, tzinfo=UTC)
            store.keep(
                one, store.capture(Capture(url, one.source.sha256, "text/html", 1, 200, fetched, "x", 0))
            )


def timed(name: str, limit: float, times: int, work: Callable[[], T]) -> tuple[T, bool]:
    """Print the median of some runs beside its limit in seconds; return the answer, and whether it held."""
    took = []
    for _ in range(times):
        started = perf_counter()
        answer = work()
        took.append(perf_counter() - started)
    held = median(took) <= limit
    print(f"{name:48} {median(took):8.3f} s of {limit:g} s {'' if held else 'TOO SLOW'}")
    return answer, held


def everywhere(store: Store) -> int:
    """Return how many sections of the year stand in another report of it."""
    entries = store.reports(year=YEAR)
    texts = store.sections([entry.id for entry in entries])
    proses = [Prose(entry.id, texts[entry.id]) for entry in entries if texts[entry.id]]
    assert sum(len(one.sections) for one in proses) == WITH_TEXT * len(HEADINGS)
    return len(copies(proses, proses, Decimal(0)))


def main(path: str) -> int:
    """Run the comparisons over the file, which is made where it is not there."""
    if not Path(path).exists():
        fill(path)
    with open_store(path) as store:
        compared, first = timed(f"{len(YEARS)} years of a unit", 0.05, 15, lambda: compare_years(store, UNIT))
        ranking, second = timed(
            f"a unit among {PEERS} peers", 1, 5, lambda: rank_among(store, UNIT, YEAR, Among.PROVINCE)
        )
        own, third = timed(
            "copied text of one unit in its province", 60, 1, lambda: copied_text(store, UNIT, YEAR)
        )
        found, fourth = timed("copied text of all 4,000 sections of a year", 60, 1, lambda: everywhere(store))
    assert {len(change.entries) for change in compared.changes} == {len(YEARS)}
    assert all(2700 < standing.peers < PEERS for standing in ranking.standings)
    assert own[1]
    assert found == WITH_TEXT * len(HEADINGS)
    return 0 if first and second and third and fourth else 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else f"{folder}/compare.db"))
