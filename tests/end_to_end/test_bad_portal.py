"""A portal on which nearly everything is wrong: the run goes on, nothing is stored twice, nothing is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from gkscrape.archive import Archive
from gkscrape.documents import MAX_BYTES
from gkscrape.run.crawl import CrawlPlan, crawl
from gkscrape.run.events import Event
from gkscrape.store import open_store

TWIN = (Path(__file__).parent.parent / "fixtures" / "twins" / "grid-2021.html").read_text(encoding="utf-8")
NAMES = {
    "good": "甲溪县教育局2024年政府信息公开工作年度报告",
    "gone": "甲溪县财政局2024年政府信息公开工作年度报告",
    "busy": "甲溪县民政局2024年政府信息公开工作年度报告",
    "challenge": "甲溪县公安局2024年政府信息公开工作年度报告",
    "loop": "甲溪县司法局2024年政府信息公开工作年度报告",
    "away": "甲溪县水利局2024年政府信息公开工作年度报告",
    "huge": "甲溪县林业局2024年政府信息公开工作年度报告",
    "junk": "甲溪县统计局2024年政府信息公开工作年度报告",
    "empty": "甲溪县审计局2024年政府信息公开工作年度报告",
    "cut": "甲溪县商务局2024年政府信息公开工作年度报告",
    "blank": "甲溪县气象局2024年政府信息公开工作年度报告",
}
HTML = "text/html; charset=utf-8"


def report(name: str, text: str = TWIN) -> str:
    """The twin page under another organ's title."""
    head, _, rest = text.partition("<title>")
    _, _, body = rest.partition("</title>")
    title = f"<title>{NAMES[name]}</title>"
    return f"{head}{title}<h1>{NAMES[name]}</h1>{body}" if rest else f"{title}<h1>{NAMES[name]}</h1>{text}"


def without_figures(text: str) -> str:
    """The page with every cell that holds only a figure emptied."""
    return re.sub(r">(\s*)[\d.]+(\s*)<", r">\1\2<", text)


@pytest.fixture
def portal(httpserver: HTTPServer) -> Iterator[HTTPServer]:
    asked: Counter[str] = Counter()

    def listed(request: Request) -> Response:
        """A list without end: each page has the same links and a further next page."""
        page = int(request.args.get("page", "1"))
        links = "".join(f'<li><a href="/r/{name}.html">{title}</a></li>' for name, title in NAMES.items())
        column = f"<title>政府信息公开年报</title><ul>{links}</ul>"
        return Response(f'{column}<a href="/nb/?page={page + 1}">下一页</a>', content_type=HTML)

    def busy(request: Request) -> Response:
        asked["busy"] += 1
        return Response("busy", 503, {"Retry-After": "0"})

    pages = {
        "/r/good.html": Response(report("good"), content_type=HTML),
        "/r/gone.html": Response("no", 404, content_type=HTML),
        "/r/challenge.html": Response("<script>document.cookie='__jsl_clearance=1'</script>", 521),
        "/r/loop.html": Response("", 302, {"Location": "/r/loop.html"}),
        "/r/away.html": Response("", 302, {"Location": "http://mirror.invalid/"}),
        "/r/huge.html": Response(b"<p>x</p>" * (50_000_000 // 8), content_type=HTML),
        "/r/junk.html": Response(bytes(range(256)) * 40, content_type=HTML),
        "/r/empty.html": Response("", content_type=HTML),
        "/r/cut.html": Response(report("cut")[: len(TWIN) * 2 // 3], content_type=HTML),
        "/r/blank.html": Response(report("blank", without_figures(TWIN)), content_type=HTML),
    }
    for path, response in pages.items():
        httpserver.expect_request(path).respond_with_response(response)
    httpserver.expect_request("/r/busy.html").respond_with_handler(busy)
    httpserver.expect_request("/nb/").respond_with_handler(listed)
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    yield httpserver
    assert asked["busy"] > 1, "503 was not tried again"


def crawl_once(portal: HTTPServer, folder: Path) -> list[Event]:
    events: list[Event] = []
    plan = CrawlPlan(portal.url_for("/nb/"), "mailto:a@b.example", delay=0, allow_private=True)
    crawl(plan, str(folder / "g.db"), folder / "archive", events.append)
    return events


def test_one_bad_address_never_ends_the_run(portal: HTTPServer, tmp_path: Path) -> None:
    assert MAX_BYTES < 50_000_000
    events = crawl_once(portal, tmp_path)
    told = {
        event.url.rpartition("/")[2].partition(".")[0]: event for event in events if event.what != "found"
    }
    said = {name: f"{event.what}: {event.message}" for name, event in told.items()}
    assert said["good"].startswith("new: 甲溪县教育局 2024")
    assert said["gone"].startswith("refused: soft_404")
    assert said["busy"].startswith(("broken", "refused"))
    assert said["challenge"].startswith("refused: challenge")
    assert "redirect" in said["loop"]
    assert "mirror.invalid" in said["away"]
    assert "bytes" in said["huge"] or "large" in said["huge"]
    assert said["junk"].startswith("refused: unreadable")
    assert said["empty"].startswith("refused: empty")
    assert said["cut"].startswith("new: 甲溪县商务局 2024")
    assert said["blank"].startswith("new: 甲溪县气象局 2024")
    with open_store(str(tmp_path / "g.db")) as store:
        assert {entry.unit.name for entry in store.reports()} == {
            "甲溪县教育局",
            "甲溪县商务局",
            "甲溪县气象局",
        }
        cut = next(entry for entry in store.reports() if entry.unit.name == "甲溪县商务局")
        faults = {fault.code for fault in store.report(cut.id).faults}
        assert faults & {"table.missing", "row.missing", "row.missing_label"}, faults
        blank = next(entry for entry in store.reports() if entry.unit.name == "甲溪县气象局")
        assert {cell.value for cell in store.report(blank.id).cells} == {None}
        first = store.fingerprint()
    archived = {capture.url.rpartition("/")[2] for capture in Archive(tmp_path / "archive").captures()}
    assert {"good.html", "junk.html", "empty.html", "challenge.html", "gone.html"} <= archived

    again = crawl_once(portal, tmp_path)
    with open_store(str(tmp_path / "g.db")) as store:
        assert store.fingerprint() == first
    assert "new" not in {event.what for event in again}
