"""Two nights over sixty hosts, ten of which misbehave on the second: each is told by its right name."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gkscrape.fetch import FetchSettings
from gkscrape.manners import Clock
from gkscrape.run.nightfolder import NightFolder
from gkscrape.run.nightly import Came, Night, NightPlan, Visit, night
from gkscrape.run.plan import CrawlPlan
from gkscrape.store import open_store

from .farm import Answer, Host, farm
from .pages import COLUMN, ORGANS, column, county, half_filled, path_of, report, title

CONTACT = "https://fleet.example/contact"
HOSTS = 60
DELAY = 0.02
FIRST = datetime(2026, 1, 15, 18, tzinfo=UTC)
CHALLENGE = Answer(b"<html><script>document.cookie='__jsl_clearance=1'</script></html>", 521)
LATER = Answer(b"<html>busy</html>", 503, {"Retry-After": "7200"})


def be_down(host: Host) -> None:
    host.down = True


def ask_to_come_later(host: Host) -> None:
    host.everything = LATER


def set_a_challenge(host: Host) -> None:
    host.everything = CHALLENGE


def empty_the_list(host: Host) -> None:
    host.pages[COLUMN] = column(("/zwgk/", "信息公开"))


def list_fewer(host: Host) -> None:
    host.pages[COLUMN] = column((path_of(0), title(name_of(host) + ORGANS[0])))


def serve_another_year(host: Host) -> None:
    publish(host, 2025, report(name_of(host) + ORGANS[0], 2023))


def half_fill(host: Host) -> None:
    host.pages[path_of(0)] = half_filled(host.pages[path_of(0)])


def drip(host: Host) -> None:
    body = host.pages[COLUMN].encode()
    host.answers[COLUMN] = Answer(body, drip=0.05)


def edit_in_silence(host: Host) -> None:
    host.pages[path_of(0)] = report(name_of(host) + ORGANS[0], _231="777")


def remove_a_report(host: Host) -> None:
    del host.pages[path_of(1)]
    links = [(path_of(n), title(name_of(host) + ORGANS[n])) for n in (0, 2)]
    host.pages[COLUMN] = column(*links)


MISDEEDS: dict[str, Callable[[Host], None]] = {
    "down": be_down,
    "unavailable": ask_to_come_later,
    "challenge": set_a_challenge,
    "empty_list": empty_the_list,
    "fewer_reports": list_fewer,
    "wrong_year": serve_another_year,
    "half_filled": half_fill,
    "slow": drip,
    "changed": edit_in_silence,
    "vanished": remove_a_report,
}


def name_of(host: Host) -> str:
    return f"第{host.name.rpartition('.')[2]}县"


def publish(host: Host, year: int, page: str) -> None:
    """Put a new report at the top of the column."""
    link = f'<li><a href="{path_of(0, year)}">{title(name_of(host) + ORGANS[0], year)}</a></li>'
    host.pages[COLUMN] = host.pages[COLUMN].replace("<ul>", f"<ul>{link}")
    host.pages[path_of(0, year)] = page


@dataclass
class Fleet:
    """Sixty hosts, and what two nights over them left behind."""

    hosts: list[Host]
    folder: Path
    first: Night
    second: Night
    figures: set[int]
    """The figures of the half-filled host's first report before its page was emptied."""
    summary: dict[str, Any]

    @property
    def database(self) -> str:
        return str(self.folder / "g.db")


def one_night(hosts: list[Host], folder: Path, days: int) -> tuple[Night, dict[str, Any]]:
    plan = CrawlPlan("", CONTACT, delay=DELAY, allow_private=True, patient=True)
    visits = tuple(
        Visit(
            CrawlPlan(
                host.url(COLUMN),
                CONTACT,
                hosts=frozenset({host.place}),
                allow_private=True,
                patient=True,
            ),
            name_of(host),
        )
        for host in hosts
    )
    settings = FetchSettings(
        CONTACT, delay=plan.delay, allow_private=True, deadline=6.0, retries=1, backoff=0.05, patience=5.0
    )
    clock = Clock(sleep=time.sleep, utc=lambda: FIRST + timedelta(days=days, seconds=time.monotonic() % 3600))
    kept = NightFolder(folder / f"night{days}")
    summaries: list[dict[str, Any]] = []
    whole = night(
        NightPlan(visits, settings, parallel=12, portal_seconds=60.0),
        str(folder / "g.db"),
        folder / "archive",
        lambda portal, event: kept.log("now", portal, event),
        lambda tools, came: summaries.append(kept.close(tools, came)),
        clock,
    )
    return whole, summaries[0]


def figures_of(database: str, organ: str) -> set[int]:
    with open_store(database) as store:
        (entry,) = [e for e in store.reports() if e.unit.name == organ and e.year == 2024]
        return {int(cell.value) for cell in store.report(entry.id).cells if cell.value is not None}


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    folder = tmp_path_factory.mktemp("fleet")
    with farm() as one:
        hosts = [one.add(number) for number in range(1, HOSTS + 1)]
        for host in hosts:
            county(host, name_of(host))
        first, _ = one_night(hosts, folder, 0)
        half = hosts[list(MISDEEDS).index("half_filled")]
        figures = figures_of(str(folder / "g.db"), name_of(half) + ORGANS[0])
        for host, misbehave in zip(hosts, MISDEEDS.values(), strict=False):
            misbehave(host)
        for host in hosts[len(MISDEEDS) :]:
            publish(host, 2025, report(name_of(host) + ORGANS[0], 2025))
        second, summary = one_night(hosts, folder, 1)
        yield Fleet(hosts, folder, first, second, figures, summary)


def test_the_first_night_is_as_expected(fleet: Fleet) -> None:
    assert {one.came for one in fleet.first.portals} == {Came.WELL}
    assert [one.count("new") for one in fleet.first.portals] == [3] * HOSTS
    assert fleet.first.exit_status == 0


@pytest.mark.parametrize("name", MISDEEDS)
def test_each_misdeed_is_told_by_its_right_name(fleet: Fleet, name: str) -> None:
    portal = fleet.second.portals[list(MISDEEDS).index(name)]
    told = {finding.name: finding for finding in portal.findings}
    assert name in told, told
    others = {finding.name for finding in portal.breaks} - {name}
    assert others == set(), others
    assert told[name].breaks == (name != "changed"), "an edit is news, and breaks nothing"


def test_the_fifty_good_ones_are_stored(fleet: Fleet) -> None:
    good = fleet.second.portals[len(MISDEEDS) :]
    assert {(one.came, one.count("new"), one.breaks) for one in good} == {(Came.WELL, 1, ())}
    with open_store(fleet.database) as store:
        new = {entry.unit.name for entry in store.reports() if entry.year == 2025}
    assert new == {name_of(host) + ORGANS[0] for host in fleet.hosts[len(MISDEEDS) :]}


def test_what_was_good_is_kept(fleet: Fleet) -> None:
    half = fleet.hosts[list(MISDEEDS).index("half_filled")]
    assert figures_of(fleet.database, name_of(half) + ORGANS[0]) == fleet.figures
    with open_store(fleet.database) as store:
        stored = [(entry.unit.name, entry.year) for entry in store.reports()]
    for host in fleet.hosts[: len(MISDEEDS)]:
        for organ in ORGANS[:3]:
            assert (name_of(host) + organ, 2024) in stored


def test_the_night_says_no(fleet: Fleet) -> None:
    assert fleet.second.exit_status == 4
    broken = [one.portal for one in fleet.second.portals if one.came is Came.BROKEN]
    assert len(broken) == len(MISDEEDS) - 1


def test_the_summary_says_the_same_for_people_and_for_machines(fleet: Fleet) -> None:
    folder = fleet.folder / "night1"
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8")) == fleet.summary
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in page
    for host, name in zip(fleet.hosts, MISDEEDS, strict=False):
        expected = set() if name == "changed" else {name}
        (portal,) = [one for one in fleet.summary["portals"] if one["name"] == name_of(host)]
        assert {one["name"] for one in portal["findings"] if one["breaks"]} == expected
        assert name in {one["name"] for one in portal["findings"]}
        assert broken_in(page, name_of(host)) == expected
    assert all(broken_in(page, name_of(host)) == set() for host in fleet.hosts[len(MISDEEDS) :])
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "vanished" in log
    assert "777" not in re.sub(r":\d+/", "/", log), "a port is no figure"


def broken_in(page: str, portal: str) -> set[str]:
    """The names of what is not as expected with a portal, as the page of the night shows them."""
    (told,) = re.findall(rf"<h2>{portal} .*?(?=<h2>|</body>)", page, re.DOTALL)
    return set(re.findall(r'<span class="broken">[^<]*<span class="english">(\w+)</span>', told))


def test_a_page_that_breaks_the_night_lies_beside_its_error(fleet: Fleet) -> None:
    portal = fleet.summary["portals"][list(MISDEEDS).index("challenge")]
    (finding,) = [one for one in portal["findings"] if one["name"] == "challenge"]
    page = fleet.folder / "night1" / finding["lines"][0]["page"]
    assert page.suffix == ".txt"
    assert CHALLENGE.body in page.read_bytes()


def test_manners_as_the_servers_saw_them(fleet: Fleet) -> None:
    for host in fleet.hosts:
        log = sorted(host.log, key=lambda asked: asked.began)
        assert all(CONTACT in asked.headers["user-agent"] for asked in log)
        assert all(asked.headers["user-agent"].startswith("gkscrape/") for asked in log)
        gaps = [later.began - earlier.ended for earlier, later in pairwise(log)]
        assert all(gap >= DELAY for gap in gaps), (host.name, min(gaps))
        assert host.paths().count("/robots.txt") <= 4
