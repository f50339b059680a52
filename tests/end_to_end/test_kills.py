"""Five kills at random moments leave what an undisturbed crawl leaves; `benchmarks.kills` makes a hundred."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.kills import killed, left_in

from .conftest import Crawled


def test_what_five_kills_leave_is_what_no_kill_leaves(crawled: Crawled, tmp_path: Path) -> None:
    expected = left_in(Path(crawled.database).parent)
    storm = killed(tmp_path, 5, 0.8, random.Random(5))
    assert storm.kills == 5
    assert storm.left == expected
    assert storm.repeated <= storm.kills, "only what was in flight is asked for again"
