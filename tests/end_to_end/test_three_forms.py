"""One invented place over three forms, from its pages to each format of `diff`, line by line.

`2014-2024.tsv` and `2016-2024.tsv` were worked out from the pages and the concordance without gkscrape: every
line that tells something, its figures as a reader sees them (`*` cut out by the printed sums, `–` not on the
form), and what may be said of it. The pages of 2014 and 2018 have a province's own statistics, those of 2016
and 2017 the national ones, and that of 2017 leaves four cells empty; in 2019 the table of section two can be
cut in several ways.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gkscrape.compare.renamed import Link, OrganLink, Renames
from gkscrape.run import compare as compared

from .shell import gkscrape

FIXTURES = Path(__file__).parents[1] / "fixtures"
PAGES = (
    "twins/provincial-2014.txt",
    "compared/national-2016.html",
    "compared/national-2017.html",
    "eras/provincial-glued-2018.txt",
    "twins/glued-2019.txt",
    "twins/grid-2021.html",
)
PLACE, COMMITTEE = "澄屿综合实验区", "澄屿综合实验区管委会"
ALIAS = f"{COMMITTEE} is also written {PLACE}"
UNKNOWN = {
    "blank": ("blank", "printed"),
    "missing": ("blank", "missing"),
    "ambiguous": ("unreadable", "ambiguous"),
    "–": (None, None),
}
VERDICTS = {
    "same": "可比 comparable",
    "sum": "合计可比 as a sum",
    "group": "合并可比 as a group",
    "no": "不可比 not comparable",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is expected, and in the words of each format."""

    indicator: str
    words: tuple[str, ...]
    change: str
    share: str
    comparable: str
    note: str

    @property
    def values(self) -> list[Decimal | None]:
        """The figures, None for each that is not known."""
        return [None if word in UNKNOWN else Decimal(word.removesuffix("*")) for word in self.words]

    @property
    def marks(self) -> list[tuple[str | None, str | None]]:
        """Kind and status of each figure."""
        sure = {True: ("number", "inferred"), False: ("number", "printed")}
        return [UNKNOWN[word] if word in UNKNOWN else sure[word.endswith("*")] for word in self.words]

    @property
    def absolute(self) -> Decimal | None:
        """The change as a number."""
        return Decimal(self.change) if self.change else None

    @property
    def relative(self) -> Decimal | None:
        """The change as a share of the first figure, to six places."""
        first, absolute = self.values[0], self.absolute
        return (absolute / first).quantize(Decimal("0.000001")) if absolute is not None and first else None


@dataclass(frozen=True, slots=True)
class Case:
    """The years that are compared, the lines that are expected, and the note on the whole of it."""

    years: tuple[str, ...]
    lines: Mapping[str, Line]
    remark: str

    def note(self, line: Line) -> str:
        """The note of a line where a format has no place for remarks on the whole."""
        return "; ".join(filter(None, (line.note, self.remark)))


def case(name: str, remark: str) -> Case:
    text = (FIXTURES / "compared" / name).read_text(encoding="utf-8")
    heads, *rows = csv.reader(io.StringIO(text), delimiter="\t")
    lines = (Line(row[0], tuple(row[1:5]), *row[5:]) for row in rows)
    return Case(tuple(heads[1:5]), {line.indicator: line for line in lines}, remark)


CASES = {"provincial": case("2014-2024.tsv", ALIAS), "national": case("2016-2024.tsv", "")}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pages in a database, as a person would add them, and the two names of the place linked."""
    folder = tmp_path_factory.mktemp("three")
    path = str(folder / "o.db")
    pages = [str(FIXTURES / page) for page in PAGES]
    answer = gkscrape("add", *pages, "--db", path, "--archive", str(folder / "archive"))
    assert answer.status == 0, answer.err
    renames = Renames(organs=(OrganLink(COMMITTEE, PLACE, Link.SPELLING),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compared, "load_renames", lambda: renames)
        yield path


@pytest.fixture(params=[*CASES])
def expected(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def diff(database: str, expected: Case, *words: str) -> str:
    answer = gkscrape("diff", PLACE, *expected.years, "--db", database, *words)
    assert answer.status == 0, answer.err
    return answer.out


def test_what_is_expected_has_every_kind_of_line() -> None:
    lines = [line for each in CASES.values() for line in each.lines.values()]
    assert {line.comparable for line in lines} == {"same", "sum", "group", "no"}
    assert {word for line in lines for word in line.words} >= set(UNKNOWN)
    for comparable in ("sum", "group"):
        notes = [line.note for line in lines if line.comparable == comparable]
        assert any("at least" in note for note in notes), comparable
    assert all(not line.change for line in lines if line.comparable == "no")


def test_json(database: str, expected: Case) -> None:
    found = {line["indicator"]: line for line in json.loads(diff(database, expected, "--json"))}
    for line in expected.lines.values():
        said = found.pop(line.indicator)
        values = dict(zip(expected.years, line.values, strict=True))
        kinds, statuses = zip(*line.marks, strict=True)
        assert said["values"] == {year: _json(value) for year, value in values.items()}, line.indicator
        assert said["kinds"] == dict(zip(expected.years, kinds, strict=True)), line.indicator
        assert said["statuses"] == dict(zip(expected.years, statuses, strict=True)), line.indicator
        change = {"absolute": _json(line.absolute), "relative": _json(line.relative)}
        assert said["change"] == change, line.indicator
        assert (said["comparable"], said["note"]) == (line.comparable, expected.note(line)), line.indicator
    assert found
    for said in found.values():
        assert set(said["values"].values()) <= {0, None}, said["indicator"]
        assert "ambiguous" not in said["statuses"].values(), said["indicator"]


def _json(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def test_csv(database: str, expected: Case) -> None:
    text = diff(database, expected, "--format", "csv").removeprefix("\ufeff")
    heads, *rows = csv.reader(io.StringIO(text))
    assert heads[2:] == [
        *(f"{year}{what}" for year in expected.years for what in ("", " kind", " status")),
        *("absolute change", "relative change", "comparable", "note"),
    ]
    assert [row[0] for row in rows] == _order(database, expected)
    for row in rows:
        line = expected.lines[row[0]]
        cells = [
            part or ""
            for value, marks in zip(line.values, line.marks, strict=True)
            for part in (None if value is None else str(value), *marks)
        ]
        assert row[2:14] == cells, line.indicator
        assert [*map(_number, row[14:16])] == [line.absolute, line.relative], line.indicator
        assert row[16:] == [line.comparable, expected.note(line)], line.indicator


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _order(database: str, expected: Case) -> list[str]:
    """The lines in the order of the JSON; each of those expected once."""
    found = [line["indicator"] for line in json.loads(diff(database, expected, "--json"))]
    order = [indicator for indicator in found if indicator in expected.lines]
    assert sorted(order) == sorted(expected.lines)
    return order


def test_markdown(database: str, expected: Case) -> None:
    text = diff(database, expected, "--format", "md")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    heads = ["指标 indicator", *expected.years, "变化 change", "%", "可比 comparable", "说明 note"]
    assert _cells(rows[0]) == heads
    found = {}
    for row in rows[1:]:
        name, *cells = _cells(row)
        found[name.split(" ")[-1]] = cells
    assert [*found] == _order(database, expected)
    for indicator, cells in found.items():
        line = expected.lines[indicator]
        assert cells == [*line.words, line.change, line.share, line.comparable, line.note], indicator
    remarks = [line.removeprefix("- ") for line in text.splitlines() if line.startswith("- ")]
    assert remarks == ([expected.remark] if expected.remark else [])


def _cells(row: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", row)[1:-1]
    return [re.sub(r"\\(.)", r"\1", cell).strip() for cell in cells]


def test_the_terminal(database: str, expected: Case) -> None:
    lines = diff(database, expected).splitlines()
    order = _order(database, expected)
    shown = lines[2 : 2 + len(order)]
    for indicator, text in zip(order, shown, strict=True):
        line = expected.lines[indicator]
        verdict = "" if line.comparable == "same" else line.comparable
        said = "; ".join(filter(None, (verdict, line.note)))
        words = [part for part in (*line.words, line.change, line.share, said) if part]
        assert text.partition(f" {indicator} ")[2].split() == " ".join(words).split(), indicator
    behind = lines[2 + len(order) :]
    assert behind[0].startswith("– the form has no such figure")
    assert re.fullmatch(r"\d+ more indicators are 0 or unknown on every side", behind[1])
    assert behind[2:] == ([expected.remark] if expected.remark else [])


class Rows(HTMLParser):
    """The texts of the cells of every table row of a page, and of its lists."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.remarks: list[str] = []
        self._into: list[str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th", "li"):
            self._into = self.remarks if tag == "li" else self.rows[-1]
            self._into.append("")
        elif self._into is not None and tag == "span":
            self._into[-1] += "\n" if ("class", "english") not in attrs else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "li"):
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data


def test_the_page(database: str, expected: Case) -> None:
    page = Rows(diff(database, expected, "--format", "html"))
    rows = [row for row in page.rows if "\n" in row[0]]
    found = {row[0].partition("\n")[2]: row[1:] for row in rows}
    assert sorted(found) == sorted(expected.lines)
    for indicator, cells in found.items():
        line = expected.lines[indicator]
        verdict = "\n".join(filter(None, (VERDICTS[line.comparable], line.note)))
        assert cells == [*line.words, line.change, line.share, verdict], indicator
    heads = [row[1:5] for row in page.rows if "\n" not in row[0]]
    assert heads
    assert all(head == [*expected.years] for head in heads)
    assert page.remarks == ([expected.remark] if expected.remark else [])


def test_the_workbook(database: str, expected: Case, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    file = tmp_path / "o.xlsx"
    diff(database, expected, "--format", "xlsx", "--output", str(file))
    heads, *rows = _sheet(file, 1)[1:]
    assert heads[2:6] == [*expected.years]
    assert [row[1] for row in rows] == _order(database, expected)
    for row in rows:
        line = expected.lines[str(row[1])]
        figures = [
            word if value is None else value for word, value in zip(line.words, line.values, strict=True)
        ]
        assert row[2:6] == figures, line.indicator
        assert row[6:8] == [line.absolute, line.relative], line.indicator
        assert row[8:10] == [line.comparable, line.note], line.indicator
    notes = _sheet(file, _sheets(file))
    assert ([expected.remark] in notes) == bool(expected.remark)


def _sheets(file: Path) -> int:
    with zipfile.ZipFile(file) as book:
        return sum(name.startswith("xl/worksheets/sheet") for name in book.namelist())


def _sheet(file: Path, number: int) -> list[list[str | Decimal | None]]:
    """The rows of a sheet that hold something: texts as text, numbers as numbers, None for an empty cell."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(file) as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    words = ["".join(part.text or "" for part in item.iter(f"{main}t")) for item in shared]
    rows: list[list[str | Decimal | None]] = []
    for row in sheet.iter(f"{main}row"):
        cells: list[str | Decimal | None] = []
        for cell in row:
            place = ord(cell.get("r", "A")[0]) - ord("A")
            cells += [None] * (place - len(cells))
            text = cell.findtext(f"{main}v", "")
            cells.append(words[int(text)] if cell.get("t") == "s" else _rounded(text))
        rows.append([*cells, *([None] * (10 - len(cells)))] if number == 1 else cells)
    return rows


def _rounded(text: str) -> Decimal | None:
    return Decimal(text).quantize(Decimal("0.000001")).normalize() if text else None
