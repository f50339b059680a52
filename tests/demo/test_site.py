"""The sample portal's pages: reproducible, true to their figures, and linked as they should be."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "src" / "gkscrape" / "demo" / "site"
EXPECTED = json.loads((Path(__file__).parent / "expected.json").read_text(encoding="utf-8"))
REPORTS = EXPECTED["reports"]
WITH_TABLES = [report for report in REPORTS if "cells" in report]
APPLICANTS = ("natural_person", "business", "research", "social_welfare", "legal_service", "other")
RESULTS = ("upheld", "corrected", "other", "pending")
BASE = "http://demo.gkscrape.invalid"
FIGURE = re.compile(r"(新增|减少|[+-])?\d[\d,.]*元?|/|无")


def name(report: Mapping[str, Any]) -> str:
    return f"{report['unit']}-{report['year']}"


def page(path: str) -> str:
    body = (SITE / path.lstrip("/")).read_bytes()
    return body.decode("gbk" if b"charset=gb2312" in body else "utf-8")


def files() -> dict[str, bytes]:
    return {str(path.relative_to(SITE)): path.read_bytes() for path in SITE.rglob("*") if path.is_file()}


class Text(HTMLParser):
    """The text of a page, and the addresses that it links."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.links: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for key, value in attrs if tag == "a" and key == "href" and value]

    def handle_data(self, data: str) -> None:
        self.parts += data.split()


def test_the_committed_pages_are_what_the_script_writes(tmp_path: Path) -> None:
    out, truth = tmp_path / "site", tmp_path / "expected.json"
    command = [sys.executable, "-m", "scripts.make_demo_site", "--out", str(out), "--expected", str(truth)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    written = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert written == files()
    assert json.loads(truth.read_text(encoding="utf-8")) == EXPECTED


def test_the_site_is_modest() -> None:
    assert sum(map(len, files().values())) < 1_200_000


@pytest.mark.parametrize("report", WITH_TABLES, ids=name)
def test_the_figures_of_the_tables_are_those_expected_in_order(report: Mapping[str, Any]) -> None:
    parts = Text(page(report["path"])).parts
    start = next(place for place, part in enumerate(parts) if part.startswith("第二十条"))
    end = next(place for place, part in enumerate(parts) if part.startswith("五、"))
    figures = [part for part in parts[start:end] if FIGURE.fullmatch(part)]
    raw = report["raw"]
    printed = (raw.get(code, str(value)) for code, value in report["cells"].items())
    assert figures == [token for token in printed if token]


def off(report: Mapping[str, Any]) -> Iterator[tuple[str, Decimal, Decimal]]:
    """The printed sums that do not hold: (code, printed, what its parts add up to)."""
    cells = {code: Decimal(str(value or 0)) for code, value in report["cells"].items()}
    rows = list(dict.fromkeys(code.split("/")[1] for code in cells if code.startswith("requests/")))
    outcomes = [row for row in rows if row not in ("received", "carried_in", "total", "carried_out")]
    for row in rows:
        parts = sum((cells[f"requests/{row}/{column}"] for column in APPLICANTS), Decimal(0))
        yield f"requests/{row}/total", cells[f"requests/{row}/total"], parts
    for column in (*APPLICANTS, "total"):
        total = cells[f"requests/total/{column}"]
        found = sum((cells[f"requests/{row}/{column}"] for row in outcomes), Decimal(0))
        yield f"requests/total/{column}", total, found
        came = cells[f"requests/received/{column}"] + cells[f"requests/carried_in/{column}"]
        yield f"requests/total/{column}", total, came - cells[f"requests/carried_out/{column}"]
    for block in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
        parts = sum((cells[f"challenges/{block}/{result}"] for result in RESULTS), Decimal(0))
        yield f"challenges/{block}/total", cells[f"challenges/{block}/total"], parts


@pytest.mark.parametrize("report", WITH_TABLES, ids=name)
def test_every_sum_holds_but_the_one_misprint(report: Mapping[str, Any]) -> None:
    wrong = {(code, int(parts)) for code, printed, parts in off(report) if printed != parts}
    assert wrong == {(slip["indicator"], slip["adds_up_to"]) for slip in report["misprints"]}


def test_one_printed_sum_is_wrong_by_two() -> None:
    slips = [(report, slip) for report in WITH_TABLES for slip in report["misprints"]]
    assert [report["cells"][slip["indicator"]] - slip["adds_up_to"] for report, slip in slips] == [2]


def test_what_is_carried_out_is_carried_in_the_next_year() -> None:
    years = {(report["unit"], report["year"]): report["cells"] for report in WITH_TABLES}
    pairs = [
        (cells, years[unit, year + 1]) for (unit, year), cells in years.items() if (unit, year + 1) in years
    ]
    assert len(pairs) == 20
    for older, newer in pairs:
        for column in (*APPLICANTS, "total"):
            out, carried = older[f"requests/carried_out/{column}"], newer[f"requests/carried_in/{column}"]
            assert (out or 0) == (carried or 0)


def test_a_blank_stands_only_where_a_page_can_show_one() -> None:
    blank = {report["layout"] for report in WITH_TABLES if "blank" in report["kinds"].values()}
    assert blank == {"word-grid", "editor-grid", "plain-grid", "piped-lines"}


def test_the_years_and_forms_are_all_there() -> None:
    forms = Counter(report["form"] for report in REPORTS)
    assert forms == {"narrative": 3, "2019": 9, "2021": 16}
    late = [name(report) for report in REPORTS if report["form"] == "2019" and report["year"] > 2020]
    assert late == ["霁川县杏垄乡人民政府-2021"]
    assert {report["year"] for report in REPORTS} == set(range(2018, 2025))
    assert {report["scope"] for report in REPORTS} == {"office", "consolidated", "organ"}


def test_the_copy_prints_the_same_report() -> None:
    (report,) = [report for report in REPORTS if report["copies"]]
    first, second = (
        page(path).partition("<p style=")[2].rpartition("</p>")[0]
        for path in (report["path"], *report["copies"])
    )
    assert "结转下年度继续办理" in first
    assert first == second


def test_the_gbk_page_needs_more_than_gb2312() -> None:
    (path,) = [path for path, body in files().items() if b"charset=gb2312" in body]
    body = (SITE / path).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        body.decode("gb2312")
    assert "石堽" in body.decode("gbk")


def test_the_slips_of_the_pen_are_there() -> None:
    text = page("/zfxxgk/zfxxgknb/xzf/202101/t20210118_1187.html")
    for slip in (
        "本年度办反办理结果",
        "五、\u00a0存在的主要问题",
        "扫一扫在手机打开当前页",
        "新增5",
        "减少1",
    ):
        assert slip in text


def test_every_link_leads_somewhere_but_the_one_that_is_dead() -> None:
    dead = set()
    for path in files():
        if not path.endswith(".html"):
            continue
        for link in Text(page(path)).links:
            url = urlsplit(urljoin(f"{BASE}/{path}", link))
            if url.netloc != "demo.gkscrape.invalid":
                continue
            target = SITE / url.path.lstrip("/")
            if not (target.is_file() or (target / "index.html").is_file()):
                dead.add(url.path)
    assert dead == {EXPECTED["links"]["dead"]}


def test_every_page_can_be_reached_from_the_home_page() -> None:
    seen, queue = {"/index.html"}, ["/index.html"]
    while queue:
        path = queue.pop()
        links = Text(page(path)).links
        pager = re.search(r'createPageHTML\((\d+), 0, "index", "html"\)', page(path))
        links += [f"index_{number}.html" for number in range(1, int(pager[1]) if pager else 1)]
        for link in links:
            url = urlsplit(urljoin(BASE + path, link))
            target = url.path + ("index.html" if url.path.endswith("/") else "")
            if url.netloc in urlsplit(BASE).netloc and target not in seen and (SITE / target[1:]).is_file():
                seen.add(target)
                queue.append(target)
    stub = "/zfxxgk/zfxxgknb/bm/index_2.html"
    assert {f"/{path}" for path in files()} - seen == {"/robots.txt", stub}


def test_robots_disallows_a_page_that_is_linked() -> None:
    robots = (SITE / "robots.txt").read_text(encoding="utf-8-sig")
    disallowed = re.findall(r"Disallow: (\S+)", robots)
    assert [EXPECTED["links"]["disallowed"].startswith(path) for path in disallowed] == [True]


def test_the_county_and_the_places_of_the_twins_are_invented() -> None:
    regions = (ROOT / "data" / "regions.csv").read_text(encoding="utf-8")
    assert "济南" in regions
    assert [place for place in ("霁川", "岚汀", "澄屿") if place in regions] == []


def test_the_scripts_share_nothing_with_the_reader() -> None:
    for script in (ROOT / "scripts" / "make_demo_site.py", *(ROOT / "scripts" / "typeset").glob("*.py")):
        source = script.read_text(encoding="utf-8")
        assert re.search(r"^(import|from) gkscrape", source, re.M) is None
        assert "parsers/" not in source.replace("read data/ or parsers/", "")
