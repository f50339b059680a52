"""Many reports read at once say what each says by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from gkscrape.errors import UsageError
from gkscrape.record import Kind, Report, Section, Status
from gkscrape.store import Kept, Store, contents

Keeper = Callable[..., Kept]


@pytest.fixture
def ids(keep: Keeper, report: Report) -> list[str]:
    """Three reports of one unit; the last has no facts, extras or faults, and other text."""
    bare = replace(report, facts=(), extras=(), faults=(), sections=(Section(1, "总体情况", "无。"),))
    kept = [
        keep(
            replace(each, identity=replace(report.identity, year=year)), str(year), f"http://x.example/{year}"
        )
        for each, year in ((report, 2019), (report, 2020), (bare, 2021))
    ]
    return [one.report_id or "" for one in kept]


@pytest.mark.parametrize("at_once", [500, 2])
def test_reports_read_together_are_those_read_alone(
    store: Store, ids: list[str], monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    alone = tuple(store.report(id_) for id_ in ids)
    monkeypatch.setattr(contents, "_AT_ONCE", at_once)
    assert store.reports_in_full(ids) == alone
    assert store.reports_in_full(ids[::-1]) == alone[::-1]
    assert [len(report.facts) for report in alone] == [1, 1, 0]
    assert store.sections(ids) == {id_: report.sections for id_, report in zip(ids, alone, strict=True)}


def test_one_unknown_among_many_is_wrong_usage(store: Store, ids: list[str]) -> None:
    with pytest.raises(UsageError, match="no report u1-2021-office"):
        store.reports_in_full([*ids, "u1-2021-office"])


def test_figures_are_those_of_the_cells_and_an_unknown_one_stays_unknown(
    store: Store, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [f"requests/{row}/total" for row in ("received", "carried_in", "partial", "carried_out")]
    monkeypatch.setattr(contents, "_AT_ONCE", 2)
    found = store.figures([*ids, "u1-2021-office"], [*codes, "disclosure/fees/amount", "requests/x/total"])
    assert [*found] == ids
    for cells in found.values():
        said = {cell.indicator: (cell.kind, cell.status, cell.value) for cell in cells}
        assert said == {
            "requests/received/total": (Kind.NUMBER, Status.PRINTED, Decimal(12)),
            "requests/carried_in/total": (Kind.BLANK, Status.PRINTED, None),
            "requests/partial/total": (Kind.UNREADABLE, Status.AMBIGUOUS, None),
            "requests/carried_out/total": (Kind.BLANK, Status.MISSING, None),
            "disclosure/fees/amount": (Kind.NUMBER, Status.PRINTED, Decimal("25.1")),
        }


def test_figures_are_those_of_the_current_reading(store: Store, keep: Keeper, report: Report) -> None:
    first = keep(report, "a")
    later = replace(report, cells=(report.cells[0]._replace(value=Decimal(13), raw="13"), *report.cells[1:]))
    keep(later, "a", reader="2.0")
    assert first.report_id is not None
    (cells,) = store.figures([first.report_id], ["requests/received/total"]).values()
    assert [cell.value for cell in cells] == [Decimal(13)]
