"""Folding, the way back to the page, enumerators and white space."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkscrape.text import (
    clean,
    clean_paragraphs,
    fold,
    fold_with_map,
    split_enumerator,
    squeeze_cjk,
    strip_enumerator,
)

# Any text, but rich in the characters that fold in a particular way.
PAGE_TEXT = st.text(
    st.one_of(
        st.characters(), st.sampled_from("㈠①½“”＂「」《》（）—–－，．１\u3000\u00a0\u200b\ufeff⺠⼀ﬁ\n")
    )
)


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("三、本年度 办理\n结果", "三、本年度办理结果"),
        ("自\u3000然\u00a0人", "自然人"),
        ("法人\u200b或\ufeff其他", "法人或其他"),
        ("３．危及“三安全一稳定”", "3.危及三安全一稳定"),
        ("《条例》＂甲＂「乙」『丙』‘丁’", "条例甲乙丙丁"),
        ("第二十条第（一）项", "第二十条第(一)项"),
        ("—、总体情况", "-、总体情况"),
        ("2019–2020－2021―", "2019-2020-2021-"),
        ("㈠予以公开", "(一)予以公开"),
        ("⺠政局⻓", "民政局长"),
        ("⼀、总体情况", "一、总体情况"),
        ("国办〔2019〕60号", "国办〔2019〕60号"),
        ("plain ASCII 1,234", "plainASCII1,234"),
        ("", ""),
    ],
)
def test_fold(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(PAGE_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(PAGE_TEXT)
def test_a_long_text_folds_as_its_characters_do(text: str) -> None:
    assert fold(text * 40) == "".join(map(fold, text)) * 40


@given(PAGE_TEXT)
def test_the_map_agrees_with_fold_and_leads_back(text: str) -> None:
    folded = fold_with_map(text)
    assert folded.text == fold(text)
    assert len(folded.origin) == len(folded.text)
    assert list(folded.origin) == sorted(folded.origin)
    for char, index in zip(folded.text, folded.origin, strict=True):
        assert char in fold(text[index])


@given(PAGE_TEXT, PAGE_TEXT, PAGE_TEXT)
def test_the_span_of_a_match_covers_what_was_printed(before: str, label: str, after: str) -> None:
    whole = fold_with_map(before + label + after)
    first, length = len(fold(before)), len(fold(label))
    start, end = whole.span(first, first + length)
    assert fold((before + label + after)[start:end]) == fold(label)


def test_an_empty_span_stands_where_it_would_begin() -> None:
    folded = fold_with_map(" 甲 乙 ")
    assert folded.span(1, 1) == (3, 3)
    assert folded.span(2, 2) == (4, 4)
    assert fold_with_map("").span(0, 0) == (0, 0)


@pytest.mark.parametrize(
    ("label", "enumerator", "rest"),
    [
        ("一、总体情况", "一、", "总体情况"),
        ("五、 存在的主要问题", "五、", "存在的主要问题"),
        ("十二、附表", "十二、", "附表"),
        ("（一）予以公开", "（一）", "予以公开"),
        ("(七)总计", "(七)", "总计"),
        ("（ 三 ） 不予公开", "（ 三 ）", "不予公开"),
        ("一）予以公开", "一）", "予以公开"),
        ("㈠当面", "㈠", "当面"),
        ("①其他", "①", "其他"),
        ("⒈其他", "⒈", "其他"),
        ("1.属于国家秘密", "1.", "属于国家秘密"),
        ("1．属于国家秘密", "1．", "属于国家秘密"),
        ("2、其他", "2、", "其他"),
        ("3)其他", "3)", "其他"),
        ("(4)其他", "(4)", "其他"),
        ("第一，加强", "第一，", "加强"),
        ("—、总体情况", "—、", "总体情况"),
        ("\u3000\u3000一、总体情况", "一、", "总体情况"),
        ("一、(一)两级", "一、", "(一)两级"),
        ("三类内部事务信息", "", "三类内部事务信息"),
        ("第二十条第（一）项", "", "第二十条第（一）项"),
        ("2020年报告", "", "2020年报告"),
        ("7.5810", "", "7.5810"),
        ("1.1公开", "", "1.1公开"),
        ("总计", "", "总计"),
        ("", "", ""),
    ],
)
def test_enumerators(label: str, enumerator: str, rest: str) -> None:
    assert split_enumerator(label) == (enumerator, rest)
    assert strip_enumerator(label) == rest


def test_clean_is_one_line_and_paragraphs_keep_theirs() -> None:
    prose = "\u3000\u3000一、总体\t 情况 \r\n\r\n\u00a0\n2020\u200b年 "
    assert clean(prose) == "一、总体 情况 2020年"
    assert clean_paragraphs(prose) == "一、总体 情况\n2020年"


@given(st.text())
def test_cleaning_twice_changes_nothing_and_keeps_every_letter(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert [char for char in clean(text) if unicodedata.category(char)[0] == "L"] == [
        char for char in text if unicodedata.category(char)[0] == "L" and char not in "\u115f\u1160\u3164"
    ]


def test_only_spaces_between_chinese_characters_are_squeezed() -> None:
    assert (
        squeeze_cjk("商 业\u3000企 业\n科 研 （ 甲 ） 7 7 7 件 PDF 版")
        == "商业企业\n科研（甲） 7 7 7 件 PDF 版"
    )


@pytest.mark.parametrize("filler", [" ", "\u3000", "\u200b", "（", "一", "1", "甲 ", "第", "-", "\n", "㈠"])
def test_a_hostile_page_costs_no_time(filler: str) -> None:
    page = "甲" + filler * 20_000 + "x"
    assert fold(page) == fold_with_map(page).text
    assert split_enumerator(page) == ("", page)
    assert split_enumerator(filler * 20_000 + "x")[1].endswith("x")
    assert clean(squeeze_cjk(page)).startswith("甲")
