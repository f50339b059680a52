"""One crawl of the sample portal, shared by the tests that only look at what it left behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gkscrape.demo.server import DEMO_HOST
from gkscrape.run.demo import crawl_demo
from gkscrape.run.events import Event, Tally

EXPECTED: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "demo" / "expected.json").read_text(encoding="utf-8")
)
PUBLIC = f"http://{DEMO_HOST}"


class Crawled(NamedTuple):
    """What a crawl of the sample portal left behind, and what it told on the way."""

    database: str
    archive: Path
    tally: Tally
    events: list[Event]


def crawl_into(folder: Path) -> Crawled:
    """Crawl the sample portal into a folder."""
    events: list[Event] = []
    database, archive = str(folder / "gkscrape.db"), folder / "archive"
    return Crawled(database, archive, crawl_demo(database, archive, events.append), events)


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """The sample portal, crawled once."""
    return crawl_into(tmp_path_factory.mktemp("demo"))
