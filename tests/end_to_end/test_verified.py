"""Whatever is changed in the database or in the archive, `verify` names every cell."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from gkscrape.archive import Archive

from ..test_verify import PAGES, printed_figures
from .conftest import Crawled
from .shell import Answer, gkscrape

COLUMNS = ("natural_person", "business", "research", "social_welfare", "legal_service", "other", "total")
CELLS = (
    "SELECT code, cell_store.value, indicator_id FROM cell_store"
    " JOIN indicators ON indicator_id = indicators.id WHERE code LIKE 'requests/%' ORDER BY indicator_id"
)

Values = Mapping[str, float]


@pytest.fixture(params=["grid", "pipes", "flat-text"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with one report, its cells all filled and different, added to an archive and a database."""
    (page,) = [page for page in PAGES["PAGES"] if page.layout == request.param]
    (tmp_path / page.name).write_text(page.set_text(page.year, printed_figures(page.year)), encoding="utf-8")
    assert gkscrape("add", tmp_path / page.name, *places(tmp_path)).status == 0
    answer = gkscrape("verify", *places(tmp_path))
    assert answer.status == 0, answer.out
    return tmp_path


def places(folder: Path) -> tuple[object, ...]:
    return ("--db", folder / "a.db", "--archive", folder / "archive")


def differing(answer: Answer) -> set[str]:
    return {each["indicator"] for line in answer.out.splitlines() for each in json.loads(line)["differences"]}


def shifted(values: Values) -> Values:
    """Each row takes the figures of the row below it, the last those of the first."""
    rows = list(dict.fromkeys(code.split("/")[1] for code in values))
    pairs = [*pairwise(rows), (rows[-1], rows[0])]
    return {
        f"requests/{here}/{column}": values[f"requests/{below}/{column}"]
        for here, below in pairs
        for column in COLUMNS
    }


def swapped(values: Values) -> Values:
    """In every row two columns have one another's figures."""
    other = {"business": "legal_service", "legal_service": "business"}
    return {
        f"{row}/{column}": values[f"{row}/{other.get(column, column)}"]
        for row, column in (code.rsplit("/", 1) for code in values)
    }


@pytest.mark.parametrize("alter", [shifted, swapped], ids=lambda alter: alter.__name__)
def test_rows_shifted_and_columns_swapped_in_the_database(
    kept: Path, alter: Callable[[Values], Values]
) -> None:
    with sqlite3.connect(kept / "a.db") as database:
        rows = database.execute(CELLS).fetchall()
        before = {code: value for code, value, _ in rows}
        after = alter(before)
        changes = [(after[code], number) for code, _, number in rows]
        database.executemany("UPDATE cell_store SET value = ? WHERE indicator_id = ?", changes)
    affected = {code for code, value in after.items() if value != before[code]}
    answer = gkscrape("verify", "--json", *places(kept))
    assert len(affected) >= 40
    assert differing(answer) == affected
    assert answer.status == 4


def test_one_byte_of_a_cell_in_the_archive(kept: Path) -> None:
    with sqlite3.connect(kept / "a.db") as database:
        values = {code: str(value) for code, value, _ in database.execute(CELLS)}
    with Archive(kept / "archive") as archive:
        (fetched,) = [archive.fetched(capture) for capture in archive.captures()]
    (file,) = (kept / "archive").glob("*.warc.gz")
    once = [code for code, value in values.items() if fetched.body.count(value.encode()) == 1]
    assert len(once) > 100
    for code in once[::40]:
        figure = values[code].encode()
        wrong = figure[:-1] + (b"8" if figure[-1:] != b"8" else b"9")
        file.unlink()
        with Archive(kept / "archive") as archive:
            archive.put(replace(fetched, body=fetched.body.replace(figure, wrong)))
        answer = gkscrape("verify", "--json", *places(kept))
        assert differing(answer) == {code}
        assert answer.status == 4


def test_the_demo_is_verified_in_every_cell_section_and_fact(crawled: Crawled) -> None:
    answer = gkscrape("verify", "--json", "--db", crawled.database, "--archive", crawled.archive)
    told = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.status == 0
    assert len(told) > 20
    assert all(one["verified"] + one["unprinted"] == one["cells"] for one in told)
    assert sum(one["unprinted"] for one in told) == 0
    assert sum(one["texts"]["sections"] for one in told) > 100
    assert [one["texts"]["differences"] for one in told] == [[]] * len(told)
    assert all(one["seconded"] == one["cells"] for one in told if one["layout"] == "grid")
