"""Titles: real shapes with invented organs, and what only looks like them."""

from __future__ import annotations

import pytest

from gkscrape.titles import is_report_title, organ_of_title, without_rendition, year_of_title

REPORTS = [
    ("青溪县人民政府办公室2020年政府信息公开工作年度报告", 2020, "青溪县人民政府办公室"),
    ("白石县教育局\n2020年政府信息公开工作年度报告", 2020, "白石县教育局"),
    ("2019年县教育和科学技术局政府信息公开工作年度报告", 2019, "县教育和科学技术局"),
    ("嵩海县教育局2019年度政府信息公开工作年度报告", 2019, "嵩海县教育局"),
    ("柳湾镇政府2022年信息公开工作年度报告", 2022, "柳湾镇政府"),
    ("白古镇人民政府2021年信息公开年度报告", 2021, "白古镇人民政府"),
    ("2018年青溪县柳湾镇人民政府信息公开年报", 2018, "青溪县柳湾镇人民政府"),
    ("上川市青溪区 2022年政府信息公开年报", 2022, "上川市青溪区"),
    ("长桥乡2019年政府信息公开年度工作报告", 2019, "长桥乡"),
    ("关于2019年政府信息公开工作年度报告", 2019, None),
    ("上川市大寺镇人民政府2021政府信息公开工作年度报告", 2021, "上川市大寺镇人民政府"),
    ("青溪县扶贫办2017年政府信息年度报告", 2017, "青溪县扶贫办"),
    ("青溪县地方税务局2017年度政府信息公开报告", 2017, "青溪县地方税务局"),
    ("青溪县人民医院2017年政务信息公开报告", 2017, "青溪县人民医院"),
    ("青溪县国税局2017年度信息与政务公开工作报告", 2017, "青溪县国税局"),
    ("青溪县“数字+”经济促进中心 2017政府信息公开工作 年度报告", 2017, "青溪县数字+经济促进中心"),
    ("青溪县绩效考核办公室2020年政府信息公开工作年度报告", 2020, "青溪县绩效考核办公室"),
    ("2020年青溪县预算评审中心政府信息公开工作年度报告", 2020, "青溪县预算评审中心"),
    ("青溪县政府信息公开工作办公室2020年政府信息公开年报", 2020, "青溪县政府信息公开工作办公室"),
    ("青溪县2013年政府信息公开工作情况的报告", 2013, "青溪县"),
    ("青溪县二○一一年度政府信息公开工作年度报告", 2011, "青溪县"),
    ("青溪县司法局2020年政府信息公开工作年度报告.pdf", 2020, "青溪县司法局"),
    ("政府信息公开工作年度报告（２０２０年）", 2020, None),
]

LOOK_ALIKES = [
    "关于认真做好2021年政府信息公开工作年度报告编制发布工作的通知",
    "关于印发《政府信息公开工作年度报告格式》的通知",
    "青溪县2020年政府信息公开工作年度报告解读",
    "一图读懂青溪县2020年政府信息公开工作年度报告",
    "青溪省发布2016年政府信息公开工作年度报告",
    "2022年上半年政府信息公开工作情况报告",
    "2022年上半年政府信息公开数据统计",
    "政府信息公开工作年度报告制度",
    "青溪县政府信息公开指南",
    "2020年政府网站工作年度报表",
    "青溪县2020年法治政府建设年度报告",
    "2020年青溪县政府工作报告",
    "2020年政务公开工作要点",
    "青溪县2020年度政务公开工作总结",
    "青溪大学2019-2020学年信息公开工作年度报告",
    "青溪县2020年环境信息公开年度报告",
    "2020年政府信息公开年报汇总",
    "青溪县召开2020年度工作会议",
    "2020年度政府信息公开工作年度报告考核评估办法",
]


@pytest.mark.parametrize(("title", "year", "organ"), REPORTS)
def test_real_shapes_are_reports(title: str, year: int, organ: str | None) -> None:
    assert is_report_title(title)
    assert year_of_title(title) == year
    assert organ_of_title(title) == organ


@pytest.mark.parametrize("title", LOOK_ALIKES)
def test_look_alikes_are_not(title: str) -> None:
    assert not is_report_title(title)


def test_a_summary_is_a_report_only_in_an_annual_report_column() -> None:
    title = "青溪县人社局2017年度政府信息与政务公开工作总结"
    assert not is_report_title(title)
    assert is_report_title(title, in_column=True)
    assert year_of_title(title) == 2017


def test_two_years_in_a_title_are_not_guessed_between() -> None:
    assert year_of_title("青溪县2018年2019年政府信息公开工作年度报告") is None


@pytest.mark.parametrize("word", ["（图片版）", "(超链版)", "视频"])
def test_renditions_share_the_bare_title(word: str) -> None:
    assert without_rendition(f"青溪县2020年政府信息公开年报{word}") == ("青溪县2020年政府信息公开年报", True)
    assert without_rendition("青溪县2020年政府信息公开年报") == ("青溪县2020年政府信息公开年报", False)
