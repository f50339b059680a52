"""Every question of docs/analysts.md, asked of the sample portal, prints what the page says."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest

from .end_to_end.conftest import Crawled, crawl_into
from .end_to_end.shell import gkscrape

PAGE = Path(__file__).parent.parent / "docs" / "analysts.md"
BLOCK = re.compile(
    r"^## ([^\n]+)\n(?:(?!^## ).)*?```(\w+)\n(.*?)```\n\n```\n(.*?)```", re.MULTILINE | re.DOTALL
)
QUESTIONS = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
SQL = [(title, query, shown) for title, language, query, shown in QUESTIONS if language == "sql"]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl_into(tmp_path_factory.mktemp("asked"))


def asked(language: str) -> tuple[str, str]:
    """The one question in this language, and what it prints."""
    ((query, shown),) = [(query, shown) for _, one, query, shown in QUESTIONS if one == language]
    return query, shown


def printed(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table as sqlite3 prints it."""
    lines = [list(heads), *([("" if one is None else str(one)) for one in row] for row in rows)]
    return "".join("|".join(line) + "\n" for line in lines)


def exported(crawled: Crawled, name: str) -> None:
    answer = gkscrape("export", "tables", "--format", name, "--db", crawled.database)
    assert answer.status == 0, answer.err


def test_there_are_ten_questions_in_sql_and_one_each_in_duckdb_and_pandas() -> None:
    assert [title.split(".")[0] for title, _, _ in SQL] == [str(number) for number in range(1, 11)]
    assert {language for _, language, _, _ in QUESTIONS} == {"sql", "duckdb", "python"}


@pytest.mark.parametrize(("title", "query", "shown"), SQL, ids=[title.split(".")[0] for title, _, _ in SQL])
def test_a_question_in_sql(crawled: Crawled, title: str, query: str, shown: str) -> None:
    with contextlib.closing(sqlite3.connect(crawled.database)) as connection:
        cursor = connection.execute(query)
        heads = [column[0] for column in cursor.description]
        assert printed(heads, cursor) == shown, title


@pytest.mark.skipif(not importlib.util.find_spec("duckdb"), reason="duckdb is not installed (extra parquet)")
def test_the_question_in_duckdb(crawled: Crawled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    monkeypatch.chdir(tmp_path)
    exported(crawled, "parquet")
    query, shown = asked("duckdb")
    with duckdb.connect() as connection:
        cursor = connection.execute(query)
        heads = [column[0] for column in cursor.description]
        assert printed(heads, cursor.fetchall()) == shown


@pytest.mark.skipif(not importlib.util.find_spec("pandas"), reason="pandas is not installed")
def test_the_question_in_pandas(crawled: Crawled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exported(crawled, "csv")
    program, shown = asked("python")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(program, str(PAGE), "exec"), {})
    assert out.getvalue() == shown
