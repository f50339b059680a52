"""How fast pages are fetched and archived, beside Scrapy: `python -m benchmarks.crawling [PAGES_A_HOST]`.

The same servers on loopback, eight hosts of one process each of whose pages is a portal's, are asked by each
way in turn, three rounds, politeness off: no delay, one connection a host, robots.txt read. Every body goes
into an archive of its own; nothing is read. Shown are medians: pages a second and processor milliseconds a
page of the asking process, and ratios to the best of Scrapy's ways; under 1.3 they are noise. Exits with 1
when the usual transport is slower than Scrapy beyond noise, or the fast one not three times as good.

    usual         Fetcher with httpx, a thread a host; a page counts once its record is on the disk
    fast          the same with libcurl (the extra `fast`)
    scrapy        Scrapy with its own concurrency (8 connections a host, 16 in all) and the same archive, to
                  which threads of its own write
    scrapy-1      the same with one connection a host
    scrapy-warcio Scrapy with its own concurrency, its pages written by warcio as most do: one after the
                  other, and whether the disk has them nobody asks

Both `fast` and Scrapy with the same archive pack their records with isal, if it is installed; processor time
is the steadier measure where others use the machine.
"""

from __future__ import annotations

import asyncio
import io
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.portal_pages import STYLES, portal_page
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from gkscrape.archive import Archive
from gkscrape.fetch import Fetcher, FetchSettings
from gkscrape.record import Fetched

HOSTS = tuple(f"127.0.0.{number}" for number in range(2, 10))
WAYS = ("usual", "fast", "scrapy", "scrapy-1", "scrapy-warcio")
ROUNDS, NOISE, WANTED = 3, 1.3, 3.0
PLAIN = "plain.warc.gz"


class Portal(asyncio.Protocol):
    """One connection: every GET is answered with a page, robots.txt with none."""

    def __init__(self, pages: Sequence[bytes]) -> None:
        self._pages, self._asked = pages, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where answers are written to."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._asked += data
        while b"\r\n\r\n" in self._asked:
            head, _, self._asked = self._asked.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head.split(b" ", 2)[1]))

    def _answer(self, path: bytes) -> bytes:
        if path == b"/robots.txt":
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        body = self._pages[int(path.rpartition(b"/")[2]) % len(self._pages)] + b"<!-- " + path + b" -->"
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
        return f"{head}{len(body)}\r\n\r\n".encode() + body


def serve(told: Connection) -> None:
    """Serve all hosts on one port, and tell it."""

    async def forever() -> None:
        dice = random.Random(1)
        pages = [portal_page(dice, style).body for style in STYLES for _ in range(4)]
        loop = asyncio.get_running_loop()
        first = await loop.create_server(lambda: Portal(pages), HOSTS[0], 0)
        port = first.sockets[0].getsockname()[1]
        for host in HOSTS[1:]:
            await loop.create_server(lambda: Portal(pages), host, port)
        told.send((port, sum(map(len, pages)) // len(pages)))
        await first.serve_forever()

    asyncio.run(forever())


def addresses(port: int, pages: int) -> dict[str, list[str]]:
    """What is asked of each host."""
    return {host: [f"http://{host}:{port}/{number}" for number in range(pages)] for host in HOSTS}


def with_fetcher(way: str, port: int, pages: int, folder: Path) -> int:
    """Fetch and archive every page with gkscrape's own client; how many came."""
    allowed = frozenset(f"{host}:{port}" for host in HOSTS)
    settings = FetchSettings(
        contact="https://example.org/",
        allowed_hosts=allowed,
        delay=0.0,
        allow_private=True,
        fast=way == "fast",
    )

    def one_host(urls: Sequence[str]) -> int:
        return sum(bool(archive.put(fetcher.get(url)).bytes) for url in urls)

    with Archive(folder) as archive, Fetcher(settings) as fetcher, ThreadPoolExecutor(len(HOSTS)) as pool:
        return sum(pool.map(one_host, addresses(port, pages).values()))


def with_scrapy(way: str, port: int, pages: int, folder: Path) -> int:
    """Fetch and archive every page with Scrapy; how many came."""
    import scrapy
    from scrapy.crawler import CrawlerProcess

    urls = [url for row in zip(*addresses(port, pages).values(), strict=True) for url in row]
    came = 0

    class Spider(scrapy.Spider):
        name = "pages"
        start_urls = urls

        async def parse(self, response: scrapy.http.Response) -> None:
            nonlocal came
            kind = (response.headers.get("Content-Type") or b"").decode()
            headers = (("Content-Type", kind),)
            page = Fetched(
                response.url, response.status, headers, response.body, datetime.now(UTC), "text/html"
            )
            if way == "scrapy-warcio":
                write_plainly(warc, page)
            else:
                await asyncio.to_thread(archive.put, page)
            came += 1

    settings = {
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1 if way == "scrapy-1" else 8,
        "USER_AGENT": "benchmark (+https://example.org/)",
    }
    with Archive(folder) as archive, (folder / PLAIN).open("wb") as file:
        warc = WARCWriter(file, gzip=True)
        process = CrawlerProcess(settings)
        process.crawl(Spider)
        process.start()
    return came


def write_plainly(warc: WARCWriter, page: Fetched) -> None:
    """One response record, as warcio writes it."""
    head = StatusAndHeaders("200 OK", list(page.headers), protocol="HTTP/1.1")
    warc.write_record(
        warc.create_warc_record(page.url, "response", payload=io.BytesIO(page.body), http_headers=head)
    )


def archived_in(folder: Path) -> int:
    """How many responses lie in a folder, whoever wrote them."""
    with (folder / PLAIN).open("rb") if (folder / PLAIN).exists() else io.BytesIO() as file:
        plain = [record.rec_type for record in ArchiveIterator(file)].count("response")
    return plain + len(list(Archive(folder).captures()))


def run_once(way: str, port: int, pages: int) -> None:
    """Measure one way in this process and print its figures as JSON."""
    crawl = with_scrapy if way.startswith("scrapy") else with_fetcher
    import_module("scrapy.crawler" if way.startswith("scrapy") else "gkscrape.fetch.curl")
    with tempfile.TemporaryDirectory() as folder:
        began, busy = perf_counter(), process_time()
        came = crawl(way, port, pages, Path(folder))
        seconds, processor = perf_counter() - began, process_time() - busy
        archived = archived_in(Path(folder))
    if came != pages * len(HOSTS) or archived != came:
        raise SystemExit(f"{way}: {came} pages came and {archived} were archived of {pages * len(HOSTS)}")
    print(json.dumps([came / seconds, processor / came * 1000]))


def measured(way: str, port: int, pages: int) -> tuple[float, float]:
    """Pages a second and processor milliseconds a page of one way, in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.crawling", "--one", way, str(port), str(pages)]
    rate, cost = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return rate, cost


def main() -> int:
    """Measure all ways beside each other and print them."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 250
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    server = get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port, size = ours.recv()
    rounds = [{way: measured(way, port, pages) for way in WAYS} for _ in range(ROUNDS)]
    server.terminate()
    print(f"{len(HOSTS)} hosts, {pages} pages of about {size // 1000} KB each, {ROUNDS} rounds")
    rates = {way: median(one[way][0] for one in rounds) for way in WAYS}
    costs = {way: median(one[way][1] for one in rounds) for way in WAYS}
    best_rate = max(rates[way] for way in WAYS if way.startswith("scrapy"))
    best_cost = min(costs[way] for way in WAYS if way.startswith("scrapy"))
    for way in WAYS:
        print(
            f"{way:13} {rates[way]:7.0f} pages/s {rates[way] / best_rate:6.2f}x"
            f" {costs[way]:7.2f} ms a page {best_cost / costs[way]:6.2f}x"
        )
    better = {way: min(rates[way] / best_rate, best_cost / costs[way]) for way in WAYS}
    return 0 if better["usual"] >= 1 / NOISE and better["fast"] >= WANTED else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        run_once(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        sys.exit(main())
