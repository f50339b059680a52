"""The commands for portals over HTTP, on a host that is a bare number with a port of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from gkscrape.archive import Archive
from gkscrape.run import portals
from gkscrape.run.plan import fetch_settings

from ..end_to_end.shell import gkscrape
from .in_memory import page
from .test_attachments import SECTIONS

NB = "/zwgk/nb/"
OFF = ("--allow-private", "--delay", "0")


def put(server: HTTPServer, path: str, body: str | bytes, media_type: str = "text/html") -> None:
    server.expect_request(path).respond_with_data(body, content_type=media_type)


@pytest.fixture
def portal(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[tuple[HTTPServer, str]]:
    monkeypatch.setenv("GKSCRAPE_CONTACT", "mailto:crawler@example.org")
    monkeypatch.setenv("GKSCRAPE_PORTALS", str(tmp_path / "own"))
    monkeypatch.setattr(portals, "fetch_settings", lambda plan: replace(fetch_settings(plan), backoff=0.01))
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    put(httpserver, "/nosuch/", "<html><body>Not Found</body></html>")
    put(httpserver, "/", page(("/zwgk/", "政府信息公开"), title="青溪县人民政府"))
    put(httpserver, "/zwgk/", page((NB, "政府信息公开年报"), ("/zwgk/zn/", "政府信息公开指南")))
    links = [
        ("t101.html", "青溪县教育局2021年政府信息公开工作年度报告"),
        ("t102.html", "青溪县财政局2021年政府信息公开工作年度报告"),
    ]
    title = "关于报送2021年政府信息公开工作年度报告的通知"
    words = "<p>各乡镇人民政府，县直各部门：请于一月二十日以前将本单位的年度报告报送县政府办公室。</p>"
    notice = page(("mb.doc", "模板"), title=title, more=words)
    links.append(("t103.html", "青溪县水利局2021年政府信息公开工作年度报告"))
    put(
        httpserver,
        f"{NB}t103.html",
        notice,
    )
    put(httpserver, NB, page(*links, title="政府信息公开年报", more="<script>createPageHTML(1, 0)</script>"))
    put(httpserver, f"{NB}t101.html", SECTIONS.format("<img src='W020220120881.jpg'>"))
    plain = SECTIONS.replace("教育局", "财政局").format("<p>见附件</p><a href='nb.pdf'>附件：年报.pdf</a>")
    put(httpserver, f"{NB}t102.html", plain)
    put(httpserver, f"{NB}W020220120881.jpg", b"\xff\xd8\xff\xe0 picture", "image/jpeg")
    put(httpserver, f"{NB}nb.pdf", b"%PDF-1.7 tables", "application/pdf")
    yield httpserver, f"127.0.0.1-{httpserver.port}"
    httpserver.clear()


def test_add_then_test_then_verify_then_show(portal: tuple[HTTPServer, str], tmp_path: Path) -> None:
    server, portal_id = portal
    url = f"http://127.0.0.1:{server.port}/"
    shown = gkscrape("portals", "add", url, "--dry-run", *OFF)
    assert (shown.status, (tmp_path / "own").exists()) == (0, False)
    added = gkscrape("portals", "add", url, *OFF)
    assert (added.status, added.err) == (0, "")
    assert "family   trs: the page calls createPageHTML" in added.out
    assert (tmp_path / "own" / f"{portal_id}.toml").read_text(encoding="utf-8") == (
        f'id = "{portal_id}"\nname = "青溪县人民政府"\nhome = "{url}"\nfamily = "trs"\n'
        f'hosts = ["127.0.0.1:{server.port}"]\ncolumn = "{url}zwgk/nb/"\nverified = false\n'
        "\n[expect]\nreports = 3\n"
    )
    assert gkscrape("portals", "add", url, *OFF).status == 2
    tested = gkscrape("portals", "test", portal_id, "--json", *OFF)
    assert (tested.status, tested.err) == (0, "")
    assert [json.loads(line)["unit"] for line in tested.out.splitlines()] == [
        "青溪县教育局",
        "青溪县财政局",
        "青溪县水利局",
    ]
    assert gkscrape("portals", "verify", portal_id, *OFF).status == 0
    entry = json.loads(gkscrape("portals", "show", portal_id, "--json").out)
    assert (entry["verified"], entry["hosts"]) == (True, [f"127.0.0.1:{server.port}"])
    listed = gkscrape("portals", "list", "--family", "trs", "--json").out.splitlines()
    assert portal_id in {json.loads(line)["id"] for line in listed}


def test_an_entry_that_no_longer_holds_ends_with_4(portal: tuple[HTTPServer, str], tmp_path: Path) -> None:
    server, portal_id = portal
    gkscrape("portals", "add", f"http://127.0.0.1:{server.port}/", *OFF)
    path = tmp_path / "own" / f"{portal_id}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("reports = 3", "reports = 4"), encoding="utf-8")
    verified = gkscrape("portals", "verify", portal_id, *OFF)
    assert verified.status == 4
    assert "at least 4" in verified.err
    assert "verified = false" in path.read_text(encoding="utf-8")


def test_a_crawl_by_id_archives_pictures_and_files(portal: tuple[HTTPServer, str], tmp_path: Path) -> None:
    server, portal_id = portal
    gkscrape("portals", "add", f"http://127.0.0.1:{server.port}/", *OFF)
    server.log.clear()
    where = ("--db", tmp_path / "g.db", "--archive", tmp_path / "archive")
    crawled = gkscrape("crawl", portal_id, *OFF, *where)
    assert crawled.status == 0, crawled.err
    asked = [request.path for request, _ in server.log]
    assert len(asked) == len(set(asked))
    kept = {capture.url.rpartition("/")[2]: capture for capture in Archive(tmp_path / "archive").captures()}
    assert {"W020220120881.jpg", "nb.pdf", "t101.html", "t102.html"} <= set(kept)
    assert "mb.doc" not in kept
    assert Archive(tmp_path / "archive").body(kept["nb.pdf"]) == b"%PDF-1.7 tables"
    again = gkscrape("crawl", portal_id, *OFF, *where)
    assert again.status == 0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("www.qingxi.example",), 2, "write it out, as in https://"),
        (("ftp://www.qingxi.example/",), 2, "write it out, as in https://"),
        (("http://[/",), 2, "write it out, as in https://"),
        (("{url}", "--id", "Qing Xi"), 2, "only small letters"),
        (("{url}", "--id", "there"), 2, "there already; --force replaces it, --id names"),
        (("{url}", "--folder", "{own}/file/below"), 2, "--folder or GKSCRAPE_PORTALS"),
        (("{url}nosuch/",), 3, "no report was found"),
        (("{url}zwgk/nb/t103.html",), 3, "no report was found"),
        (("http://127.0.0.1:1/",), 1, "no connection"),
    ],
)
def test_what_cannot_be_added_is_told_with_its_remedy(
    portal: tuple[HTTPServer, str], tmp_path: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    server, _ = portal
    own = tmp_path / "own"
    own.mkdir()
    (own / "there.toml").write_text("")
    (own / "file").write_text("")
    url = f"http://127.0.0.1:{server.port}/"
    answer = gkscrape("portals", "add", *(word.format(url=url, own=own) for word in words), *OFF)
    assert (answer.status, said in answer.err) == (status, True), answer.err
    assert sorted(path.name for path in own.iterdir()) == ["file", "there.toml"]
    assert not server.log or status != 2


def test_a_shipped_entry_that_gives_way_is_named(portal: tuple[HTTPServer, str], tmp_path: Path) -> None:
    server, _ = portal
    added = gkscrape(
        "portals", "add", f"http://127.0.0.1:{server.port}/", "--id", "shangluo.gov.cn", "--dry-run", *OFF
    )
    assert added.status == 0
    assert "shipped  its entry shangluo.gov.cn gives way to this one" in added.out


def test_a_folder_of_entries_that_is_none_is_not_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GKSCRAPE_PORTALS", str(tmp_path / "mistyped"))
    for words in (("portals", "list"), ("portals", "show", "shangluo.gov.cn")):
        answer = gkscrape(*words)
        assert answer.status == 2
        assert "make it, or let GKSCRAPE_PORTALS name another" in answer.err
    monkeypatch.delenv("GKSCRAPE_PORTALS")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert gkscrape("portals", "list").status == 0


def test_an_entry_that_is_no_toml_is_named_with_its_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GKSCRAPE_PORTALS", str(tmp_path))
    (tmp_path / "x.toml").write_text('id = "x"\nname = \n')
    answer = gkscrape("portals", "list")
    assert answer.status == 1
    assert "x.toml: " in answer.err
    assert "line 2" in answer.err


def test_an_unknown_family_is_wrong_usage() -> None:
    answer = gkscrape("portals", "list", "--family", "wordpress")
    assert answer.status == 2
    assert "'wordpress' is none of: hanweb-annual" in answer.err


def test_verify_asks_no_portal_where_one_id_is_unknown(
    portal: tuple[HTTPServer, str], tmp_path: Path
) -> None:
    server, portal_id = portal
    gkscrape("portals", "add", f"http://127.0.0.1:{server.port}/", *OFF)
    server.log.clear()
    assert gkscrape("portals", "verify", portal_id, "nosuch", *OFF).status == 2
    assert server.log == []


def test_a_portal_that_is_down_is_not_verified(portal: tuple[HTTPServer, str], tmp_path: Path) -> None:
    server, portal_id = portal
    gkscrape("portals", "add", f"http://127.0.0.1:{server.port}/", *OFF)
    path = tmp_path / "own" / f"{portal_id}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(f":{server.port}", ":1"), encoding="utf-8")
    answer = gkscrape("portals", "verify", portal_id, *OFF)
    assert answer.status == 1
    assert "no connection" in answer.err
    assert "verified = false" in path.read_text(encoding="utf-8")


def test_an_unknown_id_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GKSCRAPE_CONTACT", "mailto:crawler@example.org")
    answer = gkscrape("crawl", "xyz.example", "--dry-run")
    assert answer.status == 2
    assert "portals list" in answer.err


def test_a_column_that_robots_forbid_fails_and_says_so(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GKSCRAPE_CONTACT", "mailto:crawler@example.org")
    put(httpserver, "/robots.txt", "User-agent: *\nDisallow: /zwgk/", "text/plain")
    where = ("--db", tmp_path / "g.db", "--archive", tmp_path / "archive")
    answer = gkscrape("crawl", httpserver.url_for(NB), *OFF, "--json", *where)
    assert answer.status == 1
    assert "forbidden" in answer.out + answer.err
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt"]
