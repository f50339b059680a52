"""The archive read again: the same reader changes nothing, and a change is shown before it is kept."""

from __future__ import annotations

import json
import shutil
import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from gkscrape.record import Fetched, Kind, Refusal, Report, Status
from gkscrape.run import reparse as module
from gkscrape.run.reading import read_fetched
from gkscrape.store import open_store

from .end_to_end.shell import gkscrape

TWINS = Path(__file__).parent / "fixtures" / "twins"
CODE = "requests/received/total"


class Added(NamedTuple):
    """A database and an archive of two reports, and the options that name them."""

    database: Path
    archive: Path

    @property
    def options(self) -> tuple[object, ...]:
        return ("--db", self.database, "--archive", self.archive)

    def cell(self) -> Decimal | None:
        with open_store(str(self.database)) as store:
            entry = next(one for one in store.reports() if one.url.endswith("grid-2021.html"))
            return next(c.value for c in store.report(entry.id).cells if c.indicator == CODE)

    def fingerprint(self) -> str:
        with open_store(str(self.database)) as store:
            return store.fingerprint()

    def content(self) -> str:
        with sqlite3.connect(self.database) as connection:
            return "\n".join(connection.iterdump())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Added:
    folder = tmp_path_factory.mktemp("made")
    added = Added(folder / "a.db", folder / "archive")
    assert gkscrape("add", TWINS / "grid-2021.html", TWINS / "seed.txt", *added.options).status == 0
    return added


@pytest.fixture
def added(made: Added, tmp_path: Path) -> Added:
    shutil.copy(made.database, tmp_path / "a.db")
    shutil.copytree(made.archive, tmp_path / "archive")
    return Added(tmp_path / "a.db", tmp_path / "archive")


def better_reader(fetched: Fetched) -> Report | Refusal:
    """Today's reader, but for one cell of the grid, which it reads as 7777."""
    result = read_fetched(fetched)
    if isinstance(result, Refusal) or not fetched.url.endswith("grid-2021.html"):
        return result
    cells = (
        cell._replace(value=Decimal(7777), raw="7777") if cell.indicator == CODE else cell
        for cell in result.cells
    )
    return replace(result, cells=tuple(cells))


def losing_reader(fetched: Fetched) -> Report | Refusal:
    """Today's reader, but it loses a printed cell and says nothing of it."""
    result = read_fetched(fetched)
    if isinstance(result, Refusal):
        return result
    cells = (
        cell._replace(value=None, raw=None, kind=Kind.BLANK, status=Status.MISSING, at=None)
        if cell.indicator == CODE
        else cell
        for cell in result.cells
    )
    return replace(result, cells=tuple(cells), faults=())


def test_the_same_reader_changes_nothing(added: Added) -> None:
    before = added.fingerprint()
    answer = gkscrape("reparse", *added.options)
    assert answer.status == 0
    assert "2 same; 0 cells changed" in answer.out
    assert added.fingerprint() == before


def test_a_dry_run_shows_the_change_and_stores_nothing(added: Added, monkeypatch: pytest.MonkeyPatch) -> None:
    old, before = added.cell(), added.content()
    monkeypatch.setattr(module, "read_fetched", better_reader)
    answer = gkscrape("reparse", "--dry-run", "--json", *added.options)
    lines = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.status == 0
    assert [line["what"] for line in lines] == ["replaced", "same"]
    assert lines[0]["changed"] == [
        {
            "indicator": CODE,
            "old": {"kind": "number", "value": int(old or 0), "status": "printed"},
            "new": {"kind": "number", "value": 7777, "status": "printed"},
        }
    ]
    assert added.content() == before


def test_what_the_dry_run_showed_is_what_comes_about(added: Added, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "read_fetched", better_reader)
    shown = gkscrape("reparse", "--dry-run", "--json", *added.options).out
    assert gkscrape("reparse", "--json", *added.options).out == shown
    assert added.cell() == 7777
    again = gkscrape("reparse", *added.options)
    assert "2 same; 0 cells changed" in again.out


def test_a_reading_that_lost_a_cell_does_not_replace(added: Added, monkeypatch: pytest.MonkeyPatch) -> None:
    old = added.cell()
    monkeypatch.setattr(module, "read_fetched", losing_reader)
    for words in (("reparse", "--dry-run"), ("reparse",)):
        answer = gkscrape(*words, "--json", *added.options)
        lines = [json.loads(line) for line in answer.out.splitlines()]
        assert [line["what"] for line in lines] == ["kept_old", "kept_old"]
        assert [line["changed"] for line in lines] == [[], []]
    assert added.cell() == old
    with open_store(str(added.database)) as store:
        codes = {fault.code for entry in store.reports() for fault in store.report(entry.id).faults}
    assert "reading.regressed" in codes


def test_what_was_stopped_is_done_whole_the_next_time(added: Added, monkeypatch: pytest.MonkeyPatch) -> None:
    """Captures are kept some at a time: those of the batch that was cut off are as they were before."""

    def stopped(fetched: Fetched) -> Report | Refusal:
        if not fetched.url.endswith("grid-2021.html"):
            raise KeyboardInterrupt
        return better_reader(fetched)

    old, before = added.cell(), added.fingerprint()
    monkeypatch.setattr(module, "read_fetched", stopped)
    assert gkscrape("reparse", *added.options).status == 130
    assert (added.cell(), added.fingerprint()) == (old, before)
    monkeypatch.setattr(module, "_AT_ONCE", 1)
    assert gkscrape("reparse", *added.options).status == 130
    assert added.cell() == 7777, "a batch that was read is kept"
    monkeypatch.setattr(module, "read_fetched", better_reader)
    assert "2 same; 0 cells changed" in gkscrape("reparse", *added.options).out


def test_a_broken_record_is_named_and_the_others_go_on(added: Added) -> None:
    with sqlite3.connect(added.database) as connection:
        connection.execute("UPDATE captures SET offset = offset + 1 WHERE id = 1")
    answer = gkscrape("reparse", "--json", *added.options)
    lines = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.status == 1
    assert [line["what"] for line in lines] == ["broken", "same"]
    assert ".warc.gz at " in lines[0]["message"]
    assert lines[0]["url"].endswith("grid-2021.html")


def test_a_fault_of_the_reader_stops_nothing(added: Added, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(fetched: Fetched) -> Report | Refusal:
        if fetched.url.endswith("grid-2021.html"):
            raise KeyError("no such row")
        return read_fetched(fetched)

    before = added.fingerprint()
    monkeypatch.setattr(module, "read_fetched", failing)
    answer = gkscrape("reparse", *added.options)
    assert answer.status == 1
    assert "the reader failed: KeyError" in answer.out
    assert "1 broken, 1 same" in answer.out
    assert added.fingerprint() == before


def test_one_unit_and_year_are_read_alone(added: Added) -> None:
    with open_store(str(added.database)) as store:
        entry = store.reports()[0]
    answer = gkscrape("reparse", entry.unit.id, entry.year, "--json", *added.options)
    assert [json.loads(line)["url"] for line in answer.out.splitlines()] == [entry.url]
    assert gkscrape("reparse", entry.unit.id, 1999, *added.options).status == 2
    assert gkscrape("reparse", "无此机关", *added.options).status == 2


def test_what_was_refused_is_read_again_too(added: Added, tmp_path: Path) -> None:
    page = tmp_path / "login.html"
    page.write_text("<title>登录</title><input type=password>登录", encoding="utf-8")
    assert gkscrape("add", page, *added.options).status == 3
    answer = gkscrape("reparse", "--json", *added.options)
    assert answer.status == 0
    assert [json.loads(line)["what"] for line in answer.out.splitlines()] == ["same", "same", "refused"]
