"""A crawl that is killed at any moment and run again ends where an undisturbed one does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gkscrape.archive import Archive
from gkscrape.store import open_store

from .conftest import Crawled, crawl_into

COMMAND = [sys.executable, "-m", "gkscrape", "demo"]


def captures_of(archive: Path) -> set[tuple[str, str]]:
    return {(capture.url, capture.sha256) for capture in Archive(archive).captures()}


def killed_after(pages: int, folder: Path, how: signal.Signals) -> int:
    """Start the demo in a process of its own, stop it once it has stored so many reports; its exit status."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        COMMAND, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        told = 0
        for line in process.stdout:
            told += line.startswith(b"new")
            if told >= pages:
                break
        process.send_signal(how)
        process.communicate(timeout=60)
        return process.returncode


@pytest.mark.parametrize(("pages", "how"), [(7, signal.SIGKILL), (15, signal.SIGINT)])
def test_a_stopped_crawl_completes_on_the_next_run(
    crawled: Crawled, tmp_path: Path, pages: int, how: signal.Signals
) -> None:
    status = killed_after(pages, tmp_path, how)
    assert status == (130 if how is signal.SIGINT else -how)
    with open_store(str(tmp_path / "gkscrape.db")) as store:
        halfway = len(store.reports())
        assert halfway >= 1
    crawl_into(tmp_path)
    with open_store(str(tmp_path / "gkscrape.db")) as store, open_store(crawled.database) as undisturbed:
        assert halfway < len(store.reports())
        assert store.fingerprint() == undisturbed.fingerprint()
    assert captures_of(tmp_path / "archive") == captures_of(crawled.archive)


def test_two_crawls_into_one_archive_do_not_mix(tmp_path: Path) -> None:
    with subprocess.Popen(COMMAND, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first:
        deadline = time.monotonic() + 30
        while not list((tmp_path / "archive").glob("*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        second = subprocess.run(
            COMMAND, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
        )
        first.communicate(timeout=60)
    assert first.returncode == 0
    assert second.returncode == 1
    assert "another" in second.stderr
