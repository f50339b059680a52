"""The reports of the nation in the order in which they come in, each with its capture."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice

from benchmarks.national.faults import BLANK, REPUBLISHED, planted, wrong_total
from benchmarks.national.figures import History
from benchmarks.national.organs import Unit, units
from benchmarks.national.pages import FIRST_LINES, empty_page
from benchmarks.national.prose import facts, sections

from gkscrape.checks import check
from gkscrape.form import load_forms
from gkscrape.record import Capture, Extra, Identity, Place, Report, Source

_FIRST_FETCH = datetime(2026, 3, 1, tzinfo=UTC)
_EXTRAS = ("政府网站年访问量", "信息公开目录数", "受理咨询数")


@dataclass(frozen=True, slots=True)
class Made:
    """One report as it came in, and what was done to it: names of damages, `blank`, `republished`."""

    capture: Capture
    report: Report
    planted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Habits:
    """How a unit typesets its pages, every year alike."""

    first_line: int
    grid: bool
    blank: bool


def nation(count: int, seed: int) -> Iterator[Made]:
    """So many reports, county by county, the same for the same seed; a page that came twice counts twice."""
    return (_captured(made, number) for number, made in enumerate(islice(_reports(seed), count)))


def form_of(year: int) -> str:
    """The form that was in force for reports on this year."""
    starts = ((form.first_year, form.id) for form in load_forms().values())
    return max((start for start in starts if start[0] <= year), default=(0, "narrative"))[1]


def _reports(seed: int) -> Iterator[Made]:
    for number, unit in enumerate(units(seed)):
        yield from _of_unit(unit, number, random.Random(f"{seed} {unit.code} {unit.body}"))


def _of_unit(unit: Unit, number: int, dice: random.Random) -> Iterator[Made]:
    history = History(dice, unit.size)
    habits = _Habits(dice.randrange(FIRST_LINES), dice.random() < 0.8, dice.random() < BLANK)
    second_bodies = []
    for year, name in unit.years():
        made = _made(unit, year, name, habits, history, f"https://{unit.code}.invalid/{number}/{year}.html")
        yield made
        if dice.random() < REPUBLISHED and made.report.form != "narrative":
            second_bodies.append(_republished(made))
    yield from second_bodies


def _made(unit: Unit, year: int, name: str, habits: _Habits, history: History, url: str) -> Made:
    dice, form = history.dice, form_of(year)
    figures = history.year(form)
    counted = facts(dice)
    published = datetime(year + 1, 1, dice.randrange(4, 30), dice.randrange(8, 18), dice.randrange(60))
    page = empty_page(form, habits.first_line, habits.grid, habits.blank) if form in load_forms() else None
    report = Report(
        source=_source(url, dice.randrange(20_000, 90_000), "first"),
        identity=Identity(name, unit.code, unit.scope, year, f"{name}{year}年度报告", published),
        form=form,
        layout="grid" if habits.grid else "flat-text",
        cells=page.filled(figures) if page else (),
        extras=_extras(dice) if form == "2014" else (),
        sections=sections(name, year, counted, dice),
        facts=counted,
        faults=(),
    )
    report, names = planted(report, dice)
    if habits.blank and page:
        names = (*names, "blank")
    return Made(_unfetched(report), _checked(report) if names else report, names)


def _checked(report: Report) -> Report:
    return replace(report, faults=(*report.faults, *check(report, load_forms())))


def _republished(made: Made) -> Made:
    url = made.capture.url
    report = replace(
        wrong_total(made.report), source=_source(url, made.capture.bytes + 1, "second"), faults=()
    )
    return Made(_unfetched(report), _checked(report), (*made.planted, "republished"))


def _source(url: str, size: int, edition: str) -> Source:
    return Source(hashlib.sha256(f"{url} {edition}".encode()).hexdigest(), "text/html", size, url)


def _unfetched(report: Report) -> Capture:
    source = report.source
    return Capture(
        source.url or "",
        source.sha256,
        source.media_type,
        source.bytes,
        200,
        _FIRST_FETCH,
        "nation.warc.gz",
        0,
    )


def _captured(made: Made, number: int) -> Made:
    """The report fetched after so many others."""
    fetched = _FIRST_FETCH + timedelta(seconds=2 * number)
    return replace(made, capture=replace(made.capture, fetched_at=fetched, offset=9_000 * number))


def _extras(dice: random.Random) -> tuple[Extra, ...]:
    """Rows of a province that no form knows."""
    return tuple(
        Extra(label, None, Decimal(count), "次", str(count), Place(300 + line))
        for line, label in enumerate(_EXTRAS)
        for count in (dice.randrange(5_000),)
    )
