"""Every rule of identity by name: a page on which it speaks, and one like it on which it must not.

The table is the list of the rules. `ask` says which part of the identity a rule decides; both pages are read,
and what each must say stands behind it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from gkscrape.documents import Document, open_document
from gkscrape.organs import OrganLevel, level_of, scope_of
from gkscrape.reading.dates import META as DATE_TAGS
from gkscrape.reading.identity import Identified, identify
from gkscrape.reading.metadata import PUBLISHED, PUBLISHER
from gkscrape.reading.organ import Evidence
from gkscrape.record import Grade, Scope
from gkscrape.regions import Level, Region, Regions

REGIONS = Regions(
    [
        Region("990000", "西州省", Level.PROVINCE, None, 2007, 2026),
        Region("990100", "白石市", Level.PREFECTURE, "990000", 2007, 2026),
        Region("990121", "青屏县", Level.COUNTY, "990100", 2007, 2026),
        Region("990122", "柳湾县", Level.COUNTY, "990100", 2007, 2015),
        Region("990182", "柳湾市", Level.COUNTY, "990100", 2016, 2026),
        Region("990102", "鼓山区", Level.COUNTY, "990100", 2007, 2026),
        Region("990200", "南溪市", Level.PREFECTURE, "990000", 2007, 2026),
        Region("990202", "鼓山区", Level.COUNTY, "990200", 2007, 2026),
    ]
)
TITLE = "青屏县水利局2020年政府信息公开工作年度报告"
BARE = "2020年政府信息公开工作年度报告"
PERIOD = "本报告数据的统计期限自2020年1月1日起至2020年12月31日止。"
BODY = ("一、总体情况", "主动公开政府信息12条。")


@dataclass(frozen=True)
class Shown:
    """A page of text lines, with what stands in its <head> and its address, and what must be read from it."""

    says: object
    lines: Sequence[str]
    head: str = ""
    url: str | None = None


@dataclass(frozen=True)
class Rule:
    name: str
    ask: Callable[[Identified], object]
    fires: Shown
    silent: Shown


def unit(found: Identified) -> object:
    return found.identity.unit


def year(found: Identified) -> object:
    return found.identity.year


def published(found: Identified) -> object:
    return found.identity.published


def region(found: Identified) -> object:
    return found.identity.region


def title(found: Identified) -> object:
    return found.identity.title


def fault(code: str) -> Callable[[Identified], object]:
    def grade(found: Identified) -> object:
        return next((one.grade for one in found.faults if one.code == f"identity.{code}"), None)

    return grade


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


JANUARY = datetime(2021, 1, 15)
TITLES = [
    Rule("title: organ missing", unit, Shown(None, [BARE]), Shown("青屏县水利局", [TITLE])),
    Rule(
        "title: year first",
        year,
        Shown(2020, ["2020年青屏县水利局政府信息公开工作年度报告"]),
        Shown(None, ["2020年1月青屏县水利局政府信息公开工作年度报告"]),
    ),
    Rule(
        "title: no 年",
        year,
        Shown(2020, ["青屏县水利局2020政府信息公开工作年度报告"]),
        Shown(None, ["青屏县水利局12020政府信息公开工作年度报告"]),
    ),
    Rule(
        "title: numerals",
        year,
        Shown(2019, ["青屏县水利局二〇一九年政府信息公开工作年度报告"]),
        Shown(None, ["青屏县第二水利局政府信息公开工作年度报告"]),
    ),
    Rule(
        "title: a document number is no year",
        year,
        Shown(2020, ["〔2021〕30号 青屏县水利局2020年政府信息公开年报"]),
        Shown(None, ["〔2021〕30号 青屏县水利局政府信息公开年报"]),
    ),
    Rule(
        "title: two lines",
        unit,
        Shown("青屏县水利局", ["青屏县水利局", BARE]),
        Shown(None, ["网站首页", BARE]),
    ),
    Rule(
        "title: three lines",
        unit,
        Shown("青屏县水利局", ["青屏县水利局", "2020年政府信息公开", "工作年度报告"]),
        Shown(None, ["欢迎您", "2020年政府信息公开", "工作年度报告"]),
    ),
    Rule(
        "title: organ on the next line",
        unit,
        Shown("松木镇人民政府", [BARE, "松木镇人民政府"]),
        Shown(None, [BARE, "认真落实，有序推进"]),
    ),
    Rule(
        "title: printed twice, the last stands nearest",
        unit,
        Shown("西牛镇", ["2020年西牛镇政府信息公开工作年度报告", "西牛镇2020年政府信息公开", "工作年度报告"]),
        Shown("西牛镇", ["西牛镇2020年政府信息公开工作年度报告", "工作年度报告"]),
    ),
    Rule(
        "title: in quotes",
        unit,
        Shown("青屏县水利局", ["特编制《青屏县水利局2020年政府信息公开工作年度报告》。"]),
        Shown(None, ["根据《关于编制2020年政府信息公开工作年度报告的通知》要求。"]),
    ),
    Rule(
        "title: a trail of links is none",
        title,
        Shown(None, ["首页 > 青屏县水利局2020年政府信息公开工作年度报告"]),
        Shown(TITLE, [TITLE]),
    ),
    Rule(
        "title: cut from column and site",
        title,
        Shown(TITLE, [], head=f"<title>{TITLE}_政府信息公开年报_青屏县人民政府</title>"),
        Shown(None, [], head="<title>政府信息公开年报_青屏县人民政府</title>"),
    ),
    Rule(
        "title: a column of annual reports vouches",
        unit,
        Shown(
            "青屏县水利局",
            [],
            head=meta("ColumnName", "政府信息公开年报") + meta("ArticleTitle", "青屏县水利局2020年年报"),
        ),
        Shown(None, [], head=meta("ColumnName", "动态") + meta("ArticleTitle", "青屏县水利局2020年年报")),
    ),
    Rule(
        "title: its place in brackets before it",
        unit,
        Shown("松木镇", ["[松木镇]2020年松木镇政府信息公开工作年度报告"]),
        Shown(None, ["[松木镇]2020年政府信息公开工作年度报告"]),
    ),
    Rule(
        "title: a vague organ is none",
        unit,
        Shown(None, ["我局2020年政府信息公开工作年度报告"]),
        Shown("青屏县水利局", [TITLE]),
    ),
    Rule(
        "title: organs in the plural are none",
        title,
        Shown(None, ["2020年各乡镇政府信息公开工作年度报告"]),
        Shown("2020年松木镇政府信息公开工作年度报告", ["2020年松木镇政府信息公开工作年度报告"]),
    ),
    Rule(
        "title: departments in the plural are none",
        unit,
        Shown(None, ["县政府各部门2020年政府信息公开年报"]),
        Shown("县政府各界联络办", ["县政府各界联络办2020年政府信息公开年报"]),
    ),
    Rule(
        "title: the months of the year are no part of the organ",
        unit,
        Shown("青屏县", ["2020年1-12月青屏县政府信息公开工作年度报告"]),
        Shown(None, ["2020年1-6月青屏县政府信息公开工作报告"]),
    ),
    Rule(
        "title: of a notice",
        title,
        Shown(None, ["关于做好2020年政府信息公开工作年度报告编制工作的通知"]),
        Shown(TITLE, [TITLE]),
    ),
    Rule(
        "title: of another document",
        title,
        Shown(None, ["青屏县水利局2020年政府信息公开工作年度报告解读"]),
        Shown(TITLE, [TITLE]),
    ),
    Rule(
        "title: 人民政府 keeps its 政府",
        unit,
        Shown("松木镇人民政府", ["松木镇人民政府信息公开工作年度报告（2020年度）"]),
        Shown("松木镇", ["松木镇政府信息公开工作年度报告（2020年度）"]),
    ),
    Rule(
        "title: traditional characters",
        unit,
        Shown("青屏縣", ["2020年青屏縣政府信息公開工作年度報告"]),
        Shown(None, ["2020年青屏縣政府信息公開工作制度"]),
    ),
]
METADATA = [
    Rule(
        "metadata: a label with a colon",
        published,
        Shown(JANUARY, [TITLE, "发布日期：2021-01-15"]),
        Shown(None, [TITLE, "发布日期另行通知：2021-01-15"]),
    ),
    Rule(
        "metadata: several labels on a line",
        published,
        Shown(JANUARY, [TITLE, "来源：县水利局 时间：2021-01-15 浏览次数：5"]),
        Shown(None, [TITLE, "来源：县水利局 时间： 浏览次数：5"]),
    ),
    Rule(
        "metadata: a table with bars",
        published,
        Shown(JANUARY, [TITLE, "索 引 号 | A-1 | 发文日期 | 2021-01-15 |"]),
        Shown(None, [TITLE, "索 引 号 | 2021-01-15 | 发文日期 | |"]),
    ),
    Rule(
        "metadata: the value below its label",
        published,
        Shown(JANUARY, [TITLE, "发布日期：", "2021-01-15"]),
        Shown(None, [TITLE, "发布日期：", "来源：2021-01-15"]),
    ),
    Rule(
        "metadata: a date glued to the next label",
        published,
        Shown(JANUARY, [TITLE, "2021年01月15日来源:1"]),
        Shown(None, [TITLE, "来源:1"]),
    ),
    Rule(
        "metadata: a bare date under the title",
        published,
        Shown(JANUARY, [TITLE, "2021-01-15"]),
        Shown(None, [TITLE, "2021-01-15日至2021-03-31日期间开展了全面细致的自查自纠工作。"]),
    ),
    Rule(
        "metadata: an empty field ends at the next label",
        published,
        Shown(JANUARY, [TITLE, "投稿:某人  来源:时间:2021年01月15日"]),
        Shown(None, [TITLE, "投稿:某人  来源:时间:"]),
    ),
    Rule(
        "metadata: who published is the last resort",
        unit,
        Shown("青屏县水利局", ["发布机构：青屏县水利局"]),
        Shown("青屏县林业局", ["青屏县林业局2020年政府信息公开年报", "发布机构：青屏县水利局"]),
    ),
    Rule(
        "metadata: a government publishes for others",
        unit,
        Shown(None, ["发布机构：青屏县人民政府"]),
        Shown("青屏县人民政府", ["青屏县人民政府2020年政府信息公开年报", "发布机构：青屏县人民政府"]),
    ),
    Rule(
        "metadata: a news desk publishes for others",
        unit,
        Shown(None, ["来源：青屏县融媒体中心"]),
        Shown("青屏县殡葬管理中心", ["来源：青屏县殡葬管理中心"]),
    ),
    Rule(
        "metadata: the labelled title",
        unit,
        Shown("青屏县水利局", ["标题: 青屏县水利局2020年政府信息公开年报"]),
        Shown(None, ["栏目: 青屏县水利局2020年政府信息公开年报专栏"]),
    ),
]
META_TAGS = [
    Rule(
        "<meta> ArticleTitle",
        unit,
        Shown("青屏县水利局", [], head=meta("ArticleTitle", TITLE)),
        Shown(None, [], head=meta("Keywords", TITLE)),
    ),
    Rule(
        "<meta> names in any case",
        unit,
        Shown("青屏县水利局", [], head=meta("articletitle", TITLE)),
        Shown(None, [], head=meta("articletitles", TITLE)),
    ),
    Rule(
        "<meta> content before name",
        unit,
        Shown("青屏县水利局", [], head=f'<meta content="{TITLE}" name="ArticleTitle">'),
        Shown(None, [], head='<meta content="" name="ArticleTitle">'),
    ),
    Rule(
        "<meta> PubDate",
        published,
        Shown(JANUARY, [TITLE], head=meta("PubDate", "2021-01-15 00:00")),
        Shown(
            datetime(2021, 2, 1), [TITLE, "发布日期：2021-02-01"], head=meta("PubDate", "2021-01-15 00:00")
        ),
    ),
    Rule(
        "<meta> ContentSource",
        unit,
        Shown("青屏县水利局", [], head=meta("ContentSource", "青屏县水利局")),
        Shown(None, [], head=meta("ContentSource", "原创")),
    ),
    Rule(
        "<meta> SiteIDCode",
        region,
        Shown("990121", [TITLE], head=meta("SiteIDCode", "9901210009")),
        Shown(None, [TITLE], head=meta("SiteIDCode", "bm07000001")),
    ),
    Rule(
        "<meta> SiteName",
        region,
        Shown("990121", [TITLE], head=meta("SiteName", "青屏县人民政府")),
        Shown(None, [TITLE], head=meta("SiteName", "人民政府门户网站")),
    ),
]
SENTENCES = [
    Rule(
        "sentence: names the report",
        unit,
        Shown("松木镇", ["根据要求，现将松木镇2020年政府信息公开工作年度报告公布如下。"]),
        Shown(None, ["根据要求，现将政府信息公开工作年度报告公布如下，请予监督。"]),
    ),
    Rule(
        "sentence: a notice about reports names none",
        unit,
        Shown(None, ["根据《白石市水利局2020年政府信息公开工作年度报告编制工作通知》要求，编写完成。"]),
        Shown("白石市水利局", ["根据要求，现将白石市水利局2020年政府信息公开工作年度报告予以公布。"]),
    ),
    Rule(
        "sentence: the report it names has a year",
        year,
        Shown(2020, ["根据要求，编制松木镇2020年政府信息公开工作年度报告（以下简称年报）。"]),
        Shown(None, ["根据要求，编制松木镇政府信息公开工作年度报告（以下简称年报）。"]),
    ),
    Rule(
        "sentence: who compiled it",
        unit,
        Shown("青屏县水利局", ["本报告是由青屏县水利局编制的，数据真实可靠。"]),
        Shown(None, ["本报告由概述、主动公开等六个部分组成，数据真实可靠。"]),
    ),
    Rule(
        "sentence: whom to ask",
        unit,
        Shown("青屏县水利局", ["如有疑问，请与青屏县水利局联系（电话：0000-1）。"]),
        Shown(None, ["如有疑问，请与本单位联系，欢迎社会监督指正。"]),
    ),
    Rule(
        "sentence: whom to call",
        unit,
        Shown("青屏县水利局", ["如有疑问，请联系青屏县水利局办公室（电话：0000-1）。"]),
        Shown(None, ["如有疑问，请联系我们，或者联系网站管理员（电话：0000-1）。"]),
    ),
    Rule(
        "sentence: whom to call of the whole county is nobody's author",
        unit,
        Shown(None, ["如有疑问，请联系青屏县人民政府办公室（电话：0000-1）。"]),
        Shown("青屏县水利局", ["如对本报告有疑问，可直接联系青屏县水利局，地址：青屏县城关镇。"]),
    ),
    Rule(
        "sentence: a data bureau answers for the whole county",
        unit,
        Shown(None, ["如有疑问，请与青屏县数据局联系（电话：0000-1）。"]),
        Shown("青屏县经济和信息化局", ["如有疑问，请与青屏县经济和信息化局联系（电话：0000-1）。"]),
    ),
    Rule(
        "sentence: a service centre answers for the whole county",
        unit,
        Shown(None, ["如有疑问，请与青屏县政务服务中心联系（电话：0000-1）。"]),
        Shown("青屏县就业服务中心", ["如有疑问，请与青屏县就业服务中心联系（电话：0000-1）。"]),
    ),
    Rule(
        "sentence: its subject",
        unit,
        Shown("青屏县水利局", ["2020年，青屏县水利局认真贯彻落实各项部署。"]),
        Shown(None, ["2020年，以政务公开为抓手，认真贯彻落实各项部署。"]),
    ),
    Rule(
        "sentence: the office inside the organ is left out",
        unit,
        Shown("青屏县水利局", ["如有疑问，请与青屏县水利局办公室联系，欢迎监督。"]),
        Shown("青屏县金融工作办公室", ["如有疑问，请与青屏县金融工作办公室联系，欢迎监督。"]),
    ),
    Rule(
        "sentence: the office of a government acts for others",
        unit,
        Shown(None, ["如有疑问，请与青屏县人民政府办公室联系，欢迎监督。"]),
        Shown("青屏县人民政府", ["如有疑问，请与青屏县人民政府信息公开办公室联系，欢迎监督。"]),
    ),
]
YEARS = [
    Rule(
        "year: the title before the period",
        year,
        Shown(2021, [TITLE.replace("2020", "2021"), PERIOD]),
        Shown(2020, ["青屏县水利局政府信息公开工作年度报告", PERIOD]),
    ),
    Rule(
        "year: the period before the date of publication",
        year,
        Shown(2020, [PERIOD, "发布日期：2023-01-15"]),
        Shown(2022, ["自2020年5月15日起施行。", "发布日期：2023-01-15"]),
    ),
    Rule(
        "year: a day misprinted in the period",
        year,
        Shown(2020, ["统计期限自2020年1月1日起至2020年12月21日止。"]),
        Shown(None, ["统计期限自2019年1月1日起至2020年12月31日止。"]),
    ),
    Rule(
        "year: a late publication is noted",
        fault("year_conflict"),
        Shown(Grade.INFO, [TITLE, "发布日期：2023-01-15"]),
        Shown(None, [TITLE, "发布日期：2021-01-15"]),
    ),
    Rule(
        "year: an early publication is a warning",
        fault("year_conflict"),
        Shown(Grade.WARNING, [TITLE, "发布日期：2019-01-15"]),
        Shown(None, [TITLE, "发布日期：2021-12-31"]),
    ),
    Rule(
        "year: title and period disagree",
        fault("year_conflict"),
        Shown(Grade.WARNING, [TITLE.replace("2020", "2021"), PERIOD]),
        Shown(None, [TITLE, PERIOD]),
    ),
    Rule(
        "year: from the date alone it is weak",
        fault("year_weak"),
        Shown(Grade.WARNING, ["青屏县水利局政府信息公开工作年度报告", "发布日期：2021-01-15"]),
        Shown(None, ["青屏县水利局政府信息公开工作年度报告", PERIOD]),
    ),
    Rule(
        "year: a module is asked for it",
        year,
        Shown(2020, [], url="http://www.example.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2020"),
        Shown(None, [], url="http://www.example.gov.cn/zfxxgknb/2020n/202101/t20210115_1.html"),
    ),
    Rule(
        "year: an address that is broken is still read",
        year,
        Shown(2020, [], url="http://[broken/xxgkAnnualReport.jsp?fbtime=2020#top"),
        Shown(None, [], url="http://[broken/xxgkAnnualReport.jsp?fbtime=2020&fbtime=2021"),
    ),
    Rule(
        "year: a path never speaks",
        year,
        Shown(2022, ["青屏县水利局2022年政府信息公开年报"], url="http://www.example.gov.cn/2021n/index.html"),
        Shown(None, [], url="http://www.example.gov.cn/2021n/index.html"),
    ),
    Rule(
        "year: two in the title are left to the text",
        fault("title_years"),
        Shown(Grade.WARNING, ["青屏县2019年2020年政府信息公开年报"]),
        Shown(None, ["2020年青屏县2020年度政府信息公开年报"]),
    ),
    Rule(
        "year: none anywhere",
        fault("year_missing"),
        Shown(Grade.ERROR, ["青屏县水利局政府信息公开工作年度报告"]),
        Shown(None, [TITLE]),
    ),
]
DATES = [
    Rule(
        "date: the label before the signature",
        published,
        Shown(JANUARY, [TITLE, "发布日期：2021-01-15", *BODY, "青屏县水利局", "2021年1月13日"]),
        Shown(datetime(2021, 1, 13), [TITLE, *BODY, "青屏县水利局", "2021年1月13日"]),
    ),
    Rule(
        "date: a short sentence is no signature",
        published,
        Shown(None, [TITLE, *BODY, "2020年5月8日，召开培训会。"]),
        Shown(datetime(2021, 1, 13), [TITLE, *BODY, "青屏县水利局 2021年1月13日"]),
    ),
    Rule(
        "date: in Chinese numerals",
        published,
        Shown(datetime(2010, 1, 19), [TITLE, "二〇一〇年一月十九日"]),
        Shown(None, [TITLE, "二〇一〇年一月"]),
    ),
    Rule(
        "date: one that exists",
        published,
        Shown(JANUARY, [TITLE, "发布日期：2021-01-15"]),
        Shown(None, [TITLE, "发布日期：2021-13-40"]),
    ),
    Rule(
        "date: full width",
        published,
        Shown(JANUARY, [TITLE, "发布日期：２０２１－０１－１５"]),
        Shown(None, [TITLE, "发布日期：２０２１"]),
    ),
    Rule(
        "date: the period is none",
        published,
        Shown(None, [TITLE, PERIOD]),
        Shown(JANUARY, [TITLE, PERIOD, "发布日期：2021-01-15"]),
    ),
]
PLACES = [
    Rule(
        "region: two signs that agree",
        region,
        Shown("990121", [TITLE, "如有疑问，请与青屏县水利局联系。"]),
        Shown(None, [TITLE]),
    ),
    Rule(
        "region: a sign that contradicts",
        fault("region_unsettled"),
        Shown(Grade.WARNING, [TITLE, "如有疑问，请与青屏县水利局联系。", "网站标识码：9902020001"]),
        Shown(None, [TITLE, "如有疑问，请与青屏县水利局联系。", "网站标识码：9901210001"]),
    ),
    Rule(
        "region: the imprint of the page",
        region,
        Shown("990121", [TITLE, *BODY, "主办：青屏县人民政府办公室"]),
        Shown(None, [TITLE, *BODY, "首页 青屏县 导航"]),
    ),
    Rule(
        "region: a credit code in the address",
        region,
        Shown("990121", [TITLE], url="http://www.example.gov.cn/a.jsp?area=11990121004329268U"),
        Shown(None, [TITLE], url="http://www.example.gov.cn/a.jsp?area=001008003014021"),
    ),
    Rule(
        "region: the prefecture tells homonyms apart",
        region,
        Shown("990202", ["南溪市鼓山区2020年政府信息公开工作年度报告"]),
        Shown(None, ["鼓山区2020年政府信息公开工作年度报告"]),
    ),
    Rule(
        "region: a prefecture's site carries its counties' reports",
        region,
        Shown(
            None,
            ["松木镇2020年政府信息公开工作年度报告"],
            head=meta("SiteName", "白石市人民政府") + meta("SiteIDCode", "9901000001"),
        ),
        Shown(
            "990100",
            ["市水利局2020年政府信息公开工作年度报告"],
            head=meta("SiteName", "白石市人民政府") + meta("SiteIDCode", "9901000001"),
        ),
    ),
    Rule(
        "region: a county's site carries its townships' reports",
        region,
        Shown(
            "990121",
            ["松木镇2020年政府信息公开工作年度报告"],
            head=meta("SiteName", "青屏县人民政府") + meta("SiteIDCode", "9901210001"),
        ),
        Shown(None, ["松木镇2020年政府信息公开工作年度报告"], head=meta("SiteName", "青屏县人民政府")),
    ),
    Rule(
        "region: the code of the report's year",
        region,
        Shown("990122", ["白石市柳湾县2014年政府信息公开年报"]),
        Shown(None, ["白石市柳湾县2018年政府信息公开年报"]),
    ),
    Rule(
        "region: a name that came only with the next year",
        region,
        Shown("990122", ["白石市柳湾市2015年政府信息公开年报"]),
        Shown(None, ["白石市柳湾市2014年政府信息公开年报"]),
    ),
]
OPEN = [
    Rule(
        "open: no organ anywhere",
        fault("unit_missing"),
        Shown(Grade.ERROR, [BARE]),
        Shown(None, [TITLE]),
    ),
    Rule(
        "open: an organ from a sentence that names the report is sure",
        fault("unit_from_text"),
        Shown(Grade.INFO, ["根据要求，现将松木镇2020年政府信息公开工作年度报告公布如下。"]),
        Shown(None, ["松木镇2020年政府信息公开工作年度报告"]),
    ),
    Rule(
        "open: an organ from any other sentence is not",
        fault("unit_from_text"),
        Shown(Grade.WARNING, [BARE, "本报告由青屏县水利局编制，数据真实可靠。"]),
        Shown(None, [TITLE, "本报告由青屏县林业局编制，数据真实可靠。"]),
    ),
    Rule(
        "open: a zone may report for itself or for all its parts",
        fault("scope_undecided"),
        Shown(Grade.WARNING, ["白石经济技术开发区管委会2020年政府信息公开工作年度报告"]),
        Shown(None, ["青屏县经济技术开发区管委会2020年政府信息公开工作年度报告"]),
    ),
    Rule(
        "open: a page without a title",
        fault("title_missing"),
        Shown(Grade.INFO, ["本报告由青屏县水利局编制，数据真实可靠。"]),
        Shown(None, [TITLE]),
    ),
    Rule(
        "open: a page without a date",
        fault("published_missing"),
        Shown(Grade.INFO, [TITLE]),
        Shown(None, [TITLE, "发布日期：2021-01-15"]),
    ),
]
RULES = [*TITLES, *METADATA, *META_TAGS, *SENTENCES, *YEARS, *DATES, *PLACES, *OPEN]


def document(shown: Shown) -> Document:
    lines = (*shown.lines, *BODY)
    if not shown.head:
        return open_document("\n\n".join(lines).encode(), "text/plain")
    body = "".join(f"<p>{line}</p>" for line in lines)
    markup = f"<html><head><meta charset=utf-8>{shown.head}</head><body>{body}</body></html>"
    return open_document(markup.encode(), "text/html")


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_the_rule_speaks_on_one_page_and_not_on_the_other(rule: Rule) -> None:
    fires, silent = (
        rule.ask(identify(document(shown), REGIONS, shown.url)) for shown in (rule.fires, rule.silent)
    )
    assert fires == rule.fires.says
    assert silent == rule.silent.says


def test_no_rule_stands_twice_and_each_page_differs_from_its_like() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.fires != rule.silent for rule in RULES)


def test_every_fault_of_identity_is_raised_by_a_rule_and_not_by_another() -> None:
    source = Path(inspect.getfile(identify)).read_text(encoding="utf-8")
    codes = set(re.findall(r'"(identity\.\w+)"', source))
    raised = {
        one.code for rule in RULES for one in identify(document(rule.fires), REGIONS, rule.fires.url).faults
    }
    quiet = [identify(document(rule.silent), REGIONS, rule.silent.url).faults for rule in RULES]
    assert codes
    for code in codes:
        assert code in raised, f"no rule raises {code}"
        assert any(code not in {one.code for one in faults} for faults in quiet)
        asked = [rule for rule in RULES if asks(rule, code)]
        assert asked, f"no rule asks for {code}"


def asks(rule: Rule, code: str) -> bool:
    """Whether the rule asks for this fault: it says a grade where the fault is raised."""
    found = identify(document(rule.fires), REGIONS, rule.fires.url)
    return isinstance(rule.fires.says, Grade) and any(
        one.code == code and one.grade is rule.fires.says for one in found.faults
    )


@pytest.mark.parametrize("evidence", [one for one in Evidence if one is not Evidence.TITLE])
def test_every_place_of_an_organ_is_that_of_a_rule(evidence: Evidence) -> None:
    messages = [
        one.message
        for rule in RULES
        for one in identify(document(rule.fires), REGIONS, rule.fires.url).faults
        if one.code == "identity.unit_from_text"
    ]
    assert any(message.endswith(f"is taken from {evidence}") for message in messages)


@pytest.mark.parametrize("label", PUBLISHED)
def test_every_label_of_a_time_speaks_before_a_mark_alone(label: str) -> None:
    for mark in ("：", ":", " | "):
        assert (
            published(identify(document(Shown(None, [TITLE, f"{label}{mark}2021-01-15"])), REGIONS, None))
            == JANUARY
        )
    for line in (f"{label}另定：2021-01-15", f"按{label}：2021-01-15"):
        assert published(identify(document(Shown(None, [TITLE, line])), REGIONS, None)) is None


@pytest.mark.parametrize("label", PUBLISHER)
def test_every_label_of_a_publisher_speaks_before_a_mark_alone(label: str) -> None:
    for mark in ("：", ":", " | "):
        assert (
            unit(identify(document(Shown(None, [BARE, f"{label}{mark}青屏县水利局"])), REGIONS, None))
            == "青屏县水利局"
        )
    for line in (f"{label}另定：青屏县水利局", f"按{label}：青屏县水利局"):
        assert unit(identify(document(Shown(None, [BARE, line])), REGIONS, None)) is None


@pytest.mark.parametrize("name", DATE_TAGS)
def test_every_meta_tag_of_a_time_speaks_and_none_like_it(name: str) -> None:
    for tag, says in ((name, JANUARY), (name.upper(), JANUARY), (f"{name}s", None)):
        page = document(Shown(None, [TITLE], head=meta(tag, "2021-01-15 00:00")))
        assert published(identify(page, REGIONS, None)) == says


# The rule, an organ on which it speaks and what it says, one like it and what that is.
SCOPES: list[tuple[str, str, Scope | None, str, Scope | None]] = [
    ("a division by itself", "青屏县", Scope.CONSOLIDATED, "青屏县中学", Scope.ORGAN),
    ("its government", "青屏县人民政府", Scope.CONSOLIDATED, "青屏县人民政府研究室", Scope.ORGAN),
    ("its office", "青屏县人民政府办公室", Scope.OFFICE, "青屏县委办公室", Scope.ORGAN),
    (
        "its office in brackets",
        "白石市人民政府（办公厅）",
        Scope.OFFICE,
        "白石市人民政府（本级）",
        Scope.CONSOLIDATED,
    ),
    ("a division that the list lacks", "无名县人民政府", Scope.CONSOLIDATED, "无名小区", Scope.ORGAN),
    ("a township", "松木镇人民政府", Scope.ORGAN, "新乡市人民政府", Scope.CONSOLIDATED),
    ("a street", "迎宾路街道办事处", Scope.ORGAN, "白石市鼓山区", Scope.CONSOLIDATED),
    ("a known zone", "平湖实验区管委会", Scope.CONSOLIDATED, "松湖实验区管委会", None),
    ("a zone of a county", "青屏县产业集聚区", Scope.ORGAN, "白石经济技术开发区管委会", None),
    ("traditional characters", "青屏縣", Scope.CONSOLIDATED, "青屏縣水利局", Scope.ORGAN),
]


@pytest.mark.parametrize(("rule", "organ", "scope", "like", "other"), SCOPES, ids=[one[0] for one in SCOPES])
def test_a_rule_of_scope(rule: str, organ: str, scope: Scope | None, like: str, other: Scope | None) -> None:
    zones = ("平湖实验区",)
    assert scope_of(organ, REGIONS, zones) is scope
    assert scope_of(like, REGIONS, zones) is other


LEVELS: list[tuple[str, str, OrganLevel | None, str, OrganLevel | None]] = [
    ("a province", "西州省", OrganLevel.PROVINCE, "西州省水利厅", OrganLevel.DEPARTMENT),
    ("a prefecture", "白石市人民政府", OrganLevel.PREFECTURE, "柳湾市人民政府", OrganLevel.COUNTY),
    ("a county", "白石市青屏县", OrganLevel.COUNTY, "青屏县人民政府办公室", OrganLevel.DEPARTMENT),
    ("a township", "松木镇人民政府", OrganLevel.TOWNSHIP, "松木镇中学", OrganLevel.DEPARTMENT),
    ("a street", "佳里街", OrganLevel.SUBDISTRICT, "佳里办事处", None),
    ("a zone may rank above its area", "无名区", OrganLevel.COUNTY, "平湖实验区管委会", None),
    ("a county that the list lacks", "无名县", OrganLevel.COUNTY, "无名市", None),
    ("a village", "松木乡", OrganLevel.TOWNSHIP, "松木村", None),
]


@pytest.mark.parametrize(("rule", "organ", "level", "like", "other"), LEVELS, ids=[one[0] for one in LEVELS])
def test_a_rule_of_level(
    rule: str, organ: str, level: OrganLevel | None, like: str, other: OrganLevel | None
) -> None:
    for name, expected in ((organ, level), (like, other)):
        assert level_of(name, scope_of(name, REGIONS, ("平湖实验区",)), REGIONS, 2020) is expected
