"""The seven twins, read whole: identity, every cell, every section and every figure of the sentences.

What must be read stands in `twins/*.expected.json`, made with the pages from chosen figures, and below, where
the facts were written down from the pages and not taken from a reading.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gkscrape.documents import open_document
from gkscrape.reading.report import read_document
from gkscrape.record import Cell, Kind, Report, Scope, Source, Status

TWINS = Path(__file__).parents[1] / "fixtures" / "twins"
Said = tuple[int, str, str, str | None]

# Section, words of the label, value, unit; in the order of the page.
FACTS: dict[str, list[Said]] = {
    "provincial-2014.txt": [
        (2, "主动公开政府信息", "2187", "条"),
        (2, "区直部门公开", "1502", "条"),
        (2, "区直部门公开占", "68.7", "%"),
        (2, "各乡镇公开", "685", "条"),
        (2, "各乡镇公开占", "31.3", "%"),
        (3, "收到政府信息公开申请", "9", "件"),
        (3, "网上申请", "5", "件"),
        (3, "信函申请", "4", "件"),
    ],
    "narrative-2017.html": [
        (1, "主动公开政府信息", "173", "条"),
        (1, "政府网站公开政府信息数", "121", "条"),
        (1, "政务微信", "38", "条"),
        (1, "其他方式公开政府信息数", "14", "条"),
        (2, "回应公众关注热点或重大舆情数", "12", "次"),
        (2, "政府网站在线访谈", "2", "次"),
        (3, "收到政府信息公开申请", "6", "件"),
        (4, "行政复议", "1", "件"),
        (4, "行政诉讼", "0", None),
        (4, "举报", "0", None),
        (5, "费用", "0", None),
        (6, "查阅点", "1", "个"),
        (6, "政府信息公开工作人员", "3", "人"),
        (6, "专职人员", "1", "人"),
        (6, "兼职人员", "2", "人"),
    ],
    "glued-2019.txt": [
        (1, "公开政府信息", "2316", "条"),
        (1, "城乡建设类", "871", "条"),
        (1, "安全生产类", "119", "条"),
        (1, "其他信息", "1326", "条"),
    ],
    "grid-2019.html": [
        (1, "规章", "9", "件"),
        (1, "规范性文件", "51", "件"),
        (1, "受理政府信息公开申请", "734", "件"),
        (1, "答复", "691", "件"),
        (1, "上年度结转", "21", "件"),
        (1, "顺延到下年度", "64", "件"),
    ],
    "seed.txt": [
        (1, "发布信息", "18342", "条"),
        (1, "工作动态", "7715", "条"),
        (1, "目录系统信息", "6208", "条"),
        (1, "公示公告", "411", "条"),
        (1, "未按时更新的栏目", "5", "次"),
    ],
    "one-other-row-2021.html": [
        (1, "征地批准文件和补偿方案", "57", "份"),
        (1, "新收政府信息公开申请", "83", "件"),
        (1, "上年结转", "5", "件"),
        (6, "信息处理费", "0", None),
    ],
    "grid-2021.html": [
        (1, "公开各类政府信息", "9726", "条"),
        (1, "政策解读", "88", "篇"),
        (1, "新收政府信息公开申请", "231", "件"),
        (1, "办结", "228", "件"),
        (1, "不更新的账号", "4", "个"),
        (6, "信息处理费", "0", None),
    ],
}
NAMES = sorted(FACTS)


@cache
def read(name: str) -> Report:
    media = "text/html" if name.endswith(".html") else "text/plain"
    body = (TWINS / name).read_bytes()
    found = read_document(open_document(body, media), Source("0" * 64, media, len(body)))
    assert isinstance(found, Report)
    return found


def wanted(name: str) -> dict[str, Any]:
    path = TWINS / f"{name.partition('.')[0]}.expected.json"
    expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return expected


def test_every_twin_is_read_here() -> None:
    assert {path.name for path in TWINS.iterdir() if path.suffix != ".json"} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_whose_report_it_is(name: str) -> None:
    found, expected = read(name), wanted(name)
    who = found.identity
    assert (who.unit, who.year, who.title, who.region) == tuple(
        expected[key] for key in ("unit", "year", "title", "region")
    )
    assert who.published is not None
    assert who.published.isoformat().startswith(expected["published"])
    assert found.form == expected["form"]
    if who.scope is None:
        assert "区" in expected["unit"], "only of a zone that no list knows is it open for whom it reports"
        assert any(fault.code == "identity.scope_undecided" for fault in found.faults)
    else:
        assert who.scope is Scope(expected["scope"])


def says(cell: Cell, value: float | None) -> bool:
    return cell.value == (None if value is None else Decimal(str(value)))


@pytest.mark.parametrize("name", [name for name in NAMES if "cells" in wanted(name)])
def test_every_cell_says_what_is_printed_or_is_open(name: str) -> None:
    expected = wanted(name)
    cells = {cell.indicator: cell for cell in read(name).cells}
    open_ = [code for code in expected["cells"] if cells[code].status is Status.AMBIGUOUS]
    for code, value in expected["cells"].items():
        cell = cells[code]
        if code not in open_:
            assert says(cell, value), cell
            assert str(cell.kind) == expected["kinds"].get(code, Kind.NUMBER)
        if cell.candidates:
            assert Decimal(str(value)) in cell.candidates
    glued = name.startswith("glued")
    assert len(open_) <= (20 if glued else 0)


@pytest.mark.parametrize("name", NAMES)
def test_every_section_is_its_heading_and_text(name: str) -> None:
    found = [(s.number, s.heading, s.text.replace("\n", "")) for s in read(name).sections]
    for section in wanted(name)["sections"]:
        assert (section["number"], section["heading"], section["text"].replace("\n", "")) in found


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_sentences_is_found_and_no_other(name: str) -> None:
    found = read(name).facts
    assert [(fact.section, fact.value, fact.unit) for fact in found] == [
        (section, Decimal(value), unit) for section, _, value, unit in FACTS[name]
    ]
    assert all(said[1] in fact.label for fact, said in zip(found, FACTS[name], strict=True))
