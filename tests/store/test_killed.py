"""Killed at any moment, the file is whole; run again, it says the same as if nothing had happened."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from gkscrape.store import open_store

LOADER = Path(__file__).with_name("loader.py")
COUNT = 30


def start(path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(LOADER), str(path), str(COUNT)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def finish(path: Path) -> str:
    with start(path) as loader:
        loader.communicate(timeout=60)
    assert loader.returncode == 0
    with open_store(str(path)) as store:
        return store.fingerprint()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    return finish(tmp_path_factory.mktemp("undisturbed") / "gkscrape.db")


@pytest.mark.parametrize("stored", [1, 7, 20])
def test_a_killed_run_leaves_whole_reports_and_can_be_completed(
    path: Path, undisturbed: str, stored: int
) -> None:
    with start(path) as loader:
        assert loader.stdout is not None
        for _ in range(stored):
            loader.stdout.readline()
        loader.kill()
    assert loader.returncode != 0
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    cells = connection.execute("SELECT count(*) FROM cell_store GROUP BY reading_id").fetchall()
    (readings,) = connection.execute("SELECT count(*) FROM readings WHERE chosen").fetchone()
    (reports,) = connection.execute("SELECT count(DISTINCT report_id) FROM readings").fetchone()
    assert connection.execute("SELECT count(*) FROM reports").fetchone() == (reports,)
    connection.close()
    assert readings >= stored
    assert cells == [(200,)] * readings
    assert finish(path) == undisturbed
    with open_store(str(path)) as store:
        assert (store.status().runs, store.status().unfinished_runs) == (2, 1)


def test_killed_while_the_file_is_made(path: Path, undisturbed: str) -> None:
    with start(path) as loader:
        while not path.exists() and loader.poll() is None:
            pass
        loader.kill()
    assert finish(path) == undisturbed
