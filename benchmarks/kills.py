"""Kills crawls at random moments until they end, and holds what is left against an undisturbed one.

    python -m benchmarks.kills [KILLS] [SEED]

Prints how often each crawl was killed, how many requests were made again, and whether reports, cells and
the set of (address, digest) in the archive are those of the undisturbed run. Exits 1 where they are not.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from gkscrape.archive import Archive
from gkscrape.demo.server import DEMO_HOST, DemoPortal, serve
from gkscrape.run.crawl import CrawlPlan, crawl
from gkscrape.store import open_store

DELAY = 0.01
Years = frozenset[int]
ALL: Years = frozenset()
CRAWLER = """
import sys
from pathlib import Path
from gkscrape.run.crawl import CrawlPlan, crawl
folder, host, port, delay = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
plan = CrawlPlan(f"http://{host}/", "mailto:kills@example.org", delay=delay, allow_private=True,
                 resolve={host: ("127.0.0.1", port)}, years=frozenset(map(int, sys.argv[5:])))
print("begun", flush=True)
crawl(plan, str(folder / "gkscrape.db"), folder / "archive", lambda event: None)
"""


@dataclass(frozen=True, slots=True)
class Left:
    """What a crawl leaves behind: a digest of all that the database says, and what lies in the archive."""

    fingerprint: str
    reports: int
    archived: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Killed:
    """What one crawl came to that was killed so often; `requests` are those of all its runs."""

    kills: int
    requests: int
    left: Left


def left_in(folder: Path) -> Left:
    """What lies in a folder after its last run."""
    with open_store(str(folder / "gkscrape.db")) as store:
        fingerprint, reports = store.fingerprint(), len(store.reports())
    archived = {(capture.url, capture.sha256) for capture in Archive(folder / "archive").captures()}
    return Left(fingerprint, reports, frozenset(archived))


def undisturbed(folder: Path, years: Years = ALL) -> tuple[Left, int, float]:
    """What one whole run leaves, how many requests it makes, and how many seconds it takes."""
    with serve() as portal:
        began = time.monotonic()
        plan = CrawlPlan(
            portal.home,
            "mailto:kills@example.org",
            years,
            delay=DELAY,
            allow_private=True,
            resolve=portal.resolve,
        )
        crawl(plan, str(folder / "gkscrape.db"), folder / "archive", lambda event: None)
        took = time.monotonic() - began
        return left_in(folder), len(portal.requested), took


def killed(folder: Path, kills: int, longest: float, chance: random.Random, years: Years = ALL) -> Killed:
    """Start a crawl and kill it, each time after a random part of `longest` seconds, until it ends by itself.

    After so many kills it is let alone. One that is killed when its round is over has nothing left to do.
    """
    done, over = 0, False
    with serve() as portal:
        while done < kills and not over:
            if not _is_killed(_run(folder, portal, years), chance.uniform(0.0, longest)):
                break
            done += 1
            over = _is_over(folder, portal)
        if done == kills and not over:
            _is_killed(_run(folder, portal, years), after=120.0)
        return Killed(done, len(portal.requested), left_in(folder))


def _is_over(folder: Path, portal: DemoPortal) -> bool:
    with open_store(str(folder / "gkscrape.db")) as store:
        rounds = store.queue.rounds(portal.home, 1)
    return bool(rounds) and rounds[0].finished is not None


def _is_killed(running: subprocess.Popen[bytes], after: float) -> bool:
    """Whether the crawl was still at work when it was killed."""
    with running as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    if process.returncode not in (0, -signal.SIGKILL):
        raise SystemExit(f"a crawl ended by itself with the status {process.returncode}")
    return process.returncode != 0


def _run(folder: Path, portal: DemoPortal, years: Years) -> subprocess.Popen[bytes]:
    words = [str(folder), DEMO_HOST, str(portal.address[1]), str(DELAY), *map(str, sorted(years))]
    return subprocess.Popen([sys.executable, "-c", CRAWLER, *words], stdout=subprocess.PIPE)


def main(kills: int = 100, seed: int = 7) -> int:
    """Kill and compare, crawl after crawl, until there were so many kills."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        expected, requests, took = undisturbed(Path(folder))
    print(f"undisturbed: {expected.reports} reports, {requests} requests, {took:.1f} s")
    crawls: list[Killed] = []
    while (left := kills - sum(crawl.kills for crawl in crawls)) > 0:
        with tempfile.TemporaryDirectory() as folder:
            crawls.append(killed(Path(folder), left, took / 3, chance))
            print(f"killed {crawls[-1].kills} times: {crawls[-1].requests} requests", flush=True)
    again = sum(crawl.requests - requests for crawl in crawls)
    print(f"{len(crawls)} crawls, {kills} kills; requests made again: {again}")
    same = {
        "reports, cells and readings": all(one.left.fingerprint == expected.fingerprint for one in crawls),
        "(address, digest) in the archive": all(one.left.archived == expected.archived for one in crawls),
        "all requests but those in flight": all(one.requests - requests <= one.kills for one in crawls),
    }
    for what, is_same in same.items():
        print(f"{what}: {'as undisturbed' if is_same else 'DIFFERENT'}")
    return 0 if all(same.values()) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
