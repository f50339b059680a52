"""No fault that nobody explains, and none without a page that raises it and pages that do not.

Beside the rules there are the faults of reading, of keeping, and of looking around a page. For each of them
stand here a page that raises it, one that does not, and one that has nothing of the kind to look at.
"""

from __future__ import annotations

import ast
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from gkscrape.checks.rules import Finder, load_rules
from gkscrape.record import Capture, Fault, Kind, Report, Status
from gkscrape.run.reading import read_body
from gkscrape.run.seeds import seed
from gkscrape.store import open_store
from gkscrape.store.choice import Candidate, choose, conflict

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "gkscrape"
FIXTURES = ROOT / "tests" / "fixtures"
CODE = re.compile(r"[a-z]+(?:\.[a-z_]+)+")
FILE = re.compile(r"\.(?:csv|db|gz|html?|jsonl?|md|py|toml|txt|warc|xlsx)$")

FLAT, ROWS, GRID = (
    next((FIXTURES / "layouts" / name).glob("page.*")).read_text(encoding="utf-8")
    for name in ("flat-text", "row-per-line", "grid")
)
TWIN, PROVINCE, NARRATIVE = (
    (FIXTURES / "twins" / name).read_text(encoding="utf-8")
    for name in ("grid-2019.html", "provincial-2014.txt", "narrative-2017.html")
)
STATISTICS = [
    "".join(f"<td>{cell}</td>" for cell in row.split("\t")[:3])
    for row in (FIXTURES / "eras" / "statistics-2014.tsv").read_text(encoding="utf-8").splitlines()
]
NOTICE = "<title>关于编制2021年政府信息公开工作年度报告的通知</title><p>各单位：请于2022年1月20日前报送。</p>"


def statistics(rows: list[str], more: str = "") -> str:
    head = "<tr><td>统计指标<td>单位<td>统计数"
    return (
        "<title>青屏县2014年政府信息公开工作年度报告</title><h1>青屏县2014年政府信息公开工作年度报告</h1>"
        "<p>一、概述</p><p>2014年，我县主动公开政府信息。</p><p>二、统计表</p>"
        f"<table>{head}{''.join(f'<tr>{row}' for row in rows)}</table>{more}"
    )


def page(*head: str) -> str:
    """A report in words, with these lines at its head."""
    body = (
        "一、主动公开政府信息情况",
        "全年通过门户网站主动公开政府信息173条，发布政策解读12篇。",
        "二、依申请公开政府信息情况",
        "全年收到政府信息公开申请6件，均按期答复。",
        "三、存在的主要问题和改进措施",
        "公开内容还不够全面，将加强培训。",
    )
    return "\n".join((*head, *body))


TITLE, PERIOD = "青屏县教育局2020年政府信息公开工作年度报告", "统计期限为2020年1月1日至2020年12月31日。"
CONTACT = "如有疑问，请与青屏县教育局联系（电话：0000-1）。"
DATED = "发布日期：2021-01-29"
OWN = page(TITLE, DATED, PERIOD)
EMPTIED = re.sub(r"(?m)^(?:\d[\d ]*|新增11|减少23|251000元)$", "", FLAT)
TABLE = f"<table>{''.join(f'<tr>{row}' for row in STATISTICS[:20])}</table>"
FILLED = (
    "<div id=zoom><h1>{}</h1><p>一、总体情况</p><p>我局依法公开。</p><p>二、主动公开政府信息情况</p>{}"
    "<p>五、存在的主要问题及改进情况</p><p>人手不足。</p></div>"
)
IN_A_FILE = FILLED.format(TITLE, "<a href='nb.pdf'>附件：年报.pdf</a>")
WITHOUT = FILLED.format(TITLE, "<p>略。</p>")
OUTSIDE = f"{WITHOUT}<div class=side>{''.join(re.findall('<table.*?</table>', GRID, re.DOTALL))}</div>"
IN_A_TAB = f"<div style='display:none'>{''.join(re.findall('<table.*?</table>', GRID, re.DOTALL))}</div>"
MENU = f"<ul hidden>{'<li>政府信息公开年报<li>政府信息公开指南<li>法定主动公开内容' * 3}</ul>"
ROW_GONE = re.sub(r"<tr><td>2\.没有现成信息.*?</tr>\n", "", GRID)
ROW_GONE = ROW_GONE.replace('rowspan="3">（四）', 'rowspan="2">（四）').replace(
    'rowspan="20"', 'rowspan="19"'
)

PAGES: dict[str, tuple[str, str, str]] = {
    "form.mixed": (ROWS.replace("本年废止件数", "本年新公开数量"), ROWS, NARRATIVE),
    "form.passed_over": (
        TWIN.replace("</body>", statistics(STATISTICS) + "</body>"),
        TWIN,
        NARRATIVE,
    ),
    "table.conflict": (FLAT + FLAT.replace("1510", "9999"), FLAT + FLAT, FLAT),
    "row.empty": (EMPTIED, FLAT, NARRATIVE),
    "row.missing_label": (ROW_GONE, GRID, NARRATIVE),
    "row.unseated": (GRID.replace("<td>1272</td>", ""), GRID, NARRATIVE),
    "value.unreadable": (GRID.replace("<td>1272</td>", "<td>1<br>2</td>"), GRID, NARRATIVE),
    "statistics.row_twice": (
        statistics([*STATISTICS, "<td>1.当面申请数<td>件<td>990"]),
        statistics(STATISTICS),
        NARRATIVE,
    ),
    "statistics.rows_missing": (
        statistics([row for row in STATISTICS if "2.传真申请数" not in row]),
        statistics(STATISTICS),
        NARRATIVE,
    ),
    "statistics.relative": (PROVINCE, statistics(STATISTICS), NARRATIVE),
    "statistics.table_passed_over": (statistics(STATISTICS, TABLE), statistics(STATISTICS), NARRATIVE),
    "page.hidden": (WITHOUT + IN_A_TAB, WITHOUT + WITHOUT.replace("<div", "<div hidden"), WITHOUT + MENU),
    "identity.unit_missing": (page("2020年政府信息公开工作年度报告", DATED, PERIOD), OWN, NOTICE),
    "identity.unit_from_text": (
        page("2020年政府信息公开工作年度报告", DATED, PERIOD, CONTACT),
        OWN,
        NOTICE,
    ),
    "identity.scope_undecided": (
        page(TITLE.replace("县教育局", "经济技术开发区管委会"), DATED, PERIOD),
        OWN,
        NOTICE,
    ),
    "identity.title_years": (page(TITLE.replace("2020", "2019年2020"), DATED, PERIOD), OWN, NOTICE),
    "identity.year_missing": (page(TITLE.replace("2020年", "")), OWN, NOTICE),
    "identity.year_weak": (page(TITLE.replace("2020年", ""), DATED), OWN, page(TITLE.replace("2020年", ""))),
    "identity.year_conflict": (page(TITLE, DATED, PERIOD.replace("2020", "2019")), OWN, page(TITLE)),
    "identity.region_unsettled": (
        OWN,
        page("四川省南江县教育局2020年政府信息公开工作年度报告", DATED, PERIOD),
        NOTICE,
    ),
    "identity.title_missing": (page(DATED, PERIOD, CONTACT), OWN, NOTICE),
    "identity.published_missing": (page(TITLE, PERIOD), OWN, NOTICE),
    "report.tables_in_attachment": (IN_A_FILE, GRID, WITHOUT),
    "report.tables_outside": (OUTSIDE, GRID, WITHOUT),
}


def reading(number: int, value: Decimal | None) -> Candidate:
    status = Status.MISSING if value is None else Status.PRINTED
    kind = Kind.BLANK if value is None else Kind.NUMBER
    cells = {"requests/received/total": (kind, status, value), "requests/total/total": FIRM}
    return Candidate(number, f"reading {number}", "云溪县教育局", 2021, cells)


FIRM = (Kind.NUMBER, Status.PRINTED, Decimal(1))
THREE, FOUR, LOST = reading(1, Decimal(3)), reading(2, Decimal(4)), reading(3, None)


def conflicts(*bodies: Candidate) -> tuple[Fault, ...]:
    return tuple(fault for other in bodies[1:] if (fault := conflict(bodies[0], other)))


CAPTURE = Capture(
    "http://portal.example/nb/1.html",
    "0" * 64,
    "text/html",
    1,
    200,
    datetime(2026, 3, 1, tzinfo=UTC),
    "1.warc.gz",
    0,
)


def restored(*steps: str) -> tuple[Fault, ...]:
    """The faults of a stored report after its reading was restored by a person, or released again."""
    read = read_body(GRID.encode(), url="http://portal.example/nb/1.html")
    assert isinstance(read, Report)
    with tempfile.TemporaryDirectory() as folder, open_store(f"{folder}/g.db") as store:
        seed(store)
        kept = store.keep(read, store.capture(replace(CAPTURE, sha256=read.source.sha256)), reader="1.0")
        assert kept.report_id is not None
        for step in steps:
            if step == "restore":
                store.restore(kept.reading_id, "as the page was printed")
            else:
                store.release(kept.report_id)
        return store.report(kept.report_id).faults


KEPT: dict[str, tuple[Callable[[], tuple[Fault, ...]], ...]] = {
    "report.conflict": (
        lambda: conflicts(THREE, FOUR),
        lambda: conflicts(THREE, THREE),
        lambda: conflicts(THREE, LOST),
    ),
    "report.regressed": (
        lambda: choose([THREE, LOST], "report.regressed").faults,
        lambda: choose([THREE, FOUR], "report.regressed").faults,
        lambda: choose([THREE], "report.regressed").faults,
    ),
    "reading.regressed": (
        lambda: choose([THREE, LOST], "reading.regressed").faults,
        lambda: choose([LOST, THREE], "reading.regressed").faults,
        lambda: choose([THREE], "reading.regressed").faults,
    ),
    "reading.restored": (
        lambda: restored("restore"),
        lambda: restored("restore", "release"),
        lambda: restored(),
    ),
}

BOOK = load_rules()
FAULTS = [fault.id for fault in BOOK.faults]


def codes_of(body: str) -> set[str]:
    read = read_body(body.encode(), url="http://portal.example/nb/1.html")
    return {fault.code for fault in read.faults} if isinstance(read, Report) else set()


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_has_three_examples(code: str) -> None:
    assert (code in PAGES) != (code in KEPT), f"write three examples of {code}"
    if code in PAGES:
        raised = [code in codes_of(body) for body in PAGES[code]]
    else:
        raised = [code in {fault.code for fault in example()} for example in KEPT[code]]
    assert raised == [True, False, False]


def test_no_page_of_the_examples_is_refused_but_the_notice() -> None:
    for pages in PAGES.values():
        for body in pages:
            assert isinstance(read_body(body.encode()), Report) is (body != NOTICE)


def test_no_example_is_of_a_fault_that_is_gone() -> None:
    assert set(PAGES) | set(KEPT) == set(FAULTS)


def codes_in(module: Path) -> Iterator[str]:
    """Every text of a module that makes faults and that looks like the code of one."""
    text = module.read_text(encoding="utf-8")
    if "Fault(" not in text and module.parent.name != "checks":
        return
    documented = {
        id(node.body[0].value)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(ast.parse(text)):
        word = node.value if isinstance(node, ast.Constant) and id(node) not in documented else None
        if isinstance(word, str) and CODE.fullmatch(word) and not FILE.search(word):
            yield word


@pytest.mark.parametrize("room", ["reading", "store", "portals", "checks"])
def test_every_code_that_is_raised_is_explained(room: str) -> None:
    found = {code for module in (SOURCE / room).glob("*.py") for code in codes_in(module)}
    explained = {*FAULTS, *BOOK.by_id}
    assert found <= explained
    by = {"reading": Finder.READER, "store": Finder.STORE, "portals": Finder.PORTAL}
    if room in by:
        assert {fault.id for fault in BOOK.faults if fault.by is by[room]} <= found


def test_every_code_is_in_the_page_for_people() -> None:
    shown = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    for code in (*FAULTS, *BOOK.by_id):
        assert f"| `{code}` |" in shown
        assert f"### {code}\n" in shown


def test_what_is_read_from_the_pages_at_hand_raises_nothing_unexplained() -> None:
    raised = {code for pages in PAGES.values() for body in pages for code in codes_of(body)}
    assert len(raised) > len(PAGES)
    assert raised <= {*FAULTS, *BOOK.by_id}


def test_a_table_that_is_not_there_is_told_once() -> None:
    start, end = FLAT.index("三、收到和处理"), FLAT.index("四、政府信息公开行政复议")
    read = read_body(f"{FLAT[:start]}三、收到和处理政府信息公开申请情况\n（见附图）\n{FLAT[end:]}".encode())
    assert isinstance(read, Report)
    assert [fault.code for fault in read.faults].count("table.missing") == 1
