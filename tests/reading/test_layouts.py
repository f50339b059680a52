"""Every layout has a fixture, and every cell of every fixture is read as it was signed."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gkscrape.catalog import layout_paths
from gkscrape.documents import open_document
from gkscrape.errors import DataFileError
from gkscrape.form import load_forms
from gkscrape.layout import Layout, Reader, RowEnd, Side, layouts_from, load_layouts
from gkscrape.reading import TablesRead, read_tables
from gkscrape.record import Cell, Kind, Status
from gkscrape.run.fixtures import Fixture, fixture_state
from gkscrape.run.layouts import try_layouts

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "layouts"
TABLES = ("disclosure", "requests", "challenges")
GUIDE = ROOT / "docs" / "add-a-layout.md"


def layout_names() -> list[str]:
    return [path.stem for path in layout_paths()]


def page_of(name: str) -> Path:
    pages = list((FIXTURES / name).glob("page.*"))
    remedy = f"gkscrape layouts new {name} PAGE"
    assert len(pages) == 1, f"layout {name} needs one page.txt or page.html in {FIXTURES / name}: {remedy}"
    return pages[0]


def expected_of(name: str) -> dict[str, Any]:
    path = FIXTURES / name / "expected.json"
    assert path.is_file(), f"layout {name} has no {path}"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


class Readings(dict[str, TablesRead]):
    """What the page of each layout says, read when it is asked for."""

    def __missing__(self, name: str) -> TablesRead:
        self[name] = read_page(page_of(name))
        return self[name]


@pytest.fixture(scope="module")
def readings() -> Readings:
    return Readings()


def read_page(path: Path) -> TablesRead:
    media = "text/html" if path.suffix == ".html" else "text/plain"
    read = read_tables(open_document(path.read_bytes(), media), load_forms(), load_layouts())
    assert read is not None
    return read


def says(cell: Cell) -> str | None:
    """What a cell says, in the words of expected.json: a number, empty, or None where it is flagged."""
    if cell.status is not Status.PRINTED:
        return None
    return "" if cell.kind is Kind.BLANK else str(cell.value)


def same(found: str | None, wanted: str | None) -> bool:
    if found and wanted:
        return Decimal(found) == Decimal(wanted)
    return found == wanted


@pytest.mark.parametrize("name", layout_names())
def test_every_layout_has_a_signed_fixture(name: str) -> None:
    assert page_of(name).stat().st_size > 1000
    remedy = f"compare expected.json with the page, then: gkscrape layouts accept {name} --by YOUR-NAME"
    assert fixture_state(FIXTURES / name) is Fixture.SIGNED, f"{name}: {remedy}"


def test_every_fixture_has_a_layout() -> None:
    folders = {path.name for path in FIXTURES.iterdir() if path.is_dir()}
    assert folders - {"__pycache__"} == set(layout_names())


@pytest.mark.parametrize("name", layout_names())
def test_form_and_layout_are_chosen_by_content(name: str, readings: Mapping[str, TablesRead]) -> None:
    expected = expected_of(name)
    assert (readings[name].form, readings[name].layout) == (expected["form"], expected["layout"])


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", layout_names())
def test_every_cell_says_what_is_printed(name: str, table: str, readings: Mapping[str, TablesRead]) -> None:
    wanted = {
        code: value for code, value in expected_of(name)["cells"].items() if code.startswith(f"{table}/")
    }
    found = {cell.indicator: says(cell) for cell in readings[name].cells}
    assert len(wanted) >= 10
    wrong = {code: (found[code], value) for code, value in wanted.items() if not same(found[code], value)}
    assert not wrong


@pytest.mark.parametrize("name", layout_names())
def test_every_indicator_of_the_form_has_a_cell(name: str, readings: Mapping[str, TablesRead]) -> None:
    read = readings[name]
    official = [known.code for known in load_forms()[read.form].indicators]
    assert [cell.indicator for cell in read.cells][: len(official)] == official


@pytest.mark.parametrize("name", layout_names())
def test_places_hold_what_is_reported(name: str, readings: Mapping[str, TablesRead]) -> None:
    path = page_of(name)
    lines = path.read_text(encoding="utf-8").splitlines()
    read = [cell for cell in readings[name].cells if cell.status is Status.PRINTED and cell.raw and cell.at]
    assert read
    for cell in read:
        assert cell.at is not None
        if path.suffix == ".txt":
            assert lines[cell.at.line - 1][cell.at.start : cell.at.end] == cell.raw
        else:
            assert None not in (cell.at.table, cell.at.row, cell.at.column)


@pytest.mark.parametrize("name", layout_names())
def test_a_moved_figure_would_show(name: str, readings: Mapping[str, TablesRead]) -> None:
    """The figures of a fixture all differ, or a shift of one cell could pass unseen."""
    values = [value for value in expected_of(name)["cells"].values() if value]
    assert len(values) == len(set(values))


def test_the_trace_says_which_labels_and_where(readings: Mapping[str, TablesRead]) -> None:
    trace = readings["flat-text"].trace
    lines = page_of("flat-text").read_text(encoding="utf-8").splitlines()
    granted = next(found for found in trace.anchors if found.what == "requests/granted")
    assert lines[granted.at.line - 1] == granted.text == "（一）予以公开"
    assert any("flat-text" in reason for reason in trace.reasons)


def guide_blocks(language: str) -> Iterator[str]:
    for part in GUIDE.read_text(encoding="utf-8").split(f"```{language}\n")[1:]:
        yield part.split("```")[0]


def test_the_guide_shows_the_layout_that_is_there() -> None:
    shown = [tomllib.loads(block) for block in guide_blocks("toml")]
    assert shown
    for layout in shown:
        kept = tomllib.loads((ROOT / "parsers" / f"{layout['name']}.toml").read_text(encoding="utf-8"))
        assert layout == kept


def test_the_guide_shows_the_page_that_is_there() -> None:
    page = page_of("pipe-lines").read_text(encoding="utf-8")
    shown = list(guide_blocks("text"))
    assert shown
    for block in shown:
        assert block in page


def test_the_guide_shows_what_trying_that_page_tells() -> None:
    chosen, *_ = try_layouts(page_of("pipe-lines"))
    told = ", ".join(f"{space!r} {count} times" for space, count in Counter(chosen.behind).most_common(2))
    assert f"behind the labels of rows stands {told}\n" in GUIDE.read_text(encoding="utf-8")


def test_the_guide_shows_how_the_page_was_made() -> None:
    shown = [line.strip() for block in guide_blocks("python") for line in block.splitlines() if line.strip()]
    made = (FIXTURES / "make_pages.py").read_text(encoding="utf-8")
    assert len(shown) > 3
    assert all(line in made for line in shown)


def test_the_guide_names_every_key() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    for key in Layout.__dataclass_fields__:
        assert f"`{key}`" in guide


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_variant_is_its_parent_plus_a_difference(tmp_path: Path) -> None:
    first = write(tmp_path, "a", 'name = "a"\ndescription = "one"\nreader = "stream"\nseparator = ";"\n')
    second = write(tmp_path, "b", 'name = "b"\ndescription = "two"\nextends = "a"\nrow_end = "line"\n')
    parent, variant = layouts_from((first, second))
    assert (parent.row_end, variant.row_end) == (RowEnd.LABEL, RowEnd.LINE)
    assert (variant.name, variant.reader, variant.separator) == ("b", Reader.STREAM, ";")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('name = "b"\ndescription = ""\nreader = "stream"', "the file is named 'a'"),
        ('name = "a"\ndescription = ""\nextends = "z"', "none of: a"),
        ('name = "a"\ndescription = ""\nextends = "a"', "extends itself"),
        ('name = "a"\ndescription = ""', "reader"),
        ('name = "a"\ndescription = ""\nreader = "guess"', "$.reader"),
        ('name = "a"\ndescription = ""\nreader = "stream"\nif = "x"', "if"),
        ('name = "a"\ndescription = ""\nreader = "grid"\nseparator = "|"', "no meaning"),
        ('name = "a"\ndescription = ""\nreader = "stream"\nrow_end = "line"', "needs a separator"),
        ('name = "a"\ndescription = ""\nreader = "stream"\nseparator = " "', "blank"),
        ('name = "a"\ndescription = ""\nreader = "stream"\nseparator = " |"', "so write '|'"),
        (
            'name = "a"\ndescription = ""\nreader = "stream"\nseparator = "|"\nafter_label = "| "',
            r"it is one of: '', ' ', '\n', '|', '|\n', '\n|', '\n|\n'",
        ),
        ('name = "a"\ndescription = ""\nreader = "stream"\nafter_label = ":"', "no page can show"),
        (
            'name = "a"\ndescription = ""\nreader = "stream"\nseparator_side = "before"',
            "separator_side has a",
        ),
    ],
)
def test_a_wrong_layout_file_is_refused_by_name(tmp_path: Path, content: str, complaint: str) -> None:
    path = write(tmp_path, "a", content)
    with pytest.raises(DataFileError) as refused:
        layouts_from((path,))
    assert complaint in str(refused.value)
    assert str(path) in str(refused.value)


def test_two_layouts_that_say_the_same_are_refused(tmp_path: Path) -> None:
    first = write(tmp_path, "a", 'name = "a"\ndescription = "one"\nreader = "stream"\nseparator = ";"\n')
    second = write(tmp_path, "b", 'name = "b"\ndescription = "two"\nextends = "a"\n')
    with pytest.raises(DataFileError, match="says the same as 'a'") as refused:
        layouts_from((first, second))
    assert str(second) in str(refused.value)


def retyped(name: str, change: Callable[[str], str], *layouts: Layout) -> TablesRead | None:
    """The page of a layout, changed, as it is read with these layouts."""
    body = change(page_of(name).read_text(encoding="utf-8")).encode()
    return read_tables(open_document(body, "text/plain"), load_forms(), layouts)


def test_without_any_separator_a_page_is_still_read(readings: Mapping[str, TablesRead]) -> None:
    plain = [layout for layout in load_layouts() if not layout.separator and layout.reader is Reader.STREAM]
    read = retyped("flat-text", str, *plain)
    assert read is not None
    assert read.cells == readings["flat-text"].cells


@pytest.mark.parametrize("separator", ["\t", "||", "；"])
def test_any_mark_can_divide_the_cells(separator: str, readings: Mapping[str, TablesRead]) -> None:
    made = Layout("made", "", Reader.STREAM, after_label=separator, separator=separator, row_end=RowEnd.LINE)
    others = [layout for layout in load_layouts() if layout.separator in ("", "|")]
    read = retyped("pipes", lambda text: re.sub(r" ?[|] ?", separator, text), *others, made)
    assert read is not None
    assert read.layout == "made"
    assert [says(cell) for cell in read.cells] == [says(cell) for cell in readings["pipes"].cells]


def test_a_page_in_traditional_characters_is_read_by_the_same_labels(
    readings: Mapping[str, TablesRead],
) -> None:
    simplified = "规项务许处罚强制业费总计条内对开数复议讼审结维纠门类单织构会员"
    traditional = "規項務許處罰強製業費總計條內對開數復議訟審結維糾門類單織構會員"
    table = str.maketrans(simplified, traditional)
    read = retyped("pipes", lambda text: text.translate(table), *load_layouts())
    assert read is not None
    assert [says(cell) for cell in read.cells] == [says(cell) for cell in readings["pipes"].cells]


def barred(text: str, before: str, behind: str) -> str:
    """The page of rows of bars with each cell on a line of its own, and what stands around rows and cells."""
    rows = []
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split(" |")] if " |" in line else []
        first = f"{before.partition('~')[0]}{cells[0]}{behind}" if cells else line
        rows.append("\n".join([first, *(f"{before.partition('~')[2]}{cell}{behind}" for cell in cells[1:])]))
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("side", "after_label", "before", "behind"),
    [
        (Side.BEFORE, "\n|", "~| ", ""),
        (Side.AROUND, "|\n", "| \n~", "  | "),
    ],
)
def test_bars_may_stand_before_each_cell_or_around_each_row(
    side: Side, after_label: str, before: str, behind: str, readings: Mapping[str, TablesRead]
) -> None:
    made = Layout("made", "", Reader.STREAM, after_label, "|", separator_side=side)
    others = [layout for layout in load_layouts() if layout.separator_side is Side.BEHIND]
    read = retyped("pipes", lambda text: barred(text, before, behind), *others, made)
    assert read is not None
    assert read.layout == "made"
    wanted = {cell.indicator: says(cell) for cell in readings["pipes"].cells}
    found = {cell.indicator: says(cell) for cell in read.cells if cell.status is Status.PRINTED}
    assert len(found) >= len(wanted) - 15
    assert found.items() <= wanted.items()


def test_marks_for_an_empty_cell_choose_a_layout_only_where_they_stand() -> None:
    (flat,) = [layout for layout in load_layouts() if layout.name == "flat-text"]
    marked = replace(flat, name="all-marked", blank_marks=("NULL",))
    plain = retyped("flat-text", str, marked, flat)
    assert plain is not None
    assert plain.layout == "flat-text"
    figure = expected_of("flat-text")["cells"]["requests/granted/business"]
    empty = retyped("flat-text", lambda text: text.replace(f"\n{figure}\n", "\nNULL\n"), marked, flat)
    assert empty is not None
    (cell,) = [cell for cell in empty.cells if cell.indicator == "requests/granted/business"]
    assert (empty.layout, cell.kind, cell.status) == ("all-marked", Kind.BLANK, Status.PRINTED)


@pytest.mark.parametrize("emptied", [0, 1, 14])
def test_a_row_without_label_may_open_with_an_empty_cell_and_no_bar(emptied: int) -> None:
    """Bars stand before each cell but the first of its row, and the first line of the figures is empty."""
    made = Layout("made", "", Reader.STREAM, "\n|", "|", separator_side=Side.BEFORE)
    text = barred(page_of("pipes").read_text(encoding="utf-8"), "~| ", "")
    start = text.index("四、政府信息公开行政复议")
    labels = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    rows = (("行政复议", "行政诉讼"), (*labels, "未经复议直接起诉", "复议后起诉"), labels * 2)
    head = "\n".join("\n| ".join(row) for row in rows)
    figures = [str(number) for number in range(901, 916)]
    figures[emptied] = ""
    body = (
        f"{text[:start]}四、政府信息公开行政复议、行政诉讼情况\n\n{head}\n"
        + "\n| ".join(figures)
        + "\n\n五、存在的问题"
    )
    read = read_tables(open_document(body.encode(), "text/plain"), load_forms(), (*load_layouts(), made))
    assert read is not None
    found = [says(cell) for cell in read.cells if cell.indicator.startswith("challenges/")]
    assert found == figures
