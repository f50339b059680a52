"""What the documents say is what the program does."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from gkscrape.cli import COMMANDS

from .end_to_end.conftest import Crawled, crawl_into
from .end_to_end.shell import gkscrape

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl_into(tmp_path_factory.mktemp("docs"))


def blocks(document: str, mark: str) -> list[str]:
    """The code blocks between `<!-- mark -->` and `<!-- end -->`."""
    text = (ROOT / document).read_text(encoding="utf-8")
    part = re.search(rf"<!-- {mark} -->\n(.*?)<!-- end -->", text, re.DOTALL)
    assert part is not None, f"{document} has no part marked {mark!r}"
    return re.findall(r"```\w*\n(.*?)```", part[1], re.DOTALL)


def test_the_query_prints_what_the_readme_shows(crawled: Crawled) -> None:
    query, shown = blocks("README.md", "query")
    with sqlite3.connect(crawled.database) as connection:
        rows = connection.execute(query).fetchall()
    assert "".join("|".join(map(str, row)) + "\n" for row in rows) == shown


def test_both_readmes_give_the_same_commands_and_query() -> None:
    for mark in ("demo command", "test command", "query"):
        assert blocks("README.md", mark)[0] == blocks("README.zh-CN.md", mark)[0]


def test_the_faults_of_the_readme_are_those_of_the_demo(crawled: Crawled) -> None:
    (shown,) = blocks("README.md", "faults")
    told = gkscrape("check", "霁川县市场监督管理局", "2022", "--db", crawled.database)
    squeezed = re.sub(r" +", " ", told.out)
    for line in shown.splitlines()[1:]:
        assert re.sub(r" +", " ", line) in squeezed
    assert told.status == 4


@pytest.mark.parametrize("readme", READMES)
def test_every_command_stands_in_the_readme(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `gkscrape (\w+)", text, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("document", [*READMES, *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))])
def test_links_between_documents_lead_somewhere(document: str) -> None:
    path = ROOT / document
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{document} links to {target}"


def test_the_check_script_is_what_ci_runs() -> None:
    (command,) = blocks("README.md", "test command")
    assert "scripts/check" in command
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
