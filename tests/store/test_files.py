"""Files that cannot be used: each error names the file and says what to do."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gkscrape.errors import StoreError
from gkscrape.record import Report
from gkscrape.store import Kept, Store, open_store

NOBODY = 65534


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that the test may not write to; the superuser, whom permissions do not bind, steps down."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o555)
        superuser = os.geteuid() == 0
        if superuser:
            os.seteuid(NOBODY)
        try:
            yield Path(name)
        finally:
            if superuser:
                os.seteuid(0)
            Path(name).chmod(0o755)


def test_a_file_that_is_no_database(path: Path) -> None:
    path.write_bytes("政府信息公开年度报告".encode() * 200)
    with pytest.raises(StoreError, match=r"gkscrape\.db: is not an SQLite database; name another file"):
        open_store(str(path))


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    with open_store(str(path)) as store:
        assert store.status().reports == 0


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened; its folder must exist"):
        open_store(str(tmp_path))


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"missing/gkscrape\.db: cannot be opened"):
        open_store(str(tmp_path / "missing" / "gkscrape.db"))


def test_a_damaged_file(path: Path, store: Store, keep: Callable[..., Kept], report: Report) -> None:
    for body in range(40):
        keep(report, str(body), f"http://portal.example/{body}")
    store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\x5a" * (len(whole) - 8192))
    with pytest.raises(StoreError, match="is damaged; restore it"), open_store(str(path)) as damaged:
        damaged.fingerprint()


def test_a_file_cut_short(path: Path, store: Store, keep: Callable[..., Kept], report: Report) -> None:
    keep(report)
    store.close()
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(StoreError, match="is damaged"), open_store(str(path)) as damaged:
        damaged.fingerprint()


def test_a_folder_without_leave_to_write(closed_folder: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened; its folder must exist, and you must be allowed"):
        open_store(str(closed_folder / "gkscrape.db"))


def test_a_file_without_leave_to_write(
    path: Path, store: Store, keep: Callable[..., Kept], report: Report
) -> None:
    kept = keep(report)
    store.close()
    with open_store(f"sqlite:///file:{path}?mode=ro&uri=true") as readable:
        assert kept.report_id is not None
        assert readable.report(kept.report_id).cells == report.cells
        with pytest.raises(StoreError, match="is read-only; make the file and its folder writable"):
            readable.start_run("gkscrape crawl")


def test_a_file_that_another_program_holds(path: Path, store: Store) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_store(str(path), busy_seconds=0.05) as waiting:
        assert waiting.status().reports == 0
        with pytest.raises(StoreError, match="is locked by another program; wait until it is done"):
            waiting.start_run("gkscrape crawl")
        other.execute("COMMIT")
        assert waiting.start_run("gkscrape crawl") == 1
    other.close()


@pytest.mark.parametrize("named", ["oracle-of-delphi://x/y", "://"])
def test_a_url_that_names_no_database(named: str) -> None:
    with pytest.raises(StoreError, match="no database can be reached"):
        open_store(named)


def test_a_url_is_as_good_as_a_path(path: Path) -> None:
    open_store(f"sqlite:///{path}").close()
    with open_store(str(path)) as store:
        assert store.status().runs == 0
