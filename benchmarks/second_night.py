"""What a second night over unchanged portals costs: `python -m benchmarks.second_night [PORTALS] [REPORTS]`.

Portals on loopback write every request down. Shown are, for each night, requests, bytes that the servers
sent, heads included, and pages that were read. Three nights: the second is the one after the first; the last
is a week later, when every list is followed to its end. Portals that tell neither ETag nor Last-Modified are
shown for comparison: what they send again is not read either. Exits with 1 where the second night takes more
than a twentieth of the first one's bytes, or reads anything.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from tests.night.farm import Answer, Host, farm
from tests.night.pages import COLUMN, county

from gkscrape.manners import Clock
from gkscrape.record import Fetched, Refusal, Report
from gkscrape.run import desk
from gkscrape.run.nightly import NightPlan, Visit, night, night_settings
from gkscrape.run.plan import CrawlPlan
from gkscrape.run.reading import read_fetched

FIRST = datetime(2026, 1, 15, 18, tzinfo=UTC)
CONTACT = "https://example.org/"
NIGHTS = (0, 1, 8)
MOST = 0.05


@dataclass(frozen=True, slots=True)
class Cost:
    """What one night cost."""

    requests: int
    sent: int
    read: int


def nights(portals: int, reports: int, *, says: bool) -> list[Cost]:
    """The cost of each night; `says`: the servers say by an ETag whether a page is still the same."""
    with farm() as servers, tempfile.TemporaryDirectory() as name, counted() as read:
        hosts = [servers.add(number) for number in range(1, portals + 1)]
        for number, host in enumerate(hosts, 1):
            county(host, f"第{number}县", organs=reports)
            if not says:
                host.answers |= {path: Answer(body.encode()) for path, body in host.pages.items()}
        costs = []
        for day in NIGHTS:
            _one(hosts, Path(name), day)
            log = [asked for host in hosts for asked in host.log]
            costs.append(Cost(len(log), sum(asked.sent for asked in log), len(read)))
            read.clear()
            for host in hosts:
                host.log.clear()
        return costs


def _one(hosts: list[Host], folder: Path, day: int) -> None:
    plan = CrawlPlan("", CONTACT, delay=0.0, allow_private=True)
    visits = [Visit(CrawlPlan(host.url(COLUMN), CONTACT, patient=True), host.place) for host in hosts]
    clock = Clock(sleep=time.sleep, utc=lambda: FIRST + timedelta(days=day, seconds=time.monotonic() % 3600))
    night(NightPlan(tuple(visits), night_settings(plan)), str(folder / "g.db"), folder / "archive", _deaf,
          clock=clock)  # fmt: skip


def _deaf(_portal: str, _event: object) -> None:
    """Nobody listens."""


@contextmanager
def counted() -> Iterator[list[str]]:
    """The addresses of the pages that are read while the block runs."""
    read: list[str] = []

    def noted(fetched: Fetched) -> Report | Refusal:
        read.append(fetched.url)
        return read_fetched(fetched)

    with mock.patch.object(desk, "read_fetched", noted):
        yield read


def show(costs: list[Cost]) -> None:
    """One line a night."""
    for day, cost in zip(NIGHTS, costs, strict=True):
        print(
            f"  night {day + 1}: {cost.requests:5} requests {cost.sent:10} bytes "
            f"({100 * cost.sent / costs[0].sent:6.2f} % of the first) {cost.read:4} pages read"
        )


def main(portals: int = 10, reports: int = 10) -> int:
    """Measure and print both kinds of portals."""
    print(f"{portals} portals of {reports} reports")
    print("servers that say whether a page is the same:")
    costs = nights(portals, reports, says=True)
    show(costs)
    print("servers that do not:")
    show(nights(portals, reports, says=False))
    return 0 if costs[1].sent <= MOST * costs[0].sent and costs[1].read == 0 else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
