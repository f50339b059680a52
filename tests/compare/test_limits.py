"""What counts as a change: tolerance, thresholds, and figures that come and go within one report."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gkscrape.compare import Limit, changed, limit_from
from gkscrape.errors import UsageError
from gkscrape.record import Change, Comparable, Entry, Kind, Status

EXACT = Limit()


def _entry(key: str, value: int | None) -> Entry:
    if value is None:
        return Entry(key, None, Kind.BLANK, Status.PRINTED)
    return Entry(key, Decimal(value), Kind.NUMBER, Status.PRINTED)


def line(*values: int | None, comparable: Comparable = Comparable.SAME) -> Change:
    entries = tuple(_entry(str(number), value) for number, value in enumerate(values))
    first, last = values[0], values[-1]
    known = first is not None and last is not None and comparable is not Comparable.NO
    absolute = Decimal(last - first) if known and first is not None and last is not None else None
    return Change("a/b/c", "x", entries, absolute, None, comparable, "")


@pytest.mark.parametrize(
    ("values", "tolerance", "expected"),
    [
        ((10, 11), "0", True),
        ((10, 11), "1", False),
        ((10, 11), "10%", False),
        ((10, 12), "10%", True),
        ((10, 8), "10%", True),
        ((0, 1), "10%", True),
        ((10, 10), "0", False),
        ((10, None), "0", False),
        ((None, 0), "0", False),
    ],
)
def test_a_change_counts_above_the_tolerance_only(
    values: tuple[int | None, ...], tolerance: str, expected: bool
) -> None:
    assert changed(line(*values), limit_from(tolerance)) is expected


def test_what_may_not_be_compared_did_not_change() -> None:
    assert not changed(line(10, 99, comparable=Comparable.NO), EXACT)


@pytest.mark.parametrize(
    ("values", "expected"),
    [((10, None), True), ((None, 0), True), ((None, None), False), ((10, 9, 10), True), ((10, 10), False)],
)
def test_within_one_report_a_figure_that_came_or_went_is_a_change(
    values: tuple[int | None, ...], expected: bool
) -> None:
    assert changed(line(*values), EXACT, within_one_report=True) is expected


def test_a_threshold_is_reached_by_as_much() -> None:
    assert limit_from("2").reached(line(10, 12))
    assert not limit_from("2").reached(line(10, 11))
    assert limit_from("20%").reached(line(10, 12))
    assert not limit_from("2").reached(line(10, None))
    assert limit_from("20%").reached(line(0, 1))
    assert not limit_from("20%").reached(line(0, 0))


@pytest.mark.parametrize("text", ["", "-1", "five", "5%%", "1e3"])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="neither an amount"):
        limit_from(text)
