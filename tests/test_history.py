"""The history of a report: each body once, in order of fetching, with the figures that it changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gkscrape.archive import Archive
from gkscrape.record import Fetched
from gkscrape.run.desk import Desk
from gkscrape.run.seeds import seed
from gkscrape.store import open_store

from .end_to_end.shell import gkscrape

SEED = (Path(__file__).parent / "fixtures" / "twins" / "grid-2021.html").read_text(encoding="utf-8")
URL = "http://portal.example/2021.html"
FIRST = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)


class Portal:
    """A page that is published anew, each time a day later."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "a.db"
        self._archive = folder / "archive"
        self._days = 0

    def publish(self, text: str, url: str = URL) -> None:
        moment = FIRST + timedelta(days=self._days)
        self._days += 1
        fetched = Fetched(url, 200, (), text.encode(), moment, "text/html", "utf-8")
        with open_store(str(self.database)) as store, Archive(self._archive) as archive:
            seed(store)
            desk = Desk(archive, store)
            desk.read(fetched, desk.capture(fetched))

    def rewind(self, days: int) -> None:
        """What is published next was fetched so many days earlier."""
        self._days -= days

    def names(self) -> tuple[str, int]:
        with open_store(str(self.database)) as store:
            (entry,) = store.reports()
        return entry.unit.name, entry.year

    def history(self) -> dict[str, Any]:
        answer = gkscrape("history", *self.names(), "--json", "--db", self.database)
        assert answer.status == 0
        found: dict[str, Any] = json.loads(answer.out)
        return found


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path)


def edited(**figures: str) -> str:
    """The page with other figures: `_5127="5128"` puts 5128 where 5127 stood."""
    text = SEED
    for name, new in figures.items():
        old = f">{name[1:]}<"
        assert text.count(old) == 1
        text = text.replace(old, f">{new}<")
    return text


LICENCES, FINES = "disclosure/licences/decisions", "disclosure/penalties/decisions"


def test_one_capture_changed_nothing(portal: Portal) -> None:
    portal.publish(SEED)
    told = portal.history()
    assert set(told) == {"unit", "year", "captures"}
    assert (told["unit"], told["year"]) == portal.names()
    (capture,) = told["captures"]
    assert set(capture) == {"sha256", "url", "fetched_at", "changed"}
    assert capture["url"] == URL
    assert datetime.fromisoformat(capture["fetched_at"]) == FIRST
    assert capture["changed"] == []


def test_a_silent_edit_is_told_by_its_indicators(portal: Portal) -> None:
    portal.publish(SEED)
    portal.publish(edited(_5127="5128"))
    portal.publish(edited(_5127="5128", _1346="1347"))
    captures = portal.history()["captures"]
    assert [one["changed"] for one in captures] == [[], [LICENCES], [FINES]]
    assert len({one["sha256"] for one in captures}) == 3


def test_the_same_bytes_fetched_again_are_no_new_capture(portal: Portal) -> None:
    portal.publish(SEED)
    portal.publish(SEED)
    assert len(portal.history()["captures"]) == 1


def test_a_figure_that_went_blank_is_a_change(portal: Portal) -> None:
    portal.publish(SEED)
    portal.publish(edited(_5127=""))
    assert portal.history()["captures"][1]["changed"] == [LICENCES]


def test_a_body_is_held_against_the_last_from_its_own_address(portal: Portal) -> None:
    other = "http://portal.example/again.html"
    portal.publish(SEED)
    portal.publish(edited(_5127="5128"), url=other)
    portal.publish(edited(_1346="1347"))
    captures = portal.history()["captures"]
    assert [one["url"] for one in captures] == [URL, other, URL]
    assert [one["changed"] for one in captures] == [[], [LICENCES], [FINES]]


def test_the_order_is_that_of_fetching_not_of_storing(portal: Portal) -> None:
    portal.publish(edited(_5127="5128"))
    portal.rewind(days=5)
    portal.publish(SEED)
    captures = portal.history()["captures"]
    assert captures[0]["fetched_at"] < captures[1]["fetched_at"]
    assert [one["changed"] for one in captures] == [[], [LICENCES]]


def test_a_person_reads_a_table_in_the_time_of_china(portal: Portal) -> None:
    portal.publish(SEED)
    portal.publish(edited(_5127="5128"))
    answer = gkscrape("history", *portal.names(), "--db", portal.database)
    assert answer.status == 0
    assert "2026-03-02 04:30:00" in answer.out
    assert LICENCES in answer.out


def test_what_is_not_stored_is_wrong_usage(portal: Portal) -> None:
    portal.publish(SEED)
    unit, _ = portal.names()
    assert gkscrape("history", unit, 1999, "--db", portal.database).status == 2
    assert gkscrape("history", "无此机关", 2024, "--db", portal.database).status == 2
