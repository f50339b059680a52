"""A reading and a database in a screenful, and a run as it goes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

import pytest
from tests.checks.builder import Given, ambiguous, identity, missing, report

from gkscrape.record import Cell, Fault, Grade, Kind, Status
from gkscrape.show import print_report, print_status
from gkscrape.show.progress import watch


@dataclass(frozen=True)
class Happened:
    what: str
    url: str
    message: str = ""


@dataclass(frozen=True)
class Counts:
    units: int = 2
    reports: int = 3
    reports_by_year: Mapping[int, int] = field(default_factory=lambda: {2019: 1, 2020: 2})
    reports_by_form: Mapping[str, int] = field(default_factory=lambda: {"2019": 3})
    cells_by_status: Mapping[str, int] = field(default_factory=lambda: {"printed": 590, "missing": 4})
    faults: Mapping[str, Mapping[str, int]] = field(
        default_factory=lambda: {"error": {"requests.balance": 1}}
    )
    captures: int = 9
    refusals: Mapping[str, int] = field(default_factory=lambda: {"notice": 1})
    unread: int = 0
    unplaced: int = 1
    runs: int = 4
    unfinished_runs: int = 2


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_a_reading_says_who_how_what_and_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    lost = "requests/partial/total"
    figures: dict[str, Given] = {
        "requests/received/total": 4,
        "requests/received/business": 4,
        "disclosure/licences/change": Cell(
            "disclosure/licences/change", Kind.NUMBER, Status.PRINTED, Decimal(11), raw="新增11"
        ),
        "requests/granted/total": ambiguous("requests/granted/total", 1, 2),
        lost: missing(lost),
        "requests/total/total": None,
    }
    who = replace(identity(), title="柳溪县2020年年报", published=datetime(2021, 1, 15, 11, 3))
    given = replace(
        report(figures=figures, who=who),
        faults=(Fault("requests.balance", Grade.ERROR, "column 总计: words"),),
    )
    print_report(given, "a.html", lambda code: "名" + code[-5:])
    shown = lines(capsys)
    assert shown[0] == "a.html: 柳溪县2020年年报"
    for line in (
        "单位 unit 柳溪县人民政府办公室",
        "年度 year 2020",
        "发布 published 2021-01-15 11:03",
        "指标 cells 195 printed, 1 ambiguous, 1 missing, 1 printed blank",
        "名total requests/received/total 4 4",
        "名hange disclosure/licences/change 11 新增11",
        "1 fault",
        "error column 总计: words requests.balance undecided",
    ):
        assert line in shown
    assert not any("requests/received/business" in line for line in shown)


def test_a_narrative_reading_has_no_tables(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(replace(report(who=identity(unit=None)), form="narrative", cells=()), "-", str)
    shown = lines(capsys)
    assert "单位 unit unknown" in shown
    assert "指标 cells none: a report without the tables of a form" in shown


def test_the_status_counts_what_is_held_and_what_is_left_open(capsys: pytest.CaptureFixture[str]) -> None:
    print_status(Counts())
    shown = lines(capsys)
    assert shown[0] == "3 reports of 2 units from 9 captures"
    for line in ("2019 1", "2020 2", "printed 590", "error requests.balance 1", "notice 1"):
        assert line in shown
    assert shown[-2:] == [
        "1 captures were read, but their unit or year could not be settled",
        "2 of 4 runs did not finish; the same command completes them",
    ]


def test_a_run_is_told_in_lines_and_counted_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with watch("crawl") as listen:
        listen(Happened("found", "https://a.example/1", "年报"))
        listen(Happened("broken", "https://a.example/1", "answers 503\x1b[31m"))
        listen(Happened("found", "https://a.example/2", "年报"))
        listen(Happened("same", "https://a.example/2"))
    told = capsys.readouterr()
    assert told.out == "crawl: 2 found, 1 broken, 1 same\n"
    assert told.err == "broken    answers 503\ufffd[31m  https://a.example/1\n"


def test_a_run_is_told_to_machines_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with watch("crawl", as_json=True) as listen:
        listen(Happened("found", "https://a.example/1", "年报\u2028"))
        listen(Happened("new", "https://a.example/1"))
    told = capsys.readouterr()
    assert [json.loads(line) for line in told.out.splitlines()] == [
        {"what": "found", "url": "https://a.example/1", "message": "年报\u2028"},
        {"what": "new", "url": "https://a.example/1", "message": ""},
    ]


def test_a_run_that_finds_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with watch("crawl"):
        pass
    assert capsys.readouterr().out == "crawl: nothing found\n"
