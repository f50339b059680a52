"""`gkscrape nightly` as a person, a timer and another program call it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gkscrape.cli import COMMANDS
from gkscrape.errors import UsageError
from gkscrape.fetch.curl import CurlTransport
from gkscrape.fetch.transport import Request
from gkscrape.run.doubts import Doubt
from gkscrape.run.window import window_of
from gkscrape.settings import load_settings

from ..end_to_end.shell import Answer as Said
from ..end_to_end.shell import gkscrape
from .farm import Answer, Farm, Host, farm
from .pages import COLUMN, county, path_of

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
LAST_YEAR = datetime.now(UTC).year - 1
"""A portal whose newest report is older than that is not as expected."""


@pytest.fixture(scope="module")
def servers() -> Iterator[Farm]:
    with farm() as one:
        yield one


@pytest.fixture
def hosts(servers: Farm) -> list[Host]:
    made = [servers.add(number) for number in (1, 2)]
    for host, name in zip(made, ("甲溪县", "乙溪县"), strict=True):
        county(host, name, organs=2, year=LAST_YEAR)
    return made


class Commands:
    """Nights in one folder, over the same portals."""

    def __init__(self, folder: Path, hosts: list[Host]) -> None:
        self.folder = folder
        self.words = [host.url(COLUMN) for host in hosts]

    def night(self, *more: object) -> Said:
        database = ("--db", self.folder / "g.db", "--archive", self.folder / "archive")
        places = (*database, "--report", self.folder / "nights", "--allow-private", "--delay", 0)
        return gkscrape("nightly", *self.words, *places, *more)

    @property
    def report(self) -> Path:
        (one,) = (self.folder / "nights").iterdir()
        return one


@pytest.fixture
def commands(tmp_path: Path, hosts: list[Host], monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("GKSCRAPE_CONTACT", "mailto:night@example.org")
    monkeypatch.chdir(tmp_path)
    return Commands(tmp_path, hosts)


def test_a_night_shows_a_table_and_leaves_a_folder(commands: Commands) -> None:
    answer = commands.night()
    assert answer.status == 0, answer.err + answer.out
    assert "2 portals: 2 as expected · 4 new, 0 changed, 0 vanished" in answer.out
    assert {path.name for path in commands.report.iterdir()} == {"index.html", "summary.json", "log.txt"}
    summary = json.loads((commands.report / "summary.json").read_text(encoding="utf-8"))
    assert [(one["came"], one["new"], one["stored"]) for one in summary["portals"]] == [("well", 2, 2)] * 2
    assert "new       " in (commands.report / "log.txt").read_text(encoding="utf-8").replace(
        "new ", "new       "
    )


def test_a_second_call_in_one_night_asks_nothing(commands: Commands, hosts: list[Host]) -> None:
    commands.night()
    before = [len(host.log) for host in hosts]
    answer = commands.night()
    assert answer.status == 0
    assert [len(host.log) for host in hosts] == before
    assert "4 new" in answer.out, "what the night brought before is still told"


def test_machines_get_a_line_for_each_step_and_the_summary_last(commands: Commands) -> None:
    lines = [json.loads(line) for line in commands.night("--json").out.splitlines()]
    assert lines[-1]["what"] == "night"
    assert len(lines[-1]["portals"]) == 2
    assert {line["what"] for line in lines[:-1]} == {"found", "new"}
    assert all({"at", "portal", "what", "url", "message"} == set(line) for line in lines[:-1])


def test_a_night_that_is_not_as_expected_says_4_and_why(commands: Commands, hosts: list[Host]) -> None:
    hosts[0].answers[path_of(0, LAST_YEAR)] = Answer(b"<script>__jsl_clearance</script>", 521)
    answer = commands.night()
    assert answer.status == 4
    assert "challenge: 1 of 2 listed reports are not to be had" in answer.out
    (page,) = (commands.report / "pages").iterdir()
    assert b"__jsl_clearance" in page.read_bytes()


def test_hostile_words_stay_words(commands: Commands, hosts: list[Host]) -> None:
    evil = "<script>alert(1)</script>"
    hosts[0].answers["/zwgk/"] = Answer(evil.encode())
    column = hosts[0].pages[COLUMN]
    link = f'<li><a href="/x/t20250315_77.html">某局2024年政府信息公开年度报告{evil}</a></li>'
    hosts[0].pages[COLUMN] = column.replace("<ul>", f"<ul>{link}")
    hosts[0].pages["/x/t20250315_77.html"] = f"<title>{evil}</title>"
    assert commands.night().status == 4
    assert "<script" not in (commands.report / "index.html").read_text(encoding="utf-8")


def test_outside_its_window_a_night_does_not_start(commands: Commands, hosts: list[Host]) -> None:
    answer = commands.night("--window", "00:00-00:00")
    assert answer.status == 0, "from midnight to midnight is the whole day"
    with pytest.raises(UsageError):
        window_of("10 to 6")
    with pytest.raises(UsageError):
        window_of("25:00-06:00")


def test_the_settings_file_says_what_the_command_does_not(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "nights.md").read_text(encoding="utf-8")
    (toml,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "gkscrape.toml").write_text(toml, encoding="utf-8")
    settings = load_settings({"XDG_CONFIG_HOME": str(tmp_path)}, tmp_path)
    assert settings.nightly.portals == tuple(tomllib.loads(toml)["nightly"]["portals"])
    assert (settings.nightly.window, settings.nightly.budget) == ("22:00-06:00", 2000)
    assert settings.fast


@pytest.mark.parametrize("way", ["option", "environment", "settings"])
def test_the_fast_transport_makes_the_same_requests(
    commands: Commands, hosts: list[Host], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    asked: list[str] = []
    exchange = CurlTransport.exchange

    def noted(self: CurlTransport, request: Request) -> object:
        asked.append(request.url)
        return exchange(self, request)

    monkeypatch.setattr(CurlTransport, "exchange", noted)
    if way == "environment":
        monkeypatch.setenv("GKSCRAPE_FAST", "1")
    if way == "settings":
        (commands.folder / "gkscrape.toml").write_text("fast = true\n", encoding="utf-8")
    answer = commands.night(*(["--fast"] if way == "option" else []))
    assert answer.status == 0, answer.err
    assert sorted(asked) == sorted(host.url(path) for host in hosts for path in host.paths())
    assert len(asked) == 8, "robots.txt, the column and two reports of each"


@pytest.mark.parametrize("command", ["crawl", "nightly"])
def test_without_its_extra_the_fast_transport_names_the_remedy(
    tmp_path: Path, hosts: list[Host], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("GKSCRAPE_CONTACT", "mailto:night@example.org")
    monkeypatch.setitem(sys.modules, "pycurl", None)
    monkeypatch.delitem(sys.modules, "gkscrape.fetch.curl")
    monkeypatch.chdir(tmp_path)
    answer = gkscrape(command, hosts[0].url(COLUMN), "--allow-private", "--fast")
    assert answer.status == 2
    assert "pip install 'gkscrape[fast]'" in answer.err
    assert hosts[0].log == [], "nothing was asked in another way"


def test_every_doubt_stands_in_the_document() -> None:
    text = (ROOT / "docs" / "nights.md").read_text(encoding="utf-8")
    named = {
        name for line in text.splitlines() if line.startswith("| `") for name in re.findall("`(\\w+)`", line)
    }
    assert {doubt.value for doubt in Doubt} <= named


def called(line: str) -> list[str]:
    """The words of the gkscrape call in a line of an example."""
    return line.partition("bin/gkscrape ")[2].partition(" >")[0].split()


@pytest.mark.parametrize("name", ["gkscrape-nightly.service", "gkscrape.cron"])
def test_the_examples_call_what_there_is(name: str) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if "bin/gkscrape " in line]
    command, *options = called(line)
    assert command in COMMANDS
    shown = gkscrape(command, "--help").out
    assert all(option in shown for option in options if option.startswith("--"))


def test_the_cron_line_has_five_times_and_a_command() -> None:
    lines = (EXAMPLES / "gkscrape.cron").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line and line[0].isdigit()]
    minute, hour, *rest = line.split(maxsplit=5)
    assert int(minute) in range(60)
    assert int(hour) in range(24)
    assert rest[:3] == ["*", "*", "*"]
    assert "%" not in rest[3], "cron takes a percent sign for a line break"


def analyzed(*words: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_units_are_sound(tmp_path: Path) -> None:
    for path in EXAMPLES.glob("gkscrape-nightly.*"):
        text = path.read_text(encoding="utf-8").replace("/usr/local/bin/gkscrape", shutil.which("true") or "")
        (tmp_path / path.name).write_text(text.replace("User=gkscrape", "User=root"), encoding="utf-8")
    units = [str(path) for path in sorted(tmp_path.glob("gkscrape-nightly.*"))]
    assert len(units) == 2
    sound = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (sound.returncode, sound.stdout + sound.stderr) == (0, "")
    when = re.search(r"OnCalendar=(.*)", (EXAMPLES / "gkscrape-nightly.timer").read_text(encoding="utf-8"))
    assert when is not None
    assert (
        subprocess.run(["systemd-analyze", "calendar", when[1]], capture_output=True, check=False).returncode
        == 0
    )
