"""Words of any length are found in the sections of current readings, on both kinds of database."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from gkscrape.errors import UsageError
from gkscrape.record import Report, Section
from gkscrape.store import IndicatorRow, Kept, Store, damages, merge, open_store, snapshot, upgrade
from gkscrape.store.engine import engine_for, write_transaction
from gkscrape.store.pairs import FOLDED_FROM, folded, found_in, index_words, lone_letters, pairs

Keeper = Callable[..., Kept]

TEXTS = {
    2019: "县教育局牵头，全年培训3次。",
    2020: "杏垄乡召开\n培 训会，ＰＤＦ文件挂网。",
    2021: "未发生行政复议。",
}


@pytest.fixture
def told(keep: Keeper, report: Report) -> Callable[[int, str], Kept]:
    def tell(year: int, words: str, reader: str = "1.0") -> Kept:
        sections = (Section(1, "总体情况", words), Section(2, "主动公开情况", "见附表。"))
        identity = replace(report.identity, year=year)
        made = replace(report, identity=identity, sections=sections)
        return keep(made, body=str(year), url=f"http://portal.example/{year}", reader=reader)

    return tell


@pytest.fixture
def three(told: Callable[..., Kept]) -> None:
    for year, words in TEXTS.items():
        told(year, words)


def years(store: Store, *words: str) -> list[int]:
    return [found.year for found in store.search(words)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["杏垄"], [2020]),
        (["教育局"], [2019]),
        (["培训"], [2019, 2020]),
        (["召开培训会"], [2020]),
        (["pdf"], [2020]),
        (["文件", "培训"], [2020]),
        (["乡"], [2020]),
        (["局"], [2019]),
        (["3"], [2019]),
        (["未，议"], []),
        (["议", "未"], [2021]),
        (["培训3"], [2019]),
        (["训次"], []),
        (["局，"], []),
        (["牵头，全年"], [2019]),
        (["，"], [2019, 2020]),
        (["复议", "培训"], []),
    ],
)
def test_words_of_any_length_are_found(
    store: Store, three: None, words: list[str], expected: list[int]
) -> None:
    assert years(store, *words) == expected


def test_a_finding_shows_the_place_as_it_is_printed(store: Store, three: None) -> None:
    (found,) = store.search(["培训会"])
    assert (found.number, found.heading, found.unit) == (1, "总体情况", "云岭县人民政府办公室")
    assert (found.before, found.words, found.after) == ("杏垄乡召开\n", "培 训会", "，ＰＤＦ文件挂网。")


def test_one_year_alone(store: Store, three: None) -> None:
    assert [found.year for found in store.search(["培训"], year=2020)] == [2020]


@pytest.mark.parametrize("word", ["", " \n　"])
def test_a_word_that_is_empty_is_refused(store: Store, three: None, word: str) -> None:
    with pytest.raises(UsageError, match="nothing to search for"):
        list(store.search([word]))


def test_another_reading_is_found_by_its_own_words_alone(
    store: Store, three: None, told: Callable[..., Kept]
) -> None:
    told(2019, "县审计局牵头。", reader="1.1")
    assert years(store, "教育局") == []
    assert years(store, "审计局") == [2019]
    store.restore(1, "the older one was right")
    assert (years(store, "教育局"), years(store, "审计局")) == ([2019], [])


def test_what_is_merged_in_is_found(
    url: str, store: Store, three: None, fresh: Callable[[], str], indicators: tuple[IndicatorRow, ...]
) -> None:
    other = fresh()
    open_store(other).close()
    with snapshot(url) as source:
        merge(other, source)
    with open_store(other) as there:
        assert years(there, "培训") == [2019, 2020]
    assert list(damages(other)) == []


def engine_of(url: str) -> Engine:
    return engine_for(url, 5)


def change(url: str, *statements: str) -> None:
    engine = engine_of(url)
    with write_transaction(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_a_section_that_the_index_lost_is_told_and_upgrade_mends_it(
    path: Path, url: str, three: None
) -> None:
    change(
        url,
        "INSERT INTO section_index (section_index, rowid, pairs) SELECT 'delete', (2 << 16) + 0,"
        " section_pairs(text) FROM reading_sections WHERE reading_id = 2 AND position = 0",
    )
    for quick in (False, True):
        found = [(damage.kind, damage.where) for damage in damages(url, quick=quick)]
        assert found == [("search.index", "reading_sections 2 0")]
    upgrade(url)
    assert list(damages(url)) == []


def test_an_index_of_other_words_is_told(path: Path, url: str, three: None) -> None:
    change(
        url,
        "INSERT INTO section_index (section_index) VALUES ('delete-all')",
        "INSERT INTO section_index (rowid, pairs)"
        " SELECT (reading_id << 16) + position, section_pairs('总体') FROM reading_sections",
    )
    assert {damage.kind for damage in damages(url)} == {"search.index"}


@pytest.mark.parametrize("part", ["section_index", "section_index_fill", "ix_reading_sections_pairs"])
def test_a_part_of_the_index_that_is_missing_is_told(fresh: Callable[[], str], url: str, part: str) -> None:
    where = fresh()
    open_store(where).close()
    postgres = where.startswith("postgresql")
    if postgres != part.startswith("ix_"):
        return
    kind = "INDEX" if postgres else "TRIGGER" if part.endswith("fill") else "TABLE"
    change(where, f"DROP {kind} {part}")
    assert ("schema.object", part) in [(damage.kind, damage.where) for damage in damages(where)]
    upgrade(where)
    assert list(damages(where)) == []


def test_vacuum_leaves_every_section_in_its_place(path: Path, store: Store, three: None) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM reading_sections WHERE reading_id = 1")
        connection.execute("VACUUM")
    assert (years(store, "杏垄"), years(store, "教育局")) == ([2020], [])


@pytest.mark.parametrize("around", ["县", "a", "9"])
def test_both_kinds_of_database_make_the_same_pairs(url: str, store: Store, around: str) -> None:
    whole = "".join(around + letter for letter in FOLDED_FROM + "𠀀㙦é'\\\"%:") + around
    engine = engine_of(url)
    with engine.connect() as connection:
        told = connection.scalar(text("SELECT section_pairs(:words)"), {"words": whole})
    engine.dispose()
    held = set(told.split() if isinstance(told, str) else told)
    assert len(pairs(whole)) > 70
    assert set(pairs(whole)) <= held
    assert all(any(word.startswith(letter) for word in held) for letter in lone_letters("，".join(whole)))


letters = st.text(alphabet="教育局杏垄乡ＡａA1，。 \n", max_size=12)


@given(before=letters, word=letters, after=letters)
def test_a_word_is_found_by_its_pairs_wherever_it_stands(before: str, word: str, after: str) -> None:
    whole = before + word + after
    assert set(pairs(word)) <= set(pairs(whole)) <= set(index_words(whole).split())
    begun = {held[0] for held in index_words(whole).split()}
    assert begun == {letter for letter in folded(whole) if letter.isalnum()}
    assert set(lone_letters(word)) <= begun
    place = found_in(whole, word)
    if folded(word):
        assert place is not None
        assert folded(whole[slice(*place)]) == folded(word)
    else:
        assert place is None
