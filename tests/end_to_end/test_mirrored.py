"""A folder that a mirroring tool left, added as a person would: every page under the address that it had."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gkscrape.archive import Archive
from gkscrape.store import open_store

from ..portals.fleet.model import Entry
from ..portals.fleet.pages import listing
from ..portals.fleet.reports import report_page
from .shell import gkscrape

HOST = "www.qingxi.gov.cn"
REPORTS = {
    f"{HOST}/zwgk/nb/t20220120_1.html": ("青溪县教育局", f"http://{HOST}/zwgk/nb/t20220120_1.html"),
    f"{HOST}/year.aspx?dept=206&id=45": ("青溪县财政局", f"http://{HOST}/year.aspx?dept=206&id=45"),
    f"{HOST}/show.jsp?id=46.html": ("青溪县水利局", f"http://{HOST}/show.jsp?id=46"),
    f"{HOST}+8080/zwgk/content_84187": ("青溪县审计局", f"http://{HOST}:8080/zwgk/content_84187"),
    "saved/年报.html": ("青溪县民政局", f"https://{HOST}/mzj/nb.html"),
}
LIST = f"{HOST}/zwgk/nb/index.html"
DOCUMENT = f"{HOST}/download"
PASSED_OVER = {f"{HOST}/robots.txt": b"User-agent: *", f"{HOST}/js/a.js": b"var a = '<html>';"}
NO_PAGES = {**PASSED_OVER, DOCUMENT: b"%PDF-1.7 <html>"}
REFUSED = [("refused", f"http://{LIST}"), ("refused", f"http://{DOCUMENT}")]


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror"
    pages = {
        path: report_page("generic", Entry(path, organ, 2021)).encode()
        for path, (organ, _) in REPORTS.items()
    }
    pages["saved/年报.html"] = (
        f"<!-- saved from url=(0036)https://{HOST}/mzj/nb.html -->".encode() + pages["saved/年报.html"]
    )
    pages[LIST] = listing([Entry("t20220120_1.html", "青溪县教育局", 2021)]).encode()
    for name, body in (pages | NO_PAGES).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    return folder


def add(folder: Path, into: Path) -> list[tuple[str, str]]:
    """What happened to each address; the database and the archive lie in a folder that may be the mirror."""
    where = ("--db", into / "g.db", "--archive", into / "archive")
    answer = gkscrape("add", folder, "--json", *where)
    assert answer.status == 3, answer.err
    events = [json.loads(line) for line in answer.out.splitlines()]
    return sorted((event["what"], event["url"]) for event in events)


def stored(into: Path) -> set[tuple[str, str]]:
    with open_store(str(into / "g.db")) as store:
        reports = list(store.reports())
    found = {(entry.unit.name, entry.url) for entry in reports}
    assert len(found) == len(reports)
    return found


def test_every_page_keeps_the_address_that_it_had(mirror: Path, tmp_path: Path) -> None:
    told = add(mirror, tmp_path)
    passed = [("passed_over", f"file:{mirror.as_posix()}/{name}") for name in PASSED_OVER]
    assert told == sorted([*(("new", url) for _, url in REPORTS.values()), *REFUSED, *passed])
    assert stored(tmp_path) == set(REPORTS.values())
    kept = {capture.url for capture in Archive(tmp_path / "archive").captures()}
    assert kept == {url for what, url in told if what != "passed_over"}
    gkscrape("export", tmp_path / "out", "--format", "jsonl", "--db", tmp_path / "g.db")
    lines = [
        line for path in (tmp_path / "out").glob("*.jsonl") for line in path.read_text("utf-8").splitlines()
    ]
    readings = [json.loads(line) for line in lines]
    assert {(one["unit"], one["source"]["url"]) for one in readings} == set(REPORTS.values())


def test_to_add_it_again_or_from_elsewhere_makes_no_second_report(mirror: Path, tmp_path: Path) -> None:
    add(mirror, tmp_path)
    moved = Path(shutil.copytree(mirror, tmp_path / "elsewhere" / "mirror"))
    for folder in (mirror, moved):
        told = add(folder, tmp_path)
        assert {what for what, _ in told} <= {"same", "unchanged", "refused", "passed_over"}
        assert stored(tmp_path) == set(REPORTS.values())
    bodies = {capture.sha256 for capture in Archive(tmp_path / "archive").captures()}
    assert len(bodies) == len(REPORTS) + len(REFUSED)


def test_an_archive_within_the_folder_is_not_added_to_itself(mirror: Path) -> None:
    first = [url for what, url in add(mirror, mirror) if what != "passed_over"]
    size = len(list(Archive(mirror / "archive").captures()))
    add(mirror, mirror)
    assert size == len(first)
    assert len(list(Archive(mirror / "archive").captures())) == 2 * size


def test_what_is_left_of_a_folder_is_counted_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "nb"
    folder.mkdir()
    for name in ("a.css", "b.css", "c.JPG"):
        (folder / name).write_bytes(b"\xff\xd8\xff" if name.endswith("JPG") else b"a {}")
    (folder / "2021.pdf").write_bytes(b"%PDF-1.7")
    where = ("--db", tmp_path / "g.db", "--archive", tmp_path / "archive")
    answer = gkscrape("add", folder, *where)
    assert answer.status == 3
    assert "the body is a PDF, which this version cannot read yet; save it as HTML or text" in answer.err
    assert "add: 1 refused, 3 passed_over\n" in answer.out
    assert "passed over as no page, document or WARC file: 2 .css, 1 .jpg; --json names each" in answer.out
    (folder / "2021.pdf").unlink()
    assert gkscrape("add", folder, *where).status == 0
    assert gkscrape("add", folder / "a.css", *where).status == 3


def test_a_file_of_a_folder_that_cannot_be_opened_is_told_and_the_others_go_on(
    mirror: Path, tmp_path: Path
) -> None:
    (mirror / "gone.html").symlink_to(tmp_path / "nothing.html")
    answer = gkscrape("add", mirror, "--json", "--db", tmp_path / "g.db", "--archive", tmp_path / "archive")
    events = [json.loads(line) for line in answer.out.splitlines()]
    broken = [(event["url"], event["message"]) for event in events if event["what"] == "broken"]
    assert broken == [
        (f"file:{mirror.as_posix()}/gone.html", "the file cannot be opened: No such file or directory")
    ]
    assert answer.status == 1
    assert stored(tmp_path) == set(REPORTS.values())
