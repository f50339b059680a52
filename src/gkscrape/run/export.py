"""Reports as files for other programs, each format whole or not at all. The door to duckdb."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from gkscrape import __version__
from gkscrape.errors import GkscrapeError, UsageError
from gkscrape.record import Grade, Status
from gkscrape.show import Json, Sheet, dumps, render_sheet, report_json
from gkscrape.show.changes import digits
from gkscrape.show.safe import csv_text
from gkscrape.store import IndicatorRow, Store
from gkscrape.store.exporting import (
    CELLS,
    CONTENT,
    FAULTS,
    INDICATORS,
    TABLES,
    Column,
    Exported,
    Foreign,
    Row,
    Table,
    Type,
    Value,
    indicator_row,
)

_MARK = "\ufeff"
"""Opens a CSV file, so that spreadsheets take it for UTF-8."""
_ROWS_OF_EXCEL, _LETTERS_OF_EXCEL = 1_048_000, 32_767
_LONGEST_DECIMAL = 38
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Source:
    """What is exported: the reports of a unit and a year of this store, or all."""

    store: Store
    unit_id: str | None = None
    year: int | None = None

    def reports(self) -> Iterator[Exported]:
        """The reports in stable order."""
        return self.store.exported(self.unit_id, self.year)

    def rows(self, tables: Sequence[Table]) -> Iterator[tuple[Table, Row]]:
        """The rows of all tables, those of one table in stable order; a row that many share comes once."""
        for indicator in self.store.indicators() if INDICATORS in tables else ():
            yield INDICATORS, indicator_row(indicator)
        unit = ""
        for one in self.reports():
            for table in tables:
                if table.name != "units" or one.entry.unit.id != unit:
                    yield from ((table, row) for row in table.rows(one))
            unit = one.entry.unit.id


def export(
    store: Store, folder: Path, name: str, unit_name: str | None = None, year: int | None = None
) -> tuple[Path, ...]:
    """The files that now hold the reports of a unit and a year, or all, in the format of this name.

    Equal content gives equal bytes. Stopped at any moment, it leaves the files of before. Raises UsageError
    for a unit that is not stored, and for a format that needs what is not installed or cannot hold so much.
    """
    unit = store.find_unit(unit_name) if unit_name is not None else None
    with _whole(folder) as (partial, done):
        WRITERS[name](Source(store, unit.id if unit else None, year), partial)
    return tuple(done)


@contextmanager
def _whole(folder: Path) -> Iterator[tuple[Path, list[Path]]]:
    """A hidden folder to write into, whose files are moved to `folder` at the end, and the list of them."""
    made, done = not folder.exists(), list[Path]()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as hidden:
            yield Path(hidden), done
            for file in sorted(path for path in Path(hidden).rglob("*") if path.is_file()):
                target = folder / file.relative_to(hidden)
                target.parent.mkdir(exist_ok=True)
                os.replace(file, target)
                done.append(target)
    except OSError as error:
        where = error.filename or folder
        raise GkscrapeError(f"{where}: cannot be written ({error.strerror}); nothing was exported") from error
    finally:
        if made and not done and folder.is_dir():
            folder.rmdir()


def _csv(source: Source, folder: Path) -> None:
    dictionary = {row.code: row for row in source.store.indicators()}
    tables = [_tidy(dictionary) if table is CELLS else table for table in TABLES]
    _csv_files(source, folder, tables, _MARK)


def _wide_csv(source: Source, folder: Path) -> None:
    _csv_files(source, folder, [_wide(source.store.indicators())], _MARK)


def _jsonl(source: Source, folder: Path) -> None:
    with _open(folder / "reports.jsonl") as file:
        for one in source.reports():
            file.write(dumps(report_json(one.report, one.entry.url)) + "\n")


def _datapackage(source: Source, folder: Path) -> None:
    (folder / "data").mkdir()
    _csv_files(source, folder / "data", TABLES, "")
    with _open(folder / "datapackage.json") as file:
        json.dump(_package(), file, ensure_ascii=False, indent=2)
        file.write("\n")


def _xlsx(source: Source, folder: Path) -> None:
    dictionary = source.store.indicators()
    tables = (_wide(dictionary), _tidy({row.code: row for row in dictionary}), FAULTS, INDICATORS)
    rows: dict[str, list[Row]] = {table.name: [] for table in tables}
    for table, row in source.rows(tables):
        rows[table.name].append(row)
    for table in tables:
        body = render_sheet(_sheet(table, rows[table.name]), "xlsx")
        assert isinstance(body, bytes)
        (folder / f"{table.name}.xlsx").write_bytes(_undated(body))


def _parquet(source: Source, folder: Path) -> None:
    try:
        import duckdb
    except ImportError as error:
        raise UsageError(
            "the format parquet needs duckdb: pip install 'gkscrape[parquet]', or use csv"
        ) from error
    with tempfile.TemporaryDirectory() as between, duckdb.connect() as connection:
        scale = _json_files(source, Path(between))
        connection.execute("SET threads = 1")
        for table in TABLES:
            types = {column.name: _duckdb_type(column, scale) for column in table.columns}
            lines, target = Path(between, f"{table.name}.jsonl"), folder / f"{table.name}.parquet"
            reader = "read_json($lines, columns = $types, format = 'newline_delimited')"
            try:
                relation = connection.execute(
                    f"COPY (FROM {reader}) TO '{_quoted(target)}' (FORMAT parquet)",
                    {"lines": str(lines), "types": types},
                )
                relation.fetchall()
            except duckdb.Error as error:
                raise GkscrapeError(f"{target.name}: duckdb cannot write it: {error}") from error


WRITERS: dict[str, Callable[[Source, Path], None]] = {
    "csv": _csv,
    "wide-csv": _wide_csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "jsonl": _jsonl,
    "datapackage": _datapackage,
}
"""What writes each format into an empty folder."""


def _tidy(dictionary: dict[str, IndicatorRow]) -> Table:
    """The cells, each with the words that make it understood by itself."""
    names = ("report_id", "unit", "region")
    labels = tuple(Column(name) for name in ("indicator", "row_label", "column_label", "measure"))
    about = (*map(Column, names), Column("year", Type.INTEGER), Column("scope"), Column("form"))

    def rows(one: Exported) -> Iterator[Row]:
        entry = one.entry
        head = (entry.id, entry.unit.name, entry.unit.region, entry.year, entry.scope, entry.form)
        for _, code, *content in CELLS.rows(one):
            known = dictionary[str(code)]
            yield (*head, code, known.row_label, known.column_label, known.unit, *content)

    return replace(CELLS, columns=(*about, *labels, *CONTENT), rows=rows)


def _wide(dictionary: Sequence[IndicatorRow]) -> Table:
    """One row a report, one column an indicator: its number, or nothing where the report has none."""
    names = ("report_id", "unit", "region", "year", "scope", "form", "title", "url", "published", "layout")
    counts = tuple(Column(name, Type.INTEGER) for name in ("inferred", "ambiguous", "missing", "errors"))
    figures = tuple(Column(row.code, Type.NUMBER) for row in dictionary)

    def rows(one: Exported) -> Iterator[Row]:
        entry, values = one.entry, {cell.indicator: cell.value for cell in one.report.cells}
        who = (entry.id, entry.unit.name, entry.unit.region, entry.year, entry.scope, entry.form)
        statuses = Counter(cell.status for cell in one.report.cells)
        uncertain = (statuses[Status.INFERRED], statuses[Status.AMBIGUOUS], statuses[Status.MISSING])
        errors = sum(fault.grade is Grade.ERROR for fault in one.report.faults)
        page = (entry.title, entry.url, entry.published, one.report.layout)
        yield (*who, *page, *uncertain, errors, *(values.get(row.code) for row in dictionary))

    return Table("reports-wide", (*map(Column, names), *counts, *figures), ("report_id",), rows)


def _csv_files(source: Source, folder: Path, tables: Sequence[Table], mark: str) -> None:
    with ExitStack() as open_files:
        writers = {}
        for table in tables:
            file = open_files.enter_context(_open(folder / f"{table.name}.csv"))
            file.write(mark)
            writers[table.name] = csv.writer(file)
            writers[table.name].writerow([column.name for column in table.columns])
        for table, row in source.rows(tables):
            writers[table.name].writerow(map(_csv_value, row))


def _csv_value(value: Value) -> str:
    """The value in a cell of a spreadsheet; nothing in it is taken for a formula."""
    return csv_text(value) if isinstance(value, str) else _plain(value)


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Decimal):
        return digits(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return "" if value is None else str(value)


def _package() -> dict[str, Json]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "gkscrape",
        "title": "政府信息公开工作年度报告 – yearly reports on government information disclosure",
        "description": (
            "The current reading of each report, exported by gkscrape. A blank, missing or ambiguous cell "
            "has no value; it is never 0. Times are in UTC. Text that a spreadsheet would take for a "
            "formula has an apostrophe before it."
        ),
        "gkscrape": __version__,
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: Table) -> dict[str, Json]:
    keys: list[Json] = [_foreign(key) for key in table.foreign]
    return {
        "name": table.name,
        "type": "table",
        "description": table.about,
        "path": f"data/{table.name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(table, column) for column in table.columns],
            "primaryKey": list(table.key),
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _foreign(key: Foreign) -> dict[str, Json]:
    return {"fields": list(key.columns), "reference": {"resource": key.table, "fields": list(key.key)}}


def _field(table: Table, column: Column) -> dict[str, Json]:
    field: dict[str, Json] = {"name": column.name, "type": _FRICTIONLESS[column.type]}
    if column.type is Type.FLAG:
        field |= {"trueValues": ["1"], "falseValues": ["0"]}
    constraints: dict[str, Json] = {"required": True} if column.needed else {}
    if column.words:
        constraints["enum"] = list(column.words)
    described: dict[str, Json] = {**field, "description": table.meaning(column)}
    return {**described, "constraints": constraints} if constraints else described


_FRICTIONLESS = {
    Type.TEXT: "string",
    Type.INTEGER: "integer",
    Type.NUMBER: "number",
    Type.TIME: "datetime",
    Type.FLAG: "boolean",
}


def _sheet(table: Table, rows: Sequence[Row]) -> Sheet:
    """The table as a sheet. Raises UsageError where Excel would silently drop a part of it."""
    if len(rows) > _ROWS_OF_EXCEL:
        raise UsageError(
            f"{table.name} has {len(rows)} rows, too many for Excel; use csv or parquet, or --unit or --year"
        )
    figures = tuple(tuple(map(_excel_value, row)) for row in rows)
    if any(len(figure) > _LETTERS_OF_EXCEL for row in figures for figure in row if isinstance(figure, str)):
        raise UsageError(f"a text of {table.name} is too long for a cell of Excel; use csv or parquet")
    return Sheet(table.name, tuple(column.name for column in table.columns), figures)


def _excel_value(value: Value) -> str | Decimal | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value if value is None or isinstance(value, str | Decimal) else _plain(value)


def _undated(workbook: bytes) -> bytes:
    """The workbook without the moment in which it was made, so that equal content gives equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            body = old.read(part)
            if part.filename == "docProps/core.xml":
                body = _without_dates(body)
            new.writestr(zipfile.ZipInfo(part.filename, _FIXED_DATE), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _without_dates(core: bytes) -> bytes:
    start, end = core.index(b"<dcterms:created"), core.index(b"</cp:coreProperties>")
    return core[:start] + core[end:]


def _json_files(source: Source, folder: Path) -> int:
    """Writes each table as JSON lines with exact numbers as text; the most decimal places that one has."""
    scale = 0
    with ExitStack() as open_files:
        files = {
            table.name: open_files.enter_context(_open(folder / f"{table.name}.jsonl")) for table in TABLES
        }
        for table, row in source.rows(TABLES):
            files[table.name].write(dumps(_json_row(table, row)) + "\n")
            scale = max([scale, *(_places(value) for value in row if isinstance(value, Decimal))])
    return scale


def _json_row(table: Table, row: Row) -> dict[str, Json]:
    names = (column.name for column in table.columns)
    return {name: _json_value(value) for name, value in zip(names, row, strict=True)}


def _json_value(value: Value) -> Json:
    if isinstance(value, str):
        return str(value)
    return value if value is None or isinstance(value, bool | int) else _plain(value)


def _places(value: Decimal) -> int:
    text = digits(value)
    return len(text.partition(".")[2])


def _duckdb_type(column: Column, scale: int) -> str:
    return {
        Type.TEXT: "VARCHAR",
        Type.INTEGER: "BIGINT",
        Type.NUMBER: f"DECIMAL({_LONGEST_DECIMAL}, {scale})",
        Type.TIME: "TIMESTAMP",
        Type.FLAG: "BOOLEAN",
    }[column.type]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _open(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")
