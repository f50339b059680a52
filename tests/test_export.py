"""What the export writes: every cell as it was read, stable to the byte, whole or not at all."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gkscrape.errors import GkscrapeError, UsageError
from gkscrape.record import Cell, Extra, Fact, Kind, Place, Report, Section, Status
from gkscrape.run import export as module
from gkscrape.run.export import WRITERS, export
from gkscrape.show import report_json
from gkscrape.store import Store, open_store

from .end_to_end.conftest import Crawled, crawl_into
from .end_to_end.shell import gkscrape

HAS_DUCKDB = importlib.util.find_spec("duckdb") is not None
NEEDS_DUCKDB = pytest.mark.skipif(not HAS_DUCKDB, reason="duckdb is not installed (extra parquet)")
FORMATS = [
    pytest.param(name, marks=NEEDS_DUCKDB) if name == "parquet" else pytest.param(name) for name in WRITERS
]
FORMULA = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl_into(tmp_path_factory.mktemp("exported"))


@pytest.fixture(scope="module")
def store(crawled: Crawled) -> Iterator[Store]:
    with open_store(crawled.database) as opened:
        yield opened


@pytest.fixture
def hostile(crawled: Crawled, tmp_path: Path) -> Iterator[Store]:
    """The same database, but its first report has text that spreadsheets act on, and a very exact number."""
    shutil.copy(crawled.database, tmp_path / "hostile.db")
    with open_store(str(tmp_path / "hostile.db")) as opened:
        one = opened.rereadable()
        id_, report = next((each.id, said) for each in one if (said := opened.said(each.id)))
        opened.keep(poisoned(report), id_)
        yield opened


def poisoned(report: Report) -> Report:
    first, second, *cells = report.cells
    exact = first._replace(value=Decimal("0.12345678901234567891"), raw="0.12345678901234567891")
    formula = Cell(second.indicator, Kind.TEXT, Status.PRINTED, None, FORMULA, second.at)
    return replace(
        report,
        cells=(exact, formula, *cells),
        extras=(Extra("@行", "+列", Decimal(-5), "-件", "-5", Place(1)),),
        sections=(Section(1, "=一", "\t=二\n三"),),
        facts=(Fact(1, "＝事", Decimal("1.5"), "件", "1.5", None, approximate=True),),
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def every_cell(store: Store) -> dict[tuple[str, str], Cell]:
    return {(e.id, c.indicator): c for e in store.reports() for c in store.report(e.id).cells}


def test_tidy_csv_holds_every_cell_as_it_was_read(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path, "csv")
    assert (tmp_path / "cells.csv").read_bytes().startswith(b"\xef\xbb\xbfreport_id,unit,")
    known = every_cell(store)
    found = rows(tmp_path / "cells.csv")
    assert len(found) == len(known)
    for row in found:
        cell = known[row["report_id"], row["indicator"]]
        assert row["value"] == ("" if cell.value is None else format(cell.value.normalize(), "f"))
        assert (row["kind"], row["status"]) == (cell.kind, cell.status)
        assert row["raw"].removeprefix("'") == (cell.raw or "")
    assert {row["measure"] for row in found} >= {"件", "万元"}
    names = {entry.id: (entry.unit.name, str(entry.year)) for entry in store.reports()}
    assert all((row["unit"], row["year"]) == names[row["report_id"]] for row in found)


def test_what_is_no_number_is_empty_and_never_0(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path, "csv")
    unknown = [row for row in rows(tmp_path / "cells.csv") if row["kind"] != "number"]
    assert unknown
    assert {row["value"] for row in unknown} == {""}


def test_wide_csv_has_one_row_a_report(store: Store, tmp_path: Path) -> None:
    (file,) = export(store, tmp_path, "wide-csv")
    entries, known, found = store.reports(), every_cell(store), rows(file)
    assert [row["report_id"] for row in found] == [entry.id for entry in entries]
    codes = [row.code for row in store.indicators()]
    assert list(found[0])[-len(codes) :] == codes
    for row in found:
        for code in codes:
            cell = known.get((row["report_id"], code))
            value = None if cell is None else cell.value
            assert row[code] == ("" if value is None else format(value.normalize(), "f"))


def test_jsonl_has_the_readings_as_parse_prints_them(store: Store, tmp_path: Path) -> None:
    (file,) = export(store, tmp_path, "jsonl")
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    entries = store.reports()
    expected = [report_json(store.report(entry.id), entry.url) for entry in entries]
    assert lines == json.loads(json.dumps(expected, default=float))


def test_a_narrower_export_holds_one_unit_or_year(store: Store, tmp_path: Path) -> None:
    entry = store.reports()[0]
    export(store, tmp_path, "wide-csv", entry.unit.name, entry.year)
    assert {(row["unit"], row["year"]) for row in rows(tmp_path / "reports-wide.csv")} == {
        (entry.unit.name, str(entry.year))
    }
    with pytest.raises(UsageError):
        export(store, tmp_path, "csv", "无此机关")


@pytest.mark.parametrize("name", FORMATS)
def test_two_exports_are_equal_to_the_byte(store: Store, tmp_path: Path, name: str) -> None:
    export(store, tmp_path / "one", name)
    files = export(store, tmp_path / "two", name)
    assert files
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    again = export(store, tmp_path / "two", name)
    assert again == files
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("name", ["csv", "datapackage"])
def test_no_cell_of_a_csv_file_is_taken_for_a_formula(hostile: Store, tmp_path: Path, name: str) -> None:
    numbers = {"value", "found", "expected", "computed"}
    for file in export(hostile, tmp_path / "out", name):
        if file.suffix == ".csv":
            for row in rows(file):
                texts = [text for column, text in row.items() if column not in numbers]
                assert not [text for text in texts if text.lstrip().startswith(tuple("=+-@＝＋－＠"))]
    everything = b"".join(contents(tmp_path / "out").values()).decode()
    assert "'" + FORMULA in everything
    assert "'@行" in everything


def test_numbers_stay_exact_and_negative(hostile: Store, tmp_path: Path) -> None:
    export(hostile, tmp_path, "csv")
    assert "0.12345678901234567891" in {row["value"] for row in rows(tmp_path / "cells.csv")}
    assert [row["value"] for row in rows(tmp_path / "extras.csv")] == ["-5"]


def worksheet(path: Path) -> tuple[str, str]:
    with zipfile.ZipFile(path) as book:
        return book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/sharedStrings.xml").decode()


def test_xlsx_has_numbers_as_numbers_and_text_as_text(hostile: Store, tmp_path: Path) -> None:
    files = export(hostile, tmp_path, "xlsx")
    assert {file.name for file in files} == {
        "cells.xlsx",
        "faults.xlsx",
        "indicators.xlsx",
        "reports-wide.xlsx",
    }
    sheet, words = worksheet(tmp_path / "cells.xlsx")
    assert "<f>" not in sheet
    assert f">{FORMULA}<" in words
    assert "0.12345678901234567891" in words
    assert "<v>48217</v>" in sheet


def test_xlsx_does_not_say_when_it_was_made(store: Store, tmp_path: Path) -> None:
    for file in export(store, tmp_path, "xlsx"):
        with zipfile.ZipFile(file) as book:
            assert b"<dcterms" not in book.read("docProps/core.xml")
            assert {part.date_time for part in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_xlsx_opens_elsewhere_with_the_same_figures(store: Store, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    export(store, tmp_path, "xlsx")
    book = openpyxl.load_workbook(tmp_path / "reports-wide.xlsx")
    table = list(book.worksheets[0].iter_rows(values_only=True))
    heads = next(row for row in table if row[0] == "report_id")
    figures = {row[0]: dict(zip(heads, row, strict=True)) for row in table[table.index(heads) + 1 :]}
    known = every_cell(store)
    assert set(figures) == {entry.id for entry in store.reports()}
    for (report, code), cell in known.items():
        shown = figures[report][code]
        assert (None if shown is None else Decimal(str(shown))) == cell.value


def test_xlsx_refuses_what_a_cell_cannot_hold(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LETTERS_OF_EXCEL", 20)
    with pytest.raises(UsageError, match="too long for a cell of Excel"):
        export(store, tmp_path / "a", "xlsx")
    monkeypatch.setattr(module, "_ROWS_OF_EXCEL", 10)
    with pytest.raises(UsageError, match="too many for Excel"):
        export(store, tmp_path / "a", "xlsx")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(("name", "library"), [("xlsx", "xlsxwriter"), ("parquet", "duckdb")])
def test_what_is_not_installed_is_said_with_the_remedy(
    crawled: Crawled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    answer = gkscrape("export", tmp_path / "a", "--format", name, "--db", crawled.database)
    assert answer.status == 2
    assert f"gkscrape[{name}]" in answer.err
    assert not (tmp_path / "a").exists()


@NEEDS_DUCKDB
def test_parquet_has_the_same_exact_cells(hostile: Store, tmp_path: Path) -> None:
    import duckdb

    export(hostile, tmp_path, "parquet")
    query = f"SELECT report_id, indicator, value, kind, status, raw FROM '{tmp_path}/cells.parquet'"
    with duckdb.connect() as connection:
        found = {row[:2]: row[2:] for row in connection.execute(query).fetchall()}
    known = every_cell(hostile)
    assert found == {key: (c.value, c.kind.value, c.status.value, c.raw) for key, c in known.items()}


def package(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return found


def test_the_package_describes_every_column_and_its_keys_hold(hostile: Store, tmp_path: Path) -> None:
    export(hostile, tmp_path, "datapackage")
    tables = {}
    for resource in package(tmp_path)["resources"]:
        path = tmp_path / resource["path"]
        assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
        table = tables[resource["name"]] = rows(path)
        fields, schema = resource["schema"]["fields"], resource["schema"]
        with path.open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [field["name"] for field in fields]
        assert all(field["description"].endswith((".", ")")) for field in fields)
        keys = [tuple(row[name] for name in schema["primaryKey"]) for row in table]
        assert len(keys) == len(set(keys))
        for foreign in schema.get("foreignKeys", []):
            there = foreign["reference"]
            known = {tuple(row[name] for name in there["fields"]) for row in tables[there["resource"]]}
            assert {tuple(row[name] for name in foreign["fields"]) for row in table} <= known
        for field in fields:
            allowed = field.get("constraints", {}).get("enum")
            assert allowed is None or {row[field["name"]] for row in table} <= {*allowed, ""}


def test_frictionless_validates_the_package(hostile: Store, tmp_path: Path) -> None:
    tool = shutil.which("frictionless", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if tool is None:
        pytest.skip("the frictionless tool is not installed")
    export(hostile, tmp_path, "datapackage")
    words = [tool, "validate", "--json", str(tmp_path / "datapackage.json")]
    told = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stdout
    assert json.loads(told.stdout)["valid"] is True
    cells = tmp_path / "data" / "cells.csv"
    cells.write_text(cells.read_text(encoding="utf-8").replace(",printed,", ",guessed,", 1), encoding="utf-8")
    assert subprocess.run(words, capture_output=True, timeout=120, check=False).returncode == 1


def interrupting(error: BaseException) -> Callable[[module.Source, Path], None]:
    def write(source: module.Source, folder: Path) -> None:
        (folder / "cells.csv").write_text("half", encoding="utf-8")
        raise error

    return write


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_an_export_that_is_stopped_leaves_the_files_of_before(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    export(store, tmp_path / "old", "csv")
    before = contents(tmp_path / "old")
    monkeypatch.setitem(WRITERS, "csv", interrupting(error))
    for folder in ("old", "new"):
        with pytest.raises((KeyboardInterrupt, GkscrapeError)):
            export(store, tmp_path / folder, "csv")
    assert contents(tmp_path / "old") == before
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_written_is_named(crawled: Crawled, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    answer = gkscrape("export", tmp_path / "file" / "in", "--format", "csv", "--db", crawled.database)
    assert answer.status == 1
    assert str(tmp_path / "file") in answer.err
    assert "nothing was exported" in answer.err


def test_the_command_names_its_files(crawled: Crawled, tmp_path: Path) -> None:
    answer = gkscrape("export", tmp_path / "a", "--format", "jsonl", "--db", crawled.database)
    assert answer.status == 0
    assert str(tmp_path / "a" / "reports.jsonl") in answer.out.replace("\n", "")
    assert gkscrape("export", tmp_path / "a", "--format", "odt", "--db", crawled.database).status == 2
