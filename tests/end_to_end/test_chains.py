"""What a report carried out must be what the next carried in; a broken chain is found in the database."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from gkscrape.record import Report
from gkscrape.run.check import check_stored
from gkscrape.run.seeds import seed
from gkscrape.store import Store, open_store

from .conftest import Crawled

OFFICE = "霁川县人民政府办公室"
CARRIED_IN = "requests/carried_in/total"


def copied(origin: Store, target: Store, year: int, carried_in: Decimal | None = None) -> None:
    """Keep the office's report of a year in another database, with another figure carried in if given."""
    entry = next(e for e in origin.reports(origin.find_unit(OFFICE).id, year))
    report = origin.report(entry.id)
    capture = target.capture(origin.captured(entry.id))
    target.keep(report if carried_in is None else changed(report, carried_in), capture)


def changed(report: Report, carried_in: Decimal) -> Report:
    cells = tuple(
        cell._replace(value=carried_in, raw=str(carried_in)) if cell.indicator == CARRIED_IN else cell
        for cell in report.cells
    )
    return replace(report, cells=cells)


def chain_faults(store: Store, year: int) -> set[str]:
    faults = [fault for _, found in check_stored(store, OFFICE, year) for fault in found]
    return {code for fault in faults if fault.code.startswith("chain.") for code in fault.indicators}


def test_a_broken_chain_is_found_and_a_sound_one_is_not(crawled: Crawled, tmp_path: Path) -> None:
    with open_store(crawled.database) as origin, open_store(str(tmp_path / "x.db")) as target:
        seed(target)
        copied(origin, target, 2023)
        copied(origin, target, 2024, carried_in=Decimal(777))
        assert CARRIED_IN in chain_faults(target, 2024)
        assert chain_faults(origin, 2024) == set()
