"""`gkscrape db` as a person types it: a database is checked, copied, searched, and merged with another."""

from __future__ import annotations

import contextlib
import gzip
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from gkscrape.store import open_store

from .conftest import Crawled
from .shell import gkscrape

FIXTURES = Path(__file__).parent.parent / "fixtures"
OLDEST = FIXTURES / "databases" / "0001.db.gz"


@pytest.fixture
def demo(crawled: Crawled, tmp_path: Path) -> tuple[Path, Path]:
    """A copy of the sample's database and archive that a test may change."""
    shutil.copytree(crawled.archive, tmp_path / "archive")
    shutil.copy(crawled.database, tmp_path / "demo.db")
    return tmp_path / "demo.db", tmp_path / "archive"


def test_a_sound_database_is_told_so(demo: tuple[Path, Path]) -> None:
    database, archive = demo
    answer = gkscrape("db", "check", "--db", database, "--archive", archive)
    assert (answer.status, answer.out.startswith("sound: ")) == (0, True), answer.out


def test_bytes_that_the_archive_lost_are_told_with_the_remedy(demo: tuple[Path, Path]) -> None:
    database, archive = demo
    warc = max(archive.glob("*.warc.gz"), key=lambda path: path.stat().st_size)
    warc.write_bytes(warc.read_bytes()[: warc.stat().st_size // 2])
    answer = gkscrape("db", "check", "--db", database, "--archive", archive, "--json")
    told = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.status == 4
    assert {one["kind"] for one in told} == {"capture.archive"}
    assert all("restore its WARC file" in one["remedy"] for one in told)
    assert gkscrape("db", "check", "--quick", "--db", database).status == 0


def test_what_is_wrong_is_told_with_the_remedy_and_a_status(demo: tuple[Path, Path]) -> None:
    database, archive = demo
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE cell_store SET value = value + 1 WHERE value = 1093")
    answer = gkscrape("db", "check", "--db", database, "--archive", archive)
    assert answer.status == 4
    assert "reading.content" in answer.out
    assert "restore a backup" in " ".join(answer.out.split())


def test_an_old_database_is_upgraded_and_says_what_compares(tmp_path: Path) -> None:
    database = tmp_path / "old.db"
    database.write_bytes(gzip.decompress(OLDEST.read_bytes()))
    refused = gkscrape("db", "check", "--quick", "--db", database)
    assert (refused.status, "gkscrape db upgrade" in refused.err) == (1, True)
    assert json.loads(gkscrape("db", "upgrade", "--json", "--db", database).out)["before"] == "0001"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        asked = "SELECT value_before, value FROM year_pairs WHERE indicator = 'requests/received/total'"
        assert connection.execute(asked).fetchall() == [(9, 15)]
    assert gkscrape("db", "check", "--quick", "--db", database).status == 0


def test_a_backup_is_a_database_and_vacuum_keeps_it_so(demo: tuple[Path, Path], tmp_path: Path) -> None:
    database, _ = demo
    copy = tmp_path / "copy.db"
    assert gkscrape("db", "backup", copy, "--db", database).status == 0
    again = gkscrape("db", "backup", copy, "--db", database)
    assert (again.status, "is there already" in again.err) == (1, True)
    assert gkscrape("db", "vacuum", "--db", copy).status == 0
    with open_store(str(copy)) as one, open_store(str(database)) as other:
        assert one.fingerprint() == other.fingerprint()


def test_words_are_found_and_shown(demo: tuple[Path, Path]) -> None:
    database, _ = demo
    answer = gkscrape("db", "search", "培训", "--db", database)
    assert (answer.status, answer.out.count("\n")) == (0, 2)
    assert "霁川县教育局 2021 §1 总体情况: …" in answer.out
    assert "校外[培训]机构" in answer.out
    few = gkscrape("db", "search", "公开", "--limit", "3", "--db", database)
    assert (few.out.count("\n"), "and more" in few.out) == (4, True)
    none = gkscrape("db", "search", "公开", "没有这样的话", "--db", database)
    assert (none.status, none.out) == (0, "no section holds these words\n")
    assert gkscrape("db", "search", " ", "--db", database).status == 2
    assert gkscrape("db", "search", "公开", "--year", "1999", "--json", "--db", database).out == ""


def test_it_does_not_matter_which_database_is_merged_into_which(
    demo: tuple[Path, Path], tmp_path: Path
) -> None:
    """One machine crawled the sample, another added reports by hand on another day."""
    one, archive = demo
    other, others = tmp_path / "other.db", tmp_path / "others"
    added = gkscrape("add", FIXTURES / "twins", "--db", other, "--archive", others)
    assert added.status in (0, 3), added.err
    of_another_day(other, others)
    for path in others.glob("*.warc.gz"):
        shutil.copy(path, archive)
    databases = {"one": one, "other": other, "both": tmp_path / "both.db", "htob": tmp_path / "htob.db"}
    shutil.copy(one, databases["both"])
    shutil.copy(other, databases["htob"])
    assert gkscrape("db", "merge", other, "--db", databases["both"]).status == 0
    assert gkscrape("db", "merge", one, "--db", databases["htob"]).status == 0
    again = gkscrape("db", "merge", one, other, "--json", "--db", databases["both"])
    assert [json.loads(line)["captures"] for line in again.out.splitlines()] == [0, 0]
    both, htob = (exported(databases[name], tmp_path / name) for name in ("both", "htob"))
    assert both == htob
    assert count(databases["both"]) == count(one) + count(other)
    for name in ("both", "htob"):
        checked = gkscrape("db", "check", "--db", databases[name], "--archive", archive)
        assert checked.status == 0, checked.out


def of_another_day(database: Path, archive: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        for path in archive.glob("*.warc.gz"):
            name = f"gkscrape-20260101-{path.name[-11:]}"
            connection.execute("UPDATE captures SET warc = ? WHERE warc = ?", (name, path.name))
            path.rename(archive / name)


def exported(database: Path, folder: Path) -> dict[str, bytes]:
    answer = gkscrape("export", folder, "--format", "datapackage", "--db", database)
    assert answer.status == 0, answer.err
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def count(database: Path) -> int:
    with open_store(str(database)) as store:
        return store.status().reports
