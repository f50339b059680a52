"""Manners as the servers saw them: what was asked, when, by whom, and with what between."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from protego import Protego

from gkscrape.fetch import FetchSettings
from gkscrape.manners import Clock
from gkscrape.run.nightly import NightPlan, Visit, night
from gkscrape.run.plan import CrawlPlan

from .farm import Answer, Asked, Farm, Host, farm
from .pages import COLUMN, column, county, path_of, report, title

CONTACT = "https://manners.example/contact"
DELAY = 0.1
CRAWL_DELAY = 0.3
RETRY_AFTER = 1.0
FIRST = datetime(2026, 1, 15, 18, tzinfo=UTC)
SECRET = f"{COLUMN}secret/t20250315_1.html"
RULES = f"User-agent: *\nDisallow: {COLUMN}secret/\nCrawl-delay: {CRAWL_DELAY}\n"
ANOTHER = "/xxgk/nb/"


@pytest.fixture(scope="module")
def servers() -> Iterator[Farm]:
    with farm() as one:
        yield one


def offences(host: Host, delay: float = DELAY) -> list[str]:
    """What the log of a host holds against whoever asked: each broken rule by name."""
    log = sorted(host.log, key=lambda asked: asked.began)
    return [*_of_each(host, log), *_between(log, delay)]


def _of_each(host: Host, log: list[Asked]) -> Iterator[str]:
    robots = host.answers.get("/robots.txt")
    text = robots.body.decode("utf-8-sig") if isinstance(robots, Answer) and robots.status == 200 else ""
    rules = Protego.parse(text)
    for asked in log:
        if not rules.can_fetch(host.url(asked.path), "gkscrape"):
            yield f"disallowed: {asked.path}"
        agent = asked.headers.get("user-agent", "")
        if not agent.startswith("gkscrape/") or f"(+{CONTACT})" not in agent:
            yield f"anonymous: {agent}"
        if isinstance(robots, Answer) and robots.status >= 500 and asked.path != "/robots.txt":
            yield f"asked without its robots.txt: {asked.path}"
    if log and log[0].path != "/robots.txt":
        yield f"robots.txt not read first: {log[0].path}"


def _between(log: list[Asked], delay: float) -> Iterator[str]:
    for earlier, later in pairwise(log):
        gap = later.began - earlier.ended
        if gap < 0:
            yield f"two at once: {earlier.path} and {later.path}"
        elif gap < delay:
            yield f"too soon: {later.path} after {gap:.3f} s"
        if earlier.status == 503 and earlier.path != "/robots.txt" and gap < RETRY_AFTER:
            yield f"Retry-After not kept: {later.path} after {gap:.3f} s"


def a_night(hosts: list[Host], folder: Path, columns: tuple[str, ...], *, fast: bool, day: int = 0) -> None:
    settings = FetchSettings(CONTACT, delay=DELAY, allow_private=True, retries=1, backoff=0.1, fast=fast)
    visits = [
        Visit(CrawlPlan(host.url(path), CONTACT, hosts=frozenset({host.place}), patient=True), path)
        for host in hosts
        for path in columns
        if path in host.pages or path in host.answers
    ]
    clock = Clock(sleep=time.sleep, utc=lambda: FIRST + timedelta(days=day, seconds=time.monotonic() % 3600))
    night(NightPlan(tuple(visits), settings), str(folder / "g.db"), folder / "archive", _deaf, clock=clock)


def _deaf(_portal: str, _event: object) -> None:
    """Nobody listens."""


@pytest.mark.parametrize("fast", [False, True], ids=["usual", "fast"])
def test_a_night_breaks_no_manners(servers: Farm, tmp_path: Path, fast: bool) -> None:
    strict, free, shut, busy, shared = hosts = [servers.add(number) for number in range(1, 6)]
    for host in hosts:
        county(host, "甲溪县", organs=2)
    strict.answers["/robots.txt"] = Answer(b"\xef\xbb\xbf" + RULES.encode())
    strict.pages[SECRET] = report("甲溪县审计局")
    strict.answers["/zwgk/nb/moved.html"] = Answer(status=302, headers={"Location": SECRET})
    strict.pages[COLUMN] = column(
        (path_of(0), title("甲溪县教育局")), (SECRET, title("甲溪县审计局")),
        ("/zwgk/nb/moved.html", title("甲溪县统计局")),
    )  # fmt: skip
    shut.answers["/robots.txt"] = Answer(b"down", 503)
    later = iter([Answer(b"later", 503, {"Retry-After": f"{RETRY_AFTER:.0f}"})])
    page = busy.pages[path_of(0)].encode()
    busy.answers[path_of(0)] = lambda _path, _headers: next(later, Answer(page))
    shared.answers[COLUMN] = Answer(shared.pages[COLUMN].encode(), drip=0.001)
    shared.pages[ANOTHER] = column((f"{ANOTHER}t20250315_7.html", title("甲溪县水利局")))
    shared.pages[f"{ANOTHER}t20250315_7.html"] = report("甲溪县水利局")

    a_night(hosts, tmp_path, (COLUMN, ANOTHER), fast=fast)

    assert offences(strict, CRAWL_DELAY) == []
    assert [offences(host) for host in (free, shut, busy, shared)] == [[]] * 4
    assert sorted(strict.paths()) == sorted(["/robots.txt", COLUMN, path_of(0), "/zwgk/nb/moved.html"])
    assert sorted(free.paths()) == sorted(["/robots.txt", COLUMN, path_of(0), path_of(1)])
    assert set(shut.paths()) == {"/robots.txt"}
    assert busy.paths().count(path_of(0)) == 2
    assert len(set(shared.paths())) == len(shared.paths()) == 6, "both columns, side by side, one at a time"


def test_robots_is_read_once_a_day(servers: Farm, tmp_path: Path) -> None:
    host = servers.add(6)
    county(host, "乙溪县", organs=1)
    host.answers["/robots.txt"] = Answer(RULES.encode())
    for day, read in ((0, 1), (0, 1), (1, 2)):
        a_night([host], tmp_path, (COLUMN,), fast=False, day=day)
        assert host.paths().count("/robots.txt") == read
    assert host.paths().count(COLUMN) == 2


def rude(host: Host, *paths: str, agent: str = f"gkscrape/0 (+{CONTACT})") -> None:
    for path in paths:
        with urlopen(Request(host.url(path), headers={"User-Agent": agent}), timeout=10) as answer:
            answer.read()


def test_every_broken_manner_is_seen(servers: Farm) -> None:
    host = servers.add(7)
    county(host, "丙溪县", organs=1)
    host.answers["/robots.txt"] = Answer(RULES.encode())
    host.pages[SECRET] = "secret"
    host.answers[COLUMN] = Answer(b"a list that takes its time", drip=0.01)
    rude(host, COLUMN, agent="Mozilla/5.0")
    rude(host, "/robots.txt", SECRET)
    other = threading.Thread(target=rude, args=(host, COLUMN))
    other.start()
    time.sleep(0.1)
    rude(host, path_of(0))
    other.join(10)
    seen = offences(host)
    for name in ("disallowed: ", "anonymous: ", "robots.txt not read first: ", "two at once: ", "too soon: "):
        assert any(words.startswith(name) for words in seen), (name, seen)


def test_an_early_return_is_seen(servers: Farm) -> None:
    host = servers.add(8)
    asked = [Asked(host.name, "/a", {}, 10.0, 10.1, 503, 5), Asked(host.name, "/b", {}, 10.6, 10.7, 200, 5)]
    assert [*_between(asked, 0.1)] == ["Retry-After not kept: /b after 0.500 s"]
    host.answers["/robots.txt"] = Answer(status=503)
    assert "asked without its robots.txt: /b" in [*_of_each(host, asked)]
