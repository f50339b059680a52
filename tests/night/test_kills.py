"""Crawls killed at random moments leave what an undisturbed one leaves."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from benchmarks import kills

YEARS = frozenset({2024})


def test_five_kills_lose_nothing_and_repeat_only_what_was_in_flight(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    expected, requests, took = kills.undisturbed(tmp_path / "whole", YEARS)
    assert expected.reports > 0
    chance, done = random.Random(5), 0
    while done < 5:
        folder = tmp_path / f"killed{done}"
        folder.mkdir()
        crawl = kills.killed(folder, 5 - done, took / 2, chance, YEARS)
        assert crawl.left == expected
        assert requests <= crawl.requests <= requests + crawl.kills
        done += crawl.kills
    lost = replace(expected, archived=frozenset([*expected.archived][1:]))
    assert crawl.left != lost
