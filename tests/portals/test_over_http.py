"""Discovery, fetching and archiving together, over a small portal on loopback."""

from __future__ import annotations

from pathlib import Path

from pytest_httpserver import HTTPServer

from gkscrape.archive import Archive
from gkscrape.fetch import Fetcher, FetchSettings
from gkscrape.manners import Clock, host_and_port
from gkscrape.portals import Broken, Found, find_reports
from gkscrape.record import Capture, Fetched

from .in_memory import page, report

NB = "/zwgk/nb"


def serve(server: HTTPServer) -> None:
    pager = '<script>createPageHTML(3, 0, "index", "html");</script>'
    pages = {
        "/": page(("/zwgk/", "政府信息公开")),
        "/zwgk/": page((f"{NB}/", "政府信息公开年报"), ("/secret/", "信息公开年报")),
        f"{NB}/": page(("t1001.html", report("青溪县教育局", 2020)), more=pager),
        f"{NB}/index_2.html": page(("t1003.html", report("青溪县财政局", 2020))),
    }
    for path, body in pages.items():
        server.expect_request(path).respond_with_data(
            body.encode("gbk"), content_type="text/html; charset=gb2312"
        )
    server.expect_request("/robots.txt").respond_with_data("\ufeffUser-agent: *\nDisallow: /secret/\n")
    server.expect_request(f"{NB}/index_1.html").respond_with_data("busy", status=503)


def test_a_portal_over_http_into_an_archive(httpserver: HTTPServer, tmp_path: Path) -> None:
    serve(httpserver)
    start = httpserver.url_for("/")
    settings = FetchSettings(
        contact="mailto:crawler@example.org",
        allowed_hosts=frozenset({host_and_port(start)}),
        allow_private=True,
        delay=0.0,
        retries=1,
    )
    captures: list[Capture] = []
    slept: list[float] = []
    clock = Clock(sleep=slept.append)
    with Fetcher(settings, clock) as fetcher, Archive(tmp_path) as archive:

        def get(url: str) -> Fetched:
            fetched = fetcher.get(url)
            captures.append(archive.put(fetched))
            return fetched

        events = list(find_reports(start, get))
        assert archive.body(captures[0]).decode("gbk").startswith("<html>")
    found = [event for event in events if isinstance(event, Found)]
    assert [event.url for event in found] == [httpserver.url_for(f"{NB}/t{n}.html") for n in (1001, 1003)]
    broken = {event.url: event.reason for event in events if isinstance(event, Broken)}
    assert set(broken) == {httpserver.url_for("/secret/"), httpserver.url_for(f"{NB}/index_1.html")}
    assert "robots.txt" in broken[httpserver.url_for("/secret/")]
    assert "503" in broken[httpserver.url_for(f"{NB}/index_1.html")]
    asked = [request.path for request, _ in httpserver.log]
    assert "/secret/" not in asked
    assert f"{NB}/index_3.html" not in asked
    assert list(Archive(tmp_path).captures()) == captures
    assert {capture.status for capture in captures} == {200, 503}
