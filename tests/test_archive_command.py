"""`gkscrape archive`: each way in which archive and database can part is named, and a sound pair is sound."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gkscrape.archive import Archive
from gkscrape.archive.members import members
from gkscrape.cli.archive import command
from gkscrape.record import Capture, Fetched
from gkscrape.run.archive import Flaw, check_archive
from gkscrape.store import open_store

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
PAGE = "青溪县2020年政府信息公开工作年度报告".encode()


def page(number: int, body: bytes, moment: datetime = NOON) -> Fetched:
    url = f"http://www.qingxi.example/{number}.html"
    return Fetched(url, 200, (("Content-Type", "text/html"),), body, moment, "text/html")


class Shelf:
    """Three pages and one that came again a day later, in an archive and a database."""

    def __init__(self, folder: Path) -> None:
        self.database, self.archive = str(folder / "gkscrape.db"), folder / "archive"
        with Archive(self.archive) as archive:
            self.captures = [archive.put(page(n, PAGE + bytes([48 + n]) * 400)) for n in range(3)]
            again = page(7, PAGE + b"1" * 400, NOON + timedelta(days=1))
            self.captures.append(archive.put(again, known=self.captures[1]))
        self.store(self.captures)

    def store(self, captures: list[Capture]) -> None:
        with open_store(self.database) as store:
            for capture in captures:
                store.capture(capture)

    def file(self, day: int) -> Path:
        names = {capture.warc for capture in self.captures}
        (name,) = (name for name in names if name.startswith(f"gkscrape-202601{day}-001-"))
        return self.archive / name

    def found(self) -> dict[Flaw, set[str | None]]:
        with open_store(self.database) as store:
            checked = check_archive(store, self.archive)
        flaws = {finding.flaw for finding in checked.findings}
        return {flaw: {each.url for each in checked.findings if each.flaw is flaw} for flaw in flaws}

    def run(self, *words: str) -> Result:
        where = ["--db", self.database] + (["--archive", str(self.archive)] if words[0] != "list" else [])
        return CliRunner().invoke(command, [*words, *where], standalone_mode=False)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_a_sound_archive(shelf: Shelf) -> None:
    result = shelf.run("check")
    assert shelf.found() == {}
    assert (result.return_value, result.output) == (
        0,
        "2 files, 4 records; 4 captures in the database, 0 findings: all can be shown\n",
    )


def flip(path: Path, position: int) -> None:
    """One bit of the file, changed."""
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(bytes(data))


def forge(path: Path, number: int) -> None:
    """A record with another body under the old digest, as if by somebody who packs it properly."""
    records = list(members(path))
    parts = [gzip.compress(one.data, mtime=0) for one in records]
    old = records[number].data
    parts[number] = gzip.compress(old.replace(b"1111", b"1211", 1), mtime=0)
    path.write_bytes(b"".join(parts))


def test_a_body_that_is_not_there(shelf: Shelf) -> None:
    shelf.file(16).unlink()
    assert shelf.found() == {Flaw.LOST: {"http://www.qingxi.example/7.html"}}
    assert shelf.run("check").return_value == 4


def test_a_record_of_another_page_at_the_place(shelf: Shelf) -> None:
    twin = replace(shelf.captures[0], url="http://www.qingxi.example/8.html")
    shelf.store([twin])
    assert shelf.found() == {Flaw.LOST: {twin.url}}


def test_a_damaged_file_costs_only_what_cannot_be_shown(shelf: Shelf) -> None:
    flip(shelf.file(15), shelf.captures[1].offset + 300)
    found = shelf.found()
    assert set(found) == {Flaw.DAMAGED, Flaw.LOST, Flaw.DANGLING}
    assert found[Flaw.LOST] == {shelf.captures[1].url, shelf.captures[3].url}


def test_a_body_that_was_exchanged(shelf: Shelf) -> None:
    forge(shelf.file(15), 2)
    found = shelf.found()
    assert Flaw.CHANGED in found
    assert shelf.captures[1].url in found[Flaw.LOST]


def test_a_record_that_was_never_stored(shelf: Shelf) -> None:
    with Archive(shelf.archive) as archive:
        archive.put(page(9, PAGE + b"9" * 400))
    assert shelf.found() == {Flaw.UNKNOWN: {"http://www.qingxi.example/9.html"}}
    result = shelf.run("check")
    assert result.return_value == 0, "the next crawl fetches it again"
    assert "gkscrape add" in result.output


def test_a_record_torn_by_a_crash(shelf: Shelf) -> None:
    with shelf.file(16).open("ab") as file:
        file.write(shelf.file(15).read_bytes()[:200])
    assert shelf.found() == {Flaw.TORN: {None}}
    assert shelf.run("check").return_value == 0


def test_findings_as_json(shelf: Shelf) -> None:
    shelf.file(16).unlink()
    (line,) = shelf.run("check", "--json").output.splitlines()
    finding = json.loads(line)
    assert (finding["flaw"], finding["harmless"], finding["warc"]) == ("lost", False, shelf.file(16).name)


@pytest.mark.parametrize("wanted", [lambda one: one.url, lambda one: one.sha256, lambda one: one.sha256[:8]])
def test_one_body(shelf: Shelf, wanted: Callable[[Capture], str]) -> None:
    result = shelf.run("show", wanted(shelf.captures[2]))
    assert result.stdout_bytes == PAGE + b"2" * 400


@pytest.mark.parametrize("wanted", ["http://www.qingxi.example/none.html", "", "e"])
def test_no_such_body(shelf: Shelf, wanted: str) -> None:
    result = shelf.run("show", wanted)
    assert result.exception is not None
    assert "no capture has the address" in str(result.exception)


def test_every_capture_is_listed(shelf: Shelf) -> None:
    listed = [json.loads(line) for line in shelf.run("list", "--json").output.splitlines()]
    assert [one["url"] for one in listed] == [capture.url for capture in shelf.captures]
    assert all(capture.url in shelf.run("list").output for capture in shelf.captures)
