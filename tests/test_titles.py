"""The rules for titles, on the shapes seen on portals, with invented organs."""

from __future__ import annotations

import pytest

from gkscrape.record import RefusalKind
from gkscrape.text import fold
from gkscrape.titles import (
    is_report_title,
    organ_of_title,
    read_title,
    refusal_of_title,
    without_rendition,
    year_of_title,
)

REPORTS = [
    ("青屏县人民政府办公室2020年政府信息公开工作年度报告", "青屏县人民政府办公室", 2020),
    ("青屏县教育局\n2020年政府信息公开工作年度报告", "青屏县教育局", 2020),
    ("2019年县教育和科学技术局政府信息公开工作年度报告", "县教育和科学技术局", 2019),
    ("青屏县教育局2019年度政府信息公开工作年度报告", "青屏县教育局", 2019),
    ("2022年度白石镇政府信息公开工作年度报告", "白石镇", 2022),
    ("白石镇政府2022年信息公开工作年度报告", "白石镇政府", 2022),
    ("西州区白石镇人民政府2021年信息公开年度报告", "西州区白石镇人民政府", 2021),
    ("2018年西州市白石镇人民政府信息公开年报", "西州市白石镇人民政府", 2018),
    ("西州市青屏区 2022年政府信息公开年报", "西州市青屏区", 2022),
    ("白石乡2019年政府信息公开年度工作报告", "白石乡", 2019),
    ("青屏县人民政府2021年度\n信息公开年度报告", "青屏县人民政府", 2021),
    ("关于2019年政府信息公开工作年度报告", None, 2019),
    ("西州市青屏区白石镇人民政府2021政府信息公开工作年度报告", "西州市青屏区白石镇人民政府", 2021),
    ("2022年政府信息公开工作年度报告", None, 2022),
    ("青屏县2020年政府信息公开工作年度报告（图片版）", "青屏县", 2020),
    ("青屏区2020年政府信息公开年度报告（超链版）.pdf", "青屏区", 2020),
    ("青屏县扶贫办2017年政府信息年度报告", "青屏县扶贫办", 2017),
    ("青屏县地方税务局2017年度政府信息公开报告", "青屏县地方税务局", 2017),
    ("青屏县人民医院2017年政务信息公开报告", "青屏县人民医院", 2017),
    ("青屏县国税局2017年度信息与政务公开工作报告", "青屏县国税局", 2017),
    ("青屏县“智慧+”经济促进中心2017政府信息公开工作年度报告", "青屏县“智慧+”经济促进中心", 2017),
    ("青屏县目标绩效考核办公室2020年政府信息公开工作年度报告", "青屏县目标绩效考核办公室", 2020),
    ("青屏县统计局2020年政府信息公开工作年度报告", "青屏县统计局", 2020),
    ("青屏县预算绩效评估中心2020年政府信息公开工作年度报告", "青屏县预算绩效评估中心", 2020),
    ("二〇一九年青屏县政府信息公开工作年度报告", "青屏县", 2019),
    ("青屏县二○一九年度政府信息公开工作年度报告", "青屏县", 2019),
    ("青屏县政府信息公开2013年度报告", "青屏县", 2013),
    ("青屏县2020年政府信息公开工作年度报告 2021-01-20", "青屏县", 2020),
    ("青屏县政府信息公开工作年度报告（2019年度）", "青屏县", 2019),
    ("青屏县政府信息公开工作年度报告", "青屏县", None),
    ("西州市人民政府（办公厅）2021年政府信息公开工作年度报告", "西州市人民政府（办公厅）", 2021),
    ("青屏县人民政府关于2020年政府信息公开工作情况的报告", "青屏县人民政府", 2020),
    ("青屏县2020年政务公开和政府信息公开工作年度报告", "青屏县", 2020),
    ("2009西州市政府信息公開工作年度報告", "西州市", 2009),
    ("标题: 青屏县2014年度政府信息公开工作年度报告", "青屏县", 2014),
    ("青屏县2020年政府信息公开工作年度报告_政府信息公开年报_青屏县人民政府", "青屏县", 2020),
    ("政府信息公开年报 - 青屏县财政局2020年政府信息公开年报 - 青屏县人民政府门户网站", "青屏县财政局", 2020),
    ("《青屏县财政局2020年政府信息公开年报》", "青屏县财政局", 2020),
    ("青屏县环境保护局2017年信息公开年度报告", "青屏县环境保护局", 2017),
    ("青屏县委机构编制委员会办公室2020年政府信息公开年报", "青屏县委机构编制委员会办公室", 2020),
    ("青屏县政府信息公开工作办公室2020年政府信息公开年报", "青屏县政府信息公开工作办公室", 2020),
    ("2020年青屏县预算评审中心政府信息公开工作年度报告", "青屏县预算评审中心", 2020),
    ("政府信息公开工作年度报告（２０２０年）", None, 2020),
    ("关于2019年政府信息公开工作年度报告（2020年1月）", None, 2019),
]

OTHERS = [
    ("关于认真做好2021年政府信息公开工作年度报告编制发布工作的通知", RefusalKind.NOTICE),
    ("关于印发政府信息公开工作年度报告格式（试行）的通知", RefusalKind.NOTICE),
    ("中华人民共和国政府信息公开工作年度报告格式", RefusalKind.NOTICE),
    ("青屏县政务公开办关于报送2020年政府信息公开工作年度报告的函", RefusalKind.NOTICE),
    ("2019年政务公开工作总结", RefusalKind.LOOK_ALIKE),
    ("2022年上半年政府信息公开数据统计", RefusalKind.LOOK_ALIKE),
    ("青屏县2020年上半年政府信息公开工作报告", RefusalKind.LOOK_ALIKE),
    ("青屏县2020年第一季度政务公开工作情况报告", RefusalKind.LOOK_ALIKE),
    ("青屏县政府信息公开工作年度报告制度", RefusalKind.LOOK_ALIKE),
    ("西州省发布2016年政府信息公开工作年度报告", RefusalKind.LOOK_ALIKE),
    ("青屏县2016年政府信息公开工作年度报告出炉", RefusalKind.LOOK_ALIKE),
    ("一图读懂青屏县2020年政府信息公开工作年度报告", RefusalKind.LOOK_ALIKE),
    ("青屏县2020年政府信息公开工作年度报告解读", RefusalKind.LOOK_ALIKE),
    ("青屏县政府信息公开指南", RefusalKind.LOOK_ALIKE),
    ("青屏县政府网站2020年度工作报表", RefusalKind.LOOK_ALIKE),
    ("2020年政府网站工作年度报表", RefusalKind.LOOK_ALIKE),
    ("青屏县2020年法治政府建设年度报告", RefusalKind.LOOK_ALIKE),
    ("2020年青屏县政府工作报告", RefusalKind.LOOK_ALIKE),
    ("青屏县2021年政务公开工作要点", RefusalKind.LOOK_ALIKE),
    ("青屏县各单位2020年政府信息公开年报一览表", RefusalKind.LOOK_ALIKE),
    ("青屏县2020年度环境信息公开年度报告", RefusalKind.LOOK_ALIKE),
    ("青屏县2021年部门预算公开", RefusalKind.LOOK_ALIKE),
    ("青屏大学2019-2020学年信息公开工作年度报告", RefusalKind.LOOK_ALIKE),
    ("2020年度政府信息公开工作年度报告考核评估办法", RefusalKind.LOOK_ALIKE),
    ("2020年政府信息公开年报汇总", RefusalKind.LOOK_ALIKE),
    ("青屏县召开会议", None),
    ("", None),
    ("政府信息公开年报", None),
    ("部门政府信息公开年报", None),
    ("2020年各乡镇政府信息公开工作年度报告", None),
    ("街道办事处政府信息公开工作年度报告", None),
    ("更多政府信息公开年报", None),
    ("法定主动公开内容 政府信息公开年报", None),
    ("____年政府信息公开工作年度报告", None),
    ("（单位名称）政府信息公开工作年度报告", None),
    ("××县政府信息公开工作年度报告", None),
]


@pytest.mark.parametrize(("title", "organ", "year"), REPORTS)
def test_a_report_title_gives_its_organ_and_year(title: str, organ: str | None, year: int | None) -> None:
    assert is_report_title(title)
    assert organ_of_title(title) == organ
    assert year_of_title(title) == year
    assert refusal_of_title(title) is None


IDEOGRAPHS = map(
    chr, (*range(0x2E80, 0x2FE0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
)


@pytest.mark.parametrize("sign", [sign for sign in IDEOGRAPHS if fold(sign) in ("报", "報")])
def test_a_report_is_one_in_every_spelling_of_the_word(sign: str) -> None:
    title = read_title(f"青屏县教育局2020年政府信息公开年{sign}")
    assert title is not None
    assert title.organ == "青屏县教育局"


@pytest.mark.parametrize(("title", "kind"), OTHERS)
def test_any_other_title_is_told_apart_and_named(title: str, kind: RefusalKind | None) -> None:
    assert not is_report_title(title)
    assert not is_report_title(title, in_column=True) or "总结" in title
    assert organ_of_title(title) is None or "总结" in title
    assert refusal_of_title(title) == kind


@pytest.mark.parametrize(
    ("title", "organ"),
    [
        ("青屏县人社局2017年度政府信息与政务公开工作总结", "青屏县人社局"),
        ("青屏县财政局2020年年报", "青屏县财政局"),
        ("青屏县人民政府办公室2020年政府信息公开工作年...", "青屏县人民政府办公室"),
        ("青屏县人民政府办公室2020年政府信息公开工作…", "青屏县人民政府办公室"),
        ("2020年年度报告", None),
    ],
)
def test_a_column_of_annual_reports_vouches_for_short_titles(title: str, organ: str | None) -> None:
    assert not is_report_title(title)
    assert is_report_title(title, in_column=True)
    assert organ_of_title(title) == organ


@pytest.mark.parametrize("title", ["2020年政府工作报告", "2020年法治政府建设年度报告", "2020年财政决算报告"])
def test_a_column_does_not_vouch_for_other_reports(title: str) -> None:
    assert not is_report_title(title, in_column=True)


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("青屏县2019—2020年政府信息公开工作年度报告", (2019, 2020)),
        ("2021年青屏县2020年度政府信息公开工作年度报告", (2021, 2020)),
        ("2020年青屏县2020年度政府信息公开工作年度报告", (2020,)),
        ("（2021）30号青屏县2020年政府信息公开年报", (2020,)),
    ],
)
def test_every_year_of_a_title_is_kept_so_that_a_conflict_can_be_seen(
    title: str, years: tuple[int, ...]
) -> None:
    report = read_title(title)
    assert report is not None
    assert report.years == years
    assert year_of_title(title) == (years[0] if len(years) == 1 else None)


@pytest.mark.parametrize("edition", ["（图片版）", "（超链版）", "(图解版)", "（视频版）"])
def test_another_edition_is_marked_as_a_rendition(edition: str) -> None:
    report = read_title(f"青屏县2020年政府信息公开工作年度报告{edition}")
    assert report is not None
    assert report.rendition


def test_a_plain_report_is_no_rendition() -> None:
    report = read_title("青屏县2020年政府信息公开工作年度报告")
    assert report is not None
    assert not report.rendition


@pytest.mark.parametrize("word", ["（图片版）", "(超链版)", "视频", "（图片版）.pdf"])
def test_renditions_share_the_bare_title(word: str) -> None:
    bare = "青屏县2020年政府信息公开年报"
    assert without_rendition(f"{bare}{word}") == (bare, True)
    assert without_rendition(bare) == (bare, False)
