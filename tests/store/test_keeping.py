"""What becomes of a report that is handed to the store: again, by other readers, from other bodies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from gkscrape.errors import StoreError
from gkscrape.record import Cell, Fault, Grade, Kind, Refusal, RefusalKind, Report, Source, Status
from gkscrape.store import IndicatorRow, Kept, Outcome, Store, open_store

Keeper = Callable[..., Kept]
RECEIVED = "requests/received/total"


def changed(report: Report, indicator: str, cell: Cell) -> Report:
    return replace(report, cells=tuple(cell if old.indicator == indicator else old for old in report.cells))


def received(report: Report, value: int) -> Report:
    return changed(report, RECEIVED, Cell(RECEIVED, Kind.NUMBER, Status.PRINTED, Decimal(value), str(value)))


def without_received(report: Report) -> Report:
    return changed(report, RECEIVED, Cell(RECEIVED, Kind.BLANK, Status.MISSING))


def named(report: Report, **identity: object) -> Report:
    return replace(report, identity=replace(report.identity, **identity))  # type: ignore[arg-type]


@pytest.fixture
def quiet(report: Report) -> Report:
    """Without faults, which would excuse the cells that they name."""
    return replace(report, faults=())


def current_value(store: Store, kept: Kept) -> Decimal | None:
    assert kept.report_id is not None
    return store.report(kept.report_id).cells[0].value


def fault_codes(store: Store, kept: Kept) -> list[str]:
    assert kept.report_id is not None
    return [fault.code for fault in store.report(kept.report_id).faults]


def contents(path: Path) -> bytes:
    wal = path.with_name(path.name + "-wal")
    return path.read_bytes() + (wal.read_bytes() if wal.exists() else b"")


def test_the_same_again_changes_not_a_byte(store: Store, path: Path, keep: Keeper, report: Report) -> None:
    first = keep(report)
    before = contents(path)
    again = keep(report)
    assert (first.outcome, again.outcome) == (Outcome.NEW, Outcome.SAME)
    assert (again.report_id, again.reading_id) == (first.report_id, first.reading_id)
    assert contents(path) == before


def test_ids_are_the_same_in_every_database(keep: Keeper, report: Report) -> None:
    assert keep(report).report_id == "umrku364qyuxdaejw-2021-office"


def test_a_newer_reader_that_reads_the_same_confirms_the_reading(
    store: Store, keep: Keeper, report: Report
) -> None:
    first = keep(report, reader="1.0")
    before = store.fingerprint()
    again = keep(report, reader="1.1")
    assert (again.outcome, again.reading_id) == (Outcome.SAME, first.reading_id)
    assert store.fingerprint() == before


def test_a_newer_reading_replaces_the_old_and_both_stay(store: Store, keep: Keeper, report: Report) -> None:
    first = keep(report)
    second = keep(received(report, 13), reader="1.1")
    assert second.outcome is Outcome.REPLACED
    assert current_value(store, second) == 13
    assert store.reading(first.reading_id).cells[0].value == 12
    assert store.status().reports == 1


def test_an_older_reader_does_not_take_over(store: Store, keep: Keeper, report: Report) -> None:
    keep(report, reader="1.10")
    late = keep(received(report, 13), reader="1.9")
    assert late.outcome is Outcome.KEPT_OLD
    assert current_value(store, late) == 12


def test_going_back_to_the_former_layouts_brings_the_former_reading_back(
    store: Store, keep: Keeper, report: Report
) -> None:
    first = keep(report)
    keep(received(report, 13))
    back = keep(report)
    assert (back.outcome, back.reading_id) == (Outcome.REPLACED, first.reading_id)
    assert current_value(store, back) == 12


def test_a_reading_that_lost_a_cell_does_not_replace(store: Store, keep: Keeper, quiet: Report) -> None:
    keep(quiet)
    poorer = keep(without_received(quiet), reader="1.1")
    assert poorer.outcome is Outcome.KEPT_OLD
    assert current_value(store, poorer) == 12
    assert fault_codes(store, poorer) == ["reading.regressed"]
    assert keep(without_received(quiet), reader="1.1").outcome is Outcome.SAME
    assert fault_codes(store, poorer) == ["reading.regressed"]


def test_a_reading_that_says_why_a_cell_is_gone_replaces(store: Store, keep: Keeper, quiet: Report) -> None:
    keep(quiet)
    fault = Fault("cell.lost", Grade.WARNING, "the cell is torn", (RECEIVED,))
    honest = keep(replace(without_received(quiet), faults=(fault,)), reader="1.1")
    assert honest.outcome is Outcome.REPLACED
    assert current_value(store, honest) is None


def test_a_fault_that_only_states_the_loss_is_no_excuse(store: Store, keep: Keeper, quiet: Report) -> None:
    keep(quiet)
    fault = Fault("table.missing", Grade.ERROR, "the table is not on the page", (RECEIVED,))
    poorer = keep(replace(without_received(quiet), faults=(fault,)), reader="1.1")
    assert poorer.outcome is Outcome.KEPT_OLD
    assert current_value(store, poorer) == 12


@pytest.mark.parametrize("lost", ["unit", "year"])
def test_a_reading_that_lost_unit_or_year_does_not_replace(
    store: Store, keep: Keeper, quiet: Report, lost: str
) -> None:
    first = keep(quiet)
    nameless = keep(named(quiet, **{lost: None}), reader="1.1")
    assert (nameless.report_id, nameless.outcome) == (None, Outcome.KEPT_OLD)
    assert current_value(store, first) == 12
    assert fault_codes(store, first) == ["reading.regressed"]


def test_a_better_year_moves_the_report_and_leaves_no_empty_one(
    store: Store, keep: Keeper, report: Report
) -> None:
    keep(report)
    moved = keep(named(report, year=2020, unit="云岭县财政局"), reader="1.1")
    assert [(entry.id, entry.year) for entry in store.reports()] == [(moved.report_id, 2020)]
    assert store.status().units == 1


def test_a_report_of_nobody_is_kept_and_can_be_found(store: Store, keep: Keeper, report: Report) -> None:
    kept = keep(named(report, unit=None))
    assert (kept.report_id, kept.outcome) == (None, Outcome.NEW)
    assert store.reading(kept.reading_id).cells == report.cells
    assert (store.status().reports, store.status().unplaced) == (0, 1)


def test_the_body_published_last_is_current_whenever_it_came(
    store: Store, keep: Keeper, report: Report
) -> None:
    later = named(received(report, 15), published=datetime(2022, 2, 1))
    first = keep(later, "later", "http://portal.example/b.html")
    second = keep(report, "earlier", "http://portal.example/a.html", day=5)
    assert first.report_id == second.report_id
    assert (first.outcome, second.outcome) == (Outcome.NEW, Outcome.CONFLICT)
    assert current_value(store, second) == 15
    assert store.status().captures == 2
    assert fault_codes(store, second)[-1] == "report.conflict"


def test_the_order_in_which_bodies_come_does_not_matter(
    fresh: Callable[[], str], keep_in: Keeper, report: Report, indicators: tuple[IndicatorRow, ...]
) -> None:
    later = named(received(report, 15), published=datetime(2022, 2, 1))
    bodies = [(report, "one", 0), (later, "two", 1), (received(report, 9), "three", 2)]
    fingerprints = set()
    for order in permutations(bodies):
        with open_store(fresh()) as store:
            store.seed(indicators=indicators)
            for body, name, day in order:
                keep_in(store, body, name, f"http://portal.example/{name}", day)
            fingerprints.add(store.fingerprint())
            assert store.reports()[0].url == "http://portal.example/two"
    assert len(fingerprints) == 1


def test_a_body_that_changed_at_its_address_gives_way_to_the_newer(
    store: Store, keep: Keeper, report: Report
) -> None:
    keep(report, "first")
    again = keep(received(report, 15), "second", day=30)
    assert again.outcome is Outcome.CONFLICT
    assert current_value(store, again) == 15


def test_two_columns_with_equal_text_are_one_report_without_conflict(
    store: Store, keep: Keeper, quiet: Report
) -> None:
    keep(quiet, "one", "http://portal.example/a.html")
    twin = keep(quiet, "two", "http://portal.example/b.html")
    assert twin.outcome in (Outcome.REPLACED, Outcome.KEPT_OLD)
    assert fault_codes(store, twin) == []
    assert (store.status().reports, store.status().captures) == (1, 2)


def test_a_picture_edition_does_not_replace_the_text(store: Store, keep: Keeper, quiet: Report) -> None:
    keep(quiet, "text", "http://portal.example/a.html")
    empty = tuple(Cell(cell.indicator, Kind.BLANK, Status.MISSING) for cell in quiet.cells)
    picture = named(replace(quiet, cells=empty), published=datetime(2022, 3, 1))
    kept = keep(picture, "picture", "http://portal.example/b.html")
    assert kept.outcome is Outcome.KEPT_OLD
    assert current_value(store, kept) == 12


def test_a_conflict_goes_when_the_readings_agree(store: Store, keep: Keeper, quiet: Report) -> None:
    keep(quiet, "one", "http://portal.example/a.html")
    keep(received(quiet, 15), "two", "http://portal.example/b.html")
    kept = keep(quiet, "two", "http://portal.example/b.html", reader="1.1")
    assert kept.outcome is not Outcome.CONFLICT
    assert fault_codes(store, kept) == []


def refusal(store: Store, kept: Kept) -> tuple[Refusal, int]:
    source = store.reading(kept.reading_id).source
    return Refusal(source, RefusalKind.NOTICE, "it announces the report"), 1


def test_a_body_that_a_newer_reader_refuses_stays_a_report_with_a_fault(
    store: Store, keep: Keeper, quiet: Report
) -> None:
    kept = keep(quiet)
    store.refuse(*refusal(store, kept), reader="1.1")
    assert fault_codes(store, kept) == ["reading.regressed"]
    assert store.status().refusals == {"notice": 1}
    before = store.fingerprint()
    store.refuse(*refusal(store, kept), reader="1.1")
    assert store.fingerprint() == before


def test_a_refusal_is_lifted_by_a_reader_that_reads_the_body(
    store: Store, keep: Keeper, quiet: Report
) -> None:
    kept = keep(quiet)
    store.refuse(*refusal(store, kept), reader="1.1")
    keep(quiet, reader="1.2")
    assert store.status().refusals == {}
    assert fault_codes(store, kept) == []


def test_a_refused_body_that_named_nobody_is_no_report_any_more(
    store: Store, keep: Keeper, report: Report
) -> None:
    kept = keep(named(report, unit=None))
    store.refuse(*refusal(store, kept), reader="1.1")
    assert store.status().unplaced == 0


def test_what_was_read_must_be_the_body_that_was_captured(store: Store, keep: Keeper, report: Report) -> None:
    keep(report)
    with pytest.raises(StoreError, match="capture 1 is the body"):
        store.keep(report, 1)
    with pytest.raises(StoreError, match="no capture 9"):
        store.keep(report, 9)


def test_a_refusal_needs_its_capture(store: Store) -> None:
    with pytest.raises(StoreError, match="no capture 4"):
        store.refuse(Refusal(Source("b" * 64, "text/html", 0), RefusalKind.EMPTY, "empty"), 4)
