"""How much memory a night takes at its peak, over few pages and many: `python -m benchmarks.memory [PAGES…]`.

Eight portals of a server on loopback share so many reports (1,000, 10,000 and 50,000 where nothing is said),
each of a unit of its own: a page of prose, every tenth one with the tables of a form. Each size is a night of
its own in a process of its own, with politeness off, but archived, read and stored as any. Exits with 1 where
the largest takes more than a quarter more than the smallest.
"""

from __future__ import annotations

import asyncio
import random
import resource
import subprocess
import sys
import tempfile
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

from benchmarks.portal_pages import STYLES, portal_page

from gkscrape.archive import Archive
from gkscrape.run.nightly import NightPlan, Visit, night, night_settings
from gkscrape.run.plan import CrawlPlan
from gkscrape.store import open_store

HOSTS = tuple(f"127.0.0.{number}" for number in range(2, 10))
SIZES = (1_000, 10_000, 50_000)
MOST = 1.25
COLUMN, A_LIST = "/zwgk/nb/", 100
CONTACT = "https://example.org/"
PROSE = """<html><head><title>{title}</title></head><body><h1>{title}</h1>
<p>一、概述</p><p>{organ}{year}年认真贯彻《中华人民共和国政府信息公开条例》，推进政府信息公开工作。</p>
<p>二、主动公开政府信息情况</p><p>全年主动公开政府信息{number}条，其中政务动态{number}条。</p>
<p>三、依申请公开政府信息情况</p><p>全年收到政府信息公开申请{few}件，均已按时办结。</p>
<p>四、存在的主要问题和改进措施</p><p>公开的内容有待丰富，今后将加强队伍建设，提高公开质量。</p></body></html>"""


class Portals(asyncio.Protocol):
    """One connection to any of the portals, each of which has so many reports."""

    def __init__(self, reports: int) -> None:
        self._reports, self._asked = reports, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where answers are written to, and whose they are."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._host = int(transport.get_extra_info("sockname")[0].rpartition(".")[2])

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._asked += data
        while b"\r\n\r\n" in self._asked:
            head, _, self._asked = self._asked.partition(b"\r\n\r\n")
            page = self._page(head.split(b" ", 2)[1].decode())
            status = "200 OK" if page else "404 Not Found"
            head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n".encode()
            self._transport.write(head + b"Content-Length: %d\r\n\r\n" % len(page) + page)

    def _page(self, path: str) -> bytes:
        name = path.removeprefix(COLUMN)
        if name == "" or name.startswith("index_"):
            return self._list(int(name[len("index_") : -len(".html")]) if name else 0)
        return self._report(int(name.rpartition("_")[2].removesuffix(".html"))) if "/t" in name else b""

    def _list(self, page: int) -> bytes:
        first = page * A_LIST
        items = "".join(
            f'<li><a href="{COLUMN}201503/t20150315_{n}.html">{self._title(n)}</a></li>'
            for n in range(first, min(first + A_LIST, self._reports))
        )
        last = -(-self._reports // A_LIST)
        pages = f"<script>createPageHTML({last}, {page}, 'index', 'html');</script>"
        title = "<title>政府信息公开年报</title>"
        return f"<html><head>{title}</head><body><ul>{items}</ul>{pages}</body></html>".encode()

    def _title(self, number: int) -> str:
        return f"{self._organ(number)}2014年政府信息公开工作年度报告"

    def _organ(self, number: int) -> str:
        return f"甲{self._host}县第{number}管理局"

    def _report(self, number: int) -> bytes:
        if number % 10 == 0:
            return portal_page(random.Random(f"{self._host} {number}"), STYLES[0]).body
        title, organ = self._title(number), self._organ(number)
        return PROSE.format(
            title=title, organ=organ, year=2014, number=1000 + number, few=number % 9 + 1
        ).encode()


def serve(told: Connection, reports: int) -> None:
    """Serve all portals on one port, and tell it."""

    async def forever() -> None:
        loop = asyncio.get_running_loop()
        first = await loop.create_server(lambda: Portals(reports), HOSTS[0], 0)
        port = first.sockets[0].getsockname()[1]
        for host in HOSTS[1:]:
            await loop.create_server(lambda: Portals(reports), host, port)
        told.send(port)
        await first.serve_forever()

    asyncio.run(forever())


def one_night(port: int, pages: int) -> None:
    """A night over all portals in this process; prints its peak, and fails where pages are missing."""
    plan = CrawlPlan("", CONTACT, delay=0.0, allow_private=True)
    visits = tuple(
        Visit(CrawlPlan(f"http://{host}:{port}{COLUMN}", CONTACT, allow_private=True), host) for host in HOSTS
    )
    settings = night_settings(plan)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = perf_counter()
        night(
            NightPlan(visits, settings, portal_seconds=1e6), str(folder / "g.db"), folder / "archive", _deaf
        )
        seconds = perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with open_store(str(folder / "g.db")) as store:
            reports = len(store.reports())
        archived = sum(1 for _ in Archive(folder / "archive").captures())
    if archived < pages or reports < 0.9 * pages:
        raise SystemExit(f"only {archived} pages were archived and {reports} reports stored of {pages}")
    print(f"{peak:.1f} {reports} {seconds:.0f}")


def _deaf(_portal: str, _event: object) -> None:
    """Nobody listens."""


def measured(pages: int) -> float:
    """The peak of a night over so many pages, in MB."""
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    server = get_context("spawn").Process(target=serve, args=(theirs, pages // len(HOSTS)), daemon=True)
    server.start()
    words = [sys.executable, "-m", "benchmarks.memory", "--one", str(ours.recv()), str(pages)]
    told = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    server.terminate()
    print(f"{pages:7} pages: {told[0]:>7} MB at the peak ({told[1]} reports stored, {told[2]} s)", flush=True)
    return float(told[0])


def main(sizes: tuple[int, ...]) -> int:
    """Measure each size and print it."""
    peaks = [measured(pages) for pages in sizes]
    print(f"{peaks[-1] / peaks[0]:.2f} times as much for {sizes[-1] // sizes[0]} times as many pages")
    return 0 if peaks[-1] <= MOST * peaks[0] else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one_night(int(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES))
