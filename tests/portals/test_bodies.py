"""What stands around a report on its page never becomes a part of it: other years' tables, lists of news."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from gkscrape.documents import open_document
from gkscrape.portals import bodies
from gkscrape.portals.bodies import ASTRAY, Body, find_body
from gkscrape.record import Fact, Report, Section, Status
from gkscrape.run.reading import read_body

from .fleet.model import Entry
from .fleet.reports import CONTAINERS, figures, report_page, report_text

OWN = Entry("/zwgk/nb/202301/t20230120_4001.html", "青溪县教育局", 2022)
OLD = Entry("/zwgk/nb/202201/t20220120_3001.html", "青溪县教育局", 2021)
URL = f"http://www.qingxi.example{OWN.path}"
TABLES = re.findall("<table.*?</table>", report_text(OLD), re.DOTALL)
NEWS = "<h3>热点信息</h3><ul><li>全县新增绿地1200亩</li><li>办理行政许可3000件</li></ul>"


def read(page: str, url: str = URL) -> Report:
    result = read_body(page.encode(), "text/html", url=url)
    assert isinstance(result, Report)
    return result


def values(report: Report) -> dict[str, Decimal]:
    return {cell.indicator: cell.value for cell in report.cells if cell.value is not None}


def said(report: Report) -> list[Section | Fact]:
    """Sections and facts without the numbers of their lines."""
    sections = [replace(section, at=None) for section in report.sections]
    return [*sections, *(replace(fact, at=None) for fact in report.facts)]


def printed(entry: Entry) -> dict[str, Decimal]:
    return {indicator: Decimal(value) for indicator, value in figures(entry).items()}


def beside(page: str, words: str, where: str) -> str:
    """The page with a block of its own beside the report: in front of it, or behind."""
    at = '<div class="article">' if where == "before" else '<div class="right">'
    assert page.count(at) == 1
    return page.replace(at, f'<div class="side">{words}</div>{at}')


PAGE = report_page("trs", OWN)
PLAIN = read(PAGE)


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("table", range(3))
def test_a_table_of_another_year_beside_the_report(table: int, where: str) -> None:
    report = read(beside(PAGE, f"<h3>2021年数据</h3>{TABLES[table]}", where))
    assert values(report) == printed(OWN)
    assert said(report) == said(PLAIN)
    assert "table.conflict" not in {fault.code for fault in report.faults}


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("family", [*CONTAINERS, "generic"])
def test_a_whole_report_of_another_year_beside_the_report(family: str, where: str) -> None:
    old = f"<h3>{OLD.title}</h3>{report_text(OLD)}"
    report = read(beside(report_page(family, OWN), old, where))
    assert values(report) == printed(OWN)
    assert [section.text for section in report.sections] == [section.text for section in PLAIN.sections]


@pytest.mark.parametrize("where", ["before", "after"])
def test_news_beside_the_report(where: str) -> None:
    bare = re.sub('<div class="(share|near)">.*?</div>', "", PAGE)
    report = read(beside(bare, NEWS, where))
    assert said(report) == said(PLAIN)
    assert values(report) == printed(OWN)


def test_without_a_container_the_news_would_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Body, "text", lambda self, document: document)
    bare = re.sub('<div class="(share|near)">.*?</div>', "", PAGE)
    assert read(beside(bare, NEWS, "after")).facts != PLAIN.facts


def test_only_the_title_tells_between_two_containers_of_the_same_name() -> None:
    blocks = [f'<div class="content"><h2>{one.title}</h2>{report_text(one)}</div>' for one in (OLD, OWN)]
    for order in (blocks, blocks[::-1]):
        page = f"<html><head><title>{OWN.title}</title></head><body>{''.join(order)}</body></html>"
        assert values(read(page)) == printed(OWN)


def test_what_nothing_tells_apart_stays_open() -> None:
    blocks = "".join(f'<div class="content">{report_text(one)}</div>' for one in (OWN, OLD))
    page = f"<html><head><title>{OWN.title}</title></head><body>{blocks}</body></html>"
    assert find_body(open_document(page.encode(), "text/html")) == Body()
    report = read(page)
    assert "table.conflict" in {fault.code for fault in report.faults}
    assert all(value == printed(OWN)[code] for code, value in values(report).items())


@pytest.mark.parametrize("with_text", [True, False])
def test_tables_that_only_another_year_prints_are_left_open(with_text: bool) -> None:
    in_pictures = re.sub("<table.*?</table>", '<img src="W020230120.jpg">', PAGE, flags=re.DOTALL)
    words = report_text(OLD) if with_text else "".join(TABLES)
    report = read(beside(in_pictures, words, "after"))
    assert values(report) == {}
    fault = next(fault for fault in report.faults if fault.code == ASTRAY)
    assert set(fault.indicators) == set(figures(OLD))
    open_cells = {cell.indicator: cell for cell in report.cells if cell.status is Status.AMBIGUOUS}
    assert {code: cell.candidates for code, cell in open_cells.items()} == {
        code: (value, None) for code, value in printed(OLD).items()
    }


def test_an_annex_behind_the_text_is_read_with_it() -> None:
    text = "<p>一、概述</p><p>2016年公开信息385条。</p><p>二、主动公开情况</p><p>通过网站公开。</p>"
    annex = (
        "<table><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>"
        "<tr><td>一、主动公开情况</td><td>——</td><td></td></tr>"
        "<tr><td>（一）主动公开政府信息数</td><td>条</td><td>385</td></tr>"
        "<tr><td>其中：主动公开规范性文件数</td><td>条</td><td>12</td></tr>"
        "<tr><td>制发规范性文件总数</td><td>件</td><td>12</td></tr></table>"
    )
    title = "青溪县教育局2016年政府信息公开工作年度报告"
    page = f"<title>{title}</title><h1>{title}</h1><div id=zoom>{text}</div><div class=fj>{annex}</div>"
    assert find_body(open_document(page.encode(), "text/html")) == Body()
    assert Decimal(385) in values(read(page)).values()


def test_a_container_that_lacks_a_section_is_none() -> None:
    broken = PAGE.replace("<p><strong>五、", "</div></div></div><p><strong>五、")
    report = read(broken)
    assert [section.heading for section in report.sections] == [s.heading for s in PLAIN.sections]
    assert values(report) == printed(OWN)


def test_a_page_without_sections_has_no_body() -> None:
    page = f'<div id="zoom"><p>{OWN.title}</p></div>'
    assert find_body(open_document(page.encode(), "text/html")) == Body()


def test_the_family_of_the_address_speaks_before_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = "".join(
        f'<div class="{name}">{report_text(one)}</div>'
        for name, one in (("content", OLD), ("TRS_Editor", OWN))
    )
    page = f"<html><head><title>{OWN.title}</title></head><body>{blocks}</body></html>"
    assert values(read(page)) == printed(OWN)
    monkeypatch.setattr(bodies, "_known", lambda names, url: 0)
    assert values(read(page)) != printed(OWN)
