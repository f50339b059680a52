"""The text of two reports side by side: nothing cut within a clause, nothing lost, nothing invented."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gkscrape.compare import Side, compare_sections
from gkscrape.compare.prose import clauses, sentences
from gkscrape.record import Edit, Piece, Section, SectionChange
from gkscrape.text import fold

ADDED, REMOVED, SAME = Edit.ADDED, Edit.REMOVED, Edit.SAME
TEXT = st.text(alphabet="甲乙丙县2013,，。；、《》“”（）()：:\n ", max_size=60)


def side(key: str, *sections: tuple[str, str]) -> Side:
    numbered = (Section(number, heading, text) for number, (heading, text) in enumerate(sections, start=1))
    return Side(key, "2021", (), sections=tuple(numbered))


def compared(older: str, newer: str) -> tuple[SectionChange, ...]:
    return compare_sections(side("2020", ("总体情况", older)), side("2021", ("总体情况", newer)))


def test_a_reworded_sentence_is_shown_by_its_clauses_and_names_stay_whole() -> None:
    (change,) = compared(
        "柳溪县教育局受理申请41件，同比增长3%，按时办结。公开目录已更新。",
        "柳溪县教育局受理申请1,204件，同比增长3%，按时办结。公开目录已更新。",
    )
    assert change.pieces == (
        Piece(REMOVED, "柳溪县教育局受理申请41件，"),
        Piece(ADDED, "柳溪县教育局受理申请1,204件，"),
        Piece(SAME, "同比增长3%，按时办结。公开目录已更新。"),
    )
    assert (change.older, change.newer, change.kept) == ("2020", "2021", Decimal("0.59"))


def test_a_sentence_that_says_something_else_goes_and_comes_whole() -> None:
    (change,) = compared("临时通知多，归类少。", "解读材料专业词语偏多，读者难懂。")
    assert change.pieces == (
        Piece(REMOVED, "临时通知多，归类少。"),
        Piece(ADDED, "解读材料专业词语偏多，读者难懂。"),
    )
    assert change.kept == 0


def test_white_space_and_quotes_are_no_change() -> None:
    (change,) = compared("落实“三安全”要求。\n无。", "落实 三安全 要求。 无。")
    assert {piece.edit for piece in change.pieces} == {SAME}
    assert change.kept == 1


def test_sections_are_paired_by_heading_whatever_their_number() -> None:
    older = side("2018", ("一、概述", "甲。"), ("二、存在的主要问题和改进措施", "公开不及时。"))
    newer = side("2019", ("总体情况", "乙。"), ("三、x", ""), ("存在的主要问题及改进情况", "公开不及时。"))
    changes = compare_sections(older, newer)
    assert [(change.number, change.heading, change.kept) for change in changes] == [
        (1, "总体情况", Decimal(0)),
        (3, "存在的主要问题及改进情况", Decimal(1)),
    ]
    assert changes[0].pieces == (Piece(REMOVED, "甲。"), Piece(ADDED, "乙。"))


def test_names_that_no_form_has_are_paired_by_the_data() -> None:
    (change,) = compare_sections(side("2015", ("前言", "甲。")), side("2019", ("引言", "甲。")))
    assert (change.heading, change.kept) == ("引言", Decimal(1))


def test_names_of_one_topic_are_paired_only_where_one_section_on_each_side_has_it() -> None:
    older = side("2015", ("概述", "甲。"), ("其他", "丙。"), ("工作基本情况", "丁。"))
    newer = side("2019", ("总体公开情况", "乙。"))
    changes = compare_sections(older, newer)
    assert [(change.heading, change.kept) for change in changes] == [
        ("总体公开情况", None),
        ("概述", None),
        ("其他", None),
        ("工作基本情况", None),
    ]
    (change, _) = compare_sections(side("2015", ("概述", "甲。"), ("其他", "丙。")), newer)
    assert (change.heading, change.kept) == ("总体公开情况", Decimal(0))


def test_sections_without_text_are_left_out() -> None:
    assert compared("", "") == ()
    (change,) = compared("", "新设专栏一个。")
    assert (change.pieces, change.kept) == ((Piece(ADDED, "新设专栏一个。"),), None)


def test_a_title_with_stops_is_not_cut() -> None:
    assert clauses("印发《关于甲，乙的通知。补充》，公开。") == ("印发《关于甲，乙的通知。补充》，", "公开。")
    assert sentences("“一、甲。二、乙。”如上。无") == ("“一、甲。二、乙。”如上。", "无")


@given(TEXT)
def test_sentences_and_clauses_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text
    assert "".join(part for sentence in sentences(text) for part in clauses(sentence)) == text


@given(TEXT, TEXT)
def test_what_is_shown_holds_both_texts_and_no_other(older: str, newer: str) -> None:
    for change in compared(older, newer):
        before = "".join(piece.text for piece in change.pieces if piece.edit is not ADDED)
        after = "".join(piece.text for piece in change.pieces if piece.edit is not REMOVED)
        assert (fold(before), fold(after)) == (fold(older), fold(newer))
        assert after == newer
