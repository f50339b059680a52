"""Figures of sentences: what is taken, and above all what is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gkscrape.documents import open_document
from gkscrape.form import load_forms
from gkscrape.reading.facts import find_facts
from gkscrape.reading.sections import split_sections
from gkscrape.record import Fact, Section


def read(text: str) -> tuple[Fact, ...]:
    return find_facts([Section(1, "总体情况", text)])


def told(text: str) -> list[tuple[object, ...]]:
    return [(fact.label, fact.value, fact.unit, fact.raw) for fact in read(text)]


def values(text: str) -> dict[str, Decimal]:
    return {fact.label: fact.value for fact in read(text)}


def test_a_list_behind_a_total_gives_one_fact_for_each_figure() -> None:
    text = (
        "2020年，我办发布信息总数2352条，其中政务动态985条、目录信息736条、热点、焦点85条；重点领域信息63条。"
    )
    assert told(text) == [
        ("我办发布信息总数", 2352, "条", "我办发布信息总数2352条"),
        ("政务动态", 985, "条", "政务动态985条"),
        ("目录信息", 736, "条", "目录信息736条"),
        ("热点、焦点", 85, "条", "热点、焦点85条"),
        ("重点领域信息", 63, "条", "重点领域信息63条"),
    ]


@pytest.mark.parametrize(
    ("text", "label", "value", "unit", "approximate"),
    [
        ("全年收到政府信息公开申请3,119件。", "收到政府信息公开申请", "3119", "件", False),
        ("网站访问量约3.5万件/次。", "网站访问量", "35000", "件/次", True),
        ("公开信息62.96万条。", "公开信息", "629600", "条", True),
        ("制发整改通知书60余份。", "制发整改通知书", "60", "份", True),
        ("收取信息处理费380元。", "收取信息处理费", "0.0380", "万元", False),
        ("收取信息处理费共计12.5万元。", "收取信息处理费", "12.5", "万元", False),
        ("按时办结率98.5％。", "按时办结率", "98.5", "%", False),
        ("全年共收到1件政府信息公开申请。", "收到政府信息公开申请", "1", "件", False),
        ("现场接待 128 人次。", "现场接待", "128", "人次", False),
        ("（一）主动公开情况：公开信息12条。", "公开信息", "12", "条", False),
        ("（一）数量2018年全区主动公开信息2069条。", "全区主动公开信息", "2069", "条", False),
        ("一是召开专题会议3次。", "召开专题会议", "3", "次", False),
        ("（三）、接受培训人员12人", "接受培训人员", "12", "人", False),
        ("已汇集了60多个单位的信息。", "已汇集单位", "60", "个", True),
        ("其他处理0件。", "其他处理", "0", "件", False),
        ("及时公布调查结果12期。", "及时公布调查结果", "12", "期", False),
        ("公开规范性文件、人事任免信息45条。", "公开规范性文件、人事任免信息", "45", "条", False),
        ("截至2020年底，累计公开信息1,200条。", "累计公开信息", "1200", "条", False),
        ("全年累计公开信息1,200条。", "公开信息", "1200", "条", False),
        ("与会人员45人。", "与会人员", "45", "人", False),
        ("设立了44个专门的信息申请受理点。", "设立专门的信息申请受理点", "44", "个", False),
        ("截至2020年底，规划计划类信息29条。", "规划计划类信息", "29", "条", False),
    ],
)
def test_one_figure(text: str, label: str, value: str, unit: str, approximate: bool) -> None:
    (fact,) = read(text)
    assert (fact.label, fact.value, fact.unit, fact.approximate) == (label, Decimal(value), unit, approximate)
    assert fact.raw in text


@pytest.mark.parametrize("share", ["占总数的25%", "占总体的比例为25%", "同比上涨25%", "较上年下降25%"])
def test_every_way_to_give_a_share_speaks_of_the_figure_before_it(share: str) -> None:
    words = share.removesuffix("25%").removesuffix("为")
    assert values(f"办事指南2条，{share}。") == {"办事指南": 2, f"办事指南{words}": 25}


@pytest.mark.parametrize("first", ["信件4 封", "培训十二人次", "政策60余条", "经费5.5万元", "办结率98%"])
def test_a_mark_behind_a_unit_parts_two_figures(first: str) -> None:
    assert list(values(f"{first}、来访5次。"))[1:] == ["来访"]


def test_a_share_speaks_of_the_figure_before_it() -> None:
    assert values("各乡镇公开信息856条，占34%；予以公开258件，同比增长3.1%。") == {
        "各乡镇公开信息": 856,
        "各乡镇公开信息占": 34,
        "予以公开": 258,
        "予以公开同比增长": Decimal("3.1"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "电话:0000-8221339，邮编：350400，传真12345678。",
        "电子邮箱：abc12@example.com，地址：党政中心421室。",
        "依据国务院令第711号和国办公开办函〔2019〕60号。",
        "数据自2020年1月1日起至2020年12月31日止。",
        "按照第二十条第(一)项和第20条规定。",
        "于12月21日召开会议。",
        "3个月内完成，20个工作日内答复，7个月后检查。",
        "进一步加强，统一规范，建立一套制度，明确一名人员。",
        "由12件增加到15件。",
        "自然人和法人分别为3件、5件。",
        "每次不少于3人，平均每件5次。",
        "公开10-15条信息，培训3~5次。",
        "发布数量5，123条。",
        "完成率为1/3。",
        "办结率在95%至98%之间，答复3件到5件。",
        "申请量由上年的12件降至今年的9件。",
        "机关由5个科室组成。",
        "占34%。",
        "排名第3名，第2次会议。",
        "1.机构职能。2.规范性文件。",
        "规章\n0\n0\n新增11\n7 7 7\n7.5810",
        "计划公开信息300条，要求每月公开3条。",
        "v2.5项",
        "全年投入经费5万美元。",
        "收取费用五万港元。",
        "引进外资5个亿美元。",
        "引进外资5个亿美元项目。",
        "引进外资5个亿。",
        "引进外资5个亿元，",
        "引进外资5个多亿元",
        "投入资金5万元港币。",
        "投入资金5元美金。",
        "投入美元5万元。",
        "投入经费港币5万余元。",
        "投入资金5万元（美元）。",
        "投入资金（欧元）5万元。",
        "支出8亿日元、3万英镑。",
        "",
    ],
)
def test_what_is_no_fact(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("建成5个亿元项目。", "5", "个"),
        ("投入经费折合人民币5万元。", "5", "万元"),
        ("接待外国客商12人，引进外资8亿日元。", "12", "人"),
        ("元旦期间投入经费5万元。", "5", "万元"),
        ("1月1日元旦投入经费5万元。", "5", "万元"),
    ],
)
def test_what_is_not_of_other_money_is_a_fact(text: str, value: str, unit: str) -> None:
    (fact,) = read(text)
    assert (fact.value, fact.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2020年，县政府办公室未收到政府信息公开申请。", "政府信息公开申请"),
        (
            "全年没有收到有关政府信息公开行政复议、提起行政诉讼的申请。",
            "政府信息公开行政复议、提起行政诉讼的申请",
        ),
        ("未发生针对政府信息公开的行政复议。", "政府信息公开的行政复议"),
        ("我局未发生行政诉讼情况。", "行政诉讼"),
        ("也未收取费用。", "费用"),
        ("2024年，无收取信息处理费情况。", "信息处理费"),
        ("县局未因政府信息公开被申请行政复议、行政诉讼。", "行政复议、行政诉讼"),
        ("无因政府信息公开引起的行政复议、诉讼案件。", "行政复议、诉讼案件"),
        ("2013年度没有依申请公开信息的情况。", "依申请公开信息"),
        ("没有公民、法人向我局提出政府信息公开申请。", "政府信息公开申请"),
        ("未向申请人收取任何费用。", "费用"),
    ],
)
def test_none_of_a_thing_that_the_sentence_names_is_zero(text: str, label: str) -> None:
    (fact,) = read(text)
    assert (fact.label, fact.value, fact.unit) == (label, Decimal(0), None)
    assert fact.raw in text


@pytest.mark.parametrize(
    "text",
    [
        "无",
        "没有其他需要报告的事项。",
        "如未收到答复，可申请行政复议。",
        "未收到逾期未答复的行政复议申请。",
        "无正当理由大量反复申请的，不予处理。",
        "对未收到申请的单位进行督查。",
        "基本未收到申请。",
        "未发生败诉的行政诉讼。",
        "没有现成信息需要另行制作。",
        "没有申请被驳回的行政复议。",
        "无违反公开规定引起的行政复议。",
        "没有单位不按时提交公开申请处理情况。",
        "没有因不按规定公开而败诉的行政诉讼。",
    ],
)
def test_no_other_denial_is_zero(text: str) -> None:
    assert read(text) == ()


def test_a_fact_knows_its_section_and_its_place() -> None:
    text = (
        "青屏县年报\n一、总体情况\n公开信息12条。\n"
        "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n收到申请3件。"
    )
    document = open_document(text.encode(), "text/plain")
    first, second = find_facts(split_sections(document, load_forms()["2019"].sections), document)
    assert (first.section, second.section) == (1, 3)
    assert first.at is not None
    assert (first.at.line, first.at.start, first.at.end) == (3, 0, 7)
    assert second.at is not None
    assert second.at.line == 6


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("去年同期公开310条，今年公开428条。", {"公开": 428}),
        ("2015年收到申请48件，其中网络申请30件，2016年收到申请60件。", {"收到申请": 60}),
        ("自2008年《条例》施行以来，共公开信息12,840条，其中2016年公开3,015条。", {"公开": 3015}),
        ("我局2015年公开信息48条，全年公开信息60条。", {"公开信息": 60}),
        ("收到申请60件（2015年为48件），其中网络申请30件。", {"收到申请": 60, "网络申请": 30}),
        ("上年度结转申请2件，2015年结转申请3件。", {"上年度结转申请": 2, "结转申请": 3}),
        ("2015年未收到政府信息公开申请。", {}),
        ("下一步，新建查阅点12个，编印手册500册。", {}),
        ("2017年举办培训2期。", {}),
        ("2016年召开新闻发布会2场，培训人员36人。", {"召开新闻发布会": 2, "培训人员": 36}),
        ("比2015年的48件增加12件，其中网络申请30件。", {"网络申请": 30}),
    ],
)
def test_a_figure_of_another_year_is_none_of_this_one(text: str, told: dict[str, int]) -> None:
    facts = find_facts([Section(1, "总体情况", text)], year=2016)
    assert {fact.label: fact.value for fact in facts} == told


def test_where_nobody_knows_the_year_no_year_is_another() -> None:
    text = "2015年收到申请48件，去年收到申请40件。"
    assert values(text) == {"收到申请": 48}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("将举办培训2期。", {}),
        ("已将12件信息公开。", {"已将信息公开": 12}),
        ("拟新增目录15项。", {}),
        ("公示拟聘用人员58人。", {"公示拟聘用人员": 58}),
        ("申请减少9件。", {}),
        ("在评估中又前进了三名。", {}),
        ("新增目录9项，减少证明材料3项。", {"新增目录": 9, "减少证明材料": 3}),
        ("栏目由8个增加到现在的16个。", {}),
        ("本报告由概述等8个部分组成。", {}),
        ("本报告所附附表3张。", {"本报告所附附表": 3}),
    ],
)
def test_plans_changes_and_the_parts_of_the_report_are_no_counts(text: str, told: dict[str, int]) -> None:
    assert values(text) == told
