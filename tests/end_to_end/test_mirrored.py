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
NO_PAGES = {
    f"{HOST}/robots.txt": b"User-agent: *",
    f"{HOST}/js/a.js": b"var a = '<html>';",
    f"{HOST}/download": b"%PDF-1.7 <html>",
}


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
    assert told == sorted([*(("new", url) for _, url in REPORTS.values()), ("refused", f"http://{LIST}")])
    assert stored(tmp_path) == set(REPORTS.values())
    kept = {capture.url for capture in Archive(tmp_path / "archive").captures()}
    assert kept == {url for _, url in told}
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
        assert {what for what, _ in told} <= {"same", "unchanged", "refused"}
        assert stored(tmp_path) == set(REPORTS.values())
    bodies = {capture.sha256 for capture in Archive(tmp_path / "archive").captures()}
    assert len(bodies) == len(REPORTS) + 1


def test_an_archive_within_the_folder_is_not_added_to_itself(mirror: Path) -> None:
    first = add(mirror, mirror)
    size = len(list(Archive(mirror / "archive").captures()))
    add(mirror, mirror)
    assert size == len(first)
    assert len(list(Archive(mirror / "archive").captures())) == 2 * size
