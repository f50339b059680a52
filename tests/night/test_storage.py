"""Full disks, and databases that cannot be written: an error that says so, and nothing half-written."""

from __future__ import annotations

import errno
import io
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from gkscrape.archive import Archive, appending
from gkscrape.run import tools
from gkscrape.run.seeds import seed
from gkscrape.store import open_store

from ..end_to_end.shell import Answer as Said
from ..end_to_end.shell import gkscrape
from .farm import Answer, Farm, Host, farm
from .pages import COLUMN, county

CONTACT = "mailto:storage@example.org"
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from gkscrape.cli import main
del sys.argv[1]
main()
"""


@pytest.fixture(scope="module")
def servers() -> Iterator[Farm]:
    with farm() as one:
        yield one


@pytest.fixture
def hosts(servers: Farm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Host]:
    monkeypatch.setenv("GKSCRAPE_CONTACT", CONTACT)
    monkeypatch.chdir(tmp_path)
    made = [servers.add(number) for number in (1, 2)]
    for host, name in zip(made, ("甲溪县", "乙溪县"), strict=True):
        county(host, name, organs=3)
    return made


def words(command: str, hosts: list[Host]) -> list[str]:
    more = ["--report", "nights"] if command == "nightly" else []
    return [command, *(host.url(COLUMN) for host in hosts), "--allow-private", "--delay", "0", *more]


def told(answer: Said) -> None:
    """The command failed with one line for a person, and no traceback."""
    assert answer.status == 1, answer
    assert "Traceback" not in answer.err
    assert answer.err.strip().splitlines()[-1].startswith("gkscrape: ")


def is_whole(folder: Path) -> None:
    """Everything that the database has lies in the archive."""
    answer = gkscrape("archive", "check", "--db", folder / "gkscrape.db", "--archive", folder / "archive")
    assert answer.status == 0, answer.out


def what_is_left(folder: Path) -> tuple[int, set[str]]:
    with open_store(str(folder / "gkscrape.db")) as store:
        reports = len(store.reports())
    return reports, {capture.url for capture in Archive(folder / "archive").captures()}


def goes_on(hosts: list[Host], folder: Path) -> None:
    """Once there is room again, the same command brings what is missing."""
    answer = gkscrape(*words("crawl", hosts))
    assert answer.status == 0, answer.err
    reports, archived = what_is_left(folder)
    assert reports == 6
    assert archived == {host.url(path) for host in hosts for path in host.pages}
    is_whole(folder)


def full_after(records: int) -> Callable[[io.FileIO, bytes], None]:
    """A disk that takes so many records, and half of the next."""
    real, left = appending._write, records

    def write(file: io.FileIO, data: bytes) -> None:
        nonlocal left
        if left:
            left -= 1
            return real(file, data)
        real(file, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    return write


@pytest.mark.parametrize("command", ["crawl", "nightly"])
@pytest.mark.parametrize("records", [0, 4])
def test_a_full_disk_under_the_archive(
    hosts: list[Host], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, records: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(appending, "_write", full_after(records))
        answer = gkscrape(*words(command, hosts))
    told(answer)
    assert "cannot be written (No space left on device); make room" in answer.err
    reports, archived = what_is_left(tmp_path)
    assert len(archived) <= records
    assert reports <= len(archived)
    is_whole(tmp_path)
    goes_on(hosts, tmp_path)


@pytest.mark.parametrize("begun", [False, True], ids=["at once", "in the middle"])
def test_files_that_may_not_grow(hosts: list[Host], tmp_path: Path, begun: bool) -> None:
    """The system itself refuses to let any file grow beyond so many bytes."""
    if begun:
        with open_store("gkscrape.db") as store:
            seed(store)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "200000", *words("crawl", hosts)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    told(Said(done.returncode, done.stdout, done.stderr))
    assert "make room" in done.stderr
    assert begun == any(host.log for host in hosts)
    if begun:
        is_whole(tmp_path)
    goes_on(hosts, tmp_path)


@pytest.mark.parametrize("command", ["crawl", "nightly"])
def test_a_database_that_another_program_holds(
    hosts: list[Host], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    open_store("gkscrape.db").close()
    other = sqlite3.connect("gkscrape.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(tools, "open_store", partial(open_store, busy_seconds=0.05))
    answer = gkscrape(*words(command, hosts))
    told(answer)
    assert "is locked by another program; wait until it is done, or end it" in answer.err
    assert all(host.log == [] for host in hosts), "nobody was asked for what cannot be kept"
    other.execute("COMMIT")
    other.close()


def test_a_read_only_database(hosts: list[Host], tmp_path: Path) -> None:
    open_store("gkscrape.db").close()
    before = (tmp_path / "gkscrape.db").read_bytes()
    answer = gkscrape(
        *words("crawl", hosts), "--db", f"sqlite:///file:{tmp_path}/gkscrape.db?mode=ro&uri=true"
    )
    told(answer)
    assert "is read-only; make the file and its folder writable" in answer.err
    assert all(host.log == [] for host in hosts)
    assert (tmp_path / "gkscrape.db").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".lock") == ["gkscrape.db.lock"]


def test_a_second_crawl_leaves_the_first_alone(hosts: list[Host], tmp_path: Path) -> None:
    slow = hosts[0]
    slow.answers[COLUMN] = Answer(slow.pages[COLUMN].encode(), pause=1.0)
    first = [sys.executable, "-m", "gkscrape", *words("nightly", hosts[:1])]
    with subprocess.Popen(first, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while "/robots.txt" not in slow.paths() and running.poll() is None:
            pass
        second = gkscrape(*words("crawl", hosts[1:]))
        out, err = running.communicate(timeout=60)
    assert "as expected" in out, err
    told(second)
    assert f"another crawl is at work on it: process {running.pid} on " in second.err
    assert hosts[1].log == []
    assert what_is_left(tmp_path)[0] == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("name", ["log.txt", "summary.json"])
def test_a_full_disk_under_the_folder_of_a_night(hosts: list[Host], tmp_path: Path, name: str) -> None:
    today = tmp_path / "nights" / f"{datetime.now(UTC):%Y-%m-%d}"
    today.mkdir(parents=True)
    (today / name).symlink_to("/dev/full")
    answer = gkscrape(*words("nightly", hosts))
    told(answer)
    assert f"{name}: cannot be written (No space left on device)" in answer.err
    (today / name).unlink()
    goes_on(hosts, tmp_path)
