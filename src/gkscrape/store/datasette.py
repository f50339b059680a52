"""What Datasette shows beside the tables: the data dictionary, and questions with blanks to be filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from gkscrape.catalog import load_toml
from gkscrape.store.dictionary import Description, descriptions

_PATH = Path(__file__).with_name("questions.toml")
_DATABASE = "gkscrape"
"""Datasette calls a database by the name of its file."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query with `:words` to be filled in, and an `example` value for each of them."""

    title: str
    sql: str
    example: dict[str, str] = field(default_factory=dict)


@cache
def questions() -> dict[str, Question]:
    """Every question by its name. Raises DataFileError if the file is wrong."""
    return load_toml(_PATH, dict[str, Question])


def metadata() -> dict[str, Any]:
    """The file docs/datasette.json, for `datasette gkscrape.db --metadata`."""
    tables = {name: _table(description) for name, description in descriptions().items()}
    queries = {name: {"title": one.title, "sql": one.sql.strip()} for name, one in questions().items()}
    return {
        "title": "Annual reports on government information disclosure · 政府信息公开工作年度报告",
        "description": "Current readings of every report; a blank is not 0. 各报告的当前读取;空白不是0。",
        "databases": {_DATABASE: {"tables": tables, "queries": queries}},
    }


def _table(description: Description) -> dict[str, Any]:
    columns = {name: " ".join(sentences) for name, sentences in description.columns.items()}
    return {"description": " ".join(description.about), "columns": columns}
