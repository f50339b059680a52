"""Every question of docs/analysts.md, asked of the sample portal, prints what the page says."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from gkscrape.store.datasette import metadata, questions

from .end_to_end.conftest import Crawled, crawl_into
from .end_to_end.shell import gkscrape

PAGE = Path(__file__).parent.parent / "docs" / "analysts.md"
METADATA = PAGE.with_name("datasette.json")
BLOCK = re.compile(
    r"^###? ([^\n]+)\n(?:(?!^###? ).)*?```(\w+)\n(.*?)```\n\n```\n(.*?)```", re.MULTILINE | re.DOTALL
)
FOUND = BLOCK.findall(PAGE.read_text(encoding="utf-8"))


def in_language(wanted: str) -> pytest.MarkDecorator:
    """The questions in this language, each with what it prints."""
    found = [(query, shown) for _, language, query, shown in FOUND if language == wanted]
    titles = [title.partition(".")[0] for title, language, _, _ in FOUND if language == wanted]
    return pytest.mark.parametrize(("query", "shown"), found, ids=titles)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl_into(tmp_path_factory.mktemp("asked"))


def printed(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table as sqlite3 prints it."""
    lines = [list(heads), *([("" if one is None else str(one)) for one in row] for row in rows)]
    return "".join("|".join(line) + "\n" for line in lines)


def exported(crawled: Crawled, name: str) -> None:
    answer = gkscrape("export", "tables", "--format", name, "--db", crawled.database)
    assert answer.status == 0, answer.err


def test_there_are_ten_questions_in_sql_and_some_in_each_other_language() -> None:
    numbers = [title.partition(".")[0] for title, language, _, _ in FOUND if language == "sql"]
    assert numbers == [str(number) for number in range(1, 11)]
    assert Counter(language for _, language, _, _ in FOUND) == {"sql": 10, "duckdb": 2, "python": 2, "r": 1}


@in_language("sql")
def test_a_question_in_sql(crawled: Crawled, query: str, shown: str) -> None:
    with contextlib.closing(sqlite3.connect(crawled.database)) as connection:
        cursor = connection.execute(query)
        heads = [column[0] for column in cursor.description]
        assert printed(heads, cursor) == shown


@in_language("duckdb")
def test_a_question_in_duckdb(
    crawled: Crawled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str, shown: str
) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed (extra parquet)")
    monkeypatch.chdir(tmp_path)
    exported(crawled, "parquet")
    with duckdb.connect() as connection:
        cursor = connection.execute(query)
        heads = [column[0] for column in cursor.description]
        assert printed(heads, cursor.fetchall()) == shown


@in_language("python")
def test_a_question_in_pandas(
    crawled: Crawled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str, shown: str
) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    monkeypatch.chdir(tmp_path)
    shutil.copy(crawled.database, tmp_path / "gkscrape.db")
    exported(crawled, "csv")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(query, str(PAGE), "exec"), {})
    assert out.getvalue() == shown


@pytest.fixture(scope="module")
def r() -> str:
    """The program Rscript, where it has what the page asks for."""
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is not installed (Debian: r-base-core and r-cran-rsqlite)")
    known = subprocess.run([program, "-e", "library(RSQLite)"], capture_output=True, timeout=60, check=False)
    if known.returncode:
        pytest.skip("R has no package RSQLite (Debian: r-cran-rsqlite)")
    return program


@in_language("r")
def test_a_question_in_r(r: str, crawled: Crawled, tmp_path: Path, query: str, shown: str) -> None:
    shutil.copy(crawled.database, tmp_path / "gkscrape.db")
    told = subprocess.run(
        [r, "-e", query], capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False
    )
    assert (told.returncode, told.stdout) == (0, shown), told.stderr


def test_the_file_for_datasette_is_current() -> None:
    told = json.loads(METADATA.read_text(encoding="utf-8"))
    assert told == metadata(), "run: python -m gkscrape.store datasette > docs/datasette.json"


@pytest.mark.parametrize("name", questions())
def test_every_canned_query_has_an_answer_in_the_sample(crawled: Crawled, name: str) -> None:
    question = questions()[name]
    assert set(re.findall(r"(?<!\w):(\w+)", question.sql)) == set(question.example)
    with contextlib.closing(sqlite3.connect(crawled.database)) as connection:
        rows = connection.execute(question.sql, question.example).fetchall()
    assert rows


@pytest.mark.parametrize("word", ["培训", "训班3", "举办培训班3期，培训工作人员", "没有这样"])
def test_the_canned_search_finds_what_the_command_finds(crawled: Crawled, word: str) -> None:
    with contextlib.closing(sqlite3.connect(crawled.database)) as connection:
        rows = connection.execute(questions()["search"].sql, {"word": word}).fetchall()
    told = gkscrape("db", "search", word, "--json", "--db", crawled.database).out.splitlines()
    found = [(one["unit"], one["year"], one["heading"]) for one in map(json.loads, told)]
    assert sorted(row[:3] for row in rows) == sorted(found)
    assert bool(found) == (word != "没有这样")


def beside_python(program: str) -> str | None:
    return shutil.which(program, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.skipif(beside_python("datasette") is None, reason="Datasette is not installed")
@pytest.mark.parametrize(
    ("page", "held"),
    [
        ("/gkscrape/failed_checks", "每个单元格一行"),
        ("/gkscrape/headlines?unit=霁川县教育局", "t20220111_1325.html"),
        ("/gkscrape/search?word=培训", "举办培训班3期"),
    ],
)
def test_datasette_shows_the_dictionary_and_answers(crawled: Crawled, page: str, held: str) -> None:
    words = [str(beside_python("datasette")), crawled.database, "--metadata", str(METADATA), "--get", page]
    told = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 0, told.stderr
    assert held in told.stdout
