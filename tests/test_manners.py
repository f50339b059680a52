"""Manners, with a clock that only sleeping moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gkscrape.errors import FetchError, ForbiddenError, Why
from gkscrape.manners import DAY, ROBOTS_RETRY, Clock, HostState, Manners, Pace, RobotsFile

HOST = "http://www.qingxi.example"
MORNING = datetime(2026, 1, 15, tzinfo=UTC)


class FakeTime:
    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def clock(self) -> Clock:
        return Clock(
            now=lambda: self.seconds,
            sleep=self.sleep,
            utc=lambda: MORNING + timedelta(seconds=self.seconds),
        )


class Robots:
    """A robots.txt that counts how often it is read."""

    def __init__(self, body: bytes = b"", status: int = 200, error: str | None = None) -> None:
        self.body, self.status, self.error = body, status, error
        self.asked: list[str] = []

    def __call__(self, url: str) -> tuple[int, bytes]:
        self.asked.append(url)
        if self.error:
            raise FetchError(self.error)
        return self.status, self.body


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


def manners(robots: Robots, time: FakeTime, pace: Pace | None = None) -> Manners:
    return Manners(robots, pace or Pace(delay=2.0), time.clock())


def test_robots_forbids_and_allows(time: FakeTime) -> None:
    robots = Robots(b"User-agent: *\nDisallow: /secret/\nAllow: /secret/open.html\n")
    polite = manners(robots, time)
    polite.admit(f"{HOST}/zwgk/")
    polite.admit(f"{HOST}/secret/open.html")
    with pytest.raises(FetchError, match=r"robots\.txt"):
        polite.admit(f"{HOST}/secret/a.html")
    assert robots.asked == [f"{HOST}/robots.txt"]


def test_a_bom_does_not_disable_the_rules(time: FakeTime) -> None:
    polite = manners(Robots(b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n"), time)
    with pytest.raises(FetchError):
        polite.admit(f"{HOST}/zwgk/")


def test_rules_for_gkscrape_win_over_those_for_all(time: FakeTime) -> None:
    polite = manners(Robots(b"User-agent: *\nDisallow: /\n\nUser-agent: gkscrape\nDisallow: /x/\n"), time)
    polite.admit(f"{HOST}/zwgk/")
    with pytest.raises(FetchError):
        polite.admit(f"{HOST}/x/")


@pytest.mark.parametrize("status", [401, 403, 404])
def test_no_robots_file_allows_everything(time: FakeTime, status: int) -> None:
    manners(Robots(b"User-agent: *\nDisallow: /", status), time).admit(f"{HOST}/zwgk/")


@pytest.mark.parametrize(
    "robots", [Robots(status=503), Robots(status=429), Robots(error="connection refused")]
)
def test_an_unreadable_robots_file_closes_the_host_for_now(time: FakeTime, robots: Robots) -> None:
    polite = manners(robots, time)
    for _ in range(2):
        with pytest.raises(FetchError, match="not asked, since"):
            polite.admit(f"{HOST}/zwgk/")
    assert len(robots.asked) == 1
    robots.status, robots.error = 200, None
    time.seconds += ROBOTS_RETRY
    polite.admit(f"{HOST}/zwgk/")


def test_robots_is_read_once_a_day_and_once_an_origin(time: FakeTime) -> None:
    robots = Robots()
    polite = manners(robots, time)
    polite.admit(f"{HOST}/a")
    polite.admit(f"{HOST}/b")
    polite.admit(f"{HOST}:8080/b")
    assert len(robots.asked) == 2
    time.seconds += DAY
    polite.admit(f"{HOST}/a")
    assert len(robots.asked) == 3


def take(polite: Manners, url: str) -> None:
    with polite.turn(url):
        pass


def test_the_least_delay_is_kept_for_each_host_alone(time: FakeTime) -> None:
    polite = manners(Robots(), time)
    take(polite, f"{HOST}/a")
    take(polite, "http://other.example/")
    assert time.slept == []
    take(polite, f"{HOST}:8080/b")
    assert time.slept == [2.0]


@pytest.mark.parametrize(
    ("rules", "wait"),
    [
        (b"User-agent: *\nCrawl-delay: 7.5", 7.5),
        (b"User-agent: *\nCrawl-delay: 0.5", 2.0),
        (b"User-agent: *\nRequest-rate: 1/9s", 9.0),
    ],
)
def test_the_larger_delay_is_kept(time: FakeTime, rules: bytes, wait: float) -> None:
    polite = manners(Robots(rules), time)
    polite.admit(f"{HOST}/a")
    take(polite, f"{HOST}/a")
    take(polite, f"{HOST}/b")
    assert time.slept == [wait]


def test_a_slow_host_is_asked_less_often(time: FakeTime) -> None:
    polite = manners(Robots(), time)
    with polite.turn(f"{HOST}/a"):
        time.seconds += 9.0
    take(polite, f"{HOST}/b")
    assert time.slept == [9.0]


def test_without_a_delay_a_host_never_rests(time: FakeTime) -> None:
    hurried = manners(Robots(), time, pace=Pace(delay=0.0))
    with hurried.turn(f"{HOST}/a"):
        time.seconds += 9.0
    take(hurried, f"{HOST}/b")
    assert time.slept == []


def test_a_hold_is_waited_for_or_given_up(time: FakeTime) -> None:
    polite = manners(Robots(), time)
    polite.hold(f"{HOST}/a", 30.0)
    take(polite, f"{HOST}/a")
    assert time.slept == [30.0]
    polite.hold(f"{HOST}/a", 3600.0)
    with pytest.raises(FetchError, match="3600 s"):
        take(polite, f"{HOST}/a")


def test_three_refusals_in_a_row_close_the_host(time: FakeTime) -> None:
    polite = manners(Robots(), time)
    for wait in (4.0, 8.0):
        polite.refused(f"{HOST}/a")
        take(polite, f"{HOST}/a")
        assert time.slept[-1] == wait
    polite.refused(f"{HOST}/a")
    with pytest.raises(FetchError, match="refused 3 requests"):
        take(polite, f"{HOST}/a")
    take(polite, "http://other.example/")


def test_a_welcome_ends_a_row_of_refusals(time: FakeTime) -> None:
    polite = manners(Robots(), time)
    for _ in range(5):
        polite.refused(f"{HOST}/a")
        polite.welcomed(f"{HOST}/a")
    take(polite, f"{HOST}/a")


def test_the_budget_of_a_day(time: FakeTime) -> None:
    polite = manners(Robots(), time, Pace(delay=0.0, budget=2))
    take(polite, f"{HOST}/a")
    take(polite, f"{HOST}/a")
    with pytest.raises(FetchError, match="budget"):
        take(polite, f"{HOST}/a")
    time.seconds += DAY
    take(polite, f"{HOST}/a")


class Notebook:
    """A memory that lasts from one `Manners` to the next."""

    def __init__(self) -> None:
        self.files: dict[str, RobotsFile] = {}
        self.hosts: dict[str, HostState] = {}

    def robots(self, origin: str) -> RobotsFile | None:
        return self.files.get(origin)

    def keep_robots(self, origin: str, file: RobotsFile) -> None:
        self.files[origin] = file

    def host(self, host: str) -> HostState | None:
        return self.hosts.get(host)

    def keep_host(self, host: str, state: HostState) -> None:
        self.hosts[host] = state


def test_the_next_run_goes_on_where_this_one_stopped(time: FakeTime) -> None:
    notebook, robots = Notebook(), Robots(b"User-agent: *\nDisallow: /no")
    pace = Pace(delay=2.0, budget=3)
    first = Manners(robots, pace, time.clock(), notebook)
    first.admit(f"{HOST}/a")
    take(first, f"{HOST}/a")
    take(first, f"{HOST}/b")
    time.slept.clear()

    second = Manners(robots, pace, time.clock(), notebook)
    second.admit(f"{HOST}/a")
    with pytest.raises(ForbiddenError):
        second.admit(f"{HOST}/no")
    take(second, f"{HOST}/c")
    assert time.slept == [2.0], "the delay is kept from one run to the next"
    assert len(robots.asked) == 1, "robots.txt is read once a day, not once a run"
    with pytest.raises(FetchError, match="budget") as error:
        take(second, f"{HOST}/d")
    assert error.value.why is Why.BUDGET
    time.seconds += DAY
    second.admit(f"{HOST}/a")
    assert len(robots.asked) == 2


def test_a_long_hold_is_kept_by_the_next_run(time: FakeTime) -> None:
    notebook = Notebook()
    first = Manners(Robots(), Pace(), time.clock(), notebook)
    take(first, f"{HOST}/a")
    first.hold(f"{HOST}/a", 7200.0)
    time.seconds += 3600.0
    second = Manners(Robots(), Pace(), time.clock(), notebook)
    with pytest.raises(FetchError, match="3600 s") as error:
        take(second, f"{HOST}/a")
    assert (error.value.why, error.value.after) == (Why.BUSY, 3600.0)


def test_a_robots_file_that_could_not_be_read_is_not_remembered(time: FakeTime) -> None:
    notebook, robots = Notebook(), Robots(status=503)
    polite = Manners(robots, Pace(), time.clock(), notebook)
    with pytest.raises(FetchError):
        polite.admit(f"{HOST}/a")
    assert notebook.files == {}
