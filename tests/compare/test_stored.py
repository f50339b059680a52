"""Comparisons of stored reports: renamed units as one series, chains in the notes, captures of one report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tests.checks.builder import Given, identity, report

from gkscrape.compare import Limit, changed
from gkscrape.errors import UsageError
from gkscrape.record import Capture, Identity, Report, Scope, Section
from gkscrape.run.compare import compare_captures, compare_units, compare_versions, compare_years
from gkscrape.run.peers import Among, rank_among
from gkscrape.run.seeds import seed
from gkscrape.store import Store, open_store

RECEIVED = "requests/received/total"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "o.db")) as opened:
        seed(opened)
        yield opened


def keep(
    store: Store, number: int, form: str, who: Identity, figures: dict[str, Given] | None = None
) -> None:
    """Store one report as if it had been fetched."""
    digest = f"{number:x}".ljust(64, "0")
    url = f"https://demo.gkscrape.invalid/{number}"
    capture = Capture(
        url, digest, "text/html", 1, 200, datetime(2022, 1, number % 28 + 1, tzinfo=UTC), "x.warc", number
    )
    read = report(form, figures, who=who)
    kept = replace(read, source=replace(read.source, sha256=digest, url=url))
    store.keep(kept, store.capture(capture))


def organ(unit: str, region: str, year: int) -> Identity:
    return identity(unit, region, Scope.ORGAN, year)


def test_a_region_that_was_renamed_is_one_series_and_the_note_says_so(store: Store) -> None:
    keep(store, 1, "2019", organ("沙县教育局", "350427", 2020), {RECEIVED: 4})
    keep(store, 2, "2021", organ("沙县区教育局", "350405", 2021), {RECEIVED: 10})
    found = compare_years(store, "沙县区教育局")
    (line,) = [change for change in found.changes if change.indicator == RECEIVED]
    assert (line.absolute, found.keys) == (Decimal(6), ("2020", "2021"))
    assert found.notes == ("沙县 (350427) is 沙县区 (350405) from 2021 on",)
    assert compare_years(store, "沙县教育局", [2020, 2021]).changes == found.changes


def test_after_a_merger_years_are_shown_and_not_compared(store: Store) -> None:
    keep(store, 1, "2019", organ("三元区教育局", "350403", 2020), {RECEIVED: 4})
    keep(store, 2, "2021", organ("三元区教育局", "350404", 2021), {RECEIVED: 10})
    unit = next(entry.unit.id for entry in store.reports(year=2021))
    found = compare_years(store, unit)
    (line,) = [change for change in found.changes if change.indicator == RECEIVED]
    assert [entry.value for entry in line.entries] == [4, 10]
    assert (line.comparable, line.absolute) == ("no", None)
    assert "三元区 (350403) and others became 三元区 (350404) in 2021" in line.note
    assert found.faults == ()


def test_before_and_after_a_region_lost_a_part_its_own_years_are_not_compared(store: Store) -> None:
    for number, year in enumerate((2019, 2020, 2021, 2022)):
        form = "2019" if year < 2021 else "2021"
        keep(store, number + 1, form, organ("余杭区教育局", "330110", year), {RECEIVED: year})
    cases = (((2019, 2020), "same"), ((2020, 2021), "no"), ((2021, 2020), "no"), ((2021, 2022), "same"))
    for years, comparable in cases:
        found = compare_years(store, "余杭区教育局", years)
        (line,) = [change for change in found.changes if change.indicator == RECEIVED]
        assert line.comparable == comparable, years


def test_homonyms_are_told_apart_by_their_regions(store: Store) -> None:
    for number, region in enumerate(("350404", "350405")):
        keep(store, number, "2021", organ("教育局", region, 2021), {RECEIVED: number})
    with pytest.raises(
        UsageError, match=r"教育局 is the name of several units; give the id of one: u\w+ .*350404"
    ):
        compare_units(store, 2021, ["教育局", "教育局"])
    found = compare_units(store, 2021, [entry.unit.id for entry in store.reports(year=2021)])
    assert found.keys == ("教育局 (350404)", "教育局 (350405)")


def test_without_years_reports_without_tables_are_left_out_and_named(store: Store) -> None:
    for number, (year, form) in enumerate(((2019, "2019"), (2020, "2019"), (2021, "2021"))):
        keep(store, number, form, organ("柳溪县教育局", "350405", year), {RECEIVED: year})
    told = report("2019", who=organ("柳溪县教育局", "350405", 2018))
    bare = replace(told, form="narrative", cells=(), source=replace(told.source, sha256="f" * 64))
    fetched = datetime(2022, 1, 1, tzinfo=UTC)
    address = "https://demo.gkscrape.invalid/bare"
    store.keep(bare, store.capture(Capture(address, "f" * 64, "text/html", 1, 200, fetched, "x", 0)))
    found = compare_years(store, "柳溪县教育局")
    assert found.keys == ("2019", "2020", "2021")
    assert (
        found.notes[0] == "left out, because these reports have no tables: 2018; name the years to see them"
    )
    assert compare_years(store, "柳溪县教育局", figures=False).keys == ("2018", "2019", "2020", "2021")
    named = compare_years(store, "柳溪县教育局", [2018, 2019])
    assert (named.keys, named.notes) == (("2018", "2019"), ())


def test_a_report_that_is_passed_over_for_another_of_its_year_is_named(store: Store) -> None:
    office = replace(organ("柳溪县", "350405", 2021), scope=Scope.OFFICE)
    whole = [replace(office, scope=Scope.CONSOLIDATED, year=year) for year in (2020, 2021, 2022)]
    for number, who in enumerate((office, *whole)):
        keep(store, number, "2021" if who.year != 2020 else "2019", who)
    found = compare_years(store, "柳溪县", [2020, 2021])
    assert found.notes == ("2021: passed over another report, of 柳溪县 (office)",)
    assert compare_years(store, "柳溪县", [2020, 2022]).notes == ()


def test_nothing_is_linked_without_the_table(store: Store) -> None:
    keep(store, 1, "2019", organ("柳溪县国土局", "350405", 2020))
    keep(store, 2, "2021", organ("柳溪县国土资源局", "350405", 2021))
    with pytest.raises(UsageError, match="stored years: 2021"):
        compare_years(store, "柳溪县国土资源局", [2020, 2021])


def test_a_broken_chain_stands_in_the_note_of_its_line(store: Store) -> None:
    into, out = "requests/carried_in/total", "requests/carried_out/total"
    keep(store, 1, "2019", organ("柳溪县教育局", "350405", 2020), {out: 4})
    keep(store, 2, "2021", organ("柳溪县教育局", "350405", 2021), {into: 5})
    found = compare_years(store, "柳溪县教育局")
    (line,) = [change for change in found.changes if change.indicator == into]
    words = "5 were carried in, but the report of the year before carried out 4"
    assert [fault.code for fault in found.faults] == ["chain.carried"]
    assert line.note == found.faults[0].message
    assert words in line.note
    assert line.note.startswith("2021: ")


def test_peers_are_those_of_the_kind_and_the_circle(store: Store) -> None:
    places = [("沙县区", "350405"), ("三元区", "350404"), ("龙海区", "350604"), ("会理市", "513402")]
    for number, (name, region) in enumerate(places):
        keep(store, number, "2021", organ(f"{name}教育局", region, 2021), {RECEIVED: number})
        keep(store, number + 50, "2021", organ(f"{name}财政局", region, 2021), {RECEIVED: 99})
    sizes = {among: rank_among(store, "沙县区教育局", 2021, among).standings[0].peers for among in Among}
    assert sizes == {Among.PREFECTURE: 1, Among.PROVINCE: 2, Among.LEVEL: 3}


def test_the_bodies_of_a_report_stand_in_the_order_in_which_they_came(store: Store) -> None:
    who = organ("柳溪县教育局", "350405", 2021)
    keep(store, 1, "2021", who, {RECEIVED: 41})
    with pytest.raises(UsageError, match="only one body"):
        compare_versions(store, "柳溪县教育局", 2021)
    keep(store, 2, "2021", who, {RECEIVED: 14})
    found = compare_versions(store, "柳溪县教育局", 2021)
    (line,) = [change for change in found.changes if change.indicator == RECEIVED]
    assert [entry.value for entry in line.entries] == [41, 14]
    assert found.keys == ("2022-01-02 10000000", "2022-01-03 20000000")
    assert [change for change in found.changes if changed(change, Limit(), within_one_report=True)] == [line]


def test_two_captures_of_one_report_show_a_silent_edit() -> None:
    def captured(figure: Given, text: str) -> Report:
        return report("2021", {RECEIVED: figure}, sections=[Section(1, "总体情况", text)])

    found = compare_captures(
        "柳溪县 2021",
        [("2022-01-20", captured(41, "收到申请41件。")), ("2022-08-03", captured(None, "收到申请14件。"))],
    )
    edited = [
        change.indicator for change in found.changes if changed(change, Limit(), within_one_report=True)
    ]
    assert edited == [RECEIVED]
    assert [piece.edit for piece in found.sections[0].pieces] == ["removed", "added"]
    assert (found.sections[0].older, found.keys) == ("2022-01-20", ("2022-01-20", "2022-08-03"))
