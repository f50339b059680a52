"""What commands ask of the store, and what a person asks in SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gkscrape.errors import StoreError, UsageError
from gkscrape.record import Capture, Cell, Kind, Refusal, RefusalKind, Report, Scope, Status
from gkscrape.store import IndicatorRow, Kept, PortalRow, RegionRow, Store, open_store

Keeper = Callable[..., Kept]
Asker = Callable[[str], list[tuple[Any, ...]]]


def of(
    report: Report, unit: str, year: int, region: str | None = "990101", scope: Scope | None = None
) -> Report:
    identity = replace(
        report.identity, unit=unit, year=year, region=region, scope=scope or report.identity.scope
    )
    return replace(report, identity=identity)


def figures(report: Report, **values: str | None) -> Report:
    """The report with these totals, None for a blank."""
    cells = tuple(
        Cell(f"requests/{row}/total", Kind.BLANK, Status.PRINTED, raw="")
        if value is None
        else Cell(f"requests/{row}/total", Kind.NUMBER, Status.PRINTED, Decimal(value), value)
        for row, value in values.items()
    )
    return replace(report, cells=cells, faults=())


@pytest.fixture
def county(keep: Keeper, report: Report) -> list[Kept]:
    office = figures(report, received="12", granted="4", total="8")
    silent = figures(report, received=None, granted=None, total="0")
    return [
        keep(of(office, "云岭县人民政府办公室", 2021), "a", "http://portal.example/a"),
        keep(of(silent, "云岭县财政局", 2021, scope=Scope.ORGAN), "b", "http://portal.example/b"),
        keep(of(office, "云岭县财政局", 2020, scope=Scope.ORGAN), "c", "http://portal.example/c"),
        keep(of(silent, "财政局", 2021, "990102"), "d", "http://portal.example/d"),
        keep(of(silent, "财政局", 2021, "990103"), "e", "http://portal.example/e"),
    ]


def test_requests_by_organ_and_year_and_the_share_granted(ask: Asker, county: list[Kept]) -> None:
    rows = ask("SELECT unit, year, received, granted_share FROM requests_summary ORDER BY unit, year, region")
    assert rows == [
        ("云岭县人民政府办公室", 2021, 12, 0.5),
        ("云岭县财政局", 2020, 12, 0.5),
        ("云岭县财政局", 2021, None, None),
        ("财政局", 2021, None, None),
        ("财政局", 2021, None, None),
    ]


def test_the_same_from_bare_cells_with_arithmetic(ask: Asker, county: list[Kept]) -> None:
    rows = ask(
        "SELECT r.year, sum(c.value), count(c.value), count(*) FROM reports r"
        " JOIN cells c ON c.report_id = r.id AND c.indicator = 'requests/received/total' GROUP BY r.year",
    )
    assert rows == [(2020, 12, 1, 1), (2021, 12, 1, 4)]


def test_narrative_reports_have_no_row_in_the_summary(ask: Asker, keep: Keeper, report: Report) -> None:
    keep(replace(report, form="narrative", cells=(), faults=()))
    assert ask("SELECT count(*) FROM requests_summary") == [(0,)]
    assert ask("SELECT number, heading FROM sections") == [(1, "总体情况")]


def test_the_other_views_speak_of_the_current_reading(ask: Asker, keep: Keeper, report: Report) -> None:
    keep(report)
    newer = replace(report.facts[0], value=Decimal("139.5"))
    keep(replace(report, facts=(newer,), extras=()), reader="1.1")
    assert ask("SELECT label, value, approximate, place FROM facts") == [("公开信息", 139.5, 1, "3:0-9")]
    assert ask("SELECT * FROM extras") == []
    assert ask("SELECT code, found, expected, origin FROM faults") == [("requests.balance", 12, 12, "reader")]


def test_a_reading_of_nobody_stands_in_its_view(ask: Asker, keep: Keeper, report: Report) -> None:
    keep(replace(report, identity=replace(report.identity, year=None)))
    assert ask("SELECT url, unit, year FROM unplaced_readings") == [
        ("http://portal.example/2021.html", "云岭县人民政府办公室", None)
    ]


def test_a_unit_is_found_by_name_and_by_id(store: Store, county: list[Kept]) -> None:
    unit = store.find_unit("云岭县财政局")
    assert (unit.name, unit.region) == ("云岭县财政局", "990101")
    assert store.find_unit(unit.id) == unit


def test_a_homonym_lists_the_candidates(store: Store, county: list[Kept]) -> None:
    with pytest.raises(
        UsageError, match=r"several units.* u\w{16} \(财政局, region 990102\), u\w{16} .*990103"
    ):
        store.find_unit("财政局")


@pytest.mark.parametrize("asked", ["云岭县财", "云岭县财证局"])
def test_an_unknown_unit_names_the_nearest(store: Store, county: list[Kept], asked: str) -> None:
    with pytest.raises(UsageError, match="do you mean 云岭县财政局"):
        store.find_unit(asked)


def test_an_unknown_unit_in_an_empty_database(store: Store) -> None:
    with pytest.raises(UsageError, match=r"no unit 云岭县 in the database$"):
        store.find_unit("云岭县")


def test_reports_are_narrowed_and_ordered(store: Store, county: list[Kept]) -> None:
    unit = store.find_unit("云岭县财政局")
    assert [entry.year for entry in store.reports(unit.id)] == [2020, 2021]
    assert [entry.unit.region for entry in store.reports(year=2021)] == [
        "990101",
        "990101",
        "990102",
        "990103",
    ]
    assert [entry.id for entry in store.reports(unit.id, 2020)] == [county[2].report_id]


def test_an_unknown_report_is_wrong_usage(store: Store) -> None:
    with pytest.raises(UsageError, match="no report u1-2021-office"):
        store.report("u1-2021-office")
    with pytest.raises(UsageError, match="no reading 7"):
        store.reading(7)


def test_status_counts_everything(store: Store, keep: Keeper, report: Report) -> None:
    keep(report)
    keep(of(report, "云岭县财政局", 2020), "b", "http://portal.example/b")
    refused = keep(
        replace(report, identity=replace(report.identity, unit=None)), "c", "http://portal.example/c"
    )
    source = store.reading(refused.reading_id).source
    store.refuse(Refusal(source, RefusalKind.NOTICE, "a notice"), 3, reader="1.0")
    run = store.start_run("gkscrape crawl")
    store.start_run("gkscrape crawl again")
    store.finish_run(run, 0, {"stored": 2})
    status = store.status()
    assert (status.units, status.reports, status.captures, status.unread, status.unplaced) == (2, 2, 3, 0, 0)
    assert (status.reports_by_year, status.reports_by_form) == ({2020: 1, 2021: 1}, {"2021": 2})
    assert status.cells_by_status == {"printed": 8, "inferred": 2, "ambiguous": 2, "missing": 2}
    assert status.faults == {"error": {"requests.balance": 2}}
    assert status.refusals == {"notice": 1}
    assert (status.runs, status.unfinished_runs) == (2, 1)


def test_a_fingerprint_sees_every_value_and_no_time(
    fresh: Callable[[], str], keep_in: Keeper, report: Report, indicators: tuple[IndicatorRow, ...]
) -> None:
    def fingerprint(read: Report, day: int = 0) -> str:
        with open_store(fresh()) as store:
            store.seed(indicators=indicators)
            run = store.start_run("crawl")
            keep_in(store, read, day=day)
            store.finish_run(run, 0, {})
            return store.fingerprint()

    one_more = report.cells[0]._replace(value=Decimal(13))
    same = fingerprint(report)
    assert fingerprint(report, day=9) == same
    assert fingerprint(replace(report, cells=(one_more, *report.cells[1:]))) != same
    assert fingerprint(replace(report, sections=())) != same
    assert fingerprint(replace(report, faults=())) != same


def test_seeds_are_kept_once_and_brought_up_to_date(
    store: Store, path: Path, indicators: tuple[IndicatorRow, ...], ask: Asker
) -> None:
    region = RegionRow("990101", "云岭县", "county", "990100", 2007, 2026)
    portal = PortalRow("990101-yunling", "云岭县人民政府", "http://portal.example/", "990101")
    store.seed(indicators=indicators, regions=[region], portals=[portal])
    store.seed(indicators=indicators, regions=[region], portals=[portal])
    assert ask("SELECT count(*) FROM regions") == [(1,)]
    store.seed(
        indicators=[replace(indicators[0], row_label="新收")],
        regions=[replace(region, last_year=2025), replace(region, name="云岭区", first_year=2026)],
        portals=[replace(portal, home="https://portal.example/")],
    )
    assert store.indicators() == (replace(indicators[0], row_label="新收"), *indicators[1:])
    assert ask("SELECT name, last_year FROM regions ORDER BY last_year") == [
        ("云岭县", 2025),
        ("云岭区", 2026),
    ]
    assert ask("SELECT home FROM portals") == [("https://portal.example/",)]


CAPTURE = Capture(
    "http://portal.example/x", "c" * 64, "text/html", 1, 200, datetime(2026, 3, 1, tzinfo=UTC), "a.warc.gz", 1
)


def test_a_capture_names_only_portals_that_are_known(store: Store, ask: Asker) -> None:
    with pytest.raises(StoreError, match=r"(?i)foreign key"):
        store.capture(CAPTURE, portal="990101-yunling")
    store.seed(portals=[PortalRow("990101-yunling", "云岭县人民政府", "http://portal.example/")])
    store.capture(CAPTURE, portal="990101-yunling")
    assert ask("SELECT portal, fetched_at FROM captures") == [("990101-yunling", "2026-03-01T00:00:00Z")]


def test_a_body_that_was_not_read_yet_is_counted(store: Store) -> None:
    assert store.capture(CAPTURE) == store.capture(replace(CAPTURE, offset=99))
    assert (store.status().captures, store.status().unread) == (1, 1)


def test_the_latest_capture_of_an_address(store: Store) -> None:
    later = replace(CAPTURE, sha256="d" * 64, fetched_at=datetime(2026, 4, 1, tzinfo=UTC), offset=5)
    for capture in (later, CAPTURE):
        store.capture(capture)
    assert store.latest_capture(CAPTURE.url) == later
    assert store.latest_capture("http://portal.example/y") is None


def test_a_time_without_an_offset_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no offset"):
        store.capture(replace(CAPTURE, fetched_at=datetime(2026, 3, 1)))


def test_an_indicator_code_has_three_parts(store: Store) -> None:
    with pytest.raises(StoreError, match="table/row/column"):
        store.seed(indicators=[IndicatorRow("requests/received", "x", "y", "件", ("2021",))])


def test_an_indicator_of_several_forms_may_be_given_for_each(store: Store) -> None:
    labels = {"2019": "收费", "2021": "费"}
    rows = [IndicatorRow("fees/income/amount", row, "金额", "万元", (form,)) for form, row in labels.items()]
    store.seed(indicators=rows)
    assert store.indicators()[-1] == replace(rows[0], forms=("2019", "2021"))


def test_an_indicator_may_be_a_row_that_no_official_form_has(store: Store) -> None:
    row = IndicatorRow("requests/other/total", "其他处理", "总计", "件", ())
    store.seed(indicators=[row])
    assert store.indicators()[-1] == row


def test_a_seed_that_is_there_writes_nothing(
    store: Store, path: Path, indicators: tuple[IndicatorRow, ...]
) -> None:
    region = RegionRow("990101", "云岭县", "county", "990100", 2007, 2026)
    portal = PortalRow("990101-yunling", "云岭县人民政府", "http://portal.example/", "990101")
    store.seed(indicators=indicators, regions=[region], portals=[portal])
    before = path.with_name(path.name + "-wal").stat().st_size
    store.seed(indicators=indicators, regions=[region], portals=[portal])
    assert path.with_name(path.name + "-wal").stat().st_size == before
