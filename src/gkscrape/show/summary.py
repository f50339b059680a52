"""One reading, or a whole database, in a screenful for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Protocol

from gkscrape.record import Cell, Kind, Report
from gkscrape.show.changes import digits
from gkscrape.show.terminal import print_faults, print_lines, print_table


class StatusShown(Protocol):
    """Counts over a database."""

    @property
    def units(self) -> int: ...
    @property
    def reports(self) -> int: ...
    @property
    def reports_by_year(self) -> Mapping[int, int]: ...
    @property
    def reports_by_form(self) -> Mapping[str, int]: ...
    @property
    def cells_by_status(self) -> Mapping[str, int]: ...
    @property
    def faults(self) -> Mapping[str, Mapping[str, int]]: ...
    @property
    def captures(self) -> int: ...
    @property
    def refusals(self) -> Mapping[str, int]: ...
    @property
    def unread(self) -> int: ...
    @property
    def unplaced(self) -> int: ...
    @property
    def runs(self) -> int: ...
    @property
    def unfinished_runs(self) -> int: ...


def print_report(report: Report, path: str, name: Callable[[str], str]) -> None:
    """The identity of a report, how its cells came in, its headline figures and its faults.

    `name` gives the Chinese name of an indicator.
    """
    who = report.identity
    sections, figures = _number(len(report.sections), "section"), _number(len(report.facts), "figure")
    print_lines([f"{path}: {who.title or 'no title'}"], strong=True)
    rows = [
        ("单位 unit", who.unit or "unknown"),
        ("地区 region", who.region or "unknown"),
        ("范围 scope", who.scope.value if who.scope else "unknown"),
        ("年度 year", str(who.year or "unknown")),
        ("发布 published", _moment(who.published)),
        ("表式 form", f"{report.form}, laid out as {report.layout}"),
        ("指标 cells", _statuses(report.cells) or "none: a report without the tables of a form"),
        ("正文 text", f"{sections}, {figures} in sentences"),
    ]
    print_table(("", ""), rows, heads_shown=False)
    headlines = [(name(code), code, *said) for code, *said in _headlines(report)]
    if headlines:
        print_table(("指标 indicator", "code", "value", "printed"), headlines, right=(2,))
    if report.faults:
        print_faults({_number(len(report.faults), "fault"): report.faults})


def _number(count: int, noun: str) -> str:
    """A count and what is counted.

    >>> _number(1, "fault"), _number(0, "fault")
    ('1 fault', '0 faults')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def print_status(status: StatusShown) -> None:
    """What a database holds, table by table."""
    print_lines(
        [
            f"{_number(status.reports, 'report')} of {_number(status.units, 'unit')}"
            f" from {_number(status.captures, 'capture')}"
        ],
        strong=True,
    )
    for heads, counts in (
        (("年度 year", "reports"), status.reports_by_year),
        (("表式 form", "reports"), status.reports_by_form),
        (("指标 cells", "number"), status.cells_by_status),
    ):
        if counts:
            print_table(heads, _counts(counts), right=(1,))
    faults = [(grade, code, str(n)) for grade, codes in status.faults.items() for code, n in codes.items()]
    if faults:
        print_table(("级别 grade", "fault", "number"), faults, right=(2,))
    if status.refusals:
        print_table(("拒收 refused as", "captures"), _counts(status.refusals), right=(1,))
    print_lines(_loose_ends(status))


def _loose_ends(status: StatusShown) -> Iterator[str]:
    if status.unplaced:
        yield f"{status.unplaced} captures were read, but their unit or year could not be settled"
    if status.unfinished_runs:
        ended = f"{status.unfinished_runs} of {status.runs} runs did not finish"
        yield f"{ended}; the same command completes them"


def _counts(counts: Mapping[int, int] | Mapping[str, int]) -> list[tuple[str, str]]:
    return [(str(name), str(number)) for name, number in counts.items()]


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(" ", "minutes") if moment else "unknown"


def _statuses(cells: tuple[Cell, ...]) -> str:
    counts = Counter(f"{cell.status.value} blank" if _empty(cell) else cell.status.value for cell in cells)
    return ", ".join(f"{number} {status}" for status, number in counts.most_common())


def _empty(cell: Cell) -> bool:
    return cell.kind in (Kind.BLANK, Kind.NA) and cell.status.value == "printed"


def _headlines(report: Report) -> Iterator[tuple[str, str, str]]:
    """The total of each row of a table, and every figure of the tables without totals, where not zero."""
    for cell in report.cells:
        table, _, column = cell.indicator.split("/")
        if cell.value and (table == "disclosure" or column in ("total", "value")):
            yield cell.indicator, digits(cell.value), cell.raw or ""
