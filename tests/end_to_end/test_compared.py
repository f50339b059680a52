"""`diff` over the sample portal in each format, line by line against figures taken by hand from its pages."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from .conftest import EXPECTED, Crawled
from .shell import gkscrape

OFFICE = "霁川县人民政府办公室"
EDUCATION = "霁川县教育局"
CAUTION = "with caution: on the form of 2019 often filled in as last year's items plus the change"
FEES = (
    "2014 prints income from requests, 2019 the number of fee items, 2021 the money taken: three quantities"
)
STOCK = "documents ever published (对外公开总数量) are not documents in force (现行有效件数)"
LINES: dict[str, tuple[list[Any], Any, Any, str, str]] = {
    "requests/received/total": ([168, 189, 236], 68, 0.404762, "same", ""),
    "requests/carried_out/total": ([11, 15, 9], -2, -0.181818, "same", ""),
    "requests/other/total": (
        [10, 10, 10],
        0,
        0,
        "sum",
        "2019 prints other handling in one row, 2021 in three",
    ),
    "requests/other.fee_unpaid/total": ([None, 2, 2], None, None, "no", "the 2019 form has no such figure"),
    "disclosure/compulsory_measures/decisions": ([1, 1, None], None, None, "same", CAUTION),
    "disclosure/fees/prior_items": (
        [2, None, None],
        None,
        None,
        "no",
        f"the 2021 form has no such figure; {FEES}",
    ),
    "disclosure/fees/amount": (
        [None, 0, None],
        None,
        None,
        "no",
        f"the 2019 form has no such figure; {FEES}",
    ),
    "disclosure/normative_documents/in_public": (
        [137, None, None],
        None,
        None,
        "no",
        f"the 2021 form has no such figure; {STOCK}",
    ),
    "disclosure/normative_documents/in_force": (
        [None, 104, 100],
        None,
        None,
        "no",
        f"the 2019 form has no such figure; {STOCK}",
    ),
}
"""Of OFFICE 2020, 2021, 2023: a rise, a fall, a sum, a lack, a blank, and four that may not be compared."""
YEARS = ("2020", "2021", "2023")


def diff(crawled: Crawled, *words: str, status: int = 0) -> str:
    answer = gkscrape("diff", "--db", crawled.database, *words)
    assert answer.status == status, answer.err
    return answer.out if status != 2 else answer.err


def truth(unit: str, year: int) -> dict[str, Any]:
    (found,) = [r for r in EXPECTED["reports"] if (r["unit"], r["year"]) == (unit, year)]
    cells: dict[str, Any] = found["cells"]
    return cells


def in_json(crawled: Crawled, *words: str) -> dict[str, dict[str, Any]]:
    lines = json.loads(diff(crawled, *words, "--json"))
    return {line["indicator"]: line for line in lines}


def test_json_says_what_the_pages_print(crawled: Crawled) -> None:
    found = in_json(crawled, OFFICE, *YEARS)
    for code, (values, absolute, relative, comparable, note) in LINES.items():
        line = found[code]
        assert list(line["values"].values()) == values, code
        assert line["change"] == {"absolute": absolute, "relative": relative}, code
        assert (line["comparable"], line["note"]) == (comparable, note), code
    blank = found["disclosure/fees/amount"]
    assert blank["kinds"] == {"2020": None, "2021": "number", "2023": "blank"}
    assert blank["statuses"] == {"2020": None, "2021": "printed", "2023": "printed"}


@pytest.mark.parametrize(
    ("unit", "years"),
    [
        (EDUCATION, (2019, 2020)),
        (OFFICE, (2020, 2021)),
        (OFFICE, (2022, 2023)),
        ("霁川县杏垄乡人民政府", (2021, 2023)),
    ],
)
def test_every_line_of_two_years_is_what_their_pages_print(
    crawled: Crawled, unit: str, years: tuple[int, int]
) -> None:
    before, after = (truth(unit, year) for year in years)
    found = in_json(crawled, unit, *map(str, years))
    codes = [code for code in {**before, **after} if not code.startswith("requests/other/")]
    assert set(codes) <= set(found)
    for code in codes:
        line, both = found[code], code in before and code in after
        assert list(line["values"].values()) == [before.get(code), after.get(code)], code
        assert line["comparable"] == ("same" if both else "no"), code
        known = both and None not in (before[code], after[code])
        expected = Decimal(str(after[code])) - Decimal(str(before[code])) if known else None
        assert line["change"]["absolute"] == (None if expected is None else float(expected)), code


def test_a_sum_with_a_blank_part_is_unknown_and_at_least_its_known_parts(crawled: Crawled) -> None:
    line = in_json(crawled, OFFICE, "2020", "2023")["requests/other/legal_service"]
    parts = {f"requests/other.{row}/legal_service" for row in ("not_corrected", "fee_unpaid", "other")}
    blanks = sorted(code for code in parts if truth(OFFICE, 2023)[code] is None)
    assert blanks
    assert line["values"]["2023"] is None
    assert line["change"] == {"absolute": None, "relative": None}
    assert line["comparable"] == "sum"
    assert all(f"{code} is blank" in line["note"] for code in blanks)


def test_a_narrative_year_between_two_forms_is_noted_and_does_no_harm(crawled: Crawled) -> None:
    line = in_json(crawled, EDUCATION, "2019", "2018", "2020")["requests/received/total"]
    assert line["values"] == {"2019": 34, "2018": None, "2020": 41}
    assert (line["comparable"], line["change"]["absolute"]) == ("same", 7)
    assert line["note"] == "2018 is a narrative report without tables"
    first = in_json(crawled, EDUCATION, "2018", "2019")["requests/received/total"]
    assert (first["comparable"], first["change"]["absolute"]) == ("no", None)


def test_a_whole_county_is_not_held_against_one_organ(crawled: Crawled) -> None:
    line = in_json(crawled, "--year", "2024", "霁川县", EDUCATION)["requests/received/total"]
    assert (line["values"], line["comparable"]) == ({"霁川县": 1093, EDUCATION: 58}, "no")
    assert line["note"] == "the reports count different things: consolidated, organ"


def test_csv_says_what_the_pages_print(crawled: Crawled) -> None:
    text = diff(crawled, OFFICE, *YEARS, "--format", "csv", "--all").removeprefix("\ufeff")
    head, *rows = list(csv.reader(io.StringIO(text)))
    assert [head[2], head[5], head[8]] == list(YEARS)
    found = {row[0]: row for row in rows}
    for code, (values, absolute, relative, comparable, note) in LINES.items():
        row = found[code]
        assert [row[2], row[5], row[8]] == ["" if value is None else str(value) for value in values], code
        expected = ["" if each is None else str(each) for each in (absolute, relative)]
        assert row[11:] == [*expected, comparable, note], code


SHOWN = {
    "requests/received/total": ["168", "189", "236", "+68", "+40.5%"],
    "requests/carried_out/total": ["11", "15", "9", "-2", "-18.2%"],
    "requests/other/total": ["10", "10", "10", "0", "0%"],
    "requests/other.fee_unpaid/total": ["–", "2", "2", "", ""],
    "disclosure/compulsory_measures/decisions": ["1", "1", "blank", "", ""],
    "disclosure/fees/prior_items": ["2", "–", "–", "", ""],
    "disclosure/normative_documents/in_force": ["–", "104", "100", "", ""],
}


def test_markdown_says_what_the_pages_print(crawled: Crawled) -> None:
    lines = diff(crawled, OFFICE, *YEARS, "--format", "md").replace("\\", "").splitlines()
    for code, cells in SHOWN.items():
        (line,) = [line for line in lines if line.startswith("| ") and f" {code} |" in line]
        assert [cell.strip() for cell in line.split("|")[2:7]] == cells, code
        assert line.split("|")[7].strip() == LINES[code][3]


def test_the_terminal_says_what_the_pages_print(crawled: Crawled) -> None:
    lines = diff(crawled, OFFICE, *YEARS).splitlines()
    for code, cells in SHOWN.items():
        (line,) = [line for line in lines if f" {code} " in line]
        assert line.partition(code)[2].split()[: len([c for c in cells if c])] == [c for c in cells if c], (
            code
        )


def test_the_page_says_what_the_pages_print_and_holds_charts_and_text(crawled: Crawled) -> None:
    page = diff(crawled, OFFICE, *YEARS, "--format", "html").replace("<wbr>", "")
    for code, cells in SHOWN.items():
        row = page.partition(f">{code}</span>")[2].partition("</tr>")[0]
        values = [unescape(part.partition(">")[2].partition("<")[0]) for part in row.split("<td")[1:6]]
        assert values == cells, code
    chart = page.partition('aria-label="本年新收政府信息公开申请数量·总计 2020: 168, 2021: 189, 2023: 236"')[
        2
    ]
    assert [f">{figure}</text>" in chart.partition("</svg>")[0] for figure in (168, 189, 236)] == [True] * 3
    assert "<del>" in page
    assert "<ins>" in page
    assert "<script" not in page
    assert "http://" not in page


def test_the_workbook_says_what_the_pages_print(crawled: Crawled, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    path = tmp_path / "o.xlsx"
    diff(crawled, OFFICE, *YEARS, "--format", "xlsx", "--output", str(path))
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        shared = book.read("xl/sharedStrings.xml").decode()
    words = [unescape(part.partition(">")[2].partition("<")[0]) for part in shared.split("<t")[1:]]
    words = [word for word in words if word]
    assert {f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3, 4)} <= set(names)
    assert any(name.startswith("xl/charts/chart") for name in names)
    assert "<f>" not in sheet
    for code in ("requests/received/total", "disclosure/compulsory_measures/decisions"):
        assert code in words
        row = next(
            row for row in sheet.split("<row ") if f"<v>{_shared(shared, code)}</v>" in row and 't="s"' in row
        )
        for value in LINES[code][0]:
            assert value is None or f"<v>{value}</v>" in row
    assert "blank" in words


def _shared(shared: str, word: str) -> int:
    return [part.partition("</si>")[0] for part in shared.split("<si>")[1:]].index(f"<t>{word}</t>")


def test_text_is_compared_when_asked(crawled: Crawled) -> None:
    sections = json.loads(diff(crawled, EDUCATION, "2020", "2021", "--text", "--json"))
    (first,) = [section for section in sections if section["section"] == 1]
    assert first["heading"] == "总体情况"
    assert {"edit": "removed", "text": "全年主动公开教育信息702条。\n"} in first["pieces"]
    removed = [piece["text"] for piece in first["pieces"] if piece["edit"] == "removed"]
    added = [piece["text"] for piece in first["pieces"] if piece["edit"] == "added"]
    assert any("41件" in text for text in removed)
    assert any("38件" in text for text in added)
    table = diff(crawled, EDUCATION, "2020", "2021", "--text")
    assert "- 全年主动公开教育信息702条。" in table.splitlines()


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (("--exit-code",), 4),
        ((), 0),
        (("--exit-code", "--tolerance", "5000"), 0),
        (("--exit-code", "--tolerance", "1%"), 4),
    ],
)
def test_the_exit_code_says_whether_something_changed(
    crawled: Crawled, options: tuple[str, ...], status: int
) -> None:
    diff(crawled, EDUCATION, "2020", "2021", *options, status=status)


def test_lines_can_be_narrowed_to_what_changed_much_or_may_be_compared(crawled: Crawled) -> None:
    much = in_json(crawled, OFFICE, "2019", "2024", "--min-change", "100")
    assert "requests/received/total" in much
    assert all(abs(line["change"]["absolute"]) >= 100 for line in much.values())
    fair = in_json(crawled, OFFICE, "2020", "2021", "--only-comparable")
    assert "disclosure/fees/amount" not in fair
    assert "requests/other/total" in fair


def test_what_did_not_change_between_reports_is_below_every_threshold(crawled: Crawled) -> None:
    much = in_json(crawled, OFFICE, "2020", "2021", "--min-change", "10%")
    assert much
    assert all(line["change"]["absolute"] for line in much.values())


def test_a_file_that_cannot_be_written_is_named_with_a_remedy(crawled: Crawled, tmp_path: Path) -> None:
    file = str(tmp_path / "no" / "such.html")
    words = diff(crawled, OFFICE, "2020", "2021", "--format", "html", "--output", file, status=2)
    assert f"{file}: cannot be written" in words


def test_the_year_of_one_report_may_be_given_as_an_option_too(crawled: Crawled) -> None:
    text = diff(crawled, "--peers", EDUCATION, "--year", "2021", "--among", "level")
    assert text == diff(crawled, "--peers", EDUCATION, "2021", "--among", "level")


def test_peers_are_named_with_their_number_and_caveats(crawled: Crawled) -> None:
    words = ("--peers", EDUCATION, "2021")
    assert "is not known" in diff(crawled, *words, status=2)
    text = diff(crawled, *words, "--among", "level")
    assert "0 peers: reports of 2021 on the form 2021 with the scope organ" in text
    (line, *_) = json.loads(diff(crawled, *words, "--among", "level", "--json"))
    assert (line["indicator"], line["value"]) == ("requests/received/total", 38)
    assert (line["peers"], line["rank"], line["quartiles"]) == (0, None, [None, None, None])


def test_copied_text_is_shown_with_its_source_and_passages(crawled: Crawled) -> None:
    pytest.importorskip("rensa")
    found = json.loads(diff(crawled, "--copied", EDUCATION, "2024", "--json"))
    (section,) = [copy for copy in found if copy["section"] == 1]
    assert section["source"] == "霁川县 2024"
    assert section["share"] > 0.3
    assert any("58件" in passage["text"] for passage in section["passages"])
    assert any("1093件" in passage["source_text"] for passage in section["passages"])


@pytest.mark.parametrize(
    "words",
    [
        (EDUCATION, "2020", "2021", "--output", "x"),
        ("--peers", EDUCATION),
        ("--peers", "--copied", EDUCATION, "2021"),
        ("--year", "2021", EDUCATION),
        (EDUCATION, "then"),
        (EDUCATION, "2020", "2021", "--tolerance", "some"),
    ],
)
def test_wrong_usage_is_refused(crawled: Crawled, words: tuple[str, ...]) -> None:
    diff(crawled, *words, status=2)
