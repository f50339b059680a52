"""The sample portal, crawled and read, against the truth that its pages were set from."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gkscrape.archive import Archive
from gkscrape.record import Kind, Status
from gkscrape.run.check import check_stored
from gkscrape.store import ReportEntry, Store, open_store

from .conftest import EXPECTED, PUBLIC, Crawled, crawl_into

REPORTS: list[dict[str, Any]] = EXPECTED["reports"]


def stored(store: Store) -> dict[tuple[str, int, str | None], ReportEntry]:
    return {(e.unit.name, e.year, e.scope.value if e.scope else None): e for e in store.reports()}


def test_exactly_the_expected_reports_are_stored(crawled: Crawled) -> None:
    with open_store(crawled.database) as store:
        assert set(stored(store)) == {(r["unit"], r["year"], r["scope"]) for r in REPORTS}


@pytest.mark.parametrize("expected", REPORTS, ids=lambda r: f"{r['path'].rpartition('/')[2]}")
def test_every_cell_is_what_the_page_prints(crawled: Crawled, expected: dict[str, Any]) -> None:
    with open_store(crawled.database) as store:
        entry = stored(store)[expected["unit"], expected["year"], expected["scope"]]
        report = store.report(entry.id)
    assert entry.url in {PUBLIC + path for path in (expected["path"], *expected["copies"])}
    assert report.form == expected["form"]
    assert report.identity.title == expected["title"]
    read = {
        cell.indicator: cell.value if cell.kind is Kind.NUMBER else None
        for cell in report.cells
        if cell.status in (Status.PRINTED, Status.INFERRED)
    }
    truth = {
        code: None if value is None else Decimal(str(value))
        for code, value in expected.get("cells", {}).items()
    }
    assert read == truth
    assert {cell.status for cell in report.cells} <= {Status.PRINTED}


def test_what_is_no_report_is_refused_and_stays_in_the_archive(crawled: Crawled) -> None:
    refused = {event.url.removeprefix(PUBLIC) for event in crawled.events if event.what == "refused"}
    kinds = {page["path"]: page["kinds"] for page in EXPECTED["refused"]}
    links = EXPECTED["links"]
    assert {links["soft_404"], links["dead"]} <= refused <= set(kinds) | {links["soft_404"], links["dead"]}
    for event in crawled.events:
        path = event.url.removeprefix(PUBLIC)
        if event.what == "refused" and path in kinds:
            assert event.message.partition(":")[0] in kinds[path]
    archived = {capture.url for capture in Archive(crawled.archive).captures()}
    assert {PUBLIC + path for path in refused} <= archived


def test_the_forbidden_page_is_never_asked_for(crawled: Crawled) -> None:
    archived = {capture.url for capture in Archive(crawled.archive).captures()}
    assert PUBLIC + EXPECTED["links"]["disallowed"] not in archived


def test_the_one_wrong_sum_is_the_only_error(crawled: Crawled) -> None:
    with open_store(crawled.database) as store:
        errors = [
            (entry.unit.name, entry.year, fault.found, fault.expected)
            for entry, faults in check_stored(store)
            for fault in faults
            if fault.grade == "error"
        ]
    assert {(unit, year) for unit, year, _, _ in errors} == {("霁川县市场监督管理局", 2022)}
    assert {found for _, _, found, _ in errors} >= {Decimal(130)}


def test_a_second_crawl_changes_nothing(crawled: Crawled, tmp_path: Path) -> None:
    once = crawl_into(tmp_path)
    with open_store(once.database) as store:
        first = store.fingerprint()
    again = crawl_into(tmp_path)
    with open_store(once.database) as store:
        assert store.fingerprint() == first
    assert "new" not in again.tally.counts
    with open_store(crawled.database) as store:
        assert store.fingerprint() == first, "two machines read the same portal differently"
