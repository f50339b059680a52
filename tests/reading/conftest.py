"""The fixture pages of the layouts, to be edited and read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from gkscrape.documents import open_document
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.reading import TablesRead, read_tables, tables
from gkscrape.reading.seat import seat
from gkscrape.record import Cell, Kind, Status

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "layouts"


@dataclass(frozen=True)
class Sheet:
    """A fixture page and what it says."""

    text: str
    said: Mapping[str, str | None]
    media: str

    def read(self, text: str) -> TablesRead:
        """The reading of an edited page."""
        read = read_tables(open_document(text.encode(), self.media), load_forms(), load_layouts())
        assert read is not None
        return read

    def edited(self, *changes: tuple[str, str]) -> TablesRead:
        """The reading of the page with every occurrence of the first texts put as the second."""
        text = self.text
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return self.read(text)

    def flagged(self, read: TablesRead) -> set[str]:
        """The rows that hold a cell which is no longer settled; every settled cell must be right."""
        rows = set()
        for cell in read.cells:
            if cell.status in (Status.AMBIGUOUS, Status.MISSING):
                rows.add(cell.indicator.rsplit("/", 1)[0])
            else:
                assert self.is_right(cell), cell
        return rows

    def is_right(self, cell: Cell) -> bool:
        """Whether the cell says what the untouched page says."""
        value = self.said.get(cell.indicator)
        return cell.value == Decimal(value) if value else cell.kind is Kind.BLANK


@pytest.fixture(scope="session")
def sheet() -> Callable[[str], Sheet]:
    """The fixture page of the layout with this name."""
    return load


@pytest.fixture(scope="module")
def order_alone() -> Iterator[None]:
    """Rows are seated by place and order, without the proof of the sums, which is tested by itself.

    The figures of the fixtures all differ and so add up nowhere, which the proof would search for long.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "settle", lambda table, rows, parse: [seat(table, row, parse) for row in rows])
        yield


def load(name: str) -> Sheet:
    path = next((FIXTURES / name).glob("page.*"))
    expected = json.loads((FIXTURES / name / "expected.json").read_text(encoding="utf-8"))
    media = "text/html" if path.suffix == ".html" else "text/plain"
    return Sheet(path.read_text(encoding="utf-8"), expected["cells"], media)
