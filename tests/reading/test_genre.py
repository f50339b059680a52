"""Reports are kept and everything else is refused by its name."""

from __future__ import annotations

import pytest

from gkscrape.documents import Document, open_document
from gkscrape.form import load_forms
from gkscrape.reading.genre import Body, Refused, refuse
from gkscrape.reading.identity import identify
from gkscrape.reading.sections import split_sections
from gkscrape.record import RefusalKind
from gkscrape.regions import load_regions

HEADS = load_forms()["2019"].sections
TITLE = "青屏县教育局2020年政府信息公开工作年度报告"
SIX = (
    "一、总体情况",
    "2020年，全局主动公开信息12条，群众满意。",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "人手不足，培训不够。",
    "六、其他需要报告的事项",
)
ALL_LABELS = 84


def page(*lines: str) -> Document:
    return open_document("\n".join(lines).encode(), "text/plain")


def markup(head: str, body: str) -> Document:
    text = f"<html><head><meta charset=utf-8><title>{head}</title></head><body>{body}</body></html>"
    return open_document(text.encode(), "text/html")


def judge(document: Document, labels: int = 0, figures: int = 0) -> Refused | None:
    sections = split_sections(document, HEADS)
    return refuse(document, identify(document, load_regions(), None), Body(sections, labels, figures))


def kind(refused: Refused | None) -> RefusalKind | None:
    return refused.kind if refused else None


def test_a_report_is_kept() -> None:
    assert judge(page(TITLE, "2021-01-15", *SIX), ALL_LABELS, 198) is None


def test_a_report_whose_cells_are_all_blank_is_kept() -> None:
    assert judge(page(TITLE, *SIX), ALL_LABELS, 0) is None


def test_a_report_without_a_title_is_kept_by_its_body() -> None:
    assert judge(page("如有疑问，请与我局联系。", *SIX), ALL_LABELS, 198) is None


def test_the_name_of_the_site_does_not_speak_against_a_report_without_a_title() -> None:
    body = "".join(f"<p>{line}</p>" for line in SIX)
    assert judge(markup("青屏县统计局通知公告", body), ALL_LABELS, 198) is None


def test_a_narrative_report_is_kept() -> None:
    lines = (
        "一、概述",
        "平稳。",
        "二、政府信息主动公开情况",
        "公开9条。",
        "三、存在问题和改进措施",
        "人手不足。",
    )
    assert judge(page(TITLE.replace("2020", "2012"), *lines)) is None


def test_a_narrative_report_without_headings_is_kept() -> None:
    text = (
        "2012年，我局主动公开信息9条，未收到依申请公开，未发生行政复议和行政诉讼，未收取费用，存在人手不足的问题。"
        * 4
    )
    assert judge(page(TITLE.replace("2020", "2012"), text)) is None


def test_a_report_inside_a_notice_that_forwards_it_is_kept() -> None:
    lines = (
        "关于印发2009年政府信息公开工作年度报告的通知",
        "各单位：",
        "现印发给你们。",
        "青屏县2009年政府信息公开工作年度报告",
    )
    assert judge(page(*lines, *SIX)) is None


def test_the_organs_own_name_does_not_speak_against_it() -> None:
    title = "青屏县目标绩效考核办公室2020年政府信息公开工作年度报告"
    assert judge(page(title, *SIX), ALL_LABELS, 198) is None


@pytest.mark.parametrize(
    "title",
    [
        "关于认真做好2021年政府信息公开工作年度报告编制发布工作的通知",
        "关于印发《政府信息公开工作年度报告格式》的通知",
        "中华人民共和国政府信息公开工作年度报告格式",
    ],
)
def test_a_notice_is_refused_even_with_the_whole_form_in_it(title: str) -> None:
    refused = judge(page(title, "各单位：请认真执行。", "（2021年度）", *SIX), ALL_LABELS, 0)
    assert kind(refused) is RefusalKind.NOTICE
    assert refused is not None
    assert title in refused.message


def test_a_blank_form_is_refused() -> None:
    assert kind(judge(page("政府信息公开工作年度报告", *SIX), ALL_LABELS, 0)) is RefusalKind.BLANK_FORM


def test_a_blank_form_with_a_gap_for_the_year_is_refused() -> None:
    lines = ("____年政府信息公开工作年度报告", "发布日期：2021-10-20", "现将格式发布如下，供各单位使用。")
    assert kind(judge(page(*lines, *SIX), ALL_LABELS, 0)) is RefusalKind.BLANK_FORM


def test_a_blank_form_of_statistics_is_refused() -> None:
    lines = (
        "政府信息公开情况统计表",
        "填报单位（盖章）：",
        "统计指标",
        "单位",
        "主动公开政府信息数",
        "条",
        "政府公报公开政府信息数",
        "条",
    )
    assert kind(judge(page(*lines))) is RefusalKind.BLANK_FORM


@pytest.mark.parametrize(
    ("title", "headings"),
    [
        ("青屏县2020年法治政府建设年度报告", ("一、工作情况", "二、存在问题", "三、下一步打算")),
        ("2020年青屏县政府工作报告", ("一、2020年工作回顾", "二、2021年工作安排")),
        ("青屏县政府信息公开指南", ("一、主动公开", "二、依申请公开", "三、监督和收费标准")),
        ("青屏县政府网站2020年度工作报表", ("一、基本信息", "二、信息发布")),
        ("青屏县各单位2020年政府信息公开年报一览表", ("一、县直单位", "二、乡镇")),
        ("青屏县2020年政府信息公开工作年度报告解读", ("一、背景", "二、主要内容")),
        ("2019年政务公开工作总结", ("一、主动公开情况", "二、存在问题")),
        ("2022年上半年政府信息公开数据统计", ("一、主动公开情况", "二、依申请公开情况")),
        ("青屏县召开工作会议", ("一、会议内容",)),
    ],
)
def test_look_alikes_are_refused(title: str, headings: tuple[str, ...]) -> None:
    body = [
        line for heading in headings for line in (heading, "正文若干，内容从略，供参考，详见附件及相关文件。")
    ]
    assert kind(judge(page(title, *body))) is RefusalKind.LOOK_ALIKE


def test_a_guide_in_the_column_of_reports_is_refused() -> None:
    body = "".join(
        f"<p>{line}</p>"
        for line in ("一、主动公开", "范围从略。", "二、依申请公开", "程序从略。", "三、收费标准", "不收费。")
    )
    assert kind(judge(markup("政府信息公开年报", body))) is RefusalKind.LOOK_ALIKE


def test_a_summary_in_a_column_of_reports_is_kept_by_its_body() -> None:
    trail = "当前位置：首页 > 信息公开 > 信息公开年报"
    body = "".join(
        f"<p>{line}</p>"
        for line in (
            trail,
            "一、主动公开情况",
            "全年公开信息9条，均已上网。",
            "二、依申请公开情况",
            "全年没有收到申请。",
        )
    )
    title = "青屏县人社局2017年度政府信息与政务公开工作总结"
    assert judge(markup(title, body)) is None
    assert kind(judge(markup(title, body.replace(trail, "首页")))) is RefusalKind.LOOK_ALIKE


def test_a_list_of_reports_is_refused() -> None:
    items = "".join(
        f"<li><a href='{year}.html'>青屏县{year}年政府信息公开工作年度报告</a></li>"
        for year in range(2015, 2021)
    )
    assert kind(judge(markup("政府信息公开年报", f"<ul>{items}</ul>"))) is RefusalKind.LIST


def test_a_report_with_links_to_others_is_no_list() -> None:
    items = "".join(
        f"<li><a href='{year}.html'>青屏县{year}年政府信息公开工作年度报告</a></li>"
        for year in range(2015, 2020)
    )
    body = "".join(f"<p>{line}</p>" for line in (TITLE, *SIX))
    assert judge(markup(TITLE, body + f"<ul>{items}</ul>"), ALL_LABELS, 198) is None


@pytest.mark.parametrize("text", ["", " \n\u3000\n", "首页"])
def test_a_page_without_text_is_empty(text: str) -> None:
    assert kind(judge(page(text))) is RefusalKind.EMPTY


def test_a_title_without_a_report_is_empty() -> None:
    assert (
        kind(judge(page(TITLE, "发布日期：2021-01-15 来源：青屏县教育局 浏览次数：12"))) is RefusalKind.EMPTY
    )


@pytest.mark.parametrize("carrier", ["<img src='1.jpg'>", "<a href='/files/1.PDF'>附件</a>"])
def test_a_report_in_pictures_or_files_is_unreadable_here(carrier: str) -> None:
    assert (
        kind(judge(markup(TITLE, f"<p>发布日期：2021-01-15 来源：县教育局</p>{carrier}")))
        is RefusalKind.UNREADABLE
    )
    assert kind(judge(markup("", carrier))) is RefusalKind.UNREADABLE


def test_a_soft_404_is_told_by_its_text() -> None:
    assert (
        kind(judge(markup("提示", "<p>您访问的页面不存在或已被删除，请返回首页重新查找所需内容。</p>")))
        is RefusalKind.SOFT_404
    )
