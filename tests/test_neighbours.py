"""Stored reports among those of other units: who is below, who is a peer, and what `gkscrape check` says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gkscrape.cli.check import command
from gkscrape.record import Capture, Cell, Scope
from gkscrape.regions import load_regions
from gkscrape.run.seeds import seed
from gkscrape.run.verdicts import standing_faults
from gkscrape.store import ReportEntry, Store, open_store
from tests.checks.builder import Given, identity, report

RECEIVED = "requests/received/total"
WHOLE, ORGAN = Scope.CONSOLIDATED, Scope.ORGAN


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "gkscrape.db")


@pytest.fixture
def store(path: str) -> Iterator[Store]:
    with open_store(path) as opened:
        seed(opened)
        yield opened


def keep(
    store: Store,
    unit: str,
    region: str | None,
    received: Given,
    *,
    scope: Scope | None = WHOLE,
    form: str = "2021",
    year: int = 2022,
) -> None:
    """Store a report of zeros, but for the requests received, all by natural persons and all carried out."""
    names = ("received/natural_person", "received/total", "carried_out/natural_person", "carried_out/total")
    made = report(
        form,
        {f"requests/{name}": received for name in names},
        who=identity(unit, region, scope, year),
    )
    digest = sha256(f"{unit}{scope}{form}{year}".encode()).hexdigest()
    address = f"http://portal.example/{digest[:9]}.html"
    fetched = datetime(2026, 3, 1, tzinfo=UTC)
    capture = store.capture(Capture(address, digest, "text/html", 1, 200, fetched, "a.warc.gz", 0))
    store.keep(replace(made, source=replace(made.source, sha256=digest)), capture)


def checked(path: str, *words: str) -> dict[str, list[dict[str, Any]]]:
    """The faults among peers that the command tells, by the name of the unit."""
    result = CliRunner().invoke(command, [*words, "--db", path, "--json"], catch_exceptions=False)
    found: dict[str, list[dict[str, Any]]] = {}
    for fault in map(json.loads, result.output.splitlines()):
        if fault["code"].startswith("peer."):
            found.setdefault(fault["unit"], []).append(fault)
    return found


def codes(path: str, *words: str) -> dict[str, list[str]]:
    return {unit: [fault["code"] for fault in faults] for unit, faults in checked(path, *words).items()}


def test_a_city_that_counts_less_than_its_counties_is_told(store: Store, path: str) -> None:
    keep(store, "甲市", "511900", 8)
    keep(store, "乙区", "511902", 4)
    keep(store, "丙县", "511922", 5)
    ((unit, (fault,)),) = checked(path).items()
    assert (unit, fault["code"], fault["found"], fault["expected"]) == ("甲市", "peer.children", 8, 9)
    assert fault["indicators"] == [RECEIVED]
    assert (
        fault["message"]
        == "一、本年新收政府信息公开申请数量·总计: 8, but the divisions below report 9 together"
    )


def test_a_unit_that_is_checked_alone_is_held_against_all(store: Store, path: str) -> None:
    keep(store, "甲市", "511900", 8)
    keep(store, "乙区", "511902", 9)
    assert codes(path, "甲市", "2022") == {"甲市": ["peer.children"]}
    assert codes(path, "乙区", "2022") == {}


@pytest.mark.parametrize(
    "other",
    [
        {"received": 3},
        {"received": None},
        {"region": "511800"},
        {"region": "510000"},
        {"region": "512021"},
        {"region": None},
        {"scope": Scope.OFFICE},
        {"scope": ORGAN},
        {"scope": None},
        {"year": 2021},
        {"form": "2019"},
    ],
)
def test_what_is_no_report_of_a_division_below_counts_for_nothing(
    store: Store, path: str, other: dict[str, Any]
) -> None:
    keep(store, "甲市", "511900", 8)
    keep(store, "乙区", "511902", 4)
    keep(store, **{"unit": "丁县", "region": "511923", "received": 99, **other})
    assert codes(path) == {}


def test_only_a_consolidated_report_must_hold_what_is_below(store: Store, path: str) -> None:
    keep(store, "甲市", "511900", 8, scope=Scope.OFFICE)
    keep(store, "乙区", "511902", 99)
    assert codes(path) == {}


def test_a_division_with_two_consolidated_reports_is_neither_whole_nor_part(store: Store, path: str) -> None:
    keep(store, "甲市", "511900", 8)
    keep(store, "乙区", "511902", 99)
    assert codes(path) == {"甲市": ["peer.children"]}
    keep(store, "乙区人民政府", "511902", 7)
    assert codes(path) == {}
    keep(store, "丙县", "511922", 99)
    assert codes(path) == {"甲市": ["peer.children"]}
    keep(store, "甲市人民政府", "511900", 8)
    assert codes(path) == {}


def test_divisions_of_a_province_without_a_prefecture_are_right_below_it(store: Store, path: str) -> None:
    keep(store, "甲省", "420000", 8)
    keep(store, "乙市", "429004", 9)
    keep(store, "丙区", "420102", 99)
    ((_, (fault,)),) = checked(path).items()
    assert (fault["unit"], fault["expected"]) == ("甲省", 9)


def bureaux(store: Store, figures: list[Given], kind: str = "教育局") -> None:
    """Reports of bureaux of one kind, in as many counties of a prefecture, of zeros but for these figures."""
    for number, received in enumerate(figures, 513426):
        region = load_regions().get(str(number), 2022)
        assert region is not None
        keep(store, f"{region.name}{kind}", region.code, received, scope=ORGAN)


def test_a_zero_where_peers_have_many_is_told(store: Store, path: str) -> None:
    bureaux(store, [*range(15, 19), *range(22, 29), 0])
    ((unit, (fault,)),) = checked(path).items()
    assert (unit, fault["code"], fault["grade"]) == ("雷波县教育局", "peer.zero", "info")
    assert (fault["found"], fault["expected"], fault["indicators"]) == (0, 23, [RECEIVED])


def test_several_with_nothing_are_each_told_among_the_others(store: Store, path: str) -> None:
    bureaux(store, [0, *[30] * 10, 0])
    found = checked(path)
    assert sorted(found) == ["会东县教育局", "雷波县教育局"]
    assert {fault["expected"] for faults in found.values() for fault in faults} == {30}


@pytest.mark.parametrize(
    "figures", [[0, *[30] * 9], [0, *[30] * 9, None], [0, *[19] * 11], [None, *[30] * 11]]
)
def test_few_peers_small_figures_and_blanks_say_nothing(
    store: Store, path: str, figures: list[Given]
) -> None:
    bureaux(store, figures)
    assert codes(path) == {}


def test_another_kind_of_organ_is_no_peer(store: Store, path: str) -> None:
    bureaux(store, [30] * 12)
    bureaux(store, [0], kind="水利局")
    assert codes(path) == {}


def test_a_report_of_unknown_scope_or_level_has_no_peers(store: Store, path: str) -> None:
    for number in range(12):
        keep(store, f"{number}办公室", "511922", 30, scope=None)
        keep(store, f"{number}教育局", None, 30, scope=ORGAN)
    keep(store, "某办公室", "511922", 0, scope=None)
    keep(store, "某教育局", None, 0, scope=ORGAN)
    assert codes(path) == {}


def test_a_verdict_on_a_fault_among_peers_lapses_when_the_others_change(store: Store, path: str) -> None:
    keep(store, "甲市", "511900", 8)
    keep(store, "乙区", "511902", 9)
    ((_, (fault,)),) = checked(path).items()
    note = ["--note", "the city's own organs alone", "--db", path]
    assert CliRunner().invoke(command, ["dismiss", fault["id"], *note]).exit_code == 0
    ((_, (ruled,)),) = checked(path).items()
    assert (ruled["verdict"]["ruling"], ruled["verdict"]["lapsed"]) == ("dismissed", False)
    keep(store, "丙县", "511922", 1)
    ((_, (again,)),) = checked(path).items()
    assert (again["id"], again["expected"], again["verdict"]["lapsed"]) == (fault["id"], 10, True)


def test_what_others_have_is_read_once_however_many_reports_there_are(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    reports, figures = Store.reports, Store.figures

    def listed(self: Store, unit_id: str | None = None, year: int | None = None) -> Sequence[ReportEntry]:
        asked.append("reports" if unit_id is None else "of the unit")
        return reports(self, unit_id, year)

    def counted(self: Store, ids: Sequence[str], indicators: Sequence[str]) -> dict[str, tuple[Cell, ...]]:
        asked.append("figures")
        return figures(self, ids, indicators)

    bureaux(store, [0, *[30] * 10, 0])
    monkeypatch.setattr(Store, "reports", listed)
    monkeypatch.setattr(Store, "figures", counted)
    found = standing_faults(store)
    assert len(found) == 12
    assert (asked.count("reports"), asked.count("figures")) == (2, 1)
