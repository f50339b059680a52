"""The commands as a person types them: what they answer, and with which status."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gkscrape.cli import COMMANDS
from gkscrape.demo.server import serve
from gkscrape.store import open_store

from .conftest import Crawled
from .shell import gkscrape

OFFICE = "霁川县人民政府办公室"
TWINS = Path(__file__).parent.parent / "fixtures" / "twins"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_teaches_by_example(name: str) -> None:
    answer = gkscrape(name, "--help")
    assert answer.status == 0
    assert f"gkscrape {name}" in answer.out.partition("Example")[2]


def test_the_first_help_lists_every_command() -> None:
    answer = gkscrape("--help")
    assert answer.status == 0
    assert all(f"  {name}" in answer.out for name in COMMANDS)


@pytest.mark.parametrize("words", [("nonsense",), ("parse",), ("diff", "--format", "papyrus", "甲")])
def test_wrong_usage_is_2(words: tuple[str, ...]) -> None:
    answer = gkscrape(*words)
    assert answer.status == 2
    assert "Usage" in answer.err


def test_parse_prints_one_object_a_line_and_goes_on_after_a_refusal(tmp_path: Path) -> None:
    junk, empty, absent = tmp_path / "junk.bin", tmp_path / "empty.html", tmp_path / "absent.html"
    junk.write_bytes(bytes(range(256)))
    empty.write_bytes(b"")
    answer = gkscrape("parse", "--json", junk, empty, absent, TWINS / "seed.txt")
    lines = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.status == 3
    assert [line.get("refused") for line in lines] == ["unreadable", "empty", "unreadable", None]
    assert lines[2]["path"] == str(absent)
    assert "No such file" in lines[2]["message"]
    assert len(lines[3]["cells"]) == 198
    assert answer.err.count("\n") == 3


def test_a_folder_is_refused_with_the_command_that_takes_it(tmp_path: Path) -> None:
    answer = gkscrape("parse", tmp_path)
    assert answer.status == 3
    assert answer.err.endswith(f"name its files, or keep all of them: gkscrape add {tmp_path}\n")


def test_parse_shows_a_person_the_headlines() -> None:
    answer = gkscrape("parse", TWINS / "grid-2021.html")
    assert answer.status == 0
    assert "本年新收政府信息公开申请数量·总计" in answer.out
    assert "requests/received/total" in answer.out


def test_status_counts_what_the_database_holds(crawled: Crawled) -> None:
    told = json.loads(gkscrape("status", "--db", crawled.database, "--json").out)
    assert told["reports"] == sum(told["reports_by_year"].values()) == sum(told["reports_by_form"].values())
    assert told["unfinished_runs"] == 0
    assert "年度" in gkscrape("status", "--db", crawled.database).out


def test_check_exits_4_for_an_error_and_0_where_there_is_none(crawled: Crawled) -> None:
    answer = gkscrape("check", "--db", crawled.database, "--json")
    graded = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.status == 4
    assert {(f["unit"], f["year"]) for f in graded if f["grade"] == "error"} == {
        ("霁川县市场监督管理局", 2022)
    }
    assert gkscrape("check", OFFICE, "2024", "--db", crawled.database).status == 0


def test_diff_marks_what_two_forms_count_differently(crawled: Crawled) -> None:
    answer = gkscrape("diff", OFFICE, 2020, 2021, "--json", "--db", crawled.database)
    changes = {change["indicator"]: change for change in json.loads(answer.out)}
    assert answer.status == 0
    received = changes["requests/received/total"]
    assert received["comparable"] == "same"
    assert received["change"]["absolute"] == received["values"]["2021"] - received["values"]["2020"]
    for code in (
        "disclosure/normative_documents/in_force",
        "disclosure/fees/amount",
        "disclosure/procurement/amount",
    ):
        assert changes[code]["comparable"] == "no"
        assert changes[code]["change"] == {"absolute": None, "relative": None}
        assert changes[code]["note"]


def test_diff_says_which_years_there_are(crawled: Crawled) -> None:
    answer = gkscrape("diff", OFFICE, 1999, 2021, "--db", crawled.database)
    assert answer.status == 2
    assert "1999" in answer.err
    assert "2018, 2019, 2020" in answer.err


def test_diff_can_say_no_by_its_status(crawled: Crawled) -> None:
    words = ("diff", OFFICE, 2020, 2021, "--format", "csv", "--db", crawled.database)
    assert gkscrape(*words).status == 0
    assert gkscrape(*words, "--exit-code").status == 4


def test_diff_compares_units_of_a_year(crawled: Crawled) -> None:
    answer = gkscrape("diff", "--year", 2021, OFFICE, "霁川县教育局", "--json", "--db", crawled.database)
    assert answer.status == 0
    assert set(json.loads(answer.out)[0]["values"]) == {OFFICE, "霁川县教育局"}


def test_an_unknown_unit_is_2_and_names_the_nearest(crawled: Crawled) -> None:
    answer = gkscrape("check", "霁川县教育", "--db", crawled.database)
    assert answer.status == 2
    assert "霁川县教育局" in answer.err


@pytest.mark.parametrize("name", ["check", "status"])
def test_reading_a_database_that_is_not_there_makes_none(name: str, tmp_path: Path) -> None:
    answer = gkscrape(name, "--db", tmp_path / "no.db")
    assert answer.status == 2
    assert "gkscrape demo" in answer.err
    assert not (tmp_path / "no.db").exists()


def test_add_takes_a_folder_and_a_warc_file_and_refuses_by_name(crawled: Crawled, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    shutil.copy(TWINS / "grid-2021.html", mirror)
    (mirror / "login.html").write_text("<title>登录</title><input type=password>登录", encoding="utf-8")
    warc = next(crawled.archive.glob("*.warc.gz"))
    database, archive = tmp_path / "a.db", tmp_path / "archive"
    answer = gkscrape("add", mirror, warc, "--db", database, "--archive", archive, "--json")
    events = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.status == 3
    assert any(event["what"] == "refused" and "login.html" in event["url"] for event in events)
    with open_store(str(database)) as store, open_store(crawled.database) as origin:
        units = {entry.unit.name for entry in store.reports()}
        assert {entry.unit.name for entry in origin.reports()} < units


def test_what_add_stored_is_verified_in_the_archive(tmp_path: Path) -> None:
    places = ("--db", tmp_path / "a.db", "--archive", tmp_path / "archive")
    assert gkscrape("add", TWINS / "grid-2021.html", TWINS / "seed.txt", *places).status == 0
    answer = gkscrape("verify", *places)
    assert answer.status == 0
    assert "2 reports, 398 cells: 398 verified" in answer.out


def test_a_damaged_archive_fails_the_verification(tmp_path: Path) -> None:
    places = ("--db", tmp_path / "a.db", "--archive", tmp_path / "archive")
    assert gkscrape("add", TWINS / "grid-2021.html", *places).status == 0
    warc = next((tmp_path / "archive").glob("*.warc.gz"))
    warc.write_bytes(warc.read_bytes()[:-200])
    assert gkscrape("verify", *places).status == 4


def test_crawl_needs_a_contact(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GKSCRAPE_CONTACT", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    answer = gkscrape("crawl", "https://www.example.gov.cn/")
    assert answer.status == 2
    assert "GKSCRAPE_CONTACT" in answer.err


def test_crawl_refuses_private_addresses_unless_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GKSCRAPE_CONTACT", "mailto:a@b.example")
    with serve() as portal:
        host, port = portal.address
        home = f"http://{host}:{port}/"
        words = ("crawl", home, "--db", tmp_path / "x.db", "--archive", tmp_path / "x", "--delay", "0")
        answer = gkscrape(*words)
        assert answer.status == 1
        assert "private" in answer.out + answer.err or "loopback" in answer.out + answer.err
        assert portal.requested == []
        dry = gkscrape(
            "crawl", home, "--dry-run", "--json", "--allow-private", "--delay", "0", "--limit", "2"
        )
    assert dry.status == 0
    lines = [json.loads(line) for line in dry.out.splitlines()]
    assert len(lines) == 2
    assert set(lines[0]) == {"url", "title", "year", "unit"}
