"""What happens to a page's figures and labels happens to the reading, and to nothing else in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkscrape.documents import open_document
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.reading import TablesRead, read_tables
from gkscrape.record import Cell, Kind, Status

pytestmark = pytest.mark.usefixtures("order_alone")

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "layouts"
VANISHING = ("flat-text", "row-per-line")
KNOWN_BLANKS = ("grid", "pipes", "pipe-closed", "pipe-lines")
WITH_BLANKS_OR_NOT = (*VANISHING, *KNOWN_BLANKS)
QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@cache
def page(name: str) -> str:
    found = next((FIXTURES / name).glob("page.*"))
    return found.read_text(encoding="utf-8")


@cache
def said(name: str) -> Mapping[str, str | None]:
    expected = json.loads((FIXTURES / name / "expected.json").read_text(encoding="utf-8"))
    cells: dict[str, str | None] = expected["cells"]
    return cells


def plain(name: str) -> list[str]:
    """The cells whose number stands on the page just so."""
    return [code for code, value in said(name).items() if value and figure(value).search(page(name))]


def figure(value: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.]){re.escape(value)}(?![\d.元])")


def read(name: str, text: str) -> TablesRead:
    media = "text/html" if name == "grid" else "text/plain"
    found = read_tables(open_document(text.encode(), media), load_forms(), load_layouts())
    assert found is not None
    return found


def settled(cell: Cell) -> bool:
    return cell.status in (Status.PRINTED, Status.INFERRED)


def changed(name: str, text: str) -> dict[str, Cell]:
    """The cells that no longer say what the untouched page says."""
    return {
        cell.indicator: cell
        for cell in read(name, text).cells
        if not _says(cell, said(name).get(cell.indicator))
    }


def _says(cell: Cell, value: str | None) -> bool:
    if not value:
        return cell.kind is Kind.BLANK
    return settled(cell) and cell.value == Decimal(value)


def row_of(code: str) -> str:
    """Cells that are flagged together: a row, and in the table of one line the whole table."""
    table, row, _ = code.split("/")
    return table if table == "challenges" else f"{table}/{row}"


def replaced(name: str, code: str, new: str) -> str:
    text, count = figure(said(name)[code] or "").subn(new, page(name))
    assert count == 1
    return text


@pytest.mark.parametrize("name", WITH_BLANKS_OR_NOT)
def test_a_changed_figure_changes_its_own_cell_and_no_other(name: str) -> None:
    for code in plain(name)[::3]:
        found = changed(name, replaced(name, code, "987654"))
        assert list(found) == [code]
        assert (found[code].value, found[code].status) == (Decimal(987654), Status.PRINTED)


def test_all_198_figures_of_a_flat_page_are_their_own() -> None:
    codes = plain("flat-text")
    assert len(said("flat-text")) == 198
    assert len(codes) == 196, "减少23 and 251000元 say their number in other words"
    for code in codes:
        assert list(changed("flat-text", replaced("flat-text", code, "55"))) == [code]


@pytest.mark.parametrize("name", VANISHING)
@pytest.mark.parametrize(
    "damage", [lambda v: "", lambda v: f"{v[:2]} {v[2:]}", lambda v: f"{v} 77", lambda v: f"{v} x"]
)
def test_a_row_with_a_figure_lost_split_or_added_is_flagged_and_no_other(
    name: str, damage: Callable[[str], str]
) -> None:
    for code in plain(name)[::5]:
        found = changed(name, replaced(name, code, damage(said(name)[code] or "")))
        assert found
        assert {row_of(other) for other in found} == {row_of(code)}
        assert not any(settled(cell) for cell in found.values())


@pytest.mark.parametrize("name", KNOWN_BLANKS)
def test_a_figure_lost_is_a_blank_where_places_are_known(name: str) -> None:
    for code in plain(name)[::4]:
        cell = next(c for c in read(name, replaced(name, code, "")).cells if c.indicator == code)
        if settled(cell):
            assert (cell.kind, cell.status) == (Kind.BLANK, Status.PRINTED)
        else:
            assert name == "pipes", "only bars at the end of a line may leave it open which cell is empty"


def labels(name: str) -> list[str]:
    """The lines of a stream page's tables that hold a label."""
    body = page(name).split("二、主动公开")[1].split("五、存在")[0]
    return [line for line in dict.fromkeys(body.splitlines()) if re.search("[\u4e00-\u9fff]{2}", line)]


@QUICK
@given(st.data())
@pytest.mark.parametrize("name", VANISHING)
def test_lost_torn_and_misprinted_labels_never_put_a_figure_in_a_wrong_cell(
    name: str, data: st.DataObject
) -> None:
    line = data.draw(st.sampled_from(labels(name)))
    words = re.sub(r"[\d\s.]+$", "", line)
    cut = data.draw(st.integers(0, len(words) - 1))
    torn = data.draw(st.sampled_from(["", words[:cut], words[cut:], f"{words[:cut]}某{words[cut + 1 :]}"]))
    text = page(name).replace(words, torn, 1) if page(name).count(words) == 1 else page(name)
    for cell in read(name, text).cells:
        if settled(cell):
            assert cell.value == Decimal(said(name)[cell.indicator] or "")


@QUICK
@given(st.data())
@pytest.mark.parametrize("name", WITH_BLANKS_OR_NOT)
def test_two_faults_at_once_never_shift_a_figure(name: str, data: st.DataObject) -> None:
    """A lost figure in one row and a figure too many in another: neither may pass for the other."""
    first, second = data.draw(
        st.lists(st.sampled_from(plain(name)), min_size=2, max_size=2, unique_by=row_of)
    )
    text = replaced(name, first, "")
    text = figure(said(name)[second] or "").sub("12 34", text)
    for code, cell in changed(name, text).items():
        assert code == first or not settled(cell)


@pytest.mark.parametrize("name", VANISHING)
def test_a_page_cut_short_anywhere_says_nothing_that_it_does_not_print(name: str) -> None:
    text = page(name)
    for end in range(len(text) // 4, len(text), 397):
        found = read_tables(open_document(text[:end].encode(), "text/plain"), load_forms(), load_layouts())
        for cell in found.cells if found else ():
            if settled(cell):
                value = said(name)[cell.indicator] or ""
                assert cell.value == Decimal(value) or text[:end].endswith(cell.raw or "")
