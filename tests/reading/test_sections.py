"""Sections by numeral and words together, in the shapes that pages have."""

from __future__ import annotations

import pytest

from gkscrape.documents import Document, open_document
from gkscrape.form import load_forms
from gkscrape.reading.sections import split_sections
from gkscrape.record import Section

HEADS = load_forms()["2019"].sections
NAMES = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
NUMERALS = "一二三四五六七八"


def page(*lines: str) -> Document:
    return open_document("\n\n".join(lines).encode(), "text/plain")


def read(*lines: str) -> tuple[Section, ...]:
    return split_sections(page(*lines), HEADS)


def found(sections: tuple[Section, ...]) -> list[tuple[int, str]]:
    return [(section.number, section.text) for section in sections]


def report(mark: str = "{}、", words: tuple[str, ...] = NAMES) -> list[str]:
    lines = ["青屏县2020年政府信息公开工作年度报告"]
    for numeral, name in zip(NUMERALS, words, strict=False):
        lines += [mark.format(numeral) + name, f"正文{numeral}。"]
    return lines


SIX = [(number, f"正文{NUMERALS[number - 1]}。") for number in range(1, 7)]


def test_the_usual_report_has_six_sections() -> None:
    sections = read(*report())
    assert found(sections) == SIX
    assert tuple(section.heading for section in sections) == NAMES
    assert [section.at.line for section in sections if section.at] == [3, 7, 11, 15, 19, 23]


@pytest.mark.parametrize("words", ["引言", "前  言", "前言："])
def test_an_introduction_under_a_heading_of_its_own_is_a_section(words: str) -> None:
    title, *body = report()
    sections = read(title, words, "本报告由青屏县政府办公室编制。", "全文公布于门户网站。", *body)
    assert found(sections) == [(0, "本报告由青屏县政府办公室编制。\n全文公布于门户网站。"), *SIX]
    assert sections[0].heading == words.replace(" ", "").rstrip("：")
    assert [section.at.line for section in sections if section.at][:2] == [3, 9]


def test_text_before_the_first_section_without_a_heading_is_none() -> None:
    title, *body = report()
    assert found(read(title, "本报告由青屏县政府办公室编制。", *body)) == SIX
    assert found(read(title, "引言", "首页", *body)) == SIX
    contents = [f"{numeral}、{name}" for numeral, name in zip(NUMERALS, NAMES, strict=False)]
    assert found(read(title, "引言", *contents, "甲。", *body)) == SIX


@pytest.mark.parametrize(
    "mark",
    [
        "{}、 ",
        "{}、\u00a0",
        "\u3000\u3000{}、",
        "{} 、",
        "{}.",
        "{}．",
        "{}，",
        "第{}部分 ",
        "（{}）",
        "{} ",
        "{}：",
    ],
)
def test_headings_in_every_style_of_numbering(mark: str) -> None:
    assert found(read(*report(mark))) == SIX


def test_compatibility_numerals_are_numerals() -> None:
    lines = report()
    for numeral, sign in zip("一二三四五六", "㈠㈡㈢㈣㈤㈥", strict=True):
        lines = [
            line.replace(f"{numeral}、", sign, 1) if line.startswith(f"{numeral}、") else line
            for line in lines
        ]
    assert found(read(*lines)) == SIX


def test_a_dash_is_the_misprint_of_one() -> None:
    lines = report()
    lines[1] = "—、总体情况"
    assert found(read(*lines)) == SIX


def test_letter_spaced_headings_are_read() -> None:
    lines = report()
    lines[1] = "一、总 体 情 况"
    assert found(read(*lines)) == SIX


def test_rows_of_a_flattened_table_open_no_section() -> None:
    lines = report()
    lines[6:7] = [
        "一、本年新收政府信息公开申请数量",
        "2",
        "二、上年结转政府信息公开申请数量",
        "0",
        "三、本年度办理结果",
    ]
    lines[11:11] = ["四、结转下年度继续办理", "0"]
    sections = read(*lines)
    assert [section.number for section in sections] == [1, 2, 3, 4, 5, 6]
    assert "四、结转下年度继续办理" in sections[2].text


def test_lines_of_a_table_are_left_out_where_they_are_known() -> None:
    document = page(
        "一、总体情况",
        "甲。",
        "二、主动公开政府信息情况",
        "规章",
        "0",
        "三、收到和处理政府信息公开申请情况",
        "乙。",
    )
    sections = split_sections(document, HEADS, left_out={7, 9})
    assert found(sections) == [(1, "甲。"), (2, ""), (3, "乙。")]


def test_grids_are_no_part_of_a_text() -> None:
    table = "<table><tr><td>规章</td><td>0</td></tr><tr><td>规范性文件</td><td>7</td></tr></table>"
    body = f"<p>一、总体情况</p><p>甲。</p><p>二、主动公开政府信息情况</p>{table}<p>乙。</p>"
    sections = split_sections(open_document(f"<html><body>{body}</body></html>".encode()), HEADS)
    assert found(sections) == [(1, "甲。"), (2, "乙。")]


def test_headings_inside_one_paragraph_are_found() -> None:
    text = (
        "青屏县2019年政府信息公开工作年度报告 本报告包括总体情况、主动公开政府信息情况等部分，电话略。"
        "一、总体情况2019年，工作平稳。（一）基本情况共公布信息99条。"
        "二、主动公开政府信息情况 第二十条第（一）项信息内容"
        "本年新制作数量规章000三、收到和处理政府信息公开申请情况"
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
        "申请人情况自然人一、本年新收政府信息公开申请数量2000002"
        "四、政府信息公开行政复议、行政诉讼情况行政复议行政诉讼结果维持"
        "000000五、存在的主要问题及改进情况人手不足。六、其他需要报告的事项 无其他需要报告的事项 附件下载"
    )
    sections = read(text)
    assert found(sections) == [
        (1, "2019年，工作平稳。（一）基本情况共公布信息99条。"),
        (2, ""),
        (3, ""),
        (4, ""),
        (5, "人手不足。"),
        (6, "无其他需要报告的事项"),
    ]


def test_words_of_a_table_in_a_sentence_cut_nothing() -> None:
    text = "丰富信息内容，依据第二十条第（五）项，2020年全年发布12345条，申请人情况良好。"
    assert read("一、总体情况", text, *report()[3:])[0].text == text


def test_a_sentence_behind_a_glued_table_stays() -> None:
    text = (
        "一、总体情况好。二、主动公开政府信息情况 第二十条第（一）项信息内容规章000采购35元以上数据均已核对。"
    )
    assert found(read(text)) == [(1, "好。"), (2, "以上数据均已核对。")]


def test_text_on_the_line_of_the_heading_is_the_sections() -> None:
    lines = report()
    lines[1:3] = ["一、总体情况。2020年，工作平稳。"]
    lines[-2:] = ["六、其他需要报告的事项：无"]
    sections = read(*lines)
    assert sections[0].text == "2020年，工作平稳。"
    assert (sections[5].heading, sections[5].text) == ("其他需要报告的事项", "无")


def test_a_heading_torn_over_two_lines_is_one() -> None:
    lines = report()
    lines[9:10] = ["五、存在的主要问题", "及改进情况"]
    assert found(read(*lines)) == SIX


def test_a_numeral_alone_on_its_line_belongs_to_the_next() -> None:
    lines = report()
    lines[1:2] = ["一、", "总体情况"]
    assert found(read(*lines)) == SIX


def test_a_longer_heading_is_kept_whole() -> None:
    lines = report()
    lines[9] = "五、政府信息公开工作存在的主要问题及改进情况"
    sections = read(*lines)
    assert sections[4].heading == "政府信息公开工作存在的主要问题及改进情况"


def test_a_missing_section_is_missing_and_the_others_keep_their_numbers() -> None:
    lines = report()
    del lines[7:9]
    assert [section.number for section in read(*lines)] == [1, 2, 3, 5, 6]


def test_a_wrong_numeral_does_not_rename_a_section() -> None:
    lines = report()
    lines[11] = "五、其他需要报告的事项"
    assert found(read(*lines)) == SIX


def test_numbered_paragraphs_inside_a_section_open_none() -> None:
    lines = report()
    lines[10:11] = ["一、主动公开不够及时。", "二、依申请公开仍需规范。"]
    sections = read(*lines)
    assert [section.number for section in sections] == [1, 2, 3, 4, 5, 6]
    assert sections[4].text == "一、主动公开不够及时。\n二、依申请公开仍需规范。"


@pytest.mark.parametrize(
    "point", ["第一、主动公开不够及时；第二、依申请公开仍需规范。", "其一,主动公开情况有待改进。"]
)
def test_points_inside_a_paragraph_open_no_section(point: str) -> None:
    lines = report()
    lines[2] = point
    sections = read(*lines)
    assert sections[0].text == point
    assert [section.number for section in sections] == [1, 2, 3, 4, 5, 6]


def test_a_page_of_nothing_but_numerals_ends() -> None:
    assert len(split_sections(page("一、" * 20_000, *["一、总体情况"] * 2_000), HEADS)) <= 1


def test_a_table_of_contents_is_not_the_report() -> None:
    contents = [f"{numeral}、{name}" for numeral, name in zip(NUMERALS, NAMES, strict=False)]
    assert found(read("目录", *contents, *report()[1:])) == SIX


@pytest.mark.parametrize(
    "tail",
    [
        ["扫一扫在手机打开当前页"],
        ["分享", "分享", "返回顶部打印关闭"],
        ["【打印】 【关闭】"],
        ["上一篇：青屏县2019年政府信息公开工作年度报告", "下一篇：没有了"],
        ["主办单位：青屏县人民政府办公室 联系我们 网站标识码：9901210001"],
        ["附件下载"],
        ["（责任编辑：某某）"],
        ["版权所有 青屏县人民政府"],
        ["西ICP备00000000号-1 西公网安备 99012100000000号"],
    ],
)
def test_the_pages_furniture_is_cut_from_the_last_section(tail: list[str]) -> None:
    assert read(*report()[:-1], *tail)[-1].text == ""
    assert read(*report(), *tail)[-1].text == "正文六。"


def test_the_furniture_words_inside_a_sentence_cut_nothing() -> None:
    lines = report()
    lines[2:3] = ["分享经验，打印手册，关闭僵尸账号。", "扩大范围。"]
    assert read(*lines)[0].text == "分享经验，打印手册，关闭僵尸账号。\n扩大范围。"


def test_the_signature_is_no_part_of_the_last_section() -> None:
    assert read(*report(), "青屏县水利局", "2021年1月20日")[-1].text == "正文六。"
    assert read(*report()[:-1], "青屏县水利局", "二〇二一年一月二十日")[-1].text == ""


class TestNarrative:
    WORDS = ("概述", "政府信息主动公开情况", "依申请公开情况", "收费及减免情况", "存在问题和改进措施")

    def test_headings_of_any_wording_that_count_on_are_sections(self) -> None:
        sections = split_sections(page(*report(words=self.WORDS)), ())
        assert found(sections) == SIX[:5]
        assert tuple(section.heading for section in sections) == self.WORDS

    def test_a_form_that_does_not_fit_gives_way(self) -> None:
        words = ("机构建设", "会议和培训", "举报投诉", "回应解读", "经费保障")
        sections = split_sections(page(*report(words=words)), HEADS)
        assert tuple(section.heading for section in sections) == words

    def test_one_lost_heading_does_not_end_the_count(self) -> None:
        lines = report(words=self.WORDS)
        del lines[5]
        sections = split_sections(page(*lines), ())
        assert [section.number for section in sections] == [1, 2, 4, 5]

    @pytest.mark.parametrize(
        ("place", "lines"),
        [
            (3, ["二、政府信息主动", "公开情况"]),
            (3, ["二、", "政府信息主动公开情况"]),
            (3, ["二", "、政府信息主动公开情况"]),
            (3, ["政府信息主动公开情况"]),
            (3, ["（二）政府信息主动公开情况"]),
            (3, ["二。政府信息主动公开情况"]),
            (1, ["概述"]),
        ],
    )
    def test_what_a_printer_lost_of_a_heading_is_made_good(self, place: int, lines: list[str]) -> None:
        printed = report(words=self.WORDS)
        printed[place : place + 1] = lines
        sections = split_sections(page(*printed), ())
        assert tuple(section.heading for section in sections) == self.WORDS
        assert [section.number for section in sections] == [1, 2, 3, 4, 5]
        assert [section.text for section in sections][2:] == [text for _, text in SIX[2:5]]

    @pytest.mark.parametrize(
        ("place", "lines"),
        [
            (4, ["监督检查有力", "公开平台稳定"]),
            (4, ["没有费用情况"]),
            (4, ["三是公开情况"]),
            (4, ["要求公开情况属实。"]),
        ],
    )
    def test_a_line_of_the_text_is_no_heading(self, place: int, lines: list[str]) -> None:
        printed = report(words=self.WORDS)
        printed[place:place] = lines
        sections = split_sections(page(*printed), ())
        assert tuple(section.heading for section in sections) == self.WORDS

    def test_a_numeral_that_comes_twice_heads_two_sections(self) -> None:
        lines = report(words=self.WORDS)
        lines[7] = "三、收费及减免情况"
        sections = split_sections(page(*lines), ())
        assert [(section.number, section.heading) for section in sections[2:4]] == [
            (3, "依申请公开情况"),
            (3, "收费及减免情况"),
        ]
        assert found(sections)[2:4] == [(3, "正文三。"), (3, "正文四。")]

    def test_points_of_a_section_that_are_numbered_alike_head_none(self) -> None:
        lines = report(words=self.WORDS)
        lines[6:7] = ["一、申请情况", "正文。", "二、答复情况", "正文。"]
        sections = split_sections(page(*lines), ())
        assert tuple(section.heading for section in sections) == self.WORDS

    def test_a_report_whose_headings_have_no_numerals_is_divided_by_them(self) -> None:
        sections = split_sections(page(*report("", words=self.WORDS)), ())
        assert tuple(section.heading for section in sections) == self.WORDS
        assert found(sections) == SIX[:5]

    def test_names_of_columns_divide_nothing(self) -> None:
        sections = split_sections(page("首页", *self.WORDS, "2012年，全局公开信息9条。"), ())
        assert [section.heading for section in sections] == [""]

    def test_what_stands_before_the_second_section_is_kept_where_the_first_heading_is_lost(self) -> None:
        lines = report(words=self.WORDS)
        del lines[1]
        sections = split_sections(page("浏览次数：23次", *lines), ())
        assert found(sections) == [(0, "正文一。"), *SIX[1:5]]

    def test_headings_inside_one_paragraph_end_with_their_closing_word(self) -> None:
        text = (
            "青屏县2018年度报告 本报告由概述等部分组成。一、概述全县平稳。"
            "二、主动公开政府信息情况（一）数量2018年公开9条。"
            "三、因政府信息公开申请行政复议、提起行政诉讼的情况2018年未收到。四、主要问题和改进措施人手不足。"
            "五、政府信息公开情况统计表指标名称计量单位2018年度历年累计主动公开文件数条9106附件下载"
        )
        sections = split_sections(page(text), ())
        assert [(section.heading, section.text) for section in sections] == [
            ("概述", "全县平稳。"),
            ("主动公开政府信息情况", "（一）数量2018年公开9条。"),
            ("因政府信息公开申请行政复议、提起行政诉讼的情况", "2018年未收到。"),
            ("主要问题和改进措施", "人手不足。"),
            ("政府信息公开情况统计表", ""),
        ]

    def test_a_report_without_headings_is_one_text(self) -> None:
        sections = split_sections(page("2012年，全局公开信息9条。", "没有收到申请。"), ())
        assert found(sections) == [(0, "2012年，全局公开信息9条。\n没有收到申请。")]

    def test_an_empty_page_has_no_section(self) -> None:
        assert split_sections(page("", ""), HEADS) == ()
