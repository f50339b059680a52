"""The twin fixtures: reproducible, and what is expected of them is what they print."""

import json
import re
import subprocess
import sys
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TWINS = ROOT / "tests" / "fixtures" / "twins"
NAMES = sorted(path.name for path in TWINS.iterdir() if not path.name.endswith(".expected.json"))
GRIDS = [name for name in NAMES if name.endswith(".html") and "narrative" not in name]


def expected(name: str) -> dict[str, Any]:
    path = TWINS / f"{name.partition('.')[0]}.expected.json"
    truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return truth


def text(name: str) -> str:
    return (TWINS / name).read_text(encoding="utf-8")


def printed(truth: dict[str, Any]) -> list[str]:
    return [truth["raw"].get(code, str(value)) for code, value in truth["cells"].items()]


def test_the_committed_twins_are_what_the_script_writes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.make_twins", "--out", str(tmp_path), "--expected"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in TWINS.iterdir()}


def test_the_seed_holds_198_different_figures_each_on_its_line() -> None:
    truth, lines = expected("seed.txt"), text("seed.txt").split("\n")
    assert len(truth["cells"]) == len(set(truth["cells"].values())) == 198
    for code, number in truth["lines"].items():
        assert truth["raw"].get(code, str(truth["cells"][code])) in lines[number - 1].split(), code
    shared = Counter(truth["lines"].values())
    assert [count for count in shared.values() if count > 1] == [3]


def test_the_seed_has_the_slips_of_its_model() -> None:
    seed = text("seed.txt")
    for slip in (
        "本年度办反办理结果",
        "本年新\n\n制作数量",
        "科研\n\n机构",
        "五、\u00a0存在的",
        "扫一扫在手机打开当前页",
    ):
        assert slip in seed
    assert seed.count("新增") == 3


@pytest.mark.parametrize("name", GRIDS)
def test_the_cells_of_a_grid_are_the_figures_in_order(name: str) -> None:
    cells = [
        re.sub(r"<[^>]+>|\s", "", unescape(cell))
        for cell in re.findall(r"(?s)<td[^>]*>(.*?)</td>", text(name))
    ]
    figures = [cell for cell in cells if re.fullmatch(r"[\d.]*元?", cell)]
    assert figures == printed(expected(name))


def test_the_glued_text_is_the_figures_run_together() -> None:
    truth = expected("glued-2019.txt")
    table = text("glued-2019.txt").replace(" ", "").partition("一、本年新收政府信息公开申请数量")[2]
    row = "".join(
        raw for code, raw in zip(truth["cells"], printed(truth), strict=True) if "/received/" in code
    )
    assert table.startswith(row + "二、上年结转")


@pytest.mark.parametrize("name", [name for name in NAMES if "cells" in expected(name) and name != "seed.txt"])
def test_the_sums_of_a_twin_hold_wherever_they_are_printed(name: str) -> None:
    cells = expected(name)["cells"]
    rows = list(dict.fromkeys(code.split("/")[1] for code in cells if code.startswith("requests/")))
    outcomes = [row for row in rows if row not in ("received", "carried_in", "total", "carried_out")]
    columns = [code.rpartition("/")[2] for code in cells if code.startswith("requests/received/")]
    held = 0
    for row in rows:
        total = cells[f"requests/{row}/total"]
        if total is not None:
            assert total == sum(cells[f"requests/{row}/{column}"] or 0 for column in columns[:-1])
            held += 1
    for column in columns[:-1]:
        came, left = (
            sum(cells[f"requests/{row}/{column}"] or 0 for row in pair)
            for pair in (("received", "carried_in"), ("total", "carried_out"))
        )
        assert came == left
        found = sum(cells[f"requests/{row}/{column}"] or 0 for row in outcomes)
        assert found == (cells[f"requests/total/{column}"] or 0)
    assert held >= 4


def test_blanks_are_expected_only_of_the_grid_that_prints_them() -> None:
    blank = {name for name in NAMES if "blank" in expected(name).get("kinds", {}).values()}
    assert blank == {"grid-2019.html"}


def test_the_provincial_table_prints_two_figures_a_row() -> None:
    page = text("provincial-2014.txt")
    for row in expected("provincial-2014.txt")["statistics"]:
        assert f"{row['label']} {row['unit']} {row['value']} {row['cumulated']}" in page


@pytest.mark.parametrize("name", NAMES)
def test_the_sections_are_on_the_page(name: str) -> None:
    page = re.sub(r"<[^>]+>|\s", "", unescape(text(name)))
    sections = expected(name)["sections"]
    assert [section["number"] for section in sections] == list(range(1, len(sections) + 1))
    for section in sections:
        assert section["heading"] in page
        assert re.sub(r"\s", "", section["text"]) in page
