"""The views for people say what the reports say, on both kinds of database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gkscrape.compare import compare, load_concordance, side_of
from gkscrape.form import load_forms
from gkscrape.record import Cell, Comparable, Fault, Grade, Kind, Place, Report, Status, Suspect
from gkscrape.run.seeds import concordance_rows, indicator_rows
from gkscrape.store import Kept, RegionRow, Store

Keeper = Callable[..., Kept]
Ask = Callable[[str], list[tuple[Any, ...]]]

BLANK = Decimal(-1)
"""Stands in the figures of a test for a cell in which nothing is printed."""


@pytest.fixture
def indicators() -> tuple[Any, ...]:
    return indicator_rows()


@pytest.fixture(autouse=True)
def seeded(store: Store) -> None:
    regions = [
        RegionRow("990101", "云岭县", "county", "990100", 2007, 2019),
        RegionRow("990101", "云岭区", "county", "990100", 2020, 2026),
    ]
    store.seed(concordance=concordance_rows(), regions=regions)


@pytest.fixture
def tell(keep: Keeper, report: Report) -> Callable[..., Report]:
    """Keeps a report of all cells of a form; the figures that are not given count up from 1."""

    def told(form: str, year: int, figures: Mapping[str, int | Decimal] | None = None) -> Report:
        given = figures or {}
        cells = [
            cell(known.code, Decimal(given.get(known.code, number)))
            for number, known in enumerate(load_forms()[form].indicators, 1)
        ]
        identity = replace(report.identity, year=year, published=None)
        made = replace(report, form=form, identity=identity, cells=tuple(cells), faults=())
        keep(made, body=f"{form} {year}", url=f"http://portal.example/{year}.html")
        return made

    return told


def cell(code: str, value: Decimal) -> Cell:
    if value == BLANK:
        return Cell(code, Kind.BLANK, Status.PRINTED, raw="", at=Place(7))
    return Cell(code, Kind.NUMBER, Status.PRINTED, value, str(value), Place(7))


def test_one_row_a_report_with_its_headlines(tell: Callable[..., Report], ask: Ask) -> None:
    tell("2019", 2019, {"requests/received/total": 12, "requests/granted/total": 5})
    tell("2021", 2021, {"requests/received/total": BLANK, "challenges/reconsideration/total": 0})
    rows = ask(
        "SELECT year, region_name, received, granted, reconsiderations, errors FROM report_summary"
        " ORDER BY year"
    )
    assert [(row[0], row[1], row[2]) for row in rows] == [(2019, "云岭县", 12), (2021, "云岭区", None)]
    assert rows[0][3] == 5
    assert rows[1][4:] == (0, 0)


def test_a_form_of_long_ago_has_the_headlines_that_compare(tell: Callable[..., Report], ask: Ask) -> None:
    figures = {
        "statistics/applications/value": 7,
        "statistics/replies.granted/value": 3,
        "statistics/replies.already_public/value": 2,
        "statistics/reconsideration/value": 9,
    }
    tell("2014", 2016, figures)
    assert ask("SELECT received, granted, reconsiderations, licence_decisions FROM report_summary") == [
        (7, 5, None, None)
    ]


def test_a_sum_with_an_unknown_part_is_unknown(tell: Callable[..., Report], ask: Ask) -> None:
    tell("2014", 2016, {"statistics/replies.already_public/value": BLANK})
    assert ask("SELECT granted FROM report_summary") == [(None,)]


def test_an_outcome_has_its_seven_applicants(tell: Callable[..., Report], ask: Ask) -> None:
    applicants = (
        "natural_person",
        "business",
        "research",
        "social_welfare",
        "legal_service",
        "other",
        "total",
    )
    row = "refused.state_secret"
    figures = {f"requests/{row}/{one}": number for number, one in enumerate(applicants, 30)}
    tell("2021", 2021, figures | {f"requests/{row}/research": BLANK})
    columns = ", ".join(applicants)
    assert ask(f"SELECT label, {columns} FROM request_outcomes WHERE outcome = '{row}'") == [
        ("1.属于国家秘密", 30, 31, None, 33, 34, 35, 36)
    ]


@pytest.mark.parametrize(("form", "number"), [("2019", 23), ("2021", 25), ("2014", 0)])
def test_there_is_a_row_for_each_row_of_the_form(
    tell: Callable[..., Report], ask: Ask, form: str, number: int
) -> None:
    tell(form, 2020)
    codes = [known.code.split("/") for known in load_forms()[form].indicators]
    rows = {row for table, row, _ in codes if table == "requests"}
    assert {outcome for (outcome,) in ask("SELECT outcome FROM request_outcomes")} == rows
    assert ask("SELECT count(*) FROM request_outcomes") == [(number,)]


def test_challenges_and_disclosure_are_tables_again(tell: Callable[..., Report], ask: Ask) -> None:
    tell(
        "2021",
        2021,
        {"challenges/litigation_direct/corrected": 4, "disclosure/fees/amount": Decimal("7.581")},
    )
    assert ask("SELECT corrected FROM challenges WHERE procedure = 'litigation_direct'") == [(4,)]
    assert ask("SELECT count(*) FROM challenges") == [(3,)]
    assert ask("SELECT label, amount, decisions FROM disclosure WHERE subject = 'fees'") == [
        ("行政事业性收费", 7.581, None)
    ]
    assert ask("SELECT count(*) FROM disclosure WHERE in_public IS NOT NULL OR items IS NOT NULL") == [(0,)]


@pytest.mark.parametrize(
    "forms", [("2014", "2019"), ("2019", "2021"), ("2021", "2021"), ("2014", "2014"), ("2014", "2021")]
)
def test_year_pairs_are_what_diff_says(tell: Callable[..., Report], ask: Ask, forms: tuple[str, str]) -> None:
    blank = {"requests/granted/total": BLANK, "statistics/replies.granted/value": BLANK}
    before, after = tell(forms[0], 2019), tell(forms[1], 2020, blank)
    changes = compare([side_of(before), side_of(after)], load_concordance(), load_forms())
    expected = {
        (change.indicator, change.label, change.comparable.value, *map(plain, figures_of(change)))
        for change in changes
        if change.comparable is not Comparable.NO
    }
    found = ask(
        "SELECT indicator, label, comparable, value_before, value, change, change_share FROM year_pairs"
        " WHERE year = 2020 AND year_before = 2019"
    )
    assert len(found) == len(expected) > 15
    assert set(found) == expected


def figures_of(change: Any) -> list[Decimal | None]:
    return [*(entry.value for entry in change.entries), change.absolute, change.relative]


def plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def test_years_of_different_scopes_or_apart_are_no_pair(
    tell: Callable[..., Report], keep: Keeper, ask: Ask, report: Report
) -> None:
    made = tell("2021", 2021)
    tell("2021", 2023)
    wider = replace(made, identity=replace(made.identity, year=2022, scope=None))
    keep(wider, body="wider", url="http://portal.example/wider.html")
    assert ask("SELECT count(*) FROM year_pairs") == [(0,)]
    assert ask("SELECT count(*) FROM carry_over") == [(0,)]


def test_a_failed_check_shows_what_is_printed(tell: Callable[..., Report], keep: Keeper, ask: Ask) -> None:
    codes = ("requests/received/total", "requests/total/total")
    made = tell("2021", 2021, {codes[0]: 12, codes[1]: 8})
    faults = (
        Fault(
            "requests.balance", Grade.ERROR, "12 is not 8", codes, Decimal(12), Decimal(8), Suspect.PUBLISHER
        ),
        Fault("identity.year", Grade.WARNING, "no year in the title"),
        Fault("reading.note", Grade.INFO, "nothing to see", codes[:1]),
    )
    keep(replace(made, faults=faults), body="2021 2021", url="http://portal.example/2021.html", reader="1.1")
    rows = ask("SELECT code, grade, indicator, column_label, value, raw, status, url FROM failed_checks")
    url = "http://portal.example/2021.html"
    assert sorted(rows, key=str) == [
        ("identity.year", "warning", None, None, None, None, None, url),
        ("requests.balance", "error", codes[0], "总计", 12, "12", "printed", url),
        ("requests.balance", "error", codes[1], "总计", 8, "8", "printed", url),
    ]
    assert ask("SELECT errors, warnings FROM report_summary") == [(1, 1)]


def test_which_unit_lacks_which_year(tell: Callable[..., Report], keep: Keeper, ask: Ask) -> None:
    for year in (2019, 2021):
        made = tell("2021", year)
    other = replace(made, identity=replace(made.identity, unit="云岭县教育局", year=2020))
    keep(other, body="other", url="http://portal.example/other.html")
    assert ask("SELECT unit, year, reports, state FROM coverage ORDER BY unit, year") == [
        ("云岭县人民政府办公室", 2019, 1, "held"),
        ("云岭县人民政府办公室", 2020, 0, "gap"),
        ("云岭县人民政府办公室", 2021, 1, "held"),
        ("云岭县教育局", 2019, 0, "before"),
        ("云岭县教育局", 2020, 1, "held"),
        ("云岭县教育局", 2021, 0, "after"),
    ]


def test_the_chain_of_what_is_carried_over(tell: Callable[..., Report], ask: Ask) -> None:
    carried_in, carried_out = "requests/carried_in/total", "requests/carried_out/total"
    tell("2014", 2018)
    tell("2019", 2019, {carried_out: 3})
    tell("2019", 2020, {carried_in: 3, carried_out: 5})
    tell("2021", 2021, {carried_in: 4, carried_out: BLANK})
    tell("2021", 2022, {carried_in: 0})
    assert ask("SELECT year, left_over, carried_in, difference, state FROM carry_over ORDER BY year") == [
        (2020, 3, 3, 0, "holds"),
        (2021, 5, 4, -1, "breaks"),
        (2022, None, 0, None, "unknown"),
    ]
