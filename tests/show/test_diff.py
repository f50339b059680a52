"""Changes as JSON, CSV, Markdown, HTML and in the terminal: what stands there, and that no text acts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from gkscrape.errors import UsageError
from gkscrape.record import (
    Change,
    Comparable,
    Comparison,
    Entry,
    Fault,
    Grade,
    Kind,
    Status,
    Suspect,
)
from gkscrape.show import change_json, dumps, render, telling
from gkscrape.show.terminal import print_changes, print_faults, print_table, progress

RISEN = Change(
    "requests/received/total",
    "本年新收政府信息公开申请数量·总计",
    (
        Entry("2019", Decimal(4), Kind.NUMBER, Status.PRINTED),
        Entry("2020", Decimal(10), Kind.NUMBER, Status.INFERRED),
    ),
    Decimal(6),
    Decimal("1.5"),
    Comparable.SAME,
    "",
)
LACKING = Change(
    "disclosure/procurement/amount",
    "政府集中采购·采购总金额(万元)",
    (
        Entry("2019", Decimal("7.5810"), Kind.NUMBER, Status.PRINTED),
        Entry("2020", None, None, None),
    ),
    None,
    None,
    Comparable.NO,
    "the 2021 form has no such figure",
)
UNREAD = Change(
    "requests/other/total",
    "其他处理·总计",
    (
        Entry("2019", Decimal(0), Kind.NUMBER, Status.PRINTED),
        Entry("2020", None, Kind.UNREADABLE, Status.AMBIGUOUS),
    ),
    None,
    None,
    Comparable.SUM,
    "",
)
FALLEN = Change(
    "requests/granted/total",
    "予以公开·总计",
    (
        Entry("2019", Decimal(3), Kind.NUMBER, Status.PRINTED),
        Entry("2020", Decimal(0), Kind.NUMBER, Status.PRINTED),
    ),
    Decimal(-3),
    Decimal(-1),
    Comparable.SAME,
    "",
)
QUIET = Change(
    "requests/partial/total",
    "部分公开·总计",
    (
        Entry("2019", Decimal(0), Kind.NUMBER, Status.PRINTED),
        Entry("2020", None, Kind.BLANK, Status.PRINTED),
    ),
    None,
    None,
    Comparable.SAME,
    "",
)
HOSTILE = Change(
    "requests/x/total",
    "=HYPERLINK(1)<script>alert(1)</script>|[bold]甲[/bold]\x1b[31m",
    (
        Entry("@甲<b>", Decimal(-3), Kind.NUMBER, Status.PRINTED),
        Entry("乙", None, Kind.NA, Status.PRINTED),
    ),
    None,
    None,
    Comparable.SAME,
    '-1+1 "quoted" & more',
)
CHANGES = (RISEN, LACKING, UNREAD, FALLEN, QUIET)


def rendered(changes: Sequence[Change], name: str, title: str) -> str:
    keys = tuple(entry.key for entry in changes[0].entries) if changes else ("2019", "2020")
    text = render(Comparison(title, keys, tuple(changes)), name)
    assert isinstance(text, str)
    return text


def test_a_change_in_json_has_these_keys_in_this_order() -> None:
    assert dumps(change_json(RISEN)) == (
        '{"indicator": "requests/received/total", "label": "本年新收政府信息公开申请数量·总计", '
        '"values": {"2019": 4, "2020": 10}, "kinds": {"2019": "number", "2020": "number"}, '
        '"statuses": {"2019": "printed", "2020": "inferred"}, '
        '"change": {"absolute": 6, "relative": 1.5}, "comparable": "same", "note": ""}'
    )
    assert dumps(change_json(LACKING)) == (
        '{"indicator": "disclosure/procurement/amount", "label": "政府集中采购·采购总金额(万元)", '
        '"values": {"2019": 7.581, "2020": null}, "kinds": {"2019": "number", "2020": null}, '
        '"statuses": {"2019": "printed", "2020": null}, '
        '"change": {"absolute": null, "relative": null}, "comparable": "no", '
        '"note": "the 2021 form has no such figure"}'
    )


def test_the_format_json_is_one_list() -> None:
    text = rendered((RISEN, LACKING), "json", "x")
    assert text.startswith('[\n{"indicator": "requests/received/total"')
    assert text.count("\n") == 4


def test_lines_that_tell_nothing_are_told_from_those_that_do() -> None:
    assert telling(CHANGES) == (RISEN, LACKING, UNREAD, FALLEN)


def test_csv_opens_in_spreadsheets_and_keeps_numbers_numbers() -> None:
    text = rendered(CHANGES, "csv", "x")
    assert text.startswith("\ufeffindicator,label,2019,2019 kind,2019 status,2020,2020 kind,2020 status,")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0][8:] == ["absolute change", "relative change", "comparable", "note"]
    assert rows[1][2:] == ["4", "number", "printed", "10", "number", "inferred", "6", "1.5", "same", ""]
    assert rows[2][2:8] == ["7.581", "number", "printed", "", "", ""]
    assert rows[2][8:] == ["", "", "no", "the 2021 form has no such figure"]
    assert rows[3][5:8] == ["", "unreadable", "ambiguous"]
    assert rows[4][8:10] == ["-3", "-1"]
    assert rows[5][5:8] == ["", "blank", "printed"]


def test_csv_lets_no_text_be_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(rendered([HOSTILE], "csv", "x"))))
    assert rows[0][2:4] == ["'@甲<b>", "'@甲<b> kind"]
    assert rows[1][1].startswith("'=HYPERLINK")
    assert rows[1][2] == "-3"
    assert rows[1][-1] == '\'-1+1 "quoted" & more'


def test_markdown_is_one_table_with_a_heading() -> None:
    assert rendered((RISEN, LACKING, UNREAD), "md", "柳溪县 2019-2020") == (
        "# 柳溪县 2019-2020\n"
        "\n"
        "| 指标 indicator | 2019 | 2020 | 变化 change | % | 可比 comparable | 说明 note |\n"
        "|---|---:|---:|---:|---:|---|---|\n"
        "| 本年新收政府信息公开申请数量·总计 requests/received/total | 4 | 10\\* | +6 | +150% | same |  |\n"
        "| 政府集中采购·采购总金额\\(万元\\) disclosure/procurement/amount | 7.581 | – |  |  | no "
        "| the 2021 form has no such figure |\n"
        "| 其他处理·总计 requests/other/total | 0 | ambiguous |  |  | sum |  |\n"
    )


def test_markdown_lets_no_text_be_markup() -> None:
    line = rendered([HOSTILE], "md", "x").splitlines()[-1]
    assert "\\<script\\>" in line
    assert len(re.findall(r"(?<!\\)\|", line)) == 8
    assert "\x1b" not in line


class Tags(HTMLParser):
    """Collects the names of elements and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not {name for name, _ in attrs} & {"src", "href", "onclick", "onload"}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_names_the_indicators_in_both_languages() -> None:
    page = Tags(rendered(CHANGES, "html", "柳溪县人民政府办公室 2019 → 2020"))
    assert page.tags.count("h1") == 1
    assert page.tags.count("table") == 2
    assert page.tags.count("tr") == 5 + 2
    for words in (
        "柳溪县人民政府办公室 2019 → 2020",
        "收到和处理政府信息公开申请情况 Requests received and handled",
        "本年新收政府信息公开申请数量·总计requests/received/total",
        "10*",
        "+150%",
        "不可比 not comparable",
        "the 2021 form has no such figure",
        "ambiguous",
    ):
        assert words in page.text


def test_the_page_lets_no_text_be_an_element() -> None:
    page = rendered([HOSTILE], "html", "<img src=x onerror=alert(1)>")
    assert "script" not in Tags(page).tags
    assert "img" not in Tags(page).tags
    assert "&lt;script&gt;" in page
    assert "&quot;quoted&quot; &amp; more" in page
    assert "\x1b" not in page


@pytest.mark.parametrize("name", ["json", "csv", "md", "html"])
def test_no_changes_are_shown_as_none(name: str) -> None:
    assert rendered((), name, "x")


def test_a_format_that_is_not_there_is_refused_with_a_remedy() -> None:
    with pytest.raises(UsageError, match="choose one of: json, csv, md, html"):
        rendered(CHANGES, "pdf", "x")


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_one_plain_line_for_each_change() -> None:
    pipe = io.StringIO()
    print_changes((RISEN, LACKING), "柳溪县 2019 → 2020", hidden=3, stream=pipe)
    lines = pipe.getvalue().splitlines()
    assert lines[0] == "柳溪县 2019 → 2020"
    assert lines[1].split() == [
        "指标",
        "indicator",
        "code",
        "2019",
        "2020",
        "change",
        "%",
        "comparable,",
        "note",
    ]
    assert lines[2].split() == [
        "本年新收政府信息公开申请数量·总计",
        "requests/received/total",
        "4",
        "10*",
        "+6",
        "+150%",
    ]
    assert lines[3].split("  ")[-1].strip() == "no; the 2021 form has no such figure"
    assert lines[5] == "3 more indicators are 0 or unknown on every side"
    assert "\x1b" not in pipe.getvalue()
    assert all(line == line.rstrip() for line in lines)


def test_a_terminal_gets_colours_and_columns_that_line_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = Screen()
    print_changes((RISEN, FALLEN), "x", stream=screen)
    assert "\x1b[" in screen.getvalue()
    plain = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue()).splitlines()
    risen = next(line for line in plain if "本年新收" in line)
    fallen = next(line for line in plain if "予以公开" in line)
    assert _cells_before(risen, "+150%") + len("+150%") == _cells_before(fallen, "-100%") + len("-100%")


def _cells_before(line: str, words: str) -> int:
    return sum(2 if ord(char) > 0x2E80 else 1 for char in line[: line.index(words)])


def test_a_terminal_reads_no_markup_in_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    print_changes([HOSTILE], "[red]x[/red]", stream=screen)
    assert "[bold]甲[/bold]\ufffd[31m" in screen.getvalue()
    assert "[red]x[/red]" in screen.getvalue()
    assert "\x1b[31m" not in screen.getvalue()


def test_faults_stand_under_their_report() -> None:
    fault = Fault("requests.balance", Grade.ERROR, "column 总计: [b]", suspect=Suspect.PUBLISHER)
    pipe = io.StringIO()
    print_faults({"柳溪县 2020": [fault]}, stream=pipe)
    heading, line = pipe.getvalue().splitlines()
    assert heading == "柳溪县 2020"
    assert line.split("  ") == ["error", "column 总计: [b]", "requests.balance", "publisher"]


@pytest.mark.parametrize(
    ("grade", "colour"), [(Grade.ERROR, "1;31"), (Grade.WARNING, "33"), (Grade.INFO, "36")]
)
def test_faults_are_coloured_by_grade(monkeypatch: pytest.MonkeyPatch, grade: Grade, colour: str) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = Screen()
    print_faults({"x": [Fault("a.b", grade, "words")]}, stream=screen)
    assert f"\x1b[{colour}m{grade.value}" in screen.getvalue()


def test_a_plain_table_lines_numbers_up_on_the_right() -> None:
    pipe = io.StringIO()
    print_table(["unit", "reports"], [["柳溪县", "3"], ["x", "12"]], right=[1], stream=pipe)
    assert pipe.getvalue() == "unit    reports\n柳溪县        3\nx            12\n"


def test_progress_is_silent_in_a_pipe_and_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    with progress("reading", 2, stream=pipe) as bar:
        bar.advance()
        bar.expect(3)
        bar.tell("still reading")
    assert pipe.getvalue() == ""
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()
    with progress("[b]reading", 2, stream=screen) as bar:
        bar.advance()
        bar.expect(3)
        bar.tell("[b]still")
    assert "[b]still" in screen.getvalue()
    assert "1/3" in screen.getvalue()
