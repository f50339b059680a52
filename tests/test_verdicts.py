"""A person's verdict on a fault outlasts runs and readings, and lapses when a figure changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gkscrape.cli.check import command
from gkscrape.errors import UsageError
from gkscrape.form import load_forms
from gkscrape.record import (
    Capture,
    Cell,
    Fault,
    Grade,
    Identity,
    Kind,
    Place,
    Report,
    Scope,
    Source,
    Status,
)
from gkscrape.run.seeds import indicator_rows
from gkscrape.run.verdicts import Standing, give_verdict, open_errors, standing_faults
from gkscrape.store import Ruling, Store, open_store

SHA = "a" * 64
WRONG = {"requests/received/natural_person": "3", "requests/received/total": "9"}


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "gkscrape.db")


@pytest.fixture
def store(path: str) -> Iterator[Store]:
    with open_store(path) as opened:
        opened.seed(indicators=indicator_rows())
        yield opened


def a_report(
    figures: dict[str, str], status: Status = Status.PRINTED, faults: tuple[Fault, ...] = ()
) -> Report:
    """A report of zeros, but for these figures; its sums fail where they do not add up."""
    cells = tuple(
        Cell(code, Kind.NUMBER, status, Decimal(figures.get(code, "0")), figures.get(code, "0"), Place(line))
        for line, code in enumerate((known.code for known in load_forms()["2021"].indicators), 1)
    )
    identity = Identity("云溪县教育局", "990101", Scope.ORGAN, 2021, None, None)
    return Report(Source(SHA, "text/html", 9), identity, "2021", "grid", cells, (), (), (), faults)


def keep(store: Store, report: Report, reader: str = "1.0") -> None:
    fetched = datetime(2026, 3, 1, tzinfo=UTC)
    url = "http://portal.example/1.html"
    capture = store.capture(Capture(url, SHA, "text/html", 9, 200, fetched, "a.warc.gz", 0))
    store.keep(report, capture, reader=reader)


def errors(store: Store) -> list[Standing]:
    return [one for _, faults in standing_faults(store) for one in faults if one.fault.grade is Grade.ERROR]


def applicants(store: Store) -> Standing:
    (found,) = [one for one in errors(store) if one.fault.code == "requests.applicants"]
    return found


def test_every_fault_has_an_id_of_its_own_that_is_the_same_in_every_database(
    store: Store, tmp_path: Path
) -> None:
    twice = Fault("text.odd", Grade.WARNING, "one")
    report = a_report(WRONG, faults=(twice, replace(twice, message="two")))
    keep(store, report)
    ids = [one.id for _, faults in standing_faults(store) for one in faults]
    assert len(ids) > 3
    assert len(set(ids)) == len(ids)
    with open_store(str(tmp_path / "other.db")) as other:
        other.seed(indicators=indicator_rows())
        keep(other, report)
        assert [one.id for _, faults in standing_faults(other) for one in faults] == ids


def test_a_verdict_stays_through_runs_and_through_readings_of_a_newer_reader(store: Store) -> None:
    keep(store, a_report(WRONG))
    given = give_verdict(store, applicants(store).id, Ruling.ACCEPTED, " misprint ")
    keep(store, a_report(WRONG))
    assert applicants(store) == given
    later = a_report({**WRONG, "disclosure/rules/made": "4"}, Status.INFERRED)
    keep(store, later, reader="2.0")
    assert [cell.status for cell in store.report(given.entry.id).cells] == [Status.INFERRED] * len(
        later.cells
    )
    after = applicants(store)
    assert (after.id, after.lapsed, after.is_open) == (given.id, False, False)
    assert after.verdict is not None
    assert (after.verdict.ruling, after.verdict.note) == (Ruling.ACCEPTED, "misprint")


@pytest.mark.parametrize("code", sorted(WRONG))
def test_a_verdict_lapses_when_a_value_changes_and_comes_back_with_it(store: Store, code: str) -> None:
    keep(store, a_report(WRONG))
    given = give_verdict(store, applicants(store).id, Ruling.DISMISSED, "as counted")
    keep(store, a_report({**WRONG, code: "8"}), reader="2.0")
    lapsed = applicants(store)
    assert (lapsed.id, lapsed.verdict, lapsed.lapsed, lapsed.is_open) == (given.id, given.verdict, True, True)
    keep(store, a_report(WRONG), reader="3.0")
    assert applicants(store) == given


def test_a_verdict_on_the_figures_of_today_stands_beside_the_lapsed_one(store: Store) -> None:
    keep(store, a_report(WRONG))
    give_verdict(store, applicants(store).id, Ruling.DISMISSED, "first")
    keep(store, a_report({**WRONG, "requests/received/total": "8"}), reader="2.0")
    give_verdict(store, applicants(store).id, Ruling.ACCEPTED, "second")
    assert {verdict.note for verdict in store.verdicts()} == {"first", "second"}
    standing = applicants(store)
    assert standing.verdict is not None
    assert (standing.verdict.note, standing.lapsed) == ("second", False)


def test_a_fault_without_indicators_is_known_by_its_words(store: Store) -> None:
    keep(store, a_report({}, faults=(Fault("text.odd", Grade.ERROR, "section 5 is empty"),)))
    (standing,) = [one for one in errors(store) if one.fault.code == "text.odd"]
    give_verdict(store, standing.id, Ruling.ACCEPTED, "so it is")
    keep(store, a_report({}, faults=(Fault("text.odd", Grade.ERROR, "section 6 is empty"),)), reader="2.0")
    (standing,) = [one for one in errors(store) if one.fault.code == "text.odd"]
    assert standing.lapsed


def test_errors_are_open_until_each_has_a_verdict(store: Store) -> None:
    keep(store, a_report(WRONG))
    found = errors(store)
    assert open_errors(standing_faults(store)) == len(found) > 1
    for number, standing in enumerate(found, 1):
        give_verdict(store, standing.id, Ruling.ACCEPTED, "known")
        assert open_errors(standing_faults(store)) == len(found) - number


def test_a_verdict_needs_a_fault_and_a_note(store: Store) -> None:
    keep(store, a_report(WRONG))
    standing = applicants(store)
    with pytest.raises(UsageError, match="there is no fault aaaaaa-bbbbbb"):
        give_verdict(store, "aaaaaa-bbbbbb", Ruling.ACCEPTED, "why")
    with pytest.raises(UsageError, match="there is no fault"):
        give_verdict(store, standing.id[:-1] + "0", Ruling.ACCEPTED, "why")
    with pytest.raises(UsageError, match="a note that says why"):
        give_verdict(store, standing.id, Ruling.ACCEPTED, "  ")
    assert store.verdicts() == ()


def run(path: str, *words: str) -> Any:
    return CliRunner().invoke(command, [*words, "--db", path], standalone_mode=False)


def test_the_command_takes_verdicts_and_shows_them(store: Store, path: str) -> None:
    keep(store, a_report(WRONG))
    first = run(path, "--json")
    lines = [json.loads(line) for line in first.output.splitlines()]
    assert first.return_value == 4
    assert all(line["verdict"] is None for line in lines)
    ids = [line["id"] for line in lines if line["grade"] == "error"]
    assert run(path, "accept", *ids, "--note", "misprint").return_value == 0
    again = run(path, "云溪县教育局", "2021", "--json")
    told = {line["id"]: line["verdict"] for line in map(json.loads, again.output.splitlines())}
    assert again.return_value == 0
    assert {told[id_]["ruling"] for id_ in ids} == {"accepted"}
    assert "accepted: misprint" in run(path).output
    keep(store, a_report({**WRONG, "requests/received/total": "8"}), reader="2.0")
    lapsed = run(path)
    assert lapsed.return_value == 4
    assert "lapsed, its figures changed: accepted: misprint" in lapsed.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("accept", "--note", "why"), "name at least one fault"),
        (("dismiss", "aaaaaa-bbbbbb"), "a note that says why"),
        (("云溪县教育局", "twenty"), "is not a year"),
        (("云溪县教育局", "2021", "2022"), "too much"),
        (("云溪县教育局", "--note", "why"), "goes with a verdict"),
    ],
)
def test_the_command_says_what_is_wrong_with_its_words(
    store: Store, path: str, words: tuple[str, ...], message: str
) -> None:
    keep(store, a_report(WRONG))
    result = run(path, *words)
    assert isinstance(result.exception, UsageError)
    assert message in str(result.exception)
