"""The invented nation is what its benchmark says it is, and the page on speed is what was measured."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

from benchmarks.national.bare import load_bare
from benchmarks.national.faults import DAMAGES, REPUBLISHED
from benchmarks.national.measure import Answers, Measured, load, measured
from benchmarks.national.nation import Made, form_of, nation
from benchmarks.national.organs import FIRST_YEAR, LAST_YEAR, units
from benchmarks.national.page import PAGE, broken, page, recorded

from gkscrape.checks import State, assess, assess_chain
from gkscrape.form import load_forms
from gkscrape.record import Report
from gkscrape.regions import load_regions
from gkscrape.store import open_store

COUNT, SEED = 1500, 7
FORMS = load_forms()
SUMS = ("requests.", "challenges.", "statistics.")


@cache
def made() -> tuple[Made, ...]:
    return tuple(nation(COUNT, SEED))


def failing(report: Report) -> set[str]:
    return {one.rule for one in assess(report, FORMS) if one.state is State.FAIL}


def test_the_same_seed_makes_the_same_reports() -> None:
    assert tuple(nation(100, SEED)) == made()[:100]
    assert tuple(nation(100, SEED + 1)) != made()[:100]


def test_every_figure_adds_up_unless_a_fault_was_planted() -> None:
    sound = [one.report for one in made() if not one.planted]
    assert len(sound) > COUNT / 2
    assert {code for report in sound[::5] for code in failing(report)} == set()


def test_each_planted_fault_is_seen_and_said() -> None:
    for one in [one for one in made() if "wrong_total" in one.planted and "blank" not in one.planted][:10]:
        assert any(code.startswith(SUMS) for code in failing(one.report))
        assert failing(one.report) <= {fault.code for fault in one.report.faults}


def test_faults_come_at_their_stated_rates() -> None:
    on_forms = [one for one in made() if one.report.form != "narrative" and "republished" not in one.planted]
    found = Counter(name for one in on_forms for name in one.planted)
    again = sum("republished" in one.planted for one in made())
    rates = {name: damage.share for name, damage in DAMAGES.items()} | {"republished": REPUBLISHED}
    for name, share in rates.items():
        expected = share * len(on_forms)
        assert abs((found | {"republished": again})[name] - expected) <= 4 * sqrt(expected) + 1, name


def test_all_forms_come_in_the_years_in_which_they_were_in_force() -> None:
    assert [form_of(year) for year in (FIRST_YEAR, 2013, 2014, 2018, 2019, 2020, 2021, LAST_YEAR)] == [
        *("narrative", "narrative", "2014", "2014", "2019", "2019", "2021", "2021")
    ]
    assert {one.report.form for one in made()} == {"narrative", *FORMS}
    for one in made():
        assert len(one.report.cells) == len(FORMS[one.report.form].indicators if one.report.cells else ())


def test_regions_are_real_and_names_are_those_of_the_year() -> None:
    regions = load_regions()
    for one in made()[::20]:
        identity = one.report.identity
        region = regions.get(identity.region or "", identity.year)
        assert region is not None
        assert identity.unit is None or identity.unit.startswith(region.name)


def test_there_are_a_million_of_them_and_the_seed_orders_the_counties() -> None:
    assert sum(1 for unit in units(SEED) for _ in unit.years()) > 1_000_000
    assert next(units(SEED)) != next(units(SEED + 1))


def test_what_is_carried_out_is_carried_in_the_year_after() -> None:
    by_unit: dict[str, list[Report]] = defaultdict(list)
    for one in made()[:400]:
        if one.report.form in ("2019", "2021") and not one.planted:
            by_unit[one.capture.url.rsplit("/", 1)[0]].append(one.report)
    pairs = [
        (before, report)
        for reports in by_unit.values()
        for before, report in pairwise(reports)
        if before.identity.year is not None and report.identity.year == before.identity.year + 1
    ]
    carried = [
        outcome
        for before, report in pairs
        for outcome in assess_chain(before, report, FORMS)
        if outcome.rule == "chain.carried"
    ]
    assert len(carried) > 100
    assert {outcome.state for outcome in carried} == {State.PASS}


def test_a_small_nation_is_measured_whole(tmp_path: Path) -> None:
    run = measured(60, SEED, tmp_path / "nation.db")
    assert (run.reports, run.answers.counties > 0, run.answers.years) == (60, True, 12)
    assert run.cells == sum(len(one.report.cells) for one in nation(60, SEED))
    assert {run.loading > 0, run.alike > 0, run.plain > 0, run.cell_bytes > 0} == {True}
    assert [path.name for path in tmp_path.iterdir() if "alike" in path.name or "plain" in path.name] == []


def test_the_bare_copies_hold_the_same_rows(tmp_path: Path) -> None:
    ours, alike, plain = (tmp_path / f"{name}.db" for name in ("ours", "alike", "plain"))
    load(30, SEED, ours)
    load_bare(ours, alike, plain)
    with open_store(str(ours)) as store, open_store(str(alike)) as copy:
        assert copy.fingerprint() == store.fingerprint()


RUN = Measured(10, "0007", 1000, 2.0, 1.0, 0.5, 15_000, 20_000, Answers(12, 0.01, 0.02, 0.03, 5, 0.1, 0.2))


def test_what_is_not_held_is_marked() -> None:
    assert broken(RUN) == ["loading : `executemany`, plain tables"]
    slow = replace(RUN, loading=2.1, cell_bytes=20_100, answers=replace(RUN.answers, ranking_warm=1.1))
    assert len(broken(slow)) == 4
    assert page([slow]).count(" **no** |") == 4


def test_growth_beyond_linear_is_marked() -> None:
    larger = replace(RUN, reports=100, loading=30.0, cell_bytes=150_000)
    (line,) = [line for line in page([RUN, larger]).splitlines() if line.startswith("| 10 | 100 |")]
    assert line == "| 10 | 100 | 1.50 **no** | 1.00 | 0.10 |"


def test_loading_by_other_code_is_not_compared() -> None:
    larger = replace(RUN, reports=100, schema="0006", loading=30.0, cell_bytes=150_000)
    assert "| 10 | 100 | other code | 1.00 | 0.10 |" in page([RUN, larger]).splitlines()


def test_the_page_is_what_was_measured() -> None:
    runs = recorded()
    assert runs
    assert PAGE.read_text(encoding="utf-8") == page(runs)
    assert page([replace(runs[0], cells=runs[0].cells + 1), *runs[1:]]) != page(runs)
