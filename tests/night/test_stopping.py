"""A night that somebody stops: the request in hand is finished, and the next night goes on from there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gkscrape.archive import Archive
from gkscrape.store import open_store

from ..end_to_end.shell import gkscrape
from .farm import Answer, Host, farm
from .pages import COLUMN, ORGANS, county, path_of, report


def stopped_in(reached: threading.Event, command: list[str], folder: Path, how: signal.Signals) -> int:
    """Start a night, stop it once that was reached; its exit status."""
    environment = os.environ | {"GKSCRAPE_CONTACT": "mailto:stop@example.org"}
    words = [sys.executable, "-m", "gkscrape", *command]
    with subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as running:
        assert reached.wait(30)
        running.send_signal(how)
        running.communicate(timeout=60)
        return running.returncode


def reports_in(folder: Path) -> set[str]:
    with open_store(str(folder / "gkscrape.db")) as store:
        return {entry.unit.name for entry in store.reports()}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_night_ends_cleanly_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    with farm() as servers:
        hosts = [servers.add(number) for number in (1, 2)]
        for host, name in zip(hosts, ("甲溪县", "乙溪县"), strict=True):
            county(host, name, organs=3)
        slow, reached = hosts[0], threading.Event()
        whole = report("甲溪县" + ORGANS[0]).encode()

        def slowly(_path: str, _headers: dict[str, str]) -> Answer:
            reached.set()
            return Answer(whole, pause=0.5)

        slow.answers[path_of(0)] = slowly
        command = ["nightly", *(host.url(COLUMN) for host in hosts)]
        command += ["--allow-private", "--delay", "0.2", "--parallel", "1"]
        assert stopped_in(reached, command, tmp_path, how) == 130
        _is_left_clean(tmp_path, slow)
        asked = [len(host.log) for host in hosts]
        assert slow.paths() == ["/robots.txt", COLUMN, path_of(0)]
        assert asked[1] == 0, "nothing was begun after the stop"

        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GKSCRAPE_CONTACT", "mailto:stop@example.org")
        assert gkscrape(*command).status in (0, 4)
        assert slow.paths()[asked[0] :] == [path_of(1), path_of(2)], "nothing is asked again"
        assert reports_in(tmp_path) == {name + organ for name in ("甲溪县", "乙溪县") for organ in ORGANS[:3]}


def _is_left_clean(folder: Path, slow: Host) -> None:
    """The page in hand is archived, and the summary of the night says that it was stopped."""
    archived = {capture.url for capture in Archive(folder / "archive").captures()}
    assert slow.url(path_of(0)) in archived
    (night,) = (folder / "nights").iterdir()
    summary = json.loads((night / "summary.json").read_text(encoding="utf-8"))
    assert summary["stopped"]
    assert summary["exit_status"] == 130
    assert [one["came"] for one in summary["portals"]] == ["stopped", "stopped"]
    assert "stopped before its end" in (night / "index.html").read_text(encoding="utf-8")
